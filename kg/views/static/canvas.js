// The drawing: vis-network shows nodes and edges where Python put them; labels are ours (labels.js).

let drawing = null;
let nodeSet = null;
let edgeSet = null;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function openCanvas(part) {
  const places = upright(part.drawn);
  for (const [id, x, y, size] of places) Object.assign(byId.get(id), { x, y, size });
  state.drawn = new Set(places.map(([id]) => id));
  state.folded = Boolean(part.folded);
  nodeSet = new vis.DataSet(places.map(([id]) => canvasNode(byId.get(id))));
  edgeSet = new vis.DataSet(edgesAmong(data.links.keys()));
  drawing = new vis.Network(byElementId("graph"), { nodes: nodeSet, edges: edgeSet }, JSON.parse(network.options));
  drawing.on("afterDrawing", (context) => drawLabels(context, viewport()));
  drawing.on("click", clicked);
  drawing.on("doubleClick", ({ nodes }) => nodes.length && toggleFigures(nodes[0]));
  drawing.on("dragEnd", keepPositions);
  drawing.on("zoom", sizeDots);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  showAll(false);
}

// a drawing wider than high is laid on its side for a screen that is higher than wide
function upright(places) {
  const box = byElementId("graph");
  const spread = (index) => {
    const values = places.map((place) => place[index]);
    return values.length ? Math.max(...values) - Math.min(...values) : 0;
  };
  const turn = box.clientHeight > box.clientWidth && spread(1) > spread(2);
  return turn ? places.map(([id, x, y, size]) => [id, y, x, size]) : places;
}

function canvasNode(node) {
  const { color, shape } = data.classes[node.type];
  return {
    id: node.id, x: node.x, y: node.y, size: node.size, shape, color: nodeColor(color), borderWidth: borderWidth(),
    hidden: !isVisible(node),
  };
}

// the links of these numbers both ends of which are drawn, as edges
function edgesAmong(numbers) {
  const edges = [];
  const color = edgeColor();
  for (const id of numbers) {
    const { from, to, predicate } = data.links[id];
    if (state.drawn.has(from) && state.drawn.has(to)) edges.push({ id, from, to, color, hidden: state.unlinked.has(predicate) });
  }
  return edges;
}

function cssValue(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function edgeColor() {
  const accent = cssValue("--accent");
  return { color: cssValue("--edge"), highlight: accent, hover: accent, inherit: false };
}

// the border keeps a dark class apart from a dark ground
function nodeColor(background) {
  const chosen = { background, border: cssValue("--accent") };
  return { background, border: cssValue("--border"), highlight: chosen, hover: chosen };
}

function repaint() {
  nodeSet.update(nodeSet.getIds().map((id) => ({ id, color: nodeColor(data.classes[byId.get(id).type].color) })));
  edgeSet.update(edgeSet.getIds().map((id) => ({ id, color: edgeColor() })));
}

function drawnNodes() {
  return [...state.drawn].map((id) => byId.get(id));
}

// what is on screen, in the coordinates of the graph
function viewport() {
  const box = byElementId("graph");
  const from = drawing.DOMtoCanvas({ x: 0, y: 0 });
  const to = drawing.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight });
  const frame = box.getBoundingClientRect();
  const covered = ["legend", "help"].map((id) => byElementId(id).getBoundingClientRect()).map((one) => {
    const [start, end] = [[one.left, one.top], [one.right, one.bottom]]
      .map(([x, y]) => drawing.DOMtoCanvas({ x: x - frame.left, y: y - frame.top }));
    return { left: start.x, top: start.y, right: end.x, bottom: end.y };
  });
  return { scale: drawing.getScale(), left: from.x, top: from.y, right: to.x, bottom: to.y, nodes: drawnNodes(), covered };
}

function keepPositions({ nodes }) {
  for (const [id, place] of Object.entries(drawing.getPositions(nodes))) Object.assign(byId.get(id), place);
}

// From afar dots would shrink to nothing: they grow in steps as the view moves away, to twice their size, and a border
// as thick as near by would leave nothing of their colour.
const THIN = 0.3; // scale
let growth = 1;
let thinned = false;

function borderWidth() {
  return thinned ? 0.4 : 1.5;
}

function sizeDots() {
  const wanted = Math.min(2, Math.max(1, 0.4 / drawing.getScale()));
  const step = Math.round(wanted * 2) / 2;
  const thin = drawing.getScale() < THIN;
  if (step === growth && thin === thinned) return;
  for (const node of drawnNodes()) node.size *= step / growth;
  [growth, thinned] = [step, thin];
  nodeSet.update(drawnNodes().map(({ id, size }) => ({ id, size, borderWidth: borderWidth() })));
}

function showAll(animated = true) {
  const nodes = drawnNodes().filter(isVisible).map((node) => node.id);
  if (!nodes.length) return;
  drawing.fit({ nodes, maxZoomLevel: 1.4 });
  sizeDots();
  const scale = drawing.getScale() * 0.92; // fit knows nothing of our labels at the rim
  drawing.moveTo({ scale, animation: animated && !calm.matches ? { duration: 300 } : false });
}

function refreshCanvas() {
  const nodes = drawnNodes().filter((node) => nodeSet.get(node.id).hidden === isVisible(node));
  nodeSet.update(nodes.map((node) => ({ id: node.id, hidden: !isVisible(node) })));
  const edges = edgeSet.get().filter((edge) => edge.hidden !== state.unlinked.has(data.links[edge.id].predicate));
  edgeSet.update(edges.map((edge) => ({ id: edge.id, hidden: !edge.hidden })));
  drawing.redraw();
}

function clicked({ nodes, edges }) {
  if (nodes.length) select(nodes[0]);
  else if (edges.length) select(`link:${edges[0]}`);
  else select(null);
}

function focusOn(id) {
  if (linkOf(id)) {
    const number = Number(id.slice(5));
    if (edgeSet.get(number)) drawing.selectEdges([number]);
    return;
  }
  if (!state.drawn.has(id)) return;
  drawing.selectNodes([id]);
  const scale = Math.max(drawing.getScale(), 0.9);
  drawing.once("animationFinished", sizeDots);
  drawing.focus(id, { scale, animation: calm.matches ? false : { duration: 300 } });
  if (calm.matches) sizeDots(); // nothing moves, so nothing finishes
}

function linkOf(selected) {
  return selected && selected.startsWith("link:") ? data.links[Number(selected.slice(5))] : null;
}

function selectedLinks() {
  if (linkOf(state.selected)) return [Number(state.selected.slice(5))];
  return linksOf.get(state.selected) || [];
}

function neighbourhood(selected) {
  const found = new Set();
  for (const number of selected ? selectedLinks() : []) found.add(data.links[number].from).add(data.links[number].to);
  return found;
}

function toggleFigures(id) {
  if (!hangingOn.has(id)) return;
  if (!state.folded) {
    // all but this one stay open
    state.folded = true;
    for (const thing of hangingOn.keys()) state.expanded.add(thing);
  }
  if (state.expanded.has(id)) state.expanded.delete(id);
  else state.expanded.add(id);
  if (state.expanded.has(id)) draw(hangingOn.get(id).slice(0, MOST_ADDED), byId.get(id));
  refresh();
}
