"""Concepts: doctrines known by name, and quoted experiences and theories (“…经验”, “…”理论)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention

_SPEECH = re.compile(r"习近平(?:总书记|主席|同志)?[^，。；“”]{0,24}?重要(?:讲话|论述|指示|批示|指示批示)(?:重要)?精神")


def concepts(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of concepts in one sentence."""
    text = words.sentence.text
    for start, end, known in known_names("KnownConcept").find(text):
        yield mention(words, start, end, known.type, "concepts.known", 0.95)
    for match in _SPEECH.finditer(text):
        yield mention(words, match.start(), match.end(), "Concept", "concepts.speech", 0.85)
    for match in _quoted().finditer(text) if "“" in text else ():
        yield mention(words, match.start(), match.end(), "Concept", "concepts.quoted", 0.85)


@functools.cache
def _quoted() -> re.Pattern[str]:
    kinds = lexicon.alternation("concept")
    return re.compile(rf"(?:新时代)?“[^“”，。；]{{2,14}}(?:{kinds})”|(?:新时代)?“[^“”。；]{{2,14}}”(?:{kinds})")
