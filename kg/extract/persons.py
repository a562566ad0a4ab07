"""Persons: the tagger's names, kept where they are full names in a person's place and mended where they were cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kg import lexicon
from kg.extract.words import Words, mention
from kg.model import Document, Mention, Sentence, Span

_PARTS = frozenset({"PER", "nz", "n", "LOC"})
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")


def persons(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of persons in one sentence."""
    text = words.sentence.text
    for i, pos in enumerate(words.pos) if "PER" in words.pos else ():
        if pos != "PER":
            continue
        start, end = words.starts[i], words.starts[i + 1]
        joined = _joined(words, i)
        if joined is not None:
            yield mention(words, *joined, "Person", "persons.dotted", 0.85)
            continue
        end = _mended(document, text, start, end)
        if _is_full_name(text[start:end]) and _in_place(document, words, i, text[start:end]):
            yield mention(words, start, end, "Person", "persons.tagger", 0.9)


@dataclass(frozen=True, slots=True)
class Post:
    """A title beside a person's name: where it begins in the article, its words and the level it is of."""

    start: int
    role: str
    level: str


def head_of_government(sentence: Sentence, person: Span) -> Post | None:
    """The post 省长, 副市长, 县长… right before a person's name, where a clause or a place stands in front of it."""
    end = bisect_left(sentence.offsets, person.start)
    found = _HEAD.search(sentence.text[:end])
    if found is None:
        return None
    start = sentence.offsets[found.start("role")]
    opens = found.start() == 0 or sentence.text[found.start() - 1] in "，。；：、省市县区州"
    return Post(start, found["role"], found["level"]) if opens else None


_HEAD = re.compile(r"(?P<role>(?:代|常务)?副?(?P<level>[省市县区州])长)[ \u3000]*$")


def _joined(words: Words, i: int) -> tuple[int, int] | None:
    """A name of parts with · between them, of which the tagger may have seen one only; None for a plain name."""
    left = right = i
    while left > 1 and words.text[left - 1] == "·" and words.pos[left - 2] in _PARTS:
        left -= 2
    while right + 2 < len(words.text) and words.text[right + 1] == "·" and words.pos[right + 2] in _PARTS:
        right += 2
    first = left == i or words.pos[left] == "PER"
    named = first and any(len(words.text[k]) > 1 for k in range(left, right + 1, 2))  # 桥·路·人 is none
    return (words.starts[left], words.starts[right + 1]) if left < right and named else None


def _mended(document: Document, text: str, start: int, end: int) -> int:
    """A two-character name that the same character follows everywhere, thrice or before two verbs, has three.

    So has one between a title and, a character further on, a verb of saying.
    """
    name, following = text[start:end], text[end : end + 1]
    if len(name) != 2 or not _NAME.fullmatch(name + following or " "):
        return end
    say = lexicon.words("say")
    titled = text[:start].endswith(lexicon.affixes("person-title")) and text[end + 1 :].startswith(lexicon.affixes("say"))
    if titled and following not in lexicon.words("late-adverb") and not text[end:].startswith(lexicon.affixes("say")):
        return end + 1  # 副局长吴长|才|介绍
    everywhere = re.findall(re.escape(name) + r"(.)(.{0,2})", "".join(s.text for s in document.sentences))
    same = all(char == following for char, _ in everywhere)
    spoken = sum(any(rest.startswith(verb) for verb in say) for _, rest in everywhere)
    return end + 1 if same and len(everywhere) >= 2 and spoken else end


def _is_full_name(name: str) -> bool:
    surnames = lexicon.words("surname")
    if not _NAME.fullmatch(name) or "某" in name or name.endswith(lexicon.affixes("person-title")):
        return False
    if name.startswith(lexicon.affixes("not-person")):
        return False
    return name[:2] in surnames and len(name) > 2 or name[:1] in surnames and len(name) <= 3


def _in_place(document: Document, words: Words, i: int, name: str) -> bool:
    """A title beside the name, or a verb, a mark or the sentence's end behind it; a noun behind it makes a compound."""
    after = words.text[i + 1] if i + 1 < len(words.text) else ""
    pos_after = words.pos[i + 1] if after else "w"
    if after in lexicon.words("person-title") or after in lexicon.words("say"):
        return True
    first = i
    while first > 0 and words.pos[first - 1] == "PER":  # 记者张三丰李四: two names
        first -= 1
    if first > 0 and any(words.text[first - 1].endswith(t) for t in lexicon.words("person-title")):
        return True
    if pos_after in {"n", "nz", "vn", "an", "m", "ORG", "LOC", "s"} or _among_places(words, i):
        return False
    if len(name) == 2:  # 陆海统筹: two characters alone are too little
        return _elsewhere(document, name)
    return i == 0 or words.pos[i - 1] not in {"nz", "LOC", "a"} or _elsewhere(document, name)


def _among_places(words: Words, i: int) -> bool:
    """An item of a list of places is one: 玉树、黄南、果洛."""
    listed = {k for k in (i - 1, i + 1) if 0 <= k < len(words.text) and words.text[k] == "、"}
    return any(0 <= k < len(words.text) and words.pos[k] == "LOC" for j in listed for k in (2 * j - i,))


def _elsewhere(document: Document, name: str) -> bool:
    return sum(s.text.count(name) for s in document.sentences) > 1
