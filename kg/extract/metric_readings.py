"""Every figure of a line read: its indicator, kind and direction.

Figures are read from left to right. A change without a subject (增长5.3%) takes the indicator of the figure it
qualifies; a list shares its first verb (打掉组织60个、团伙593个); 其中 makes what follows a part of the figure before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.extract.metric_figures import WAY_OF_SPEAKING, not_a_figure, ratios
from kg.extract.metric_kinds import PERCENT, POINTS, Memory, Reading, Unread, kind_of
from kg.extract.metric_labels import NOUNS, Right, label_of, right_of
from kg.extract.metric_line import Line, Number, Word
from kg.extract.metric_respective import respective
from kg.extract.metric_same import unchanged, unchanged_tail
from kg.extract.metric_tails import Tail, tail_of
from kg.lexicon import words
from kg.ontology import load

_PARTITIVE = ("级", "性", "籍")


@dataclass(slots=True)
class _State:
    line: Line
    numbers: Sequence[Number]
    memory: Memory
    done: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    floor: int = 0
    whole: Reading | None = None
    parts_from: int = 0


def readings_of(line: Line, memory: Memory) -> tuple[list[Reading], list[Unread]]:
    """Read every number of a line; `memory` is brought up to date for the next line."""
    refused = {n: reason for n in line.numbers if (reason := not_a_figure(line, n))}
    spans = ratios(line)
    figures = [n for n in line.numbers if n not in refused]
    parts = [n for n in line.numbers if any(a <= n.start and n.end <= b for a, b in spans)]
    figures = sorted({*figures, *parts, *unchanged(line)}, key=lambda n: n.start)
    state = _State(line, figures, memory)
    state.unread = [Unread(n, reason) for n, reason in refused.items() if n not in parts]
    shared = respective(line, figures, memory)
    for k, number in enumerate(figures):
        if number in parts:
            reading = _ratio(state, number, next(s for s in spans if s[0] <= number.start < s[1]))
        elif number in shared:
            reading = shared[number]
        else:
            reading = _read(state, number, figures[k + 1 :])
        _keep(state, number, reading)
    _settle(state)
    _remember(state)
    return state.done, state.unread


def _settle(state: _State) -> None:
    """分行业看，甲业7.9%，乙业增长10%: a bare percentage in a list of changes may be either, so it is neither."""
    changes = sum(r.kind == "RelativeChange" and r.own_label for r in state.done)
    for r in list(state.done) if changes > 1 else []:
        bare = r.rule == "rate" and not r.linked and not r.label.endswith(tuple(words("figure-rate")))
        if bare and "以" not in state.line.text[r.number.start : r.number.end]:
            state.done.remove(r)
            state.unread.append(Unread(r.number, "a percentage that may be a share or a change"))


def _keep(state: _State, number: Number, reading: Reading | str) -> None:
    if isinstance(reading, str):
        state.unread.append(Unread(number, reading))
        if reading.startswith("no indicator"):
            state.floor = number.end
        return
    if "其中" in state.line.text[state.done[-1].until if state.done else 0 : number.start]:
        state.whole = _whole(state, number)
        state.parts_from = number.start
    if state.whole is not None and reading.own_label and _is_part(state, reading):
        reading = replace(reading, whole=state.whole)
        if reading.label.endswith(_PARTITIVE) and len(reading.label) <= 4:
            reading = replace(reading, label=reading.label + state.whole.label)
    state.done.append(reading)
    state.floor = reading.until


def _whole(state: _State, number: Number) -> Reading | None:
    """What 其中 is of: the last level before it in the line, else the only one of that unit in the line before."""
    levels = [r for r in state.done if r.kind == "Level" and not _bracketed(state.line, r.number.start, number.start)]
    if state.done and not levels:
        return None
    if levels:
        alike = [r for r in levels if r.number.quantity.unit == number.quantity.unit]
        return (alike or levels)[-1]
    alike = [r for r in state.memory.levels if r.number.quantity.unit == number.quantity.unit]
    if len(alike) == 1:
        return alike[0]
    return None if alike else state.memory.level


def _is_part(state: _State, reading: Reading) -> bool:
    """Whether a figure is still one of the parts that 其中 began: of the same unit, no larger, in the same list.

    A list of several parts ends at a ；; one part and its change before each ； go on to the next.
    """
    whole = state.whole
    if whole is None or reading.number.quantity.unit != whole.number.quantity.unit or reading.kind != whole.kind:
        return whole is not None and reading.kind in {"RelativeChange", "Proportion"} and "；" not in _since(state, reading)
    stretch = _since(state, reading)
    if stretch.count("）") > stretch.count("（"):
        state.whole = None
        return False
    if reading.number.quantity.value > whole.number.quantity.value:
        state.whole = None
        return False
    stop = state.line.text.find("；", state.parts_from)
    listed = sum(r.whole is whole and r.number.end <= stop for r in state.done)
    return not ("；" in stretch and listed > 1)


def _since(state: _State, reading: Reading) -> str:
    return state.line.text[state.parts_from : reading.number.start]


def _remember(state: _State) -> None:
    levels = [r for r in state.done if r.kind in {"Level", "Proportion"} and r.whole is None] or [r for r in state.done if r.whole is None]
    if levels:
        state.memory.level = levels[-1]
        state.memory.levels = tuple(r for r in levels if r.own_label)


def _ratio(state: _State, number: Number, span: tuple[int, int]) -> Reading | str:
    line = state.line
    start = max(line.clause_start(span[0], state.floor), 0)
    nth = 1 + sum(n.start < number.start and n.start >= span[0] for n in line.numbers)
    if nth > 1 and number.quantity.value == 1 and line.text[span[0] : span[1]].count(".") <= 1 and nth == 2 and number.end == span[1]:
        return "the 1 of a ratio"
    before = next((r for r in reversed(state.done) if r.rule == "ratio" and (r.region == span or not _named(line, start, span))), None)
    label = before.label.rsplit("（", 1)[0] if before else _ratio_label(line, start, span)
    if not label:
        return "a ratio of nothing named"
    if not before and not label.endswith(tuple(words("figure-ratio-noun"))):
        label += "比例"
    if not line.text[span[0] : span[1]].endswith(":1"):
        label = f"{label}（第{nth}项）"
    return Reading(number, label, "Proportion", "ratio", 0.7, number.end, start, region=span)


def _ratio_label(line: Line, start: int, span: tuple[int, int]) -> str:
    subject = tail_of(line, start, span[0]).subject
    label = label_of(line, subject)
    return label + "比" if label and subject[-1].text == "比" and not label.endswith("比") else label


def _named(line: Line, start: int, span: tuple[int, int]) -> bool:
    return any(w.pos in {"n", "vn"} for w in tail_of(line, start, span[0]).subject)


def _read(state: _State, number: Number, nexts: Sequence[Number]) -> Reading | str:
    line = state.line
    start = line.clause_start(number.start, state.floor)
    refused = [u.number.end for u in state.unread if start <= u.number.end < number.start and line.text[u.number.end] == "、"]
    start = max([start, *(end + 1 for end in refused)])
    if line.text[number.start - 1 : number.start] == "、" and right_of(line, number, nexts, as_object=False):
        start = number.start
    if number.quantity.text in words("figure-same"):
        return _measured(state, number, unchanged_tail(line, start, number), start)
    tail = _spoken(state, tail_of(line, start, number.start), start)
    if tail.share and number.quantity.unit not in PERCENT | {"倍", ""}:
        tail = replace(tail, subject=tail.full, share=False)
    if _limits(line, number, tail):
        return "a limit that defines the thing"
    governed = _governed(state, number, tail)
    right = _right(line, number, nexts, tail, start, governed)
    if right is None and (act := _act_after(line, number, tail)):
        right = act
    if right is not None:
        if _specifies(line, number, right, nexts, tail):
            return "a specification of the thing, not its count"
        return _counted(state, number, tail, right, start, governed)
    return _measured(state, number, tail, start)


def _act_after(line: Line, number: Number, tail: Tail) -> Right | None:
    """2.6万人脱贫: people and what they did, to the end of the clause or list member."""
    last = tail.subject[-1] if tail.subject else None
    free = last is None or _scope(line, last) or last.text in words("figure-pivot")
    if number.quantity.unit not in words("figure-people") | {"%"} or tail.direction or tail.share or not free:
        return None
    end = line.clause_end(number.end)
    listed = line.text.find("、", number.end, end)
    parts = line.cut(number.end, listed if listed > 0 else end)
    most = 5 if number.quantity.unit == "%" else 2
    if not 1 <= len(parts) <= most or parts[0].pos not in {"v", "vn"} or any(n.start < parts[-1].end and n.start > number.start for n in line.numbers):
        return None
    return Right("".join(w.text for w in parts), parts[-1].end)


def _limits(line: Line, number: Number, tail: Tail) -> bool:
    """收入超10亿元的企业: a clause with its own subject that defines the thing after 的."""
    nominal = bool(tail.subject) and tail.subject[-1].pos in {"n", "vn"} and not _scope(line, tail.subject[-1])
    prefixed = not line.text[number.start].isdigit()
    loose = bool(number.quantity.approx) and (prefixed or number.quantity.unit not in PERCENT)
    shared = tail.share and prefixed
    return (nominal or shared) and loose and not tail.direction and line.text[number.end : number.end + 1] == "的"


def _spoken(state: _State, tail: Tail, start: int) -> Tail:
    """总值迈上4个台阶、达14万亿元: after a way of speaking the subject is what stands before its verb."""
    spoken = [u.number for u in state.unread if u.reason == WAY_OF_SPEAKING and start <= u.number.start]
    if not any(n.start <= w.start < n.end for n in spoken for w in tail.subject):
        return tail
    stop = next((i for i, w in enumerate(tail.subject) if w.pos in {"v", "d", "vd", "ad"} and i), len(tail.subject))
    return replace(tail, subject=tail.subject[:stop])


def _governed(state: _State, number: Number, tail: Tail) -> bool:
    """Whether a verb governs the number: one right before it, or that of the list it goes on."""
    if tail.direction and not tail.growth_noun:
        return True
    before = state.line.cut(state.line.clause_start(number.start, state.floor), number.start)
    if before and before[-1].text in words("figure-light") and before[-1].pos == "v" and before[-1].text not in words("figure-pivot"):
        return True
    last = tail.subject[-1] if tail.subject else None
    if last is None:
        return bool(state.done) and state.done[-1].governed and _adjoins(state, number)
    return last.pos in {"v", "vd"} and last.text not in words("figure-pivot")


def _specifies(line: Line, number: Number, right: Right, nexts: Sequence[Number], tail: Tail) -> bool:
    """1000千伏线路1240公里, 最大的750千伏电网: a measured size of a thing that has its own number, or none."""
    unit = number.quantity.unit
    if unit in words("figure-spec-unit"):
        return True
    touched = any(n.start == right.end for n in nexts)
    described = line.text[: number.start].endswith("的") and not tail.direction
    sized = unit.endswith(tuple(words("figure-size-unit"))) or (touched and number.upper is not None)
    return sized and (touched or described)


def _right(
    line: Line, number: Number, nexts: Sequence[Number], tail: Tail, start: int, governed: bool
) -> Right | None:
    """The noun phrase after the number, where it is the thing counted and not the next figure's name."""
    before = line.cut(start, number.start)
    last = tail.subject[-1] if tail.subject else None
    exists = any(w in words("figure-exists") for w in (tail.link,)) or bool(before and before[-1].text in words("figure-exists"))
    right = right_of(line, number, nexts, as_object=governed, free=not before)
    if nexts and nexts[0].start == number.end:  # 4638户16934名贫困人口
        shared = right_of(line, nexts[0], nexts[1:], as_object=governed)
        right = Right(shared.label, number.end) if shared else None
    if right is not None and right.label.endswith("级") and nexts and line.text[right.end : nexts[0].start] == "、":
        fuller = right_of(line, nexts[0], nexts[1:], as_object=governed)
        if fuller and "级" in fuller.label[:5]:  # 20个国家级、19个省级重点县
            right = Right(right.label + fuller.label.split("级", 1)[1], right.end)
    if right is None or tail.share or number.quantity.unit in POINTS:
        return None
    changed = tail.direction and tail.verb not in words("figure-new") and not tail.difference
    if changed and (tail.compared is not None or tail.growth_noun):
        return None
    if tail.direction and number.quantity.unit in PERCENT:
        return None
    nominal = last is not None and last.pos in NOUNS and not _scope(line, last)
    touches = any(n.start == right.end for n in nexts)
    if nominal and not exists and (touches or tail.link or tail.arrived):
        return None
    return right


def _scope(line: Line, word: Word) -> bool:
    if word.text in words("figure-scope") or word.pos in {"LOC", "TIME", "f", "s"}:
        return True
    return any(load().root(n.item.type) in {"Place", "Agency"} and n.start <= word.start and word.end <= n.end for n in line.names)


def _counted(state: _State, number: Number, tail: Tail, right: Right, start: int, governed: bool) -> Reading:
    """7.1万名干警; 打掉60个团伙; 新增1000处信号灯."""
    unit = number.quantity.unit
    verb = _counting_verb(tail)
    if not verb and state.done and _adjoins(state, number) and state.done[-1].verb:
        verb = state.done[-1].verb
    direction = tail.direction if tail.verb in words("figure-new") else ("Increase" if verb.startswith(("新增", "净增")) else None)
    label, until = _headed(line=state.line, number=number, right=right, unit=unit)
    if unit in PERCENT and len(label) <= 4:
        label = _those_who(state.line, right) + label
    kind = "AbsoluteChange" if direction else "Proportion" if unit in PERCENT or unit == "倍" else "Level"
    keep = verb if verb and kind != "Proportion" and len(label) + len(verb) <= 2 * len(label) + 4 else ""
    return Reading(
        number, keep + label, kind, "count-noun", 0.85, until, start, direction=direction, verb=verb, governed=governed, region=(start, right.end)
    )


def _headed(line: Line, number: Number, right: Right, unit: str) -> tuple[str, int]:
    """28家公司市值总计4666亿元: the measure at the phrase's end belongs to the next number of the clause."""
    later = any(right.end <= n.start < line.clause_end(right.end) for n in line.numbers)
    noun = next((w for w in words("figure-measure-noun") if right.label.endswith(w) and len(right.label) > len(w) + 1), "")
    if noun and later and unit not in PERCENT:
        return right.label.removesuffix(noun), number.end
    return right.label, right.end


def _those_who(line: Line, right: Right) -> str:
    """89%的企业具有管理系统: the rest of the clause tells which of them, 具有管理系统的."""
    rest = line.text[right.end : line.clause_end(right.end)]
    parts = line.cut(right.end, line.clause_end(right.end))
    if not parts or parts[0].pos not in {"v", "vd", "d", "p"} or len(rest) > 10 or any(c.isdigit() for c in rest):
        return ""
    return rest + "的"


def _counting_verb(tail: Tail) -> str:
    if tail.verb in words("figure-new"):
        return tail.verb
    last = tail.subject[-1] if tail.subject else None
    silent = words("figure-light") | words("figure-pivot") | words("figure-lead") | words("figure-link")
    if last is None or last.pos != "v" or last.text in silent:
        return ""
    return last.text


def _adjoins(state: _State, number: Number) -> bool:
    """Whether only a list mark stands between the figure before and this one's clause."""
    return state.line.text[state.done[-1].until : number.start][:1] in {"、", "和", "及", "与"}


def _measured(state: _State, number: Number, tail: Tail, start: int) -> Reading | str:
    """The thing stands before the number, or in an earlier figure."""
    label = label_of(state.line, tail.subject)
    if tail.subject and (not label or label in words("figure-deictic") | words("figure-up") | words("figure-down") | words("figure-same")):
        if tail.subject[0].text in words("figure-deictic") or label:
            return "no indicator: it only points back"
    if label and _only_place(state.line, tail):
        region = label if label in words("figure-region") else ""
        label = _lead_in(state, start)
        label += f"（{region}）" if label and region else ""
        if not label:
            return "no indicator: only a place stands before it"
    if not label:
        label = _topic_clause(state, start)
    own, inherited, in_turn = bool(label), None, False
    run = _run_of(state, number)
    if not label:
        in_turn = "分别" in state.line.text[state.line.clause_start(run[0].start) : run[0].start]
        inherited = _in_turn(state, number, run) if in_turn else _inherited(state, number)
        if in_turn and (inherited is None or any(u.number is run[0] for u in state.unread)):
            return "no indicator: 分别 with no list to match"
        label = inherited.label if inherited else _clause_before(state, start)
        if "完成" in tail.link:
            label = _done(label)
    if own and label in words("figure-growth-up") | words("figure-growth-down") and (before := _inherited(state, number)):
        label = before.label + label
    if own and number.quantity.unit in words("figure-money") and label in words("figure-funding"):
        label += "资金"
    if own and number.quantity.unit in PERCENT and len(tail.subject) == 1 and tail.subject[0].pos == "v" and not tail.direction:
        return "no indicator: only a verb stands before it"
    if own and label in words("figure-dependent"):
        label = _owner(state) + label
    if not own and number.quantity.unit not in PERCENT and _runs_on(state.line, number):
        return "no indicator: what follows it is not its noun"
    if inherited and not tail.direction and _other_measure(state, number, inherited):
        return "no indicator: another unit than the figure before"
    if own and len(tail.subject) and label in words("figure-bare-verb") and state.done and _adjoins(state, number):
        label = state.done[-1].label + label
    if own and len(tail.subject) == 1 and tail.subject[0].pos == "v" and _runs_on(state.line, number):
        return "no indicator: only a verb stands before it"
    if tail.share and tail.of and label and not label.endswith(tuple(words("figure-rate"))) and "占" not in label:
        label += tail.of if len(tail.of) <= len(label) + 10 else "占比"
    if own and (measure := _ellipsis(state, number, tail, label)):
        label += measure
    if tail.difference and label:
        label += tail.difference
    if not label:
        return "no indicator: nothing near says what it counts"
    verb = _list_verb(state, tail, number)
    if own and verb and state.done and _adjoins(state, number) and not _leads_with_verb(tail):
        label = verb + label
    if own and len(run) > 1 and "分别" in tail.link:
        return "no indicator: 分别 with no list to match"
    if inherited is not None and in_turn and number is not run[0]:
        tail = _like_first(state, run[0], tail)
    kind, direction, rule = kind_of(number, tail, label)
    if kind is None:
        return "no direction: a change that does not say up or down"
    confidence = 0.93 if own else 0.9 if inherited else 0.6
    return Reading(
        number, label, kind, rule if own else rule + "-inherited", confidence, number.end, start,
        direction=direction, compared=tail.compared or None, date=tail.date, verb=verb, own_label=own, region=(start, number.end), linked=bool(tail.link) or tail.arrived,
    )


def _other_measure(state: _State, number: Number, inherited: Reading) -> bool:
    """Whether a level without a name has another unit than the figure it would take its name from."""
    units = number.quantity.unit, inherited.number.quantity.unit
    if units[0] == units[1] or units[0] in PERCENT or units[0] == "倍" or not all(units):
        return False
    return state.line.text[inherited.until : number.start][:1] not in {"、", "（"}


def _only_place(line: Line, tail: Tail) -> bool:
    """Whether the subject is a place and nothing else (江苏12.9%)."""
    named = [w for w in tail.subject if w.text not in words("figure-lead") and w.pos not in {"TIME", "w"}]
    return len(named) <= 2 and bool(named) and all(_is_place(line, w) for w in named)


def _is_place(line: Line, word: Word) -> bool:
    if word.pos == "LOC" or word.text in words("figure-region"):
        return True
    return any(load().root(n.item.type) == "Place" and n.start <= word.start and word.end <= n.end for n in line.names)


def _lead_in(state: _State, start: int) -> str:
    """比重分别为：华东36.3%…: the name that a colon before a list of places gives all of them."""
    colon = state.line.text.rfind("：", 0, start)
    if colon < 0:
        return ""
    begin = state.line.clause_start(colon)
    return label_of(state.line, tail_of(state.line, begin, colon).subject)


def _topic_clause(state: _State, start: int) -> str:
    """人均纯收入，1982年为270元: a clause of nothing but a name, right before."""
    line = state.line
    if start < 2 or line.text[start - 1] not in "，：":
        return ""
    begin = line.clause_start(start - 1, state.floor)
    parts = [w for w in line.cut(begin, start - 1) if w.pos != "w"]
    names = NOUNS | {"a", "u", "c", "TIME", "f", "m", "ad", "d", "q"}
    if parts and parts[0].text in words("figure-measured-by") | {"从", "在", "对", "分"}:
        return ""
    plain = all(w.pos in names or w.text in {"占", "与", "和", "及"} for w in parts)
    return label_of(line, parts) if parts and plain and parts[-1].pos in {"n", "vn", "nz"} else ""


def _ellipsis(state: _State, number: Number, tail: Tail, label: str) -> str:
    """甲业增加值增长2%，乙业增长5%: the measure said once for a list of industries."""
    if number.quantity.unit in POINTS or label[-1] not in "业类" or tail.share:
        return ""
    for r in reversed(state.done):
        noun = next((w for w in words("figure-measure-noun") if r.label.endswith(w)), "")
        if noun and r.label.removesuffix(noun)[-1:] in {"业", "类"} and r.number.quantity.unit == number.quantity.unit:
            return noun if bool(r.direction) == bool(tail.direction) else ""
    return ""


def _done(label: str) -> str:
    """What was carried out, of a label that names the plan (收入年初预算)."""
    plan = next((w for w in sorted(words("figure-plan-noun"), key=len, reverse=True) if label.endswith(w)), "")
    return label.removesuffix(plan) or label


def _owner(state: _State) -> str:
    """中学429所，招生24万人: whose 招生 it is; the bodies counted before it in this part of the line, or its neighbour's."""
    for r in reversed([r for r in state.done if r.whole is None]):
        word = next((w for w in words("figure-dependent") if r.label.endswith(w) and len(r.label) > len(w)), "")
        if word:
            return r.label[: -len(word)]
        if r.kind == "Level" and r.number.quantity.unit in {"所", "家", "个"}:
            return r.label
    return ""


def _runs_on(line: Line, number: Number) -> bool:
    """Whether a word follows the number directly that is no noun of its own."""
    after = line.text[number.end : number.end + 1]
    return "\u4e00" <= after <= "\u9fff"


def _leads_with_verb(tail: Tail) -> bool:
    return any(w.pos == "v" for w in tail.subject[:2])


def _list_verb(state: _State, tail: Tail, number: Number) -> str:
    silent = words("figure-light") | words("figure-lead") | words("figure-link")
    lead = next((w for w in tail.subject if w.text not in silent and w.pos not in {"d", "ad", "w", "TIME", "c"}), None)
    if lead is not None and lead.pos == "v" and lead is not tail.subject[-1]:
        return lead.text
    if state.done and _adjoins(state, number):
        return state.done[-1].verb
    return ""


def _in_turn(state: _State, number: Number, run: list[Number]) -> Reading | None:
    """A 10人、B 20人，分别增长1%、2%: the k-th number takes the name of the k-th of as many levels before."""
    levels = [r for r in state.done if r.kind == "Level" and r.number.end <= run[0].start]
    k = run.index(number)
    return levels[len(levels) - len(run) + k] if len(levels) >= len(run) > 1 else None


def _like_first(state: _State, first: Number, tail: Tail) -> Tail:
    """The verb and the comparison of a list's first number hold for the others."""
    lead = next((r for r in state.done if r.number is first), None)
    if lead is None or lead.direction is None:
        return tail
    return replace(tail, direction=lead.direction, compared=lead.compared, date=lead.date)


def _run_of(state: _State, number: Number) -> list[Number]:
    """The numbers that a list mark alone separates, around one of them."""
    numbers, text = list(state.numbers), state.line.text
    first = last = numbers.index(number)
    while first and text[numbers[first - 1].end : numbers[first].start] in {"、", "和", "，"}:
        first -= 1
    while last + 1 < len(numbers) and text[numbers[last].end : numbers[last + 1].start] in {"、", "和"}:
        last += 1
    return numbers[first : last + 1]


def _inherited(state: _State, number: Number) -> Reading | None:
    line = state.line
    if state.done:
        open_bracket = line.text.rfind("（", 0, number.start)
        inside = open_bracket >= 0 and "）" not in line.text[open_bracket : number.start]
        if inside and (outer := [r for r in state.done if r.until <= open_bracket]):
            return outer[-1]
        outside = [r for r in state.done if not _bracketed(line, r.number.start, number.start)] or state.done
        stated = [r for r in outside if r.kind in {"Level", "Proportion"} or r.own_label]
        return (stated or outside)[-1]
    return state.memory.level if _continues(line, number) else None


def _bracketed(line: Line, at: int, before: int) -> bool:
    """Whether a bracket around `at` is closed before `before`."""
    opened = line.text.rfind("（", 0, at)
    return opened >= 0 and "）" not in line.text[opened:at] and "）" in line.text[at:before]


def _continues(line: Line, number: Number) -> bool:
    """Whether a line goes on about the line before: it starts with a change or 其中."""
    first = [w for w in line.cut(0, number.start) if w.pos != "w"]
    return bool(first) and (first[0].text in words("figure-compare") | words("figure-up") | words("figure-down") or first[0].text == "其中")


def _clause_before(state: _State, start: int) -> str:
    line = state.line
    if start <= 0:
        return ""
    inner = line.text[start - 1] in "（("
    before = line.clause_start(start - 1, state.floor)
    parts = line.cut(before, start - 1)
    if inner:
        stop = next((i for i, w in enumerate(parts) if w.pos in {"d", "c", "v"} and i), len(parts))
        return label_of(line, parts[:stop])
    return label_of(line, parts)
