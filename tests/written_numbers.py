"""Numbers written as prose writes them, each form with the value it must be read to."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

_DIGITS = "零一二三四五六七八九"
_FINANCIAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")

Written = tuple[str, Decimal]
"""Words and the value they mean."""


def _section(n: int) -> str:
    """A number below 10,000 in Han numerals."""
    out, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, size)
        if digit:
            out += ("零" if zero and out else "") + _DIGITS[digit] + name
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
    return (_section(high) + "万" if high else "") + ("零" if high and 0 < low < 1000 else "") + _section(low)


def financial(n: int) -> str:
    """The same in the numerals of bills (壹仟贰佰)."""
    return han(n).translate(_FINANCIAL)


def full_width(text: str) -> str:
    """Digits and their signs as wide as Han characters."""
    return text.translate(_FULL_WIDTH)


def han_decimal(value: Decimal) -> str:
    """三点一四 for 3.14."""
    whole, _, part = f"{value:f}".partition(".")
    return han(int(whole)) + ("点" + "".join(_DIGITS[int(c)] for c in part) if part else "")


wholes = st.integers(min_value=1, max_value=10**12)
decimals = st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2)
"""Figures with two places."""


def _written(values: st.SearchStrategy[int] | st.SearchStrategy[Decimal], *forms: object) -> st.SearchStrategy[Written]:
    return st.one_of(*(values.map(lambda v, f=f: (f(v), Decimal(v))) for f in forms))  # type: ignore[misc]


mixed = st.tuples(st.integers(1, 9999), st.integers(1, 9999), st.integers(1, 9)).flatmap(
    lambda p: st.sampled_from(
        [
            (f"{p[0]}亿{p[1]}万", Decimal(p[0] * 10**8 + p[1] * 10**4)),
            (f"{p[0]}亿{p[2]}千万", Decimal(p[0] * 10**8 + p[2] * 10**7)),
            (f"{p[1]}万{p[2]}千", Decimal(p[1] * 10**4 + p[2] * 1000)),
            (f"{p[0]}亿{p[1]}万{p[2]}千", Decimal(p[0] * 10**8 + p[1] * 10**4 + p[2] * 1000)),
            (f"{p[1]}万{p[2]}", Decimal(p[1] * 10**4 + p[2] * 1000)),
        ]
    )
)
"""Digits with a magnitude each, from the largest down."""

numbers = st.one_of(
    _written(wholes, str, han, financial, "{:,}".format, lambda n: full_width(str(n)), lambda n: full_width(f"{n:,}")),
    mixed,
    _written(decimals, "{:f}".format, "{:,f}".format, lambda d: full_width(f"{d:f}"), han_decimal),
    st.tuples(decimals, st.sampled_from([("万", 10**4), ("亿", 10**8)])).map(
        lambda p: (f"{p[0]:f}{p[1][0]}", p[0] * p[1][1])
    ),
    st.tuples(wholes, st.sampled_from([("万", 10**4), ("亿", 10**8)])).map(
        lambda p: (f"{p[0]} {p[1][0]}", Decimal(p[0] * p[1][1]))
    ),
)
"""A positive number in any script, with or without magnitudes."""

shares = st.one_of(
    _written(
        decimals, "{:f}%".format, "{:f}％".format, lambda d: full_width(f"{d:f}%"), lambda d: "百分之" + han_decimal(d)
    ),
    _written(st.integers(min_value=1, max_value=200), "{}%".format, lambda n: "百分之" + han(n)),
)
"""A percentage in any form."""

fractions = st.tuples(st.integers(2, 99), st.integers(1, 98)).filter(lambda p: p[1] < p[0])
"""Denominator and numerator of a proper fraction."""

sums = st.tuples(st.integers(1, 99999), st.integers(1, 9), st.integers(1, 9))
"""Yuan, jiao and fen."""
