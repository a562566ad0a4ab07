"""Periods in Chinese prose, resolved against the article's date: 2025年, 去年3月至9月, 截至5月底, “十四五”期间.

A calendar expression (kg.values.moments) may have a beginning before it (截至, 自), another one after it (至10月) and
words that open or close it (以来, 前). Windows (近三年) and eras (十八大以来) are readings of their own.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from dataclasses import dataclass, replace
from functools import cache

from kg.lexicon import alternation, words
from kg.model import Period, Span
from kg.values import calendar as cal
from kg.values.comparisons import find_comparisons
from kg.values.eras import Era, era_at, era_heads, era_starts
from kg.values.moments import AFTER_YEAR, inner_at, moment_at
from kg.values.numerals import normalise
from kg.values.ranges import YEAR, range_at, year_of
from kg.values.windows import window_at
from kg.values.words import Matcher, first_match

EXPLICIT = "Explicit"
RELATIVE = "RelativeToArticle"
INHERITED = "Inherited"
_G = r"[ \t]*+"
_TO = r"(?:[-—–~～─]{1,2}|至|直?到|与|和)"
_HAN = "零〇○一二三四五六七八九十百两半"


@dataclass(frozen=True, slots=True)
class _Found:
    """A period under construction: where it ends, its inclusive dates, whether they count from the article."""

    end: int
    begin: dt.date | None
    finish: dt.date | None
    relative: bool
    stock: bool = False
    resume: int = 0
    """Where to look on: behind 以来 that stands apart, so that it is not taken for another period."""


@cache
def _starts() -> re.Pattern[str]:
    """Where a period may begin; what does not match here is never looked at."""
    number = rf"(?:\d{{1,4}}|[{_HAN}]{{1,6}})"
    unit = r"(?:周?年|月|[日天周]|星期|礼拜|季|世纪)"
    joined = rf"(?:{YEAR}(?!\d)|{number}{_G}[年月日号季周星礼])"
    after = rf"(?={_G}(?:[年月日号季周天星礼世]|[余多]?{_G}个?{_G}{unit}|{_TO}{_G}{joined}))"
    return re.compile(
        rf"(?<![\d.])(?:{YEAR}(?=[-/.]\d)|\d{{1,4}}{after}|\d{{8}}(?!\d))|(?<![{_HAN}万亿])[{_HAN}]{{1,6}}{after}"
        rf"|[上下本这](?=[上下]{{0,3}}(?:(?:一个|[一个])?{unit}|半年|{_G}{number}{_G}[余多]?{_G}个?{unit}))"
        rf"|(?:最近|近|过去|未来|今后|往后|接下来|之前|后|前|头)(?={_G}的?{_G}{number}{_G}[余多]?{_G}个?{_G}{unit})"
        rf"|第(?={number}{_G}个?[季周星礼])|首个?季|(?:周|星期|礼拜)(?=[一二三四五六日天末])"
        rf"|(?:{alternation('since-event')})(?=以来)|年内"
        rf"|{'|'.join(sorted(_named(), key=lambda w: (-len(w), w)))}|{era_starts()}"
    )


@cache
def _named() -> frozenset[str]:
    """Words that name a period by themselves."""
    return words("now", "no-year") | {row.split(" ")[0] for row in words("year-relative", "day-relative")}


@cache
def _heads() -> re.Pattern[str]:
    """The characters that a match of `_starts` can begin with."""
    named = {word[0] for word in _named() | words("since-event")}
    marked = frozenset(_HAN + "上下本这最近过未今往接之后前头第首季周星礼") | era_heads() | named
    return re.compile(rf"[\d{re.escape(''.join(sorted(marked)))}]")


@cache
def _now() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('now')})(?<!截至今)(?!(?<=今)[年天日晨早晚春夏秋冬])")


@cache
def _not_relative() -> Matcher:
    return Matcher("not-relative")


@cache
def _no_year() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('no-year')})(?!龄)")


@cache
def _until() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('until')}){_G}$")


@cache
def _reaching() -> Matcher:
    return Matcher("verb-reaching")


@cache
def _since() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('since-before')}){_G}$")


@cache
def _open() -> re.Pattern[str]:
    return re.compile(rf"(?P<now>{alternation('since-after')})|开始|起(?![草点来步诉源义伏码飞])")


_BOUND = re.compile(r"(?P<before>[之以]?前(?![三两十一二四五六七八九\d]))|(?P<by>为?止)|(?P<after>[之以]后)")


def find_periods(text: str, reference: dt.date) -> tuple[Period, ...]:
    """Every period that `text` names, in order, as inclusive dates seen from `reference`, the article's date.

    Words of comparison (同比, 比上年) name none. Where neither the text nor the reference says the year (全年, 年末),
    begin and finish are None and the basis is Inherited: `anchor` settles them.
    """
    plain = normalise(text)
    compared = deque(c.span for c in find_comparisons(text))
    result: list[Period] = []
    pos = floor = 0
    while start := first_match(_starts(), _heads(), plain, pos):
        begin = start.start()
        while compared and compared[0].end <= begin:
            compared.popleft()
        if compared and compared[0].start <= begin:
            pos = compared[0].end
        elif found := _at(plain, begin, reference, floor):
            head = _head(plain, begin, floor, stock=found.stock)
            result.append(_period(text, head, found))
            pos = floor = max(found.end, found.resume)
        else:
            pos = max(begin + 1, start.end()) if plain[begin].isdigit() else begin + 1
    return tuple(_listed(plain, text, result))


_AND = frozenset("、和及与")
_APART = re.compile(r"[^。；！？]{0,40}?(?:分别|各|每|均)")


def _listed(plain: str, text: str, found: list[Period]) -> list[Period]:
    """Times listed side by side share a year; those that follow each other are one: 5月、6月接待…, but not 5月、6月分别接待…."""
    joined: list[Period] = []
    for period in found:
        last = joined[-1] if joined else None
        if last and last.finish and plain[last.end : period.start] in _AND:
            same_year = anchor(period, last.finish.year)
            period = same_year if same_year.begin and same_year.begin > last.finish else period
            if _follows(last, period) and not _APART.match(plain, period.end):
                joined.pop()
                span = Span(start=last.start, end=period.end)
                period = replace(last, span=span, text=text[last.start : period.end], finish=period.finish)
        joined.append(period)
    return joined


def _follows(first: Period, second: Period) -> bool:
    """Whether one time begins when the other has ended."""
    ended, begins = first.finish, second.begin
    return bool(first.begin and ended and begins and second.finish) and ended + cal.DAY == begins  # type: ignore[operator]


def anchor(period: Period, year: int) -> Period:
    """The same words read in `year` (全年 -> 1 January to 31 December of it, 年末 -> its last day), basis Inherited.

    Words that name no part of a year (同期) take the whole year; a period whose year is written comes back unchanged.
    """
    text = normalise(period.text)
    if period.basis == EXPLICIT or not _yearless(text):
        return period
    begin, finish, stock = _anchored(text, year)
    return replace(period, begin=begin, finish=finish, stock=stock, basis=INHERITED)


def _yearless(text: str) -> bool:
    """Whether the words leave the year open: 全年, 1—9月 and 三季度 do, 去年 and 近三年 do not."""
    if _no_year().search(text):
        return not re.match("去|今|明|前|上|本", text)
    reference = dt.date(2000, 6, 15)
    for pos in range(len(text)):
        if window_at(text, pos, reference) or era_at(text, pos) or _now().match(text, pos):
            return False
        joined = range_at(text, pos, reference)
        first = joined.first if joined else moment_at(text, pos, reference)
        if first:
            return first.year is None and first.settled is None
    return False


def _anchored(text: str, year: int) -> tuple[dt.date | None, dt.date, bool]:
    if text.startswith(("次年", "翌年")):
        year += 1
    first, last = cal.years(year, year)
    if "月" not in text and re.search("[末底]$", text):
        return None, last, True
    for pos in range(len(text)):
        moment = moment_at(text, pos, last)
        joined = range_at(text, pos, last)
        if joined and (stretch := joined.interval(year)):
            return stretch[0], stretch[1], False
        if moment and not moment.settled and (interval := moment.resolve(year)):
            ends = moment.stock or bool(_until().search(text, 0, pos))
            return None if ends else interval[0], interval[1], ends
    return first, last, False


def _period(text: str, start: int, found: _Found) -> Period:
    basis = RELATIVE if found.relative else EXPLICIT
    if found.begin is None and found.finish is None:
        basis = INHERITED
    return Period(
        span=Span(start=start, end=found.end), text=text[start : found.end], begin=found.begin, finish=found.finish,
        basis=basis, stock=found.stock,
    )  # fmt: skip


def _head(text: str, pos: int, floor: int, *, stock: bool) -> int:
    """Where the period's words begin: 自 and 从 belong to it, and 截至 and 到 to a point in time."""
    patterns = (_until(), _since()) if stock else (_since(),)
    return next((word.start() for pattern in patterns if (word := _before(pattern, text, pos, floor))), pos)


def _before(pattern: re.Pattern[str], text: str, pos: int, floor: int) -> re.Match[str] | None:
    """The word of `pattern` that ends at `pos`; it has to fit into a few characters."""
    return pattern.search(text, max(floor, pos - 8), pos)


def _at(text: str, pos: int, reference: dt.date, floor: int) -> _Found | None:
    """The period that begins at `pos`; None where none does, or it lies outside the calendar."""
    try:
        return _read(text, pos, reference, floor)
    except (ValueError, OverflowError):
        return None


def _read(text: str, pos: int, reference: dt.date, floor: int) -> _Found | None:
    """The longest reading of the period that begins at `pos`."""
    if era := era_at(text, pos):
        return _era(era, reference)
    if begun := _begun().match(text, pos):
        return _Found(begun.end(), None, reference, relative=True)
    if window := window_at(text, pos, reference):
        return _Found(window.end, window.begin, window.finish, relative=True)
    if (now := _now().match(text, pos)) and not _not_relative().around(text, pos, pos + 2):
        return _Found(now.end(), None, reference, relative=True, stock=True)
    if joined := range_at(text, pos, reference, opened=bool(_before(_since(), text, pos, floor))):
        interval = joined.interval(year_of(joined.interval, reference) if joined.year is None else joined.year)
        return _Found(joined.end, *interval, relative=joined.relative) if interval else None
    if found := _moment(text, pos, reference, floor):
        return found
    if (word := _no_year().match(text, pos)) and not _not_relative().around(text, pos, word.end()):
        part = inner_at(text, word.end(), AFTER_YEAR) if word[0][-1] == "年" else None
        stock = part.stock if part else word[0][-1] in "末底"
        return _Found(part.end if part else word.end(), None, None, relative=True, stock=stock)
    return None


def _era(era: Era, reference: dt.date) -> _Found:
    if era.since:
        finish = reference if era.begin <= reference else None
        return _Found(era.end, era.begin, finish, relative=True)
    return _Found(era.end, None if era.stock else era.begin, era.finish, relative=False, stock=era.stock)


def _moment(text: str, pos: int, reference: dt.date, floor: int) -> _Found | None:
    moment = moment_at(text, pos, reference)
    if moment is None:
        return None
    interval = moment.resolve(year_of(moment.resolve, reference) if moment.year is None else moment.year)
    if interval is None:
        return None
    begin, finish = interval
    relative = moment.relative or (moment.year is None and not moment.settled)
    found = _Found(moment.end, begin, finish, relative=relative, stock=moment.stock)
    if begin <= reference and (resume := _runs_so_far(text, pos, floor, moment.end)):
        return replace(found, finish=reference, stock=False, resume=resume)
    if reached := _reached(text, pos, floor, moment.end, reference, begin):
        return replace(found, end=reached[0], finish=reached[1], stock=False)
    if opened := _open().match(text, moment.end):
        ends = reference if opened["now"] and begin <= reference else None
        return replace(found, end=opened.end(), finish=ends, stock=False)
    if bound := _BOUND.match(text, moment.end):
        return _bounded(bound, found, whole=not moment.day)
    stock = moment.stock or _ends(text, pos, floor, moment.end)
    return replace(found, begin=None if stock else begin, stock=stock)


_SO_FAR = re.compile(r"[^，。；：、！？\s\d]{1,24}?(?:以来|至今|迄今)")


@cache
def _begun() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('since-event')})(?:以来|至今|迄今)")


def _runs_so_far(text: str, pos: int, floor: int, end: int) -> int:
    """Where 以来 ends that stands apart from the period that it opens: 自5月行动开展以来, 行动5月启动以来; 0 for nowhere."""
    apart = _SO_FAR if _before(_since(), text, pos, floor) else _begun()
    found = apart.match(text, end)
    return found.end() if found else 0


_UP_TO = re.compile(r"(?!的)[^，。；：、！？\s\d]{1,16}?(?:到|截?至)(?=[\d一二三四五六七八九十])")


def _reached(text: str, pos: int, floor: int, end: int, reference: dt.date, begin: dt.date) -> tuple[int, dt.date] | None:
    """从5月1日开通业务起到5月9日: where the period ends that 从 or 自 opens, and its last day, with words in between."""
    upto = _UP_TO.match(text, end) if _before(_since(), text, pos, floor) else None
    last = moment_at(text, upto.end(), reference) if upto else None
    if upto is None or last is None or _reaching().before(text, upto.end() - 1):
        return None
    interval = last.resolve(last.year or begin.year)
    return (last.end, interval[1]) if interval and begin < interval[1] <= reference else None


def _ends(text: str, pos: int, floor: int, end: int) -> bool:
    """Whether 截至 or 到 makes the period an end point; in 增加到2024年的…元 it names the year of a level."""
    word = _before(_until(), text, pos, floor)
    if not word or text.startswith("的", end):
        return False
    return word[0][0] == "截" or not _reaching().before(text, word.start())


def _bounded(bound: re.Match[str], found: _Found, *, whole: bool) -> _Found:
    """前, 止 and 后: 2030年前 ends before that year, 6月30日前 and 6月底前 with that day."""
    if bound["after"]:
        return replace(found, end=bound.end(), finish=None, stock=False)
    finish = found.finish
    if bound["before"] and whole and not found.stock and found.begin:
        finish = found.begin - cal.DAY
    return replace(found, end=bound.end(), begin=None, finish=finish, stock=bool(bound["by"]))
