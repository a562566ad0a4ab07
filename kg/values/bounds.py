"""Words that say a number is not exact: 约 before it, 余 inside it, 以上 after it."""

from __future__ import annotations

import re
from functools import cache

from kg.values.words import Matcher

_KINDS = {"about": "about", "more": "moreThan", "less": "lessThan"}
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")


@cache
def _matchers(place: str) -> tuple[tuple[str, Matcher], ...]:
    kinds = [k for k in _KINDS if (place, k) != ("between", "less")]
    return tuple((_KINDS[k], Matcher(f"bound-{place}-{k}")) for k in kinds)


@cache
def _blocked() -> Matcher:
    return Matcher("bound-before-none")


@cache
def _continuous() -> Matcher:
    return Matcher("unit-continuous")


def _longest(found: list[tuple[str, str]]) -> tuple[str, str | None]:
    word, kind = max(found, key=lambda f: len(f[0]), default=("", ""))
    return (word, kind) if word else ("", None)


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
    word, kind = _longest([(m.before(text, end), kind) for kind, m in _matchers("before")])
    if magnitude and not word:
        word, kind = _magnitude().before(text, end), "moreThan"
    if not word or len(_blocked().before(text, end)) > len(word) or (skip and kind == "about"):
        return pos, None
    return end - len(word), kind


def between(text: str, pos: int) -> tuple[int, str | None]:
    """The approximator between number and unit at `pos`: its end and kind; (`pos`, None) if there is none."""
    word, kind = _longest([(m.at(text, pos), kind) for kind, m in _matchers("between")])
    return pos + len(word), kind


def after(text: str, pos: int, unit: str) -> tuple[int, str | None]:
    """The approximator after number and `unit` at `pos`: its end and kind; (`pos`, None) if there is none."""
    start = _SPACE.match(text, pos).end()  # type: ignore[union-attr]
    word, kind = _longest([(m.at(text, start), kind) for kind, m in _matchers("after")])
    if word:
        return start + len(word), kind
    if unit in _continuous() and text[pos : pos + 1] in ("多", "余") and pos < len(text):
        return pos + 1, "moreThan"
    return pos, None
