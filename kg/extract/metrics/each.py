"""分别 over places or times: one thing measured in each of them. 甲市、乙市分别接待游客5万人次、3万人次; 5月、6月分别增长3%、4%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from kg.extract.metrics.kinds import Reading, kind_of
from kg.extract.metrics.labels import label_of
from kg.extract.metrics.line import Line, Number, Placed, Word
from kg.extract.metrics.tails import Tail, tail_of
from kg.model import Mention, Period
from kg.ontology import load

T = TypeVar("T")
_JOINTS = frozenset({"", "、", "和", "与", "及", "以及"})
_AHEAD = frozenset({"TIME", "d", "ad", "f", "w", "c"})
_CLOSE = re.compile(r"(?:等地?)?(?:[两二三四五六七八九十\d]+个?[省市州县区国地])?")
_CONFIDENCE = 0.85
_NEAR = 3
"""Characters between two numbers that a list mark may join."""


def of_each(line: Line, at: int, end: int, run: Sequence[Number], tail: Tail) -> dict[Number, Reading]:
    """The readings of numbers that a 分别 at `at`..`end` gives to as many places or times listed before it; {} for none."""
    start = line.clause_start(at)
    places, periods = _places(line, at, len(run)), _periods(line, at, len(run))
    listed: Sequence[Placed[Mention] | Placed[Period]] = places or periods
    if not listed:
        return {}
    closed = _CLOSE.match(line.text, listed[-1].end)
    floor = max(start, closed.end() if closed else listed[-1].end)
    between = [w for w in line.cut(floor, at) if w.pos != "w"]
    label = label_of(line, [*between, *tail_of(line, end, run[0].start).subject])
    if not label and periods:  # 进出口一季度、二季度分别达到…
        label = label_of(line, line.cut(line.clause_start(listed[0].start), listed[0].start))
    kind, direction, _ = kind_of(run[0], tail, label) if len(label) > 1 else (None, None, "")
    if kind is None:
        return {}
    first = Reading(
        run[0], label, kind, "respective", _CONFIDENCE, run[0].end, start, direction=direction,
        compared=tail.compared or None, date=tail.date, region=(start, run[-1].end),
    )  # fmt: skip
    found = {n: replace(first, number=n, until=n.end) for n in run}
    if places:
        return {n: replace(found[n], place=p.item.entity) for n, p in zip(run, places, strict=True)}
    return {n: replace(found[n], period=p) for n, p in zip(run, periods, strict=True)}


def also_of_each(line: Line, each: dict[Number, Reading], numbers: Sequence[Number]) -> dict[Number, Reading]:
    """甲市、乙市分别办展5场、3场，提供岗位4万个、2万个: further lists of as many numbers are of the same places or times."""
    owners, found = list(each.values()), dict[Number, Reading]()
    at, label = owners[-1].until, owners[-1].label
    rest = [n for n in numbers if n.start >= at]
    while run := _next_list(line, at, rest, len(owners)):
        start = line.clause_start(run[0].start, at)
        tail = tail_of(line, start, run[0].start)
        label = label_of(line, tail.subject) or (label if tail.direction else "")
        kind, direction, _ = kind_of(run[0], tail, label) if len(label) > 1 else (None, None, "")
        if kind is None:
            break
        for number, owner in zip(run, owners, strict=True):
            found[number] = Reading(
                number, label, kind, "respective", _CONFIDENCE, number.end, start, direction=direction,
                compared=tail.compared or None, date=tail.date, region=(start, run[-1].end), place=owner.place, period=owner.period,
            )  # fmt: skip
        at, rest = run[-1].end, rest[len(run) :]
    return found


def _next_list(line: Line, at: int, numbers: Sequence[Number], count: int) -> list[Number]:
    """The next `count` numbers, where they and no more are a list in the clause right behind `at`; [] where they are not."""
    run = list(numbers[:count])
    if len(run) < count or line.text[at : at + 1] != "，" or "分别" in line.text[at : run[-1].start]:
        return []
    in_turn = all(line.text[a.end : b.start] in _JOINTS - {""} for a, b in pairwise(run))
    more = line.text[run[-1].end : run[-1].end + 1] in _JOINTS and len(numbers) > count and numbers[count].start - run[-1].end < _NEAR
    return run if in_turn and not more and line.clause_end(at + 1) >= run[-1].end else []


def names_only(line: Line, item: Sequence[Word]) -> bool:
    """Whether a member of a list is nothing but the name of a place or body: then it is not what is measured."""
    span = (item[0].start, item[-1].end)
    return any((n.start, n.end) == span and load().root(n.item.type) in {"Place", "Agency"} for n in line.names)


def _places(line: Line, at: int, count: int) -> list[Placed[Mention]]:
    named = [n for n in line.names if n.item.entity and n.end <= at and load().root(n.item.type) == "Place"]
    group = _last(line, named, count)
    if not group:
        return []
    ahead = line.cut(line.clause_start(group[0].start), group[0].start)
    # no places of the figure behind a preposition: 对甲国、乙国出口
    return group if all(w.pos in _AHEAD or line.in_period(w) for w in ahead) else []


def _periods(line: Line, at: int, count: int) -> list[Placed[Period]]:
    return _last(line, [p for p in line.periods if p.end <= at], count)


def _last(line: Line, found: list[Placed[T]], count: int) -> list[Placed[T]]:
    """The last `count` of what was found, where they and no more are joined by marks of listing."""
    group = found[-count:]
    if count < 2 or len(group) < count:
        return []
    joined = all(line.text[a.end : b.start] in _JOINTS for a, b in pairwise(group))
    more = len(found) > count and line.text[found[-count - 1].end : group[0].start] in _JOINTS - {""}
    return group if joined and not more else []
