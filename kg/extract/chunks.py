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
from kg.extract.known import known_names
from kg.extract.words import Words

STOP_POS = frozenset({"w", "p", "c", "u", "d", "r", "xc", "vd", "q", "t"})
_DIGIT = r"一二两三四五六七八九十百\d"
INNER_NUMBER = re.compile(rf"第?[{_DIGIT}]+[年期次届大级批步方]?|[百千]+万|[^第{_DIGIT}千万几数]+.*|一[^\d个项批]+")
INNER_TIME = re.compile(r"[一二两三四五六七八九十百\d]+(年|日)|新时代|现代\w*|夏季|冬季|春季|秋季|\d{4}年?")
INNER_ADVERB = frozenset({"重点", "一体化", "全面", "集中", "统一", "协调", "深度", "基本", "高质量", "公共", "全程", "直接", "依法"})
NATIONAL = frozenset({"国家", "全国", "全省", "全市", "省级", "市级", "国家级", "中央", "中华", "国际", "世界"})
_COUNTED = re.compile(r"[\d.]+(?:多|余)?(?:万|亿)?(?:多|余)?[个家所处座项条支只辆件名人户场期批届次]")
CONJUNCTIONS = frozenset({"和", "与", "及", "、"})
CLAUSE_MARKS = ("，", "。", "；", "：")
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
    if predicated(words, end) or words.text[i] in lexicon.words("person-title"):
        return False
    return words.pos[i] in {"n", "nz", "vn", "an"} and words.text[i] not in lexicon.words("follow")


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
    left, led = _settle(words, left, first)
    start = words.starts[left]
    text = words.sentence.text[start:end]
    modifiers = first - left + (1 if words.starts[first] < head else 0)
    if modifiers < 1 or len(text) > LONGEST:
        return None
    quoted = "“" in text
    placed = any(words.pos[i] == "LOC" or words.text[i] in NATIONAL for i in range(left, first))
    created = led and words.text[_leader(words, left)] in lexicon.words("create")
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
    if i == head and pos == "v" and i > 1 and words.pos[i - 2] in _NOUN | {"vn"} and word in _BEFORE_HEAD:
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
    if pos in {"v", "vn"} or word in lexicon.words("stop-verb"):
        return i - 1 if _verb_inside(words, i - 1) else None
    if pos == "PER":  # a person ends a name; what the tagger took for one inside a compound does not
        return i - 1 if i > 1 and words.pos[i - 2] in _NOUN and words.pos[i] in _NOUN else None
    if pos in _INNER:
        return i - 1 if _INNER[pos](word) else None
    return None if pos in STOP_POS else i - 1


_NOUN = frozenset({"n", "nz"})
_BEFORE_HEAD = frozenset({"促进", "提升", "增收", "保障", "提高", "扩大", "建设"})  # 就业|促进|计划: the verb's object is in front
_INNER: dict[str, Callable[[str], object]] = {
    "m": INNER_NUMBER.fullmatch,
    "TIME": INNER_TIME.fullmatch,
    "d": INNER_ADVERB.__contains__,
    "ad": INNER_ADVERB.__contains__,
    "f": lambda word: word == "以上" or _is_region(word),
}


def _between_places(words: Words, i: int) -> bool:
    """甲市—乙市|高速公路, 甲河上游|至|乙市|高速公路: what joins the two ends of a work."""
    if words.text[i] == "至":
        return words.pos[i + 1] == "LOC" and words.pos[i - 1] in {"LOC", "s"}
    return words.text[i] in {"－", "—", "-"} and words.pos[i - 1] in {"LOC", "w"}


def _is_region(word: str) -> bool:
    """东北部, 中南部: a part of an area that a work is named after."""
    return len(word) > 1 and word.endswith("部")


def _verb_inside(words: Words, i: int) -> bool:
    """Whether the verb at `i` may belong to a name that goes on behind it."""
    word, pos = words.text[i], words.pos[i]
    if word in lexicon.words("nominal-verb") and i > 0 and words.pos[i - 1] in _NOUN | {"vn"}:
        return True
    if word in lexicon.words("introduce") and i > 0 and len(words.text[i - 1]) > 2 and words.text[i - 1].endswith("化"):
        return False  # 常态化|推进|…: how it is done, and the verb is the clause's
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
    if after == "“" or lexicon.marked("BodyCue", after):
        return None
    if words.text[at] == "、":
        alike = words.pos[at - 1] == words.pos[at + 1] or after in lexicon.words("nominal-verb")
        apart = words.pos[at - 1] in {"LOC", "ORG"} or _ends_like_a_name(before)
        return at if _twin(before, after) and alike and not apart and _short(words, at) else None
    if words.pos[at - 1] not in {"n", "vn", "v", "an", "nz"} or _ends_like_a_name(before):
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


def _settle(words: Words, left: int, first: int) -> tuple[int, bool]:
    """Drop what adorns the front of a name; say whether a verb introduces it."""
    if all(words.pos[i] == "v" for i in range(left, first)):
        return left, introduced(words, left)  # 扫黄|打非|专项行动: verbs are all its modifiers
    while left < first and (dropped := _adornment(words, left)):
        left += dropped
    return left, introduced(words, left)


def _is_body(word: str) -> bool:
    return bool(lexicon.marked("BodyCue", word)) or known_names("KnownAgency").get(word) is not None


_UNITS_OF_LAND = frozenset({"省", "市", "县", "区", "镇", "乡", "村"})


def _adornment(words: Words, i: int) -> int:
    """How many words at the front of a chunk are no part of the name: 1 or, for 抓实|抓|细|养老政策, 2."""
    one_each = len(words.text[i]) == len(words.text[i + 1]) == 1
    repeated = i > 0 and words.pos[i - 1] == "v" and words.text[i - 1].startswith(words.text[i])
    return 2 if one_each and repeated and words.pos[i + 1] == "a" else int(_adorns(words, i))


def _adorns(words: Words, i: int) -> bool:
    """Whether the first word of a chunk is no part of the name."""
    word, pos = words.text[i], words.pos[i]
    if word in lexicon.words("trim") or (pos in {"w", "c", "f", "p"} and word != "“" and not _is_region(word)):
        return True
    if words.text[i + 1].startswith("首") or (pos == "TIME" and words.text[i + 1] in NATIONAL):
        return True  # 全国|首个…, 五年|全国…
    if word in lexicon.words("manner") and words.text[i + 1] in lexicon.words("introduce"):
        return True  # 科学|制定|供水计划
    if (words.text[i + 1] == "“" or words.pos[i + 1] == "v") and _is_body(word):
        return True  # 省委|“三提三效”行动, 水务局|狠抓专项行动: whose it is, not what it is called
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


def introduced(words: Words, left: int) -> bool:
    """Whether an introducing verb stands in front of word `left`.

    Between them at most 了, 起, 的, an adornment, a count, or the earlier items of the list the verb begins.
    """
    i = _leader(words, left)
    return i >= 0 and words.text[i] in lexicon.words("introduce") and words.pos[i] in {"v", "vn", "vd", "d", "p"}


def _leader(words: Words, left: int) -> int:
    """The word in front of `left` and of what may stand between, -1 where there is none."""
    trim, i = lexicon.words("trim"), left - 1
    while i >= 0 and (words.text[i] in trim or words.text[i] in {"了", "起", "的", "好"} or _count(words, i)):
        i -= 1
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


_LISTED = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "w", "c", "m", "TIME", "f"})


def _count(words: Words, i: int) -> bool:
    """A number with its classifier in front of a name: 开展|9个|城乡融合试点."""
    return words.pos[i] == "m" and bool(re.fullmatch(r"[\d一二两三四五六七八九十百]+(?:多|余)?[个项批轮次大]", words.text[i]))
