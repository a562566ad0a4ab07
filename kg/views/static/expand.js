// Things that are known but not drawn come onto the canvas when they are asked for, beside what they belong to.

const MOST_ADDED = 60; // at one asking: more would bury what is there
const APART = 62; // least distance of two dots, as Python's layout keeps it
const SIZES = { figure: 7, thing: 16 };

function isVisible(node) {
  if (!state.drawn.has(node.id) || state.hidden.has(node.type) || !passes(node)) return false;
  if (node.root !== FIGURE || !state.folded || node.id === state.selected) return true;
  return state.expanded.has(node.anchor);
}

// Put nodes on the canvas, those already there excepted: on a spiral around `centre`, where there is room.
function draw(nodes, centre = null) {
  const added = nodes.filter((node) => !state.drawn.has(node.id));
  if (!added.length) return;
  const taken = new Grid(APART);
  for (const node of drawnNodes()) taken.add(dotBox(node.x, node.y, node));
  for (const node of added) {
    const near = centre && state.drawn.has(centre.id) ? centre : neighboursOf(node.id).find((other) => state.drawn.has(other.id));
    const [x, y] = freePlace(near || middle(), taken, node);
    const size = (node.root === FIGURE || node.root === INDICATOR ? SIZES.figure : SIZES.thing) * growth;
    Object.assign(node, { x, y, size });
    taken.add(dotBox(x, y, node));
    state.drawn.add(node.id);
  }
  nodeSet.add(added.map(canvasNode));
  const numbers = new Set(added.flatMap((node) => linksOf.get(node.id)));
  edgeSet.add(edgesAmong(numbers).filter((edge) => !edgeSet.get(edge.id)));
}

function middle() {
  return drawing.getViewPosition();
}

function dotBox(x, y, node) {
  return { left: x - APART / 2, right: x + APART / 2, top: y - APART / 2, bottom: y + APART / 2, node };
}

// the golden angle leaves no ray of the spiral empty
function freePlace(centre, taken, node) {
  for (let step = 2; ; step += 1) {
    const [angle, reach] = [step * 2.39996, APART * 0.75 * Math.sqrt(step)];
    const [x, y] = [centre.x + reach * Math.cos(angle), centre.y + reach * Math.sin(angle)].map(Math.round);
    if (!taken.hits(dotBox(x, y, node))) return [x, y];
  }
}

function undrawnNeighbours(id) {
  return neighboursOf(id).filter((node) => !state.drawn.has(node.id) && node.root !== INDICATOR);
}

// things before figures: of a province with 900 figures the first sixty would else all be figures
async function expand(id) {
  await know(id);
  const figure = (node) => Number(node.root === FIGURE);
  const waiting = undrawnNeighbours(id).sort((a, b) => figure(a) - figure(b));
  const added = waiting.slice(0, MOST_ADDED);
  state.expanded.add(id);
  draw(added, byId.get(id));
  refresh();
  showDetails();
  say(text("added", { n: added.length, left: waiting.length - added.length }));
}
