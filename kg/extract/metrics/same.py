"""持平: a change of nothing, said without a number. It is a figure of value 0."""

from __future__ import annotations

from decimal import Decimal

from kg.extract.metrics.line import BREAKS, Line, Number
from kg.extract.metrics.tails import Tail, comparison_of, tail_of
from kg.lexicon import words
from kg.model import Quantity

UNCHANGED = "Unchanged"


def unchanged(line: Line) -> list[Number]:
    """Every 持平 that ends its clause, as a number of value 0."""
    found: list[Number] = []
    if not any(word in line.text for word in words("figure-same")):
        return found
    for w in line.words:
        ends = line.text[w.end : w.end + 1] in {*BREAKS, "、", "）", ")", ""}
        if w.text in words("figure-same") and ends:
            span = line.span(w.start, w.end)
            found.append(Number(w.start, w.end, Quantity(span=span, text=w.text, value=Decimal(0), unit="%")))
    return found


def unchanged_tail(line: Line, start: int, number: Number) -> Tail:
    """What stands before 持平: a subject, and after 与 or 和 what it is equal to."""
    parts = [w for w in line.cut(start, number.start) if w.text not in words("figure-adverb") or w.pos not in {"d", "ad"}]
    base = next((i for i, w in enumerate(parts) if w.text in {"与", "同", "和", "较", "比"} and w.pos in {"p", "c", "v", "d"}), None)
    if base is None:
        return tail_of(line, start, number.start)._replace(direction=UNCHANGED)
    code, date = comparison_of("".join(w.text for w in parts[base:]))
    return Tail(subject=tuple(parts[:base]), direction=UNCHANGED, compared=code or "", date=date)
