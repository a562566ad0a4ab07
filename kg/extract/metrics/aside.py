"""在…下: a circumstance inside a clause, with a subject and perhaps a figure of its own."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number, Word
from kg.lexicon import alternation


@cache
def _asides() -> re.Pattern[str]:
    return re.compile(rf"在([^在，。；：！？]{{2,30}}?)的?(?:{alternation('figure-circumstance')})下")


def aside_at(line: Line, at: int) -> tuple[int, int] | None:
    """Where the words of the circumstance begin and end that a position stands in; None outside any."""
    found = (m for m in _asides().finditer(line.text) if m.start() < at < m.end()) if "下" in line.text else ()
    return next(((m.start(1), m.end(1)) for m in found), None)


def around(line: Line, start: int, number: Number) -> tuple[int, tuple[Word, ...]] | None:
    """Where the words of a number behind a circumstance of its clause begin, and those in front of it: its subject.

    进出口在外需下降3成的情况下增长5%: the 5% is of 进出口.
    """
    if "下" not in line.text[start : number.start]:
        return None
    clause = line.clause_start(number.start)
    last = next(reversed(list(_asides().finditer(line.text, clause, number.start))), None)
    return (last.end(), line.cut(max(clause, _floor(line, clause, last.start())), last.start())) if last else None


def _floor(line: Line, clause: int, end: int) -> int:
    """The end of the last number in front of a circumstance, whose words are its own."""
    return max(chain((n.end for n in line.numbers if n.end <= end), (clause,)))


def outside(line: Line, done: list[Reading], at: int) -> list[Reading]:
    """Without the figures of a circumstance, which hand no name on to what is told outside it."""
    if "下" not in line.text:
        return done
    here = aside_at(line, at)
    return [r for r in done if (other := aside_at(line, r.number.start)) is None or other == here]
