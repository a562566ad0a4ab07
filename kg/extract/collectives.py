"""Collectives: classes of bodies that a level, a place or a number makes one (全国公安机关, 甲省全省97个检察院)."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator

from kg import lexicon
from kg.extract.chunks import followed_by_noun
from kg.extract.words import Words, mention
from kg.model import Document, Mention

BODIES_COUNTED = r"\d+(?:多|余)?[个家所]"


def collectives(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of classes of bodies in one sentence."""
    yield from _counted(document, words)
    yield from _classes_by_level(words) if "collective-end" in words.cued else ()


def place_behind(document: Document, words: Words, start: int) -> int | None:
    """Where in the sentence the place begins that ends right before `start`; None where there is none."""
    place = document.place_ending(words.sentence.offsets[start - 1] + 1) if start > 0 else None
    return bisect_left(words.sentence.offsets, place.span.start) if place is not None else None


def _counted(document: Document, words: Words) -> Iterator[Mention]:
    """全国公安机关, 甲省全省97个检察院; 全国共有各类文物机构; 公安机关 that opens a clause with a figure."""
    text = words.sentence.text
    if words.cued.isdisjoint(("collective", "collective-acting")):
        return
    for match in _collective().finditer(text):
        apart = match["exists"] or match["count"]  # a number is no part of a name
        start = match.start("body" if match["count"] else "said") if apart else match.start()
        place = place_behind(document, words, match.start())
        by = "agencies.class" if apart else "agencies.collective"
        if start not in words.edges or match.end() not in words.edges:
            continue
        if match["level"] or (match["count"] and place is not None):
            yield mention(words, start, match.end(), _class_of(match["body"]), by, 0.8)
        elif place is not None and not apart and match["body"].endswith(lexicon.affixes("collective-end")):
            yield mention(words, place, match.end(), _class_of(match["body"]), "agencies.local", 0.8)
    for match in _acting_class().finditer(text):
        if match.start("said") in words.edges and match.end("said") in words.edges:
            yield mention(words, *match.span("said"), _class_of(match["body"]), "agencies.class", 0.75)


@functools.cache
def _collective() -> re.Pattern[str]:
    bodies, levels = lexicon.alternation("collective"), lexicon.alternation("level")
    kinds = lexicon.alternation("collective-kind")
    said = rf"(?P<said>(?:{kinds})?(?P<count>{BODIES_COUNTED})?(?P<body>{bodies}))"
    return re.compile(rf"(?P<level>(?:{levels})+)?(?P<exists>(?<=[\u4e00-\u9fff])(?:共有|现有))?{said}")


@functools.cache
def _acting_class() -> re.Pattern[str]:
    """公安机关 with an act and a number behind it in its clause, and nothing in front."""
    acting, kinds = lexicon.alternation("collective-acting"), lexicon.alternation("collective-kind")
    return re.compile(rf"(?:^|(?<=[，。；：]))(?P<said>(?:{kinds})?(?P<body>{acting}))(?=[^，。；：、“”的]*\d)")


def _classes_by_level(words: Words) -> Iterator[Mention]:
    """全省|粮食|储备|系统, 全国|渔政|部门: a level, nouns and what ends the name of a class of bodies."""
    for match in _class_by_level().finditer(words.sentence.text):
        if match.start() not in words.edges or match.end() not in words.edges or followed_by_noun(words, match.end()):
            continue
        named = range(words.index(match.start("body")), words.index(match.end() - 1) + 1)
        nouns = all(words.pos[i] in _CLASS_POS and not words.text[i].startswith(lexicon.affixes("not-collective")) for i in named)
        if nouns and match.start("body") in words.edges and lexicon.marked("NameCue", match["body"]) is None:
            yield mention(words, match.start(), match.end(), _class_of(match["body"]), "agencies.collective", 0.75)


_CLASS_POS = frozenset({"n", "nz", "vn", "an", "s"})


@functools.cache
def _class_by_level() -> re.Pattern[str]:
    levels, ends = lexicon.alternation("level"), lexicon.alternation("collective-end")
    return re.compile(rf"(?:{levels})+(?P<body>[\u4e00-\u9fff]{{2,8}}?(?:{ends}))")


def _class_of(body: str) -> str:
    return lexicon.marked("BodyCue", body) or "Agency"
