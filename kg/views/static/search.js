// Search by name, English name, alias, code or identifier: a combobox that keys can drive.

const MOST_RESULTS = 30;
const haystacks = data.nodes.map((node) => ({
  node,
  names: [node.zh, node.en, ...(node.aliases || []), node.code, node.id].filter(Boolean).map((name) => name.toLowerCase()),
}));
let active = -1;

function score(names, wanted) {
  let best = 0;
  for (const name of names) {
    if (name === wanted) best = Math.max(best, 4);
    else if (name.startsWith(wanted)) best = Math.max(best, 3);
    else if (name.includes(wanted)) best = Math.max(best, 2);
  }
  return best;
}

function find(wanted) {
  const words = wanted.trim().toLowerCase();
  if (!words) return [];
  const hits = haystacks.map(({ node, names }) => ({ node, score: score(names, words) })).filter((hit) => hit.score);
  return hits.sort((a, b) => b.score - a.score || rank(b.node, new Set()) - rank(a.node, new Set())).map((hit) => hit.node);
}

function openSearch() {
  const input = byElementId("search");
  input.addEventListener("input", showResults);
  input.addEventListener("focus", showResults);
  input.addEventListener("keydown", searchKey);
  input.addEventListener("blur", () => setTimeout(closeResults, 150));
  byElementId("results").addEventListener("mousedown", (event) => event.preventDefault());
}

function showResults() {
  const input = byElementId("search");
  const found = find(input.value);
  const list = byElementId("results");
  active = -1;
  input.removeAttribute("aria-activedescendant");
  list.replaceChildren(...found.slice(0, MOST_RESULTS).map((node, index) => {
    const alias = (node.aliases || []).find((name) => name.toLowerCase().includes(input.value.trim().toLowerCase()));
    return element("li", { role: "option", id: `result-${index}`, "data-id": node.id, onclick: () => choose(node.id) },
      nameOf(node), " ", element("span", { class: "note" }, className(node.type) + (alias ? ` · ${alias}` : "")));
  }));
  if (input.value.trim()) {
    const words = found.length ? text("found", { n: found.length }) : text("nothing");
    list.append(element("li", { role: "presentation", class: "note" }, words));
  }
  list.hidden = !input.value.trim();
  input.setAttribute("aria-expanded", String(!list.hidden));
}

function closeResults() {
  byElementId("results").hidden = true;
  byElementId("search").setAttribute("aria-expanded", "false");
}

function choose(id) {
  closeResults();
  select(id);
}

function searchKey(event) {
  const options = [...byElementId("results").querySelectorAll('[role="option"]')];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (options.length) activate(options, (active + step + options.length) % options.length);
  } else if (event.key === "Enter" && options.length) {
    choose(options[Math.max(active, 0)].dataset.id);
  } else if (event.key === "Escape" && !byElementId("results").hidden) {
    closeResults();
    event.stopPropagation(); // the next one closes the details
  }
}

function activate(options, index) {
  active = index;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
  options[index].scrollIntoView({ block: "nearest" });
  byElementId("search").setAttribute("aria-activedescendant", options[index].id);
}
