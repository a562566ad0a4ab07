"""Place mentions: names the gazetteer found, and the words for the article's own area (全省, 我市, 全国)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from kg import gazetteer, lexicon
from kg.extract.chunks import followed_by_noun
from kg.extract.words import Words, mention
from kg.model import Document, Mention, PlaceMatch


def areas(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of places in one sentence."""
    yield from _found(document, words)
    home = lexicon.alternation("home", "country")
    for found in re.finditer(home, words.sentence.text):
        if found.start() in words.edges or found.group()[0] not in "本我":  # 成本|省了一半
            yield mention(words, found.start(), found.end(), "Place", "places.home", 0.9)


def _found(document: Document, words: Words) -> Iterator[Mention]:
    for match in document.places_in(words.sentence.span):
        yield from _zone(words, match)
        if match.inside:
            continue
        confidence = 0.95 if match.code and not match.reason else 0.85 if match.code else 0.5
        type = _level(match.code) if match.code else "Place"
        yield Mention(span=match.span, text=match.text, type=type, by="places.gazetteer", confidence=confidence)
        if all(other.span.start != match.span.end for other in document.places_in(words.sentence.span)):
            yield from _behind(words, match)


def _behind(words: Words, match: PlaceMatch) -> Iterator[Mention]:
    """A place the gazetteer lacks, right behind one it has: 河北|燕郊, 缅甸|妙瓦底|地区."""
    at = bisect_left(words.sentence.offsets, match.span.end)
    if match.code is None or words.sentence.offsets[at : at + 1] != (match.span.end,) or at not in words.edges:
        return
    i = words.index(at)
    area = i + 1 < len(words.text) and words.text[i + 1] in lexicon.words("area")
    if words.pos[i] == "LOC" or (area and words.pos[i] in {"nz", "a", "n", "PER"} and len(words.text[i]) > 1):
        end = words.starts[i + 2] if area else words.starts[i + 1]
        if gazetteer.load().lookup(words.text[i]) or followed_by_noun(words, end):
            return
        yield mention(words, words.starts[i], end, "Place", "places.behind", 0.75)


def _zone(words: Words, match: PlaceMatch) -> Iterator[Mention]:
    """A development zone or the like, by the place it is named after: 甲市高新区."""
    sentence = words.sentence
    at = bisect_left(sentence.offsets, match.span.end)
    zone = _zones().match(sentence.text, at) if match.code and sentence.offsets[at : at + 1] == (match.span.end,) else None
    if zone and gazetteer.load().place(match.code or "").level in _WITH_ZONES:
        yield mention(words, bisect_left(sentence.offsets, match.span.start), zone.end(), "Zone", "places.zone", 0.8)


def bare_zones(document: Document, words: Words) -> Iterator[Mention]:
    """高新区 at the head of a clause: that of the place the article is about, or one that was named in full."""
    for found in _bare_zones().finditer(words.sentence.text):
        yield mention(words, found.start(), found.end(), "Zone", "places.bare-zone", 0.6)


_WITH_ZONES = frozenset({"Province", "Prefecture", "County"})


@cache
def _zones() -> re.Pattern[str]:
    return re.compile(lexicon.alternation("zone"))


@cache
def _bare_zones() -> re.Pattern[str]:
    return re.compile(rf"(?:(?<=[，。；：、])|^)(?:{lexicon.alternation('bare-zone')})(?![的内外、等])")


def settlements(document: Document, words: Words) -> Iterator[Mention]:
    """Villages, townships and communities: places by the tagger's word and by their ending."""
    endings, none = lexicon.affixes("settlement"), lexicon.affixes("not-settlement")
    for i, word in enumerate(words.text) if "LOC" in words.pos else ():
        if words.pos[i] == "LOC" and len(word) > 2 and word.endswith(endings) and not word.endswith(none):
            start, end = words.starts[i], words.starts[i + 1]
            if word.endswith("村村"):  # 柳沟村村|干部: the last character is the next word's
                end -= 1
            if word[0] in lexicon.words("at-place") and document.article.text.count(word[1:]) > document.article.text.count(word):
                start += 1  # 来|悦来镇
            if i and words.pos[i - 1] == "LOC" and len(words.text[i - 1]) == 1:
                start -= 1  # 坪|坝村: the tagger cut off the first character
            town = _TOWN.match(words.sentence.text, start, end)
            if town is not None:
                yield mention(words, start, town.end(), "Place", "places.settlement", 0.75)
            yield mention(words, town.end() if town else start, end, "Place", "places.settlement", 0.75)


_TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:镇|乡|街道|苏木)(?=[\u4e00-\u9fff]{1,6}(?:村|社区|屯|寨|嘎查))")
"""A township in front of its village, in one word."""


def own_place(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """The place an article is about, where only its headline or publisher names it, inside a longer name.

    甲省 in the headline 甲省政府工作报告 is a mention of the place, unless the article names the place by itself.
    """
    home = document.home
    spans = {m.span for m in mentions}
    named = {p.code for p in document.places if p.span in spans}
    if home is None or home in named or any(m.by == "places.home" for m in mentions):
        return []
    header = next((p for p in document.places if p.code == home and p.span.end <= document.article.body), None)
    if header is None:
        return []
    return [Mention(span=header.span, text=header.text, type=_level(home), by="places.header", confidence=0.85)]


def _level(code: str) -> str:
    return gazetteer.load().place(code).level
