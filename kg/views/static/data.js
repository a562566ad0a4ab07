// What the page knows of the graph: parts are laid together here, and asked by id, by neighbour, in either language.

function embedded(id) {
  const found = document.getElementById(id);
  return found ? JSON.parse(found.textContent) : null;
}

const network = embedded("network-data");
const settings = embedded("settings");
const FIGURE = "Observation";
const INDICATOR = "Indicator";

const data = {
  nodes: [], links: [], passages: [], terms: {}, classes: { ...settings.classes }, base: "", total: 0,
};
const byId = new Map();
const complete = new Set(); // ids of which every relation and figure is known
const linksOf = new Map(); // id -> numbers of its links
const figuresOf = new Map(); // thing -> its figures, by any of their relations
const hangingOn = new Map(); // thing -> the figures drawn at it
const linkNumbers = new Map();
const passageNumbers = new Map();

const state = {
  language: (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en",
  drawn: new Set(), // ids that stand on the canvas, hidden or not
  hidden: new Set([INDICATOR]), // classes that the legend hides; each figure says its indicator already
  unlinked: new Set(), // relations that the legend hides
  place: "", // id of the place that everything shown belongs to
  year: "", // the year that everything shown belongs to
  folded: false,
  expanded: new Set(), // things whose figures show although figures are folded
  selected: null, // id of a node, or "link:" and the number of a link
};

// Lay a part over what is known. Things keep their places; what a later part knows better replaces what was known.
function learn(part) {
  Object.assign(data.terms, part.terms);
  Object.assign(data.classes, part.classes);
  data.base = part.base || data.base;
  data.total = Math.max(data.total, part.total || 0);
  const numbers = part.passages.map(learnPassage);
  const pointed = (quote) => quote && [numbers[quote[0]], quote[1], quote[2]];
  for (const node of part.nodes) {
    if (node.quote) node.quote = pointed(node.quote);
    if (node.mentions) node.mentions = node.mentions.map(pointed);
    learnNode(node);
  }
  for (const link of part.links) {
    for (const one of link.statements) one.quote = pointed(one.quote);
    learnLink(link);
  }
  for (const id of part.complete === true ? part.nodes.map((node) => node.id) : part.complete || []) complete.add(id);
  forget();
}

function learnPassage(passage) {
  const key = `${passage.article} ${passage.start} ${passage.end} ${passage.article ? "" : passage.text}`;
  if (!passageNumbers.has(key)) passageNumbers.set(key, data.passages.push(passage) - 1);
  return passageNumbers.get(key);
}

function learnNode(node) {
  const known = byId.get(node.id);
  if (known) {
    if ((node.mentions || []).length < (known.mentions || []).length) delete node.mentions;
    Object.assign(known, node);
    return;
  }
  byId.set(node.id, node);
  data.nodes.push(node);
  linksOf.set(node.id, []);
  if (node.root !== FIGURE) return;
  if (node.anchor) append(hangingOn, node.anchor, node);
  const things = new Set(Object.values(node.targets || {}).flat().map(([id]) => id));
  for (const id of things) append(figuresOf, id, node);
}

function learnLink(link) {
  const key = `${link.from} ${link.predicate} ${link.to}`;
  if (linkNumbers.has(key)) {
    if (link.statements.length) data.links[linkNumbers.get(key)].statements = link.statements;
    return;
  }
  const number = data.links.push(link) - 1;
  linkNumbers.set(key, number);
  linksOf.get(link.from).push(number);
  if (link.to !== link.from) linksOf.get(link.to).push(number);
}

// how many places name a thing, also those that are not known here
function mentionedTimes(node) {
  return Math.max(node.mentioned || 0, (node.mentions || []).length);
}

function append(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

// figures as a reader meets them: article by article, from top to bottom
function inTextOrder(a, b) {
  const place = ({ quote }) => {
    const passage = quote ? data.passages[quote[0]] : { start: 0 };
    return [passage.date || "", passage.article || "", passage.start + (quote ? quote[1] : 0)];
  };
  const [one, other] = [place(a), place(b)];
  if (one[0] !== other[0]) return one[0] < other[0] ? -1 : 1;
  if (one[1] !== other[1]) return one[1] < other[1] ? -1 : 1;
  return one[2] - other[2];
}

function figuresAbout(id) {
  return [...(figuresOf.get(id) || [])].sort(inTextOrder);
}

function figuresIn(article) {
  const stated = ({ root, quote }) => root === FIGURE && quote && data.passages[quote[0]].article === article;
  return data.nodes.filter(stated).sort(inTextOrder);
}

function text(key, values = {}) {
  const words = settings.messages[state.language][key] || key;
  return words.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

function term(local) {
  const labels = data.terms[local];
  return labels ? labels[state.language] : local || "";
}

function className(local) {
  const labels = data.classes[local];
  return labels ? labels[state.language] : local;
}

function nameOf(node) {
  return (state.language === "en" && node.en) || node.zh || node.id;
}

function iriOf(node) {
  return node.iri || (node.id.includes("://") ? node.id : data.base + node.id);
}

// the nodes at the other ends of a node's links, without repeats
function neighboursOf(id) {
  const found = new Set();
  for (const number of linksOf.get(id) || []) found.add(data.links[number].from).add(data.links[number].to);
  found.delete(id);
  return [...found].map((other) => byId.get(other));
}

function percent(confidence) {
  return confidence === undefined ? "" : `${Math.round(confidence * 100)}%`;
}

function periodOf(node) {
  const from = node.period_start || "";
  const to = node.period_end || "";
  const dates = from && to && from !== to ? `${from} – ${to}` : to || (from && `${from} –`);
  return [node.period_text, dates && `(${dates})`].filter(Boolean).join(" ");
}

function amountOf(node) {
  const arrow = node.direction === "Increase" ? "↑" : node.direction === "Decrease" ? "↓" : "";
  return arrow + (node.value_text || node.value || "");
}

function normalised(node) {
  const unit = node.unit ? ` ${node.unit}` : "";
  const bounds = [node.minimum && `≥ ${node.minimum}`, node.maximum && `≤ ${node.maximum}`].filter(Boolean).join(", ");
  return [node.value && node.value + unit, bounds && (node.value ? `(${bounds})` : bounds + unit)].filter(Boolean).join(" ");
}

function indicatorOf(node) {
  return ((node.targets || {}).variableMeasured || [])[0];
}

function placeOf(node) {
  return ((node.targets || {}).observationAbout || [])[0];
}
