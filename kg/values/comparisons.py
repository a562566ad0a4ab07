"""What a change is measured against: 同比, 比上年末, 环比, 比1949年. These words name no period of their own."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from kg.lexicon import alternation, words
from kg.model import Span
from kg.values.calendar import clamp
from kg.values.eras import era_at
from kg.values.numerals import GAP as _G
from kg.values.numerals import normalise
from kg.values.words import first_match

PREVIOUS_YEAR = "PreviousYear"
PREVIOUS_PERIOD = "PreviousPeriod"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A basis of comparison: `kind` is PreviousYear or PreviousPeriod, or None where `date` says it."""

    span: Span
    kind: str | None
    date: dt.date | None


_N = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"


@cache
def _pattern() -> re.Pattern[str]:
    against = rf"(?:{alternation('comparison-preposition')}){_G}"
    year, period = alternation("comparison-year"), alternation("comparison-period")
    return re.compile(
        rf"""(?P<year>同{_G}比(?!例|重|较|赛)
                |{against}(?:{year})(?:{_G}(?:同{_G}期|年?[末底初]|全年|同月|\d{{1,2}}月[末底]?))?(?:相{_G}比)?
                |(?:{year}){_G}同{_G}期(?:相比)?|{against}年初|以{_G}(?:{year})(?=价格|平均|[水平]{{0,2}}[为=]))
            |(?P<period>环{_G}比(?!例|重|较)|{against}(?:{period})[末底]?(?:相比)?)
            |(?P<other>{against}(?:(?:常年|历年|往年|多年)(?:同期|平?均值?)?|{_N}年前
                |(?P<era>[“"]?[一二三四五六七八九十]{{1,2}}五[”"]?(?:时期|期间|期?末)))(?:相比)?)
            |(?P<dated>{against}(?P<y>\d{{4}}){_G}年(?:{_G}(?P<m>\d{{1,2}}){_G}月)?(?:[末底]|年[末底]|同期)?
                (?P<with>相比|比)?)(?!至|到|[-—–]|以来|起)""",
        re.VERBOSE,
    )


@cache
def _heads() -> re.Pattern[str]:
    """The characters that a match of `_pattern` can begin with."""
    return re.compile(f"[同环以{''.join(sorted({word[0] for word in words('comparison-preposition', 'comparison-year')}))}]")


def find_comparisons(text: str) -> tuple[Comparison, ...]:
    """Every basis of comparison in `text`; `date` is the last day of the year, month or era named (比1949年).

    Where neither a kind nor a date can be said (较常年同期, 比十年前) both are None. A bare 与 or 和 before a year
    compares nothing.
    """
    plain = normalise(text)
    found = []
    end = 0
    while match := first_match(_pattern(), _heads(), plain, end):
        end = match.end()
        kind = PREVIOUS_YEAR if match["year"] else PREVIOUS_PERIOD if match["period"] else None
        if match["dated"] and not match["with"] and match[0][0] in "与和跟同":
            continue
        date = None if kind else _date(plain, match)
        found.append(Comparison(span=Span(start=match.start(), end=match.end()), kind=kind, date=date))
    return tuple(found)


def _date(text: str, match: re.Match[str]) -> dt.date | None:
    if match["dated"]:
        return clamp(int(match["y"]), min(int(match["m"] or 12), 12), 31) if int(match["y"]) else None
    era = era_at(text, match.start("era")) if match["era"] else None
    return era.finish if era else None
