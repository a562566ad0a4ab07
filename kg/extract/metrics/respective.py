"""分别: a list of things, then as many numbers, matched one to one.

A、B、C分别下降x、y、z. Elliptic lists take the tail of their last member: 城镇、农村居民收入分别为x、y;
第一、二产业增加值分别增长x、y. A list of places gives each figure its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from kg.extract.metrics.kinds import Reading, kind_of
from kg.extract.metrics.labels import label_of
from kg.extract.metrics.line import Line, Number, Word
from kg.extract.metrics.tails import Tail, tail_of
from kg.lexicon import words

_BETWEEN = re.compile(r"^[\s、，和及与以]*$")
_CONJUNCTIONS = frozenset({"、", "和", "及", "与", "以及"})


def respective(line: Line, numbers: Sequence[Number]) -> dict[Number, Reading]:
    """The readings of all numbers that a 分别 of the line distributes; {} where the lists do not match."""
    found: dict[Number, Reading] = {}
    for m in re.finditer("分别", line.text):
        start = line.clause_start(m.start())
        for marks in (_CONJUNCTIONS, frozenset({"、"})):
            items = _items(line, start, m.start(), marks)
            run = _run(line, m.end(), numbers)
            if 1 < len(items) <= len(run):
                found |= _matched(line, run[: len(items)], items, tail_of(line, start, run[0].start), start)
                break
    return found or _implied(line, numbers)


def _implied(line: Line, numbers: Sequence[Number]) -> dict[Number, Reading]:
    """自来水、户厕普及率超过98%、85%: as many things as numbers, both listed with 、, and no 分别."""
    for first, second in pairwise(numbers):
        start = line.clause_start(first.start)
        if line.text[first.end : second.start] != "、" or any(start <= n.start < first.start for n in numbers):
            continue
        tail = tail_of(line, start, first.start)
        run = [n for n in numbers if n.start >= first.start and n.end <= line.clause_end(first.start)]
        if not tail.subject or any(line.text[a.end : b.start] != "、" for a, b in pairwise(run)):
            continue
        items = _items(line, start, tail.subject[-1].end)
        if len(items) == len(run):
            return _matched(line, run, items, tail, start)
    return {}


def _run(line: Line, at: int, numbers: Sequence[Number]) -> list[Number]:
    """The numbers after 分别 with nothing but list marks between them."""
    run: list[Number] = []
    for n in numbers:
        if n.start < at:
            continue
        between = line.text[run[-1].end if run else at : n.start]
        if (run and not _BETWEEN.match(between)) or (not run and len(between) > 14):
            break
        run.append(n)
    return run


def _items(line: Line, start: int, end: int, marks: frozenset[str] = _CONJUNCTIONS) -> list[tuple[Word, ...]]:
    parts: list[list[Word]] = [[]]
    for w in line.cut(start, end):
        if w.text in marks:
            parts.append([])
        else:
            parts[-1].append(w)
    return [tuple(p) for p in parts if p]


def _matched(line: Line, run: list[Number], items: list[tuple[Word, ...]], tail: Tail, start: int) -> dict[Number, Reading]:
    labels = _complete([label_of(line, tail_of(line, i[0].start, i[-1].end).subject) or "".join(w.text for w in i) for i in items])
    if any(len(label) < 2 for label in labels):
        return {}
    found = {}
    for number, label in zip(run, labels, strict=True):
        kind, direction, _ = kind_of(number, tail, label)
        if kind is None:
            return {}
        found[number] = Reading(
            number, label, kind, "respective", 0.9, number.end, start, direction=direction,
            compared=tail.compared or None, date=tail.date, region=(start, run[-1].end),
        )
    return found


def _complete(labels: list[str]) -> list[str]:
    """Give elliptic members the tail of the last one."""
    last, neighbour = labels[-1], labels[-2]
    bare = neighbour.removeprefix("第")
    n = len(bare) if not last.startswith("第") else len(bare) + 1
    ending = last.rfind(neighbour[-1], 0, n + 2) + 1
    if ending > 0:
        n = ending
    same = {len(x.removeprefix("第")) for x in labels[:-1]}
    if (len(same) > 1 and not ending) or len(bare) > 4 or len(last) < n + 2:
        return _measured_alike(labels)
    tail = last[n:]
    ordinal = labels[0].startswith("第")
    return [_ordinal(x, ordinal) + tail for x in labels[:-1]] + [_ordinal(last, ordinal)]


def _measured_alike(labels: list[str]) -> list[str]:
    """装备业、高技术业增加值: an industry without a measure takes that of the last member."""
    last = labels[-1]
    at = next((last.find(m) for m in sorted(words("figure-measure-noun"), key=len, reverse=True) if last.find(m) > 0), 0)
    if not at:
        return labels
    alike = last[at - 1]
    return [x + last[at:] if x[-1] == alike else x for x in labels[:-1]] + [last]


def _ordinal(label: str, wanted: bool) -> str:
    return "第" + label if wanted and not label.startswith("第") else label
