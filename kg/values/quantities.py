"""Quantities in Chinese prose: number, unit or classifier, approximators, sums of units, ranges.

Grammar: [about] [currency] number [odd] [unit [smaller sum]] [bound], two of them joined by 至, — or 到 make a range.
The rules know the language's patterns only; every word comes from ontology/values.ttl.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from string import ascii_letters
from typing import NamedTuple

from kg.lexicon import alternation
from kg.model import Quantity, Span
from kg.values import bounds, measures, notcounts
from kg.values.numerals import HAN, SLASH, Numeral, normalise, read_number, skip_gap
from kg.values.words import Matcher

_START = re.compile(rf"[\d{HAN}半翻]|\.\d|https?://|{notcounts.STANDARD}")
_SIGNED = re.compile(r"(?:(?<![减担背肩欠胜])负[ ]?|零下[ ]?|(?<![A-Za-z\d%)）])-)\Z")
_SIGN_ENDS = frozenset("负下- ")
_RATIO = re.compile(r"([百千仟万])分之")
_RATIO_UNIT = {"百": "%", "千": "‰", "仟": "‰"}
_OVER = re.compile(r"([百千万亿]{1,4}+)分之")
_TURN = re.compile(r"翻了?([一两二三四五六\d])番|翻了?番")
_LETTERS = frozenset(ascii_letters)
_BARE_MAGNITUDE = re.compile(r"[百千万亿]")
_ORDINARY_WHEN_ALONE = frozenset("肆陆拾伍佰仟")
_HAN_RUN = re.compile(rf"[{HAN}]*+")
_HAN_CHAR = re.compile(r"[一-鿿]")
_HALF_UNIT = re.compile(r"半(?!导|岛|径|年度|成品|程|决|自|数|边)")
_SIDE_BY_SIDE = re.compile(r"[一二三四五六七八九]{2,3}")
_SPILL = re.compile(r"[一二三四五六七八九几]")
_SOME = re.compile(r"[几数][十百千万亿]")
_SPLIT = re.compile(r"个[多余](月|小时|世纪|星期|季度|百分点)")  # 一个多月
_WRAPPED = re.compile(
    r"(?<=[一-鿿])\d[\d.]*+(?P<gap>[ \t]*+\r?\n[ \t\u3000]*+)(?=\d[\d.]*+[ ]?[%‰一-鿿])(?!\d++[年月日号届、])"
)
"""A line's end inside a number of running text: words in front, digits on both sides, a unit behind, and no date."""
_HALF = Decimal("0.5")
_YI = Decimal(10**8)


class _Found(NamedTuple):
    """A quantity under construction; offsets into the text, `scales` the number's trailing magnitudes."""

    start: int
    end: int
    value: Decimal
    unit: str
    approx: str | None
    scales: tuple[Decimal, ...]


@cache
def _range_sign() -> re.Pattern[str]:
    return re.compile(rf"[ \t]*+(?:{alternation('range-sign')})[ \t]*+")


@cache
def _before_number() -> Matcher:
    return Matcher("currency-before")


@cache
def _not_negative() -> Matcher:
    return Matcher("negative-blocked")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of `text`, in order: value as meant, unit as written ("" for a bare numeral), approximation.

    Calendar dates, clock times, ordinals and words that merely hold a numeral are left out. Spans overlap only
    within a range, whose two ends share `group`.
    """
    plain = normalise(text)
    if wrap := list(_WRAPPED.finditer(plain)):
        return _unwrapped(text, wrap)
    result: list[Quantity] = []
    pos, floor = 0, 0
    while start := _START.search(plain, pos):
        found, end = _at(plain, start.start(), floor)
        result.extend(_quantity(text, f, group) for f, group in found)
        pos = max(end, start.start() + 1)
        floor = end if found else floor
    return tuple(result)


def _unwrapped(text: str, breaks: list[re.Match[str]]) -> tuple[Quantity, ...]:
    """The quantities of a text whose lines end inside numbers: read without those breaks, quoted with them."""
    out = {i for b in breaks for i in range(b.start("gap"), b.end("gap"))}
    where = [i for i in range(len(text)) if i not in out]

    def back(span: Span) -> Span:
        return Span(start=where[span.start], end=where[span.end - 1] + 1)

    found = find_quantities("".join(text[i] for i in where))
    return tuple(
        replace(q, span=(at := back(q.span)), text=text[at.start : at.end], group=back(q.group) if q.group else None) for q in found
    )


def _quantity(text: str, found: _Found, group: Span | None) -> Quantity:
    return Quantity(
        span=Span(start=found.start, end=found.end), text=text[found.start : found.end], value=_trim(found.value),
        unit=found.unit, approx=found.approx, group=group,
    )  # fmt: skip


def _trim(value: Decimal) -> Decimal:
    """No exponent and no trailing zeros, so that equal values print alike."""
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() and plain.adjusted() < 27 else plain


def _at(text: str, pos: int, floor: int) -> tuple[list[tuple[_Found, Span | None]], int]:
    """What begins at `pos`, and where to go on."""
    if (skip := notcounts.date_at(text, pos)) > pos:
        return [], skip
    first = _single(text, pos, floor)
    if isinstance(first, int):
        return [], first
    sign = _range_sign().match(text, first.end)
    second = _second(text, sign.end(), first) if sign and first.approx != "lessThan" else None
    if second is None:
        return [(first, None)], first.end
    low = _share(first, second)
    group = Span(start=first.start, end=second.end)
    return [(low, group), (second, group)], second.end


def _second(text: str, pos: int, first: _Found) -> _Found | None:
    """The other end of a range, if one begins at `pos` and can be its end."""
    if pos == len(text) or notcounts.date_at(text, pos) > pos:
        return None
    found = _single(text, pos, pos)
    if isinstance(found, int):
        return None
    if not found.unit and first.unit in ("%", "‰"):  # 百分之三至五
        found = found._replace(unit=first.unit)
    if first.unit and found.unit and first.unit != found.unit:
        return None
    return found


def _share(first: _Found, second: _Found) -> _Found:
    """The first end with the unit and magnitude that are written only at the second (20-30万元, but 8500到3万元)."""
    value = first.value
    if not first.unit and not first.scales:
        for scale in second.scales:
            if value < second.value / scale:
                value *= scale
                break
    return first._replace(value=value, unit=first.unit or second.unit)


def _single(text: str, pos: int, floor: int) -> _Found | int:
    """One quantity whose number begins at `pos`, or the position to go on from."""
    if text[pos] == "翻":
        turn = _TURN.match(text, pos)
        if not turn:
            return pos + 1
        times = read_number(turn[1], 0) if turn[1] else None
        power = int(times.value) if times else 1
        return _Found(pos, turn.end(), Decimal(2**power), "倍", None, ())
    number, unit = _number(text, pos)
    if number is None:
        return _run_end(text, pos)
    if (skip := _no_count(text, pos, number, unit)) > pos:
        return skip
    return _complete(text, pos, number, unit, floor)


def _run_end(text: str, pos: int) -> int:
    return _HAN_RUN.match(text, pos).end()  # type: ignore[union-attr]


def _number(text: str, pos: int) -> tuple[Numeral | None, str]:
    """The number at `pos` and the unit it brings along (百分之五 -> 5, %)."""
    if (slash := SLASH.match(text, pos)) and 0 < int(slash[1]) < int(slash[2]):
        return Numeral(Decimal(slash[1]) / Decimal(slash[2]), slash.end()), ""
    if text[pos] in HAN + "半":
        return _han_number(text, pos)
    return read_number(text, pos, measures.prefixed()), ""


def _han_number(text: str, pos: int) -> tuple[Numeral | None, str]:
    if ratio := _RATIO.match(text, pos):
        found = read_number(text, ratio.end(), measures.prefixed())
        if found and ratio[1] in _RATIO_UNIT:
            return found, _RATIO_UNIT[ratio[1]]
    if over := _OVER.match(text, pos):
        under, top = read_number("一" + over[1], 0), read_number(text, over.end())
        return (top._replace(value=top.value / under.value, scales=()) if top and under else None), ""
    if text[pos] == "半":
        if text.startswith("半百", pos):
            return Numeral(Decimal(50), pos + 2, (), None, True), ""
        return (Numeral(_HALF, pos + 1, (), None, True) if measures.unit_at(text, pos + 1) else None), ""
    if text.startswith("亿元", pos) and bounds.before(text, pos, magnitude=True)[1]:  # 近亿元
        return Numeral(_YI, pos + 1, (), None, True), ""
    return read_number(text, pos, measures.prefixed()), ""


def _no_count(text: str, pos: int, number: Numeral, unit: str) -> int:
    """Where to go on if the number counts nothing; `pos` if it may count."""
    end = number.end
    if number.han and not unit and notcounts.is_word(text, pos, end):
        return end
    if notcounts.is_ordinal(text, pos, end, han=number.han):
        return end
    if number.han and (_SIDE_BY_SIDE.fullmatch(text, pos, end) or _SPILL.match(text, end) or _SOME.match(text, pos - 1)):
        return _run_end(text, end)  # 十四五, 二三十, 三五家, 几十: side by side they are no cardinal
    if _lone(text, pos, end):
        return end
    if notcounts.is_label(text, pos) and not measures.unit_at(text, end):
        return end
    return end if not unit and _glued(text, pos, end) else pos


def _glued(text: str, pos: int, end: int) -> bool:
    """A number stuck to Latin letters is a name (PM2.5, 5G) unless a unit shows that it counts (GDP5.3%, 10kV)."""
    before, after = text[pos - 1 : pos] in _LETTERS, text[end : end + 1] in _LETTERS
    if not before and not after:
        return False
    unit = measures.unit_at(text, end)
    if before:
        return not (unit in ("%", "‰", "倍") or unit in measures.money() or _BARE_MAGNITUDE.match(text, end - 1))
    return not unit


def _lone(text: str, pos: int, end: int) -> bool:
    """A single character that is a numeral only in some company: 百余家, 近千人; 肆 by itself."""
    if end - pos != 1:
        return False
    if text[pos] in _ORDINARY_WHEN_ALONE:
        money = measures.simple_unit(text, end) in measures.money()  # 肆元
        return not money and any(_HAN_CHAR.match(c) for c in text[max(0, pos - 1) : pos] + text[end : end + 1])
    if _BARE_MAGNITUDE.match(text[pos]):
        return bounds.before(text, pos, magnitude=True)[1] is None and bounds.between(text, end)[1] is None
    return False


def _complete(text: str, pos: int, number: Numeral, unit: str, floor: int) -> _Found:
    """Sign, currency, approximators, unit and smaller units round a number."""
    start, value, end, approx = pos, number.value, number.end, number.approx
    sign = _SIGNED.search(text, max(floor, pos - 4), pos) if text[pos - 1 : pos] in _SIGN_ENDS else None
    if sign and not len(_not_negative().before(text, sign.start() + 1)) > 1:
        start, value = sign.start(), -value
    start, before_unit = _currency(text, start, floor)
    end, odd = bounds.between(text, end)
    if not unit and (split := _SPLIT.match(text, end)):
        unit, end, odd = "个" + split[1], split.end(), "moreThan"
    if odd and not unit and not _unit_after(text, end)[0] and text[end - 1] == "来":
        end, odd = number.end, None
    if not unit:
        unit, end = _unit_after(text, end)
        value, unit, end = _sum(text, value, unit, end)
    unit, end = _currency_after(text, _money_unit(unit, before_unit), end)
    end, bound = bounds.after(text, end, unit)
    outer, lead = bounds.before(text, start, magnitude=bool(_BARE_MAGNITUDE.match(text, pos)))
    if lead and outer >= floor:
        start = outer
    else:
        lead = None
    return _Found(start, end, value, unit, bound or odd or approx or lead, number.scales)


def _currency(text: str, start: int, floor: int) -> tuple[int, str]:
    end = start
    while end > floor and text[end - 1] == " ":
        end -= 1
    word = _before_number().before(text, end)
    return (end - len(word), word) if word and end - len(word) >= floor else (start, "")


def _money_unit(unit: str, before: str) -> str:
    if not before or unit not in ("", "元"):
        return unit
    sign = measures.signs().get(before, before)
    return unit if sign == "元" and unit else sign


def _currency_after(text: str, unit: str, end: int) -> tuple[str, int]:
    """元人民币 is 元, 元欧元 is 欧元; the words belong to the quantity."""
    word = measures.money().at(text, end) if unit in ("元", "块") else ""
    return (unit if word == "人民币" else word, end + len(word)) if len(word) > 1 else (unit, end)


def _unit_after(text: str, end: int) -> tuple[str, int]:
    at = skip_gap(text, end)
    unit = measures.unit_at(text, at)
    if unit and at > end and "\n" in text[end:at] and unit in ("大", "等"):
        unit = ""
    return (unit, at + len(unit)) if unit else ("", end)


def _sum(text: str, value: Decimal, unit: str, end: int) -> tuple[Decimal, str, int]:
    """What follows the unit and adds to it: 元…角…分, 斤…两, 一块三, 两吨半, 一个半月."""
    if not unit:
        return value, unit, end
    if unit == "个" and text.startswith("半", end) and (whole := measures.unit_at(text, end + 1)):
        return value + _HALF, _joined(whole), end + 1 + len(whole)
    total, share, current = value, Decimal(1), unit
    while current in measures.steps():
        begin = end + 1 if text.startswith("又", end) else end
        part = read_number(text, begin, measures.prefixed()) if begin < len(text) else None
        if part is None or part.value < 0:
            break
        smaller = measures.simple_unit(text, part.end)
        count = measures.steps()[current].get(smaller)
        if count is None:
            digits = part.end - begin
            if not smaller and begin == end and not _more(text, part.end) and digits <= (2 if unit == "米" else 1):
                return total + part.value * share / 10**digits, unit, part.end
            break
        share /= count
        total, end, current = total + part.value * share, part.end + len(smaller), smaller
    if end and (half := _HALF_UNIT.match(text, end)) and not measures.unit_at(text, half.end()):
        return total + _HALF * share, unit, half.end()
    return total, unit, end


def _joined(unit: str) -> str:
    """The unit of which 个 is the first part: 一个半月 counts 个月, but 一个半小时 is usual as 小时."""
    return unit if unit.startswith("小时") else "个" + unit


def _more(text: str, pos: int) -> bool:
    return pos < len(text) and (text[pos] in HAN or text[pos].isdigit())
