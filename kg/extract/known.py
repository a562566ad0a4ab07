"""Names known beforehand, found in a text all at once (Aho-Corasick, leftmost longest)."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import ahocorasick_rs as ac

from kg import lexicon
from kg.lexicon import Known

_NUMERALS = frozenset("0123456789一二三四五六七八九十百千万亿")


class Names:
    """A set of known names: labels and aliases, with and without the quotation marks inside them."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_name: dict[str, Known] = {}
        for item in known:
            for name in (item.label, *item.aliases):
                self._by_name.setdefault(name, item)
                self._by_name.setdefault(name.replace("“", "").replace("”", ""), item)
        self._names = [n for n in sorted(self._by_name) if n]
        self._automaton = ac.AhoCorasick(self._names, matchkind=ac.MatchKind.LeftmostLongest)

    def find(self, text: str) -> Iterator[tuple[int, int, Known]]:
        """(start, end, what is known) of every name in `text`, none overlapping."""
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            if not (start and text[start] in _NUMERALS and text[start - 1] in _NUMERALS):  # 千万工程 in 百千万工程
                yield start, end, self._by_name[self._names[number]]

    def get(self, name: str) -> Known | None:
        """What is known by exactly this name."""
        return self._by_name.get(name)


@functools.cache
def known_names(kind: str) -> Names:
    """Every name of a kind of the vocabulary (KnownAgency, KnownEvent, KnownConcept, KnownFeature…), made once."""
    return Names(lexicon.known(kind))
