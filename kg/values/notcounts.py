"""Numbers that are no quantities: calendar dates, clock times, ordinals, codes, words with a numeral in them."""

from __future__ import annotations

import re
from functools import cache

from kg.values.numerals import HAN
from kg.values.words import Matcher

_H = "[零〇○一二三四五六七八九十]"
_TO = r"\s*(?:[-—–~～─]{1,2}|至|到|和|与|、)\s*"
_G = r"[ \t]*"
_DATES = re.compile(
    rf"""
      https?://[^\s一-鿿，。；、）]*
    | \d{{4}}{_G}年?(?:{_TO}\d{{2,4}})?{_G}年(?:{_G}\d{{1,2}}{_G}月(?:{_G}\d{{1,2}}{_G}[日号])?)?   # 2025年, 2016—2020年
    | (?:1[89]|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{{1,2}})?(?![\d.%万亿])             # 2021-02-03
    | (?:19|20)\d\d{_TO}(?:19|20)\d\d(?=年|学年|[^\d.,%万亿个人元])                        # 2016-2018
    | (?:0\d|[1-9]\d|{_H}{{2}})年(?={_G}(?:\d{{1,2}}|{_H}{{1,2}}){_G}月)                   # 98年4月
    | 0\d年
    | [零〇○一二三四五六七八九]{{4}}年
    | (?:\d{{1,2}}|{_H}{{1,3}})(?:{_G}月份?)?(?:{_TO}(?:\d{{1,2}}|{_H}{{1,3}}))?{_G}月(?!饼|球)份?
      (?:{_G}(?:\d{{1,2}}|{_H}{{1,3}}){_G}[日号]?)?                                       # 3月31日, 1—9月
    | \d{{1,2}}(?:{_TO}\d{{1,2}})?{_G}[日号](?!内|游|均|处理|以)
    | (?<=月){_H}{{1,3}}[日号]?
    | (?<=[到至]){_H}{{1,3}}[日号]
    | \d{{1,2}}:\d\d(?::\d\d)?(?!\d|:)
    | \d{{1,2}}{_G}时(?:{_G}\d{{1,2}}{_G}分)?(?!间|尚)
    | (?:\d{{1,2}}|{_H}{{1,3}}){_G}点(?!位|多|以|余|[{_H[1:-1]}\d]|[个名家项])(?:{_G}[钟整半])?
    | \d{{1,2}}{_G}点{_G}\d{{1,2}}{_G}分
    | (?:\d+|{_H}{{1,3}})(?:世纪|年代)(?:(?:\d+|{_H}{{1,3}})年代)?
    | \d+(?:[.]\d+){{2,}} | \d+(?:-\d+){{2,}} | 0\d{{2,3}}-\d{{7,8}}
    | 1\d{{10}}(?!\d)
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(r"[第№]\s?$|No\.?\s?$|[Vv]ol\.?\s?$|[〔\[【]$")
_WEEKDAY = re.compile(r"(?:星期|礼拜|周|双休)$")
_NUMBER_MARK = re.compile(r"\s?号(?!称|召)|[〕\]】]")
_CONGRESS = re.compile(r"(?:届[一二三四五六七八九]?中?|大(?=以来|报告|代表|精神|召开|提出|部署|期间|确立|作出|把|将|强调|对|[，。、；]|$))")


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


def is_ordinal(text: str, start: int, end: int, han: bool) -> bool:
    """Whether the number names its place in a row (第八次, 3号, 周三) or is a footnote mark ([2])."""
    head = text[max(0, start - 4) : start]
    if _ORDINAL.search(head) or (han and _WEEKDAY.search(head)):
        return True
    if _NUMBER_MARK.match(text, end):
        return True
    return han and end - start > 1 and bool(_CONGRESS.match(text, end))
