// What a reader takes away: the IRI, a query, a citation.

const MOST_ASKED = 30; // articles

function copyButtons(node) {
  const offers = [["copy_iri", () => iriOf(node)], ["copy_sparql", () => queryFor(node)], ["copy_citation", () => fullCitation(node)]];
  return element("p", { class: "tools" },
    offers.filter(([name]) => name !== "copy_citation" || citation(node)).map(([name, make]) => (
      element("button", { type: "button", onclick: async () => copy(await make()) }, text(name)))));
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

// a server's page learns who wrote an article once that is asked for; it does not ask for more than a reader waits for
async function fullCitation(node) {
  const articles = [...new Set(cited(node).map((passage) => passage.article))];
  await Promise.all(articles.slice(0, MOST_ASKED).map(know));
  return citation(node);
}

function cited(node) {
  if (node.root === "Article") return [{ article: node.id, headline: node.zh, date: node.date, url: node.url }];
  const quotes = node.root === FIGURE ? [node.quote] : node.mentions || [];
  return quotes.filter(Boolean).map(([number]) => data.passages[number]).filter((one) => one.article);
}

// the articles a node stands in, each as GB/T 7714-2015 has an electronic source; a figure's with its words and their
// place, as kg.serve.cite has it
function citation(node) {
  const passages = cited(node);
  const articles = new Map(passages.map((passage) => [passage.article, passage]));
  const sources = [...articles.values()].map(cite).join("\n");
  if (node.root !== FIGURE || !sources) return sources;
  const [{ text: words, start, end }] = passages;
  return `${sources} “${words.trim()}”（第${start + 1}—${end}字）`;
}

// author. title[EB/OL]. publisher (date)[date of access]. address. What is not known is left out.
function cite({ article, headline, date, url }) {
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const dates = (date ? `(${date})` : "") + (url ? `[${today}]` : "");
  const origin = [ends(article, "publisher").join(", "), dates].filter(Boolean).join(" ");
  const parts = [ends(article, "author").join(", "), (headline || article) + (url ? "[EB/OL]" : "[Z]"), origin, url];
  return `${parts.filter(Boolean).join(". ")}.`;
}

function ends(id, predicate) {
  const links = (linksOf.get(id) || []).map((number) => data.links[number]);
  return links.filter((link) => link.from === id && link.predicate === predicate).map((link) => byId.get(link.to).zh);
}
