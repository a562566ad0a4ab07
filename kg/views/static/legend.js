// The legend is the filter: one box a class, with its form, colour and count.

function classCounts() {
  const counts = new Map();
  for (const node of data.nodes) counts.set(node.type, (counts.get(node.type) || 0) + 1);
  const order = (type) => data.classes[type].root;
  return [...counts].sort((a, b) => order(a[0]).localeCompare(order(b[0])) || b[1] - a[1] || a[0].localeCompare(b[0]));
}

function showLegend() {
  byElementId("legend-title").textContent = text("filter");
  const tools = element("div", { class: "tools" },
    element("button", { type: "button", onclick: () => setHidden([]) }, text("all")),
    element("button", { type: "button", onclick: () => setHidden(classCounts().map(([type]) => type)) }, text("none")));
  const boxes = classCounts().map(([type, count]) => {
    const box = element("input", { type: "checkbox", "data-class": type });
    box.addEventListener("change", () => {
      if (box.checked) state.hidden.delete(type);
      else state.hidden.add(type);
      refresh();
    });
    return element("label", {}, box, swatch(type), className(type), element("span", { class: "count" }, String(count)));
  });
  byElementId("classes").replaceChildren(tools, ...boxes, element("p", { class: "note", id: "visible", role: "status" }));
  updateLegend();
}

// the boxes stay, so that the one in hand keeps the focus
function updateLegend() {
  for (const box of byElementId("classes").querySelectorAll("input")) box.checked = !state.hidden.has(box.dataset.class);
  const n = data.nodes.filter(isVisible).length;
  byElementId("visible").textContent = text("visible", { n, total: data.nodes.length });
}

function setHidden(types) {
  state.hidden = new Set(types);
  refresh();
}
