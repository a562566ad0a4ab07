"""Numbers whose thing follows them: 7.1万名干警, 打掉60个团伙, 89%的企业."""

from __future__ import annotations

import re

from kg.extract.metrics.kinds import PERCENT, POINTS, Reading
from kg.extract.metrics.labels import NOUNS, label_of
from kg.extract.metrics.line import Line
from kg.extract.metrics.phrases import Right, right_of
from kg.extract.metrics.state import Spot, State, adjoins, is_scope, runs_on
from kg.extract.metrics.tails import Tail
from kg.lexicon import affixes, words

_NEW = ("新增", "净增")
_SHORT = 4
_WHO = 10
_REACH = 5
_ACT = 18
_AMONG = re.compile(r"(?:之?中|当中)，?(?:仅|只|已|就|共)?有?")


def counted(state: State, spot: Spot) -> Reading | str | None:
    """The figure that a number and the noun phrase after it make; None where the phrase is not its thing."""
    if spot.unit in words("figure-noun-like-unit") and spot.nexts and spot.nexts[0].start == spot.number.end:
        return "no indicator: the noun behind the next number is not its thing"  # 9班300个学位
    governed = _governed(state, spot)
    right = _thing(state, spot, governed) or _act_after(state.line, spot)
    if (some := _of_those_before(state, spot, right)) is not None:
        return _reading(state, spot, some, governed)
    if right is None:
        return None
    if not spot.unit and right.label in words("figure-unit-noun"):
        return "an unknown unit"
    if _whom(state.line, spot, right):
        return "no indicator: it only says whom the next figure is of"
    if _specifies(state.line, spot, right):
        return "a specification of the thing, not its count"
    return _reading(state, spot, right, governed)


def _reading(state: State, spot: Spot, right: Right, governed: bool) -> Reading:
    verb = _counting_verb(spot.tail) or (state.done[-1].verb if adjoins(state, spot.number) else "")
    direction = "Increase" if verb.startswith(_NEW) else None
    if spot.tail.verb in words("figure-new"):
        direction = spot.tail.direction
    label, until = _headed(state.line, spot, right)
    proportion = spot.unit in PERCENT or spot.unit == "倍"
    if spot.unit in PERCENT and len(label) <= _SHORT:
        label = _those_who(state.line, right) + label
    if verb and not proportion and len(verb) <= len(label) + _SHORT:
        label = verb + label
    kind = "AbsoluteChange" if direction else "Proportion" if proportion else "Level"
    return Reading(
        spot.number,
        label,
        kind,
        "count-noun",
        0.85,
        until,
        spot.start,
        direction=direction,
        verb=verb,
        governed=governed,
        region=(spot.start, right.end),
    )


def _governed(state: State, spot: Spot) -> bool:
    """Whether a verb governs the number: one right before it, or that of the list it goes on."""
    tail, number = spot.tail, spot.number
    if tail.direction and not tail.growth_noun:
        return True
    before = state.line.cut(state.line.clause_start(number.start, state.floor), number.start)
    light = words("figure-light") - words("figure-pivot")
    if before and before[-1].text in light and before[-1].pos == "v":
        return True
    if spot.last is None:
        return adjoins(state, number) and state.done[-1].governed
    return spot.last.pos in {"v", "vd"} and spot.last.text not in words("figure-pivot")


def _thing(state: State, spot: Spot, governed: bool) -> Right | None:
    """The noun phrase after the number, where it is the thing counted and not the next figure's name."""
    ahead = state.line.cut(spot.start, spot.number.start)[-1:]
    if ahead and ahead[0].pos == "p" and ahead[0].text in {"对", "向", "给"}:  # 对9名获奖个人进行表彰
        plain = right_of(state.line, spot.number, spot.nexts, as_object=False)
        return plain or right_of(state.line, spot.number, spot.nexts, as_object=True)
    right = _phrase(state.line, spot, governed)
    if right is not None and spot.unit in PERCENT and right.label in words("figure-level-noun"):
        return None
    if right is None or spot.tail.share or spot.unit in POINTS or _changes(spot):
        return None
    before = state.line.cut(spot.start, spot.number.start)
    if _sizes(state.line, spot):
        return None
    if before and before[-1].text in {"将", "把"}:
        return right_of(state.line, spot.number, spot.nexts, as_object=False)
    exists = spot.tail.link in words("figure-exists") or (bool(before) and before[-1].text in words("figure-exists"))
    nominal = spot.last is not None and spot.last.pos in NOUNS and not is_scope(state.line, spot.last)
    touches = any(n.start == right.end for n in spot.nexts)
    if nominal and not exists and (touches or spot.tail.link or spot.tail.arrived):
        return None
    return right


def _sizes(line: Line, spot: Spot) -> bool:
    """全长90公里的铁路: whether the number is a size, told before it, of the thing behind 的."""
    return line.text.startswith("的", spot.number.end) and "".join(w.text for w in spot.tail.subject) in words("figure-attribute")


def _phrase(line: Line, spot: Spot, governed: bool) -> Right | None:
    number, nexts = spot.number, spot.nexts
    if nexts and nexts[0].start == number.end:  # 4638户16934名贫困人口
        shared = right_of(line, nexts[0], nexts[1:], as_object=governed)
        return Right(shared.label, number.end) if shared else None
    right = right_of(line, number, nexts, as_object=governed, free=not line.cut(spot.start, number.start))
    if right and right.label.endswith("级") and nexts and line.text[right.end : nexts[0].start] == "、":
        fuller = right_of(line, nexts[0], nexts[1:], as_object=governed)
        if fuller and "级" in fuller.label[:_REACH]:  # 20个国家级、19个省级重点县
            return Right(right.label + fuller.label.split("级", 1)[1], right.end)
    return right


def _changes(spot: Spot) -> bool:
    """Whether the number is an amount of change, so that what follows it is no thing counted."""
    tail = spot.tail
    if tail.direction is None:
        return False
    plain = tail.verb not in words("figure-new") and not tail.difference
    return spot.unit in PERCENT or (plain and (tail.compared is not None or tail.growth_noun))


def _act_after(line: Line, spot: Spot) -> Right | None:
    """2.6万人脱贫: people and what they did, to the end of the clause or list member."""
    number = spot.number
    free = spot.last is None or is_scope(line, spot.last) or spot.last.text in words("figure-pivot", "figure-causing")
    if spot.unit not in words("figure-people") | {"%"} or spot.tail.direction or spot.tail.share or not free:
        return None
    end = line.clause_end(number.end)
    listed = line.text.find("、", number.end, end)
    parts = line.cut(number.end, listed if listed > 0 else end)
    if not parts or parts[0].pos not in {"v", "vn", "vd", "p"} or parts[-1].end - number.end > _ACT:
        return None
    if any(number.start < n.start < parts[-1].end for n in line.numbers):
        return None
    label = label_of(line, parts)
    return Right(label, parts[-1].end) if label else None


def _specifies(line: Line, spot: Spot, right: Right) -> bool:
    """1000千伏线路1240公里, 最大的750千伏电网: a measured size of a thing that has its own number, or none."""
    if spot.unit in words("figure-spec-unit"):
        return True
    touched = any(n.start == right.end for n in spot.nexts)
    described = line.text[: spot.number.start].endswith("的") and not spot.tail.direction
    sized = spot.unit.endswith(affixes("figure-size-unit")) or (touched and spot.number.upper is not None)
    return sized and (touched or described)


def _of_those_before(state: State, spot: Spot, right: Right | None) -> Right | None:
    """9个市中，有4个事故起数下降: 4 are some of the 9, where behind it stands no other thing but what is told of them."""
    whole, line, at = state.done[-1] if state.done else None, state.line, spot.number.end
    if whole is None or whole.rule != "count-noun" or whole.number.quantity.unit != spot.unit:
        return None
    if spot.unit in PERCENT or not _AMONG.fullmatch(line.text, whole.until, spot.number.start):
        return None
    thing = whole.label.removeprefix(whole.verb)
    plain = thing.partition("（")[0]
    if plain and line.text.startswith(plain, at):  # 6个行业中2个行业产值下降
        return Right(thing, at + len(plain))
    told = right is None or right.label.endswith(_measures()) or line.text.startswith(_measures(), right.end)
    return Right(thing, at) if told and runs_on(line, spot.number) else None


def _measures() -> tuple[str, ...]:
    return affixes("figure-measured", "figure-casualty-number")


def _whom(line: Line, spot: Spot, right: Right) -> bool:
    """90个城市平均浓度为30微克: the things whose measure the next number is; behind 有 it would be a count of its own."""
    after = next((n for n in spot.nexts if n.start > right.end), None)
    if after is None or spot.unit in PERCENT:
        return False
    label, until = _headed(line, spot, right)
    if label.endswith(affixes("figure-each")):
        return True
    if until == spot.number.end:
        return False
    between = line.cut(right.end, after.start)
    last = line.cut(spot.number.end, right.end)
    linked = bool(between) and all(w.text in words("figure-is") for w in between)
    return linked and last[-1].text.endswith(affixes("figure-measured")) and after.quantity.unit != spot.unit


def _headed(line: Line, spot: Spot, right: Right) -> tuple[str, int]:
    """28家公司市值总计4666亿元: the measure at the phrase's end belongs to the next number of the clause."""
    later = any(right.end <= n.start < line.clause_end(right.end) for n in line.numbers)
    measures = sorted(words("figure-measure-noun"), key=len, reverse=True)
    nouns = (w for w in measures if right.label.endswith(w) and len(right.label) > len(w) + 1)
    noun = next(nouns, "")
    if noun and later and spot.unit not in PERCENT:
        return right.label.removesuffix(noun), spot.number.end
    return right.label, right.end


def _those_who(line: Line, right: Right) -> str:
    """89%的企业具有管理系统: the rest of the clause tells which of them, 具有管理系统的."""
    end = line.clause_end(right.end)
    rest, parts = line.text[right.end : end], line.cut(right.end, end)
    if not parts or parts[0].pos not in {"v", "vd", "d", "p"} or len(rest) > _WHO or any(c.isdigit() for c in rest):
        return ""
    return rest + "的"


def _counting_verb(tail: Tail) -> str:
    """The verb before the number, where it tells what was done with the things (打掉), not only that they are there."""
    if tail.verb in words("figure-new"):
        return tail.verb
    last = tail.subject[-1] if tail.subject else None
    silent = words("figure-light", "figure-pivot") | words("figure-lead", "figure-link")
    return last.text if last is not None and last.pos == "v" and last.text not in silent else ""
