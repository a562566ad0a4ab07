"""Figures: every quantity of a document that says something becomes an observation, every other a discard.

The work is done by the modules beside this one: `line` (a sentence with all that stands in it), `figures` (which
numbers are figures), `tails` and `labels` (what the words around a number say), `readings`, with `counted`, `measured`,
`respective`, `each` and others (indicator, kind, direction), and `when`, `where` and `whose` (period, place, programme
and agency), which look at a document as `scene` gives it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import zip_longest

from kg.extract.metrics.kinds import Memory, Reading
from kg.extract.metrics.labels import NOUNS
from kg.extract.metrics.line import Line, Lines, Word
from kg.extract.metrics.modality import ACHIEVED, PLAN, is_target, modes, promised
from kg.extract.metrics.readings import readings_of
from kg.extract.metrics.scene import Scene
from kg.extract.metrics.when import When
from kg.extract.metrics.where import Where
from kg.extract.metrics.whose import Whose
from kg.lexicon import alternation, words
from kg.model import Discard, Document, Observation, Period, Quantity, Span

_APPROXIMATIONS = {"about": "About", "moreThan": "MoreThan", "lessThan": "LessThan", None: "Exact"}


def observations(document: Document) -> Document:
    """Fill `observations` from sentences, quantities, periods and linked mentions; add what was let go to `discards`."""
    found: list[Observation] = []
    wholes: list[str] = []
    discards: list[Discard] = []
    frames = _Frames(Scene(document))
    lines = Lines(document, national=frames.scene.national)
    memory, paragraph = Memory(), -1
    for sentence in document.sentences:
        if sentence.span.end <= document.article.body:
            continue
        if sentence.paragraph != paragraph:
            memory, paragraph = Memory(ditto=memory.ditto), sentence.paragraph
        line = lines.line(sentence)
        readings, unread = readings_of(line, memory)
        found += frames.observed(line, readings)
        wholes += [_whole(reading) for reading in readings]
        discards += [_discard(line, u.number.start, u.number.end, u.reason) for u in unread]
    filled = replace(document, observations=tuple(_distinct(found, wholes)), discards=(*document.discards, *discards))
    return frames.scene.with_places(filled)


def _whole(reading: Reading) -> str:
    """The name of what a figure, or the one whose change it is, is part of; "" where it is of nothing named."""
    whole = reading.whole or (reading.source.whole if reading.source else None)
    return whole.label if whole else ""


def _distinct(found: list[Observation], wholes: list[str]) -> list[Observation]:
    """Parts of different wholes that share a name, with the whole in the name: 工资性收入（城镇居民收入）."""
    of: dict[tuple[object, ...], set[str]] = {}
    values: dict[tuple[object, ...], set[object]] = {}
    for o, whole in zip(found, wholes, strict=True):
        of.setdefault(_told(o), set()).add(whole)
        values.setdefault(_told(o), set()).add(o.value)

    def named(o: Observation, whole: str) -> Observation:
        shared = len(of[_told(o)]) > 1 and len(values[_told(o)]) > 1
        return replace(o, indicator=f"{o.indicator}（{whole}）") if shared and whole and whole not in o.indicator else o

    return [named(o, whole) for o, whole in zip(found, wholes, strict=True)]


def _told(o: Observation) -> tuple[object, ...]:
    period = (o.period.begin, o.period.finish) if o.period else None
    return o.indicator, o.quantity.unit, o.kind, o.place, period, o.modality


def _discard(line: Line, start: int, end: int, reason: str) -> Discard:
    return Discard(span=line.span(start, end), text=line.text[start:end], type="Quantity", by="metrics", reason=reason)


class _Frames:
    """When, where and whose, kept in step over the lines of a document."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.when, self.where, self.whose = When(scene), Where(scene), Whose(scene)
        self.modes = modes(scene.document) if scene.work_report else {}
        self.promised = promised(scene.document)

    def observed(self, line: Line, readings: list[Reading]) -> list[Observation]:
        """The observations of one line's readings; to be called line by line, in order."""
        mode = self.modes.get(line.sentence.paragraph, ACHIEVED)
        self.when.enter(line, readings, mode)
        self.where.enter(line)
        self.whose.enter(line)
        made = [self._observation(line, reading) for reading in readings]
        self.when.leave(line, readings)
        self.where.leave(line)
        self.whose.leave(line)
        return made

    def _observation(self, line: Line, reading: Reading) -> Observation:
        q, upper = reading.number.quantity, reading.number.upper
        span = line.span(reading.number.start, reading.number.end)
        sign = Decimal(-1 if reading.direction == "Decrease" else 1)
        value, low, high = _bounds(q.value, upper.value if upper else None, q.approx, sign)
        period, target = self._time(line, reading)
        about, agency = self.whose.of(line, reading)
        return Observation(
            indicator=reading.label,
            quantity=self._quoted(q, span),
            value=value,
            minimum=low,
            maximum=high,
            kind=reading.kind,
            direction=reading.direction,
            approximation="Range" if upper else _APPROXIMATIONS[q.approx],
            comparison=reading.compared,
            comparison_date=reading.date,
            modality="Target" if target else "Achieved",
            frequency=_frequency(line, reading),
            period=_stock(period),
            place=self.where.of(line, reading),
            about=about,
            agency=agency,
            broader=reading.whole.label if reading.whole else None,
            part_of=reading.whole.number.quantity.span if reading.whole else None,
            evidence=line.sentence.span,
            by=f"metrics.{reading.rule}",
            confidence=reading.confidence,
        )

    def _quoted(self, quantity: Quantity, span: Span) -> Quantity:
        """The quantity as it stands at `span`: mostly as it was found."""
        text = self.scene.document.text_of(span)
        same = quantity.group is None and quantity.span == span and quantity.text == text
        return quantity if same else replace(quantity, span=span, text=text, group=None)

    def _time(self, line: Line, reading: Reading) -> tuple[Period | None, bool]:
        period = self.when.of(line, reading, target=False)
        published = self.scene.document.article.published
        planned = self.when.mode == PLAN or line.sentence.paragraph in self.promised
        target = is_target(line, reading, period, published, plan=planned)
        return (self.when.of(line, reading, target=True) if target else period), target


def _stock(period: Period | None) -> Period | None:
    """A level at a point in time has no beginning."""
    return replace(period, begin=None) if period is not None and period.stock and period.begin else period


def _bounds(
    first: Decimal, second: Decimal | None, approx: str | None, sign: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, minimum and maximum, on the signed value: 下降15%以上 is at most -15."""
    if second is not None:
        low, high = sorted((first * sign, second * sign))
        return None, low, high
    value = first * sign
    more, less = (value, None), (None, value)
    if approx == "moreThan":
        return (value, *(more if sign > 0 else less))
    if approx == "lessThan":
        return (value, *(less if sign > 0 else more))
    return value, None, None


_FREQUENCIES = (
    ("Annual", "figure-annual"),
    ("Monthly", "figure-monthly"),
    ("Daily", "figure-daily"),
    ("Weekly", "figure-weekly"),
    ("Quarterly", "figure-quarterly"),
)


@cache
def _frequent() -> re.Pattern[str]:
    return re.compile(alternation(*(name for _, name in _FREQUENCIES)))


def _frequency(line: Line, reading: Reading) -> str | None:
    """每年, 年均, 每天… in the figure's own clause."""
    if not _frequent().search(line.text, reading.clause, max(reading.clause, reading.number.start)):
        return None
    parts = line.cut(reading.clause, reading.number.start)
    said = {w.text for w, after in zip_longest(parts, parts[1:]) if not _averages(w, after)}
    return next((code for code, name in _FREQUENCIES if not said.isdisjoint(words(name))), None)


def _averages(word: Word, after: Word | None) -> bool:
    """年均|收入: the average is part of the name of what is counted."""
    return word.text.endswith("均") and after is not None and after.pos in NOUNS
