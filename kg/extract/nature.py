"""Natural features: rivers, lakes, seas and mountains, known by name or by the tagger's word and its ending."""

from __future__ import annotations

from collections.abc import Iterator

from kg import gazetteer, lexicon
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention


def features(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of natural features in one sentence."""
    for start, end, known in known_names("KnownFeature").find(words.sentence.text):
        if start in words.edges and end in words.edges and not _of_a_name(words, end):
            yield mention(words, start, end, known.type, "nature.known", 0.9)
    endings = lexicon.affixes("natural")
    for i, word in enumerate(words.text) if "LOC" in words.pos else ():
        if words.pos[i] == "LOC" and word.endswith(endings) and _names_one(word):
            start, end = words.starts[i], words.starts[i + 1]
            if not _of_a_name(words, end):
                yield mention(words, start, end, "NaturalFeature", "nature.ending", 0.7)


def _names_one(word: str) -> bool:
    """Whether a word with such an ending is a name: one of two characters only of a water (郁江, but 沙山), and no division's."""
    long = len(word) > 2 or word.endswith(lexicon.affixes("natural-short"))
    return len(word) > 1 and long and word not in lexicon.words("not-natural") and not gazetteer.load().lookup(word)


def _of_a_name(words: Words, end: int) -> bool:
    """长江|路, 黄河|大桥: whether what follows makes it the name of a thing that is only called after it."""
    return words.sentence.text.startswith(lexicon.affixes("called-after"), end)
