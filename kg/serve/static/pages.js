// What the pages of things and articles need: a fact and its words light up together, citations can be copied.
// Elements of one fact, in the text and in the list, share data-fact (several ids, a space between two).
// A button with data-copy copies the text of the element of that id; #copied says that it did.

(function () {
  "use strict";

  const facts = (one) => one.dataset.fact.split(" ");
  const elements = [...document.querySelectorAll("[data-fact]")];
  const byFact = new Map();
  for (const one of elements) {
    for (const id of facts(one)) {
      if (!byFact.has(id)) byFact.set(id, []);
      byFact.get(id).push(one);
    }
  }

  function light(event) {
    const one = event.target.closest && event.target.closest("[data-fact]");
    document.querySelectorAll(".lit").forEach((other) => other.classList.remove("lit"));
    if (one) for (const id of facts(one)) for (const other of byFact.get(id)) other.classList.add("lit");
  }

  if (elements.length) for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);

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
