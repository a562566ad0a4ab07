// What is selected stands in the address (#entity=place/620000), so that a link leads to it and "back" goes back.

const ENTITY = "entity=";

function select(id) {
  const known = id && (byId.has(id) || linkOf(id)) ? id : null;
  const hash = known ? `#${ENTITY}${encodeURIComponent(known).replace(/%2F/g, "/")}` : "";
  if (location.hash !== hash) history.pushState(null, "", hash || location.pathname + location.search);
  show(known);
}

function show(id) {
  state.selected = id;
  const node = byId.get(id);
  if (node) reveal(node);
  showDetails();
  refresh();
  if (id && !byElementId("graph-view").hidden) focusOn(id);
  else drawing.unselectAll();
}

// what is asked for must be seen, whatever the legend says
function reveal(node) {
  state.hidden.delete(node.type);
  if (node.root === FIGURE && node.anchor) state.expanded.add(node.anchor);
}

function fromAddress() {
  const hash = location.hash.slice(1);
  let id = null;
  try {
    if (hash.startsWith(ENTITY)) id = decodeURIComponent(hash.slice(ENTITY.length));
  } catch {
    id = null; // a broken escape in a hand-made link
  }
  show(id && (byId.has(id) || linkOf(id)) ? id : null);
}

function refresh() {
  byElementId("fold").textContent = text(state.folded ? "unfold" : "fold");
  byElementId("fold").hidden = hangingOn.size === 0;
  updateLegend();
  refreshCanvas();
}

function showWords() {
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  const headlines = data.nodes.filter((node) => node.root === "Article").map(nameOf);
  byElementId("title").textContent = [text("product"), headlines.length === 1 ? headlines[0] : text("nodes", { n: data.nodes.length })].join(" · ");
  document.title = byElementId("title").textContent;
  byElementId("search").placeholder = text("search");
  byElementId("search").setAttribute("aria-label", text("search"));
  byElementId("results").setAttribute("aria-label", text("search"));
  byElementId("graph").setAttribute("aria-label", text("canvas"));
  byElementId("help").textContent = text("help");
  byElementId("fit").textContent = text("fit");
  byElementId("language").textContent = text("language");
  byElementId("switch").textContent = text(byElementId("table-view").hidden ? "table" : "graph");
  byElementId("notice").hidden = data.nodes.length >= data.total;
  byElementId("notice").textContent = text("partial", { shown: data.nodes.length, total: data.total });
  resetLabels();
  showTables();
  showLegend();
  showDetails();
  refresh();
}

function openButtons() {
  byElementId("fold").addEventListener("click", () => {
    state.folded = !state.folded;
    state.expanded.clear();
    refresh();
  });
  byElementId("fit").addEventListener("click", () => showAll());
  byElementId("language").addEventListener("click", () => {
    state.language = state.language === "zh" ? "en" : "zh";
    showWords();
  });
  byElementId("switch").addEventListener("click", () => {
    const table = byElementId("table-view");
    table.hidden = !table.hidden;
    byElementId("graph-view").hidden = byElementId("legend").hidden = !table.hidden;
    byElementId("switch").textContent = text(table.hidden ? "table" : "graph");
    if (table.hidden && state.selected) focusOn(state.selected);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byElementId("search").focus();
    } else if (event.key === "Escape") select(null);
  });
}

function start() {
  if (matchMedia("(min-width: 721px)").matches) byElementId("legend").open = true;
  if (data.classes.Indicator) state.hidden.add("Indicator"); // each figure says its indicator already
  openCanvas();
  openSearch();
  openButtons();
  showWords();
  addEventListener("popstate", fromAddress);
  addEventListener("hashchange", fromAddress);
  fromAddress();
}

start();
