// Labels over the graph: constant size on screen, the important ones first, none over another.

const LABEL = { size: 13, small: 11, line: 9, lines: 2, gap: 3 };
const wrapped = new Map();

function resetLabels() {
  wrapped.clear();
}

// at most two lines of nine Han characters (or twice as many Latin ones)
function wrap(label) {
  const lines = [""];
  let width = 0;
  for (const character of label) {
    const step = character.codePointAt(0) > 0x2e7f ? 1 : 0.55;
    if (width + step > LABEL.line) {
      if (lines.length === LABEL.lines) {
        lines[lines.length - 1] = `${lines[lines.length - 1].slice(0, -1)}…`;
        return lines;
      }
      lines.push("");
      width = 0;
    }
    lines[lines.length - 1] += character;
    width += step;
  }
  return lines;
}

function labelLines(node) {
  const folded = state.folded && !state.expanded.has(node.id) ? (hangingOn.get(node.id) || []).length : 0;
  const key = `${node.id} ${folded}`;
  if (!wrapped.has(key)) wrapped.set(key, wrap(nameOf(node)).concat(folded ? [`+${folded}`] : []));
  return wrapped.get(key);
}

function rank(node, focus) {
  if (node.id === state.selected) return 1e9;
  return (focus.has(node.id) ? 1e6 : 0) + (node.root === FIGURE ? 0 : 1e3) + node.size;
}

function drawLabels(context, view) {
  const style = getComputedStyle(document.documentElement);
  const paint = {
    text: style.getPropertyValue("--text"),
    muted: style.getPropertyValue("--muted"),
    halo: style.getPropertyValue("--halo"),
    font: style.getPropertyValue("--font"),
  };
  const scale = view.scale;
  const placed = [];
  const focus = neighbourhood(state.selected);
  const nodes = view.nodes.filter((node) => isVisible(node)).sort((a, b) => rank(b, focus) - rank(a, focus));
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const node of nodes) {
    const size = (node.root === FIGURE ? LABEL.small : LABEL.size) / scale;
    const lines = labelLines(node);
    context.font = `${node.id === state.selected ? "bold " : ""}${size}px ${paint.font}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const top = node.y + node.size + LABEL.gap / scale;
    const box = { left: node.x - width / 2, right: node.x + width / 2, top, bottom: top + size * 1.2 * lines.length };
    if (outside(box, view) || placed.some((other) => overlap(box, other))) continue;
    placed.push(box);
    context.strokeStyle = paint.halo;
    context.lineWidth = 4 / scale;
    context.fillStyle = node.root === FIGURE && node.id !== state.selected ? paint.muted : paint.text;
    lines.forEach((line, index) => {
      context.strokeText(line, node.x, top + index * size * 1.2);
      context.fillText(line, node.x, top + index * size * 1.2);
    });
  }
  drawLinkLabels(context, view, placed, paint);
}

// the relations of what is selected say their name
function drawLinkLabels(context, view, placed, paint) {
  const size = LABEL.small / view.scale;
  context.font = `${size}px ${paint.font}`;
  context.textBaseline = "middle";
  for (const number of selectedLinks()) {
    const link = data.links[number];
    const [from, to] = [byId.get(link.from), byId.get(link.to)];
    if (!isVisible(from) || !isVisible(to)) continue;
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const label = term(link.predicate);
    const width = context.measureText(label).width;
    const box = { left: x - width / 2, right: x + width / 2, top: y - size * 0.6, bottom: y + size * 0.6 };
    if (outside(box, view) || placed.some((other) => overlap(box, other))) continue;
    placed.push(box);
    context.strokeStyle = paint.halo;
    context.lineWidth = 4 / view.scale;
    context.fillStyle = paint.muted;
    context.strokeText(label, x, y);
    context.fillText(label, x, y);
  }
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function outside(box, view) {
  return box.right < view.left || box.left > view.right || box.bottom < view.top || box.top > view.bottom;
}
