"""Numbers that are no quantities: calendar dates, clock times, ordinals, codes, words with a numeral in them."""

from __future__ import annotations

import re
from functools import cache

from kg.lexicon import alternation
from kg.values.numerals import HAN, LONGEST
from kg.values.words import Matcher

_H = "[零〇○一二三四五六七八九十]"
_TO = r"\s*+(?:[-—–~～─]{1,2}|至|到|和|与|、)\s*+"
_G = r"[ \t]*+"
_M = rf"(?:\d{{1,2}}|{_H}{{1,3}})"
# after digits that look like a year or a month: no unit follows, so they are no plain number
NO_UNIT = rf"(?![\d.%万亿千]|{_G}[元个人家名户件亩吨公米平立处项])"
STANDARD = r"(?<![A-Z])[A-Z]{2}[/A-Z]{0,8}+[ ]?\d{1,6}+(?:[.]\d{1,3})?-\d{4}(?!\d)"
"""The number of a technical standard: letters, number and year (GB/T 2260-2007)."""
_DATES = re.compile(
    rf"""
      https?://[^\s一-鿿，。；、）]*+
    | {STANDARD}
    | \d{{4}}{_G}年?(?:{_TO}\d{{2,4}})?{_G}年(?:{_G}\d{{1,2}}{_G}月(?:{_G}\d{{1,2}}{_G}[日号])?)?
    | (?:1[89]|20)\d\d(?:[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{{1,2}})?|[.](?:0[1-9]|1[0-2])|[.]\d\d?[.]\d\d?){NO_UNIT}
    | (?:19|20)\d\d{_TO}(?:19|20)\d\d{NO_UNIT}
    | (?:0\d|[1-9]\d|{_H}{{2}})年(?={_G}(?:\d{{1,2}}|{_H}{{1,2}}){_G}月)
    | 0\d年
    | [零〇○一二三四五六七八九]{{4}}年
    | {_M}(?:{_G}月份?)?(?:{_TO}{_M})?{_G}月(?!饼|球)份?(?:{_G}{_M}{_G}[日号])?            # 3月31日, 1—9月
    | \d{{1,2}}(?:{_TO}\d{{1,2}})?{_G}[日号](?!内|游|均|处理|以)
    | (?<=[月到至]){_H}{{1,3}}[日号]
    | \d{{1,2}}:\d\d(?::\d\d)?(?!\d|:)
    | \d{{1,2}}{_G}时(?:{_G}\d{{1,2}}{_G}分)?(?!间|尚)
    | {_M}{_G}点(?!位|多|以|余|[{_H[1:-1]}\d]|[个名家项])(?:{_G}[钟整半])?
    | \d{{1,2}}{_G}点{_G}\d{{1,2}}{_G}分
    | (?:\d++|{_H}{{1,3}})(?:世纪|年代)(?:(?:\d++|{_H}{{1,3}})年代)?
    | \d++(?:[.]\d++){{2,}}+ | \d++(?:-\d++){{2,}}+ | 0\d{{2,3}}-\d{{7,8}}(?!\d) | 1\d{{10}}(?!\d)
    | \d++(?:[+](?:\d++|[A-Z]))++                                                          # 1+20+N
    | \d{{{LONGEST + 1},}}+ | \d++[.]\d{{{LONGEST},}}+ | \d{{1,3}}(?:,\d{{3}}){{8,}}+                   # too long to count
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(r"(?:No\.?|[Vv]ol\.?|[第№])\s?$|[〔\[【]$")
_ORDINAL_ENDS = frozenset("第№ol. \t\n〔[【")  # what a match of it can end with
_ORDINAL_TAILS = frozenset("号〕]】）)、.是届中大 \t\n")  # what can follow one
_LABEL_ENDS = frozenset("表图件栏 \t")
_WEEKDAY = re.compile(r"(?:星期|礼拜|周|双休)$")
_NUMBER_MARK = re.compile(r"\s?号(?!称|召)|[〕\]】]")
_LABEL = re.compile(r"(?:(?<!代)表|图|附件|专栏)[ \t]{0,2}$")
_LIST_HEAD = re.compile(r"(?:^|\n)[ \t]*+[（(]?$")
_LIST_TAIL = re.compile(r"[）)、.](?!\d)")
_CLAUSE_HEAD = re.compile(r"[。；;，,：:\n”][ \t]*+$")


@cache
def _words() -> Matcher:
    return Matcher("not-numeral")


def date_at(text: str, pos: int) -> int:
    """Where the date, time or code that begins at `pos` ends; `pos` if none begins there."""
    found = _DATES.match(text, pos)
    return found.end() if found else pos


def is_word(text: str, start: int, end: int) -> bool:
    """Whether a short Han numeral at start..end is part of a word that counts nothing (统一, 四川)."""
    return text[start] in HAN + "半" and _words().around(text, start, end)


@cache
def _term() -> re.Pattern[str]:
    """What follows the number of a congress or a plenum: 十九大以来, 十四届, 四中全会."""
    return re.compile(rf"届(?!次)|中(?=[、和，]|全会)|大(?={alternation('after-congress')}|[，。、；和]|$)")


def is_ordinal(text: str, start: int, end: int, *, han: bool) -> bool:
    """Whether the number names its place in a row (第八次, 3号, 周三, 十四届, 一是) or is a mark ([2], （三）)."""
    head = text[max(0, start - 6) : start]
    if (head[-1:] in _ORDINAL_ENDS and _ORDINAL.search(head)) or (han and _WEEKDAY.search(head)):
        return True
    return text[end : end + 1] in _ORDINAL_TAILS and _marked(text, start, end, head, han=han)


def _marked(text: str, start: int, end: int, head: str, *, han: bool) -> bool:
    """Whether what follows the number makes it an ordinal or a mark."""
    if _NUMBER_MARK.match(text, end):
        return True
    if han and end - start == 1 and text.startswith("是", end) and (start == 0 or _CLAUSE_HEAD.search(head)):
        return True
    if _LIST_TAIL.match(text, end) and _LIST_HEAD.search(head) and end - start <= 3:
        return True
    return han and bool(_term().match(text, end)) and (end - start > 1 or not text.startswith("大", end))


def is_label(text: str, start: int) -> bool:
    """Whether the number at `start` numbers a table or a figure (表2)."""
    return text[start - 1 : start] in _LABEL_ENDS and bool(_LABEL.search(text, max(0, start - 6), start))
