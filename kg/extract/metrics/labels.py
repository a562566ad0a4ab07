"""The name of what a figure counts, from words that stand before it.

A label is short and complete: the aspect verb stays when it is what is counted (破获刑事案件), while periods, places,
agencies as subjects, adverbs and words of leading up (其中, 累计, 全省) go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from kg.extract.metrics.line import Line, Word
from kg.lexicon import affixes, words
from kg.ontology import load

NOUNS = frozenset({"n", "nz", "nw", "vn", "an", "LOC", "ORG", "PER", "nr", "ns", "nt", "s"})
VERBS = frozenset({"v", "vd"})
PREDICATES = VERBS | {"p", "d"}
_LEAD_POS = frozenset({"c", "p", "u", "w"})
_TRAIL_POS = frozenset({"c", "p", "xc", "TIME"})
_TRAIL = frozenset("的了着等继、，：—“")
_TRADE = frozenset({"出口", "进口", "进出口", "贸易"})
_LONG = 22
_PHRASE = 8
_SHORT = 3
_CASUALTY = {"亡": "死亡", "死": "死亡", "伤": "受伤"}
_NOTE = re.compile(r"\[\d+\]|［\d+］|〔\d+〕")
_NUMBERING = re.compile(r"^(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)]|\d{1,2}[、．.])(?=[^\d])")
_SHORT_FORM = re.compile(r"[（(]以下(?:统一)?简?称为?[^（()）]*[）)]")
_OF_INTEREST = re.compile(r"^[^的]{1,8}(?:关心|关注|关切|期盼|瞩目)的(?=..)")
_CAPTION = re.compile(r"^[表图]\d.*全[市省国区县]")
_END_BRACKET = re.compile(
    r"(?<=..)[（(](?:[^（()）]*[A-Za-z][^（()）]*|(?:含|不含|包括|按|初步|单位|见)[^（()）]{3,}|[^（()）]*[：:][^（()）]*"
    r"|[^（()）]*数)[)）]$"
)
_CLOSED = (")", "）")
_EDGE = "的了之、，：；—-·\"。 ≥≤<>＞＜="


def label_of(line: Line, parts: Sequence[Word], *, keep_subject: bool = True) -> str:
    """The label that some words of a line make, "" if none is left."""
    rest = _strip_lead(line, _after_excluded([w for w in parts if not line.in_period(w)]))
    start = next((i for i, w in enumerate(rest) if i and w.text in {"由", "从", "自"}), len(rest))
    paid = rest[-1:] if start + 1 < len(rest) and rest[-1].text in words("figure-funding", "figure-pays") else []  # 园区由财政投资2亿元建成
    rest = _strip_tail(_behind_handled(rest[:start])) + paid
    rest = _without_subject(line, rest)
    text = _join(rest)
    if len(text) > _LONG and keep_subject:
        rest = _unbracketed(rest)
        text = _join(rest if len(_join(rest)) <= _LONG else _shorter(rest))
    return tidy(text)


def _behind_handled(parts: list[Word]) -> list[Word]:
    """工程把输气能力, 排在前列的依次是盗窃罪: what is done something to, or listed, is the thing, not what stands before it."""
    for i in range(len(parts) - 2, 0, -1):
        handles = parts[i].text in {"把", "将"} and parts[i].pos == "p" and parts[i + 1].pos not in VERBS
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


def _by_then(line: Line, word: Word) -> bool:
    """年底|前建成: what makes a time the latest one."""
    return word.text in {"前", "之前", "以前"} and any(p.end == word.start for p in line.periods)


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
        elif w.text in {"全国", "被"} and _begins_name(line, parts, k):
            break
        elif w.text in drop or _leads_act(parts, k) or _leads_up(parts, k) or _by_then(line, w):
            k += 1
        else:
            break
    return parts[k:]


def _begins_name(line: Line, parts: list[Word], k: int) -> bool:
    """全国|重点寺院 in a text on a place, 被|污染土壤: whether a word mostly dropped is part of the name."""
    after = parts[k + 1].pos if k + 1 < len(parts) else ""
    return after in VERBS | {"vn"} if parts[k].text == "被" else not line.national and after in NOUNS | {"a"}


def _leading_phrase(parts: list[Word], k: int) -> int:
    """在…中, 经…后 and 该院 before an act: the index of the word behind them, else 0."""
    w = parts[k]
    if w.text == "该" and k + 2 < len(parts) and parts[k + 1].text in words("figure-pointed", "figure-pointed-area"):
        return k + 2
    if w.text[0] == "该" and w.text[1:] in words("figure-pointed", "figure-pointed-area") and k + 1 < len(parts):
        return k + 1
    if w.text == "经":  # 经季节性调整后，环比增长0.4%
        return next((i + 1 for i in range(k + 1, min(len(parts), k + _PHRASE)) if parts[i].text in {"后", "之后"}), 0)
    if w.text != "在" or w.pos not in {"p", "v"}:
        return 0
    end = next((i for i in range(k + 1, min(len(parts), k + _PHRASE)) if parts[i].text in {"中", "上", "下", "期间", "过程中"}), None)
    return end + 1 if end is not None and end + 1 < len(parts) and parts[end + 1].pos in VERBS else 0


def _trades(parts: list[Word], k: int) -> bool:
    """对东盟出口: the partner is part of the name of what is traded with it."""
    return parts[k].text == "对" and k + 2 < len(parts) and any(w.text in _TRADE for w in parts[k + 2 : k + _PHRASE])


def _leads_act(parts: list[Word], k: int) -> bool:
    """An adverb, or a word of intent, right before an act."""
    text = parts[k].text
    if text == "还":  # 还|受理, but 还|本|付息
        return k + 1 < len(parts) and len(parts[k + 1].text) > 1 and _before_verb(parts, k)
    return text != "实际" and text in words("figure-adverb", "figure-intent") and _before_verb(parts, k)


def _before_verb(parts: list[Word], k: int) -> bool:
    return k + 1 < len(parts) and parts[k + 1].pos in VERBS | {"d", "ad", "p", "m"}


def _leads_up(parts: list[Word], k: int) -> bool:
    """A conjunction, preposition, time or mark that only leads up to the name, and is no part of it (在园人数)."""
    w = parts[k]
    if w.pos == "TIME":
        after = parts[k + 1].text if k + 1 < len(parts) else ""
        counted = any(c.isdigit() or c in "一二三四五六七八九十" for c in w.text)
        return w.text in words("figure-time-lead") or (counted and not after.startswith(affixes("figure-after-years")))
    if (w.pos == "w" and any(c.isalnum() for c in w.text)) or (w.pos == "p" and len(w.text) > 2):  # 在校生|人数
        return False
    return w.pos in _LEAD_POS and w.text not in "“（《" and not _part_of_name(w)


def _in_compound(parts: list[Word], k: int) -> bool:
    """在园人数, 因灾死亡: a preposition with one character of a noun is part of the name."""
    after = parts[k + 1] if k + 1 < len(parts) else None
    return parts[k].text in {"在", "因"} and after is not None and after.pos == "n" and len(after.text) == 1


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
        acts = parts[after].pos in VERBS | {"d", "ad", "p", "vd"} or parts[after].text in words("figure-adverb")
        if acts or (root == "Place" and name.item.type != "Region"):
            return after
    return 0


def _strip_tail(parts: list[Word]) -> list[Word]:
    k = len(parts)
    while k and _trails(parts[k - 1]):
        k -= 1
    return [] if all(w.text in words("figure-adverb") for w in parts[:k]) else parts[:k]


def _trails(w: Word) -> bool:
    return w.pos in _TRAIL_POS or w.text in _TRAIL or w.text == "再" or w.text in words("figure-link", "figure-hope") or _counts(w)


def _counts(w: Word) -> bool:
    return w.pos in {"m", "q"} and any(c.isdigit() or c in "一二三四五六七八九十两" for c in w.text)


def _without_subject(line: Line, parts: list[Word]) -> list[Word]:
    """公安机关共侦破案件: the counted act begins at its verb when an adverb of counting parts it from an acting body."""
    for i, w in enumerate(parts[:-2]):
        adverb = w.text in words("figure-acting-adverb") and w.pos in {"d", "ad", "vd", "v"}
        if i and adverb and parts[i + 1].pos in VERBS:
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
        adverb = w.text in drop and w.text != "实际" and after is not None and after.pos in VERBS | {"d", "ad", "p"}
        if not adverb and w.text not in {"各类", "各级", "各种", "各"}:
            kept.append(w)
    return "".join(w.text for w in kept)


def tidy(text: str) -> str:
    """A label without notes, captions, halves of brackets and marks at its edges."""
    text = _OF_INTEREST.sub("", _SHORT_FORM.sub("", _NUMBERING.sub("", text)))
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
