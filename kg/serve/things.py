"""Pages of things, facts and search results; the same things as RDF for who asks for that."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from kg.serve import cite, pages, quotes
from kg.serve.accept import best
from kg.serve.articles import article_page
from kg.serve.ask import Ask
from kg.serve.figures import described
from kg.serve.index import Figure
from kg.serve.rdf import GRAPH_TYPES, write
from kg.serve.site import Site
from kg.serve.wire import Refusal, Reply
from kg.views.search import find_entries

SHORT = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json", "rdf": "application/rdf+xml"}
"""What ?format= may say instead of an Accept header."""
_LISTED = 100
"""How many facts or mentions of one thing a page lists."""


def thing(site: Site, ask: Ask) -> Reply:
    """The thing at its own path, or named by ?iri=, in the form that the request likes best."""
    iri = ask.get("iri") or site.iri(ask.path)
    type = SHORT.get(ask.get("format")) or best(ask.accept, ["text/html", *GRAPH_TYPES])
    if type is None:
        raise Refusal(406, f"This comes as text/html, {', '.join(GRAPH_TYPES)}; the Accept header takes none of them.")
    if not site.known(iri):
        if type == "text/html":
            return missing(site, ask, iri)
        raise Refusal(404, f"This graph says nothing of <{iri}>.")
    if type == "text/html":
        return _page(site, ask, iri)
    limit = site.settings.rows
    triples = list(itertools.islice(description(site, iri), limit + 1))
    if len(triples) > limit:
        raise Refusal(422, f"More than {limit:,} triples are about <{iri}>, the row limit. Ask /sparql for a part of them.")
    return Reply(type=type, body=write(triples, type, site.prefixes, site.ontology), headers={"Vary": "Accept"})


def missing(site: Site, ask: Ask, what: str) -> Reply:
    """The page that says that there is none."""
    return pages.render(site, ask, "missing.html", status=404, what=what)


def description(site: Site, iri: str) -> Iterator[ox.Triple]:
    """What the graph says of a thing: the triples it stands in, and the passages its facts or its quotes lie in."""
    node = ox.NamedNode(iri)
    yield from site.store.triples(node)
    yield from site.store.triples(None, None, node)
    passages = {*site.values(iri, "wasDerivedFrom"), *site.values(iri, "statedAt"), *site.subjects("hasSource", iri)}
    for passage in sorted(passages):
        yield from site.store.triples(ox.NamedNode(passage))


def _page(site: Site, ask: Ask, iri: str) -> Reply:
    found = site.index.things.get(iri)
    if found and found.root == "Article":
        return article_page(site, ask, iri)
    if iri in site.index.figures:
        return _figure(site, ask, site.index.figures[iri])
    if site.value(iri, "zt:subject") and site.value(iri, "zt:object"):
        return _statement(site, ask, iri)
    figures = figures_of(site, iri)
    relations, more = relations_of(site, iri, _LISTED)
    mentions, unlisted = mentions_of(site, iri, _LISTED)
    return pages.render(
        site,
        ask,
        "thing.html",
        iri=iri,
        thing=found,
        title=site.label(iri),
        properties=_properties(site, iri) if found is None else [],
        matches=site.values(iri, "skos:exactMatch"),
        code=site.value(iri, "gbCode"),
        relations=relations,
        more_relations=more,
        figures=[described(site, figure) for figure in figures[:_LISTED]],
        all_figures=len(figures),
        more_figures=_filter_of(iri, figures),
        mentions=mentions,
        more_mentions=unlisted,
    )


def figures_of(site: Site, iri: str) -> list[Figure]:
    """The figures of a thing: those of an indicator, for a place, of an agency, about a program."""
    return [one for one in site.index.figures.values() if iri in (one.indicator, *one.place, *one.about, *one.agency)]


def _filter_of(iri: str, figures: list[Figure]) -> str:
    """Which filter of the table of figures gives the figures of this thing."""
    for name in ("place", "agency", "about"):
        if any(iri in getattr(figure, name) for figure in figures):
            return name
    return "indicator"


def _properties(site: Site, iri: str) -> list[tuple[str, str]]:
    """Predicate and value of what has no class of ours: a unit, a tool, a code."""
    triples = sorted(site.store.triples(ox.NamedNode(iri)), key=str)
    return [(site.ontology.name_of(t.predicate.value) or t.predicate.value, str(getattr(t.object, "value", t.object))) for t in triples]


def relations_of(site: Site, iri: str, most: int) -> tuple[list[dict[str, Any]], int]:
    """The statements a thing is subject or object of, `most` of them with their quotes, and how many more there are."""
    statements = [*site.subjects("zt:subject", iri), *site.subjects("zt:object", iri)]
    return [statement(site, one) for one in statements[:most]], max(len(statements) - most, 0)


def statement(site: Site, iri: str) -> dict[str, Any]:
    """A relation as pages list it."""
    return {
        "iri": iri,
        "subject": site.value(iri, "zt:subject"),
        "predicate": site.ontology.name_of(site.value(iri, "zt:predicate")) or site.value(iri, "zt:predicate"),
        "object": site.value(iri, "zt:object"),
        "role": site.value(iri, "role"),
        "confidence": site.value(iri, "confidence"),
        "by": site.label(site.value(iri, "wasAttributedTo")),
        "quote": quotes.quote(site, site.value(iri, "wasDerivedFrom")),
    }


def mentions_of(site: Site, iri: str, most: int) -> tuple[list[dict[str, Any]], int]:
    """Where a thing is named: `most` articles, the newest first, with their places; and how many places are elsewhere."""
    by_article: dict[str, list[str]] = defaultdict(list)
    for one in site.values(iri, "mentionedIn"):
        by_article[one.partition("#")[0]].append(one)
    dated = sorted(by_article, key=lambda article: (site.value(article, "datePublished"), article), reverse=True)
    listed = []
    for article in dated[:most]:
        places = [one for one in (quotes.passage(site, passage) for passage in by_article[article]) if one]
        places.sort(key=lambda one: one.start)
        text = site.text(article)
        shown = [
            (quotes.around(text, one.start, one.end) if text and text[one.start : one.end] == one.text else ("", one.text, ""), one.iri)
            for one in places[:3]
        ]
        listed.append({"source": quotes.source(site, article), "count": len(places), "places": shown})
    return listed, sum(len(by_article[article]) for article in dated[most:])


def _figure(site: Site, ask: Ask, figure: Figure) -> Reply:
    row = described(site, figure)
    like = _likeness(figure)
    same = [one for one in site.index.figures.values() if one.iri != figure.iri and _likeness(one) == like]
    others = sorted(same, key=lambda one: (one.end, one.iri))
    return pages.render(
        site,
        ask,
        "figure.html",
        row=row,
        title=f"{row['indicator']} {row['amount']}",
        citation=citation(ask, row["quote"]),
        others=[described(site, one) for one in others[:_LISTED]],
    )


def _likeness(figure: Figure) -> tuple[Any, ...]:
    """What two figures share that one reader would set side by side."""
    return figure.indicator, figure.place, figure.unit, figure.kind


def _statement(site: Site, ask: Ask, iri: str) -> Reply:
    row = statement(site, iri)
    title = f"{site.label(row['subject'])} — {site.label(row['object'])}"
    return pages.render(site, ask, "statement.html", row=row, title=title, citation=citation(ask, row["quote"]))


def citation(ask: Ask, quote: quotes.Quote | None) -> dict[str, str] | None:
    """Both forms of a citation of a quote."""
    if quote is None:
        return None
    return {"gbt": cite.gbt(quote.source, ask.today, quote), "bibtex": cite.bibtex(quote.source, ask.today, quote)}


def search(site: Site, ask: Ask) -> Reply:
    """Things by what a reader types."""
    words = ask.get("q")
    found, total = find_entries(site.entries, words, limit=_LISTED)
    things = [site.index.things[site.store.base + one["id"]] for one in found if site.store.base + one["id"] in site.index.things]
    return pages.render(site, ask, "search.html", words=words, things=things, total=total)
