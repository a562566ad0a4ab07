// The panel at the side: everything the graph says of a thing, a figure or a relation, with the words it stands on.

function showDetails() {
  const panel = byElementId("details");
  const link = linkOf(state.selected);
  const node = byId.get(state.selected);
  panel.hidden = !link && !node;
  if (panel.hidden) return;
  const close = element("button", { type: "button", class: "close", "aria-label": text("close"), onclick: () => select(null) }, "×");
  const parts = link ? linkDetails(link) : node.root === FIGURE ? figureDetails(node) : thingDetails(node);
  panel.replaceChildren(close, ...parts.flat().filter(Boolean));
  panel.setAttribute("aria-label", panel.querySelector("h2").textContent);
  panel.scrollTop = 0;
}

function section(title, count, content) {
  return count ? [element("h3", {}, `${title} (${count})`), content] : [];
}

// "200 / 2708" where a thing is named in more places than are shown
function named(node) {
  const [known, all] = [(node.mentions || []).length, mentionedTimes(node)];
  return known && known < all ? `${known} / ${all}` : known;
}

function thingDetails(node) {
  const figures = node.root === "Article" ? figuresIn(node.id) : figuresAbout(node.id);
  const links = linksOf.get(node.id).map((number) => data.links[number]);
  const relations = links.filter((link) => byId.get(link.from).root !== FIGURE);
  const other = state.language === "en" ? node.zh : node.en;
  return [
    element("h2", {}, nameOf(node)),
    chip(node.type),
    pairs([
      [text("name"), other && other !== nameOf(node) ? other : ""],
      [text("aliases"), (node.aliases || []).join("、")],
      [text("code"), node.code],
      [text("published"), node.date],
      [text("article"), node.url ? sourceLink({ url: node.url, text: "" }) || node.url : ""],
      [text("id"), node.id],
    ]),
    copyButtons(node),
    graphButtons(node),
    partly.has(node.id) ? element("p", { class: "note" }, text("part_of")) : null,
    section(text("figures"), figures.length, longList(figures, figureCard)),
    section(text("relations"), relations.length, longList(relations, (link) => relationCard(link, node))),
    section(text("mentions"), named(node), longList(node.mentions || [], quote)),
  ];
}

// what can be done with a thing on the canvas, and the page a server has of it
function graphButtons(node) {
  const waiting = undrawnNeighbours(node.id).length;
  const unknown = api && !complete.has(node.id) && !partly.has(node.id);
  return element("p", { class: "tools" },
    waiting || unknown ? element("button", { type: "button", id: "expand", onclick: () => expand(node.id) },
      text("expand", { n: waiting || "…" })) : null,
    hangingOn.has(node.id) ? element("button", { type: "button", onclick: () => toggleFigures(node.id) }, text("toggle")) : null,
    pages ? element("a", { href: pages + node.id }, text("page")) : null);
}

function figureCard(node) {
  const indicator = indicatorOf(node);
  const place = placeOf(node);
  const facts = [periodOf(node), place && place[1], term(node.measure_kind), percent(node.confidence)].filter(Boolean);
  return element("div", { class: "card" },
    element("p", {},
      element("button", { type: "button", class: "link", onclick: () => select(node.id) }, indicator ? indicator[1] : node.zh),
      " ", element("span", { class: "amount" }, amountOf(node))),
    element("p", { class: "note" }, facts.join(" · ")),
    quote(node.quote));
}

function relationCard(link, node) {
  const outward = link.from === node.id;
  const otherId = outward ? link.to : link.from;
  const [statement] = link.statements;
  const arrow = outward ? `${term(link.predicate)} →` : `← ${term(link.predicate)}`;
  return element("div", { class: "card" },
    element("p", {}, `${arrow} `, nodeButton(otherId, otherId), statement && statement.role ? ` (${statement.role})` : ""),
    link.statements.map((one) => [quote(one.quote), element("p", { class: "note" }, percent(one.confidence))]).flat());
}

function figureDetails(node) {
  const indicator = indicatorOf(node);
  const targets = Object.entries(node.targets || {}).map(([predicate, found]) => [
    term(predicate), found.map(([id, label], index) => [index ? "、" : "", nodeButton(id, label)]).flat()]);
  return [
    element("h2", {}, indicator ? indicator[1] : node.zh, " ", element("span", { class: "amount" }, amountOf(node))),
    chip(node.type),
    pairs([
      [text("normalised"), normalised(node)],
      [text("period"), periodOf(node)],
      ["", term(node.period_basis)],
      ...targets,
      ["", [node.measure_kind, node.direction, node.approximation, node.modality, node.frequency].filter(Boolean).map(term).join(" · ")],
      ["", [term(node.comparison), node.comparison_date].filter(Boolean).join(" ")],
      [text("confidence"), percent(node.confidence)],
      [text("by"), node.by],
      [text("id"), node.id],
    ]),
    copyButtons(node),
    graphButtons(node),
    element("h3", {}, text("quote")),
    quote(node.quote, true),
    series(node),
  ];
}

function linkDetails(link) {
  return [
    element("h2", {}, term(link.predicate)),
    pairs([[text("subject"), nodeButton(link.from, link.from)], [text("object"), nodeButton(link.to, link.to)]]),
    section(text("statements"), link.statements.length, longList(link.statements, (one) => element("div", { class: "card" },
      quote(one.quote, true),
      pairs([[text("role"), one.role], [text("confidence"), percent(one.confidence)], [text("by"), one.by]])))),
  ];
}
