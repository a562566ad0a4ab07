"""What stands in one cell: nothing, a unit, or a value with its sign and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from kg.lexicon import alternation, words
from kg.model import Quantity, Span
from kg.read.grids import Cell
from kg.values.measures import unit_at
from kg.values.quantities import find_quantities

_NOTHING = re.compile(r"[\s—–\-－―_/\\.…·*×xX]*")
_SCALE = re.compile(r"[十百千万亿]+")
_SIGN = re.compile(r"[+＋]|(?P<minus>[\-－−–])")
_START = re.compile(r"(?:约|近|超过?|逾)?[+＋\-－−–]?[\d０-９]")
_THOUSANDS = re.compile(r"(\d{1,3})((?:[ \u00a0，]\d{3})+)(?!\d)")
_NOTE_MARK = re.compile(r"(?:\[\d+\]|[①-⑳¹²³*＊])+$")
_DATE = re.compile(r"\d{1,4}(?:[年月日号时点:：/]|\.\d+\.|[-—–]\d+月)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A cell's value: the first bound and the second where it is a range; `way` is up or down where words say so."""

    quantity: Quantity
    upper: Quantity | None = None
    way: str = ""


def is_blank(text: str) -> bool:
    """Whether a cell says that there is no figure: empty, dashes, dots, 无."""
    return _NOTHING.fullmatch(text) is not None or text in words("table-blank")


@lru_cache(maxsize=65536)
def is_unit(text: str) -> bool:
    """Whether a cell is a unit of measurement and nothing else, with or without a magnitude (万吨)."""
    bare = text.strip()
    scale = _SCALE.match(bare)
    rest = bare[scale.end() :] if scale else bare
    return bool(rest) and (unit_at(bare, 0) == bare or unit_at(rest, 0) == rest)


@lru_cache(maxsize=65536)
def is_number(text: str) -> bool:
    """Whether a cell is a number, perhaps with a unit: not a date, a code or words that begin with a number."""
    return value_of(Cell(span=Span(start=0, end=len(text)), text=text), "") is not None


def value_of(cell: Cell, unit: str) -> Value | None:
    """The value of a cell in `unit`, which a unit of its own overrides; None where it is no number by itself."""
    text = _NOTE_MARK.sub("", cell.text)
    way = _way().match(text)
    at = way.end() if way else 0
    found = _read(text[at:], unit)
    if found is None:
        return None
    quantity, upper, start, end = found
    inner = Span(start=cell.span.start + at + start, end=cell.span.start + at + end)
    quantity = Quantity(span=inner, text=text[at + start : at + end], value=quantity.value, unit=quantity.unit, approx=quantity.approx)
    said = "" if way is None else "up" if way["up"] else "down"
    return Value(quantity=quantity, upper=upper, way=said)


@cache
def _way() -> re.Pattern[str]:
    return re.compile(rf"(?:(?P<up>{alternation('figure-up')}|↑)|(?P<down>{alternation('figure-down')}|↓))(?=[\d０-９])")


def _read(text: str, unit: str) -> tuple[Quantity, Quantity | None, int, int] | None:
    """The quantity that a cell's text is, its upper bound, and where it stands in the text."""
    if not _START.match(text) or _DATE.match(text):
        return None
    sign = _SIGN.match(text)
    digits = text[sign.end() :] if sign else text
    plain = _THOUSANDS.sub(lambda m: m[1] + re.sub(r"\D", "", m[2]), digits)
    found = _whole(plain) or _in_unit(plain, "")
    if found is None:
        return None
    if not found[0].unit and unit:
        found = _in_unit(plain, unit)
    if found is None:
        return None
    first, second = found
    if sign and second is not None:
        return None  # -3—5: whether the sign is for one or both is not said
    if sign and sign["minus"]:
        first = Quantity(span=first.span, text=first.text, value=-first.value or Decimal(0), unit=first.unit, approx=first.approx)
    return first, second, 0 if sign is None or sign["minus"] else sign.end(), len(text)


def _whole(text: str) -> tuple[Quantity, Quantity | None] | None:
    """The quantity, or the two of a range, that all of a text is."""
    found = find_quantities(text)
    if len(found) == 1 and found[0].span == Span(start=0, end=len(text)):
        return found[0], None
    if len(found) == 2 and found[0].group == Span(start=0, end=len(text)) == found[1].group:
        return found[0], found[1]
    return None


def _in_unit(text: str, unit: str) -> tuple[Quantity, Quantity | None] | None:
    """A number in a unit; one the grammar of prose does not know (万标准台) is kept as written, its magnitude read."""
    if _SCALE.match(unit) and _SCALE.search(text):
        return None  # 3万 under 万吨: whether the magnitude counts twice is not said
    found = _whole(text + unit) if unit else None
    if found is not None and found[0].unit:
        return found
    bare = _whole(text)
    scale = _SCALE.match(unit)
    times = _whole("1" + scale[0]) if scale else None
    if bare is None or (scale and times is None):
        return None
    size, rest = (times[0].value, unit[scale.end() :]) if times and scale else (Decimal(1), unit)
    first, second = bare
    return _scaled(first, size, rest), _scaled(second, size, rest) if second else None


def _scaled(quantity: Quantity, size: Decimal, unit: str) -> Quantity:
    return Quantity(span=quantity.span, text=quantity.text, value=quantity.value * size, unit=unit, approx=quantity.approx)
