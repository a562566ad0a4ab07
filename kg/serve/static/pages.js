// What the pages of things and articles need: a fact and its words light up together, citations can be copied.
// Elements of one fact, in the text and in the list, share data-fact (several ids, a space between two). Where the words
// of a fact are out of sight, #peek shows them with what stands around them; Escape takes it away.
// A button with data-copy copies the text of the element of that id; #copied says that it did.

(function () {
  "use strict";

  const AROUND = 60; // characters before and after the words in #peek
  const peek = document.getElementById("peek");
  const facts = (one) => one.dataset.fact.split(" ");
  const elements = [...document.querySelectorAll("[data-fact]")];
  const byFact = new Map();
  for (const one of elements) {
    for (const id of facts(one)) {
      if (!byFact.has(id)) byFact.set(id, []);
      byFact.get(id).push(one);
    }
  }

  function light({ target }) {
    if (peek && peek.contains(target)) return; // who reads it may rest the pointer on it
    const one = target.closest && target.closest("[data-fact]");
    document.querySelectorAll(".lit").forEach((other) => other.classList.remove("lit"));
    if (peek) peek.hidden = true;
    if (!one) return;
    const others = facts(one).flatMap((id) => byFact.get(id));
    for (const other of others) other.classList.add("lit");
    bring(one, others);
  }

  // the other side of a fact: its words where they can't be seen, its place in the list, which scrolls by itself
  function bring(one, others) {
    const list = one.closest(".facts");
    const sides = others.filter((other) => Boolean(other.closest(".facts")) !== Boolean(list));
    if (!sides.length || sides.some(inSight)) return;
    if (list) quote(sides);
    else scrollList(sides[0]);
  }

  function inSight(one) {
    const box = one.getBoundingClientRect();
    const frame = one.closest(".facts");
    const { top, bottom } = frame ? frame.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    return box.bottom > Math.max(top, 0) && box.top < Math.min(bottom, innerHeight);
  }

  function scrollList(one) {
    const frame = one.closest(".facts");
    frame.scrollTop += one.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 2;
  }

  // the first of the words and what follows on it without a gap: a thing is named in many places
  function stretch(words) {
    const found = [words[0]];
    for (let next = words[0].nextSibling; next; next = next.nextSibling) {
      if (words.includes(next)) found.push(next);
      else if (next.textContent) break; // an anchor is empty
    }
    return found;
  }

  function quote(words) {
    if (!peek) return;
    const text = words[0].closest(".text");
    const inside = stretch(words);
    const range = document.createRange();
    range.selectNodeContents(text);
    range.setEndBefore(inside[0]);
    const before = range.toString();
    range.setStartBefore(inside[0]);
    range.setEndAfter(inside.at(-1));
    const exact = range.toString();
    const after = text.textContent.slice(before.length + exact.length);
    const mark = document.createElement("mark");
    mark.textContent = exact.length > 4 * AROUND ? `${exact.slice(0, 4 * AROUND)}…` : exact;
    peek.replaceChildren(before.slice(-AROUND).split("\n").at(-1), mark, after.slice(0, AROUND).split("\n")[0]);
    peek.hidden = false;
  }

  if (elements.length) {
    for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape" && peek) peek.hidden = true;
    });
  }

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      if (said) said.textContent = said.dataset.done || "✓";
    } catch {
      getSelection().selectAllChildren(source); // the reader presses Ctrl+C
    }
  });
})();
