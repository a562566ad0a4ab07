"""Agencies: known by name, named after a level (省委政法委), or found by how their names end."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from kg import gazetteer, lexicon
from kg.extract.chunks import any_of, chunk_before, clause_start, counted, followed_by_noun
from kg.extract.collectives import collectives, place_behind
from kg.extract.known import known_names
from kg.extract.words import Words, mention
from kg.model import Document, Mention

_LEVEL = "(?:特区|[省市州县区盟旗]|地(?=委))"
"""What the area's own bodies are named after; a 地区 has a 地委."""
_OUTSIDE = re.compile("[，。；：、“”（）《》的]")
"""What stands in no name of a body."""
_FOUNDING = re.compile(r"(?:挂牌)?(?:成立|设立|组建)了?")
_APART = frozenset({"v", "vd", "d", "ad", "u", "r", "m", "TIME", "PER"})
"""Parts of speech that do not stand between a body and its sub-unit."""
_LEVEL_NAMES = frozenset("省市县区州")
_LEADING = frozenset("从经由受报向与和")
"""Characters that the tagger takes into the name behind them: 经|市政府."""
_AND = frozenset("与和及")
_PROPER = frozenset({"LOC", "ORG", "PER"})


def agencies(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of agencies in one sentence."""
    for found in _found(document, words):
        yield _whose_post(words, found) if found.text.endswith(_GROUPS) else found


def _whose_post(words: Words, found: Mention) -> Mention:
    """甲局|党组书记: the post is of the body, and its party group part of the title."""
    start, end = (bisect_left(words.sentence.offsets, at) for at in (found.span.start, found.span.end))
    body = words.sentence.text[start : end - len(_GROUPS[0])]
    type = lexicon.marked("BodyCue", body)
    if type is None or not words.sentence.text.startswith(("书记", "副书记", "成员", "委员"), end):
        return found
    return mention(words, start, start + len(body), type, found.by, found.confidence)


_GROUPS = ("党组", "党委")


def _found(document: Document, words: Words) -> Iterator[Mention]:
    yield from _known_bodies(words)
    yield from _context_bodies(document, words)
    yield from _tagged(document, words)
    yield from _formed(document, words)
    yield from _by_ending(words)
    yield from _founded(words)
    yield from _of_secretaries(document, words)
    yield from _standing(words)
    yield from collectives(document, words)
    yield from _listed(words)


def _known_bodies(words: Words) -> Iterator[Mention]:
    """Names known beforehand, from a word's beginning on; the tagger may have cut a short name in two."""
    text = words.sentence.text
    for start, end, known in known_names("KnownAgency").find(text):
        another = _goes_on(text, end)
        if branch := _branch_behind(words, end):
            yield mention(words, start, branch, known.type, "agencies.branch", 0.9)
        begins = start in words.edges or text[:start].endswith(lexicon.affixes("together-with", "before-body"))
        if begins and not another and (end in words.edges or end - start > 2):
            yield mention(words, start, end, known.type, "agencies.known", 0.95)


def _branch_behind(words: Words, end: int) -> int | None:
    """国家统计局|甲地调查总队: where the branch ends of the body that ends at `end`, which the tagger takes for another; None for none."""
    i = words.index(end) if end in words.edges and end < words.starts[-1] else len(words.text)
    branch = i < len(words.text) and words.pos[i] == "ORG" and words.text[i].endswith(lexicon.affixes("branch"))
    return words.starts[i + 1] if branch and _begins_with_place(words.text[i]) else None


def _goes_on(text: str, end: int) -> bool:
    """Whether the last character of a name and the next one make another word: 市政府|债券."""
    return text[end - 1 : end + 1] in lexicon.words("known-goes-on")


def _context_bodies(document: Document, words: Words) -> Iterator[Mention]:
    """省委政法委, 市政府, 市人大; 省贸促会, 市交通投资公司: the bodies of the article's own area."""
    text = words.sentence.text
    for match in _context_bodies_joined().finditer(text):
        if match.start() in words.edges and match.end() in words.edges and not _of_a_name(words, match.start()):
            for body in _context_body().finditer(text, *match.span()):
                if _goes_on(text, body.end()):
                    continue
                type = lexicon.marked("BodyCue", body.group()) or "GovernmentBody"
                yield mention(words, *body.span(), type, "agencies.level", 0.9)
    for i, word in enumerate(words.text) if any(level in text for level in "省市县") else ():
        if word[0] not in "省市县" or word[:2] in lexicon.words("not-level") or _of_a_name(words, words.starts[i]):
            continue
        if _place_at(document, words, i) is None:
            yield from _longer_context_body(words, i)


@functools.cache
def _context_body() -> re.Pattern[str]:
    return re.compile(rf"{_LEVEL}(?:{lexicon.alternation('context-body')})")


@functools.cache
def _context_bodies_joined() -> re.Pattern[str]:
    """One or more of them with nothing between: 市委|市政府."""
    return re.compile(rf"(?:{_LEVEL}(?:{lexicon.alternation('context-body')}))+")


def _of_a_name(words: Words, start: int) -> bool:
    """Whether 省, 市 or 区 ends a name in front instead of beginning a body's: 示范|区管委会, 甲|市法院."""
    i = words.index(start)
    if i > 0 and words.text[i - 1] in {"全", "各", "本", "外", "跨", "多"}:
        return True
    if i == 0 or words.text[i - 1] in {"由", "经"} or words.text[i - 1] in lexicon.words("together-with"):
        return False
    return words.pos[i - 1] in {"n", "nz", "LOC", "ORG", "vn", "a"}


def _longer_context_body(words: Words, first: int) -> Iterator[Mention]:
    """省|贸促会, 市|基础设施|提升|公司, 市|住建局|甲区|分局: a level and nouns that end like a body, with its sub-unit."""
    text, start = words.sentence.text, words.starts[first]
    if words.text[first] not in {"省", "市", "县"} and words.pos[first] != "ORG":
        return
    found: tuple[int, str] | None = None
    for i, end in enumerate(words.starts[first + 1 :], first):
        name = text[start:end]
        if len(name) > 20 or _OUTSIDE.search(name) or (found and words.pos[i] in _APART) or _breaks(words, i):
            break
        if (found and not name.endswith(lexicon.affixes("sub-unit"))) or name.endswith(lexicon.affixes("not-body")):
            continue
        type = lexicon.marked("BodyCue", name[1:]) if len(name) > 3 else None
        if type and not followed_by_noun(words, end) and not _context_bodies_joined().fullmatch(name):
            found = end, found[1] if found else type
    if found:
        yield mention(words, start, found[0], found[1], "agencies.level", 0.8)


def _led_in(name: str) -> int:
    """How many characters of a word in front were taken into a name: 经|市政府, 会同|市财政局."""
    lead = _leading().match(name)
    if lead is None or _begins_with_place(name, least=3):  # 从江县公安局
        return 0
    rest = name[lead.end() :]
    body = (len(lead[0]) > 1 or _begins_with_place(rest)) and lexicon.marked("BodyCue", rest)
    whole = _context_bodies_joined().fullmatch(rest) or body
    return lead.end() if whole else 0


@functools.cache
def _leading() -> re.Pattern[str]:
    return re.compile(rf"[{''.join(sorted(_LEADING))}]|(?:{lexicon.alternation('together-with')})(?![县国])")


def _breaks(words: Words, i: int) -> bool:
    """Whether a word stands in no name of a body: 市甲工程|获得|省政府…, 市甲、乙|等|公司."""
    return words.pos[i] in {"c", "p"} or words.text[i] == "等" or (words.pos[i] == "v" and words.text[i] in lexicon.words("stop-verb"))


def _tagged(document: Document, words: Words) -> Iterator[Mention]:
    """What the tagger calls an organisation, where its ending says which kind."""
    for i, pos in enumerate(words.pos) if "ORG" in words.pos else ():
        name = words.text[i]
        if pos == "ORG" and (begin := _place_at(document, words, i)) is not None:
            whole = words.sentence.text[begin : words.starts[i + 1]]
            if type := lexicon.marked("BodyCue", whole):
                yield mention(words, begin, words.starts[i + 1], type, "agencies.tagger", 0.85)
                continue
        stray = name[-1] in _AND and lexicon.marked("BodyCue", name[:-1]) is not None  # 甲市政府与|乙中心
        name = name[: len(name) - stray]
        type = lexicon.marked("BodyCue", name) if pos == "ORG" and len(name) > 3 else None
        if type and (lead := _led_in(name)):
            by = "agencies.level" if name[lead] in "省市县区州" else "agencies.tagger"
            yield mention(words, words.starts[i] + lead, words.starts[i + 1], type, by, 0.85)
        elif type and name[0] not in "省市县区州" and name not in lexicon.words("not-body") and (stray or _names_one(words, i)):
            yield from _parted(words, words.starts[i], words.starts[i + 1] - stray, type, "agencies.tagger")


def _formed(document: Document, words: Words) -> Iterator[Mention]:
    """甲市|工业和信息化局: a place and the full name of a body every place has, which the tagger cuts at its 和."""
    text, offsets = words.sentence.text, words.sentence.offsets
    for place in document.places_in(words.sentence.span) if "和" in text else ():
        start, end = bisect_left(offsets, place.start), bisect_left(offsets, place.end)
        if (found := _full_form().match(text, end)) and start in words.edges and not followed_by_noun(words, found.end()):
            yield mention(words, start, found.end(), lexicon.marked("BodyCue", found[0]) or "GovernmentBody", "agencies.form", 0.85)


@functools.cache
def _full_form() -> re.Pattern[str]:
    """The full names with a 和 of the bodies that places have."""
    full = {form.removeprefix("{}") for form in lexicon.forms().values() if form.startswith("{}") and "和" in form}
    return re.compile("|".join(sorted(full, key=lambda name: (-len(name), name))))


def _place_at(document: Document, words: Words, i: int) -> int | None:
    """Where a place begins that the tagger cut in two at this word (离|石区检察院), or whose name begins like a level (市南区公安局)."""
    start, offsets = words.starts[i], words.sentence.offsets
    place = next((m for m in document.places_in(words.sentence.span) if m.start <= offsets[start] < m.end), None)
    if place is None or (place.start == offsets[start] and words.text[i][0] not in _LEVEL_NAMES):
        return None
    return bisect_left(offsets, place.start)


def _parted(words: Words, start: int, end: int, type: str, by: str) -> Iterator[Mention]:
    """A body; two where the name is 甲市委市政府, the second being 市政府."""
    name = words.sentence.text[start:end]
    joined = _context_bodies_joined().search(name)
    bodies = list(_context_body().finditer(name, joined.start())) if joined and joined.end() == len(name) else []
    if len(bodies) != 2:
        yield mention(words, start, end, type, by, 0.85)
        return
    first = lexicon.marked("BodyCue", name[: bodies[0].end()]) or type
    yield mention(words, start, start + bodies[0].end(), first, by if bodies[0].start() else "agencies.level", 0.9)
    yield mention(words, start + bodies[1].start(), end, type, "agencies.level", 0.9)


def _names_one(words: Words, i: int) -> bool:
    """Whether the tagger's organisation is one body: no class of them, no two, no class that is counted."""
    name = words.text[i]
    return not _generic(name) and not _joined(name) and name not in lexicon.words("class-alone") and not counted(words, words.starts[i + 1])


def _joined(name: str) -> bool:
    """Whether a name is two known ones and a word between: 甲部会同乙局."""
    found = list(known_names("KnownAgency").find(name))
    return len(found) > 1 and found[0][0] == 0 and found[-1][1] == len(name)


def _two_bodies(name: str) -> bool:
    """甲市政府与乙中心: a body on each side of a conjunction."""
    left, mark, right = name.partition("与")
    return bool(mark) and lexicon.marked("BodyCue", left) is not None and lexicon.marked("BodyCue", right) is not None


def _generic(name: str) -> bool:
    """Whether what the name begins with leaves it a class of bodies: 三级公立医院."""
    if any(start == 0 for start, _, _ in known_names("KnownAgency").find(name)):
        return False  # 国家某局甲地总队
    placed = _begins_with_place(name)
    return any((name.startswith(w) and not placed) or (len(w) > 1 and w in name[:5]) for w in lexicon.words("generic-body"))


def _begins_with_place(name: str, *, least: int = 2) -> bool:
    """Whether a name begins with that of a division, of so many characters: the 大 of 大同 says nothing of size."""
    return any(start == 0 and end >= least and found for start, end, found in gazetteer.load().find(name))


def _by_ending(words: Words) -> Iterator[Mention]:
    text = words.sentence.text
    placed = -1  # where the last body ended that a place or a proper noun begins
    for match, cue in sorted(_endings(words, text), key=lambda pair: pair[0].start()):
        goes_on = followed_by_noun(words, match.end()) and not match[0].endswith("有限公司")  # a legal name is whole
        if match.end() not in words.edges or goes_on or counted(words, match.end()):
            continue
        last = words.text[words.index(match.end() - 1)]
        chunk = chunk_before(words, match.start(), match.end(), verbs=False)
        begin = chunk.start if chunk is not None else _body_beside(words, match.start())
        if begin is None or last.removeprefix("新") in lexicon.words("not-body"):
            continue
        start = _where_the_body_begins(words, begin, match.start())
        if start is None and cue.marks == "Association" and _national(words, begin):
            start = begin  # 成立|全国…联盟: what is founded is one
        if start is None and text[begin - 1 : begin] == "、" and begin - 1 == placed:
            start = begin  # 甲商会、工业联盟: the second of a list has its place from the first
        if start is None or lexicon.marked("BodyCue", text[start : match.end()]) != cue.marks:
            continue
        name = text[start : match.end()]
        if (text[start] in "省市县" and _of_a_name(words, start)) or _joined(name) or name in lexicon.words("class-alone"):
            continue
        if _led_in(name) or _two_bodies(name):
            continue
        placed = match.end()
        if not (last == "政府" and words.pos[words.index(start)] == "ORG"):
            yield from _parted(words, start, match.end(), cue.marks, f"agencies.{cue.name.removeprefix('body-')}")


def _national(words: Words, begin: int) -> bool:
    """Whether a body of the whole country is founded: 建立|全国高校联盟."""
    i = words.index(begin)
    leader = words.text[i - 1] if i > 0 and words.text[i - 1] != "了" else words.text[i - 2] if i > 1 else ""
    return words.text[i] in {"全国", "全省", "全市"} and leader in lexicon.words("found")


def _body_beside(words: Words, at: int) -> int | None:
    """Where the body begins that stands right in front of its sub-unit: 某委员会|巡查|组."""
    i = words.index(at)
    return words.starts[i - 1] if i > 0 and words.starts[i] == at and words.pos[i - 1] == "ORG" else None


def _endings(words: Words, text: str) -> Iterator[tuple[re.Match[str], lexicon.Cue]]:
    for cue in lexicon.cues("BodyCue") if words.cued else ():
        for match in any_of(cue.words).finditer(text) if cue.name in words.cued else ():
            yield match, cue


def _founded(words: Words) -> Iterator[Mention]:
    """甲院成立乙厅: what a body founds is a body of it, though nothing else in the name says so."""
    text = words.sentence.text
    for match in _FOUNDING.finditer(text) if any(verb in text for verb in ("成立", "设立", "组建")) else ():
        founder = match.start() in words.edges and words.index(match.start()) - 1
        if not founder or words.pos[founder] != "ORG" or match.end() not in words.edges:
            continue
        rest = re.match(r"[^，。；：、“”（）《》]{4,20}", text[match.end() :])
        ends = [e for e in words.starts if rest and match.end() < e <= match.end() + rest.end()]
        named = [e for e in ends if lexicon.marked("BodyCue", text[match.end() : e]) and not followed_by_noun(words, e)]
        if named:
            name = text[match.end() : named[-1]]
            yield mention(words, match.end(), named[-1], lexicon.marked("BodyCue", name) or "Agency", "agencies.founded", 0.8)


def _standing(words: Words) -> Iterator[Mention]:
    """市人大及其|常委会: the standing committee of the congress named in front."""
    for match in _STANDING.finditer(words.sentence.text) if "及其常" in words.sentence.text else ():
        yield mention(words, *match.span(), "Congress", STANDING, 0.85)


STANDING = "agencies.standing"
"""The rule of standing committees named behind their congress."""
_STANDING = re.compile(r"(?<=人大及其)常委会|(?<=人民代表大会及其)(?:常务委员会|常委会)")


def _of_secretaries(document: Document, words: Words) -> Iterator[Mention]:
    """甲省|省委书记: the committee in the title of its secretary, which the tagger took for one word."""
    for i, word in enumerate(words.text) if "委书记" in words.sentence.text or "委副书记" in words.sentence.text else ():
        title = _SECRETARY.match(word)
        if title is None:
            continue
        start = words.starts[i]
        place = place_behind(document, words, start)
        by = "agencies.level" if place is None else "agencies.tagger"
        yield mention(words, start if place is None else place, start + title.end(1), "PartyOrgan", by, 0.85)


_SECRETARY = re.compile(r"([省市州县区盟旗地]委)副?书记")


def _where_the_body_begins(words: Words, start: int, head: int) -> int | None:
    """A body's name begins with a place, another body or a proper noun; without one the chunk is a class of bodies."""
    last = words.index(head)
    for i in range(words.index(start), last + 1):
        generic = words.text[i].startswith(lexicon.affixes("generic-body")) and not _begins_with_place(words.text[i])
        central = words.text[i] in {"中央", "国务院", "省委", "中共中央"}
        proper = words.pos[i] in _PROPER and (len(words.text[i]) > 1 or words.pos[i] == "LOC")
        if (proper or central) and not generic and words.starts[i] < head and not _in_bracket(words.text[i:last]):
            return words.starts[i]
    return None


def _in_bracket(rest: Sequence[str]) -> bool:
    """Whether a bracket that was open before these words closes among them: 甲 乙）丙局."""
    return "）" in rest and "（" not in rest[: rest.index("）")]


def _listed(words: Words) -> Iterator[Mention]:
    """A、B、C等30多家企业: every item of the list is a company."""
    text = words.sentence.text
    for match in _list_of_bodies().finditer(text):
        if followed_by_noun(words, match.end()):
            continue  # 油库、加油站等企业安全检查: kinds of companies, in front of what is done to them
        at = begin = clause_start(text, match.start())
        for item in text[begin : match.start()].split("、"):
            start, at = at, at + len(item) + 1
            first = _skip_verbs(words, start, start + len(item))
            if 2 <= start + len(item) - first <= 12:
                yield mention(words, first, start + len(item), "Company", "agencies.listed", 0.8)


@functools.cache
def _list_of_bodies() -> re.Pattern[str]:
    return re.compile(rf"等(?:\d+多?家|多家|一批)?(?:{lexicon.alternation('body-list-head')})")


def _skip_verbs(words: Words, start: int, end: int) -> int:
    for i in range(words.index(start), words.index(end - 1) + 1):
        if words.pos[i] not in {"v", "d", "ad", "p", "u", "vd"} or words.text[i] not in lexicon.words("introduce"):
            return words.starts[i]
    return end
