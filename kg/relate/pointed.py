"""What a sentence points back to by a noun: the meeting of 在会上, the document of 印发意见."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon, ontology
from kg.model import Document, Mention, Relation
from kg.relate.triggers import JOINT
from kg.relate.view import View, signs, stated, views


def pointed(document: Document) -> Iterator[Relation]:
    """attendee of the one meeting a text tells of; issuedBy of the document named in the headline or sentence beside."""
    events = {m.entity for m in document.mentions if ontology.load().is_a(m.type, "Event")}
    before: View | None = None
    for view in views(document):
        if len(events) == 1:
            yield from _at_the_meeting(view, next(iter(events)) or "")
        yield from _issued(view, before)
        before = view


def _at_the_meeting(view: View, event: str) -> Iterator[Relation]:
    """王某在会上介绍: at the one meeting of the text."""
    for match in _speaking().finditer(view.text):
        yield stated(view, event, "attendee", view.mentions[match.start()].entity or "", "pointed.meeting", 0.8)


@functools.cache
def _speaking() -> re.Pattern[str]:
    speaker = f"[{signs('Person')}]"
    return re.compile(rf"{speaker}(?:出席并)?(?:在会上|在会议上|在大会上|在发布会上|在新闻发布会上|在开幕式上|在启动仪式上|在推进会上)")


def _issued(view: View, before: View | None) -> Iterator[Relation]:
    """甲部、乙局印发意见: of 《…意见》, told of in the sentence in front, or right behind (印发司法解释，《解释》规定)."""
    for match in _issuing().finditer(view.text):
        document = _named(view, match.end(), match["kind"]) or (_last(before, match["kind"]) if before else None)
        if document is not None:
            for body in (view.mentions[i] for i in range(match.start("by"), match.end("by")) if i in view.mentions):
                yield stated(view, document.entity or "", "issuedBy", body.entity or "", "pointed.document", 0.8)


@functools.cache
def _issuing() -> re.Pattern[str]:
    body = f"[{signs('Agency')}]"
    return re.compile(
        rf"(?P<by>{body}(?:{JOINT}{body})*)(?:等[^，。；]{{0,8}}?)?(?:今天|近日|日前|（[^）]{{1,10}}）|联合|共同|正式|\d+月|\d+日)*"
        rf"(?:{lexicon.alternation('issue')})了?[^，。；]{{0,24}}?(?P<kind>{lexicon.alternation('document-kind')})(?=[，。；])"
    )


def _named(view: View, at: int, kind: str) -> Mention | None:
    """The document that the next clause begins with."""
    found = view.mentions.get(at + 1)
    return found if found and view.text[at] == "，" and _of_kind(found, kind) else None


def _last(view: View, kind: str) -> Mention | None:
    return next((m for _, m in sorted(view.mentions.items(), reverse=True) if _of_kind(m, kind)), None)


def _of_kind(mention: Mention, kind: str) -> bool:
    return ontology.load().is_a(mention.type, "Document") and mention.text.strip("《》").endswith(kind)
