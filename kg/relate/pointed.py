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
    """Who held and attended the one meeting a text tells of; issuedBy of the document named in the headline or sentence beside."""
    events = {m.entity for m in document.mentions if ontology.load().is_a(m.type, "Event")}
    before: View | None = None
    for view in views(document):
        if len(events) == 1:
            yield from _at_the_meeting(view, next(iter(events)) or "")
        yield from _issued(view, before)
        before = view


def _at_the_meeting(view: View, event: str) -> Iterator[Relation]:
    """What is said of the one meeting of the text by a noun for it."""
    for predicate, pattern in _of_the_meeting().items():
        for match in pattern.finditer(view.text):
            for other in (view.mentions[i] for i in range(*match.span("other")) if i in view.mentions and not view.around(i)):
                yield stated(view, event, predicate, other.entity or "", "pointed.meeting", 0.8)


@functools.cache
def _of_the_meeting() -> dict[str, re.Pattern[str]]:
    """王某在会上…, 会议由甲局主办, 论坛在甲市举行: how the text goes on about its meeting."""
    person, body, place = (f"[{signs(root)}]" for root in ("Person", "Agency", "Place"))
    meeting = rf"(?:^|[，。；])(?:本次|此次|本届|这次|该)?(?:{lexicon.alternation('meeting-noun')})"
    return {
        "attendee": re.compile(rf"(?P<other>{person})(?:出席并)?在(?:会|(?:{lexicon.alternation('meeting-noun')}))上"),
        "organizer": re.compile(rf"{meeting}由(?P<other>{body}(?:{JOINT}{body})*)(?:联合|共同)?(?:主办|承办|举办|召集|组织)"),
        "location": re.compile(rf"{meeting}(?:\d+月|\d+日|今天|日前|近日)*在(?P<other>{place}(?:{place})*)(?:召开|举行|举办|开幕)"),
    }


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
