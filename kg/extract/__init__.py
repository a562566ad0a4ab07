"""Mentions: every extractor reads every sentence; where two claim the same words, one is kept and the other shown.

An extractor is one file here and one entry in an ordered tuple; order is priority. WHOLE ones find names that no
other name reaches into: header fields, titles, doctrines. Of two overlapping names of the EXTRACTORS the longer wins,
then the earlier entry; a header field or a title in 《》 wins over everything inside it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator

from kg import lexicon
from kg.extract.agencies import agencies
from kg.extract.areas import areas, bare_zones, own_place, settlements
from kg.extract.concepts import concepts
from kg.extract.credits import credits
from kg.extract.documents import documents
from kg.extract.events import events
from kg.extract.nature import features
from kg.extract.persons import persons
from kg.extract.programs import programs
from kg.extract.words import Words
from kg.model import Discard, Document, Mention, Sentence

Extractor = Callable[[Document, Words], Iterator[Mention]]
WHOLE: tuple[Extractor, ...] = (credits, documents, concepts)
EXTRACTORS: tuple[Extractor, ...] = (events, agencies, programs, persons, areas, bare_zones, settlements, features)

_PARTS = re.compile(r"[\u3400-\u9fff”][ \u3000\xa0]+[\u3400-\u9fff“]")
"""A headline's parts, set apart by a space: no name reaches from one into the next."""


def mentions(document: Document) -> Document:
    """Fill `mentions` with what the extractors find, and `discards` with what an overlap cost."""
    found: list[tuple[Mention, int]] = []
    for sentence in _article_proper(document):
        words = Words(sentence, document.article.text)
        whole = [m for extractor in WHOLE for m in extractor(document, words)]
        words = words.barred([m.span for m in whole])
        found += [(m, 0) for m in whole]
        named = [(m, rank) for rank, extractor in enumerate(EXTRACTORS, 1) for m in extractor(document, words)]
        headline = sentence.span.end <= document.article.body
        found += [(m, rank) for m, rank in named if not (headline and _PARTS.search(m.text)) and not _halved(m.text)]
    kept, discards = resolve(found)
    kept = sorted([*kept, *own_place(document, kept)], key=lambda m: m.span)
    return dataclasses.replace(document, mentions=tuple(kept), discards=(*document.discards, *discards))


def _halved(name: str) -> bool:
    """北京）科技公司: whether a name begins inside a bracket that it ends."""
    text = name.translate(_BRACKETS)
    return text.find("）") >= 0 and not 0 <= text.find("（") < text.find("）")


_BRACKETS = str.maketrans("()", "（）")


def _article_proper(document: Document) -> Iterator[Sentence]:
    """The sentences up to the page's furniture: rights, sharing buttons, links."""
    for sentence in document.sentences:
        if sentence.span.start > document.article.body and sentence.text.startswith(lexicon.affixes("furniture")):
            return
        yield sentence


def resolve(found: list[tuple[Mention, int]]) -> tuple[list[Mention], list[Discard]]:
    """Keep, of mentions with their extractor's rank, those that no better one overlaps; the rest come as discards."""
    kept: list[Mention] = []
    discards: list[Discard] = []
    taken: dict[int, int] = {}  # which of those kept has a character: an article may have a hundred thousand mentions
    for mention, _ in sorted(found, key=lambda pair: _order(*pair)):
        characters = range(mention.span.start, mention.span.end)
        first = min((taken[at] for at in characters if at in taken), default=None)
        rival = None if first is None else kept[first]
        if rival is None:
            taken.update(dict.fromkeys(characters, len(kept)))
            kept.append(mention)
        elif rival.span != mention.span or rival.type != mention.type:
            reason = f"overlaps {rival.type} {rival.text}"
            discards.append(Discard(span=mention.span, text=mention.text, type=mention.type, by=mention.by, reason=reason))
    return sorted(kept, key=lambda m: m.span), sorted(discards, key=lambda d: (d.span, d.by))


def _order(mention: Mention, rank: int) -> tuple[bool, int, int, int, str]:
    whole = mention.by.startswith("credits.") or mention.by == "documents.cited"
    return (not whole, -len(mention.span), rank, mention.span.start, mention.type)
