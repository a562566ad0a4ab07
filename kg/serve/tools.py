"""What an assistant can ask (kg.mcp): short answers as plain data, each fact with its quote and its IRI."""

from __future__ import annotations

from typing import Any

from kg.serve.ask import Ask
from kg.serve.figures import described, matching
from kg.serve.index import Figure
from kg.serve.quotes import Quote
from kg.serve.site import Site
from kg.serve.things import figures_of, mentions_of, relations_of
from kg.serve.wire import Refusal, Reply
from kg.views.search import find_entries

_MOST = 200


def search_entities(site: Site, text: str, type: str = "", limit: int = 20) -> Reply:
    """Things by name, alias, code or pinyin; of one class and those below it where `type` names one."""
    if type and type not in site.ontology.classes():
        raise Refusal(400, f"There is no class “{type}”. Choose one of: {', '.join(site.ontology.classes())}.")
    found, _ = find_entries(site.entries, text, limit=len(site.entries))
    fitting = [one for one in found if not type or site.ontology.is_a(one["type"], type)]
    rows = [
        {"iri": site.store.base + one["id"] if "://" not in one["id"] else one["id"], "label": one["zh"]}
        | {name: one[name] for name in ("en", "aliases", "type") if one.get(name)}
        for one in fitting[: min(limit, _MOST)]
    ]
    return Reply.json({"entities": rows, "total": len(fitting)})


def entity(site: Site, id: str, limit: int = 50) -> Reply:
    """All that the graph says of one thing, figures and relations with their quotes."""
    iri = id if "://" in id else site.store.base + id
    thing = site.index.things.get(iri)
    if thing is None:
        raise Refusal(404, f"This graph has no “{id}”. Search for a name to find its IRI.")
    most = min(limit, _MOST)
    relations, more = relations_of(site, iri, most)
    figures = figures_of(site, iri)
    mentions, _ = mentions_of(site, iri, most)
    found = {
        "iri": iri,
        "label": thing.zh,
        "en": thing.en,
        "aliases": list(thing.aliases),
        "type": thing.type,
        "relations": [_relation(site, row) for row in relations],
        "more_relations": more,
        "figures": [_figure(site, one) for one in figures[:most]],
        "more_figures": max(len(figures) - most, 0),
        "mentioned_in": [{"article": one["source"].iri, "headline": one["source"].headline, "times": one["count"]} for one in mentions],
    }
    return Reply.json(_said(found))


def figures(site: Site, limit: int = 50, offset: int = 0, **filters: str) -> Reply:
    """Figures that fit the filters (indicator, place, agency, about, year, kind), each with its quote."""
    query = {name: [value] for name, value in filters.items() if value}
    found = matching(site, Ask(query=query))
    most = min(limit, _MOST)
    return Reply.json({"figures": [_figure(site, one) for one in found[offset : offset + most]], "total": len(found)})


def _figure(site: Site, figure: Figure) -> dict[str, Any]:
    row = described(site, figure)
    links = {name: [{"iri": iri, "label": site.label(iri)} for iri in row[name]] for name in ("place", "agency", "about")}
    names = ("iri", "text", "value", "minimum", "maximum", "unit", "period", "start", "end", "confidence")
    found = {name: row[name] for name in names} | links
    found["indicator"] = {"iri": figure.indicator, "label": row["indicator"]}
    found |= dict(row["codes"])
    return _said(found | {"quote": _quote(row["quote"])})


def _relation(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    ends = {end: {"iri": row[end], "label": site.label(row[end])} for end in ("subject", "object")}
    rest = {name: row[name] for name in ("iri", "predicate", "role", "confidence")}
    return _said(rest | ends | {"quote": _quote(row["quote"])})


def _quote(found: Quote | None) -> dict[str, Any] | None:
    if found is None:
        return None
    source = found.source
    place = {"start": found.start, "end": found.end, "article": source.iri}
    return _said({"text": found.text, "headline": source.headline, "date": source.date, "url": source.url} | place)


def _said(found: dict[str, Any]) -> dict[str, Any]:
    """Without what the graph does not say."""
    return {name: value for name, value in found.items() if value not in ("", None, [])}
