"""Names that stand elsewhere: in an earlier figure, a clause that is nothing but a name, the line before."""

from __future__ import annotations

from kg.extract.metrics.aside import outside
from kg.extract.metrics.figures import WAY_OF_SPEAKING
from kg.extract.metrics.kinds import PERCENT, POINTS, Reading, Unread
from kg.extract.metrics.labels import NOUNS, accident, label_of
from kg.extract.metrics.line import Line, Number, Word
from kg.extract.metrics.state import Spot, State, bracketed
from kg.extract.metrics.tails import Tail, comparing_clause, tail_of
from kg.lexicon import affixes, words

_NAME_POS = NOUNS | {"a", "u", "c", "TIME", "f", "m", "ad", "d", "q"}
_JOINING = frozenset({"占", "与", "和", "及"})
_NEAR = 6
_TOPIC = 4
_BODIES = frozenset({"所", "家", "个"})
_COUNTS = frozenset({"所", "家", "个", "座", "处", "条", "栋", "幢", "块", "片", "项", "套", "宗", "间"})


def inherited(state: State, number: Number, tail: Tail) -> Reading | None:
    """The figure whose name a nameless one takes: that before its bracket, else the last level, else the last line's."""
    line = state.line
    if not state.done:
        return state.memory.level if _continues(line, number) else None
    opened = line.text.rfind("（", 0, number.start)
    inside = opened >= 0 and "）" not in line.text[opened : number.start]
    if inside and (outer := [r for r in state.done if r.until <= opened]):
        return outer[-1]
    told = outside(line, state.done, number.start)
    free = [r for r in told if not bracketed(line, r.number.start, number.start)] or told
    stated = [r for r in free if (r.kind in {"Level", "Proportion"} or r.own_label) and not _progress(r)]
    return _alike(number, tail, stated) or next(reversed(stated or free), None)


def _progress(reading: Reading) -> bool:
    """完成全年计划的32%: told of the level before it, whose change may follow."""
    return reading.rule.startswith("share") and "完成" in reading.label


def _alike(number: Number, tail: Tail, stated: list[Reading]) -> Reading | None:
    """新开工项目90个、投资7亿元，较上年同期多8个: an amount of change goes with the level of its unit."""
    unit = number.quantity.unit
    if not tail.direction or not unit or unit in PERCENT or unit == "倍" or not stated or stated[-1].number.quantity.unit == unit:
        return None
    return next((r for r in reversed(stated) if r.number.quantity.unit == unit and r.kind == "Level"), None)


def _continues(line: Line, number: Number) -> bool:
    """Whether a line goes on about the line before: it starts with a change or 其中."""
    first = next((w for w in line.cut(0, number.start) if w.pos != "w"), None)
    starts = words("figure-compare", "figure-up", "figure-down") | {"其中"}
    return first is not None and first.text in starts


def clause_subject(state: State, start: int) -> str:
    """网上销量超过门店销量，占总量的4成: what the clause before, without a figure, tells of."""
    line = state.line
    if start < 2 or line.text[start - 1] != "，":
        return ""
    begin = line.clause_start(start - 1)
    if any(begin <= n.start < start for n in line.numbers):
        return ""
    parts = line.cut(begin, start - 1)
    stop = next((i for i, w in enumerate(parts) if w.pos in {"v", "vd", "d", "ad", "p"}), 0)
    named = all(w.pos in _NAME_POS for w in parts[:stop]) and stop and parts[stop - 1].pos in NOUNS
    label = label_of(line, parts[:stop]) if named else ""
    return label if len(label) >= _TOPIC else ""


def topic_clause(state: State, start: int) -> str:
    """人均纯收入，1982年为270元: a clause of nothing but a name, right before."""
    line = state.line
    if start < 2 or line.text[start - 1] not in "，：":
        return ""
    begin = line.clause_start(start - 1, state.floor)
    parts = [w for w in line.cut(begin, start - 1) if w.pos != "w"]
    if not parts or parts[0].text in words("figure-measured-by") | {"从", "在", "对", "分"}:
        return ""
    plain = all(w.pos in _NAME_POS or w.text in _JOINING for w in parts)
    return label_of(line, parts) if plain and parts[-1].pos in {"n", "vn", "nz"} else ""


def clause_before(state: State, start: int) -> str:
    """What the clause before tells of, as a last resort; before a bracket only its subject."""
    line = state.line
    if start <= 0:
        return ""
    begin = line.clause_start(start - 1, state.floor)
    parts = line.cut(begin, start - 1)
    spoken = any(u.reason == WAY_OF_SPEAKING and begin <= u.number.start < start for u in state.unread)  # 收入突破6亿元大关，达到…
    if spoken or line.text[start - 1] in "（(":
        stop = next((i for i, w in enumerate(parts) if w.pos in {"d", "c", "v"} and i), len(parts))
        return label_of(line, parts[:stop])
    if parts and parts[0].text == "从" and parts[-1].text in {"看", "来看", "上看"}:  # 从办案数量看
        return label_of(state.line, parts[1:-1])
    stop = len(parts)
    while stop > 1 and (parts[stop - 1].text in words("figure-up", "figure-down", "figure-same") or _how(parts[stop - 1])):
        stop -= 1
    return label_of(line, parts[:stop])


def _how(word: Word) -> bool:
    return word.pos in {"d", "ad", "vd"} or word.text in words("figure-adverb")


def lead_in(state: State, start: int) -> str:
    """比重分别为：华东36.3%…: the name that a colon before a list of places gives all of them."""
    colon = state.line.text.rfind("：", 0, start)
    if colon < 0:
        return ""
    return label_of(state.line, tail_of(state.line, state.line.clause_start(colon), colon).subject)


def reached_from(state: State, spot: Spot) -> str:
    """满意率为90%，整改率逐年提升，由2018年的97%上升至…: what a clause without a figure, right before 由, tells of."""
    begin = state.line.clause_start(spot.number.start, state.floor)
    if not state.done or not state.line.text.startswith(("由", "从"), begin) or begin < 2:
        return ""
    before = state.line.clause_start(begin - 1)
    return clause_before(state, begin) if before >= state.done[-1].until and state.line.text[begin - 1] == "，" else ""


def among(state: State, start: int) -> str:
    """刚通车的公路中，甲省有25条: what a clause before that ends in 中 says are counted."""
    if start < 2 or state.line.text[start - 1] != "，":
        return ""
    parts = state.line.cut(state.line.clause_start(start - 1, state.floor), start - 1)
    return label_of(state.line, parts[:-1]) if parts and parts[-1].text in {"中", "当中", "之中"} else ""


# ---- lists ------------------------------------------------------------------------------------------------------------


def run_of(state: State, number: Number) -> list[Number]:
    """The numbers that a list mark alone separates, around one of them."""
    numbers, text = list(state.numbers), state.line.text
    first = last = numbers.index(number)
    shared = "分别" in text[state.line.clause_start(number.start) : number.start]
    while first and _joined(text[numbers[first - 1].end : numbers[first].start], {"、", "和", "，"}, shared=shared):
        first -= 1
    while last + 1 < len(numbers) and _joined(text[numbers[last].end : numbers[last + 1].start], {"、", "和"}, shared=shared):
        last += 1
    return numbers[first : last + 1]


def _joined(between: str, marks: set[str], *, shared: bool) -> bool:
    """Whether what stands between two numbers makes them one list; behind 分别 a change may be said again (上升1%、下降2%)."""
    return between in marks or (shared and between[:1] in marks and between[1:] in words("figure-up", "figure-down"))


def shares_out(state: State, run: list[Number]) -> bool:
    """Whether 分别 stands before a list of numbers."""
    return "分别" in state.line.text[state.line.clause_start(run[0].start) : run[0].start]


def in_turn(state: State, number: Number, run: list[Number], *, alike: bool = True) -> Reading | None:
    """A 10人、B 20人，分别增长1%、2%: the k-th number takes the name of the k-th of as many levels before.

    `alike` says that amounts must have the units of those levels.
    """
    if any(u.number is run[0] for u in state.unread):
        return None
    begin = state.line.text.rfind("；", 0, run[0].start)
    stated = [r for r in state.done if begin < r.number.start and r.number.end <= run[0].start]
    levels = [r for r in stated if r.kind in {"Level", "Proportion"} or r.rule in {"new", "count-noun"}][-len(run) :]
    if len(levels) < len(run) or len(run) < 2 or any(_lost(u) and levels[0].number.start < u.number.start for u in state.unread):
        return None
    source = levels[run.index(number)]
    same = alike and number.quantity.unit not in PERCENT | {"倍"}
    return None if same and any(r.number.quantity.unit != n.quantity.unit for r, n in zip(levels, run, strict=True)) else source


def _lost(unread: Unread) -> bool:
    return unread.reason.startswith("no indicator") or unread.reason == "a bare number"


def paired(state: State, run: list[Number]) -> bool:
    """Whether a list without 分别 follows as many figures: A 5人、B 6人，增长1%、2%, or those that a 分别 gave out."""
    stated = [r for r in state.done if r.number.end <= run[0].start]
    before = stated[-len(run) :]
    if len(run) == len(before) > 1 and all(r.rule == "respective" for r in before):
        return True
    begin = state.line.text.rfind("；", 0, run[0].start)
    levels = [r for r in stated if begin < r.number.start]
    amounts = all(r.kind == "Level" and r.number.quantity.unit not in PERCENT for r in levels)
    return len(levels) == len(run) > 1 and amounts and all(n.quantity.unit in PERCENT for n in run)


def refused(state: State, number: Number) -> bool:
    """Whether a number was let go because several changes had nothing to be given to."""
    return any(u.number is number and "several changes" in u.reason for u in state.unread)


def like_first(state: State, first: Number, tail: Tail) -> Tail:
    """The verb and the comparison of a list's first number hold for the others."""
    lead = next((r for r in state.done if r.number is first), None)
    if lead is None or lead.direction is None:
        return tail
    return tail._replace(direction=tail.direction or lead.direction, compared=lead.compared, date=lead.date)


# ---- what a name lacks ------------------------------------------------------------------------------------------------


def other_measure(state: State, number: Number, source: Reading) -> bool:
    """Whether a level without a name has another unit than the figure it would take its name from."""
    unit, theirs = number.quantity.unit, source.number.quantity.unit
    if unit == theirs or unit in PERCENT or unit == "倍" or not (unit and theirs):
        return False
    return state.line.text[source.until : number.start][:1] not in {"、", "（"}


def owner(state: State) -> str:
    """中学429所，招生24万人: whose 招生 it is: the bodies counted before it, or its neighbour's."""
    at = state.numbers[-1].end
    for r in reversed([r for r in state.done if not bracketed(state.line, r.number.start, at)]):
        word = next((w for w in words("figure-dependent") if r.label.endswith(w) and len(r.label) > len(w)), "")
        if word:
            return r.label.removesuffix(word)
        if r.kind == "Level" and r.number.quantity.unit in _BODIES:
            return r.label
    return ""


def clause_owner(state: State, start: int) -> str:
    """…湿地公园，面积890公顷: the thing whose size it is, named alone in the clause before."""
    if start < 2 or state.line.text[start - 1] != "，":
        return ""
    begin = state.line.clause_start(start - 1, state.floor)
    if begin < state.floor or any(begin <= r.number.start for r in state.done):
        return ""
    parts = state.line.cut(begin, start - 1)
    named = parts and parts[-1].pos in NOUNS | {"w"} and any(w.pos in NOUNS and not state.line.in_period(w) for w in parts)
    return label_of(state.line, parts) if named else ""


def sized(state: State, number: Number) -> str:
    """场地8个、面积9万平方米: the things just counted, whose size is listed behind them."""
    last = state.done[-1] if state.done else None
    counts = last is not None and last.rule in {"level", "new", "count-noun"} and last.number.quantity.unit in _COUNTS
    return last.label if last is not None and counts and state.line.text[last.until : number.start].startswith("、") else ""


def ellipsis(state: State, spot: Spot, label: str) -> str:
    """甲业增加值增长2%，乙业增长5%: the measure said once for a list of industries."""
    if spot.unit in POINTS or label[-1] not in "业类" or spot.tail.share:
        return ""
    for r in reversed(state.done):
        noun = next((w for w in words("figure-measure-noun") if r.label.endswith(w)), "")
        if noun and r.label.removesuffix(noun)[-1:] in {"业", "类"} and r.number.quantity.unit == spot.unit:
            return noun if bool(r.direction) == bool(spot.tail.direction) else ""
    return ""


def event(state: State, spot: Spot) -> str:
    """矿难9起、亡12人: the accident just counted, whose dead or injured these are."""
    begin = state.line.text.rfind("；", 0, spot.number.start)
    named = (accident(r.label) for r in reversed(state.done) if begin < r.number.start)
    return next((name for name in named if name), "")


def object_of(state: State, spot: Spot) -> str:
    """受理刑事案件90件，审结80件: what the next act of a procedure is done to."""
    last = state.done[-1] if state.done else None
    before = [r for r in state.done if r.kind == "Level" and r.own_label]
    if last is None or not before or spot.unit not in words("figure-case-unit") or before[-1].number.quantity.unit != spot.unit:
        return ""
    verb = before[-1].verb
    return before[-1].label.removeprefix(verb) if verb and before[-1].label.startswith(verb) else ""


def paid_for(state: State, spot: Spot) -> str:
    """出口汽车50台，金额8万元: what a sum is for is the thing counted just before."""
    before = [r for r in state.done if r.kind == "Level" or r.rule == "new"][-1:]
    begin = before[0].until if before else 0
    apart = not before or any(mark in state.line.text[begin : spot.start] for mark in "；。")
    if apart or before[0].number.quantity.unit in words("figure-money") | PERCENT or before[0].label in words("figure-trade"):
        return ""
    return before[0].label


def sum_of(state: State, run: list[Number]) -> str:
    """金额 for all of 金额分别为7元、2元."""
    first = next((r for r in state.done if r.number is run[0] and r.source is not None), None)
    return next((w for w in words("figure-sum") if first.label == first.source.label + w), "") if first and first.source else ""


def other_trade(state: State, spot: Spot, label: str) -> str:
    """汽车出口50台，进口9台: the goods named with the other direction of trade; "" where none are."""
    other = {"出口": "进口", "进口": "出口"}[label]
    begin = state.line.text.rfind("；", 0, spot.number.start) if state.whole is None else 0
    named = [r.label for r in state.done if begin < r.number.start and r.kind == "Level" and other in r.label.replace("进出口", "")]
    found = next((x for x in reversed(named) if len(x) > len(other) and not x.endswith(affixes("figure-sum"))), "")
    return found.replace(other, label)


def compared_alike(state: State, spot: Spot, tail: Tail) -> Tail:
    """同比增加3万人，增长5%: a second change told right behind the first is against the same time."""
    last = state.done[-1] if state.done else None
    if not tail.direction or tail.compared is not None or tail.date or tail.difference or tail.verb in words("figure-new"):
        return tail
    if against := comparing_clause(state.line, spot.start):
        return tail._replace(compared=against[0] or "", date=against[1])
    if ditto := _ditto(state, spot):
        return tail._replace(compared=ditto)
    if tail.subject or last is None or not last.direction:
        return tail
    between = state.line.text[last.until : spot.number.start]
    near = len(between) <= _NEAR and not any(mark in between for mark in "；。（）")
    return tail._replace(compared=last.compared, date=last.date) if near and last.direction != "Unchanged" else tail


def _ditto(state: State, spot: Spot) -> str | None:
    averaged = "均" in state.line.text[state.line.clause_start(spot.number.start) : spot.number.start]
    return None if averaged else state.memory.ditto


def done(label: str) -> str:
    """What was carried out, of a label that names the plan (收入年初预算)."""
    plan = next((w for w in sorted(words("figure-plan-noun"), key=len, reverse=True) if label.endswith(w)), "")
    return label.removesuffix(plan) or label
