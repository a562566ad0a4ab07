"""Windows counted from the article's date: 近三年, 五年来, 未来7天, 5天前, 上2个月."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from kg.values import calendar as cal
from kg.values.numerals import parse_number


class Window(NamedTuple):
    """Inclusive dates; an end that the words leave open is None."""

    end: int
    begin: dt.date | None
    finish: dt.date | None


_N = r"(?P<n>\d{1,3}|[一二三四五六七八九十两]{1,3}|半)"
_UNIT = r"(?P<unit>周年|年|个月|(?<=半)月|天|日|周|个?星期|个?礼拜|个?季度)"
_G = r"[ \t]*+"
_BACK = re.compile(
    rf"(?:最近|近|过去|这|之前){_G}的?{_G}{_N}(?P<more>[余多])?{_G}(?:个(?=年))?{_UNIT}(?:以?来|间|中|里)?(?![级期代])"
)
_BEFORE = re.compile(  # 前4个月 is no window but the year's first four months
    rf"(?:(?<![学产婚术面目提以之从当日战史空年月天元])前(?!{_G}[\d一二两三四五六七八九十]{{1,4}}+{_G}个月)|上)(?!{_G}半){_G}{_N}{_G}(?P<unit>年|周年|天|日|周|个星期|个礼拜|个月)(?![级期代度])"
)
_SINCE = re.compile(rf"(?<![第\d.近届过百千万]){_N}(?P<more>[余多])?{_G}{_UNIT}(?P<more2>多)?(?:以来|来(?!自|到|的人|源))")
_AHEAD = re.compile(rf"(?:未来|今后|往后|接下来|(?<![最之以年月日天周])后){_G}的?{_G}{_N}{_G}{_UNIT}(?:内|间|里)?")
_AGO = re.compile(
    rf"(?<![\d.第]){_N}{_G}{_UNIT}(?:(?P<ago>之前|以前|前)|(?P<later>之后|以后|后))(?![一二三四五六七八九十\d])"
)
_CLAUSE = re.compile(r"(?:^|[，。；：、,;:！？\s“（(在将])$")


def _unit(word: str) -> str:
    plain = word.removeprefix("个")
    return {"周年": "年", "天": "日", "星期": "周", "礼拜": "周", "季度": "季"}.get(plain, plain)


def _count(found: re.Match[str]) -> tuple[int, str]:
    unit = _unit(found["unit"])
    if found["n"] == "半":
        return (6, "月") if unit == "年" else (15, "日")
    return int(parse_number(found["n"]) or 0), unit


def window_at(text: str, pos: int, reference: dt.date) -> Window | None:
    """The window that begins at `pos`, counted from `reference`; None if none does or its length is unclear."""
    try:
        return _back(text, pos, reference) or _ahead(text, pos, reference) or _ago(text, pos, reference)
    except (ValueError, OverflowError):
        return None


def _back(text: str, pos: int, reference: dt.date) -> Window | None:
    found = _BACK.match(text, pos) or _SINCE.match(text, pos) or _BEFORE.match(text, pos)
    if not found:
        return None
    count, unit = _count(found)
    groups = found.groupdict()
    if not count or (count == 1 and found[0][0] in "上这"):
        return None  # 上一年 is the calendar year before
    if groups.get("more") or groups.get("more2"):
        return Window(found.end(), None, reference)
    return Window(found.end(), cal.shift(reference, -count, unit), reference)


def _ahead(text: str, pos: int, reference: dt.date) -> Window | None:
    found = _AHEAD.match(text, pos)
    if not found:
        return None
    count, unit = _count(found)
    return Window(found.end(), reference + cal.DAY, cal.shift(reference, count, unit)) if count else None


def _ago(text: str, pos: int, reference: dt.date) -> Window | None:
    found = _AGO.match(text, pos)
    if not found:
        return None
    count, unit = _count(found)
    if not count or (found["later"] and not _CLAUSE.search(text[max(0, pos - 2) : pos])):
        return None  # 停产30天后 counts from what went before
    day = cal.shift(reference, -count if found["ago"] else count, unit)
    if unit == "年":
        return Window(found.end(), *cal.years(day.year, day.year))
    return Window(found.end(), *(cal.month_of(day) if unit in ("月", "季") else (day, day)))
