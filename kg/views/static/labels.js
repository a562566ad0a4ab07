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
  const focus = neighbourhood(state.selected);
  const nodes = view.nodes.filter((node) => isVisible(node)).sort((a, b) => rank(b, focus) - rank(a, focus));
  const taken = new Grid(160 / scale); // dots and the labels set so far
  for (const node of nodes) {
    const reach = node.size * 0.8;
    taken.add({ left: node.x - reach, right: node.x + reach, top: node.y - reach, bottom: node.y + reach, node, dot: true });
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const node of nodes) {
    const size = (node.root === FIGURE ? LABEL.small : LABEL.size) / scale;
    const lines = labelLines(node);
    context.font = `${node.id === state.selected ? "bold " : ""}${size}px ${paint.font}`;
    const width = Math.max(...lines.map((line) => context.measureText(line).width));
    const box = room(node, width, size * 1.2 * lines.length, view, taken);
    if (!box) continue;
    taken.add(box);
    context.strokeStyle = paint.halo;
    context.lineWidth = 4 / scale;
    context.fillStyle = node.root === FIGURE && node.id !== state.selected ? paint.muted : paint.text;
    lines.forEach((line, index) => {
      context.strokeText(line, (box.left + box.right) / 2, box.top + index * size * 1.2);
      context.fillText(line, (box.left + box.right) / 2, box.top + index * size * 1.2);
    });
  }
  drawLinkLabels(context, view, taken, paint);
}

// Where a label fits: below its dot, above, to the right, to the left; null where nowhere. Where all is full, the name
// of a large dot may cover small ones, and what is selected may cover anything.
function room(node, width, height, view, taken) {
  const off = node.size + LABEL.gap / view.scale;
  const corners = [
    [node.x - width / 2, node.y + off],
    [node.x - width / 2, node.y - off - height],
    [node.x + off, node.y - height / 2],
    [node.x - off - width, node.y - height / 2],
  ];
  const air = 4 / view.scale; // beside a label, so that two do not read as one
  const boxes = corners.map(([left, top]) => (
    { left: left - air, top, right: left + width + air, bottom: top + height, node }));
  if (outside(boxes[0], view)) return null;
  const minor = (other) => other.dot && other.node.size < 0.7 * node.size;
  const free = boxes.find((box) => !taken.hits(box)) || boxes.find((box) => !taken.hits(box, minor));
  return free || (node.id === state.selected ? boxes[0] : null);
}

// boxes by the squares they touch, so that 1,500 labels are not each held against all others
class Grid {
  constructor(side) {
    this.side = side;
    this.squares = new Map();
  }

  * squaresOf(box) {
    for (let x = Math.floor(box.left / this.side); x <= Math.floor(box.right / this.side); x += 1) {
      for (let y = Math.floor(box.top / this.side); y <= Math.floor(box.bottom / this.side); y += 1) yield `${x},${y}`;
    }
  }

  add(box) {
    for (const square of this.squaresOf(box)) append(this.squares, square, box);
  }

  hits(box, ignored = () => false) {
    const inTheWay = (other) => other.node !== box.node && overlap(box, other) && !ignored(other);
    for (const square of this.squaresOf(box)) if ((this.squares.get(square) || []).some(inTheWay)) return true;
    return false;
  }
}

// the relations of what is selected say their name
function drawLinkLabels(context, view, taken, paint) {
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
    if (outside(box, view) || taken.hits(box)) continue;
    taken.add(box);
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
