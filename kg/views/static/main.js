// What is selected stands in the address (#entity=place/620000), so that a link leads to it and "back" goes back.

const ENTITY = "entity=";
let cameFrom = null; // the element that had the focus before the details were opened

function addressOf(id) {
  return `#${ENTITY}${encodeURIComponent(id).replace(/%2F/g, "/")}`;
}

async function select(id) {
  const hash = id ? addressOf(id) : "";
  if (location.hash !== hash) history.pushState(null, "", hash || location.pathname + location.search);
  if (id && !byElementId("details").contains(document.activeElement)) cameFrom = document.activeElement;
  await show(id);
  if (!id && cameFrom && cameFrom.isConnected && cameFrom !== byElementId("search")) cameFrom.focus();
}

async function show(wanted) {
  if (wanted && !linkOf(wanted)) await know(wanted);
  const node = byId.get(wanted);
  const id = node || linkOf(wanted) ? wanted : null;
  state.selected = id;
  if (node && node.root === FIGURE && indicatorOf(node)) await know(indicatorOf(node)[0]);
  if (node) reveal(node);
  showDetails();
  refresh();
  if (id && !byElementId("graph-view").hidden) focusOn(id);
  else drawing.unselectAll();
  if (linkOf(id)) focusOn(id);
}

// what is asked for must be seen, whatever the legend says and however little is drawn
function reveal(node) {
  state.hidden.delete(node.type);
  if (node.root === FIGURE && node.anchor) state.expanded.add(node.anchor);
  if (state.drawn.has(node.id)) return;
  const anchor = byId.get(node.anchor);
  const near = anchor && state.drawn.has(anchor.id) ? anchor : null;
  draw([node], near);
  if (!state.drawn.size || !neighboursOf(node.id).some((other) => state.drawn.has(other.id))) {
    draw(undrawnNeighbours(node.id).filter((other) => other.root !== FIGURE).slice(0, 12), node);
  }
}

function wantedByAddress() {
  const hash = location.hash.slice(1);
  try {
    return hash.startsWith(ENTITY) ? decodeURIComponent(hash.slice(ENTITY.length)) : null;
  } catch {
    return null; // a broken escape in a hand-made link
  }
}

function refresh() {
  byElementId("fold").textContent = text(state.folded ? "unfold" : "fold");
  byElementId("fold").hidden = hangingOn.size === 0;
  if (!facets) showLegend(); // more was learnt
  updateLegend();
  refreshCanvas();
  showTables();
  showNotice();
}

function showNotice() {
  const [shown, known, total] = [state.drawn.size, data.nodes.length, Math.max(data.total, data.nodes.length)];
  byElementId("notice").hidden = shown >= total;
  byElementId("notice").textContent = text(known >= total || api ? "partial" : "partial_file", { shown, known, total });
}

function showWords() {
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  const headlines = data.nodes.filter((node) => node.root === "Article").map(nameOf);
  const title = headlines.length === 1 ? headlines[0] : text("nodes", { n: Math.max(data.total, data.nodes.length) });
  byElementId("title").textContent = [text("product"), title].join(" · ");
  document.title = byElementId("title").textContent;
  byElementId("search").placeholder = text("search");
  for (const id of ["search", "results"]) byElementId(id).setAttribute("aria-label", text("search"));
  byElementId("graph").setAttribute("aria-label", text("canvas"));
  byElementId("table-view").setAttribute("aria-label", text("table"));
  byElementId("keys").setAttribute("aria-label", text("keys"));
  byElementId("help").textContent = text("help");
  byElementId("fit").textContent = text("fit");
  byElementId("language").textContent = text("language");
  byElementId("language").lang = state.language === "zh" ? "en" : "zh-Hans";
  byElementId("switch").textContent = text(byElementId("table-view").hidden ? "table" : "graph");
  resetLabels();
  showMenu();
  showExport();
  showLegend();
  showDetails();
  refresh();
}

// the other pages of the server
function showMenu() {
  const menu = byElementId("menu");
  if (!menu) return;
  menu.setAttribute("aria-label", text("menu"));
  menu.replaceChildren(...settings.menu.map(([key, href]) => element("a", { href }, text(key))));
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
    byElementId("graph-view").hidden = !table.hidden;
    byElementId("switch").textContent = text(table.hidden ? "table" : "graph");
    showTables();
    if (table.hidden && state.selected) focusOn(state.selected);
  });
  byElementId("keys").addEventListener("click", showKeys);
}

// --- keys: everything a pointer can do ------------------------------------------------------------------------------

function showKeys() {
  const dialog = byElementId("keyboard");
  const rows = Object.entries(settings.messages[state.language].key_help);
  dialog.setAttribute("aria-label", text("keys"));
  dialog.replaceChildren(
    element("h2", {}, text("keys")),
    pairs(rows.map(([key, meaning]) => [element("kbd", {}, key), meaning])),
    element("button", { type: "button", onclick: () => dialog.close() }, text("close")));
  dialog.showModal();
}

const KEYS = {
  "/": () => byElementId("search").focus(),
  "?": showKeys,
  "n": () => step(1),
  "p": () => step(-1),
  "d": () => !byElementId("details").hidden && byElementId("details").focus(),
  "g": () => byElementId("graph").focus(),
  "e": () => byId.has(state.selected) && expand(state.selected),
  "f": () => (byId.has(state.selected) ? toggleFigures(state.selected) : byElementId("fold").click()),
  "t": () => byElementId("switch").click(),
  "0": () => showAll(),
};

// from thing to thing: the neighbours of what was chosen last by hand, or all that is shown, the important first
let round = [];
function step(by) {
  if (!round.includes(state.selected)) {
    const near = neighboursOf(state.selected).filter(isVisible);
    round = (near.length ? [byId.get(state.selected), ...near] : drawnNodes().filter(isVisible))
      .sort((a, b) => (a.id === state.selected ? -1 : b.id === state.selected ? 1 : rank(b) - rank(a))).map((node) => node.id);
  }
  if (!round.length) return;
  const at = round.indexOf(state.selected);
  select(round[at < 0 ? 0 : (at + by + round.length) % round.length]);
}

function openKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byElementId("keyboard").open) return;
    const menu = byElementId("export");
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (event.key === "Escape") {
      round = [];
      select(null);
    } else if (KEYS[event.key] && !event.target.closest("input, select, textarea")) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });
}

async function start() {
  if (matchMedia("(min-width: 721px)").matches) byElementId("legend").open = true;
  openCanvas(await firstPart(wantedByAddress()));
  openSearch();
  openButtons();
  openKeys();
  openPrint();
  showWords();
  const follow = () => show(wantedByAddress());
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
  await follow();
  document.documentElement.dataset.ready = "true";
}

start();
