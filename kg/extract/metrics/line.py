"""One sentence as the figure rules read it: words, numbers, periods and names, all placed in its clean text.

Offsets here are characters of `Sentence.text` (see kg.model.Sentence), never of the article; `Line.span` turns a
stretch back into an article span.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from kg.model import Document, Mention, Period, Quantity, Sentence, Span

T = TypeVar("T")
BREAKS = "，；：。！？—…｜|,;?!"
_WITH_SHARE = frozenset({"占比", "占地", "占有", "占用", "占领", "占据", "占地面积", "占到", "占有率"})
_OPEN, _CLOSE = "（(《“〈【[", "）)》”〉】]"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the tagger, placed in the line."""

    start: int
    end: int
    text: str
    pos: str


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity of the line; a range is one number whose `upper` is its second bound."""

    start: int
    end: int
    quantity: Quantity
    upper: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """Something found in the article, placed in the line."""

    start: int
    end: int
    item: T


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with all that stands in it; `national` says that the document is about the whole country."""

    sentence: Sentence
    text: str
    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    periods: tuple[Placed[Period], ...]
    names: tuple[Placed[Mention], ...]
    national: bool = True

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the article."""
        return self.sentence.locate(start, end)

    def cut(self, start: int, end: int) -> tuple[Word, ...]:
        """The words of a stretch; a word that the stretch cuts gives its part inside."""
        inside = []
        for w in self.words:
            if w.end > start and w.start < end:
                a, b = max(w.start, start), min(w.end, end)
                inside.append(w if (a, b) == (w.start, w.end) else Word(a, b, self.text[a:b], "n" if w.pos == "m" else w.pos))
        return tuple(inside)

    def clause_start(self, at: int, floor: int = 0) -> int:
        """Where the clause that holds position `at` begins; a closed bracket before it is part of the clause."""
        depth = 0
        for i in range(at - 1, floor - 1, -1):
            char = self.text[i]
            if char in _CLOSE:
                depth += 1
            elif char in _OPEN:
                if depth == 0 and char in "（([【":
                    return i + 1
                depth = max(0, depth - 1)
            elif depth == 0 and char in BREAKS:
                return i + 1
        return floor

    def clause_end(self, at: int) -> int:
        """Where the clause that holds position `at` ends."""
        depth = 0
        for i in range(at, len(self.text)):
            char = self.text[i]
            if char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                if depth == 0 and char in "）)]】":
                    return i
                depth = max(0, depth - 1)
            elif depth == 0 and char in BREAKS:
                return i
        return len(self.text)


def line_of(document: Document, sentence: Sentence, names: Iterable[Mention], *, national: bool = True) -> Line:
    """The line of a sentence; `names` are the mentions that may stand in it."""
    text = sentence.text or document.text_of(sentence.span)
    offsets = sentence.offsets or tuple(range(sentence.span.start, sentence.span.end))

    def place(span: Span) -> tuple[int, int]:
        return bisect_left(offsets, span.start), bisect_left(offsets, span.end)

    def within(span: Span) -> bool:
        return sentence.span.covers(span)

    words = _words(sentence)
    return Line(
        sentence,
        text,
        words,
        tuple(_numbers([q for q in document.quantities if within(q.span)], place)),
        tuple(Placed(*place(p.span), p) for p in document.periods if within(p.span)),
        tuple(sorted((Placed(*place(m.span), m) for m in names if within(m.span)), key=lambda n: (n.start, -n.end))),
        national,
    )


def _words(sentence: Sentence) -> tuple[Word, ...]:
    """The tagger's words in place; 占地|区 and 占直|报, its usual misreadings of 占 and what follows, are put right."""
    words: list[Word] = []
    at = 0
    for t in sentence.tokens:
        end = at + len(t.text)
        if words and words[-1].text == "占地" and t.text.startswith("区"):
            before = words.pop()
            words.append(Word(before.start, before.start + 1, "占", "v"))
            words.append(Word(before.start + 1, end, "地" + t.text, "n"))
        elif t.text[0] == "占" and len(t.text) > 1 and t.text not in _WITH_SHARE:
            words += [Word(at, at + 1, "占", "v"), Word(at + 1, end, t.text[1:], "n")]
        else:
            words.append(Word(at, end, t.text, t.pos))
        at = end
    return tuple(words)


def _numbers(quantities: list[Quantity], place: Callable[[Span], tuple[int, int]]) -> Iterable[Number]:
    waiting: Quantity | None = None
    for q in sorted(quantities, key=lambda q: q.span):
        if waiting is not None and q.group == waiting.group:
            start, end = place(waiting.group or waiting.span)
            yield Number(start, end, waiting, q)
            waiting = None
            continue
        if waiting is not None:
            yield Number(*place(waiting.span), waiting)
            waiting = None
        if q.group is not None:
            waiting = q
        else:
            yield Number(*place(q.span), q)
    if waiting is not None:
        yield Number(*place(waiting.span), waiting)
