"""The grammar of values as a whole: no text, however made, costs more than its length."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from work import HOSTILE, growth

import kg.values
from kg.values.comparisons import find_comparisons
from kg.values.periods import find_periods
from kg.values.quantities import find_quantities

parser = importlib.import_module("re._parser")  # how re itself reads a pattern; it is not public
UNBOUNDED = (parser.MAX_REPEAT, parser.MIN_REPEAT)

REFERENCE = dt.date(2024, 5, 20)


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_is_at_most_two_and_a_half_times_the_work(unit: str) -> None:
    assert growth(find_quantities, unit) <= 2.5
    assert growth(lambda text: find_periods(text, REFERENCE), unit) <= 2.5
    assert growth(find_comparisons, unit) <= 2.5


def patterns(value: object) -> Iterator[re.Pattern[str]]:
    """The patterns a name of a module holds: itself, in a tuple, or what a cached function without arguments makes."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from patterns(part)
    elif hasattr(value, "cache_info"):
        try:
            made = value()  # type: ignore[operator]
        except TypeError:
            return
        yield from patterns(made)


NAMES = [f"kg.values.{m.name}" for m in pkgutil.iter_modules(kg.values.__path__)] + [
    "kg.extract.placenames",
    "kg.extract.places",
]
MODULES = [importlib.import_module(name) for name in NAMES]
PATTERNS = sorted({p for m in MODULES for v in vars(m).values() for p in patterns(v)}, key=lambda p: p.pattern)


def open_repeats(tree: object) -> Iterator[object]:
    """The repeats without an upper bound that may give back what they took."""
    if isinstance(tree, parser.SubPattern | list | tuple):
        parts = list(tree)
        if len(parts) == 2 and parts[0] in UNBOUNDED and parts[1][1] == parser.MAXREPEAT:
            yield parts[1]
        for part in parts:
            yield from open_repeats(part)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.pattern[:40])
def test_no_pattern_tries_a_long_run_in_more_than_one_way(pattern: re.Pattern[str]) -> None:
    assert list(open_repeats(parser.parse(pattern.pattern, pattern.flags))) == []
