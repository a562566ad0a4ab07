"""Numerals are read to the exact value, whatever the script; what is no number is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_numbers import Written, financial, fractions, han, numbers

from kg.values.numerals import normalise, parse_number


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
    assert parse_number(financial(n)) == n


@given(numbers)
def test_a_number_in_any_script_comes_back(written: Written) -> None:
    text, value = written
    assert parse_number(text) == value
    assert parse_number(f"-{text}") == parse_number(f"负{text}") == -value


@given(fractions, st.integers(1, 999))
def test_fractions_come_back(fraction: tuple[int, int], whole: int) -> None:
    under, over = fraction
    text = f"{han(under)}分之{han(over)}"
    assert parse_number(text) == Decimal(over) / Decimal(under)
    assert parse_number(f"负{text}") == -Decimal(over) / Decimal(under)
    assert parse_number(f"{han(whole)}又{text}") == whole + Decimal(over) / Decimal(under)


@given(st.integers(25, 400), st.sampled_from("179一七九"))
def test_a_row_of_digits_too_long_to_keep_exactly_is_no_number(length: int, digit: str) -> None:
    assert parse_number(digit * length) is None


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)


@given(st.text(alphabet="0123456789,.零一二三十百千万亿点分之又负-半多余几个 \n"))
def test_any_jumble_is_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or value.is_finite()
