"""Numerals are read to the exact value, whatever the script; what is no number is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.values.numerals import normalise, parse_number

DIGITS = "零一二三四五六七八九"
FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def section(n: int) -> str:
    """A number below 10,000 in Han numerals."""
    out, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, size)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
            zero = False
        else:
            zero = True
    return out


def han(n: int) -> str:
    """A whole number below 10^16 in Han numerals, as a primer writes it."""
    if n == 0:
        return "零"
    if n >= 10**8:
        rest = n % 10**8
        return han(n // 10**8) + "亿" + ("零" if 0 < rest < 10**7 else "") + (han(rest) if rest else "")
    high, low = divmod(n, 10**4)
    return (section(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + section(low)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("26", 26), ("2,600", 2600), ("２６", 26), ("２，６００", 2600), ("0.75", "0.75"), ("７．５", "7.5"),
        ("十", 10), ("十二", 12), ("二十", 20), ("两百零三", 203), ("三千零四十", 3040), ("六千八", 6800),
        ("二百六", 260), ("四万五", 45000), ("四万零五", 40005), ("八亿零三万", 800030000), ("三万亿", 3 * 10**12),
        ("7.2万", 72000), ("7万2", 72000), ("2亿6千万", 260000000), ("6万8000", 68000), ("3千零7", 3007),
        ("叁佰贰拾", 320), ("柒万伍仟", 75000), ("廿", None), ("一点二五", "1.25"), ("三点六亿", 360000000),
        ("负七", -7), ("-7.5", "-7.5"), ("四分之一", "0.25"), ("二又五分之一", "2.2"), ("半百", 50),
        ("二〇二四", 2024), ("", None), ("万", None), ("若干", None), ("三家", None), ("第三", None),
    ],
)  # fmt: skip
def test_value(text: str, value: int | str | None) -> None:
    assert parse_number(text) == (None if value is None else Decimal(value))


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_han_numerals_come_back(n: int) -> None:
    assert parse_number(han(n)) == n


@given(st.integers(min_value=1, max_value=10**16 - 1))
def test_financial_numerals_come_back(n: int) -> None:
    assert parse_number(han(n).translate(FINANCIAL)) == n


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_arabic_numbers_come_back(n: Decimal) -> None:
    assert parse_number(f"{n:,f}") == n
    assert parse_number(f"{n:f}万") == n * 10000


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(alphabet="0123456789,.零一二三十百千万亿点分之又负-半多余几个 \n"))
def test_any_jumble_is_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()
