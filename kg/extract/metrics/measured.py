"""Numbers whose thing stands before them, or in an earlier figure: 总产值13778亿元，比上年增长5.3%."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kg.extract.metrics import inherit
from kg.extract.metrics.grades import graded
from kg.extract.metrics.kinds import PERCENT, Reading, kind_of
from kg.extract.metrics.labels import label_of, of_accident
from kg.extract.metrics.line import Line, Number, Word
from kg.extract.metrics.state import Spot, State, adjoins, is_named, runs_on
from kg.extract.metrics.tails import Tail
from kg.lexicon import affixes, words

_BODIES = frozenset({"个", "家", "名", "人", "户", "项", "所", "座", "条", "处", "件", "起", "只", "位"})
_AVERAGED = re.compile(r"[两二三四五六七八九十\d]+年(?:平均|年均)")
_OWN, _TAKEN, _GUESSED = 0.93, 0.9, 0.6


@dataclass(frozen=True, slots=True)
class _Name:
    """A figure's name: its own or taken from `source`; `run` are the numbers of its list."""

    label: str
    own: bool
    run: list[Number]
    source: Reading | None = None


def measured(state: State, spot: Spot) -> Reading | str:
    """The figure, or why the number is none."""
    found = _name(state, spot)
    if isinstance(found, str):
        return found
    reason = next((r for refuse in _REFUSALS if (r := refuse(state, spot, found))), None)
    if reason:
        return reason
    for complete in _COMPLETIONS:
        label = complete(state, spot, found)
        found = found if label == found.label else replace(found, label=label)
    if not found.label:
        return "no indicator: nothing near says what it counts"
    return _reading(state, spot, found)


def _reading(state: State, spot: Spot, name: _Name) -> Reading | str:
    tail = spot.tail
    listed = inherit.shares_out(state, name.run) or inherit.paired(state, name.run)
    if name.source is not None and listed and spot.number is not name.run[0]:
        tail = inherit.like_first(state, name.run[0], tail)
    tail = inherit.compared_alike(state, spot, tail)
    kind, direction, rule = kind_of(spot.number, tail, name.label)
    if kind is None:
        return "no direction: a change that does not say up or down"
    return Reading(
        spot.number,
        name.label,
        kind,
        rule if name.own else rule + "-inherited",
        _OWN if name.own else _TAKEN if name.source else _GUESSED,
        spot.number.end,
        spot.start,
        direction=direction,
        compared=tail.compared or None,
        date=tail.date,
        verb=_list_verb(state, spot),
        own_label=name.own,
        source=name.source,
        region=(spot.start, spot.number.end),
        linked=bool(tail.link) or tail.arrived,
        more=any(w in tail.link for w in ("破", *words("figure-more"))),
    )


# ---- finding the name -------------------------------------------------------------------------------------------------


def _name(state: State, spot: Spot) -> _Name | str:
    run = inherit.run_of(state, spot.number)
    label = label_of(state.line, spot.tail.subject)
    if _points_back(spot.tail, label):
        return "no indicator: it only points back"
    if label and _only_place(state.line, spot.tail):
        label = _of_places(state, spot, label)
        if not label:
            return "no indicator: only a place stands before it"
    label = graded(state, spot, label) or label or _progress(spot.tail) or inherit.topic_clause(state, spot.start)
    people = label in words("figure-casualty") and spot.unit in words("figure-people")
    if (people or label in words("figure-casualty-number")) and (event := inherit.event(state, spot)):
        return _Name(of_accident(event, label), True, run)
    if label not in words("figure-sum"):
        return _Name(label, True, run) if label else _taken(state, spot, run)
    each = inherit.in_turn(state, spot.number, run, alike=False) if inherit.shares_out(state, run) else None
    return _Name(each.label + label if each else label, True, run, each)


def _progress(tail: Tail) -> str:
    """已完成工程总量的50% says of what, 完成全年计划的50% only of which plan."""
    return tail.of if tail.of.startswith("完成") and not tail.of.endswith(affixes("figure-plan-noun")) else ""


def _taken(state: State, spot: Spot, run: list[Number]) -> _Name | str:
    if (sums := inherit.sum_of(state, run)) and (each := inherit.in_turn(state, spot.number, run, alike=False)):
        return _Name(each.label + sums, True, run, each)
    if inherit.shares_out(state, run) or inherit.paired(state, run):
        source = inherit.in_turn(state, spot.number, run)
        if source is None:
            return "no indicator: 分别 with no list to match"
    elif len(run) > 1 and (spot.tail.direction if spot.number is run[0] else inherit.refused(state, run[0])):
        return "no indicator: several changes and nothing to give them to"
    elif subject := inherit.reached_from(state, spot) or (spot.tail.share and inherit.clause_subject(state, spot.start)):
        return _Name(subject, True, run)
    else:
        source = inherit.inherited(state, spot.number, spot.tail)
    alone = spot.tail.of if spot.tail.of.endswith("比重") else ""  # 曾占到全国产值的20%
    label = _whose_change(source.label, spot) if source else alone or inherit.clause_before(state, spot.start)
    return _Name(inherit.done(label) if "完成" in spot.tail.link else label, False, run, source)


def _whose_change(label: str, spot: Spot) -> str:
    """降幅收窄0.7个百分点；环比下降0.2%: what goes down again is the thing, not its fall."""
    fall = next((w for w in words("figure-growth-up", "figure-growth-down") if label.endswith(w) and len(label) > len(w) + 1), "")
    return label.removesuffix(fall) if spot.tail.direction and spot.tail.compared and spot.unit in PERCENT else label


def _points_back(tail: Tail, label: str) -> bool:
    """以上三类占87%, 持平的为4个: words that stand for what was told before."""
    if not tail.subject:
        return False
    changes = words("figure-up", "figure-down", "figure-same")
    if label:
        return label in changes | words("figure-deictic") or (label[-1] == "者" and label[:-1].isdigit())
    return tail.subject[0].text in words("figure-deictic")


def _only_place(line: Line, tail: Tail) -> bool:
    """Whether the subject is a place and nothing else (江苏12.9%)."""
    named = [w for w in tail.subject if w.text not in words("figure-lead") and w.pos not in {"TIME", "w"}]
    listed = any(w.text == "、" for w in tail.subject)  # 甲县、乙县、丙县增加2人
    return (len(named) <= 2 or listed) and bool(named) and all(_is_place(line, w) for w in named)


def _is_place(line: Line, word: Word) -> bool:
    return word.pos == "LOC" or word.text in words("figure-region") or is_named(line, word, "Place")


def _of_places(state: State, spot: Spot, place: str) -> str:
    label = inherit.lead_in(state, spot.start) or inherit.among(state, spot.start)
    return f"{label}（{place}）" if label and place in words("figure-region") else label


# ---- refusals ---------------------------------------------------------------------------------------------------------


def _verb_alone(state: State, spot: Spot, name: _Name) -> str | None:
    last = spot.last
    lone = name.own and last is not None and last.pos == "v" and name.label == last.text
    if spot.tail.direction or name.label in words("figure-funding") or name.label[:-2] in words("figure-funding"):
        return None
    if name.own and last is not None and last.pos in {"a", "d", "ad"} and runs_on(state.line, spot.number):
        return "no indicator: what follows it is not its noun"
    if not lone:
        return None
    stray = spot.unit in PERCENT or runs_on(state.line, spot.number)
    return "no indicator: only a verb stands before it" if stray else None


def _modified(state: State, spot: Spot, name: _Name) -> str | None:
    """纳入监测的90个直报点: what stands before 的 describes the thing behind the number."""
    before = state.line.cut(spot.start, spot.number.start)
    timed = len(before) > 1 and (before[-2].pos == "TIME" or state.line.in_period(before[-2]))
    described = name.own and bool(before) and before[-1].text == "的" and not timed and spot.unit in _BODIES
    return "no indicator: what follows it is not its noun" if described and runs_on(state.line, spot.number) else None


def _body_alone(state: State, spot: Spot, name: _Name) -> str | None:
    """水利局先后3次会同…: a body that did something so often is no name of a figure."""
    bodies = spot.unit == "次" and name.own and spot.tail.subject and all(is_named(state.line, w, "Agency") for w in spot.tail.subject)
    return "no indicator: only a body stands before it" if bodies else None


def _next_member(state: State, spot: Spot, name: _Name) -> str | None:
    """甲部、17个省市共同推进…: what stands before the 、 is one member of a list, the number with its thing the next."""
    own = name.own and name.source is None and not adjoins(state, spot.number) and not spot.tail.direction
    before = state.line.text[: spot.number.start]
    listed = before.endswith("、") or (before.endswith("等") and "、" in name.label)  # 甲报、乙报等20多家媒体
    other = own and listed and runs_on(state.line, spot.number)
    return "no indicator: what stands before it is another member of the list" if other else None


def _too_little(state: State, spot: Spot, name: _Name) -> str | None:
    short = name.own and (len(name.label) == 1 or name.label in words("figure-unit-noun"))
    return "no indicator: too little stands before it" if short else None


def _not_its_noun(state: State, spot: Spot, name: _Name) -> str | None:
    if name.own or spot.unit in PERCENT or not runs_on(state.line, spot.number):
        return None
    if name.source is not None and _of_those_counted(state, spot, name.source):
        return None
    return "no indicator: what follows it is not its noun"


def _of_those_counted(state: State, spot: Spot, source: Reading) -> bool:
    """组织9支队伍80人参加: how many people those just counted are, before what they do."""
    touches = source.until == spot.number.start and source.rule == "count-noun" and spot.unit in words("figure-people")
    behind = state.line.cut(spot.number.end, state.line.clause_end(spot.number.end))[:1]
    return touches and source.number.quantity.unit not in words("figure-people") and any(w.pos == "v" for w in behind)


def _other_unit(state: State, spot: Spot, name: _Name) -> str | None:
    if name.source is not None and state.line.text[name.source.until : spot.number.start] == "":  # 贫困人口300户900人
        return None
    if name.own or name.source is None or spot.tail.direction or not inherit.other_measure(state, spot.number, name.source):
        return None
    return "no indicator: another unit than the figure before"


def _unmatched(state: State, spot: Spot, name: _Name) -> str | None:
    if name.own and name.source is None and len(name.run) > 1 and inherit.shares_out(state, name.run):
        return "no indicator: 分别 with no list to match"
    return None


_REFUSALS: tuple[Callable[[State, Spot, _Name], str | None], ...] = (
    _verb_alone,
    _too_little,
    _modified,
    _body_alone,
    _next_member,
    _not_its_noun,
    _other_unit,
    _unmatched,
)


# ---- completing the name ----------------------------------------------------------------------------------------------


def _with_growth(state: State, spot: Spot, name: _Name) -> str:
    """增速 alone is that of the figure before."""
    bare = words("figure-growth-up", "figure-growth-down", "figure-share-noun")
    if name.own and name.label in bare:
        before = inherit.inherited(state, spot.number, spot.tail)
        return before.label + name.label if before else name.label
    return name.label


def _with_money(state: State, spot: Spot, name: _Name) -> str:
    """投入187亿元: a sum after a verb of funding is money."""
    funding = name.own and spot.unit in words("figure-money") and name.label in words("figure-funding")
    return name.label + "资金" if funding else name.label


def _with_owner(state: State, spot: Spot, name: _Name) -> str:
    if name.own and name.label in words("figure-sum") and name.source is None:
        return inherit.paid_for(state, spot) + name.label
    if name.own and name.label in words("figure-trade"):
        return inherit.other_trade(state, spot, name.label) or name.label
    if name.own and name.label in words("figure-dependent"):
        return inherit.owner(state) + name.label
    if name.own and name.label in words("figure-attribute"):
        return (inherit.clause_owner(state, spot.start) or inherit.sized(state, spot.number)) + name.label
    if name.own and name.label in words("figure-bare-verb") and adjoins(state, spot.number):
        return state.done[-1].label + name.label
    last = spot.last
    alone = name.own and last is not None and last.pos in {"v", "vn"} and name.label == last.text and last.text[-1] not in "案诉"
    return name.label + inherit.object_of(state, spot) if alone else name.label


def _with_share(state: State, spot: Spot, name: _Name) -> str:
    """占总量的比重为7%: the share, told from the thing itself."""
    label, of = name.label, spot.tail.of
    if not (spot.tail.share and of and label) or label.endswith(affixes("figure-rate")) or "占" in label or label == of:
        return label
    return label + (of if len(of) <= len(label) + 10 else "占比")


def _with_measure(state: State, spot: Spot, name: _Name) -> str:
    return name.label + inherit.ellipsis(state, spot, name.label) if name.own and name.label else name.label


def _with_difference(state: State, spot: Spot, name: _Name) -> str:
    return name.label + spot.tail.difference if name.label else ""


def _with_average(state: State, spot: Spot, name: _Name) -> str:
    """同比增长9.8%，两年平均增长5.2%: the mean of some years is another measure than the year's change."""
    mean = _AVERAGED.search(state.line.text, spot.start, spot.number.start) if spot.tail.direction and name.label else None
    return f"{name.label}（{mean[0]}）" if mean and mean[0] not in name.label else name.label


def _with_verb(state: State, spot: Spot, name: _Name) -> str:
    """打掉组织60个、团伙593个: the list's verb."""
    leads = any(w.pos == "v" for w in spot.tail.subject[:2])
    measure = spot.unit in words("figure-money") and name.label.endswith(affixes("figure-measured"))  # 接待游客9人、旅游收入5元
    if leads or measure or not (name.own and name.label and adjoins(state, spot.number)):
        return name.label
    verb = _list_verb(state, spot)
    return name.label if name.label.startswith(verb) else verb + name.label


def _list_verb(state: State, spot: Spot) -> str:
    silent = words("figure-light", "figure-lead", "figure-link")
    subject = spot.tail.subject
    lead = next((w for w in subject if w.text not in silent and w.pos not in {"d", "ad", "w", "TIME", "c"}), None)
    if lead is not None and lead.pos == "v" and lead is not subject[-1]:
        first = subject.index(lead)
        second = subject[first + 1] if first + 2 < len(subject) else None  # 督促|保护|耕地
        return lead.text + second.text if second is not None and second.pos in {"v", "vn"} and _urges(lead) else lead.text
    return state.done[-1].verb if adjoins(state, spot.number) else ""


def _urges(word: Word) -> bool:
    return word.text in words("figure-urging")


_COMPLETIONS: tuple[Callable[[State, Spot, _Name], str], ...] = (
    _with_growth,
    _with_money,
    _with_owner,
    _with_share,
    _with_measure,
    _with_difference,
    _with_verb,
    _with_average,
)
