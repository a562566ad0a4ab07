"""Dates as page headers write them: 2024-08-30 10:20, 22-05-13, 2024年8月30日, 二〇二四年八月三十日.

This reads only whole calendar dates with a year. The periods of running text (去年, 今年前5个月) are the business
of kg.values.
"""

from __future__ import annotations

import datetime as dt
import re

from kg.read.cues import SPACE

BEIJING = dt.timezone(dt.timedelta(hours=8))
"""Every clock on a page of mainland China shows UTC+8 (one zone, no summer time since 1992)."""

_HAN = "〇○零一二三四五六七八九"
_VALUE = {c: str(max(0, i - 2)) for i, c in enumerate(_HAN)}
DATE = re.compile(
    r"(?<!\d)(?:"
    r"(?P<y>[12１２]\d{3}|\d{2}(?=[-/.]))"
    rf"{SPACE}*[-/.年]{SPACE}*(?P<m>\d{{1,2}}){SPACE}*[-/.月]{SPACE}*(?P<d>\d{{1,2}}){SPACE}*(?:日|(?!\d))"
    rf"|(?P<hy>[{_HAN}]{{4}})年(?P<hm>[一二三四五六七八九十]{{1,2}})月(?P<hd>[一二三四五六七八九十]{{1,3}})日"
    r")"
    rf"(?:{SPACE}*(?:星期|周)[一二三四五六日天])?"
    rf"(?:(?:{SPACE}|T)*(?P<h>[0-2]?\d)[:：](?P<min>[0-5]\d)(?:[:：][0-5]\d)?)?"
)
"""A calendar date, with the time of day where one follows (\\d takes fullwidth digits too)."""


def _year(text: str) -> int:
    """2022 of "2022" or "22": two digits mean the 2000s below 70, as POSIX reads them."""
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _han(text: str) -> int:
    """12 of 十二, 31 of 三十一: the months and days of a date in Han digits."""
    tens, ten, ones = text.rpartition("十")
    return (int(_VALUE[tens]) if tens else 1) * 10 * bool(ten) + (int(_VALUE[ones]) if ones else 0)


def value(match: re.Match[str]) -> tuple[dt.date, dt.datetime | None] | None:
    """The day, and the moment (UTC+8) where a time is given, of a DATE match; None where no such day exists."""
    try:
        if match["hy"]:
            year = int("".join(_VALUE[c] for c in match["hy"]))
            day = dt.date(year, _han(match["hm"]), _han(match["hd"]))
        else:
            day = dt.date(_year(match["y"]), int(match["m"]), int(match["d"]))
        if not match["h"]:
            return day, None
        return day, dt.datetime.combine(day, dt.time(int(match["h"]), int(match["min"])), BEIJING)
    except (KeyError, ValueError):
        return None
