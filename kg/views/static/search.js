// Search by name, English name, alias, code, identifier, pinyin or its initials: a combobox that keys can drive.

const MOST_RESULTS = 30;
let haystacks = null; // made when first asked for: a page of 20,000 names opens without
let active = -1;
let asked = 0; // number of the latest question: a late answer to an earlier one is dropped

function spellings(node) {
  const own = node.root === FIGURE ? (byId.get((indicatorOf(node) || [])[0]) || {}).pinyin : node.pinyin;
  return (own || []).map((name) => name.split(" "));
}

function haystack(node) {
  const lower = (names) => names.filter(Boolean).map((name) => name.toLowerCase());
  return { node, names: lower([node.zh, node.en, ...(node.aliases || [])]), signs: lower([node.code, node.id]), spelled: spellings(node) };
}

// an exact name is better than one that begins with the words, that than one that holds them
// codes and identifiers are known from their beginning: what stands inside of one is chance
function score({ names, signs, spelled }, wanted) {
  let best = 0;
  for (const name of [...names, ...signs.filter((sign) => sign.startsWith(wanted))]) {
    if (name === wanted) best = Math.max(best, 4);
    else if (name.startsWith(wanted)) best = Math.max(best, 3);
    else if (name.includes(wanted)) best = Math.max(best, 2);
  }
  if (best || !/^[a-z0-9 ]+$/.test(wanted)) return best;
  const letters = wanted.replace(/ /g, "");
  return Math.max(0, ...spelled.map((syllables) => spelledScore(syllables, letters)));
}

// pinyin has to begin at a syllable: "an" is not found in "gan su"; initials may be any run of them
function spelledScore(syllables, letters) {
  const initials = syllables.map((syllable) => syllable[0]).join("");
  if (letters === initials || letters === syllables.join("")) return 3;
  if (letters.length > 1 && initials.includes(letters)) return 2;
  return syllables.some((_, start) => syllables.slice(start).join("").startsWith(letters)) ? 2 : 0;
}

function find(wanted) {
  const words = wanted.trim().toLowerCase();
  if (!words) return [];
  haystacks = haystacks || data.nodes.map(haystack);
  const hits = haystacks.map((one) => ({ node: one.node, score: score(one, words) })).filter((hit) => hit.score);
  return hits.sort((a, b) => b.score - a.score || rank(b.node) - rank(a.node)).map((hit) => hit.node);
}

// what is known here and, on a server's page, what the server finds: [entries, how many there are in all]
async function findAll(wanted) {
  const here = find(wanted);
  if (!api || !wanted.trim()) return [here.slice(0, MOST_RESULTS), here.length];
  try {
    const { results, total } = await ask("search", { q: wanted.trim(), limit: MOST_RESULTS });
    const figures = here.filter((node) => node.root === FIGURE);
    return [results.concat(figures).slice(0, MOST_RESULTS), total + figures.length];
  } catch {
    say(text("unanswered"));
    return [here.slice(0, MOST_RESULTS), here.length];
  }
}

function openSearch() {
  const input = byElementId("search");
  input.addEventListener("input", showResults);
  input.addEventListener("focus", showResults);
  input.addEventListener("keydown", searchKey);
  input.addEventListener("blur", closeResults);
  byElementId("results").addEventListener("mousedown", (event) => event.preventDefault());
}

async function showResults() {
  const input = byElementId("search");
  const wanted = input.value;
  asked += 1;
  const mine = asked;
  const answer = api ? findAll(wanted) : null;
  const here = find(wanted); // a file answers in the same breath
  const [found, total] = answer ? await answer : [here.slice(0, MOST_RESULTS), here.length];
  if (mine !== asked) return;
  const list = byElementId("results");
  active = -1;
  input.removeAttribute("aria-activedescendant");
  list.replaceChildren(...found.map((entry, index) => resultRow(entry, index, wanted)));
  if (wanted.trim()) {
    list.append(element("li", { role: "option", "aria-disabled": "true", class: "note" },
      total ? text("found", { n: total }) : text("nothing")));
  }
  list.hidden = !wanted.trim() || document.activeElement !== input;
  input.setAttribute("aria-expanded", String(!list.hidden));
}

function resultRow(entry, index, wanted) {
  const alias = (entry.aliases || []).find((name) => name.toLowerCase().includes(wanted.trim().toLowerCase()));
  const notes = [className(entry.type), alias, byId.has(entry.id) && state.drawn.has(entry.id) ? "" : text("hidden_here")];
  return element("li", { role: "option", "aria-selected": "false", id: `result-${index}`, "data-id": entry.id, onclick: () => choose(entry.id) },
    nameOf(entry), " ", element("span", { class: "note" }, notes.filter(Boolean).join(" · ")));
}

function closeResults() {
  asked += 1;
  byElementId("results").hidden = true;
  byElementId("search").setAttribute("aria-expanded", "false");
}

function choose(id) {
  closeResults();
  select(id);
}

function resultRows() {
  return [...byElementId("results").querySelectorAll("[data-id]")];
}

function searchKey(event) {
  const options = resultRows();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (options.length) activate(options, active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
  } else if (event.key === "Enter") {
    chooseFirst();
  } else if (event.key === "Escape" && !byElementId("results").hidden) {
    closeResults();
    event.stopPropagation(); // the next one closes the details
  }
}

// Enter before the server has answered waits for the answer
async function chooseFirst() {
  const wanted = active;
  if (api && wanted < 0) {
    const [found] = await findAll(byElementId("search").value);
    if (found.length) choose(found[0].id);
    return;
  }
  const options = resultRows();
  if (options.length) choose(options[Math.max(wanted, 0)].dataset.id);
}

function activate(options, index) {
  active = index;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
  options[index].scrollIntoView({ block: "nearest" });
  byElementId("search").setAttribute("aria-activedescendant", options[index].id);
}
