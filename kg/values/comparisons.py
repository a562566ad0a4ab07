"""What a change is measured against: 同比, 比上年末, 环比, 比1949年. These words name no period of their own."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from kg.model import Span
from kg.values.calendar import clamp
from kg.values.numerals import normalise

PREVIOUS_YEAR = "PreviousYear"
PREVIOUS_PERIOD = "PreviousPeriod"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A basis of comparison: `kind` is PreviousYear or PreviousPeriod, or None where `date` says it."""

    span: Span
    kind: str | None
    date: dt.date | None


_G = r"[ \t]*\n?[ \t]*"
_AGAINST = r"(?:相?比|相较|相对|较|比|同|与|和|跟|于)"
_PATTERN = re.compile(
    rf"""(?P<year>同{_G}比(?!例)|{_AGAINST}{_G}(?:上{_G}年度?|去{_G}年|上一年度?)(?:{_G}(?:同{_G}期|年?[末底]|全年|同月|\d{{1,2}}月(?:末|底)?))?(?:相{_G}比)?
            |(?:上年|去年)同{_G}期(?:相比)?|按年(?:计算)?(?=[升降增减上下]))
        |(?P<period>环{_G}比(?!例)|{_AGAINST}{_G}(?:上个?月|上个?季度|上个?周|上期|上旬|前一天|前日|上月末)(?:末|底)?(?:相比)?|按月(?=[升降增减上下]))
        |(?P<dated>{_AGAINST}{_G}(?P<y>\d{{4}}){_G}年(?:{_G}(?P<m>\d{{1,2}}){_G}月)?(?P<edge>末|底|同期)?(?:相比|时)?)""",
    re.VERBOSE,
)


def find_comparisons(text: str) -> tuple[Comparison, ...]:
    """Every basis of comparison in `text`; a date is the end of the year or month named (比1949年 -> 1949-12-31)."""
    found = []
    for match in _PATTERN.finditer(normalise(text)):
        span = Span(start=match.start(), end=match.end())
        if match["dated"]:
            found.append(Comparison(span=span, kind=None, date=_end(int(match["y"]), int(match["m"] or 12))))
        else:
            found.append(Comparison(span=span, kind=PREVIOUS_YEAR if match["year"] else PREVIOUS_PERIOD, date=None))
    return tuple(found)


def _end(year: int, month: int) -> dt.date:
    return clamp(year, min(month, 12), 31)
