"""分别: a list of things, then as many numbers, matched one to one.

A、B、C分别下降x、y、z. Elliptic lists take the tail of their last member: 城镇、农村居民收入分别为x、y;
第一、二产业增加值分别增长x、y. A list of places gives each figure its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from kg.extract.metrics.each import also_of_each, names_only, of_each
from kg.extract.metrics.kinds import Reading, kind_of
from kg.extract.metrics.labels import NOUNS, accident, label_of
from kg.extract.metrics.line import Line, Number, Word
from kg.extract.metrics.tails import Tail, changed_after, comparing_clause, tail_of
from kg.lexicon import affixes, words
from kg.values.words import rows

_BETWEEN = re.compile(r"^[\s、，和及与以]*$")
_LISTS = frozenset({"、", "和"})
_CONJUNCTIONS = frozenset({"、", "和", "及", "与", "以及"})


def respective(line: Line, numbers: Sequence[Number]) -> dict[Number, Reading]:
    """The readings of all numbers that a 分别 of the line distributes; {} where the lists do not match."""
    found: dict[Number, Reading] = {}
    for m in re.finditer("分别", line.text):
        start = line.clause_start(m.start())
        run = _run(line, m.end(), numbers)
        tail = tail_of(line, start, run[0].start) if run else Tail(())
        if run and (each := of_each(line, m.start(), m.end(), run, tail)):
            found |= each | also_of_each(line, each, numbers)
            continue
        bare = tail.subject[-1].end if tail.subject and not tail.share else m.start()  # without 与去年相比
        clauses = _bare_clauses(line, start, m.start())
        if len(clauses) == len(run) > 1 and (matched := _matched(line, run, clauses, tail, start)):
            found |= matched
            continue
        for marks, end in ((_CONJUNCTIONS, m.start()), (frozenset({"、"}), m.start()), (_CONJUNCTIONS, bare)):
            items = _items(line, start, end, marks)
            if len(items) == 1 and len(run) == 2:
                items = _both(tail_of(line, start, m.start()).subject)
            if items and all(names_only(line, i) for i in items):
                break  # 甲院、乙院分别受理: who, not what
            listed = 1 < len(items) <= len(run) and _ends(line, run, len(items))
            if listed and (matched := _matched(line, run[: len(items)], items, tail, start)):
                found |= _traded(matched, line.text[m.end() : run[0].start])
                break
    return found | _implied(line, [n for n in numbers if n not in found])


def _bare_clauses(line: Line, start: int, end: int) -> list[tuple[Word, ...]]:
    """甲、乙业，丙、丁业增加值|分别增长: clauses of nothing but names, one behind the other, the last up to `end`."""
    found = [line.cut(start, end)]
    while start and line.text[start - 1] == "，":
        begin = line.clause_start(start - 1)
        parts = line.cut(begin, start - 1)
        named = parts and (parts[-1].text.endswith("业") or all(w.pos in NOUNS | {"w", "c"} for w in parts))
        counted = any(begin <= n.start < start for n in line.numbers)
        if not named or counted or not any(w.text in _CONJUNCTIONS for w in parts):
            break
        found.insert(0, parts)
        start = begin
    return [parts for parts in found if parts]


def _traded(found: dict[Number, Reading], between: str) -> dict[Number, Reading]:
    """电器、汽车分别出口6亿、8亿元: what was done with each stands behind 分别, the unit with the last amount."""
    did = between if between in words("figure-trade") else ""
    unit = next((n.quantity.unit for n in reversed(found) if n.quantity.unit), "")
    made = {}
    for number, reading in found.items():
        q = number.quantity
        shares = not q.unit and set(q.text) & set("万亿") and not reading.direction
        whole = replace(number, quantity=replace(q, unit=unit)) if shares else number
        named = reading.label if reading.label.endswith(did) else reading.label + did
        made[number] = replace(reading, label=named, number=whole)
    return made


def _ends(line: Line, run: list[Number], n: int) -> bool:
    """Whether a list of numbers ends with its n-th: there are no more, or a comma parts it from the next."""
    return len(run) == n or "，" in line.text[run[n - 1].end : run[n].start]


def _both(subject: Sequence[Word]) -> list[tuple[Word, ...]]:
    """城乡居民收入, 牛羊出栏: two things told in one word."""
    pairs = {row[0]: row[1:] for row in rows("figure-pair")}
    k = next((i for i, w in enumerate(subject) if w.text in pairs), None)
    if k is None:
        return []
    w = subject[k]
    return [(*subject[:k], Word(w.start, w.end, one, "n"), *subject[k + 1 :]) for one in pairs[w.text]]


def _implied(line: Line, numbers: Sequence[Number]) -> dict[Number, Reading]:
    """自来水、户厕普及率超过98%、85%: as many things as numbers, both listed with 、, and no 分别."""
    for first, second in pairwise(numbers):
        start = line.clause_start(first.start)
        if "分别" in line.text[start : first.start]:
            continue
        if line.text[first.end : second.start] not in _LISTS or any(start <= n.start < first.start for n in numbers):
            continue
        tail = tail_of(line, start, first.start)
        run = [n for n in numbers if n.start >= first.start and n.end <= line.clause_end(first.start)]
        if not tail.subject or any(line.text[a.end : b.start] not in _LISTS for a, b in pairwise(run)):
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
        if (run and not _BETWEEN.match(between) and not _changes(between)) or (not run and len(between) > 14):
            break
        run.append(n)
    return run


def _changes(between: str) -> str | None:
    """The way of a change that is said again, 增长5%、下降3%; None where the words between two numbers say something else."""
    verb = between.strip("、，和及与 ")
    return "Increase" if verb in words("figure-up") else "Decrease" if verb in words("figure-down") else None


def _items(line: Line, start: int, end: int, marks: frozenset[str] = _CONJUNCTIONS) -> list[tuple[Word, ...]]:
    parts: list[list[Word]] = [[]]
    for w in line.cut(start, end):
        if w.text in marks:
            parts.append([])
        else:
            parts[-1].append(w)
    return [tuple(p) for p in parts if p]


def _matched(line: Line, run: list[Number], items: list[tuple[Word, ...]], tail: Tail, start: int) -> dict[Number, Reading]:
    if any(w.pos == "TIME" or line.in_period(w) for i in items[1:] for w in i[-1:]):  # 一季度、二季度: times, not things
        return {}
    edges = frozenset(accumulate(len(w.text) for w in items[-1]))
    labels = _rated(_complete([_label(line, i) for i in items], edges), items[-1][-1].text)
    if any(len(label) < 2 for label in labels) or _unlike(labels):
        return {}
    labels = _of_accident(labels)
    tail = tail if tail.direction else changed_after(line, run[-1].end, tail)
    against = comparing_clause(line, start) if tail.direction and tail.compared is None and not tail.date else None
    if against:
        tail = tail._replace(compared=against[0], date=against[1])
    found = {}
    for before, number, label in zip((None, *run), run, labels, strict=False):
        again = _changes(line.text[before.end : number.start]) if before else None
        tail = tail._replace(direction=again) if again else tail
        kind, direction, _ = kind_of(number, tail, label)
        if kind is None:
            return {}
        found[number] = Reading(
            number, label, kind, "respective", 0.9, number.end, start, direction=direction,
            compared=tail.compared or None, date=tail.date, region=(start, run[-1].end),
        )
    return found


def _label(line: Line, item: tuple[Word, ...]) -> str:
    whole = line.text[item[0].start : item[-1].end] == "".join(w.text for w in item)
    subject = tail_of(line, item[0].start, item[-1].end).subject if whole else item
    label = label_of(line, subject) or "".join(w.text for w in item)
    share = item[-1].text == "占比" and not label.endswith("占比")
    return label + "占比" if share else label


def _unlike(labels: list[str]) -> bool:
    """提出的抗诉、建议改判占比: the last one's measure is not said of the others, and nothing tells that it is theirs."""
    measured = affixes("figure-rate")
    return labels[-1].endswith(measured) and not any(x.endswith((*measured, "度", "面", "数")) for x in labels[:-1])


def _of_accident(labels: list[str]) -> list[str]:
    """交通事故起数、死亡人数: the dead are those of the accidents."""
    name = accident(labels[0])
    return [name + x if name and x in words("figure-casualty-number") else x for x in labels]


def _rated(labels: list[str], measure: str) -> list[str]:
    """自来水、户厕普及率: the rate said of the last one."""
    simple = all(len(x) <= _GOODS and "的" not in x and x[-1:] not in _MEASURES for x in labels[:-1])
    if not simple or not measure.endswith("率") or len(measure) <= _THING or not labels[-1].endswith(measure):
        return labels
    return [*(x + measure for x in labels[:-1]), labels[-1]]


def _complete(labels: list[str], edges: frozenset[int]) -> list[str]:
    """Give elliptic members the tail of the last one, from one of the `edges` between its words on."""
    if alike := _alike(labels) or _caused(labels) or _produced(labels):
        return alike
    last, neighbour = labels[-1], labels[-2]
    bare = neighbour.removeprefix("第")
    n = len(bare) if not last.startswith("第") else len(bare) + 1
    ending = last.rfind(neighbour[-1], 0, n + 2) + 1
    if ending > 0:
        n = ending
    same = {len(x.removeprefix("第")) for x in labels[:-1]}
    torn = n not in edges and not last.startswith("第") and not ending
    if (len(same) > 1 and not ending) or len(bare) > 4 or len(last) < n + 2 or torn:
        return _measured_alike(labels)
    tail = last[n:]
    ordinal = labels[0].startswith("第")
    return [_ordinal(x, ordinal) + tail for x in labels[:-1]] + [_ordinal(last, ordinal)]


def _alike(labels: list[str]) -> list[str]:
    """养老保险、失业保险参保率: members that end as the last one's thing does take its measure; [] where they do not."""
    *others, last = labels
    ends = {x[-_THING:] for x in others}
    at = last.rfind(ends.pop()) + _THING if len(ends) == 1 else 0
    if at <= _THING or len(last) - at < _THING:
        return []
    return [*(x + last[at:] for x in others), last]


def _caused(labels: list[str]) -> list[str]:
    """超速、酒驾导致的死亡人数: what the last one causes, the others cause too."""
    *others, last = labels
    cause = next((c for c in words("figure-causing") if c + "的" in last[1:]), "")
    if not cause or any("的" in x for x in others):
        return []
    return [*(x + last[last.find(cause + "的") :] for x in others), last]


def _produced(labels: list[str]) -> list[str]:
    """汽车、手机出口: goods whose trade or output is said once."""
    *others, last = labels
    measure = next((m for m in sorted(words("figure-goods-measure"), key=len, reverse=True) if last.endswith(m)), "")
    if not measure or len(last) == len(measure) or any(x[-1] in _MEASURES or x.endswith(measure) or len(x) > _GOODS for x in others):
        return []
    return [*(x + measure for x in others), last]


def _measured_alike(labels: list[str]) -> list[str]:
    """装备业、高技术业增加值: an industry without a measure takes that of the last member."""
    last = labels[-1]
    at = next((last.find(m) for m in sorted(words("figure-measure-noun"), key=len, reverse=True) if last.find(m) > 0), 0)
    if not at:
        return labels
    alike = last[at - 1]
    return [x + last[at:] if x[-1] == alike else x for x in labels[:-1]] + [last]


_MEASURES = frozenset("数额量值积率比重度费价口入")
_THING = 2
_GOODS = 8


def _ordinal(label: str, wanted: bool) -> str:
    return "第" + label if wanted and not label.startswith("第") else label
