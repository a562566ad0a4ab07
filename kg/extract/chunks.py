"""Names found by how they end: from a cue at the end leftwards to where the name begins.

Chinese names of programs, meetings and bodies end in a word that says what they are (…专项行动, …交流会) and reach
left over nouns, over a quoted part, over one coordination, until a verb that introduces them, a function word or a
punctuation mark. What speaks for a chunk being a name is counted in points: a modifier, three modifiers or more, an
introducing verb in front, a quoted part, a place or 国家 in it, a second occurrence. A cue says how many it needs.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg import lexicon
from kg.extract.fronts import CLAUSE_MARKS, NATIONAL, adornment, introduced, is_manner, is_region, leader
from kg.extract.words import Words

STOP_POS = frozenset({"w", "p", "c", "u", "d", "r", "xc", "vd", "q", "t"})
_DIGIT = r"一二两三四五六七八九十百\d"
INNER_NUMBER = re.compile(
    rf"第?[{_DIGIT}]+[年期次届大级批步方]?|第[{_DIGIT}]+个|[百千]+万|[^第{_DIGIT}千万几数]+.*|一[^\d个项批条座家场支]+"
)
INNER_TIME = re.compile(r"[一二两三四五六七八九十百\d]+(年|日)|新时代|现代\w*|夏季|冬季|春季|秋季|\d{4}年?")
INNER_ADVERB = frozenset(
    {"重点", "一体化", "全面", "集中", "统一", "协调", "深度", "基本", "高质量", "公共", "全程", "直接", "依法", "安全"}
)
_UNLAWFUL = frozenset({"非法", "违法", "违规"})
_COUNTED = re.compile(
    r"(?:共|已|累计)?(?:达到?|增加|减少|增至)?[\d.]+(?:多|余)?(?:万|亿)?(?:多|余)?[个家所处座项条支只辆件名人户场期批届次]"
)
CONJUNCTIONS = frozenset({"和", "与", "及", "、"})
LONG = 6  # characters in front of the last word that make a name a long one
LONGEST = 45  # characters: names longer than this are clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stretch of a sentence's text that may be a name, and what speaks for it."""

    start: int
    end: int
    text: str
    points: int
    introduced: bool
    quoted: bool
    modifiers: int
    created: bool
    built: bool


def chunks(words: Words, cue: lexicon.Cue) -> Iterator[Chunk]:
    """Every chunk of the sentence that ends with one of the cue's words."""
    text = words.sentence.text
    for match in any_of(cue.words).finditer(text) if cue.name in words.cued else ():
        if match.end() not in words.edges:
            continue
        chunk = chunk_before(words, match.start(), match.end())
        if chunk is not None and (chunk.quoted or not followed_by_noun(words, match.end())):
            yield chunk


@functools.cache
def any_of(endings: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the endings of a cue, compiled once; they come longest first."""
    return re.compile("|".join(map(re.escape, endings)))


def followed_by_noun(words: Words, end: int) -> bool:
    """Whether the noun phrase goes on after `end`, so that what ends there is only its modifier."""
    if end >= len(words.sentence.text):
        return False
    i = words.index(end)
    if words.text[i] in lexicon.words("go-on"):
        return True
    if _of_a_body(words, i):
        return True
    if predicated(words, end) or words.text[i] in lexicon.words("person-title") or _how(words, i):
        return False
    return words.pos[i] in {"n", "nz", "vn", "an"} and words.text[i] not in lexicon.words("follow")


def _how(words: Words, i: int) -> bool:
    """海关|创新|推出: a noun that says how the verb behind it is done."""
    return words.text[i] in lexicon.words("how") and i + 1 < len(words.text) and words.pos[i + 1] == "v"


def _of_a_body(words: Words, i: int) -> bool:
    """水利工程|建设|管理处: a noun that may follow a name leads on to a body of which the name is a part."""
    following = words.text[i + 1 : i + 2]
    return words.text[i] in lexicon.words("follow") and any(word in lexicon.words("office") for word in following)


def predicated(words: Words, end: int) -> bool:
    """Whether what follows is said of programs: 全面启动, 深入推进."""
    return end < len(words.sentence.text) and words.text[words.index(end)] in lexicon.words("predicate")


def in_list_of_kinds(words: Words, end: int) -> bool:
    """Whether a chunk is an item of a list that 等制度机制 or the like closes."""
    text = words.sentence.text
    return text[end : end + 1] in "、等“" and bool(_list_of_kinds().match(text, end))


@functools.cache
def _list_of_kinds() -> re.Pattern[str]:
    return re.compile(rf"[^，。；]*?等(?:一系列|各项|多项)?(?:{lexicon.alternation('list-of-kinds')})")


def chunk_before(words: Words, head: int, end: int, *, verbs: bool = True) -> Chunk | None:
    """The chunk that ends at `end` and whose last word begins at or before `head`; None where it has no modifier.

    Without `verbs` the name ends where a verb follows another body: names of bodies join no two.
    """
    first = words.index(head)
    if first > 0 and words.starts[first] == head and words.text[first - 1] in CONJUNCTIONS:
        return None  # 甲和|中心: what stands before a conjunction does not modify what stands behind it
    left = _reach(words, first, verbs)
    left = _balanced(words, left, first)
    left, led = _settle(words, _behind_list(words, left, first), first)
    start = words.starts[left]
    text = words.sentence.text[start:end]
    modifiers = first - left + (1 if words.starts[first] < head else 0)
    if modifiers < 1 or len(text) > LONGEST:
        return None
    quoted = "“" in text
    placed = any(words.pos[i] == "LOC" or words.text[i] in NATIONAL for i in range(left, first))
    created = led and words.text[leader(words, left)] in lexicon.words("create")
    built = bool(_built().search(_clause(words, start)))
    long = modifiers >= 3 or len(text) - (end - head) >= LONG
    points = 1 + long + led + quoted + created + placed + predicated(words, end) - in_list_of_kinds(words, end)
    return Chunk(
        start=start, end=end, text=text, points=points, introduced=led, quoted=quoted, modifiers=modifiers, created=created,
        built=built,
    )


@functools.cache
def _built() -> re.Pattern[str]:
    return re.compile(lexicon.alternation("built"))


def _reach(words: Words, first: int, verbs: bool) -> int:
    """The leftmost word that may belong to the name whose last word is `first`."""
    i = first
    while i > 0:
        before = _step(words, i, first)
        if before is None or (not verbs and _between_bodies(words, i - 1)):
            break
        i = before
    return i


def _between_bodies(words: Words, i: int) -> bool:
    """A verb behind a body's name does not belong to the next body's: 甲院|加入|乙联合体."""
    if words.pos[i] != "v" or words.text[i] in lexicon.words("nominal-verb") or i == 0:
        return False
    return bool(lexicon.marked("BodyCue", words.text[i - 1])) or words.text[i] in lexicon.words("introduce")


def _step(words: Words, i: int, head: int) -> int | None:
    """The next word to the left of `i` that may belong to the name that ends with word `head`, or None."""
    word, pos = words.text[i - 1], words.pos[i - 1]
    if i == head and pos == "v" and i > 1 and words.pos[i - 2] in _NOUN | {"vn"} and _object_in_front(word, words.text[head]):
        return i - 1
    if i - 1 in words.barriers:  # …精神|学习教育 is one name, …思想|“三学三比” are two
        return None if words.text[i] == "“" else i - 1
    if word == "”":
        return _opening(words, i - 1) if words.text[i] != "“" else None
    if word == "）" and "（" in words.text[max(0, i - 6) : i]:
        return _bracket(words, i - 1)
    if i > 1 and _between_places(words, i - 1):
        return i - 1
    if word in CONJUNCTIONS:
        return _coordinate(words, i - 1)
    return i - 1 if _may_stand_inside(words, i - 1) else None


def _may_stand_inside(words: Words, i: int) -> bool:
    """Whether a word that is no mark, bracket or conjunction may belong to a name that goes on behind it."""
    word, pos = words.text[i], words.pos[i]
    if pos in {"v", "vn"} or word in lexicon.words("stop-verb"):
        return _verb_inside(words, i)
    if pos == "PER":
        return _compounded(words, i)
    if word in _UNLAWFUL and i > 0 and (words.text[i - 1] in lexicon.words("introduce") or words.text[i - 1].startswith("涉")):
        return True  # 开展|非法|采挖…整治, 涉企|违规|收费…: what is done away with begins the name
    return bool(_INNER[pos](word)) if pos in _INNER else pos not in STOP_POS


def _compounded(words: Words, i: int) -> bool:
    """Whether what the tagger took for a person stands inside a compound: 山林|林长青|制度, 江海|新|航道."""
    after = words.pos[i + 1]
    short = len(words.text[i]) == 2 and after in {"a", "nz"} and words.text[i - 1 : i] != ["、"]
    return short or (i > 0 and words.pos[i - 1] in _NOUN and after in _NOUN)


_NOUN = frozenset({"n", "nz"})
_BEFORE_HEAD = frozenset({"促进", "提升", "增收", "保障", "提高", "扩大", "建设"})  # 就业|促进|计划: the verb's object is in front
_BEFORE_MECHANISM = frozenset({"实现", "形成", "发现", "转化", "退出", "流动", "分享", "生成", "传导"})


def _object_in_front(verb: str, head: str) -> bool:
    """就业|促进|计划, 价值|实现|机制: a verb in front of the last word with its object or its subject before it."""
    return verb in _BEFORE_HEAD or (verb in _BEFORE_MECHANISM and lexicon.marked("NameCue", head) == "Mechanism")


_INNER: dict[str, Callable[[str], object]] = {
    "m": INNER_NUMBER.fullmatch,
    "TIME": INNER_TIME.fullmatch,
    "d": INNER_ADVERB.__contains__,
    "ad": INNER_ADVERB.__contains__,
    "vd": INNER_ADVERB.__contains__,
    "f": lambda word: word == "以上" or is_region(word),
}


def _between_places(words: Words, i: int) -> bool:
    """甲市—乙市|高速公路, 甲河上游|至|乙市|高速公路: what joins the two ends of a work."""
    if words.text[i] == "至":
        return words.pos[i + 1] == "LOC" and words.pos[i - 1] in {"LOC", "s"}
    return words.text[i] in {"－", "—", "-"} and words.pos[i - 1] in {"LOC", "w"}


def _verb_inside(words: Words, i: int) -> bool:
    """Whether the verb at `i` may belong to a name that goes on behind it."""
    word, pos = words.text[i], words.pos[i]
    if word in lexicon.words("nominal-verb") and i > 0 and words.pos[i - 1] in _NOUN | {"vn"}:
        return True
    if word in lexicon.words("introduce") and i > 0 and is_manner(words.text[i - 1]):
        return False  # 常态化|推进|…: how it is done, and the verb is the clause's
    if word in lexicon.words("create") and word not in lexicon.words("nominal-verb"):
        return False  # 企业|搭建|平台
    if word in lexicon.words("stop-verb") and pos != "vn":
        return i > 0 and words.pos[i - 1] == "LOC" and introduced(words, i - 1)
    if pos == "vn":
        return True
    after = words.pos[i + 1]
    if after in {"v", "vn"} and i > 0 and words.pos[i - 1] in _NOUN | {"vn"}:
        return True  # 改革|深化|提升|行动
    if word not in lexicon.words("introduce"):
        return word in lexicon.words("nominal-verb") or after not in {"LOC", "ORG"}
    return _inner_verb(words, i)


def _inner_verb(words: Words, i: int) -> bool:
    """An introducing verb stands inside a name where another one introduces the whole: 实施|文化建设|工程."""
    if words.text[i] not in lexicon.words("nominal-verb") or i == 0:
        return False
    before = words.pos[i - 1]
    return before in {"n", "nz", "vn", "LOC", "a", "an"} or words.text[i - 1] == "、"


def _opening(words: Words, close: int) -> int | None:
    """Where the quotation that ends at `close` begins, if it is short enough to be a name."""
    for i in range(close - 1, max(-1, close - 22), -1):
        if words.text[i] == "“":
            inside = "".join(words.text[i + 1 : close])
            return i if 0 < len(inside) <= 24 and not re.search("[。；！？]", inside) else None
    return None


def _bracket(words: Words, close: int) -> int | None:
    """Where the bracket that ends at `close` begins; a heading's number in brackets is no part of a name."""
    for i in range(close - 1, max(-1, close - 6), -1):
        if words.text[i] == "（":
            return i if i > 0 and any(words.pos[k] != "m" for k in range(i + 1, close)) else None
    return None


def _coordinate(words: Words, at: int) -> int | None:
    """Over a conjunction to a modifier beside the last one: 遴选和退出|机制, but not from one name into the next."""
    if at == 0 or at + 1 >= len(words.text):
        return None
    before, after = words.text[at - 1], words.text[at + 1]
    if after == "“" or lexicon.marked("BodyCue", after) or (after in lexicon.words("theme") and words.pos[at + 2] == "LOC"):
        return None
    if words.text[at] == "、":
        alike = words.pos[at - 1] == words.pos[at + 1] or after in lexicon.words("nominal-verb")
        apart = words.pos[at - 1] in {"LOC", "ORG"} or _ends_like_a_name(before)
        return at if _twin(before, after) and alike and not apart and _short(words, at) else None
    if words.pos[at - 1] not in {"n", "vn", "v", "an", "nz"} or _ends_like_a_name(before) or lexicon.marked("BodyCue", before):
        return None
    return at


def _twin(before: str, after: str) -> bool:
    return len(before) == len(after) and len(before) <= 3


def _short(words: Words, at: int) -> bool:
    """The item before 、 is one word, bounded on its left: 教、学、练 or 法官、检察官."""
    return at == 1 or words.pos[at - 2] in STOP_POS | {"v"} or words.text[at - 2] in CONJUNCTIONS


def _ends_like_a_name(word: str) -> bool:
    return lexicon.marked("NameCue", word) is not None


def _balanced(words: Words, left: int, first: int) -> int:
    """A lone verb in front of 和 is no half of a name: 到来|和|双向经贸投资推介会 are two things."""
    joint = next((i for i in range(left, first) if words.text[i] in {"和", "与", "及"}), None)
    if joint is not None and joint - left == 1 and words.pos[left] in {"v", "vn"} and first - joint > 2:
        return joint + 1
    return left


def _behind_list(words: Words, left: int, first: int) -> int:
    """The quotation that sums up a list of which a name took the last items only: 甲、乙、丙|、|丁“四大工程”."""
    if left == 0 or words.text[left - 1] != "、" or "“" not in words.text[left + 1 : first + 1]:
        return left
    quote = words.text.index("“", left + 1)
    sums = quote + 1 < len(words.text) and words.text[quote + 1][0] in "两二三四五六七八九十"
    return quote if sums else left


def _settle(words: Words, left: int, first: int) -> tuple[int, bool]:
    """Drop what adorns the front of a name; say whether a verb introduces it."""
    if all(words.pos[i] == "v" for i in range(left, first)):
        return left, introduced(words, left)  # 扫黄|打非|专项行动: verbs are all its modifiers
    while left < first and (dropped := adornment(words, left)):
        left += dropped
    return left, introduced(words, left)


def counted(words: Words, end: int) -> bool:
    """Whether a number with its classifier stands right behind: 社区医院|317个 counts a class and names no member."""
    return bool(_COUNTED.match(words.sentence.text, end))


def clause_start(text: str, at: int) -> int:
    """Where the clause that holds the character at `at` begins."""
    return max(text.rfind(mark, 0, at) for mark in CLAUSE_MARKS) + 1


def _clause(words: Words, at: int) -> str:
    """The clause that holds the character at `at`."""
    text = words.sentence.text
    start = clause_start(text, at)
    ends = [e for e in (text.find(mark, at) for mark in CLAUSE_MARKS) if e >= 0]
    return text[start : min(ends, default=len(text))]
