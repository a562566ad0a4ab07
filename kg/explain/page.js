// Tells in the panel what the mark under the pointer, or the chosen one, is. All text goes in as text nodes.
(function () {
  "use strict";
  const marks = JSON.parse(document.getElementById("marks").textContent);
  const panel = document.getElementById("panel");
  const text = document.getElementById("text");
  let chosen = null;

  function show(span) {
    const parts = span.dataset.marks.split(" ").map(Number).reverse().map((number) => describe(marks[number]));
    panel.replaceChildren(...parts.flat());
  }

  function describe(mark) {
    const name = document.createElement("span");
    name.className = `c-${mark.name}`;
    name.textContent = mark.text;
    const heading = document.createElement("h3");
    heading.append(name);
    const list = document.createElement("dl");
    for (const [label, value] of mark.rows) {
      const term = document.createElement("dt");
      const said = document.createElement("dd");
      term.textContent = label;
      said.textContent = value;
      list.append(term, said);
    }
    return [heading, list];
  }

  function choose(span) {
    if (chosen) chosen.classList.remove("chosen");
    chosen = span === chosen ? null : span;
    if (chosen) {
      chosen.classList.add("chosen");
      show(chosen);
    }
  }

  const markAt = (event) => event.target.closest(".mark");
  text.addEventListener("pointerover", (event) => { if (!chosen && markAt(event)) show(markAt(event)); });
  text.addEventListener("focusin", (event) => { if (!chosen && markAt(event)) show(markAt(event)); });
  text.addEventListener("click", (event) => { if (markAt(event)) choose(markAt(event)); });
  text.addEventListener("keydown", (event) => {
    if (markAt(event) && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      choose(markAt(event));
    }
  });

  document.documentElement.dataset.ready = "";
})();
