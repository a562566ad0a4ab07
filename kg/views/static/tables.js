// The same graph as tables: for screen readers, for reading through, for copying out.

const FIRST_ROWS = 300;
let tabled = "";

function showTables() {
  const wanted = JSON.stringify([state.language, [...state.hidden], [...state.unlinked], state.place, state.year, data.nodes.length]);
  if (byElementId("table-view").hidden || wanted === tabled) return; // what has not changed keeps its focus
  tabled = wanted;
  const kept = data.nodes.filter((node) => !state.hidden.has(node.type) || node.root === INDICATOR).filter(passes);
  const figures = kept.filter((node) => node.root === FIGURE).sort(inTextOrder);
  const things = kept.filter((node) => node.root !== FIGURE).sort((a, b) => said(b) - said(a));
  const ids = new Set(things.map((node) => node.id));
  const relations = data.links.filter((link) => ids.has(link.from) && ids.has(link.to) && !state.unlinked.has(link.predicate));
  byElementId("table-view").replaceChildren(
    ...table(text("things"), ["name", "class", "aliases", "figures", "mentions"], things, (node) => [
      nodeButton(node.id), className(node.type), (node.aliases || []).join("、"),
      String((figuresOf.get(node.id) || []).length), String(mentionedTimes(node))]),
    ...table(text("figures"), ["indicator", "value", "normalised", "period", "place", "confidence", "quote"], figures, (node) => [
      element("button", { type: "button", class: "link", onclick: () => select(node.id) }, (indicatorOf(node) || ["", node.zh])[1]),
      amountOf(node), normalised(node), periodOf(node), targetNames(node, "observationAbout"), percent(node.confidence),
      plainQuote(node.quote)]),
    ...table(text("relations"), ["subject", "predicate", "object", "role", "confidence", "quote"], relations, (link) => {
      const [first = {}] = link.statements;
      return [nodeButton(link.from), term(link.predicate), nodeButton(link.to), first.role || "", percent(first.confidence),
        plainQuote(first.quote)];
    }),
  );
}

// how much is said of a thing: what most is said of is what most readers look for
function said(node) {
  return (figuresOf.get(node.id) || []).length + mentionedTimes(node);
}

function targetNames(node, predicate) {
  return ((node.targets || {})[predicate] || []).map(([, label]) => label).join("、");
}

function plainQuote(reference) {
  const passage = reference && data.passages[reference[0]];
  return passage ? element("span", {}, marked(passage, reference[1], reference[2])) : "";
}

function table(title, columns, items, cells) {
  if (!items.length) return [];
  const body = element("tbody");
  const heading = element("h2", {}, `${title} (${items.length})`);
  const head = element("thead", {}, element("tr", {}, columns.map((name) => element("th", { scope: "col" }, text(name)))));
  const more = element("button", { type: "button", onclick: grow });
  let done = 0;
  function grow() {
    const rows = items.slice(done, done + FIRST_ROWS);
    body.append(...rows.map((item) => element("tr", {}, cells(item).map((cell, index) => element("td", { class: columns[index] }, cell)))));
    done += rows.length;
    more.hidden = done >= items.length;
    more.textContent = text("more", { n: Math.min(FIRST_ROWS, items.length - done) });
  }
  grow();
  return [heading, element("table", { "aria-label": title }, head, body), more];
}
