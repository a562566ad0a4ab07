"""A sentence as extractors read it: its words, their places, and mentions made of stretches of it."""

from __future__ import annotations

import functools
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import ahocorasick_rs as ac

from kg import lexicon
from kg.model import Mention, Sentence, Span

TRIGGERS = ("attend", "collective", "collective-acting", "enact", "theme")
"""Word lists without a word of which a rule has nothing to read."""


@dataclass(frozen=True)
class Words:
    """A sentence by its words, with where each begins in `Sentence.text`; `article` is the whole article's text.

    `barred` are stretches of the article that belong to other names (titles, doctrines): no chunk reaches into them.
    """

    sentence: Sentence
    article: str
    barred: tuple[Span, ...] = ()

    def quote(self, start: int, end: int) -> str:
        """The article's own characters behind `sentence.text[start:end]`."""
        span = self.sentence.locate(start, end)
        return self.article[span.start : span.end]

    @cached_property
    def text(self) -> list[str]:
        return [t.text for t in self.sentence.tokens]

    @cached_property
    def pos(self) -> list[str]:
        return [t.pos for t in self.sentence.tokens]

    @cached_property
    def starts(self) -> list[int]:
        return list(accumulate(map(len, self.text), initial=0))

    @cached_property
    def edges(self) -> frozenset[int]:
        """Where words begin or end."""
        return frozenset(self.starts)

    @cached_property
    def cued(self) -> frozenset[str]:
        """The names of the cues and of the lists in TRIGGERS of which a word stands in the sentence."""
        words, cues = _cue_words()
        found = words.find_matches_as_indexes(self.sentence.text, overlapping=True)
        if not found:
            return frozenset()
        return frozenset().union(*(cues[number] for number, _, _ in found))

    @cached_property
    def barriers(self) -> frozenset[int]:
        """The words that lie in a barred stretch."""
        tokens = enumerate(self.sentence.tokens if self.barred else ())
        return frozenset(i for i, token in tokens if any(span.covers(token.span) for span in self.barred))

    def index(self, offset: int) -> int:
        """The word that holds the character at `offset` of the sentence's text."""
        return bisect_right(self.starts, offset) - 1


@functools.cache
def _cue_words() -> tuple[ac.AhoCorasick, list[frozenset[str]]]:
    """All words of cues that end names and of TRIGGERS, to be looked for at once; and by its number what each is a word of."""
    cues: dict[str, set[str]] = {}
    for name in TRIGGERS:
        for word in lexicon.words(name):
            cues.setdefault(word, set()).add(name)
    for cue in (*lexicon.cues("NameCue"), *lexicon.cues("BodyCue")):
        for word in cue.words:
            cues.setdefault(word, set()).add(cue.name)
    return ac.AhoCorasick(list(cues)), [frozenset(names) for names in cues.values()]


def mention(words: Words, start: int, end: int, type: str, by: str, confidence: float) -> Mention:
    """A mention of `words.sentence.text[start:end]`, placed in the article and quoted to the letter."""
    span = words.sentence.locate(start, end)
    return Mention(span=span, text=words.quote(start, end), type=type, by=by, confidence=confidence)
