"""Article pages: the text with every mention and figure marked and linked, and the facts beside it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from kg.network import Passage
from kg.serve import cite, pages, quotes
from kg.serve.ask import Ask
from kg.serve.figures import described
from kg.serve.site import Site
from kg.serve.wire import Reply

_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marked stretch of a text: `fact` ties it to its entry in the list of facts, `path` is where it leads.

    `kind` is mention, figure or evidence: of marks on one stretch the first in this order is the link.
    """

    start: int
    end: int
    kind: str
    fact: str
    path: str = ""


@dataclass(slots=True, kw_only=True)
class Segment:
    """A stretch no mark begins or ends in. `anchors` are the fragments of the passages that begin here."""

    text: str
    kind: str = ""
    path: str = ""
    facts: str = ""
    anchors: list[str] = field(default_factory=list)


def article_page(site: Site, ask: Ask, iri: str) -> Reply:
    """The page of one article; of its passages alone where the text is missing or not the one that was read."""
    passages = _passages(site, iri)
    text = site.text(iri)
    fits = text is not None and all(text[one.start : one.end] == one.text for one in passages)
    facts, marks = _facts(site, ask, passages)
    source = quotes.source(site, iri)
    return pages.render(
        site,
        ask,
        "article.html",
        iri=iri,
        title=source.headline or source.id,
        source=source,
        editors=[site.label(one) for one in site.values(iri, "editor")],
        segments=segments(text, marks, passages) if text is not None and fits else None,
        passages=[] if fits else _alone(passages, marks),
        differs=text is not None and not fits,
        citation={"gbt": cite.gbt(source, ask.today), "bibtex": cite.bibtex(source, ask.today)},
        **facts,
    )


def _passages(site: Site, article: str) -> list[Passage]:
    """The passages of an article as they follow on one another, the longer first."""
    found = (quotes.passage(site, one) for one in site.subjects("hasSource", article))
    return sorted((one for one in found if one), key=lambda one: (one.start, -one.end))


def _facts(site: Site, ask: Ask, passages: list[Passage]) -> tuple[dict[str, Any], list[Mark]]:
    """Figures, relations and things of an article in the order of its text, and the marks of all of them."""
    marks: list[Mark] = []
    figures: dict[str, dict[str, Any]] = {}
    relations: dict[str, dict[str, Any]] = {}
    things: dict[str, str] = {}
    for one in passages:
        for iri in site.subjects("statedAt", one.iri):
            key = f"f{len(figures)}"
            figures[iri] = {"key": key, **described(site, site.index.figures[iri])} if iri in site.index.figures else {}
            marks.append(Mark(start=one.start, end=one.end, kind="figure", fact=key, path=site.path(iri)))
        for iri in site.subjects("wasDerivedFrom", one.iri):
            if iri not in site.index.figures:
                relations[iri] = {"key": f"r{len(relations)}", **_statement(site, iri), "quote": one}
                marks.append(Mark(start=one.start, end=one.end, kind="evidence", fact=relations[iri]["key"]))
        for iri in site.subjects("mentionedIn", one.iri):
            key = things.setdefault(iri, f"e{len(things)}")
            marks.append(Mark(start=one.start, end=one.end, kind="mention", fact=key, path=site.path(iri)))
    counts: dict[str, int] = defaultdict(int)
    for mark in marks:
        counts[mark.fact] += mark.kind == "mention"
    listed = [(key, site.index.things.get(iri), iri, counts[key]) for iri, key in things.items()]
    found = {"figures": [row for row in figures.values() if row], "relations": list(relations.values()), "things": listed}
    return found, marks


def _statement(site: Site, iri: str) -> dict[str, Any]:
    predicate = site.value(iri, "zt:predicate")
    return {
        "iri": iri,
        "subject": site.value(iri, "zt:subject"),
        "predicate": site.ontology.name_of(predicate) or predicate,
        "object": site.value(iri, "zt:object"),
        "role": site.value(iri, "role"),
    }


def segments(text: str, marks: list[Mark], passages: list[Passage]) -> list[Segment]:
    """The whole text cut where a mark begins or ends; joined again it is the text to the character."""
    anchors: dict[int, list[str]] = defaultdict(list)
    for one in passages:
        anchors[one.start].append(one.iri.partition("#")[2])
    cuts = sorted({0, len(text), *anchors, *(mark.start for mark in marks), *(mark.end for mark in marks)})
    order = {"mention": 0, "figure": 1, "evidence": 2}
    ordered = sorted(marks, key=lambda mark: (order[mark.kind], mark.end - mark.start))
    opening: dict[int, list[Mark]] = defaultdict(list)
    for mark in ordered:
        opening[mark.start].append(mark)
    active: list[Mark] = []
    found = []
    for start, end in itertools.pairwise(cuts):
        active = [mark for mark in active if mark.end > start] + opening[start]
        here = sorted(active, key=ordered.index)
        top = here[0] if here else None
        found.append(
            Segment(
                text=text[start:end],
                kind=top.kind if top else "",
                path=top.path if top else "",
                facts=" ".join(dict.fromkeys(mark.fact for mark in here)),
                anchors=anchors[start],
            )
        )
    return found


def _alone(passages: list[Passage], marks: list[Mark]) -> list[list[Segment]]:
    """Without the text: each passage that lies in no other, with the marks inside it."""
    found: list[list[Segment]] = []
    reached = 0
    for one in passages:
        if one.end <= reached:
            continue
        reached = one.end
        inside = [mark for mark in marks if one.start <= mark.start and mark.end <= one.end]
        moved = [
            Mark(start=m.start - one.start, end=m.end - one.start, kind=m.kind, fact=m.fact, path=m.path) for m in inside
        ]
        within = [p for p in passages if one.start <= p.start and p.end <= one.end]
        shifted = [Passage(iri=p.iri, article=p.article, start=p.start - one.start, end=p.end - one.start, text=p.text) for p in within]
        found.append(segments(one.text, moved, shifted))
    return found


def articles(site: Site, ask: Ask) -> Reply:
    """The list of articles, the newest first."""
    found = [iri for iri, thing in site.index.things.items() if thing.type == "Article"]
    found.sort(key=lambda iri: (site.value(iri, "datePublished"), iri), reverse=True)
    last = max(1, -(-len(found) // _PAGE))
    page = ask.number("page", 1, last)
    rows = [quotes.source(site, iri) for iri in found[(page - 1) * _PAGE : page * _PAGE]]
    return pages.render(
        site,
        ask,
        "articles.html",
        rows=rows,
        page=page,
        last=last,
        previous=pages.with_query(ask, page=str(page - 1)),
        following=pages.with_query(ask, page=str(page + 1)),
    )
