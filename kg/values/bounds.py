"""Words that say a number is not exact: 约 before it, 余 inside it, 以上 after it."""

from __future__ import annotations

from functools import cache

from kg.lexicon import words
from kg.values.numerals import skip_gap
from kg.values.words import Matcher

_KINDS = {"about": "about", "more": "moreThan", "less": "lessThan"}


@cache
def _lists(place: str) -> dict[str, str]:
    """The lists of a place (before, between or after) and what their words say."""
    return {f"bound-{place}-{k}": v for k, v in _KINDS.items() if (place, k) != ("between", "less")}


@cache
def _matcher(place: str) -> Matcher:
    return Matcher(*_lists(place))


@cache
def _kinds(place: str) -> dict[str, str]:
    return {word: kind for name, kind in _lists(place).items() for word in words(name)}


@cache
def _blocked() -> Matcher:
    return Matcher("bound-before-none")


@cache
def _continuous() -> Matcher:
    return Matcher("unit-continuous")


@cache
def _magnitude() -> Matcher:
    return Matcher("bound-before-magnitude")


def before(text: str, pos: int, *, magnitude: bool = False) -> tuple[int, str | None]:
    """Where the approximator that ends at `pos` begins, and its kind; (`pos`, None) if there is none.

    With `magnitude` a bare magnitude follows, before which 上 and 过 say "at least" (上百).
    """
    end = pos
    while end and text[end - 1] in " \t":
        end -= 1
    skip = 1 if text[end - 1 : end] == "了" else 0
    end -= skip
    word = _matcher("before").before(text, end)
    kind = _kinds("before").get(word)
    if magnitude and not word:
        word, kind = _magnitude().before(text, end), "moreThan"
    if not word or len(_blocked().before(text, end)) > len(word) or (skip and kind == "about"):
        return pos, None
    return end - len(word), kind


def between(text: str, pos: int) -> tuple[int, str | None]:
    """The approximator between number and unit at `pos`: its end and kind; (`pos`, None) if there is none."""
    word = _matcher("between").at(text, pos)
    return pos + len(word), _kinds("between").get(word)


def after(text: str, pos: int, unit: str) -> tuple[int, str | None]:
    """The approximator after number and `unit` at `pos`: its end and kind; (`pos`, None) if there is none."""
    start = skip_gap(text, pos)
    if word := _matcher("after").at(text, start):
        return start + len(word), _kinds("after")[word]
    if unit in _continuous() and text[pos : pos + 1] in ("多", "余") and pos < len(text):
        return pos + 1, "moreThan"
    return pos, None
