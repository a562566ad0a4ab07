"""What a change is measured against: 同比, 比上年末, 环比, 比1949年. These words name no period of their own."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from kg.lexicon import alternation
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


@cache
def _pattern() -> re.Pattern[str]:
    against = rf"(?:{alternation('comparison-preposition')}){_G}"
    year, period = alternation("comparison-year"), alternation("comparison-period")
    return re.compile(
        rf"""(?P<year>同{_G}比(?!例|重|较|赛)
                |{against}(?:{year})(?:{_G}(?:同{_G}期|年?[末底初]|全年|同月|\d{{1,2}}月[末底]?))?(?:相{_G}比)?
                |(?:{year}){_G}同{_G}期(?:相比)?)
            |(?P<period>环{_G}比(?!例|重|较)|{against}(?:{period})[末底]?(?:相比)?)
            |(?P<dated>{against}(?P<y>\d{{4}}){_G}年(?:{_G}(?P<m>\d{{1,2}}){_G}月)?(?:[末底]|年[末底]|同期)?
                (?P<with>相比|比)?)(?!至|到|[-—–]|以来|起)""",
        re.VERBOSE,
    )


def find_comparisons(text: str) -> tuple[Comparison, ...]:
    """Every basis of comparison in `text`; a date is the end of the year or month named (比1949年 -> 1949-12-31)."""
    found = []
    for match in _pattern().finditer(normalise(text)):
        span = Span(start=match.start(), end=match.end())
        if not match["dated"]:
            found.append(Comparison(span=span, kind=PREVIOUS_YEAR if match["year"] else PREVIOUS_PERIOD, date=None))
        elif match["with"] or match[0][0] in "比较相对":  # 与2020年 alone compares nothing
            date = clamp(int(match["y"]), min(int(match["m"] or 12), 12), 31)
            found.append(Comparison(span=span, kind=None, date=date))
    return tuple(found)
