"""The period of a whole document or section: what holds where a paragraph names none.

News says when in its headline or its opening and then tells of that time, paragraph by paragraph, until it turns to
another. A section of a report does the same under its heading (一、2024年工作回顾).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number
from kg.extract.metrics.scene import LEAD_IN
from kg.lexicon import alternation, words
from kg.model import Period

MONTH, QUARTER, LONG = (dt.timedelta(days=days) for days in (27, 80, 400))
"""What is shorter is when something was said or done, not what is told of; the least of a quarter; the most of a year."""
_SOON, _LATE = dt.timedelta(days=62), dt.timedelta(days=731)  # after how long a month, and a quarter or more, is still reported on
_OPENING = 2  # paragraphs
_NUMBERED = re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,3}[、章部篇]|([（(][一二三四五六七八九十]{1,3}[）)])|(\d{1,2}[、.．]))")
_UNNUMBERED = 3
_ENDS = "。！？；：，"
_AGAINST = re.compile(r"[比较]\S{0,8}$")


class Frame:
    """The period of a document, met line by line."""

    def __init__(self, headline: Sequence[Period], published: dt.date | None) -> None:
        self._whole = next((p for p in headline if _fits(p)), None)
        self._headlined = self._whole is not None
        self._published = published
        self._left = False
        self._section: Period | None = None
        self._rank = _UNNUMBERED
        self._paragraphs = 0

    @property
    def period(self) -> Period | None:
        """What holds now; None where nothing does, or the text has turned to another time."""
        return self._section or (None if self._left else self._whole)

    @property
    def section(self) -> Period | None:
        """The period that the heading of the section names."""
        return self._section

    def begin(self, line: Line, periods: Iterable[Period]) -> None:
        """Begin a paragraph. A heading may name the period of its section, in `periods`; a numbered one ends the one before."""
        if not is_heading(line.text):
            self._paragraphs += 1
            return
        number = _NUMBERED.match(line.text)
        rank = (number.lastindex or 0) if number else _UNNUMBERED  # 一、 above （一） above 1.
        if number and rank <= self._rank:
            self._section = None
        elif not number and not self._headlined and self._paragraphs:  # another item of a digest
            self._left = True
        at = number.end() if number else 0
        if any(p.start <= at + 1 for p in line.periods) and _review().search(line.text, at):
            self._section, self._rank = next((p for p in periods if _fits(p)), None), rank

    def meet(self, periods: Sequence[Period], *, tells: bool) -> None:
        """Periods that a line is about, in order; `tells` where it has figures of theirs, or begins with them."""
        named = next((p for p in periods if _fits(p)), None)
        if self._whole is None and self._paragraphs <= _OPENING:
            if named and tells and self._recent(named):
                self._whole, self._left = named, False
        elif self._whole:
            for period in periods:
                self._left = not self._same_time(period, self._whole) if _lasts(period) else self._left

    def _same_time(self, period: Period, whole: Period) -> bool:
        """Whether a period lies within another, is its end, or runs from within it to the document's date."""
        if whole.begin is None or whole.finish is None or period.finish is None:
            return (period.begin, period.finish) == (whole.begin, whole.finish)
        last = whole.finish if period.finish != self._published or period.stock else period.finish
        return (period.begin or whole.begin) >= whole.begin and whole.begin <= period.finish <= last

    def _recent(self, period: Period) -> bool:
        """Whether a report of the document's date may be about a period: the last year, or the month just past."""
        if self._published is None or period.finish is None or period.begin is None:
            return self._published is None or period.finish == self._published
        age = self._published - period.finish
        return age <= (_LATE if period.finish - period.begin >= QUARTER else _SOON)


@cache
def _review() -> re.Pattern[str]:
    return re.compile(alternation("figure-review"))


def is_heading(text: str) -> bool:
    """Whether a line is a heading by its looks: short, and no sentence."""
    return len(text) <= LEAD_IN and not text.rstrip().endswith(tuple(_ENDS))


def is_of_a_time(reading: Reading, qualified: AbstractSet[Number]) -> bool:
    """Whether a figure is one of a time by itself: a change or what a change of the line tells of, a share, a count of events."""
    changes = reading.direction or reading.number in qualified
    return bool(changes) or reading.kind == "Proportion" or reading.number.quantity.unit in words("figure-event-unit")


def happens(line: Line, reading: Reading, qualified: AbstractSet[Number]) -> bool:
    """Whether a figure tells what happened or came out in a time, not what there is.

    建成学校3所, 案件30件, 结案率95% do, 学校3所 does not. `qualified` are the numbers that a change of the line tells of.
    """
    return is_of_a_time(reading, qualified) or bool(reading.verb) or _adds(line, reading) or _acts(line, reading)


def is_done(line: Line, reading: Reading) -> bool:
    """Whether a figure counts what was done, over however many years: 审结案件30件, but not 收入提高到3万元 nor 入学率97%."""
    if reading.verb or _adds(line, reading):
        return True
    reached = reading.linked or reading.number.quantity.text.startswith("突破")
    return reading.kind == "Level" and not reached and _acts(line, reading)


def _adds(line: Line, reading: Reading) -> bool:
    """Whether a number touches the one before: the 45人 of 30件45人."""
    return any(n.end == reading.number.start for n in line.numbers)


def _acts(line: Line, reading: Reading) -> bool:
    states = words("figure-exists", "figure-attributive", "figure-pure")
    return any(w.pos == "v" and w.text not in states for w in line.cut(reading.clause, reading.number.start))


def in_holiday(line: Line, start: int, end: int) -> bool:
    """Whether the words of a stretch tell of a holiday (国庆假期, 8天假日期间): how long it was, no calendar says."""
    return any(not _compared(line.text, found.start()) for found in _holiday().finditer(line.text, start, end))


def _compared(text: str, at: int) -> bool:
    """比去年国庆假期: what is compared with."""
    return bool(_AGAINST.search(text, max(0, at - 10), at))


@cache
def _holiday() -> re.Pattern[str]:
    name, time = alternation("figure-holiday"), alternation("figure-holiday-time")
    return re.compile(rf"(?:{name})[”’]?节?(?:{time})|\d天(?:{time})|假日期间")


def _fits(period: Period) -> bool:
    """Whether a period may be that of a document: a month to a year, or since something began until its date."""
    if period.begin is None and not period.stock and period.text.endswith("以来"):
        return period.finish is not None
    return bool(period.begin and period.finish and MONTH <= period.finish - period.begin <= LONG)


def _lasts(period: Period) -> bool:
    return bool(period.stock or not (period.begin and period.finish) or period.finish - period.begin >= MONTH)
