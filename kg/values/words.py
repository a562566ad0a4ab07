"""Longest-match lookup of the grammar's word lists (ontology/values.ttl)."""

from __future__ import annotations

import re

from kg.lexicon import words


class Matcher:
    """The words of some lists, found by longest match at, before or around a position of a text."""

    def __init__(self, *names: str) -> None:
        self._words = frozenset(word for name in names for word in words(name))
        self._heads: dict[str, tuple[int, ...]] = {}
        self._tails: dict[str, tuple[int, ...]] = {}
        for word in self._words:
            for table, key in ((self._heads, word[0]), (self._tails, word[-1])):
                table[key] = tuple(sorted({*table.get(key, ()), len(word)}, reverse=True))
        self._reach = max(map(len, self._words))

    def __contains__(self, word: object) -> bool:
        return word in self._words

    def at(self, text: str, pos: int) -> str:
        """The longest word that starts at `pos`, "" if none does."""
        for length in self._heads.get(text[pos : pos + 1], ()):  # most positions end here
            if (word := text[pos : pos + length]) in self._words:
                return word
        return ""

    def before(self, text: str, pos: int) -> str:
        """The longest word that ends at `pos`, "" if none does."""
        for length in self._tails.get(text[pos - 1], ()) if pos else ():
            if length <= pos and (word := text[pos - length : pos]) in self._words:
                return word
        return ""

    def around(self, text: str, start: int, end: int) -> bool:
        """Whether some word covers start..end, wherever it begins."""
        for first in range(max(0, start - self._reach + 1), start + 1):
            for length in self._heads.get(text[first : first + 1], ()):
                if first + length >= end and text[first : first + length] in self._words:
                    return True
        return False


def first_match(pattern: re.Pattern[str], heads: re.Pattern[str], text: str, pos: int = 0) -> re.Match[str] | None:
    """What `pattern.search(text, pos)` finds, sooner: no match begins with a character that is none of `heads`."""
    for head in heads.finditer(text, pos):
        if found := pattern.match(text, head.start()):
            return found
    return None


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """A list whose words are rows of fields separated by spaces, in a fixed order."""
    return tuple(tuple(row.split(" ")) for row in sorted(words(name)))
