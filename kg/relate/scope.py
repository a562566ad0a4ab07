"""Relations of scope: where a program runs and who carries it out, when the clause says it only by its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import ontology
from kg.model import Document, Mention, Relation
from kg.relate.view import View, views

_REPORT = re.compile(r"政府工作报告")


def scope(document: Document) -> Iterator[Relation]:
    """operatesIn by the sentence's area, carriedOutBy by the sentence's subject."""
    home = _reporting_area(document)
    for view in views(document):
        yield from _area_of_sentence(view)
        if home:
            yield from _home(view, home)
        yield from _subject(view)


def _reporting_area(document: Document) -> str | None:
    """A government's own report speaks of its area throughout."""
    if not _REPORT.search(document.article.title or ""):
        return None
    by_id = {e.id: e for e in document.entities}
    source = next((f for f in document.article.header if f.name == "source"), None)
    for mention in document.mentions:
        entity = by_id.get(mention.entity or "")
        if source and entity and source.span.covers(mention.span) and entity.type == "GovernmentBody" and entity.area:
            return f"place/{entity.area}"
    return None


def _kind(mention: Mention, root: str) -> bool:
    return ontology.load().is_a(mention.type, root)


def _area_of_sentence(view: View) -> Iterator[Relation]:
    """全省 …: the sentence's area, where it is the only one, is where its programs run."""
    areas = {m.entity for m in view.mentions.values() if m.by == "places.home" or _collective_area(m)}
    if len(areas) != 1:
        return
    area = areas.pop() or ""
    for mention in view.mentions.values():
        if _kind(mention, "Program") and area.startswith("place/"):
            yield _relation(view, mention.entity or "", "operatesIn", area, "scope.area", 0.75)


def _collective_area(mention: Mention) -> bool:
    return False


def _home(view: View, home: str) -> Iterator[Relation]:
    for mention in view.mentions.values():
        if _kind(mention, "Program"):
            yield _relation(view, mention.entity or "", "operatesIn", home, "scope.report", 0.7)


def _subject(view: View) -> Iterator[Relation]:
    """The agency that opens a clause and, with no other agency between, carries out what later clauses introduce."""
    agent: Mention | None = None
    for at, mention in sorted(view.mentions.items()):
        if _kind(mention, "Agency"):
            agent = mention if _opens(view.text, at) else None
        elif _kind(mention, "Program") and agent is not None and _done(view.text, at):
            yield _relation(view, mention.entity or "", "carriedOutBy", agent.entity or "", "scope.subject", 0.75)


def _opens(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "，。；、和"


def _done(text: str, at: int) -> bool:
    clause = text[max(text.rfind(mark, 0, at) for mark in "，。；") + 1 : at]
    return bool(re.search(r"(?:建立|制定|开展|实施|启动|推出|打造|组织|部署|设立|推行)(?:了|起)?[^，。；]{0,12}$", clause))


def _relation(view: View, subject: str, predicate: str, object: str, by: str, confidence: float) -> Relation:
    return Relation(
        subject=subject, predicate=predicate, object=object, evidence=view.sentence.span, by=by, confidence=confidence
    )
