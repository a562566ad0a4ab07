"""What the explorer asks for: parts of the graph (kg.views.payload) and search results, as JSON."""

from __future__ import annotations

from kg.errors import QueryError
from kg.network import to_networkx
from kg.serve.ask import Ask
from kg.serve.site import Site
from kg.serve.wire import Refusal, Reply
from kg.views import html, part, payload
from kg.views.search import find_entries

_MOST_NODES = 1500
_NEAR = 300
_DEEPEST = 3


def explorer(site: Site, ask: Ask) -> Reply:
    """The page that draws the graph."""
    pages = site.path(site.store.base + "x").removesuffix("x")
    page = html.explorer(site.ontology, "/api/", pages=pages)
    return Reply(type="text/html; charset=utf-8", body=page.encode())


def graph(site: Site, ask: Ask) -> Reply:
    """The ego graph of ?entity= within ?depth= steps; without it what is most spoken of. At most ?limit= nodes."""
    wanted = ask.get("entity")
    try:
        if wanted:
            depth, limit = ask.number("depth", 1, _DEEPEST), ask.number("limit", _NEAR, _MOST_NODES)
            iri = _iri(site, wanted)
            found = part.around(site.store, site.ontology, iri, depth=depth, limit=limit)
            data = payload.ego(found, site.ontology, iri, depth=depth, limit=limit)
        else:
            limit = ask.number("limit", _MOST_NODES, _MOST_NODES)
            small = len(site.index.things) <= limit
            found = to_networkx(site.store, site.ontology) if small else part.overview(site.store, site.ontology, limit=limit)
            data = payload.whole(found, site.ontology, limit=limit)
    except QueryError as error:
        raise Refusal(404, str(error)) from error
    return Reply.json(data | {"total": len(site.index.things)})


def entity(site: Site, ask: Ask) -> Reply:
    """All that is said of ?id=, an IRI or local id."""
    try:
        iri = _iri(site, ask.get("id"))
        found = part.around(site.store, site.ontology, iri, limit=_MOST_NODES)
        data = payload.entity(found, site.ontology, iri)
    except QueryError as error:
        raise Refusal(404, str(error)) from error
    return Reply.json(data | {"total": len(site.index.things)})


def search(site: Site, ask: Ask) -> Reply:
    """Things whose name, alias, code or pinyin fits ?q=."""
    found, total = find_entries(site.entries, ask.get("q"), limit=ask.number("limit", 30, 200))
    return Reply.json({"results": found, "total": total})


def _iri(site: Site, text: str) -> str:
    iri = text if "://" in text else site.store.base + text
    if iri not in site.index.things:
        raise QueryError(f"This graph has no “{text}”. Search for a name to find its identifier.")
    return iri
