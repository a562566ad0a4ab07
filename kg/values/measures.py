"""Units and classifiers after a number: the longest word that is one, and the compounds built of them (元/人·月)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from string import ascii_letters

from kg.lexicon import alternation
from kg.values.words import Matcher, rows

_LISTS = ("unit-measure", "unit-time", "unit-share", "unit-money", "unit-classifier", "unit-prefixed")
_RATE = re.compile(r"/\d{0,3}[百千万亿]{1,3}(?=[，。、；,;（(\s]|$)")  # 12.5/10万: so many in every 100,000
_LATIN = frozenset(ascii_letters)
_CONTINUED = frozenset(" /每·(（")
_PER = re.compile(r"[ ]?(?:/|每)[ ]?([万亿千百]?)|·")
_BRACKET = re.compile(r"[(（](.{1,3}?)[)）]")


@cache
def units() -> Matcher:
    """Every unit and classifier."""
    return Matcher(*_LISTS)


@cache
def money() -> Matcher:
    """Units of money."""
    return Matcher("unit-money")


@cache
def _nouns() -> Matcher:
    return Matcher("noun-like-unit")


@cache
def _not_nouns() -> Matcher:
    return Matcher("noun-is-unit-after-all")


@cache
def prefixed() -> re.Pattern[str]:
    """Units whose first character is a magnitude elsewhere (千米, 兆瓦): a numeral stops before them.

    兆 itself is a magnitude only inside a Han numeral (五兆三亿); 100兆 is a bandwidth.
    """
    return re.compile(rf"{alternation('unit-prefixed')}|兆(?![零一二三四五六七八九十])")


@cache
def steps() -> dict[str, dict[str, Decimal]]:
    """For a unit of sums the smaller units and how many of each make it up (元 -> 角: 10)."""
    table: dict[str, dict[str, Decimal]] = {}
    for larger, count, smaller in rows("unit-step"):
        table.setdefault(larger, {})[smaller] = Decimal(count)
    return table


@cache
def signs() -> dict[str, str]:
    """The unit a currency sign or word before the number stands for."""
    return {row[0]: row[1] for row in rows("currency-sign")}


def simple_unit(text: str, pos: int) -> str:
    """The unit or classifier at `pos` that is not the beginning of a longer noun, "" if there is none."""
    word = units().at(text, pos)
    if not word:
        return ""
    end = pos + len(word)
    if word[-1] in _LATIN and text[end : end + 1] in _LATIN:
        return ""
    noun = _nouns().at(text, pos)
    if len(noun) > len(word) and not len(_not_nouns().at(text, pos)) > len(noun):
        return ""
    return word


def unit_at(text: str, pos: int) -> str:
    """The whole unit at `pos` as written, compounds included (立方米/万元, 期(次)), "" if there is none."""
    word = simple_unit(text, pos)
    if not word:
        rate = _RATE.match(text, pos)
        return rate[0] if rate else ""
    end = pos + len(word)
    if text[end : end + 1] not in _CONTINUED:
        return word
    while per := _PER.match(text, end):
        part = simple_unit(text, per.end())
        if not part:
            break
        end = per.end() + len(part)
    if (bracket := _BRACKET.match(text, end)) and bracket[1] in units():
        end = bracket.end()
    return text[pos:end]
