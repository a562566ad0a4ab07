"""Calendar arithmetic over inclusive intervals of dates."""

from __future__ import annotations

import datetime as dt

Interval = tuple[dt.date, dt.date]
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)


def clamp(year: int, month: int, day: int) -> dt.date:
    """The date, its day cut to the month's length; months beyond 1..12 carry into the year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - DAY).day if (year, month) != (9999, 12) else 31
    return dt.date(year, month, min(day, last))


def months(year: int, first: int, last: int) -> Interval:
    """From the first day of month `first` to the last day of month `last` of `year`."""
    return dt.date(year, first, 1), clamp(year, last, 31)


def years(first: int, last: int) -> Interval:
    """From 1 January of `first` to 31 December of `last`."""
    return dt.date(first, 1, 1), dt.date(last, 12, 31)


def shift(day: dt.date, count: int, unit: str) -> dt.date:
    """`day` moved by `count` of 年, 月, 季, 周 or 日."""
    if unit in ("日", "周"):
        return day + count * (DAY if unit == "日" else WEEK)
    return clamp(day.year, day.month + count * {"年": 12, "季": 3, "月": 1}[unit], day.day)


def month_of(day: dt.date, count: int = 0) -> Interval:
    """The calendar month `count` months after that of `day`."""
    first = clamp(day.year, day.month + count, 1)
    return months(first.year, first.month, first.month)


def quarter_of(day: dt.date, count: int = 0) -> Interval:
    """The quarter `count` quarters after that of `day`."""
    first = clamp(day.year, (day.month - 1) // 3 * 3 + 1 + 3 * count, 1)
    return months(first.year, first.month, first.month + 2)


def week_of(day: dt.date, count: int = 0) -> Interval:
    """The week, Monday to Sunday, `count` weeks after that of `day`."""
    monday = day - day.weekday() * DAY + count * WEEK
    return monday, monday + 6 * DAY


def nth_week(year: int, month: int, n: int) -> Interval:
    """The n-th week of a month: weeks are counted from its first Monday."""
    first = dt.date(year, month, 1)
    monday = first + (-first.weekday() % 7) * DAY + (n - 1) * WEEK
    return monday, monday + 6 * DAY


def nth_weekday(year: int, month: int, n: int, weekday: int) -> Interval:
    """The n-th `weekday` (0 = Monday) of a month."""
    first = dt.date(year, month, 1)
    day = first + ((weekday - first.weekday()) % 7) * DAY + (n - 1) * WEEK
    return day, day


def full_year(two_digits: int, reference: dt.date) -> int:
    """The year meant by two digits: this century up to five years ahead of the reference, else the last."""
    century = reference.year // 100 * 100
    return century + two_digits if century + two_digits <= reference.year + 5 else century - 100 + two_digits
