// The drawing: vis-network shows nodes and edges where Python put them; labels are ours (labels.js).

let drawing = null;
let nodeSet = null;
let edgeSet = null;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function openCanvas() {
  for (const { id, x, y, size } of network.nodes) Object.assign(byId.get(id), { x, y, size });
  nodeSet = new vis.DataSet(network.nodes.map(({ label, ...rest }) => (
    { ...rest, color: nodeColor(rest.color), hidden: !isVisible(byId.get(rest.id)) })));
  edgeSet = new vis.DataSet(network.edges.map((edge) => ({ ...edge, color: edgeColor() })));
  drawing = new vis.Network(byElementId("graph"), { nodes: nodeSet, edges: edgeSet }, JSON.parse(network.options));
  drawing.on("afterDrawing", (context) => drawLabels(context, viewport()));
  drawing.on("click", clicked);
  drawing.on("doubleClick", ({ nodes }) => nodes.length && toggleFigures(nodes[0]));
  drawing.on("dragEnd", keepPositions);
  drawing.on("zoom", sizeDots);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  showAll(false);
}

function edgeColor() {
  const style = getComputedStyle(document.documentElement);
  const accent = style.getPropertyValue("--accent").trim();
  return { color: style.getPropertyValue("--edge").trim(), highlight: accent, hover: accent, inherit: false };
}

// the border keeps a dark class apart from a dark ground
function nodeColor(background) {
  const border = getComputedStyle(document.documentElement).getPropertyValue("--border").trim();
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const chosen = { background, border: accent };
  return { background, border, highlight: chosen, hover: chosen };
}

function repaint() {
  nodeSet.update(network.nodes.map(({ id, color }) => ({ id, color: nodeColor(color) })));
  edgeSet.update(edgeSet.getIds().map((id) => ({ id, color: edgeColor() })));
}

// what is on screen, in the coordinates of the graph
function viewport() {
  const box = byElementId("graph");
  const from = drawing.DOMtoCanvas({ x: 0, y: 0 });
  const to = drawing.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight });
  return { scale: drawing.getScale(), left: from.x, top: from.y, right: to.x, bottom: to.y, nodes: data.nodes };
}

function keepPositions({ nodes }) {
  for (const [id, place] of Object.entries(drawing.getPositions(nodes))) Object.assign(byId.get(id), place);
}

// From afar dots would shrink to nothing: they grow in steps as the view moves away, to twice their size.
let growth = 1;
function sizeDots() {
  const wanted = Math.min(2, Math.max(1, 0.4 / drawing.getScale()));
  const step = Math.round(wanted * 2) / 2;
  if (step === growth) return;
  growth = step;
  for (const { id, size } of network.nodes) byId.get(id).size = size * growth;
  nodeSet.update(network.nodes.map(({ id, size }) => ({ id, size: size * growth })));
}

function showAll(animated = true) {
  const nodes = data.nodes.filter(isVisible).map((node) => node.id);
  drawing.fit({ nodes, maxZoomLevel: 1.4 });
  sizeDots();
  const scale = drawing.getScale() * 0.92; // fit knows nothing of our labels at the rim
  drawing.moveTo({ scale, animation: animated && !calm.matches ? { duration: 300 } : false });
}

function refreshCanvas() {
  const changed = data.nodes.filter((node) => nodeSet.get(node.id).hidden === isVisible(node));
  nodeSet.update(changed.map((node) => ({ id: node.id, hidden: !isVisible(node) })));
  drawing.redraw();
}

function clicked({ nodes, edges }) {
  if (nodes.length) select(nodes[0]);
  else if (edges.length) select(`link:${edges[0]}`);
  else select(null);
}

function focusOn(id) {
  const link = linkOf(id);
  if (link) {
    drawing.selectEdges([Number(id.slice(5))]);
    return;
  }
  drawing.selectNodes([id]);
  const scale = Math.max(drawing.getScale(), 0.9);
  drawing.once("animationFinished", sizeDots);
  drawing.focus(id, { scale, animation: calm.matches ? false : { duration: 300 } });
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
  refresh();
}
