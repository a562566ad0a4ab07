"""Periods in Chinese prose, resolved against the article's date: 2025年, 去年2月至10月, 截至5月底, 近三年, “十四五”期间."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from kg.lexicon import alternation
from kg.model import Period, Span
from kg.values import calendar as cal
from kg.values.calendar import Interval
from kg.values.comparisons import find_comparisons
from kg.values.eras import Era, era_at
from kg.values.moments import Moment, moment_at, number
from kg.values.numerals import normalise
from kg.values.windows import window_at

EXPLICIT = "Explicit"
RELATIVE = "RelativeToArticle"
_NEAR = 100  # days: a bare month that far back is meant rather than the one ahead
_MONTH = dt.timedelta(days=31)
_DECEMBER = 12
_G = r"[ \t]*"


@dataclass(frozen=True, slots=True)
class _Found:
    end: int
    begin: dt.date | None
    finish: dt.date | None
    relative: bool
    stock: bool = False


@cache
def _starts() -> re.Pattern[str]:
    heads = {w[0] for name in ("year-relative", "day-relative", "now", "no-year") for w in alternation(name).split("|")}
    return re.compile(rf"[\d零〇一二三四五六七八九十上下前后本这第首近最过未今头两“\"党改新中建{''.join(sorted(heads))}]")


@cache
def _now() -> re.Pattern[str]:
    return re.compile(rf"(?<!截)(?:{alternation('now')})(?![年天日晨早晚后])")


@cache
def _no_year() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d一-鿿]级)(?:{alternation('no-year')})(?!龄)")


@cache
def _until() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('until')}){_G}$")


@cache
def _since() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('since-before')}){_G}$")


_RANGE = re.compile(
    rf"{_G}(?:起|开始)?{_G}(?:[-—–~～─]{{1,2}}|至|到|直到|(?P<and>[与和]))(?:了)?{_G}"
)  # fmt: skip
_BETWEEN = re.compile(r"之?间|期间")
_SINCE_AFTER = re.compile(r"(?:以来|至今|起至今|以后至今)|(?P<open>开始|起(?![草点来步诉源义伏码]))")
_BEFORE = re.compile(r"(?P<before>(?:之|以)?前(?![三两十一二四五六七八九\d]))|(?P<by>为?止)|(?P<after>(?:之|以)后)")
_LOOSE = re.compile(r"(?P<n>\d{1,4}|[一二三四五六七八九十]{1,3})")


def find_periods(text: str, reference: dt.date) -> tuple[Period, ...]:
    """Every period that `text` names, in order, as inclusive dates seen from `reference`, the article's date.

    Words of comparison (同比, 比上年) name none. Where the year is not written and not to be had from the reference
    (全年, 年末), begin and finish are None: `anchor` settles them.
    """
    return tuple(_find(text, reference))


def anchor(period: Period, year: int) -> Period:
    """The same words read in `year` (全年 -> 1 January to 31 December of it), with basis Inherited.

    Words that name no part of a year (同期) take the whole year; a period with a written year comes back unchanged.
    """
    if period.basis == EXPLICIT and period.finish is not None:
        return period
    found = _anchored(normalise(period.text), year)
    return replace(period, begin=found.begin, finish=found.finish, stock=found.stock, basis="Inherited")


def _anchored(text: str, year: int) -> _Found:
    whole = cal.years(year, year)
    for pattern, first, last in (("[末底]", None, whole[1]), ("年初", None, whole[0])):
        if re.search(pattern, text) and not re.search(r"月", text):
            return _Found(0, first, last, False, True)
    for pos in range(len(text)):
        if found := _at(text, pos, dt.date(year, 12, 31), 0):
            if found.finish is not None and found.finish.year == year:
                return found
            break
    return _Found(0, *whole, False)


def _find(text: str, reference: dt.date) -> list[Period]:
    plain = normalise(text)
    compared = [c.span for c in find_comparisons(text)]
    result: list[Period] = []
    pos = floor = 0
    while start := _starts().search(plain, pos):
        begin = start.start()
        inside = next((s for s in compared if s.start <= begin < s.end), None)
        if inside:
            pos = inside.end
            continue
        found = _at(plain, begin, reference, floor)
        if found is None:
            pos = _skip(plain, begin)
            continue
        head = _head(plain, begin, floor, found)
        result.append(_period(text, head, found))
        pos = floor = found.end
    return result


def _skip(text: str, pos: int) -> int:
    end = pos + 1
    if text[pos].isdigit():
        while end < len(text) and text[end].isdigit():
            end += 1
    return end


def _period(text: str, start: int, found: _Found) -> Period:
    basis = RELATIVE if found.relative else EXPLICIT
    if found.begin is None and found.finish is None:
        basis = "Inherited"
    span = Span(start=start, end=found.end)
    return Period(
        span=span, text=text[start : found.end], begin=found.begin, finish=found.finish, basis=basis, stock=found.stock
    )


def _head(text: str, pos: int, floor: int, found: _Found) -> int:
    """Where the period's words begin: 截至, 自 and 从 belong to it."""
    for pattern in (_until(), _since()):
        if (word := pattern.search(text, floor, pos)) and (pattern is _since() or found.stock):
            return word.start()
    return pos


def _at(text: str, pos: int, reference: dt.date, floor: int) -> _Found | None:
    if era := era_at(text, pos):
        return _era(text, era, reference)
    if window := window_at(text, pos, reference):
        return _Found(window.end, window.begin, window.finish, True)
    if now := _now().match(text, pos):
        return _Found(now.end(), None, reference, True, True)
    first = _moment(text, pos, reference, floor)
    if first:
        return _range(text, first, reference, floor, pos) or _alone(text, pos, first, reference, floor)
    if word := _no_year().match(text, pos):
        return _Found(word.end(), None, None, True, word[0] in ("年末", "年底", "期末"))
    return None


def _era(text: str, era: Era, reference: dt.date) -> _Found:
    finish = era.finish
    if era.since:
        finish = reference if era.begin <= reference else None
    return _Found(era.end, None if era.stock else era.begin, finish, era.since, era.stock)


def _moment(text: str, pos: int, reference: dt.date, floor: int) -> Moment | None:
    if moment := moment_at(text, pos, reference):
        return moment
    return _loose(text, pos, floor)


def _loose(text: str, pos: int, floor: int) -> Moment | None:
    """The first end of a range that leaves its unit to the second: 1—9月, 2016—2020年, 从2016到2018."""
    bare = _LOOSE.match(text, pos)
    if not bare or (pos and text[pos - 1] in ".第"):
        return None
    sign = _RANGE.match(text, bare.end())
    if not sign:
        return None
    n = number(bare["n"])
    tail = text[sign.end() : sign.end() + 12]
    if len(bare["n"]) == 4 and bare["n"].isdigit() and 1500 <= n <= 2100:
        if re.match(rf"\d{{2,4}}{_G}年", tail) or (_since().search(text, floor, pos) and re.match(r"\d{4}(?!\d)", tail)):
            return Moment(end=bare.end(), year=n)
        lone = re.match(r"\d{4}(?![\d.,%万亿千百个人家元件米公吨亩])", tail)
        return Moment(end=bare.end(), year=n) if lone and n < int(lone[0]) <= 2100 else None
    if 1 <= n <= 12 and re.match(rf"(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_G}月", tail):
        return Moment(end=bare.end(), month=n)
    return None


def _range(text: str, first: Moment, reference: dt.date, floor: int, pos: int) -> _Found | None:
    """first 至 second; the second takes the year (and for a bare day the month) of the first."""
    head = _months_after_year(text, first)
    sign = _RANGE.match(text, head.end)
    if not sign:
        return None
    second = _second(text, sign.end(), head, reference)
    if second is None:
        return None
    between = _BETWEEN.match(text, second.end)
    if sign["and"] and not between:
        return None
    both = partial(_both, head, second)
    interval = both(head.year if head.year is not None else _year(both, reference))
    if interval is None:
        return None
    end = second.end + (len(between[0]) if between else 0)
    if stop := re.compile(r"为?止|期间").match(text, end):
        end = stop.end()
    return _Found(end, *interval, (head.relative or head.year is None) and not _explicit(head))


def _both(first: Moment, second: Moment, year: int) -> Interval | None:
    """From the beginning of `first` to the end of `second`, `year` being that of the first."""
    low = first.resolve(year)
    if second.settled and not (second.day and not second.month):
        high: Interval | None = second.settled
    else:
        high = _after(second, year if second.year is None else second.year, low)
    return (low[0], high[1]) if low and high and low[0] <= high[1] else None


def _explicit(moment: Moment) -> bool:
    return moment.year is not None and not moment.relative


def _months_after_year(text: str, first: Moment) -> Moment:
    """2019年1-五月: the bare number after the year is the first month."""
    if first.year is None or first.month or first.within:
        return first
    bare = re.compile(rf"{_G}(\d{{1,2}}|[一二三四五六七八九十]{{1,3}})(?={_G}(?:[-—–~～─]{{1,2}}|至|到){_G}(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_G}月)").match(text, first.end)
    if bare and 1 <= number(bare[1]) <= 12:
        return replace(first, month=number(bare[1]), end=bare.end())
    return first


def _after(second: Moment, year: int, low: Interval | None) -> Interval | None:
    high = second.resolve(year)
    if second.year is None and low and high and high[1] < low[0]:
        return second.resolve(year + 1)  # 11月至2月
    return high


def _second(text: str, pos: int, first: Moment, reference: dt.date) -> Moment | None:
    short = re.compile(rf"(?P<d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}){_G}[日号]").match(text, pos)
    if short and first.month and first.day:
        return Moment(end=short.end(), month=first.month, day=number(short["d"]))
    year_only = first.year is not None and first.within is None and not first.day
    two = re.compile(rf"(?P<y>\d{{2}}){_G}年").match(text, pos) if year_only else None
    if two and (moment := moment_at(text, pos, reference)) is None:
        return Moment(end=two.end(), year=cal.full_year(int(two["y"]), reference))
    bare = re.compile(r"(?P<y>(?:1[5-9]|20)\d\d)(?!\d|[-/.]\d|\s*年)").match(text, pos) if year_only else None
    if bare:
        return Moment(end=bare.end(), year=int(bare["y"]))
    return moment_at(text, pos, reference)


def _alone(text: str, pos: int, moment: Moment, reference: dt.date, floor: int) -> _Found | None:
    if moment.month and moment.year is None and text[moment.end - 1].isdigit() and not moment.day:
        return None
    year = moment.year if moment.year is not None else _year(moment.resolve, reference)
    interval = moment.resolve(year)
    if interval is None:
        return None
    begin, finish = interval
    relative = moment.relative or moment.year is None and moment.settled is None
    if since := _SINCE_AFTER.match(text, moment.end):
        if since["open"]:
            return _Found(since.end(), begin, None, relative)
        return _Found(since.end(), begin, reference if begin <= reference else None, relative)
    if bound := _BEFORE.match(text, moment.end):
        return _bounded(bound, moment, begin, finish, relative)
    stock = moment.stock or bool(_until().search(text, floor, pos))
    return _Found(moment.end, None if stock else begin, finish, relative, stock)


def _bounded(bound: re.Match[str], moment: Moment, begin: dt.date, finish: dt.date, relative: bool) -> _Found:
    if bound["after"]:
        return _Found(bound.end(), begin, None, relative)
    exact = bound["by"] or moment.stock or moment.day
    return _Found(bound.end(), None, finish if exact else begin - cal.DAY, relative, bool(bound["by"]))


def _year(resolve: Callable[[int], Interval | None], reference: dt.date) -> int:
    """The year of an expression that writes none: the reference's, or the year before where that is clearly meant.

    12月 in January and 1—9月 in February speak of the year before; 9月30日 in March does not.
    """
    here, past = resolve(reference.year), resolve(reference.year - 1)
    if here is None or past is None:
        return reference.year
    back = (reference - past[1]).days
    ahead = here[0] > reference and back <= _NEAR
    unfinished = here[0] <= reference < here[1] - _MONTH and back <= 2 * _NEAR and here[1].month < _DECEMBER
    return reference.year - 1 if ahead or unfinished else reference.year
