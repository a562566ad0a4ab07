"""Concepts: doctrines known by name, and quoted experiences and theories (“…经验”, “…”理论)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon
from kg.extract.chunks import Words, mention
from kg.extract.known import Names
from kg.model import Document, Mention


def concepts(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of concepts in one sentence."""
    text = words.sentence.text
    for start, end, known in _known().find(text):
        yield mention(words, start, end, known.type, "concepts.known", 0.95)
    kinds = lexicon.alternation("concept")
    for match in re.finditer(rf"(?:新时代)?“[^“”，。；]{{2,14}}(?:{kinds})”|(?:新时代)?“[^“”。；]{{2,14}}”(?:{kinds})", text):
        yield mention(words, match.start(), match.end(), "Concept", "concepts.quoted", 0.85)


@functools.cache
def _known() -> Names:
    return Names(lexicon.known("KnownConcept"))
