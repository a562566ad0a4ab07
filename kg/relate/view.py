"""A sentence in which every mention is one sign, so that a pattern reads over them."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kg import ontology
from kg.model import Document, Mention, Sentence, Span

FIRST, LAST = 0xE000, 0xF8FF  # Unicode's private use area: these signs stand in no text


@dataclass(frozen=True, slots=True)
class View:
    """`text` has one private sign for each mention, by its class; `mentions[i]` is the mention at position i."""

    sentence: Sentence
    text: str
    mentions: dict[int, Mention]


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
    """Every sentence of the document with its linked mentions as signs."""
    linked = sorted((m for m in document.mentions if m.entity), key=lambda m: m.span)
    for sentence in document.sentences:
        first, last = (bisect_left(linked, at, key=lambda m: m.span.start) for at in (sentence.span.start, sentence.span.end))
        yield view(sentence, [m for m in linked[first:last] if sentence.span.covers(m.span)])


def view(sentence: Sentence, mentions: list[Mention]) -> View:
    """One sentence with the mentions that stand in it as signs."""
    where = {offset: i for i, offset in enumerate(sentence.offsets)}
    text, at, placed = "", 0, {}
    for mention in sorted(mentions, key=lambda m: m.span):
        start, last = where.get(mention.span.start), where.get(mention.span.end - 1)
        if start is None or last is None or start < at:
            continue
        text += sentence.text[at:start]
        placed[len(text)] = mention
        text += sign(mention.type)
        at = last + 1
    return View(sentence, text + sentence.text[at:], placed)
