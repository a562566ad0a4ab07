"""What stands directly before a number: does it say a level, a change, a share, a difference, and of what.

The words between the clause's beginning (or the figure before) and the number are read from the right: first the
words that only link (达, 共有, 约), then a verb or noun of change, then the comparison (比上年), then the subject.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from kg.extract.metrics.line import BREAKS, Line, Word
from kg.lexicon import affixes, words
from kg.ontology import load
from kg.values.comparisons import find_comparisons

_YEAR = re.compile(r"(\d{4})年")
_WEAK = frozenset("高低多少快慢短长升降增减涨跌")
_PHRASE = 6
_SUMS = frozenset("量额值数模入口资产")
_COMPARING = re.compile("比，")
DITTO = re.compile(r"[（(]下同[）)]")
_FROM = frozenset({"由", "从", "自"})
_WITH = frozenset({"与", "同", "和", "较", "比"})
_BASE = frozenset({"同期", "末", "底", "初", "全年", "相比", "年末", "年底", "，"})
_WHOLE = frozenset({"为", "是", "相当于", "达", "达到", "相当", "约为", "仅为", "不足", "完成"})


class Tail(NamedTuple):
    """`subject` are the words that name the thing; `verb` the word of change, its `direction` Increase or Decrease."""

    subject: tuple[Word, ...]
    direction: str | None = None
    verb: str = ""
    link: str = ""
    share: bool = False
    arrived: bool = False
    compared: str | None = None
    date: dt.date | None = None
    difference: str = ""
    growth_noun: bool = False
    full: tuple[Word, ...] = ()
    of: str = ""


def tail_of(line: Line, start: int, end: int) -> Tail:
    """Read the words of `line.text[start:end]`, which end at a number."""
    parts = list(line.cut(start, end)) if start < end else []
    while parts and parts[0].pos == "w" and parts[0].text in "—-·":
        parts.pop(0)
    k, links = _strip_links(line, parts)
    to = any(w in words("figure-to") for w in links)
    tail = Tail(subject=tuple(parts[:k]), link="".join(reversed(links)), arrived=to)
    if not k:
        return tail
    rest = parts[:k]
    found = _from_to(line, rest, tail) or _change(rest, tail, to) or _over(rest, tail) or _share(rest, tail)
    return found or tail._replace(subject=_unmeasured(rest))


def changed_after(line: Line, end: int, tail: Tail) -> Tail:
    """实现5%的增长: the change may be named behind its amount."""
    if not line.text.startswith("的", end):
        return tail
    said = line.cut(end + 1, line.clause_end(end))[:1]
    verb = said[0].text if said else ""
    direction = _direction(verb, "figure-up", "figure-down") or _direction(verb, "figure-growth-up", "figure-growth-down")
    goes_on = said and line.text[said[0].end : said[0].end + 1] not in {*BREAKS, "、", "）", ""}
    if direction is None or goes_on or len(verb) < 2 or verb[-1] in "量额":
        return tail
    return tail._replace(direction=direction, verb=verb, share=False)


def weak_change(tail: Tail) -> Tail:
    """投资多 with 多 as the verb of change."""
    last = tail.subject[-1] if len(tail.subject) > 1 else None
    direction = _direction(last.text, "figure-up", "figure-down") if last is not None and last.text in _WEAK else None
    return tail._replace(subject=tail.subject[:-1], direction=direction, verb=last.text) if direction and last is not None else tail


def _strip_links(line: Line, parts: list[Word]) -> tuple[int, list[str]]:
    k, links = len(parts), []
    while k:
        w = parts[k - 1]
        if w.text == "兑" and k > 2 and parts[k - 2].pos in {"m", "n"}:  # 1美元兑7元
            k -= 2 if parts[k - 2].pos == "m" else 3
            continue
        if w.text == "的" and k > 2 and _timed(line, parts[k - 2]):  # 到2024年的94元
            k -= 2
            continue
        if w.text == "破" and k > 1 and parts[k - 2].text[-1] in _SUMS:
            links.append(w.text)
            k -= 1
            continue
        known = words("figure-arrive", "figure-link", "figure-ends-in-da")
        if w.pos == "v" and w.text[-1] == "达" and len(w.text) > 1 and w.text not in known:
            parts[k - 1] = Word(w.start, w.end - 1, w.text[:-1], w.pos)  # 提供法律援|助达
            links.append("达")
            break
        timed = _timed(line, w)
        if k > 1 and parts[k - 2].text == "每":  # 每人662元
            k -= 2
            continue
        if w.text in words("figure-link") or w.text in words("figure-to") or w.text in _FROM or timed and k > 1 or w.text in "、，":
            links.append(w.text)
            k -= 1
        else:
            break
    return k, links


def _timed(line: Line, w: Word) -> bool:
    return w.pos == "TIME" or line.in_period(w)


def _from_to(line: Line, parts: list[Word], tail: Tail) -> Tail | None:
    """费用从北京的1.3元, 比重由上年的5%: the words before 从 are the subject."""
    if parts[-1].text != "的":
        return None
    for k in range(len(parts) - 2, -1, -1):
        w = parts[k]
        if w.text in _FROM:
            return (_share(parts[:k], tail) or tail)._replace(subject=_share_subject(parts[:k]))
        placed = any(load().root(n.item.type) == "Place" and n.start <= w.start and w.end <= n.end for n in line.names)
        if not (w.pos in {"TIME", "LOC", "m", "f"} or placed or any(p.start <= w.start < p.end for p in line.periods)):
            return None
    return None


def _share_subject(parts: list[Word]) -> tuple[Word, ...]:
    shared = _share(parts, Tail(subject=tuple(parts)))
    return shared.subject if shared else tuple(parts)


def _change(parts: list[Word], tail: Tail, to: bool) -> Tail | None:
    w = parts[-1]
    rest = parts[:-1]
    if w.text in words("figure-arrive") or (to and w.text in words("figure-become")):
        found = _compared(rest, tail)._replace(arrived=True)
        return _share(found.subject, found) or found if found.subject else found
    natural = bool(rest) and rest[-1].text == "自然"
    growth = None if natural else _direction(w.text, "figure-growth-up", "figure-growth-down")
    if growth and any(p.text in words("figure-over", "figure-under") for p in rest):
        return _over(parts, tail)
    if growth:
        found = _compared(rest, tail._replace(direction=growth, verb=w.text, growth_noun=True))
        return found._replace(arrived=False)
    rest, w = _split_noun(rest, w)
    direction = _direction(_bare_verb(w.text), "figure-up", "figure-down")
    if direction is None or w.pos in {"n", "TIME"}:
        return None
    if w.text in words("figure-nominal-change") and rest and rest[-1].pos in {"v", "vn"}:
        return None
    found = _compared(rest, tail._replace(direction=direction, verb=_bare_verb(w.text)))
    if w.text in _WEAK and not to and found.compared is None and found.subject == tuple(rest) and "了" not in tail.link:
        return None
    if to:
        return found._replace(direction=None, verb="", arrived=True)
    return found


def _split_noun(rest: list[Word], w: Word) -> tuple[list[Word], Word]:
    """经济增长 as one noun before its amount is 经济 and 增长."""
    if w.pos not in {"n", "nz", "vn"} or len(w.text) <= 2 or not w.text.endswith(("增长", "下降", "上升", "减少", "增加")):
        return rest, w
    cut = w.end - 2
    return [*rest, Word(w.start, cut, w.text[:-2], "n")], Word(cut, w.end, w.text[-2:], "v")


@lru_cache(maxsize=4096)
def _bare_verb(text: str) -> str:
    """同比增长 as one word is 增长."""
    if not text.endswith(_change_verbs()):
        return text
    return next((v for v in _change_verbs() if text.endswith(v) and _adverb(text.removesuffix(v))), text)


def _adverb(text: str) -> bool:
    return text in words("figure-adverb") or text in {"名义", "仅"}


@cache
def _change_verbs() -> tuple[str, ...]:
    return tuple(sorted(v for v in words("figure-up", "figure-down") if len(v) > 1))


def _direction(text: str, up: str, down: str) -> str | None:
    if text in words(up):
        return "Increase"
    return "Decrease" if text in words(down) else None


def _compared(parts: list[Word], tail: Tail) -> Tail:
    """Cut the comparison off the end of the words before a verb of change."""
    k = next((i for i in range(len(parts) - 1, -1, -1) if _compares(parts, i)), None)
    if k is None:
        return tail._replace(subject=_unmeasured(parts))
    cut = k
    if parts[k].text in {"相比", "同期"}:
        cut = next((i for i in range(k - 1, max(-1, k - 8), -1) if parts[i].text in _WITH), k)
    base = DITTO.sub("", "".join(w.text for w in parts[cut:]))
    code, date = comparison_of(base)
    subject = _unmeasured(parts[:cut]) or _after_base(parts[cut:])
    other = any(w in base for w in words("figure-beside")) or _other_thing(parts[cut:], tail, code or date)
    return tail._replace(subject=subject, compared=code or "", date=date, difference=base + tail.verb if other and tail.verb else "")


def _other_thing(base: list[Word], tail: Tail, told: object) -> bool:
    """比各项贷款增速高: the base of 高, 快, 多 is another thing, not another time."""
    if told or tail.verb not in _WEAK or tail.growth_noun or len(base) < 2 or base[0].text not in {"比", "较"}:
        return False
    timed = any(w.pos in {"TIME", "m"} or any(c.isdigit() for c in w.text) for w in base)
    return not timed and not any(w.text.endswith(affixes("figure-base-noun")) or w.text in words("figure-no-year") for w in base)


def _after_base(parts: list[Word]) -> tuple[Word, ...]:
    """较上年事故起数减少: the subject may follow the base of the comparison."""
    k = 1
    while k < len(parts) and (parts[k].pos == "TIME" or parts[k].text in _BASE):
        k += 1
    numbered = any(c.isdigit() for w in parts[k:] for c in w.text)
    if numbered or not 1 < k < len(parts) or parts[0].text not in _WITH:
        return ()
    named = [w for w in parts[k:] if w.pos not in {"d", "ad"}]
    based = parts[k].text in "（“" or not named or named[-1].text.endswith(affixes("figure-base-noun"))
    return () if based else tuple(parts[k:])


def _compares(parts: list[Word], i: int) -> bool:
    w = parts[i]
    if w.text in {"同比", "环比"}:
        return True
    return w.text in words("figure-compare") and w.pos not in {"n", "nz"} and not (w.text == "比" and i and parts[i - 1].text == "占")


def comparison_of(base: str) -> tuple[str | None, dt.date | None]:
    """The code of a comparison's base (PreviousYear, PreviousPeriod) or its date: 比1985年 is 1985-12-31."""
    if any(w in base for w in words("figure-no-year")):
        return None, None
    if any(w in base for w in words("figure-last-period")):
        return "PreviousPeriod", None
    if any(w in base for w in words("figure-last-year")):
        return "PreviousYear", None
    if (year := _YEAR.search(base)) and int(year.group(1)) > 0:
        return None, dt.date(int(year.group(1)), 12, 31)
    return None, next((c.date for c in find_comparisons(base) if c.date), None)


def comparing_clause(line: Line, at: int) -> tuple[str | None, dt.date | None] | None:
    """与上年相比，…: what a clause that is nothing but a comparison sets the next clauses of the sentence against."""
    begin = line.text.rfind("；", 0, at) + 1
    if not _COMPARING.search(line.text, begin, at):
        return None
    for found in find_comparisons(line.text[begin:at]):
        first, last = begin + found.span.start, begin + found.span.end
        if line.clause_start(first) == first and line.text.startswith(("，", "比，"), last):
            return found.kind, found.date
    return None


def _unmeasured(parts: list[Word]) -> tuple[Word, ...]:
    """Without what a change is computed by (扣除物价因素, 按可比价格计算), and without adverbs at the end."""
    k = len(parts)
    while k and _idle(parts[k - 1]):
        k -= 1
    start: int | None = next((i for i in range(k) if parts[i].text in words("figure-measured-by") and k - i <= _PHRASE), None)
    if start is None or not any(w.text.endswith(affixes("figure-measure-phrase")) for w in parts[start:k]):
        return tuple(parts[:k])
    return tuple(parts[:start])


def _idle(w: Word) -> bool:
    if w.text in words("figure-adverb", "figure-link") or w.text in {"、", "，"}:
        return True
    return w.pos in {"d", "ad"} and not w.text.startswith("再")


def _over(parts: list[Word], tail: Tail) -> Tail | None:
    """高于全国平均水平2个百分点: a difference, named in full."""
    for k in range(len(parts) - 1, -1, -1):
        direction = _direction(parts[k].text, "figure-over", "figure-under")
        if direction is None or (parts[k].text in words("figure-up") and k + 1 == len(parts)):
            continue
        base = "".join(w.text for w in parts[k + 1 :])
        if not base and parts[k].text.endswith("于"):  # 低于|每立方米19微克: a limit, not a difference
            return tail._replace(subject=tuple(parts[:k]))
        loose = "的" in base or any(c.isdigit() for c in base)
        if parts[k].text == "超过" and (loose or not any(w in base for w in words("figure-beside"))):
            continue
        if "、" in tail.link or "，" in tail.link:  # 增速高于产值增速、突破2万元
            named = parts[: k - 1] if k > 1 and _direction(parts[k - 1].text, "figure-growth-up", "figure-growth-down") else parts[:k]
            return tail._replace(subject=tuple(named))
        words_after = "".join(w.text for w in parts[k:])
        return tail._replace(subject=tuple(parts[:k]), direction=direction, verb=parts[k].text, difference=words_after)
    return None


def _share(parts: Sequence[Word], tail: Tail) -> Tail | None:
    for k in range(len(parts) - 1, -1, -1):
        if parts[k].text in words("figure-share") and parts[k].text != "占比":
            named = parts[-1].text in words("figure-share-noun")
            whole = named and any(w.pos != "w" for w in parts[:k])
            of = "".join(w.text for w in parts[k:]) if named else "占比"
            subject = tuple(parts if whole else parts[:k])
            return tail._replace(subject=subject, share=True, full=tuple(parts), of="" if whole else of)
        if parts[k].text == "占比" and k == len(parts) - 1:
            return tail._replace(subject=tuple(parts[:k]), share=True, full=tuple(parts))
    if parts and parts[-1].text == "的":
        cut = next((i for i in range(len(parts) - 2, -1, -1) if parts[i].text in _WHOLE or parts[i].text in words("figure-more")), None)
        if cut is not None:
            base = "".join(w.text for w in parts[cut:-1])
            progress = base if parts[cut].text == "完成" else ""
            more = tail.link + parts[cut].text if parts[cut].text in words("figure-more") else tail.link
            of = "占" + base.removeprefix(parts[cut].text) + "比重" if more != tail.link else progress
            return tail._replace(subject=tuple(parts[:cut]), share=True, full=tuple(parts), of=of, link=more)
    return None
