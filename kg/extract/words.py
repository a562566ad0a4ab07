"""A sentence as extractors read it: its words, their places, and mentions made of stretches of it."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Collection
from copy import copy
from itertools import accumulate

import ahocorasick_rs as ac

from kg import lexicon
from kg.model import Mention, Sentence, Span

TRIGGERS = ("attend", "collective", "collective-acting", "collective-end", "enact", "theme")
"""Word lists without a word of which a rule has nothing to read."""


class Words:
    """A sentence by its words, with where each begins in `Sentence.text`; `article` is the whole article's text.

    `edges` are where words begin or end; `cued` names the cues and the lists in TRIGGERS of which a word stands in the
    sentence. `barriers` are the words in stretches that belong to other names (titles, doctrines): no chunk reaches into
    them.
    """

    def __init__(self, sentence: Sentence, article: str) -> None:
        self.sentence, self.article = sentence, article
        self.text = [t.text for t in sentence.tokens]
        self.pos = [t.pos for t in sentence.tokens]
        self.starts = list(accumulate(map(len, self.text), initial=0))
        self.edges = frozenset(self.starts)
        self.cued = _cued(sentence.text)
        self.barriers: frozenset[int] = frozenset()

    def barred(self, spans: Collection[Span]) -> Words:
        """The same words, with those in some stretches of the article as barriers."""
        if not spans:
            return self
        other = copy(self)
        tokens = enumerate(self.sentence.tokens)
        other.barriers = frozenset(i for i, token in tokens if any(span.covers(token.span) for span in spans))
        return other

    def index(self, offset: int) -> int:
        """The word that holds the character at `offset` of the sentence's text."""
        return bisect_right(self.starts, offset) - 1


def _cued(text: str) -> frozenset[str]:
    words, cues = _cue_words()
    found = words.find_matches_as_indexes(text, overlapping=True)
    return frozenset().union(*[cues[number] for number, _, _ in found]) if found else frozenset()


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
    return Mention(span=span, text=words.article[span.start : span.end], type=type, by=by, confidence=confidence)
