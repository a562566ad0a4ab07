"""The front of a name: what introduces it, and what stands there that is no part of it."""

from __future__ import annotations

import re

from kg import lexicon
from kg.extract.known import known_names
from kg.extract.words import Words

NATIONAL = frozenset({"国家", "全国", "全省", "全市", "省级", "市级", "国家级", "中央", "中华", "国际", "世界"})
CLAUSE_MARKS = ("，", "。", "；", "：")


def _is_body(word: str) -> bool:
    return bool(lexicon.marked("BodyCue", word)) or known_names("KnownAgency").get(word) is not None


_UNITS_OF_LAND = frozenset({"省", "市", "县", "区", "镇", "乡", "村"})


def adornment(words: Words, i: int) -> int:
    """How many words at the front of a chunk are no part of the name: 1 or, for 抓实|抓|细|养老政策, 2."""
    one_each = len(words.text[i]) == len(words.text[i + 1]) == 1
    repeated = i > 0 and words.pos[i - 1] == "v" and words.text[i - 1].startswith(words.text[i])
    return 2 if one_each and repeated and words.pos[i + 1] == "a" else int(_adorns(words, i))


def _adorns(words: Words, i: int) -> bool:
    """Whether the first word of a chunk is no part of the name."""
    word, pos = words.text[i], words.pos[i]
    if _owns(words, i) or (pos == "m" and _TIMES.fullmatch(word)) or _second_verb(words, i):
        return True
    if word in lexicon.words("trim") or (pos in {"w", "c", "f", "p"} and word != "“" and not is_region(word)):
        return True
    if (words.text[i + 1].startswith("首") and word != "“") or (pos == "TIME" and words.text[i + 1] in NATIONAL):
        return True  # 全国|首个…, 五年|全国…
    if word in lexicon.words("manner") and words.text[i + 1] in lexicon.words("introduce"):
        return True  # 科学|制定|供水计划
    if word in _UNITS_OF_LAND and (words.text[i + 1].isdigit() or (i > 0 and _count(words, i - 1))):
        return True  # 市|12345热线, 6个|镇|土地延包试点
    if pos == "v" and words.pos[i + 1] == "LOC":
        return True  # 支持|甲地…
    if pos == "v" and len(word) == len(words.text[i + 1]) == 1 and words.pos[i + 1] == "n":
        return False  # 涉|海, 惠|企: two characters that are one word
    if pos == "v" and i > 1 and words.pos[i - 1] == "c" and words.pos[i - 2] == "v":
        return True  # 巩固和提升: two verbs, of which neither is the name's
    if pos != "v" or introduced(words, i):
        return False
    return word not in lexicon.words("nominal-verb") or i == 0 or words.text[i - 1] != "、"


_TIMES = re.compile(r"[\d一二两三四五六七八九十百]+(?:多|余)?(?:[个项次轮场批]|波次|批次)")
"""How many there are, or how often: 8次|…清理行动."""


def _owns(words: Words, i: int) -> bool:
    """Whether a word says whose a program is: 省委|“三提三效”行动, 水务局|狠抓专项行动, 该局|改革, 我|市|改革."""
    word, after = words.text[i], words.text[i + 1]
    if word.startswith("该") or (after == "“" and words.pos[i] == "ORG"):
        return True
    if (word in _UNITS_OF_LAND or word == "国") and i > 0 and words.text[i - 1] in {"我", "全", "本", "各", "该"}:
        return True
    return (after == "“" or words.pos[i + 1] == "v") and _is_body(word)


def _second_verb(words: Words, i: int) -> bool:
    """优化|提升|乡村快递“甲”: the second of two verbs with one object, of which neither is the name's."""
    if i == 0 or words.pos[i] != "v" or words.text[i] not in lexicon.words("second-verb") or words.pos[i + 1] in {"v", "vn"}:
        return False
    first = words.text[i - 1]
    started = first in lexicon.words("create") or first in lexicon.words("carry-out")
    return first in lexicon.words("introduce") and not started and words.pos[i - 1] == "v"


def introduced(words: Words, left: int) -> bool:
    """Whether an introducing verb stands in front of word `left`.

    Between them at most 了, 起, 的, an adornment, a count, or the earlier items of the list the verb begins.
    """
    i = leader(words, left)
    return i >= 0 and words.text[i] in lexicon.words("introduce") and words.pos[i] in {"v", "vn", "vd", "d", "p"}


def leader(words: Words, left: int) -> int:
    """The word in front of `left` and of what may stand between, -1 where there is none."""
    trim, i = lexicon.words("trim"), left - 1
    while i >= 0 and (words.text[i] in trim or words.text[i] in {"了", "起", "的", "好"} or _count(words, i) or _second_verb(words, i)):
        i -= 1
    if left > 0 and words.text[left - 1] == "的" and (verb := _verb_of_relative(words, left - 1)) >= 0:
        return verb
    if i >= 0 and words.text[i] == "、" and (verb := _first_verb(words, i)) >= 0:
        return verb
    if i >= 0 and (words.text[i] in {"、", "和", "及", "与", "”"} or i in words.barriers):
        while i >= 0 and (words.pos[i] in _LISTED or i in words.barriers) and words.text[i] not in CLAUSE_MARKS:
            i -= 1
        while i >= 0 and words.text[i] in {"了", "起"}:
            i -= 1
    return i


def _first_verb(words: Words, at: int) -> int:
    """The first word of the clause before `at` that is no adverb, if it introduces: the verb of a list of objects."""
    start = at
    while start > 0 and words.text[start - 1] not in CLAUSE_MARKS:
        start -= 1
    while start < at and words.pos[start] in {"d", "ad", "vd", "c", "TIME"}:
        start += 1
    return start if start < at and words.text[start] in lexicon.words("introduce") else -1


def _verb_of_relative(words: Words, at: int) -> int:
    """The creating verb of the clause that `at` ends, with another verb's clause for its modifier: 建立|覆盖…|的|制度."""
    verb = _first_verb(words, at)
    if verb < 0 or words.text[verb] not in lexicon.words("create", "pursue"):
        return -1
    behind = verb + 1
    while behind < at and (words.text[behind] in lexicon.words("create", "pursue") or words.pos[behind] == "u"):
        behind += 1
    return verb if words.pos[behind] in {"v", "p"} else -1


def is_manner(word: str) -> bool:
    """常态化, 更大|力度: how something is done, in front of its verb."""
    return (len(word) > 2 and word.endswith("化")) or word == "力度"


def is_region(word: str) -> bool:
    """东北部, 中南部: a part of an area that a work is named after."""
    return len(word) > 1 and word.endswith("部")


_LISTED = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "w", "c", "m", "TIME", "f"})


def _count(words: Words, i: int) -> bool:
    """A number with its classifier in front of a name: 开展|9个|城乡融合试点."""
    return words.pos[i] == "m" and bool(re.fullmatch(r"[\d一二两三四五六七八九十百]+(?:多|余)?[个项批轮次大]", words.text[i]))
