"""What holds for a whole table: the unit, period, place and thing that its title or the lines above it name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.metrics.scene import Scene
from kg.extract.places import find_places
from kg.extract.tables.cells import is_unit
from kg.extract.tables.heads import Head
from kg.extract.tables.layout import Layout
from kg.extract.tables.names import captioned
from kg.ids import place_id
from kg.model import Period, Span
from kg.read.grids import Grid
from kg.segment import read
from kg.values.periods import anchor, find_periods

INHERITED = "Inherited"
_NO_DATE = dt.date(2000, 1, 1)
_LINES = 3
_LONGEST = 60  # characters of a title, a line of units or a sentence that leads in to a table
_UNIT = re.compile(r"单位[：:]\s*([^\s）)，,；;]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A table's own unit ("" where unsaid), period, place and indicator, and the place of its article."""

    unit: str = ""
    period: Period | None = None
    place: str | None = None
    name: str = ""
    home: str | None = None


def setting_of(scene: Scene, grid: Grid, layout: Layout) -> Setting:
    """The setting of a table in its article; the line nearest to the table decides."""
    article = scene.document.article
    lines = [(c.span, c.text) for c in reversed(layout.titles)] + _above(scene, grid)
    found = Setting(home=scene.home)
    for span, raw in lines:
        text = read(raw)[0]
        unit = _UNIT.search(raw)
        periods = [p for p in find_periods(text, article.published or _NO_DATE) if article.published or p.basis == "Explicit"]
        codes = {m.code for m in find_places(text, (scene.home or "").removeprefix("place/") or None) if m.code}
        found = replace(
            found,
            unit=found.unit or (unit[1] if unit and is_unit(unit[1]) else ""),
            period=found.period or (_at(periods[0], span) if len(periods) == 1 else None),
            place=found.place or (place_id(codes.pop()) if len(codes) == 1 else None),
            name=found.name or captioned(text),
        )
    return replace(found, period=_anchored(found.period, scene) or _reported(scene))


def _above(scene: Scene, grid: Grid) -> list[tuple[Span, str]]:
    """The short lines right above a table, nearest first; a full stop or a row of another table ends them."""
    article, top = scene.document.article, grid.lines[0].start
    before = [s for s in scene.document.sentences if article.body <= s.span.start and s.span.end <= top][-_LINES:]
    found: list[tuple[Span, str]] = []
    for sentence in reversed(before):
        text = article.text[sentence.span.start : sentence.span.end]
        if sentence.table or len(text) > _LONGEST or text.endswith(("。", "！", "？")):
            break
        found.append((sentence.span, text))
    return found


def _at(period: Period, span: Span) -> Period:
    return replace(period, span=span)


def _anchored(period: Period | None, scene: Scene) -> Period | None:
    """A yearless period of a title in the report's year."""
    if period is None or not scene.report_year:
        return period if period and (period.begin or period.finish) else None
    return anchor(period, scene.report_year)


def _reported(scene: Scene) -> Period | None:
    """The period in a communiqué's title, else its year; a work report also plans, so it gives none."""
    year, sentences = scene.report_year, scene.document.sentences
    if not scene.communique or year is None or not sentences:
        return None
    title = find_periods(scene.document.article.title or "", scene.document.article.published or _NO_DATE)
    if len(title) == 1 and title[0].basis == "Explicit":
        return replace(title[0], span=sentences[0].span, text="", basis=INHERITED)
    return Period(span=sentences[0].span, text="", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31), basis=INHERITED)


def period_of(heads: Sequence[Head], setting: Setting, own: Span) -> Period | None:
    """The period of a cell from its headers, the table's own where they say none; None where it can't be told.

    `own` is the row: a period outside it is inherited.
    """
    timed = [h for h in heads if h.timed]
    if not timed:
        return _inherited(setting.period, own)
    dated = [p for p in (_settled(h, heads, setting) for h in timed) if p is not None]
    if len(dated) != len(timed):
        return None
    inner = min(dated, key=_days)
    return _inherited(inner, own) if all(_holds(p, inner) for p in dated) else None


def _settled(head: Head, heads: Sequence[Head], setting: Setting) -> Period | None:
    """The dates of one header's period, the year taken from another header or the table."""
    around = next((h.period for h in heads if h is not head and h.period and h.period.basis == "Explicit"), setting.period)
    if head.asked:
        return _asked(head.asked, around)
    period = head.period
    if period is None or period.basis == "Explicit":
        return period
    year = (around.finish or around.begin or dt.date.min).year if around else 0
    settled = anchor(period, year) if year else period
    return settled if settled.finish or settled.begin else None


def _asked(asked: str, around: Period | None) -> Period | None:
    """What 累计, 本月, 上年同期 and 本年 mean in a table about `around`."""
    if around is None or around.finish is None:
        return None
    begin, finish = around.begin, around.finish
    if asked == "table-to-date":
        return around
    if asked == "table-last-month":
        whole = begin is not None and (begin.year, begin.month) != (finish.year, finish.month)
        return replace(around, begin=finish.replace(day=1)) if whole and begin and begin.year == finish.year else None
    if asked == "table-year-before":
        return replace(around, begin=_year_before(begin) if begin else None, finish=_year_before(finish))
    return around if begin == dt.date(finish.year, 1, 1) else None


def _year_before(day: dt.date) -> dt.date:
    last = (dt.date(day.year + (day.month == 12), day.month % 12 + 1, 1) - dt.timedelta(days=1)).day == day.day
    if last:  # the last day of a month is the last day of that month in any year
        return dt.date(day.year - (day.month != 12), day.month % 12 + 1, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def _days(period: Period) -> int:
    return (period.finish - period.begin).days if period.begin and period.finish else 0


def _holds(outer: Period, inner: Period) -> bool:
    after = outer.begin is None or (inner.begin or inner.finish or dt.date.max) >= outer.begin
    return after and (outer.finish is None or inner.finish is None or inner.finish <= outer.finish)


def _inherited(period: Period | None, own: Span) -> Period | None:
    if period is None or (period.begin is None and period.finish is None):
        return None
    inside = own.covers(period.span) and bool(period.text)
    begin = None if period.stock else period.begin
    return replace(period, begin=begin, basis=period.basis if inside else INHERITED)
