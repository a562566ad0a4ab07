"""What a figure is: a level, a proportion, a relative or an absolute change; and the record the rules fill."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kg.extract.metrics.line import Number, Placed
from kg.extract.metrics.tails import Tail
from kg.lexicon import affixes, words
from kg.model import Period

PERCENT = frozenset({"%", "成", "‰", "％", "个百分点", "百分点", "个千分点"})
POINTS = frozenset({"个百分点", "百分点", "个千分点"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a number says. `start`, `end` are its place in the line, `until` where what belongs to it ends."""

    number: Number
    label: str
    kind: str
    rule: str
    confidence: float
    until: int
    clause: int = 0
    direction: str | None = None
    compared: str | None = None
    date: dt.date | None = None
    verb: str = ""
    own_label: bool = True
    governed: bool = False
    linked: bool = False
    part: bool = False
    more: bool = False
    place: str | None = None
    period: Placed[Period] | None = None
    region: tuple[int, int] = (0, 0)
    whole: Reading | None = None
    source: Reading | None = None


@dataclass(slots=True)
class Memory:
    """What earlier lines of the paragraph leave to later ones; `ditto` is what a （下同） makes every later change against."""

    level: Reading | None = None
    levels: tuple[Reading, ...] = ()
    ditto: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A number that became no figure, and why."""

    number: Number
    reason: str


def finished(reading: Reading) -> Reading:
    """With what the words beside the number say of it: 61万网民 are 人; 破50万 and 超过收入的7成 are more than that."""
    q = reading.number.quantity
    unit, approx = q.unit, q.approx
    if not unit and reading.kind in {"Level", "AbsoluteChange"} and set(q.text) & set("万亿千百"):
        unit = next((u for u, ends in _UNITS if reading.label.endswith(affixes(ends))), "")
    if reading.more and approx is None and reading.number.upper is None:
        approx = "moreThan"
    if (unit, approx) == (q.unit, q.approx):
        return reading
    return replace(reading, number=replace(reading.number, quantity=replace(q, unit=unit, approx=approx)))


_UNITS = (("户", "figure-household"), ("人", "figure-person"))


def kind_of(number: Number, tail: Tail, label: str) -> tuple[str | None, str | None, str]:
    """Kind, direction and rule of a figure named `label`; kind None where it is a change that does not say which way."""
    unit = number.quantity.unit
    direction = tail.direction
    if direction and tail.verb in words("figure-better") and label.endswith(affixes("figure-better-less")):
        direction = "Decrease"
    if direction:
        relative = unit in PERCENT - POINTS or unit == "倍"
        return ("RelativeChange" if relative else "AbsoluteChange"), direction, "change"
    if unit in POINTS:
        return None, None, ""
    if (led := _leading_change(label)) and unit not in PERCENT:
        return "AbsoluteChange", led, "new"
    if tail.share or unit in PERCENT or unit == "倍" or (not unit and label.endswith(affixes("figure-rate"))):
        return "Proportion", None, "share" if tail.share else "rate"
    return "Level", None, "level"


def _leading_change(label: str) -> str | None:
    """新增学位, 减少碳排放: a label that begins with a verb of change counts what was added or taken."""
    if label.startswith(affixes("figure-new")):
        verb = next((v for v in sorted(words("figure-new"), key=len, reverse=True) if len(v) > 1 and label.startswith(v)), "")
        if verb:
            return "Decrease" if verb in words("figure-down") else "Increase"
    return "Increase" if "新增" in label else None
