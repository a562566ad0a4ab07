"""Two calendar expressions joined to one stretch: 去年3月至9月, 1—9月, 2016—2020年, 3月28日—4月2日."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.values import calendar as cal
from kg.values.calendar import Interval
from kg.values.moments import Moment, moment_at, number
from kg.values.notcounts import NO_UNIT

_NEAR = 100  # days back within which an expression without a year means the year before
_UNFINISHED = dt.timedelta(days=31)  # a stretch that lasts longer beyond the reference is no finished one
_LONG = dt.timedelta(days=80)  # a quarter or more
_SEASON = 3  # until March reports look back on the year before, quarter by quarter
_THREE_QUARTERS = 280  # days, a little more
_DECEMBER = 12

_G = r"[ \t]*+"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = r"(?:[-—–~～─]{1,2}|至|到|直到)"
_HOUR = r"(?:\d{1,2}|[零一二三四五六七八九十]{1,3})[时点](?:\d{1,2}分|整|(?!\w))?"
_JOIN = re.compile(rf"{_G}(?:{_HOUR})?{_G}(?:起|开始)?{_G}(?:{_TO}|(?P<and>[与和])){_G}")
_TAIL = re.compile(rf"{_HOUR}|为?止|期间|之?间")
_BETWEEN = re.compile(r"之?间|期间")
_FIRST_MONTH = re.compile(rf"{_G}(?P<n>{_N})(?={_G}{_TO}{_G}{_N}{_G}月)")
YEAR = r"(?:1[5-9]|20)\d\d"
"""A year of four digits that needs no 年 after it."""
_FIRST_YEAR = re.compile(rf"(?P<n>{YEAR})(?={_G}{_TO}{_G}(?:\d{{2,4}}{_G}年|(?P<y>{YEAR}){NO_UNIT}))")
_LAST_DAY = re.compile(rf"(?P<n>{_N}){_G}[日号]")
_LAST_YEAR = re.compile(rf"(?P<two>\d\d){_G}年|(?P<four>{YEAR})(?![-/.]\d|{_G}年){NO_UNIT}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the beginning of `first` to the end of `last`; `year` is that of the first, None where none is written."""

    first: Moment
    last: Moment
    end: int

    @property
    def year(self) -> int | None:
        """The year written at the first end."""
        return self.first.year

    @property
    def relative(self) -> bool:
        """Whether the dates count from the article."""
        return self.first.relative or (self.first.year is None and not self.first.settled)

    def interval(self, year: int) -> Interval | None:
        """The dates with the first end in `year`, or just before the second where that has a year of its own."""
        if self.first.year is None and self.last.year is not None:
            return self._dates(self.last.year) or self._dates(self.last.year - 1)
        return self._dates(year)

    def _dates(self, year: int) -> Interval | None:
        low = self.first.resolve(year)
        high = self.last.resolve(year if self.last.year is None else self.last.year)
        if low and high and high[1] < low[0] and self.last.year is None:
            high = self.last.resolve(year + 1)  # 11月至2月
        return (low[0], high[1]) if low and high and low[0] <= high[1] else None


def range_at(text: str, pos: int, reference: dt.date, *, opened: bool = False) -> Stretch | None:
    """The stretch that begins at `pos`; `opened` says that 从 or 自 stands before it."""
    first = _first(text, pos, reference, opened=opened)
    join = first and _JOIN.match(text, first.end)
    if not first or not join:
        return None
    last = _last(text, join.end(), first, reference)
    if last is None or (join["and"] and not _BETWEEN.match(text, last.end)):
        return None
    tail = _TAIL.match(text, last.end)
    return Stretch(first, last, tail.end() if tail else last.end)


def _first(text: str, pos: int, reference: dt.date, *, opened: bool) -> Moment | None:
    """The first end, which may leave its unit to the second (1—9月, 2019年1-5月, 从2016到2018)."""
    if year := _FIRST_YEAR.match(text, pos):
        ascends = not year["y"] or int(year["n"]) < int(year["y"])
        return Moment(end=year.end(), year=int(year["n"])) if ascends or opened else None
    if month := _FIRST_MONTH.match(text, pos):
        return _month(month, None) if text[pos - 1 : pos] not in (".", "第") else None
    moment = moment_at(text, pos, reference)
    if moment and moment.year is not None and not (moment.month or moment.within or moment.settled):
        month = _FIRST_MONTH.match(text, moment.end)
        return _month(month, moment) if month else moment
    return moment


def _month(found: re.Match[str], year: Moment | None) -> Moment | None:
    n = number(found["n"])
    if not 1 <= n <= _DECEMBER:
        return None
    return replace(year, end=found.end(), month=n) if year else Moment(end=found.end(), month=n)


def _last(text: str, pos: int, first: Moment, reference: dt.date) -> Moment | None:
    """The second end: a bare day takes the month of the first, a bare year follows a bare year only."""
    if first.month and first.day and (day := _LAST_DAY.match(text, pos)):
        return Moment(end=day.end(), month=first.month, day=number(day["n"]))
    moment = moment_at(text, pos, reference)
    if moment or first.year is None or first.day:
        return moment
    year = _LAST_YEAR.match(text, pos)
    if not year:
        return None
    value = int(year["four"]) if year["four"] else cal.full_year(int(year["two"]), reference)
    return Moment(end=year.end(), year=value)


def year_of(resolve: Callable[[int], Interval | None], reference: dt.date) -> int:
    """The year of an expression that writes none: the reference's, or the year before where that is clearly meant.

    12月 in January, 1—9月 and 三季度 in February speak of the year before; 9月30日 in March does not.
    """
    here, past = resolve(reference.year), resolve(reference.year - 1)
    if here is None or past is None:
        return reference.year
    back = (reference - past[1]).days
    ahead = here[0] > reference and back <= _NEAR
    unfinished = reference < here[1] - _UNFINISHED and here[1].month < _DECEMBER
    begun = unfinished and here[0] <= reference and back <= 2 * _NEAR
    quarter = unfinished and reference.month <= _SEASON and here[1] - here[0] > _LONG and back < _THREE_QUARTERS
    return reference.year - 1 if ahead or begun or quarter else reference.year
