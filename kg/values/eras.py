"""Eras named by an event or a plan: 十八大以来, “十四五”期间, 改革开放以来. Their dates are in ontology/vocab/."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from kg.lexicon import Known, known
from kg.values.numerals import parse_number


class Era(NamedTuple):
    """Inclusive dates; `since` leaves the end to the article, `stock` means the era's last day."""

    end: int
    begin: dt.date
    finish: dt.date | None
    since: bool = False
    stock: bool = False


_PLAN = re.compile(
    r"[“\"]?(?P<n>[一二三四五六七八九]|十[一二三四五六七八九]?)五[”\"]?"
    r"(?:规划|计划)?(?:(?P<since>以来)|(?P<inside>时期|期间)|(?P<last>末|期末|收官之年)|(?P<first>开局之年|头一年))"
)
_FIRST_PLAN = 1953
_NINTH_PLAN = 1996
_SINCE = re.compile(r"(?:胜利)?(?:召开|闭幕|成立|实施)?(?:以来|[\d一二三四五六七八九十]{1,3}[多余]?年来)")


def _plan(found: re.Match[str]) -> Era:
    """The n-th five-year plan: 1953-57, 1958-62, (1963-65 between), 1966-70 and every five years from there."""
    n = int(parse_number(found["n"]) or 0)
    first = _FIRST_PLAN + 5 * (n - 1) if n <= 2 else _NINTH_PLAN + 5 * (n - 9)
    begin, finish = dt.date(first, 1, 1), dt.date(first + 4, 12, 31)
    if found["first"]:
        return Era(found.end(), begin, dt.date(first, 12, 31))
    if found["last"]:
        year = found["last"] == "收官之年"
        return Era(found.end(), dt.date(first + 4, 1, 1), finish, stock=not year)
    return Era(found.end(), begin, None if found["since"] else finish, since=bool(found["since"]))


@cache
def _named() -> tuple[re.Pattern[str], dict[str, Known]]:
    table = {
        name: event
        for kind in ("KnownEvent", "KnownEra")
        for event in known(kind)
        if event.begin
        for name in (event.label, *event.aliases)
    }
    names = "|".join(sorted(map(re.escape, table), key=lambda n: (-len(n), n))) or "(?!)"
    return re.compile(names), table


def era_heads() -> frozenset[str]:
    """The first characters of `era_starts`."""
    return frozenset("“\"一二三四五六七八九十") | {name[0] for name in _named()[1]}


@cache
def era_starts() -> str:
    """How eras begin, as one alternative: three characters of the names and the numbers of the plans."""
    heads = sorted({name[:3] for name in _named()[1]})
    plan = r"[“\"]?(?:[一二三四五六七八九]|十[一二三四五六七八九]?)五[”\"时期以末规计收开]"
    return "|".join((plan, *(re.escape(head) for head in heads)))


def era_at(text: str, pos: int) -> Era | None:
    """The era that begins at `pos`, None if none does. An event alone is no era: it needs 以来 after it."""
    if plan := _PLAN.match(text, pos):
        return _plan(plan)
    pattern, table = _named()
    if (found := pattern.match(text, pos)) and (since := _SINCE.match(text, found.end())):
        event = table[found[0]]
        if event.begin:
            return Era(since.end(), event.begin, None, since=True)
    return None
