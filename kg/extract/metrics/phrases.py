"""The noun phrase behind a number, which names what it counts: 7.1万|名干警, 打掉60个|团伙."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.metrics.labels import NOUNS, PREDICATES, VERBS, tidy
from kg.extract.metrics.line import Line, Number, Placed, Word
from kg.lexicon import affixes, words
from kg.model import Mention
from kg.ontology import load

_JOINTS = frozenset("和与及或、")
_LOOSE = frozenset({"c", "u", "p", "w", "d"})
_MARKS = frozenset("“”（）《》·/-")
_HELD = frozenset({"次", "场", "轮", "波", "批", "期", "项", "个"})
"""Units of what goes by a name and is held or done: of a plant of 20万吨 the number is a size."""


@dataclass(frozen=True, slots=True)
class Right:
    """The noun phrase after a number, and where it ends."""

    label: str
    end: int


def right_of(line: Line, number: Number, nexts: Sequence[Number], *, as_object: bool, free: bool = False) -> Right | None:
    """The noun phrase directly after a number, up to the predicate, the clause's end or the next figure.

    `as_object` says that a verb governs the number, so that verbs inside the phrase are its modifiers; `free` that
    nothing stands before the number in its clause.
    """
    found, named = _right_of(line, number, nexts, as_object, free), _named(line, number.end)
    whole = named is not None and named.end <= _limit(line, number, nexts) and number.quantity.unit in _HELD
    if named is not None and whole and (found is None or found.end < named.end):  # 3轮夜间巡查集中行动
        return Right(tidy(line.text[named.start : named.end]), named.end)
    return found


def _right_of(line: Line, number: Number, nexts: Sequence[Number], as_object: bool, free: bool) -> Right | None:
    limit = _limit(line, number, nexts)
    parts = line.cut(number.end, limit)
    if parts and parts[0].text == "的":
        parts = parts[1:]
    if (as_object or free) and number.quantity.unit not in words("figure-money") and (relative := _relative(parts)):
        return relative
    if parts and parts[0].pos in VERBS and number.quantity.unit in words("figure-money"):
        return None
    taken = _noun_phrase(parts, as_object)
    if _tells_of_areas(parts, taken) or (limit == line.clause_end(number.end) and _measured_areas(taken)):
        taken = taken[:1]
    elif number.quantity.unit and _describes(parts, taken):  # 9起情况复杂的案件
        parts = parts[len(taken) + 1 :]
        taken = _noun_phrase(parts, as_object)
    taken = _without_accidents(line, taken)
    if taken and any(n.start == taken[-1].end for n in nexts):  # 近亲属、共济金额69亿元: the last member is the next one's
        taken = taken[: _last_mark(taken)]
    elif taken and line.text.startswith("等", taken[-1].end) and any(n.start == taken[-1].end + 1 for n in nexts):  # 中学和甲小学等20所
        taken = taken[: next((i for i, w in enumerate(taken) if i and w.text in _JOINTS), len(taken))]
    while taken and _loose_end(taken):
        taken.pop()
    if not taken or not any(w.pos in NOUNS or w.pos == "v" or w.text.endswith("级") for w in taken):
        return None
    label = tidy("".join(w.text for w in taken))
    return Right(label, taken[-1].end) if label else None


def _named(line: Line, at: int) -> Placed[Mention] | None:
    """The programme or event whose name begins right behind a number."""
    return next((n for n in line.names if n.start == at and load().root(n.item.type) in {"Program", "Event"}), None)


def _tells_of_areas(parts: Sequence[Word], taken: list[Word]) -> bool:
    """9个地区环境较差的局面: areas, and right behind them how they are."""
    return len(taken) > 2 and taken[0].text in words("figure-area-noun") and _describes(parts, taken)


def _without_accidents(line: Line, taken: list[Word]) -> list[Word]:
    """27个单位事故起数下降: the units, of which the number of accidents is told."""
    for i, w in enumerate(taken):
        if w.text.endswith(affixes("figure-accident")) and line.text.startswith(affixes("figure-casualty-number"), w.end):
            before = taken[:i]
            while before and before[-1].text in words("figure-accident-kind"):
                before.pop()
            return before or taken
    return taken


def _measured_areas(taken: list[Word]) -> bool:
    """9个县空气质量优良: areas and their measure, of which no number is told."""
    measure = len(taken) > 1 and taken[-1].text.endswith(affixes("figure-measured"))
    return measure and taken[0].text in words("figure-area-noun")


def _describes(parts: Sequence[Word], taken: list[Word]) -> bool:
    """Whether a phrase is a noun and how it is, before 的 and the thing itself."""
    if not taken or taken[-1].pos != "a" or len(parts) <= len(taken) or parts[len(taken)].text != "的":
        return False
    return not any(w.text.endswith(affixes("figure-person")) for w in taken)


def _loose_end(taken: list[Word]) -> bool:
    """Whether a phrase ends in a word that belongs to what follows: a joint, or an adjective that says how its noun is."""
    last = taken[-1]
    if last.pos == "a" and not last.text.endswith("级"):
        return any(w.pos in NOUNS for w in taken)
    return (last.text in _JOINTS or last.pos in _LOOSE) and last.text not in "”）"


def _last_mark(taken: list[Word]) -> int:
    """The index of the last list mark outside brackets; all words where there is none."""
    depth = 0
    for i in range(len(taken) - 1, 0, -1):
        depth += (taken[i].text == "）") - (taken[i].text == "（")
        if depth == 0 and (taken[i].text == "、" or taken[i].pos == "c"):
            return i
    return len(taken)


def _limit(line: Line, number: Number, nexts: Sequence[Number]) -> int:
    end = line.clause_end(number.end)
    later = [n.start for n in nexts if n.start >= number.end]
    return min([end, *later])


def _relative(parts: Sequence[Word]) -> Right | None:
    """4条通往两地的高速公路: a verb behind the number, a 的 behind it, then the head to the clause's end."""
    verb = next((w for w in parts if w.pos not in {"d", "ad", "TIME"} and w.text not in words("figure-how-long")), None)
    if verb is None or verb.pos not in VERBS | {"p"}:
        return None
    cut = next((i for i in range(len(parts) - 1, 0, -1) if parts[i].text == "的"), None)
    if cut is None or cut + 1 == len(parts):
        return None
    head = parts[cut + 1 :]
    if any(w.pos not in NOUNS | {"a"} for w in head):
        return None
    return Right(tidy("".join(w.text for w in head)), head[-1].end)


def _noun_phrase(parts: Sequence[Word], as_object: bool) -> list[Word]:
    taken: list[Word] = []
    for i, w in enumerate(parts):
        after = parts[i + 1] if i + 1 < len(parts) else None
        if not _goes_on(w, after, taken, as_object):
            break
        taken.append(w)
    return taken


def _goes_on(w: Word, after: Word | None, taken: list[Word], as_object: bool) -> bool:
    """Whether a word still belongs to the noun phrase that `taken` began."""
    if _quoted(taken):
        return True
    headed = any(t.pos in NOUNS for t in taken)
    if _ends_phrase(w):
        return False
    if w.pos in NOUNS or w.pos in {"a", "q", "nw"}:
        return True
    if w.pos in VERBS:
        bound = bool(taken) and after is not None and taken[-1].text in words("figure-binds-verb")
        return bound or _attributive(w, after, headed, as_object)
    if w.pos == "m":
        return (any(c.isdigit() for c in w.text) or w.text.endswith(("级", "类", "线"))) and after is not None
    return _joins(w, after, headed, bool(taken))


def _ends_phrase(w: Word) -> bool:
    finite = w.text in words("figure-finite") and w.text not in words("figure-attributive")
    return w.text in words("figure-all") or (finite and w.pos in PREDICATES)


def _joins(w: Word, after: Word | None, headed: bool, begun: bool) -> bool:
    """Marks and small words inside a noun phrase: quotes, 、, 和, 等, 的, 人均."""
    if w.text in _MARKS:
        return w.text != "（" or begun
    if w.text == "的":
        return not headed
    if after is None:
        return False
    if w.text == "、" or w.pos == "c":
        stops = words("figure-finite", "figure-all")
        if after.text in {"以上", "以下"}:
            return headed
        return headed and after.pos in NOUNS | {"a", "v"} and after.text not in stops
    if w.text == "等":
        return headed and after.pos in NOUNS | {"a"}
    return w.text in {"以上", "以下", "内", "人均", "户均"} and after.pos in NOUNS


def _quoted(taken: list[Word]) -> bool:
    """Whether a quotation or bracket is still open."""
    text = "".join(w.text for w in taken)
    return any(text.count(a) > text.count(b) for a, b in ("“”", "（）", "《》"))


def _attributive(w: Word, after: Word | None, headed: bool, as_object: bool) -> bool:
    if after is None:
        return as_object and headed
    if after.pos not in NOUNS | {"a", "v"}:
        return headed and after.text in {"、", "和", "及", "与"}
    return as_object or w.text in words("figure-attributive")
