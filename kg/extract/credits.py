"""The header's names: publisher, editor and reporter, as the header's labels say they are."""

from __future__ import annotations

from collections.abc import Iterator

from kg import lexicon
from kg.extract.known import known_names
from kg.extract.words import Words
from kg.model import Document, Field, Mention

_PERSONS = frozenset({"editor", "reporter", "author"})


def credits(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions that header fields of this sentence make."""
    for field in document.article.header:
        if not words.sentence.span.covers(field.span):
            continue
        if field.name in _PERSONS:
            yield _mention(field, "Person", 0.95)
        elif field.name == "source":
            yield _mention(field, _body(field.text), 0.95)


def _body(text: str) -> str:
    known = known_names("KnownAgency").get(text)
    return known.type if known else lexicon.marked("BodyCue", text) or "Medium"


def _mention(field: Field, type: str, confidence: float) -> Mention:
    return Mention(span=field.span, text=field.text, type=type, by=f"credits.{field.name}", confidence=confidence)
