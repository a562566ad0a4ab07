"""其中: which figures are parts of which."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Number
from kg.extract.metrics.state import State, bracketed

_PARTITIVE = ("级", "性", "籍")
_SHORT = 4


def as_part(state: State, number: Number, reading: Reading) -> Reading:
    """The reading with its whole, where 其中 makes it a part; 国家级 alone takes the whole's name too."""
    if "其中" in state.line.text[state.done[-1].until if state.done else 0 : number.start]:
        state.whole, state.parts_from = _whole(state, number), number.start
    whole = state.whole
    if whole is None or not reading.own_label or not _is_part(state, reading, whole):
        return reading
    elliptic = reading.label.endswith(_PARTITIVE) and len(reading.label) <= _SHORT
    return replace(reading, whole=whole, label=reading.label + whole.label if elliptic else reading.label)


def _whole(state: State, number: Number) -> Reading | None:
    """What 其中 is of: the last level before it in the line, else the only one of that unit in the line before."""
    levels = [r for r in state.done if r.kind == "Level" and not bracketed(state.line, r.number.start, number.start)]
    if state.done and not levels:
        return None
    unit = number.quantity.unit
    if levels:
        return ([r for r in levels if r.number.quantity.unit == unit] or levels)[-1]
    alike = [r for r in state.memory.levels if r.number.quantity.unit == unit]
    if len(alike) == 1:
        return alike[0]
    return None if alike else state.memory.level


def _is_part(state: State, reading: Reading, whole: Reading) -> bool:
    """Whether a figure is still one of the parts that 其中 began: of the same unit, no larger, in the same list.

    A list of several parts ends at a ；; one part and its change before each ； go on to the next.
    """
    stretch = state.line.text[state.parts_from : reading.number.start]
    if reading.number.quantity.unit != whole.number.quantity.unit or reading.kind != whole.kind:
        return reading.kind in {"RelativeChange", "Proportion"} and "；" not in stretch
    closed = stretch.count("）") > stretch.count("（")
    if closed or reading.number.quantity.value > whole.number.quantity.value:
        state.whole = None
        return False
    stop = state.line.text.find("；", state.parts_from)
    listed = sum(r.whole is whole and r.number.end <= stop for r in state.done)
    return not ("；" in stretch and listed > 1)
