// The data of the page, and what is asked of it: by id, by neighbour, in the chosen language.

const network = JSON.parse(document.getElementById("network-data").textContent);
const data = JSON.parse(document.getElementById("graph-data").textContent);
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const state = {
  language: (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en",
  hidden: new Set(), // classes that the legend hides
  folded: data.folded,
  expanded: new Set(), // things whose figures show although figures are folded
  selected: null, // id of a node, or "link:" and the number of a link
};

const FIGURE = "Observation";
const linksOf = new Map(data.nodes.map((node) => [node.id, []]));
data.links.forEach((link, number) => {
  linksOf.get(link.from).push(number);
  if (link.to !== link.from) linksOf.get(link.to).push(number);
});
const figuresOf = new Map(); // thing -> its figures, by any of their relations
const hangingOn = new Map(); // thing -> the figures drawn at it
for (const node of data.nodes.filter((one) => one.root === FIGURE).sort(inTextOrder)) {
  if (node.anchor) append(hangingOn, node.anchor, node);
  for (const targets of Object.values(node.targets || {})) for (const [id] of targets) append(figuresOf, id, node);
}

// figures as a reader meets them: article by article, from top to bottom
function inTextOrder(a, b) {
  const place = ({ quote }) => {
    const passage = quote ? data.passages[quote[0]] : { start: 0 };
    return [passage.date || "", passage.article || "", passage.start + (quote ? quote[1] : 0)];
  };
  const [one, other] = [place(a), place(b)];
  return other[0].localeCompare(one[0]) || one[1].localeCompare(other[1]) || one[2] - other[2];
}

function append(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

function text(key, values = {}) {
  const words = data.messages[state.language][key] || key;
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

function isVisible(node) {
  if (state.hidden.has(node.type)) return false;
  if (node.root !== FIGURE || !state.folded || node.id === state.selected) return true;
  return state.expanded.has(node.anchor);
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
