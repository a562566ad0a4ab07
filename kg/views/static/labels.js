// Labels over the graph: constant size on screen, the important ones first, none over another.

const LABEL = { size: 13, small: 11, line: 9, lines: 2, gap: 3 };
const PROMINENT = 20; // seen from afar, as many names may lie over dots no larger than their own: a dense drawing has no other room
const AFAR = 0.5; // scale
const wrapped = new Map();

function resetLabels() {
  wrapped.clear();
}

function widthOf(character) {
  return character.codePointAt(0) > 0x2e7f ? 1 : 0.55;
}

// at most two lines of nine Han characters (or twice as many Latin ones), of about one length
function wrap(label) {
  const lines = [""];
  const whole = [...label].reduce((sum, character) => sum + widthOf(character), 0);
  const most = whole > LABEL.line ? Math.min(LABEL.line, Math.ceil(whole / 2) + 1) : LABEL.line; // what breaks early still fits
  let width = 0;
  for (const character of label) {
    const step = widthOf(character);
    if (width + step > most) {
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
  const key = `${node.id} ${folded} ${complete.has(node.id)}`;
  if (!wrapped.has(key)) wrapped.set(key, wrap(nameOf(node)).concat(folded ? [`+${folded}${complete.has(node.id) ? "" : "…"}`] : []));
  return wrapped.get(key);
}

function rank(node, focus = new Set()) {
  if (node.id === state.selected) return 1e9;
  return (focus.has(node.id) ? 1e6 : 0) + (node.root === FIGURE ? 0 : 1e3) + (node.size || 0);
}

// Where every label goes that has room: [{ lines, x, top, size, bold, muted }] in the coordinates of the graph.
// `measure(text, font)` is the width of a text set in a font.
function placeLabels(view, measure) {
  const font = cssValue("--font");
  const focus = neighbourhood(state.selected);
  const nodes = view.nodes.filter(isVisible).sort((a, b) => rank(b, focus) - rank(a, focus));
  const taken = new Grid(160 / view.scale); // dots and the labels set so far
  for (const node of nodes) {
    const reach = node.size * 0.8;
    taken.add({ left: node.x - reach, right: node.x + reach, top: node.y - reach, bottom: node.y + reach, node, dot: true });
  }
  for (const box of (view.covered || []).map((one) => clipped(one, view)).filter(Boolean)) taken.add(box);
  const placed = [];
  for (const [index, node] of nodes.entries()) {
    const small = node.root === FIGURE;
    const size = (small ? LABEL.small : LABEL.size) / view.scale;
    const bold = node.id === state.selected;
    const lines = labelLines(node);
    const width = Math.max(...lines.map((line) => measure(line, `${bold ? "bold " : ""}${size}px ${font}`)));
    const box = room(node, width, size * 1.2 * lines.length, view, taken, view.scale < AFAR && index < PROMINENT);
    if (!box) continue;
    taken.add(box);
    placed.push({ lines, x: (box.left + box.right) / 2, top: box.top, size, bold, muted: small && !bold });
  }
  return placed.concat(placeLinkLabels(view, measure, taken, font));
}

// the relations of what is selected say their name
function placeLinkLabels(view, measure, taken, font) {
  const size = LABEL.small / view.scale;
  const placed = [];
  for (const number of selectedLinks()) {
    const link = data.links[number];
    const [from, to] = [byId.get(link.from), byId.get(link.to)];
    if (!isVisible(from) || !isVisible(to) || state.unlinked.has(link.predicate)) continue;
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const label = term(link.predicate);
    const width = measure(label, `${size}px ${font}`);
    const box = { left: x - width / 2, right: x + width / 2, top: y - size * 0.6, bottom: y + size * 0.6 };
    if (!within(box, view) || taken.hits(box)) continue;
    taken.add(box);
    placed.push({ lines: [label], x, top: box.top, size, bold: false, muted: true });
  }
  return placed;
}

function drawLabels(context, view) {
  const [ink, muted, halo, font] = ["--text", "--muted", "--halo", "--font"].map(cssValue);
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  const placed = placeLabels(view, (words, style) => {
    context.font = style;
    return context.measureText(words).width;
  });
  context.strokeStyle = halo;
  context.lineWidth = 4 / view.scale;
  for (const label of placed) {
    context.font = `${label.bold ? "bold " : ""}${label.size}px ${font}`;
    context.fillStyle = label.muted ? muted : ink;
    label.lines.forEach((line, index) => {
      context.strokeText(line, label.x, label.top + index * label.size * 1.2);
      context.fillText(line, label.x, label.top + index * label.size * 1.2);
    });
  }
}

// Where a label fits: below its dot, above, to the right, to the left; null where nowhere. Where all is full, the name
// of a large dot may cover small ones, and what is selected may cover anything.
function room(node, width, height, view, taken, prominent) {
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
  const whole = boxes.filter((box) => within(box, view)); // half a name at the rim is no name
  const minor = (other) => other.dot && other.node.size < (prominent ? 1.01 : 0.7) * node.size;
  const free = whole.find((box) => !taken.hits(box)) || whole.find((box) => !taken.hits(box, minor));
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

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// the part of a box that is on screen, null where none is
function clipped(box, view) {
  if (outside(box, view)) return null;
  const [left, top] = [Math.max(box.left, view.left), Math.max(box.top, view.top)];
  return { left, top, right: Math.min(box.right, view.right), bottom: Math.min(box.bottom, view.bottom) };
}

function within(box, view) {
  return box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
}

function outside(box, view) {
  return box.right < view.left || box.left > view.right || box.bottom < view.top || box.top > view.bottom;
}
