"""One sentence as the figure rules read it: words, numbers, periods and names, all placed in its clean text.

Offsets here are characters of `Sentence.text` (see kg.model.Sentence), never of the article; `Line.span` turns a
stretch back into an article span.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate
from typing import Generic, NamedTuple, Protocol, TypeVar

from kg.model import Document, Mention, Period, Quantity, Sentence, Span

T = TypeVar("T")
BREAKS = "，；：。！？—…｜|,;?!"
_WITH_SHARE = frozenset({"占比", "占地", "占有", "占用", "占领", "占据", "占地面积", "占到", "占有率"})
_OPEN, _CLOSE = "（(《“〈【[", "）)》”〉】]"
_MARKS = frozenset(BREAKS + _OPEN + _CLOSE)
_MARK = re.compile(f"[{re.escape(BREAKS + _OPEN + _CLOSE)}]")


class Word(NamedTuple):
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

    def __hash__(self) -> int:
        """By its place in the article alone: numbers are looked up far more often than two stand at one place."""
        return self.quantity.span.start


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
    starts: tuple[int, ...]
    national: bool = True
    _begins: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    _ends: dict[int, int] = field(default_factory=dict, compare=False, repr=False)
    _cuts: dict[tuple[int, int], tuple[Word, ...]] = field(default_factory=dict, compare=False, repr=False)
    """What was asked before: the rules ask the same of a clause again and again."""

    def span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the article."""
        return self.sentence.locate(start, end)

    def in_period(self, word: Word) -> bool:
        """Whether a word stands inside a date or period."""
        return any(p.start <= word.start and word.end <= p.end for p in self.periods)

    def cut(self, start: int, end: int) -> tuple[Word, ...]:
        """The words of a stretch; a word that the stretch cuts gives its part inside."""
        if start >= end:
            return ()
        if (known := self._cuts.get((start, end))) is None:
            known = self._cuts[start, end] = self._cut(start, end)
        return known

    def _cut(self, start: int, end: int) -> tuple[Word, ...]:
        first = max(0, bisect_right(self.starts, start) - 1)
        inside = [w for w in self.words[first : bisect_left(self.starts, end)] if w.end > start]
        for i in {0, len(inside) - 1} if inside else ():
            w = inside[i]
            if w.start < start or w.end > end:
                a, b = max(w.start, start), min(w.end, end)
                inside[i] = Word(a, b, self.text[a:b], "n" if w.pos == "m" else w.pos)
        return tuple(inside)

    def clause_start(self, at: int, floor: int = 0) -> int:
        """Where the clause that holds position `at` begins; a closed bracket before it is part of the clause."""
        if (known := self._begins.get(at)) is None:
            known = self._begins[at] = _clause_start(self.text, at)
        return max(known, floor)

    def clause_end(self, at: int) -> int:
        """Where the clause that holds position `at` ends."""
        if (known := self._ends.get(at)) is None:
            known = self._ends[at] = _clause_end(self.text, at)
        return known


def _clause_start(text: str, at: int) -> int:
    depth = 0
    for i in range(at - 1, -1, -1):
        char = text[i]
        if char not in _MARKS or _joins_numbers(text, i):
            continue
        if char in _CLOSE:
            depth += 1
        elif char in _OPEN:
            if depth == 0 and char in "（([【":
                return i + 1
            depth = max(0, depth - 1)
        elif depth == 0:
            return i + 1
    return 0


def _joins_numbers(text: str, at: int) -> bool:
    """1—5月, Ⅰ—Ⅲ类: a dash between numbers parts no clauses."""
    if text[at] != "—":
        return False
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return after.isnumeric() and (before.isnumeric() or before in tuple("年月日号时%"))


def _clause_end(text: str, at: int) -> int:
    depth = 0
    for mark in _MARK.finditer(text, at):
        char = mark[0]
        if _joins_numbers(text, mark.start()):
            continue
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            if depth == 0 and char in "）)]】":
                return mark.start()
            depth = max(0, depth - 1)
        elif depth == 0:
            return mark.start()
    return len(text)


class Lines:
    """Makes the lines of one document; what was found in it is looked up by place, not searched for every line."""

    def __init__(self, document: Document, *, national: bool) -> None:
        self.document = document
        self.national = national
        self._quantities = _Sorted(document.quantities)
        self._periods = _Sorted(document.periods)
        self._mentions = _Sorted(document.mentions)

    def line(self, sentence: Sentence) -> Line:
        """The line of a sentence."""
        offsets = sentence.offsets or tuple(range(sentence.span.start, sentence.span.end))

        def place(span: Span) -> tuple[int, int]:
            return bisect_left(offsets, span.start), bisect_left(offsets, span.end)

        words = _words(sentence)
        text = sentence.text or self.document.text_of(sentence.span)
        mentions = (Placed(*place(m.span), m) for m in self._mentions.inside(sentence.span))
        return Line(
            sentence,
            text,
            words,
            _shared_units(text, list(_numbers(self._quantities.inside(sentence.span), place))),
            tuple(Placed(*place(p.span), p) for p in self._periods.inside(sentence.span)),
            tuple(sorted(mentions, key=lambda n: (n.start, -n.end))),
            tuple([w.start for w in words]),
            self.national,
        )


class _Found(Protocol):
    """Anything that stands at a span."""

    @property
    def span(self) -> Span: ...


F = TypeVar("F", bound=_Found)


class _Sorted(Generic[F]):
    """Findings in the order of the text."""

    def __init__(self, found: Iterable[F]) -> None:
        self._items = sorted(found, key=lambda f: f.span)
        self._starts = [f.span.start for f in self._items]

    def inside(self, span: Span) -> list[F]:
        """Those that lie wholly inside a span."""
        first, last = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return [f for f in self._items[first:last] if f.span.end <= span.end]


def _words(sentence: Sentence) -> tuple[Word, ...]:
    """The tagger's words in place; 占地|区 and 占直|报, its usual misreadings of 占 and what follows, are put right."""
    words: list[Word] = []
    at = 0
    if "占" not in sentence.text:
        texts = [t.text for t in sentence.tokens]
        edges = list(accumulate(map(len, texts), initial=0))
        return _glued(sentence.text, tuple(map(Word, edges, edges[1:], texts, [t.pos for t in sentence.tokens])))
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
    return _glued(sentence.text, tuple(words))


_PARTED = frozenset({"高出", "多出", "走高", "走低", "高于", "低于"})
_MAY_PART = re.compile("|".join(sorted(_PARTED)))


def _glued(text: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    """高|出 as one word: verbs of change that the tagger sometimes parts."""
    if not _MAY_PART.search(text):
        return words
    glued: list[Word] = []
    for w in words:
        if glued and glued[-1].text + w.text in _PARTED:
            first = glued.pop()
            glued.append(Word(first.start, w.end, first.text + w.text, "v"))
        else:
            glued.append(w)
    return tuple(glued)


def _numbers(quantities: list[Quantity], place: Callable[[Span], tuple[int, int]]) -> Iterable[Number]:
    waiting: Quantity | None = None
    for q in quantities:
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


_SCALES = (("万亿", 12), ("亿", 8), ("万", 4))
_REACH = 24


def _shared_units(text: str, numbers: list[Number]) -> tuple[Number, ...]:
    """分别上升0.4和0.3个百分点: a bare number of such a list has the unit, and the 万 or 亿, of the next one."""
    for i in range(len(numbers) - 2, -1, -1) if "分别" in text else ():
        a, b = numbers[i], numbers[i + 1]
        bare = not a.quantity.unit and a.upper is None and b.quantity.unit and text[a.end : b.start] in {"和", "、", "与", "及"}
        if bare and re.search(r"分别[^，。；：]*$", text[max(0, a.start - _REACH) : a.start]):
            own = any(c in a.quantity.text for c in "万亿")
            power = 0 if own else next((n for word, n in _SCALES if word in b.quantity.text), 0)
            shared = replace(a.quantity, unit=b.quantity.unit, value=a.quantity.value * Decimal(10) ** power)
            numbers[i] = replace(a, quantity=shared)
    return tuple(numbers)
