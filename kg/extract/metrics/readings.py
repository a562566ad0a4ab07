"""Every figure of a line read: its indicator, kind and direction.

Figures are read from left to right. A change without a subject (增长5.3%) takes the indicator of the figure it
qualifies; a list shares its first verb (打掉组织60个、团伙593个); 其中 makes what follows a part of the figure before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.metrics.aside import around, aside_at
from kg.extract.metrics.counted import counted
from kg.extract.metrics.figures import BASE, WAY_OF_SPEAKING, not_a_figure, ratios
from kg.extract.metrics.kinds import PERCENT, Memory, Reading, Unread, finished
from kg.extract.metrics.labels import NOUNS, label_of
from kg.extract.metrics.line import Line, Number
from kg.extract.metrics.measured import measured
from kg.extract.metrics.parts import as_part
from kg.extract.metrics.phrases import right_of
from kg.extract.metrics.respective import respective
from kg.extract.metrics.same import unchanged, unchanged_tail
from kg.extract.metrics.state import Spot, State, adjoins, is_scope
from kg.extract.metrics.tails import DITTO, Tail, changed_after, tail_of, weak_change
from kg.lexicon import affixes, words

_RATIO = 0.7
_TURNED = re.compile("转(?:为|至|成)?")
"""Behind what a change was before: 由上月下降0.2%转为上涨0.3%."""
_BASE = re.compile("[由从](?:上年|上一年|去年)的?$")
"""由上年的2:40:58调整为: what a ratio was before."""


def readings_of(line: Line, memory: Memory) -> tuple[list[Reading], list[Unread]]:
    """Read every number of a line; `memory` is brought up to date for the next line."""
    same = unchanged(line)
    if not line.numbers and not same:
        return [], []
    refused = {n: reason for n in line.numbers if (reason := not_a_figure(line, n))}
    spans = ratios(line)
    terms = [n for n in line.numbers if any(a <= n.start and n.end <= b for a, b in spans)]
    plain = [n for n in line.numbers if n not in refused]
    figures = sorted({*plain, *terms, *same}, key=lambda n: n.start)
    state = State(line, figures, memory)
    state.unread = [Unread(n, reason) for n, reason in refused.items() if n not in terms]
    shared = respective(line, figures)
    for k, number in enumerate(figures):
        if number in terms:
            reading = _ratio(state, number, next(s for s in spans if s[0] <= number.start < s[1]))
        elif number in shared:
            reading = shared[number]
        else:
            reading = _read(state, number, figures[k + 1 :])
        _keep(state, number, reading)
    _settle(state)
    state.done = [finished(r) for r in state.done]
    _remember(state)
    return state.done, state.unread


def _keep(state: State, number: Number, reading: Reading | str) -> None:
    if isinstance(reading, str):
        state.unread.append(Unread(number, reading))
        if reading.startswith("no indicator"):
            state.floor = number.end
        return
    state.done.append(as_part(state, number, reading))
    state.floor = reading.until


def _settle(state: State) -> None:
    """分行业看，甲业7.9%，乙业增长10%: a bare percentage in a list of changes may be either, so it is neither."""
    changes = sum(r.kind == "RelativeChange" and r.own_label for r in state.done)
    for r in list(state.done) if changes > 1 else []:
        bare = r.rule == "rate" and not r.linked and not r.label.endswith(affixes("figure-rate"))
        if bare and "以" not in state.line.text[r.number.start : r.number.end]:
            state.done.remove(r)
            state.unread.append(Unread(r.number, "a percentage that may be a share or a change"))


def _remember(state: State) -> None:
    if (ditto := DITTO.search(state.line.text)) and (told := [r for r in state.done if r.compared and r.number.start > ditto.start()]):
        state.memory.ditto = told[0].compared
    wholes = [r for r in state.done if r.whole is None]
    levels = [r for r in wholes if r.kind in {"Level", "Proportion"}] or wholes
    if levels:
        state.memory.level = levels[-1]
        state.memory.levels = tuple(r for r in levels if r.own_label)


def _read(state: State, number: Number, nexts: Sequence[Number]) -> Reading | str:
    line, start = state.line, _start(state, number, nexts)
    if number.quantity.text in words("figure-same"):
        same = unchanged_tail(line, start, number)
        if not same.subject and _of_another_clause(state, number):
            return "no indicator: it is of the clause before, which has no figure"
        return measured(state, Spot(number, nexts, start, same))
    tail = _spoken(state, tail_of(line, start, number.start), start)
    if (circumstance := around(line, start, number)) is not None:
        start, subject = circumstance
        own = tail_of(line, start, number.start)
        tail = own if any(w.pos in NOUNS for w in own.subject) else own._replace(subject=subject)
    if tail.direction is None:
        tail = changed_after(line, number.end, _also_changed(state, number, tail))
    if tail.share and number.quantity.unit not in PERCENT | {"倍", ""}:
        tail = tail._replace(subject=tail.full, share=False)
    if _limits(line, number, tail):
        return "a limit that defines the thing"
    spot = Spot(number, nexts, start, tail)
    return counted(state, spot) or measured(state, spot)


def _also_changed(state: State, number: Number, tail: Tail) -> Tail:
    """较去年多8个、投资多2亿元: the second 多 is a change as the first is."""
    last = state.done[-1] if state.done else None
    if last is None or not last.direction or not (last.compared or last.date) or not adjoins(state, number):
        return tail
    return weak_change(tail)._replace(compared=last.compared, date=last.date)


def _start(state: State, number: Number, nexts: Sequence[Number]) -> int:
    """Where the words of a number begin: its clause, or behind the list mark that parts it from what is refused."""
    line = state.line
    if line.text[number.start - 1 : number.start] == "、" and right_of(line, number, nexts, as_object=False):
        return number.start
    start = line.clause_start(number.start, state.floor)
    if inside := aside_at(line, number.start):
        start = max(start, inside[0])
    ends = [u.number.end for u in state.unread if start <= u.number.end < number.start]
    turned = (match.end() for end in ends if (match := _TURNED.match(line.text, end)))
    return max([start, *(end + 1 for end in ends if line.text[end] == "、"), *turned])


def _spoken(state: State, tail: Tail, start: int) -> Tail:
    """总值迈上4个台阶、达14万亿元: after a way of speaking the subject is what stands before its verb."""
    spoken = [u.number for u in state.unread if u.reason == WAY_OF_SPEAKING and start <= u.number.start]
    if not any(n.start <= w.start < n.end for n in spoken for w in tail.subject):
        return tail
    stop = next((i for i, w in enumerate(tail.subject) if w.pos in {"v", "d", "vd", "ad"} and i), len(tail.subject))
    return tail._replace(subject=tail.subject[:stop])


def _of_another_clause(state: State, number: Number) -> bool:
    """优良率90%，未出现重污染天，同比持平: whether a clause without a figure stands between the last one and 持平."""
    start = state.line.clause_start(number.start)
    return bool(state.done) and any(w.pos != "w" for w in state.line.cut(state.done[-1].until, max(start, state.done[-1].until)))


def _limits(line: Line, number: Number, tail: Tail) -> bool:
    """收入超10亿元的企业: a clause with its own subject that defines the thing after 的."""
    last = tail.subject[-1] if tail.subject else None
    nominal = last is not None and last.pos in {"n", "vn"} and not is_scope(line, last)
    prefixed = not line.text[number.start].isdigit()
    loose = bool(number.quantity.approx) and (prefixed or number.quantity.unit not in PERCENT)
    subject = nominal or (tail.share and prefixed)
    return subject and loose and not tail.direction and line.text[number.end : number.end + 1] == "的"


# ---- ratios -----------------------------------------------------------------------------------------------------------


def _ratio(state: State, number: Number, span: tuple[int, int]) -> Reading | str:
    """三次产业比例为2:50:48: each part by its place; 收入比为2.6:1 is one number."""
    line, start = state.line, state.line.clause_start(span[0], state.floor)
    if _BASE.search(line.text, start, span[0]):
        return BASE
    to_one = line.text[span[0] : span[1]].endswith(":1")
    if to_one and number.end == span[1]:
        return "the 1 of a ratio"
    named = any(w.pos in {"n", "vn"} for w in tail_of(line, start, span[0]).subject)
    earlier = [r for r in state.done if r.rule == "ratio" and (r.region == span or not named)]
    label = earlier[-1].label.rsplit("（", 1)[0] if earlier else _ratio_label(line, start, span)
    if not label:
        return "a ratio of nothing named"
    if not to_one:
        nth = 1 + sum(span[0] <= n.start < number.start for n in line.numbers)
        label = f"{label}（第{nth}项）"
    return Reading(number, label, "Proportion", "ratio", _RATIO, number.end, start, region=span)


def _ratio_label(line: Line, start: int, span: tuple[int, int]) -> str:
    subject = tail_of(line, start, span[0]).subject
    if len(subject) > 1 and subject[-1].text in words("figure-adjust"):
        subject = subject[:-1]
    label = label_of(line, subject)
    if label and not label.endswith(affixes("figure-ratio-noun")):
        label += "比" if subject[-1].text == "比" else "比例"
    return label
