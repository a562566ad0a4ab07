// The drawing as a file: PNG of what is on screen, SVG of all that is shown, or on paper.

function showExport() {
  const menu = byElementId("export");
  menu.querySelector("summary").textContent = text("export");
  const offers = [["png", exportPng], ["svg", exportSvg], ["print", () => print()]];
  menu.querySelector("div").replaceChildren(...offers.map(([name, action]) => (
    element("button", { type: "button", onclick: () => { menu.open = false; action(); } }, text(name)))));
}

function download(name, blob) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// the canvas has no ground of its own: without one, dark words on a dark viewer's table
function exportPng() {
  const canvas = byElementId("graph").querySelector("canvas");
  const copy = element("canvas", { width: canvas.width, height: canvas.height });
  const context = copy.getContext("2d");
  context.fillStyle = cssValue("--ground");
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => download("graph.png", blob));
}

function exportSvg() {
  const source = new XMLSerializer().serializeToString(graphSvg());
  download("graph.svg", new Blob([source], { type: "image/svg+xml" }));
}

function graphSvg() {
  const nodes = drawnNodes().filter(isVisible);
  const edges = edgeSet.get().filter((edge) => !edge.hidden).map((edge) => data.links[edge.id])
    .filter((link) => isVisible(byId.get(link.from)) && isVisible(byId.get(link.to)));
  const view = bounds(nodes);
  const context = document.createElement("canvas").getContext("2d");
  const labels = placeLabels({ ...view, scale: 1, nodes }, (words, style) => {
    context.font = style;
    return context.measureText(words).width;
  });
  const [width, height] = [view.right - view.left, view.bottom - view.top].map(Math.ceil);
  return svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `${view.left} ${view.top} ${width} ${height}`, "font-family": cssValue("--font") },
    svg("title", {}, document.title),
    svg("rect", { x: view.left, y: view.top, width, height, fill: cssValue("--ground") }),
    svg("g", { stroke: cssValue("--edge") }, edges.map(svgEdge)),
    nodes.map(svgNode), labels.map(svgLabel));
}

function bounds(nodes) {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  if (!nodes.length) return { left: 0, top: 0, right: 100, bottom: 100 };
  const air = 90; // for the names at the rim
  return { left: Math.min(...xs) - air, top: Math.min(...ys) - air, right: Math.max(...xs) + air, bottom: Math.max(...ys) + air };
}

function svgEdge({ from, to, predicate }) {
  const [one, other] = [byId.get(from), byId.get(to)];
  return svg("line", { x1: one.x, y1: one.y, x2: other.x, y2: other.y }, svg("title", {}, term(predicate)));
}

function svgNode(node) {
  const { color, shape } = data.classes[node.type];
  const factor = node.size / 8; // the forms are drawn in a box of sixteen
  return svg("path", {
    d: SHAPES[shape] || SHAPES.dot, fill: color, stroke: cssValue("--border"), "stroke-width": 1 / factor,
    transform: `translate(${node.x - node.size} ${node.y - node.size}) scale(${factor})`,
  }, svg("title", {}, nameOf(node)));
}

function svgLabel({ lines, x, top, size, bold, muted }) {
  return svg("text", {
    x, "text-anchor": "middle", "font-size": size, "font-weight": bold ? "bold" : "normal",
    fill: cssValue(muted ? "--muted" : "--text"), stroke: cssValue("--halo"), "stroke-width": 3, "paint-order": "stroke",
  }, lines.map((line, index) => svg("tspan", { x, y: top + size * (0.95 + index * 1.2) }, line)));
}

// paper is white: the colours of the light scheme while a page is printed
function openPrint() {
  const paint = (printing) => {
    document.documentElement.classList.toggle("printing", printing);
    repaint();
    drawing.redraw();
  };
  addEventListener("beforeprint", () => paint(true));
  addEventListener("afterprint", () => paint(false));
}
