"""A sentence in which every mention is one sign, so that a pattern reads over them."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kg import ontology
from kg.model import Document, Mention, Relation, Sentence, Span

FIRST, LAST = 0xE000, 0xF8FF  # Unicode's private use area: these signs stand in no text


@dataclass(frozen=True, slots=True)
class View:
    """`text` has one private sign for each mention, by its class; `mentions[i]` is the mention at position i."""

    sentence: Sentence
    text: str
    mentions: dict[int, Mention]

    def around(self, at: int) -> bool:
        """Whether the mention at a position is a place that only places the next one: 甲省|乙市."""
        here, following = self.mentions.get(at), self.mentions.get(at + 1)
        return here is not None and following is not None and _is_place(here) and _is_place(following)


def _is_place(mention: Mention) -> bool:
    return ontology.load().is_a(mention.type, "Place")


def stated(
    view: View, subject: str, predicate: str, object: str, by: str, confidence: float, role: str | None = None
) -> Relation:
    """A relation between two entities, by their ids, that the view's sentence states."""
    return Relation(
        subject=subject, predicate=predicate, object=object, evidence=view.sentence.span, by=by, confidence=confidence, role=role
    )


def follows(relation: Relation, subject: str, predicate: str, object: str, by: str, confidence: float) -> Relation:
    """A relation that another one implies, by the same sentence."""
    return Relation(
        subject=subject, predicate=predicate, object=object, evidence=relation.evidence, by=by, confidence=confidence
    )


def evidence(document: Document, span: Span) -> Span:
    """The sentence that holds a span; the span itself where none does."""
    sentence = document.sentence_at(span)
    return sentence.span if sentence else span


@functools.cache
def sign(type: str) -> str:
    """The sign of an ontology class."""
    return chr(FIRST + sorted(ontology.load().classes()).index(type))


def signs(type: str) -> str:
    """The signs of a class and all classes below it, for a regular expression's brackets."""
    return "".join(sign(t) for t in sorted({type, *ontology.load().subclasses(type)}))


def views(document: Document) -> Iterator[View]:
    """Every sentence of the document in which something linked is mentioned, with its linked mentions as signs."""
    linked = sorted((m for m in document.mentions if m.entity), key=lambda m: (m.span.start, m.span.end))
    starts = [m.span.start for m in linked]
    for sentence in document.sentences:
        first, last = bisect_left(starts, sentence.span.start), bisect_left(starts, sentence.span.end)
        if inside := [m for m in linked[first:last] if m.span.end <= sentence.span.end]:
            yield view(sentence, inside)


def view(sentence: Sentence, mentions: list[Mention]) -> View:
    """One sentence with the mentions that stand in it as signs."""
    text, at, placed = "", 0, {}
    for mention in sorted(mentions, key=lambda m: m.span):
        start, last = _place(sentence, mention.span.start), _place(sentence, mention.span.end - 1)
        if start is None or last is None or start < at:
            continue
        text += sentence.text[at:start]
        placed[len(text)] = mention
        text += sign(mention.type)
        at = last + 1
    return View(sentence, text + sentence.text[at:], placed)


def _place(sentence: Sentence, offset: int) -> int | None:
    """Where the article's character at `offset` stands in the sentence's text; None where it was dropped."""
    at = bisect_left(sentence.offsets, offset)
    return at if at < len(sentence.offsets) and sentence.offsets[at] == offset else None
