"""Calendar expressions of one piece: 2025年, 去年5月, 前三季度, 上周一, 2021-02-03, 九月下旬."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial

from kg.values import calendar as cal
from kg.values.calendar import Interval
from kg.values.notcounts import NO_UNIT
from kg.values.numerals import parse_number
from kg.values.words import Matcher, rows

_G = r"[ \t]*+"
_STEPS = r"(?<![上下])[上下]{1,4}"  # 上上周; nobody counts further
_N = r"(?:\d{1,4}|[一二三四五六七八九十两]{1,3})"
_LAST_CENTURY = 99  # of Python's calendar
_H = "零〇○一二三四五六七八九"
_DIGITS = {c: str(i) for i, row in enumerate(("零〇○", *"一二三四五六七八九")) for c in row}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One expression: what it names within a year (`within`) and the year, if written; or a settled interval."""

    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    within: Callable[[int], Interval] | None = None
    settled: Interval | None = None
    relative: bool = False
    stock: bool = False

    def resolve(self, year: int) -> Interval | None:
        """The interval in `year`; None where there is no such day."""
        if self.settled:
            return self.settled
        try:
            if self.within:
                return self.within(year)
            if self.month and self.day:
                return (dt.date(year, self.month, self.day),) * 2
            return cal.months(year, self.month, self.month) if self.month else cal.years(year, year)
        except ValueError:
            return None


def number(text: str) -> int:
    """A small whole number as written."""
    return int(parse_number(text) or 0)


def _year_number(text: str) -> int:
    return int("".join(_DIGITS.get(c, c) for c in text))


@cache
def _relative_years() -> dict[str, int]:
    return {word: int(shift) for word, shift in rows("year-relative")}


@cache
def _relative_days() -> dict[str, int]:
    return {word: int(shift) for word, shift in rows("day-relative")}


@cache
def _not_relative() -> Matcher:
    return Matcher("not-relative")


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=lambda w: (-len(w), w)))


_OF = re.compile(rf"{_G}的?{_G}")
_INNER_AHEAD = rf"(?={_G}(?:{_N}{_G}月|{_N}{_G}(?:[-—–~～─]{{1,2}}|至|到){_G}{_N}月|[上下]半年|{_N}季度|第.季度|前{_N}|后{_N}|[年底末初]))"


@cache
def _year_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<four>\d{{4}}|[{_H}]{{4}}){_G}年度?(?!代|级|均|货|版|款|[来多]|龄|不变价|可比价)"
        rf"|(?<![\d.])(?P<two>\d\d|[{_H}]{{2}}){_G}年{_INNER_AHEAD}"
        rf"|(?<![\d.])(?P<zero>0\d)年"
        rf"|(?<![一-鿿])(?P<pair>[{_H}]{{2}})年(?![来多内前后])"
        rf"|(?<=[在于元])(?P<three>\d{{3}})年(?![来多内前后])"
        rf"|(?P<word>{_any(_relative_years())})(?![天日纪轻货级])"
        rf"|(?<![\d{_H}两几半多数近当同往整])(?P<within>年内)(?!生)"
    )


def year_at(text: str, pos: int, reference: dt.date) -> tuple[int, int, bool] | None:
    """The year at `pos`: (year, end, whether it counts from the reference), None if there is none."""
    found = _year_pattern().match(text, pos)
    if not found:
        return None
    if found["word"]:
        if _not_relative().around(text, pos, found.end()):  # 建成后|年产值
            return None
        return reference.year + _relative_years()[found["word"]], found.end(), True
    if found["within"]:  # 年内计划…: this year
        return reference.year, found.end(), True
    two = found["two"] or found["zero"] or found["pair"]
    if two:
        value = _year_number(two)
        if found["pair"] and value % 10 - value // 10 in (1, 2):
            return None  # 三五年: three to five years
        return cal.full_year(value, reference), found.end(), False
    value = _year_number(found["four"] or found["three"])
    return (value, found.end(), False) if 1 <= value <= 2999 else None


# --- within a year

_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], Moment | None]]


def _month(found: re.Match[str]) -> Moment | None:
    n = number(found["m"])
    if not 1 <= n <= 12:
        return None
    at = partial(Moment, end=found.end(), month=n)
    if found["day"]:
        day = number(found["day"])
        return at(day=day) if 1 <= day <= 31 else None
    if found["ten"]:
        first, last = 1 + 10 * "上中下".index(found["ten"][0]), (10, 20, 31)["上中下".index(found["ten"][-1])]
        return at(within=lambda y: (dt.date(y, n, first), cal.clamp(y, n, last)))
    if found["week"]:
        return at(within=lambda y: cal.nth_week(y, n, number(found["week"])))
    if found["nth"]:
        return at(within=lambda y: cal.nth_weekday(y, n, number(found["nth"]), weekday(found["wday"])))
    if found["days"]:
        return at(within=lambda y: (dt.date(y, n, 1), dt.date(y, n, number(found["days"]))))
    if found["edge"] == "初":
        return at(within=lambda y: (dt.date(y, n, 1), dt.date(y, n, 10)))
    if found["edge"]:
        return at(within=lambda y: (cal.clamp(y, n, 31),) * 2, stock=found["edge"] in ("底", "末"))
    return at()


def weekday(word: str) -> int:
    """0 for Monday (一) to 6 for Sunday (日, 天)."""
    return "一二三四五六日天".index(word) % 7 if word != "天" else 6


def _span(found: re.Match[str], first: int, last: int) -> Moment | None:
    if not 1 <= first <= last <= 12:
        return None
    if found.groupdict().get("close"):
        return Moment(end=found.end(), within=lambda y: (cal.clamp(y, last, 31),) * 2, stock=True)
    return Moment(end=found.end(), within=lambda y: cal.months(y, first, last))


def _quarter(found: re.Match[str]) -> Moment | None:
    n = 1 if found["q"].startswith("首") else number(found["q"])
    return _span(found, 3 * n - 2, 3 * n) if 1 <= n <= 4 else None


def _part(found: re.Match[str]) -> Moment | None:
    n = number(found["n"]) * (3 if found["unit"].endswith("季度") else 1)
    return _span(found, 1, n) if found["side"] in ("前", "头") else _span(found, 13 - n, 12)


def _half(found: re.Match[str]) -> Moment | None:
    return _span(found, 1, 6) if found[0].startswith("上") else _span(found, 7, 12)


def _edge(found: re.Match[str]) -> Moment:
    if found[0][-1] == "初":
        return Moment(end=found.end(), within=lambda y: cal.months(y, 1, 1))
    if found[0][-1] == "中":
        return Moment(end=found.end(), within=lambda y: cal.months(y, 6, 7))
    return Moment(end=found.end(), within=lambda y: (dt.date(y, 12, 31),) * 2, stock=True)


def _whole(found: re.Match[str]) -> Moment:
    return Moment(end=found.end())


def _season(found: re.Match[str]) -> Moment:
    """Spring from March; a winter ends in February of the next year, as meteorology counts them."""
    first = 3 * "春夏秋冬".index(found[0][0]) + 3
    return Moment(end=found.end(), within=lambda y: (dt.date(y, first, 1), cal.clamp(y, first + 2, 31)))


def _year_week(found: re.Match[str]) -> Moment:
    n = number(found["n"])
    iso = dt.date.fromisocalendar
    return Moment(end=found.end(), within=lambda y: (iso(y, n, 1), iso(y, n, 7)))


_WEEKDAY = r"(?:周|星期|礼拜)"
_MONTH = (
    rf"(?P<m>{_N}){_G}月(?!饼|球|嫂)份?(?:{_G}的?(?:"
    rf"(?P<day>\d{{1,2}}|[一二三四五六七八九十廿]{{1,3}})(?:{_G}[日号](?!楼|线|文)|(?=$|[\s，。、；,;]))"
    rf"|(?P<ten>上中?|中下?|下)旬|第(?P<week>{_N})个?{_WEEKDAY}(?![一二三四五六日天])"
    rf"|第(?P<nth>{_N})个?{_WEEKDAY}(?P<wday>[一二三四五六日天])|前(?P<days>{_N})[天日]|(?P<edge>[底末初]|最后一[天日])))?"
)
_INNER: tuple[_Rule, ...] = (
    (re.compile(_MONTH), _month),
    (re.compile(rf"第?(?P<q>[一二三四1234]|首|首个){_G}(?:季度(?P<close>末)?|(?<=首)季(?!度))"), _quarter),
    (re.compile(rf"(?P<side>[前头后])(?P<n>{_N}){_G}(?P<unit>个?月|个?季度)"), _part),
    (re.compile(r"[上下]半年(?P<close>末)?"), _half),
    (re.compile(rf"第(?P<n>{_N})个?{_WEEKDAY}"), _year_week),
)
AFTER_YEAR: tuple[_Rule, ...] = (  # what needs a year before it
    *_INNER,
    (re.compile(r"全年"), _whole),
    (re.compile(r"[春夏秋冬](?:[季天](?!学期|入学|招生)|(?=[，。；、]|$|以来|至|到))"), _season),
    (re.compile(r"年?[底末初](?!级|小|期|高|学)|年中"), _edge),
)


def inner_at(text: str, pos: int, rules: tuple[_Rule, ...]) -> Moment | None:
    """What names a part of a year at `pos` by some rule: a month, a day of it, a quarter, a half, its end."""
    for pattern, make in rules:
        if (found := pattern.match(text, pos)) and (moment := make(found)):
            return moment
    return None


# --- counted from the reference

_MONTH_DAY = r"(?P<d>\d{1,2}|十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十一?)"  # 一日, 五日 are mostly durations
_NO_DAY = r"(?![楼线文馆院机台令航井厅内游均])"  # 3号线, 1号文件, 5日内
_DAY_ONLY = re.compile(rf"(?<![\d.月]){_MONTH_DAY}{_G}[日号]{_NO_DAY}")
_NUMERIC = re.compile(
    rf"(?<![\d.])(?P<y>(?:1[5-9]|20)\d\d)(?:(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?:(?P=sep)(?P<d>\d{{1,2}}))?{NO_UNIT}"
    r"|(?P<m8>0[1-9]|1[0-2])(?P<d8>[0-3]\d)(?!\d))"
)
_WEEK = re.compile(rf"(?P<which>{_STEPS}|本|这)(?:一|个)?{_WEEKDAY}(?:{_WEEKDAY}?(?P<d>[一二三四五六日天末])(?!期|家))?")
_MONTH_RELATIVE = re.compile(
    rf"(?P<which>{_STEPS}|本|这)(?:一|个)?月(?!球|饼)份?(?:{_G}(?P<d>{_N}){_G}[日号]|(?P<edge>[底末初]))?"
)
_QUARTER_RELATIVE = re.compile(rf"(?P<which>{_STEPS}|本|这)(?:一|个)?季度")
_DECADE = re.compile(
    rf"(?P<full>[1-9]\d\d0){_G}年代|(?:(?P<c>{_N})世纪|(?P<word>[上本])个?世纪)?(?P<d>\d0|[一二三四五六七八九]十){_G}年代"
    rf"|(?P<alone>{_N})世纪(?!大道)|(?P<w>[上本])个?世纪"
)
_THIS_WEEKDAY = re.compile(rf"{_WEEKDAY}(?P<d>[一二三四五六日天末])(?!期|家|岁|年|班)")


def _step(which: str) -> int:
    return len(which) * (-1 if which[0] == "上" else 1) if which[0] in "上下" else 0


def _day_only(found: re.Match[str], reference: dt.date) -> Moment | None:
    """The last day of that number up to the reference."""
    day = number(found["d"])
    if not 1 <= day <= 31:
        return None
    for back in range(3):
        month = cal.month_of(reference, -back)
        date = month[0] + (day - 1) * cal.DAY
        if month[0] <= date <= month[1] and date <= reference:
            return Moment(end=found.end(), day=day, settled=(date, date), relative=True)
    return None


def _numeric(found: re.Match[str], _: dt.date) -> Moment | None:
    month, day = found["m"] or found["m8"], found["d"] or found["d8"]
    if found["sep"] == "." and not day and len(month) < 2:
        return None  # 2023.5 is a number
    try:
        if day:
            dt.date(int(found["y"]), int(month), int(day))
    except ValueError:
        return None
    return Moment(end=found.end(), year=int(found["y"]), month=int(month), day=int(day) if day else None)


def _week(found: re.Match[str], reference: dt.date) -> Moment:
    monday, sunday = cal.week_of(reference, _step(found["which"]))
    if found["d"] == "末":
        monday = sunday - cal.DAY
    elif found["d"]:
        monday = sunday = monday + weekday(found["d"]) * cal.DAY
    return Moment(end=found.end(), settled=(monday, sunday), relative=True)


def _this_weekday(found: re.Match[str], reference: dt.date) -> Moment:
    monday, sunday = cal.week_of(reference)
    if found["d"] == "末":
        return Moment(end=found.end(), settled=(sunday - cal.DAY, sunday), relative=True)
    day = monday + weekday(found["d"]) * cal.DAY
    return Moment(end=found.end(), settled=(day, day), relative=True)


def _relative_month(found: re.Match[str], reference: dt.date) -> Moment | None:
    first, last = cal.month_of(reference, _step(found["which"]))
    if found["d"]:
        first = last = cal.clamp(first.year, first.month, number(found["d"]))
    elif found["edge"] == "初":
        last = first + 9 * cal.DAY
    stock = found["edge"] in ("底", "末")
    settled = (last, last) if stock else (first, last)
    return Moment(
        end=found.end(), year=first.year, month=first.month, settled=settled, relative=True, stock=stock
    )  # fmt: skip


def _relative_quarter(found: re.Match[str], reference: dt.date) -> Moment:
    return Moment(end=found.end(), settled=cal.quarter_of(reference, _step(found["which"])), relative=True)


def _decade(found: re.Match[str], reference: dt.date) -> Moment | None:
    if found["full"]:
        return Moment(end=found.end(), settled=cal.years(int(found["full"]), int(found["full"]) + 9))
    this = reference.year // 100 * 100
    word = found["word"] or found["w"]
    written = found["c"] or found["alone"]
    if written and not 1 <= number(written) <= _LAST_CENTURY:
        return None
    century = this - 100 if word == "上" else this if word else 100 * (number(written) - 1) if written else 1900
    if not found["d"]:
        return Moment(end=found.end(), settled=cal.years(max(century, 1), century + 99), relative=bool(word))
    first = century + number(found["d"])
    if not word and not written and first > reference.year:
        first -= 100
    return Moment(end=found.end(), settled=cal.years(first, first + 9), relative=bool(word))


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], dt.date], Moment | None]], ...] = (
    (_NUMERIC, _numeric), (_WEEK, _week), (_MONTH_RELATIVE, _relative_month), (_QUARTER_RELATIVE, _relative_quarter),
    (_DECADE, _decade), (_THIS_WEEKDAY, _this_weekday),
)  # fmt: skip


@cache
def _day_word() -> re.Pattern[str]:
    return re.compile(_any(_relative_days()))


def moment_at(text: str, pos: int, reference: dt.date) -> Moment | None:
    """The calendar expression at `pos`, the longest reading first."""
    if (day := _day_word().match(text, pos)) and not _not_relative().around(text, pos, pos + 1):
        date = reference + _relative_days()[day[0]] * cal.DAY
        return Moment(end=day.end(), settled=(date, date), relative=True)
    for pattern, make in _RELATIVE:
        if (found := pattern.match(text, pos)) and (moment := make(found, reference)):
            return moment
    if year := year_at(text, pos, reference):
        return _with_year(text, year)
    if moment := inner_at(text, pos, _INNER):
        return moment
    return _day_only(only, reference) if (only := _DAY_ONLY.match(text, pos)) else None


def _with_year(text: str, year: tuple[int, int, bool]) -> Moment:
    value, end, relative = year
    gap = _OF.match(text, end)
    inner = inner_at(text, gap.end() if gap else end, AFTER_YEAR) or inner_at(text, end, AFTER_YEAR)
    return replace(inner or Moment(end=end), year=value, relative=relative)
