// The legend is the filter: boxes for classes and relations, lists of places and years, each with its count.

const WITHIN = "containedInPlace";
const PLACE = "Place";
let facets = null; // counts and memberships of all that is known; made anew when more is learnt
let allowed = null; // ids that belong to the chosen place and year; null where none is chosen

function forget() {
  facets = null;
  allowed = null;
  haystacks = null;
  neighbouringPassages = null;
}

function passes(node) {
  if (!state.place && !state.year) return true;
  allowed = allowed || matching();
  return allowed.has(node.id) || node.id === state.selected;
}

function facetsNow() {
  if (!facets) {
    facets = {
      classes: count(data.nodes.map((node) => node.type)),
      relations: count(data.links.map((link) => link.predicate)),
      places: placeMembers(),
      years: yearMembers(),
    };
  }
  return facets;
}

function count(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

// place -> the ids of itself, of what lies in it, and of what a relation ties to either
function placeMembers() {
  const above = new Map();
  for (const link of data.links) if (link.predicate === WITHIN) append(above, link.from, link.to);
  const members = new Map();
  const enter = (id, place, seen = new Set()) => {
    if (seen.has(place)) return;
    seen.add(place);
    if (!members.has(place)) members.set(place, new Set());
    members.get(place).add(id);
    for (const wider of above.get(place) || []) enter(id, wider, seen);
  };
  for (const node of data.nodes) {
    if (node.root === PLACE) enter(node.id, node.id);
    if (node.root === FIGURE && placeOf(node)) enter(node.id, placeOf(node)[0]);
  }
  for (const { from, to } of data.links) {
    if (byId.get(to).root === PLACE && byId.get(from).root !== PLACE) enter(from, to);
  }
  return members;
}

// year -> the ids of the figures whose period begins or ends in it, of what they are about, and of the year's articles
function yearMembers() {
  const members = new Map();
  for (const node of data.nodes) {
    const dates = node.root === FIGURE ? [node.period_start, node.period_end] : [node.date];
    const things = Object.values(node.targets || {}).flat().map(([id]) => id).filter((id) => byId.has(id));
    for (const year of new Set(dates.filter(Boolean).map((date) => date.slice(0, 4)))) {
      if (!members.has(year)) members.set(year, new Set());
      for (const id of [node.id, ...things]) members.get(year).add(id);
    }
  }
  return members;
}

function matching() {
  const { places, years } = facetsNow();
  const sets = [state.place && places.get(state.place), state.year && years.get(state.year)].filter(Boolean);
  return new Set([...sets[0]].filter((id) => sets.every((set) => set.has(id))));
}

function showLegend() {
  byElementId("legend-title").textContent = text("filters");
  const tools = element("div", { class: "tools" },
    element("button", { type: "button", onclick: () => setHidden([]) }, text("all")),
    element("button", { type: "button", onclick: () => setHidden([...facetsNow().classes.keys()]) }, text("none")));
  const open = new Set([...byElementId("filters").querySelectorAll("details[open]")].map((one) => one.dataset.group));
  const groups = [
    group("classes", true, [tools, ...classBoxes()]),
    group("relations", open.has("relations"), relationBoxes()),
    group("places", open.has("places"), placeList()),
    group("years", open.has("years"), yearList()),
  ];
  byElementId("filters").replaceChildren(
    element("p", { class: "note", id: "visible", role: "status" }),
    element("button", { type: "button", id: "clear", onclick: clearFilters }, text("clear")),
    ...groups.filter(Boolean));
  updateLegend();
}

function group(name, open, children) {
  return children.length ? element("details", { "data-group": name, open }, element("summary", {}, text(name)), children) : null;
}

function classBoxes() {
  const order = (type) => data.classes[type].root;
  const classes = [...facetsNow().classes]
    .sort((a, b) => order(a[0]).localeCompare(order(b[0])) || b[1] - a[1] || a[0].localeCompare(b[0]));
  return classes.map(([type]) => filterBox(state.hidden, "class", type, swatch(type), className(type)));
}

function relationBoxes() {
  const relations = [...facetsNow().relations].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return relations.map(([name]) => filterBox(state.unlinked, "relation", name, null, term(name)));
}

// a box that is ticked while its value is not in the set
function filterBox(set, kind, value, sign, label) {
  const box = element("input", { type: "checkbox", [`data-${kind}`]: value });
  box.addEventListener("change", () => {
    if (box.checked) set.delete(value);
    else set.add(value);
    refresh();
  });
  return element("label", {}, box, sign, label, element("span", { class: "count" }));
}

function placeList() {
  const places = [...facetsNow().places].filter(([id]) => byId.has(id)).map(([id, members]) => [id, members.size]);
  places.sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return choices("place", places.map(([id]) => [id, nameOf(byId.get(id))]));
}

function yearList() {
  const years = [...facetsNow().years].sort((a, b) => b[0].localeCompare(a[0]));
  return choices("year", years.map(([year]) => [year, year]));
}

// one select: it holds a thousand places as well as three, and every keyboard knows it
function choices(kind, options) {
  if (!options.length) return [];
  const list = element("select", { "data-filter": kind, "aria-label": text(`${kind}s`) },
    element("option", { value: "" }, text("any")),
    options.map(([value, label]) => element("option", { value, "data-label": label })));
  list.value = state[kind];
  list.addEventListener("change", () => setFilter(kind, list.value));
  return [list];
}

// what belongs to the choice is brought onto the canvas, the rest steps back
function setFilter(kind, value) {
  state[kind] = value;
  allowed = null;
  if (state.place || state.year) {
    allowed = matching();
    const waiting = [...allowed].map((id) => byId.get(id)).filter((node) => node && !state.drawn.has(node.id));
    draw(waiting.filter((node) => node.root !== INDICATOR).slice(0, MOST_ADDED), byId.get(state.place));
  }
  refresh();
  showAll();
}

function clearFilters() {
  state.hidden = new Set([INDICATOR]);
  state.unlinked = new Set();
  state.place = state.year = "";
  allowed = null;
  showLegend();
  refresh();
  showAll();
}

// How many of each there are as the place and the year stand, so that nobody chooses what leaves nothing.
let counted = null;
function showCounts(filters) {
  const now = JSON.stringify([state.place, state.year, data.nodes.length, data.links.length, state.language]);
  if (counted === now && filters.querySelector(".count:not(:empty)")) return;
  counted = now;
  const within = new Set(data.nodes.filter(passes).map((node) => node.id));
  const classes = count(data.nodes.filter(({ id }) => within.has(id)).map(({ type }) => type));
  const relations = count(data.links.filter(({ from, to }) => within.has(from) && within.has(to)).map(({ predicate }) => predicate));
  for (const [kind, counts] of [["class", classes], ["relation", relations]]) {
    for (const box of filters.querySelectorAll(`input[data-${kind}]`)) {
      box.parentElement.querySelector(".count").textContent = counts.get(box.dataset[kind]) || 0;
    }
  }
  const { places, years } = facetsNow();
  for (const [kind, members, other] of [["place", places, years.get(state.year)], ["year", years, places.get(state.place)]]) {
    for (const option of filters.querySelectorAll(`select[data-filter=${kind}] option[data-label]`)) {
      const ids = [...members.get(option.value)];
      const n = other ? ids.filter((id) => other.has(id)).length : ids.length;
      option.textContent = `${option.dataset.label} (${n})`;
      option.disabled = n === 0 && option.value !== state[kind];
    }
  }
}

// the boxes stay, so that the one in hand keeps the focus
function updateLegend() {
  const filters = byElementId("filters");
  for (const box of filters.querySelectorAll("input[data-class]")) box.checked = !state.hidden.has(box.dataset.class);
  for (const box of filters.querySelectorAll("input[data-relation]")) box.checked = !state.unlinked.has(box.dataset.relation);
  showCounts(filters);
  const total = Math.max(data.total, data.nodes.length);
  byElementId("visible").textContent = text("visible", { n: drawnNodes().filter(isVisible).length, total });
}

function setHidden(types) {
  state.hidden = new Set(types);
  refresh();
}
