"""Whose figures are: what is kept of each, and whether the words before one begin with a subject of its own."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line
from kg.lexicon import words

IDLE = frozenset({"w", "d", "ad", "TIME", "c", "f"})
_GOVERNING = frozenset("为对将把向给")


@dataclass(frozen=True, slots=True)
class Owners:
    """What a figure belongs to: kept for the figures that depend on it."""

    reading: Reading
    about: str | None
    agency: str | None
    themed: bool = False  # by the clause before, so that what follows needs a verb to go on


def has_subject(line: Line, start: int, reading: Reading) -> bool:
    """Whether the words from `start` to a figure begin with a subject of their own, not with a verb."""
    lead, skip = words("figure-lead"), words("figure-scope", "figure-adverb")
    for w in line.cut(start, reading.number.start):
        leads = w.text in lead and w.text not in _GOVERNING and not (w.pos in {"p", "v"} and len(w.text) > 1)
        if w.text not in skip and not leads and w.pos not in IDLE:
            return w.pos not in {"v", "vd", "p"}
    return True


def same_subject(line: Line, end: int, reading: Reading) -> bool:
    """Whether each clause between a place of a line and a figure's own begins with a verb or a number."""
    while end < reading.clause:
        first = next((w for w in line.cut(end, reading.number.start) if w.pos not in IDLE), None)
        if line.text[end : end + 1] != "，" or first is None or first.pos not in {"v", "p"}:
            return False
        end = line.clause_end(end + 1)
    return True
