"""其中: which figures are parts of which."""

from __future__ import annotations

from dataclasses import replace

from kg.extract.metrics.kinds import PERCENT, Reading
from kg.extract.metrics.labels import label_of
from kg.extract.metrics.line import Number
from kg.extract.metrics.state import State, bracketed
from kg.lexicon import affixes, words

_PARTITIVE = ("级", "性", "籍")
_SHORT = 4


def as_part(state: State, number: Number, reading: Reading) -> Reading:
    """The reading with its whole, where 其中 makes it a part; 国家级 alone takes the whole's name too."""
    if "其中" in state.line.text[state.done[-1].until if state.done else 0 : number.start]:
        state.whole, state.parts_from = _whole(state, number), number.start
    whole = state.whole
    reading = _also_new(state, reading, whole) if whole else reading
    if whole is None or not reading.own_label or not _is_part(state, reading, whole):
        return reading
    return replace(reading, whole=whole, label=_qualified(state, number, reading, whole))


def _also_new(state: State, reading: Reading, whole: Reading) -> Reading:
    """新增企业9户，其中商店5户: the parts of what was added were added too."""
    verb = next((w for w in words("figure-new") if len(w) > 1 and whole.label.startswith(w)), "")
    amount, whole_amount = reading.number.quantity, whole.number.quantity
    alike = reading.kind == "Level" and reading.own_label and amount.unit == whole_amount.unit and amount.value <= whole_amount.value
    stretch = state.line.text[state.parts_from : reading.number.start]
    acts = bool(reading.verb) and reading.label.startswith(reading.verb)
    if whole.kind != "AbsoluteChange" or not verb or not alike or acts or "；" in stretch or "。" in stretch:
        return reading
    return replace(reading, kind="AbsoluteChange", direction=whole.direction, label=verb + reading.label)


def _qualified(state: State, number: Number, reading: Reading, whole: Reading) -> str:
    """The part's name with what only the whole says: 其中，出口5元 of 民营企业进出口 is 民营企业出口."""
    label = reading.label
    if (label.endswith(_PARTITIVE) and len(label) <= _SHORT) or label in words("figure-half"):
        return label + whole.label
    if label in words("figure-trade") and "进出口" in whole.label:
        return whole.label[: whole.label.rfind("进出口")] + label
    if reading.kind == whole.kind == "AbsoluteChange" and reading.direction == whole.direction:
        return _who(state, number, reading, whole)
    return label


def _who(state: State, number: Number, reading: Reading, whole: Reading) -> str:
    """新增学位90个，其中小学新增40个、中学新增50个学位: whose share of the rise it is stands before the verb."""
    if reading.label == whole.label:
        parts = state.line.cut(reading.clause, number.start)
        stop = next((i for i, w in enumerate(parts) if w.text == reading.verb), 0)
        return label_of(state.line, parts[:stop]) + reading.label
    return reading.label if reading.label.startswith(affixes("figure-new")) else reading.label + whole.label


def _whole(state: State, number: Number) -> Reading | None:
    """What 其中 is of: the last level before it in the line, else the only one of that unit in the line before."""
    levels = [r for r in state.done if _counts(r) and not bracketed(state.line, r.number.start, number.start)]
    unit = number.quantity.unit
    if state.done and not levels:
        last = state.done[-1]
        alone = last.kind == "RelativeChange" and last.own_label and last.rule != "respective"
        return last if alone and last.number.quantity.unit == unit else None
    if levels:
        return ([r for r in levels if r.number.quantity.unit == unit] or levels)[-1]
    alike = [r for r in state.memory.levels if r.number.quantity.unit == unit]
    if len(alike) == 1:
        return alike[0]
    return None if alike else state.memory.level


def _counts(reading: Reading) -> bool:
    return reading.kind == "Level" or (reading.kind == "AbsoluteChange" and reading.rule in {"new", "count-noun"})


def _is_part(state: State, reading: Reading, whole: Reading) -> bool:
    """Whether a figure is still one of the parts that 其中 began: of the same unit, no larger, in the same list.

    A list of several parts ends at a ；; one part and its change before each ； go on to the next.
    """
    stretch = state.line.text[state.parts_from : reading.number.start]
    if reading.number.quantity.unit != whole.number.quantity.unit or reading.kind != whole.kind:
        return reading.kind in {"RelativeChange", "Proportion"} and "；" not in stretch
    closed = stretch.count("）") > stretch.count("（")
    larger = reading.number.quantity.unit not in PERCENT and reading.number.quantity.value > whole.number.quantity.value
    if closed or larger:
        state.whole = None
        return False
    stop = state.line.text.find("；", state.parts_from)
    listed = sum(r.whole is whole and r.number.end <= stop for r in state.done)
    return not ("；" in stretch and listed > 1)
