// What a reader takes away: the IRI, a query, a citation.

function copyButtons(node) {
  const offers = [["copy_iri", () => iriOf(node)], ["copy_sparql", () => queryFor(node)], ["copy_citation", () => citation(node)]];
  return element("p", { class: "tools" },
    offers.filter(([, make]) => make()).map(([name, make]) => (
      element("button", { type: "button", onclick: () => copy(make()) }, text(name)))));
}

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    say(text("copied"));
  } catch {
    copyBySelection(words); // a page of another host than this one, or an older browser
  }
}

function copyBySelection(words) {
  const box = element("textarea", { class: "unseen", "aria-hidden": "true" });
  box.value = words;
  document.body.append(box);
  box.select();
  const done = document.execCommand("copy");
  box.remove();
  say(text(done ? "copied" : "not_copied"));
}

function queryFor(node) {
  return settings.queries[node.root === FIGURE ? "figure" : "thing"].replaceAll("{iri}", iriOf(node));
}

// the articles a node stands in, each as GB/T 7714-2015 has an electronic source; a figure's with its words
function citation(node) {
  if (node.root === "Article") return cite({ article: node.id, headline: node.zh, date: node.date, url: node.url });
  const quotes = node.root === FIGURE ? [node.quote] : node.mentions || [];
  const passages = quotes.filter(Boolean).map(([number]) => data.passages[number]).filter((one) => one.headline || one.url);
  const articles = new Map(passages.map((passage) => [passage.article, passage]));
  const sources = [...articles.values()].map(cite).join("\n");
  return node.root === FIGURE && sources ? `“${passages[0].text.trim()}”\n${sources}` : sources;
}

// author. title[EB/OL]. (date)[date of access]. address. What is not known is left out.
function cite({ article, headline, date, url }) {
  const authors = ["author", "publisher"].map((name) => ends(article, name)).find((names) => names.length) || [];
  const online = /^https?:\/\//i.test(url || "");
  const today = new Date().toISOString().slice(0, 10);
  const dates = (date ? `(${date})` : "") + (online ? `[${today}]` : "");
  const parts = [authors.join(", "), (headline || "") + (online ? "[EB/OL]" : "[Z]"), dates, online ? url : ""];
  return `${parts.filter(Boolean).join(". ")}.`;
}

function ends(id, predicate) {
  const links = (linksOf.get(id) || []).map((number) => data.links[number]);
  return links.filter((link) => link.from === id && link.predicate === predicate).map((link) => byId.get(link.to).zh);
}
