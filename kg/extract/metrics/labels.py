"""The name of what a figure counts: from the words to its left, or the noun phrase to its right.

A label is short and complete: the aspect verb stays when it is what is counted (破获刑事案件), while periods, places,
agencies as subjects, adverbs and words of leading up (其中, 累计, 全省) go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from kg.extract.metrics.line import Line, Number, Word
from kg.lexicon import affixes, words
from kg.ontology import load

NOUNS = frozenset({"n", "nz", "nw", "vn", "an", "LOC", "ORG", "PER", "nr", "ns", "nt", "s"})
_VERBS = frozenset({"v", "vd"})
_PREDICATES = _VERBS | {"p", "d"}
_LEAD_POS = frozenset({"c", "p", "u", "w"})
_TRAIL_POS = frozenset({"c", "p", "xc", "TIME"})
_TRAIL = frozenset("的了着等继、，：—“")
_JOINTS = frozenset("和与及或、")
_LOOSE = frozenset({"c", "u", "p", "w", "d"})
_MARKS = frozenset("“”（）《》·/-")
_TRADE = frozenset({"出口", "进口", "进出口", "贸易"})
_LONG = 22
_PHRASE = 8
_SHORT = 3
_CASUALTY = {"亡": "死亡", "死": "死亡", "伤": "受伤"}
_NOTE = re.compile(r"\[\d+\]|［\d+］|〔\d+〕")
_CAPTION = re.compile(r"^[表图]\d.*全[市省国区县]")
_END_BRACKET = re.compile(
    r"(?<=..)[（(](?:[^（()）]*[A-Za-z][^（()）]*|(?:含|不含|包括|按|初步|单位|见)[^（()）]{3,}|[^（()）]*[：:][^（()）]*"
    r"|[^（()）]*数)[)）]$"
)
_CLOSED = (")", "）")
_EDGE = "的了之、，：；—-·\"。 ≥≤<>＞＜="


@dataclass(frozen=True, slots=True)
class Right:
    """The noun phrase after a number, and where it ends."""

    label: str
    end: int


def label_of(line: Line, parts: Sequence[Word], *, keep_subject: bool = True) -> str:
    """The label that some words of a line make, "" if none is left."""
    rest = _strip_lead(line, _after_excluded([w for w in parts if not line.in_period(w)]))
    start = next((i for i, w in enumerate(rest) if i and w.text in {"由", "从", "自"}), len(rest))
    rest = _strip_tail(_behind_handled(rest[:start]))
    rest = _without_subject(line, rest)
    text = _join(rest)
    if len(text) > _LONG and keep_subject:
        rest = _unbracketed(rest)
        text = _join(rest if len(_join(rest)) <= _LONG else _shorter(rest))
    return _tidy(text)


def _behind_handled(parts: list[Word]) -> list[Word]:
    """工程把输气能力, 排在前列的依次是盗窃罪: what is done something to, or listed, is the thing, not what stands before it."""
    for i in range(len(parts) - 2, 0, -1):
        handles = parts[i].text in {"把", "将"} and parts[i].pos == "p" and parts[i + 1].pos not in _VERBS
        lists = parts[i].text in {"是", "为"} and parts[i - 1].text in {"依次", "分别"}
        if (handles or lists) and any(x.pos in NOUNS for x in parts[i + 1 :]):
            return parts[i + 1 :]
    return parts


def _after_excluded(parts: list[Word]) -> list[Word]:
    """扣除自然因素影响后空气优良率: what was taken out first is no part of the name."""
    if parts and parts[0].text in {"扣除", "剔除"}:
        cut = next((i for i, w in enumerate(parts) if w.text == "后"), None)
        return parts if cut is None else parts[cut + 1 :]
    if parts and parts[0].text == "受":  # 受天气影响产量
        cut = next((i for i, w in enumerate(parts) if w.text == "影响"), None)
        return parts if cut is None else parts[cut + 1 :]
    if parts and parts[0].text in words("figure-by-way"):
        cut = next((i for i, w in enumerate(parts) if w.pos == "v" and w.text[0] not in "为是" and i > 1), None)
        return parts if cut is None else parts[cut:]
    return parts


def _strip_lead(line: Line, parts: list[Word]) -> list[Word]:
    drop = words("figure-lead", "figure-scope", "figure-light")
    k = 0
    while k < len(parts) and not _in_compound(parts, k):
        w = parts[k]
        if _trades(parts, k):
            k += 1
            break
        jump = _leading_name(line, parts, k) or _leading_phrase(parts, k)
        if jump:
            k = jump
        elif w.text.endswith("均") and len(w.text) > 1 and k + 1 < len(parts) and parts[k + 1].pos in NOUNS:  # 年均气温
            break
        elif w.text == "我" and k + 1 < len(parts) and parts[k + 1].text in {"省", "市", "区", "县", "州", "国"}:
            k += 2
        elif w.text == "全国" and not line.national and k + 1 < len(parts) and parts[k + 1].pos in NOUNS | {"a"}:
            break
        elif w.text in drop or _leads_act(parts, k) or _leads_up(parts, k):
            k += 1
        else:
            break
    return parts[k:]


def _leading_phrase(parts: list[Word], k: int) -> int:
    """在…中 and 该院 before an act: the index of the word behind them, else 0."""
    w = parts[k]
    if w.text == "该" and k + 2 < len(parts) and parts[k + 1].text in words("figure-pointed"):
        return k + 2
    if w.text[0] == "该" and w.text[1:] in words("figure-pointed") and k + 1 < len(parts):
        return k + 1
    if w.text != "在" or w.pos not in {"p", "v"}:
        return 0
    end = next((i for i in range(k + 1, min(len(parts), k + _PHRASE)) if parts[i].text in {"中", "上", "下", "期间", "过程中"}), None)
    return end + 1 if end is not None and end + 1 < len(parts) and parts[end + 1].pos in _VERBS else 0


def _trades(parts: list[Word], k: int) -> bool:
    """对东盟出口: the partner is part of the name of what is traded with it."""
    return parts[k].text == "对" and k + 2 < len(parts) and any(w.text in _TRADE for w in parts[k + 2 : k + _PHRASE])


def _leads_act(parts: list[Word], k: int) -> bool:
    """An adverb, or a word of intent, right before an act."""
    text = parts[k].text
    return text != "实际" and text in words("figure-adverb", "figure-intent") and _before_verb(parts, k)


def _before_verb(parts: list[Word], k: int) -> bool:
    return k + 1 < len(parts) and parts[k + 1].pos in _VERBS | {"d", "ad", "p", "m"}


def _leads_up(parts: list[Word], k: int) -> bool:
    """A conjunction, preposition, time or mark that only leads up to the name, and is no part of it (在园人数)."""
    w = parts[k]
    if w.pos == "TIME":
        after = parts[k + 1].text if k + 1 < len(parts) else ""
        counted = any(c.isdigit() or c in "一二三四五六七八九十" for c in w.text)
        return w.text in words("figure-time-lead") or (counted and not after.startswith(affixes("figure-after-years")))
    if w.pos == "w" and any(c.isalnum() for c in w.text):
        return False
    return w.pos in _LEAD_POS and w.text not in "“（《" and not _part_of_name(w)


def _in_compound(parts: list[Word], k: int) -> bool:
    """在园人数: a preposition with one character of a noun is part of the name."""
    after = parts[k + 1] if k + 1 < len(parts) else None
    return parts[k].text == "在" and after is not None and after.pos == "n" and len(after.text) == 1


def _part_of_name(w: Word) -> bool:
    return w.text.startswith(("非", "不", "未", "人均", "户均", "年均", "日均", "月均", "单位"))


def _leading_name(line: Line, parts: list[Word], k: int) -> int:
    """After a place, or an agency that acts, at the front: the index of the word behind it, else 0."""
    w = parts[k]
    for name in line.names:
        root = load().root(name.item.type)
        if not name.start <= w.start < name.end or root not in {"Place", "Agency"}:
            continue
        if name.item.text == "全国" and not line.national:
            continue
        after = next((i for i in range(k, len(parts)) if parts[i].start >= name.end), len(parts))
        if after == len(parts) or after == k:
            continue
        acts = parts[after].pos in _VERBS | {"d", "ad", "p", "vd"} or parts[after].text in words("figure-adverb")
        if acts or (root == "Place" and name.item.type != "Region"):
            return after
    return 0


def _strip_tail(parts: list[Word]) -> list[Word]:
    k = len(parts)
    while k and _trails(parts[k - 1]):
        k -= 1
    return [] if all(w.text in words("figure-adverb") for w in parts[:k]) else parts[:k]


def _trails(w: Word) -> bool:
    return w.pos in _TRAIL_POS or w.text in _TRAIL or w.text == "再" or w.text in words("figure-link") or _counts(w)


def _counts(w: Word) -> bool:
    return w.pos in {"m", "q"} and any(c.isdigit() or c in "一二三四五六七八九十两" for c in w.text)


def _without_subject(line: Line, parts: list[Word]) -> list[Word]:
    """公安机关共侦破案件: the counted act begins at its verb when an adverb of counting parts it from an acting body."""
    for i, w in enumerate(parts[:-2]):
        adverb = w.text in words("figure-acting-adverb") and w.pos in {"d", "ad", "vd", "v"}
        if i and adverb and parts[i + 1].pos in _VERBS:
            return _strip_lead(line, parts[i + 1 :])
    return parts


def _unbracketed(parts: list[Word]) -> list[Word]:
    """The words outside brackets."""
    kept, depth = [], 0
    for w in parts:
        depth += (w.text in {"（", "("}) - (w.text in {"）", ")"})
        if depth == 0 and w.text not in {"）", ")"}:
            kept.append(w)
    return kept


def _shorter(parts: list[Word]) -> list[Word]:
    """A long label from its last verb or last 的 on."""
    for i in range(len(parts) - 2, 0, -1):
        tail = "".join(w.text for w in parts[i:])
        if parts[i].pos == "v" and len(tail) > _SHORT and parts[i].text not in words("figure-attributive"):
            return parts[i - 1 :] if parts[i - 1].pos == "d" and _part_of_name(parts[i - 1]) else parts[i:]
        if parts[i].text == "的" and len(tail) > _SHORT + 3:
            return parts[i + 1 :]
    return parts


def _join(parts: Sequence[Word]) -> str:
    drop = words("figure-adverb")
    kept: list[Word] = []
    for w, after in zip_longest(parts, parts[1:]):
        if kept and w.text in {"完成", "实现", "共有", "拥有"} and after is not None and after.pos in NOUNS:
            continue
        adverb = w.text in drop and w.text != "实际" and after is not None and after.pos in _VERBS | {"d", "ad", "p"}
        if not adverb and w.text not in {"各类", "各级", "各种", "各"}:
            kept.append(w)
    return "".join(w.text for w in kept)


def _tidy(text: str) -> str:
    text = _NOTE.sub("", text) if "[" in text or "［" in text or "〔" in text else text
    text = _CAPTION.sub("", text) if text[:1] in ("表", "图") else text
    text = _END_BRACKET.sub("", text) if text.endswith(_CLOSED) else text
    for opener, closer in ("“”", "（）", "《》"):
        if text.count(opener) != text.count(closer):
            text = text.replace(opener, "").replace(closer, "")
    if text.startswith(affixes("figure-scope")):
        scope = next((w for w in words("figure-scope") if w != "全国" and text.startswith(w) and len(text) > len(w) + 1), "")
        text = text.removeprefix(scope)
    if text[:1] == "“" and text[-1:] == "”" and text.count("“") == 1:
        return text
    return text.strip(_EDGE)


def accident(label: str) -> str:
    """The accident that a label counts, or whose measure it is: 发生较大事故, 较大事故起数; "" where it names none."""
    ends = [label.rfind(w) + len(w) for w in words("figure-accident") if w in label]
    verb = next((w for w in words("figure-occur") if label.startswith(w)), "")
    return label[: max(ends)].removeprefix(verb) if ends else ""


def of_accident(name: str, label: str) -> str:
    """较大事故 and 亡 is 较大事故死亡."""
    return name + _CASUALTY.get(label, label)


def right_of(line: Line, number: Number, nexts: Sequence[Number], *, as_object: bool, free: bool = False) -> Right | None:
    """The noun phrase directly after a number, up to the predicate, the clause's end or the next figure.

    `as_object` says that a verb governs the number, so that verbs inside the phrase are its modifiers; `free` that
    nothing stands before the number in its clause.
    """
    limit = _limit(line, number, nexts)
    parts = line.cut(number.end, limit)
    if parts and parts[0].text == "的":
        parts = parts[1:]
    if (as_object or free) and number.quantity.unit not in words("figure-money") and (relative := _relative(parts)):
        return relative
    if parts and parts[0].pos in _VERBS and number.quantity.unit in words("figure-money"):
        return None
    taken = _noun_phrase(parts, as_object)
    if len(taken) > 2 and taken[0].text in words("figure-area-noun") and _describes(parts, taken):  # 9个地区环境较差的局面
        taken = taken[:1]
    elif number.quantity.unit and _describes(parts, taken):  # 9起情况复杂的案件
        parts = parts[len(taken) + 1 :]
        taken = _noun_phrase(parts, as_object)
    if taken and any(n.start == taken[-1].end for n in nexts):  # 近亲属、共济金额69亿元: the last member is the next one's
        taken = taken[: _last_mark(taken)]
    elif taken and line.text.startswith("等", taken[-1].end) and any(n.start == taken[-1].end + 1 for n in nexts):  # 中学和甲小学等20所
        taken = taken[: next((i for i, w in enumerate(taken) if i and w.text in _JOINTS), len(taken))]
    while taken and _loose_end(taken):
        taken.pop()
    if not taken or not any(w.pos in NOUNS or w.pos == "v" or w.text.endswith("级") for w in taken):
        return None
    label = _tidy("".join(w.text for w in taken))
    return Right(label, taken[-1].end) if label else None


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
    """4条通往两地的高速公路: a verb right after the number, a 的 behind it, then the head to the clause's end."""
    if not parts or parts[0].pos not in _VERBS | {"p"}:
        return None
    cut = next((i for i in range(len(parts) - 1, 0, -1) if parts[i].text == "的"), None)
    if cut is None or cut + 1 == len(parts):
        return None
    head = parts[cut + 1 :]
    if any(w.pos not in NOUNS | {"a"} for w in head):
        return None
    return Right(_tidy("".join(w.text for w in head)), head[-1].end)


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
    if w.pos in _VERBS:
        return _attributive(w, after, headed, as_object)
    if w.pos == "m":
        return (any(c.isdigit() for c in w.text) or w.text.endswith(("级", "类", "线"))) and after is not None
    return _joins(w, after, headed, bool(taken))


def _ends_phrase(w: Word) -> bool:
    finite = w.text in words("figure-finite") and w.text not in words("figure-attributive")
    return w.text in words("figure-all") or (finite and w.pos in _PREDICATES)


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
