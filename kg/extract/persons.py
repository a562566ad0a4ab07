"""Persons: the tagger's names, kept where they are full names in a person's place and mended where they were cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from kg import gazetteer, lexicon
from kg.extract.words import Words, mention
from kg.model import Document, Mention, PlaceMatch, Sentence, Span

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
        if (foreign := _without_surname(words, i)) is not None:
            yield mention(words, *foreign, "Person", "persons.titled", 0.8)
            continue
        end = _mended(document, text, start, end)
        if _is_full_name(text[start:end]) and _in_place(document, words, i, text[start:end]) and not _is_place(document, words, i):
            yield mention(words, start, end, "Person", "persons.tagger", 0.9)


def _without_surname(words: Words, i: int) -> tuple[int, int] | None:
    """艾尔肯·吐尼亚孜, 书记扎西多吉表示: a name with a dot, or one behind a title, that no Han surname begins; None for another."""
    text, start, end = words.sentence.text, words.starts[i], words.starts[i + 1]
    if words.text[i].endswith(_DOTS) and i + 1 < len(words.text):  # 艾力·|买买提
        end = words.starts[i + 2] - words.text[i + 1].endswith("说")
    if _DOTTED.fullmatch(text, start, end):
        return start, end
    lone = i > 1 and len(words.text[i - 1]) == 1 and words.pos[i - 1] not in _APART
    if lone and words.text[i - 2] in lexicon.words("person-title"):  # 厅长|次|仁顿珠
        start = words.starts[i - 1]
    titled = text[:start].endswith(lexicon.affixes("person-title"))
    spoken = end == len(text) or text[end] in "，。、；：" or words.pos[words.index(end)] == "v"
    name = text[start:end]
    own = _UNDOTTED.fullmatch(name) is not None and not name.startswith(lexicon.affixes("surname"))
    return (start, end) if titled and spoken and own and not gazetteer.load().lookup(name) else None


_DOTS = ("·", "•", "・")
_APART = frozenset({"p", "v", "d", "c", "u", "r", "w", "m", "f"})
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
_UNDOTTED = re.compile(r"[\u4e00-\u9fff]{3,5}")


def _is_place(document: Document, words: Words, i: int) -> bool:
    """Whether the tagger's person is a place, all of it: 子长市."""
    span = words.sentence.tokens[i].span
    return any(match.span == span for match in document.places_in(span))


@dataclass(frozen=True, slots=True)
class Post:
    """A title beside a person's name: where it begins in the article, its words, the level and the body it is of.

    `body` is 政府 or 委, as in 市政府, 市委; `alone` says that a clause or a list begins with the title.
    """

    start: int
    role: str
    level: str
    body: str
    alone: bool


def heads(sentence: Sentence, person: Span) -> Iterator[Post]:
    """The posts right before a person's name that a level names: 副市长; 县委书记、县长."""
    before = sentence.text[: bisect_left(sentence.offsets, person.start)]
    for pattern, body in _HEADS:
        if found := pattern.search(before):
            at = found.start()
            alone = at == 0 or not before[at - 1].isalnum() or before[:at].endswith(("时任", "原"))
            yield Post(sentence.offsets[at], found["role"], found["level"], body, alone)


def place_of(document: Document, post: Post) -> PlaceMatch | None:
    """The place named right in front of a post: 甲市|副市长, 甲|省委书记; 甲省|委书记, 甲自治区|主席, whose level ends its name."""
    found = document.place_ending(post.start)
    shared = post.body == "委" or post.level == "自治区"
    return found or (document.place_ending(post.start + len(post.level)) if shared else None)


_HEADS = (
    (re.compile(r"(?P<role>(?:代|常务)?副?(?P<level>[省市县区州旗])长)[ \u3000]*$"), "政府"),
    (re.compile(r"(?P<level>自治区)(?P<role>(?:代|常务)?副?主席)[ \u3000]*$"), "政府"),
    (re.compile(r"(?P<role>副?(?P<level>盟)长)[ \u3000]*$"), "行署"),
    (
        re.compile(
            r"(?P<role>(?P<level>[省市县区州旗盟地])党?委(?:常务)?副?书记)(?:、[^，。；、（）]{1,16}(?:长|主任|主席|书记)){0,2}[ \u3000]*$"
        ),
        "委",
    ),
)


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
    if name.startswith(lexicon.affixes("not-person")) or name.endswith(lexicon.affixes("not-person-end")):
        return False
    return name[:2] in surnames and len(name) > 2 or name[:1] in surnames and len(name) <= 3


def _in_place(document: Document, words: Words, i: int, name: str) -> bool:
    """A title beside the name, or a verb, a mark or the sentence's end behind it; a noun behind it makes a compound."""
    after = words.text[i + 1] if i + 1 < len(words.text) else ""
    pos_after = words.pos[i + 1] if after else "w"
    if i > 0 and words.text[i - 1] in lexicon.words("at-place") and gazetteer.load().lookup(name):
        return False
    if after in lexicon.words("person-title") or after in lexicon.words("say"):
        return True
    first = i
    while first > 0 and words.pos[first - 1] == "PER":  # 记者张三丰李四: two names
        first -= 1
    if first > 0 and any(words.text[first - 1].endswith(t) for t in lexicon.words("person-title")):
        return True
    if pos_after in {"n", "nz", "vn", "an", "m", "ORG", "LOC", "s"} or _among_places(words, i) or _said_of_virtue(words, i):
        return False
    if _listed(words, i) or (i > 0 and words.text[i - 1] in lexicon.words("kin")):
        return True
    if len(name) == 2:  # 陆海统筹, 陆海|新|通道: two characters alone are too little
        object = i > 0 and words.pos[i - 1] == "v" and pos_after == "ad"
        return not object and pos_after not in {"a", "f"} and _elsewhere(document, name)
    return i == 0 or words.pos[i - 1] not in {"nz", "LOC", "a"} or _elsewhere(document, name)


def _said_of_virtue(words: Words, i: int) -> bool:
    """对|高尚德|、: behind a preposition and in front of other things of a list there is no person."""
    if i == 0 or words.pos[i - 1] != "p" or i + 2 >= len(words.text) or words.text[i + 1] != "、":
        return False
    return words.pos[i + 2] != "PER"


def _listed(words: Words, i: int) -> bool:
    """Beside a longer name in a list, two characters are a name too: 刘江、王小花、张大山."""
    around = (2 * k - i for k in (i - 1, i + 1) if 0 <= k < len(words.text) and words.text[k] == "、")
    return any(0 <= k < len(words.text) and words.pos[k] == "PER" and len(words.text[k]) > 2 for k in around)


def _among_places(words: Words, i: int) -> bool:
    """An item of a list of places is one: 玉树、黄南、果洛."""
    listed = {k for k in (i - 1, i + 1) if 0 <= k < len(words.text) and words.text[k] == "、"}
    return any(0 <= k < len(words.text) and words.pos[k] == "LOC" for j in listed for k in (2 * j - i,))


def _elsewhere(document: Document, name: str) -> bool:
    return sum(s.text.count(name) for s in document.sentences) > 1
