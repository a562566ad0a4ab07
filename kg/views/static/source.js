// Where parts come from: the file itself, which holds all it will ever know, or the server that sent the page.

const api = document.body.dataset.api || "";
const pages = document.body.dataset.pages || "";

async function ask(path, values) {
  const address = new URL(api + path, location.href);
  for (const [name, value] of Object.entries(values)) address.searchParams.set(name, value);
  const answer = await fetch(address, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

// an answer laid over what is known; false, and a word to the reader, where there is none
async function fetchPart(path, values) {
  try {
    const part = await ask(path, values);
    learn(part);
    return part;
  } catch (error) {
    if (error.message !== "404") say(text("unanswered"));
    return null;
  }
}

// the part a page begins with: the neighbourhood of what its address names, else the most important things
async function firstPart(wanted) {
  if (!api) {
    const part = embedded("graph-data");
    part.drawn = network.nodes.map(({ id, x, y, size }) => [id, x, y, size]);
    learn(part);
    return part;
  }
  return (wanted && await fetchPart("graph", { entity: wanted, depth: 1 })) || await fetchPart("graph", {}) || { drawn: [] };
}

// all that is said of a thing, before it is told; of what fills more than one part its page has the rest
const partly = new Set();
async function know(id) {
  if (!api || complete.has(id) || partly.has(id)) return;
  if (await fetchPart("entity", { id }) && !complete.has(id)) partly.add(id);
}
