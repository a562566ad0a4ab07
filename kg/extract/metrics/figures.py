"""Which numbers are figures: every number that is none gets the reason why.

A rule looks at the number, the words around it and the names it stands in. The order is that of the reasons' weight:
what is part of a name is never asked whether it is an age.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from itertools import dropwhile, takewhile

from kg.extract.metrics.line import Line, Number
from kg.extract.metrics.tails import tail_of
from kg.lexicon import affixes, alternation, words
from kg.ontology import load

_THINGS = frozenset({"n", "nz", "vn", "s", "LOC"})
_HAN_DIGITS = frozenset("一二两三四五六七八九十百千万亿零〇俩仨半廿卅")
_SMALL = Decimal(20)
_BIG = Decimal(10000)
_NAMING = frozenset({"Program", "Document", "Event", "Concept", "Agency", "Person", "Place"})
_QUOTE = {"“": "”", "《": "》", "「": "」", "〈": "〉", "‘": "’"}
_LONGEST_QUOTED_NAME = 22
_LIST_NUMBER = re.compile(r"(?:^|[。；：])[——\-\s]*[（(]?$")
_RATIO = re.compile(r"\d+(?:\.\d+)?(?:\s*[:：∶︰]\s*\d+(?:\.\d+)?)+")

Reason = str
WAY_OF_SPEAKING = "a way of speaking"
BASE = "a base of comparison"


def not_a_figure(line: Line, number: Number) -> Reason | None:
    """Why a number is no figure, or None where it may be one."""
    return next((reason for rule in _RULES if (reason := rule(line, number))), None)


def _inside_word(line: Line, number: Number) -> Reason | None:
    """进一步, 万元: a numeral that begins inside a word is no number of its own."""
    if line.text[number.start] not in _HAN_DIGITS:
        return None
    cut = (w for w in line.words if w.pos not in {"m", "TIME", "q"})
    inside = any(w.start < number.start < w.end or w.start <= number.start < number.end < w.end for w in cut)
    return "part of a word" if inside else None


def _in_period(line: Line, number: Number) -> Reason | None:
    inside = any(p.start < number.end and number.start < p.end for p in line.periods)
    return "part of a date or period" if inside else None


def _ordinal(line: Line, number: Number) -> Reason | None:
    before, after = line.text[: number.start], line.text[number.end :]
    if before.endswith("第"):
        return "an ordinal"
    if number.quantity.unit == "届" or after.startswith("届"):
        return "an ordinal"
    if number.quantity.unit == "车次" and before.endswith(affixes("figure-train")):
        return "the number of a train"
    if number.quantity.unit.endswith(("公里", "米", "海里")) and after.startswith("处"):
        return "how far off a place is"
    if number.quantity.unit in {"位", "名"} and before.endswith(affixes("figure-rank")):
        return "a rank"
    return None


def _in_quotes(line: Line, number: Number) -> Reason | None:
    for opener, closer in _QUOTE.items():
        start = line.text.rfind(opener, 0, number.start)
        if start < 0 or closer in line.text[start : number.start]:
            continue
        end = line.text.find(closer, number.end)
        inner = line.text[start + 1 : end] if end > 0 else ""
        if opener in "《〈" or (inner and len(inner) <= _LONGEST_QUOTED_NAME and not re.search("[，。；]", inner)):
            return "inside a quoted name"
    return None


def _in_name(line: Line, number: Number) -> Reason | None:
    for name in line.names:
        if load().root(name.item.type) in _NAMING and name.start < number.start and number.end < name.end:
            return f"part of the name {name.item.text}"
    return None


def _numbering(line: Line, number: Number) -> Reason | None:
    q, after = number.quantity, line.text[number.end : number.end + 1]
    if q.unit or number.upper:
        return None
    before = line.text[: number.start]
    if _LIST_NUMBER.search(before) and after in {"、", "．", ".", "）", ")", ""}:
        return "a list number"
    if before.endswith(("[", "【", "〔")) and after in {"]", "】", "〕"}:
        return "a note mark"
    if before.endswith(("（", "(")) and after in {"）", ")"}:
        return "a list number"
    if before.endswith(("表", "图", "附件", "专栏", "注", "附表")):
        return "the number of a table or note"
    return None


def _glued(line: Line, number: Number) -> Reason | None:
    """12345, 1+20+N, 5G, 4A, COVID-19: digits joined to Latin letters or signs."""
    before = line.text[number.start - 1 : number.start]
    after = line.text[number.end : number.end + 1]
    if number.quantity.unit:
        return "part of a code" if _latin(before) or before == "+" else None
    joined = _latin(before) or _latin(after) or (before and before in "+-/_#.") or (after and after in "+_#/")
    return "part of a code" if joined else None


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _age(line: Line, number: Number) -> Reason | None:
    if number.quantity.unit not in {"岁", "周岁", "月龄"}:
        return None
    rest = line.text[number.end : line.clause_end(number.end)]
    left = line.text[line.clause_start(number.start) : number.start]
    changes = (not rest) or rest.startswith(affixes("figure-up", "figure-down"))
    if changes and re.search(r"(?:寿命|年龄).{0,30}$", left):
        return None
    return "an age"


def _duration(line: Line, number: Number) -> Reason | None:
    if number.quantity.unit not in words("figure-time-unit") or number.quantity.unit in {"岁", "周岁"}:
        return None
    left = line.text[line.clause_start(number.start) : number.start]
    rest = line.text[number.end : line.clause_end(number.end)]
    if not rest and any(noun in left for noun in words("figure-measured-time")):
        return None
    changes = words("figure-up", "figure-down", "figure-arrive")
    tail = line.cut(line.clause_start(number.start), number.start)
    heads = [w for w in tail if w.pos in {"n", "vn", "nz"}]
    if not rest and heads and tail and any(w.text in changes for w in tail[-3:]) and number.quantity.unit != "年":
        return None
    return "a duration"


def _grade(line: Line, number: Number) -> Reason | None:
    after = line.text[number.end :]
    unit = number.quantity.unit
    if unit == "强":
        return "part of a name"
    if unit in words("figure-spec-unit") and after and _is_word(after[0]):
        return "a specification of the thing, not its count"
    counted = not unit and set(number.quantity.text) & set("万亿")  # 61万网民
    graded = (unit in words("figure-grade-unit") or (not unit and not counted)) and after.startswith(affixes("figure-grade"))
    return "a grade or a model" if graded else None


def _per(line: Line, number: Number) -> Reason | None:
    """每万人, 每10万人: what a rate is counted by; 万元 in 万元产值."""
    before = line.text[: number.start]
    if before.endswith("每"):
        return "the base of a rate"
    text = line.text[number.start : number.end]
    sum_told = number.quantity.approx and number.quantity.unit in words("figure-money") and _ends_clause(line, number)
    bare = not any(c.isdigit() or c in _HAN_DIGITS - set("百千万亿") for c in text) and set(text) & set("百千万亿")
    if bare and not sum_told:  # 罚款超过千万元 says how much
        return "a magnitude without a number"
    return None


def _ends_clause(line: Line, number: Number) -> bool:
    return number.end == line.clause_end(number.end)


def _threshold(line: Line, number: Number) -> Reason | None:
    """500万元以上项目, 65岁以上老人: a limit that defines the thing, another number of the clause counts it."""
    q = number.quantity
    text = line.text[number.start : number.end]
    limit = text.endswith(affixes("figure-threshold"))
    after = line.text[number.end : line.clause_end(number.end)]
    if not limit and after.startswith(affixes("figure-threshold")):
        limit = True
        after = after.lstrip("及以上下内")
    if not limit or not after or after[0] in "、和与及":
        return None
    counts = q.unit in {"%", "成", "个", "家", "项", "户", "人", "名", "所", "件"}
    return None if counts and not _describes(line, number) else "a limit that defines the thing"


def _describes(line: Line, number: Number) -> bool:
    """一次死亡3人以上事故18起, 打掉5人以上团伙20个, 10户以上自然村: a count of people that tells the size of the thing behind it."""
    if number.quantity.unit not in words("figure-people"):
        return False
    end = line.clause_end(number.end)
    listed = line.text.find("、", number.end, end)
    thing = line.text[number.end : listed if listed > 0 else end].removeprefix("的")
    later = next((n for n in line.numbers if number.end < n.start < end), None)
    before = line.cut(line.clause_start(number.start), number.start)
    if before and before[-1].text in words("figure-casualty"):
        return True
    thing = line.text[number.end : later.start] if later else thing
    parts = dropwhile(lambda w: w.pos not in _THINGS, line.cut(number.end, number.end + len(thing)))
    head = "".join(w.text for w in takewhile(lambda w: w.pos in _THINGS, parts))
    return bool(head) and head.endswith(affixes("figure-sized"))


def _spelt_small(line: Line, number: Number) -> Reason | None:
    """一个, 两名, 三省: spelt-out small counts are words of the language more than figures."""
    digits = [c for c in number.quantity.text if c.isdigit() or c in _HAN_DIGITS]
    if any(c.isdigit() and c.isascii() for c in digits) or number.quantity.unit in {"%", "成", "元", "倍", "个百分点"}:
        return None
    if any(c.isdigit() and c not in _HAN_DIGITS for c in digits):
        return None
    after = line.text[number.end : number.end + 1]
    if number.quantity.unit in {"块", "角", "毛"} and (not _is_word(after) or after in "到降升涨至"):
        return None
    return "a spelt-out count" if number.quantity.value < _SMALL or set(digits) <= set("百千万亿") else None


def _is_word(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or char in "“《"


def _base(line: Line, number: Number) -> Reason | None:
    """比上年的18.2%上升28.9个百分点: what the next number is compared with."""
    if line.text.startswith("转", number.end) and _from_before().search(line.text, 0, number.start):
        return BASE  # 环比由上月下降0.2%转为持平
    changes = affixes("figure-up", "figure-down")
    if not line.text.startswith(changes, number.end, number.end + 4):
        return None
    before = line.cut(line.clause_start(number.start), number.start)
    against = [w for w in before if w.text in {"比", "较"} and w.pos not in {"n", "vn"}]
    compared = bool(against) and not before[-1].text.endswith(changes)
    return BASE if compared else None


@cache
def _from_before() -> re.Pattern[str]:
    return re.compile(rf"由(?:上个?月|上年|去年|上个?季度|上期)(?:同期)?的?(?:{alternation('figure-up', 'figure-down')})?$")


def _anaphor(line: Line, number: Number) -> Reason | None:
    if not line.text.endswith((*affixes("figure-anaphor"), "以上"), 0, number.start):
        return None
    before = line.cut(max(0, number.start - 4), number.start)
    if before and before[-1].text in words("figure-anaphor"):
        return "told before"
    if before and before[-1].text == "以上" and line.clause_start(number.start) == before[-1].start:
        return "told before"
    return None


def _applied(line: Line, number: Number) -> Reason | None:
    """减按50%计入: a rate that a rule applies measures nothing."""
    return "a rate that is applied" if line.text.endswith("减按", 0, number.start) else None


def _rate_base(line: Line, number: Number) -> Reason | None:
    """1美元兑7.1元: what a rate of exchange is for."""
    return "the base of a rate" if line.text[number.end : number.end + 1] == "兑" else None


def _figurative(line: Line, number: Number) -> Reason | None:
    """迈上4个万亿元台阶: a way of speaking, and the magnitude in it."""
    return WAY_OF_SPEAKING if _speech().match(line.text, number.end, number.end + 8) else None


@cache
def _speech() -> re.Pattern[str]:
    return re.compile(rf"[^，、。；]*?(?:{alternation('figure-speech')})")


def _bare(line: Line, number: Number) -> Reason | None:
    q = number.quantity
    if q.unit or number.upper:
        return None
    text = q.text
    if re.match(r"[、和]\s*-?\d[\d.]*[^\d、和，。]", line.text[number.end :]):
        return "a bare number"
    if re.search("[万亿]", text) and not re.search(r"^[万亿]", text):
        return None
    tail = tail_of(line, line.clause_start(number.start), number.start)
    if tail.subject and tail.subject[-1].text.endswith(affixes("figure-pure")):
        return None
    return "a bare number"


_RULES: tuple[Callable[[Line, Number], Reason | None], ...] = (
    _in_quotes, _inside_word, _in_name, _in_period, _ordinal, _numbering, _glued, _per, _age, _duration, _grade,
    _threshold, _rate_base, _applied, _base, _anaphor, _figurative, _spelt_small, _bare,
)


def ratios(line: Line) -> list[tuple[int, int]]:
    """Stretches such as 2.0:50.5:47.5 whose parts are numbers, after a name that says it is a ratio, or one more."""
    found: list[tuple[int, int]] = []
    for m in _RATIO.finditer(line.text):
        floor = found[-1][1] if found else 0
        subject = tail_of(line, line.clause_start(m.start(), floor), m.start()).subject
        said = "".join(w.text for w in subject)
        named = said.endswith(affixes("figure-ratio-noun")) or any(w in said for w in ("比例", "结构", "占比", "之比"))
        if named or (found and not any(w.pos in {"n", "vn"} for w in subject)):
            found.append(m.span())
    return found
