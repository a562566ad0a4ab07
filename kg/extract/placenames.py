"""Where place names stand in running text: candidates, selection and evidence (kg.extract.places says what they mean).

*Candidates*: every name of the gazetteer that occurs, less those that the words around them rule out. *Selection*: the
set of candidates that do not overlap and explain most text. *Evidence*: short county names and names that are ordinary
words count only where something says so: the name before, a list, the tagger, the place the text is about.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from kg.gazetteer import CHINA, LEVELS, Gazetteer, Sense, load
from kg.lexicon import affixes, words

_DIVISIONS = frozenset("市县区旗盟")
_BEFORE_PLACE = frozenset("从由在经向到对为与和据至赴")
NAMING = frozenset({"LOC", "ORG", "nz", "ns", "nt", "nw"})
"""Parts of speech (LAC) of tokens that a place name may begin or stand inside of."""
NOT_IN_NAMES = frozenset({"v", "vd", "p", "c", "u", "d", "r", "t", "w", "TIME", "m"})
"""Parts of speech that do not stand between a place and the head of a body's name."""
BODY_REACH = 10
"""How many characters may lie between a place and the word that makes it part of a body's name (兰州|市第一人民|医院)."""
_HAN_DIGITS = "零〇一二三四五六七八九十"
JOINTS = frozenset({"、", "和", "与", "及", "，", ",", "以及"})
_NO_SURNAME_HERE = frozenset("于向和由从全在")
"""Family names that are far more often a preposition, a conjunction or a determiner before a place."""
_LONGEST_JOINT = max(map(len, JOINTS))


class Placed(NamedTuple):
    """A word of the tagger at its place in the text that is searched."""

    start: int
    end: int
    text: str
    pos: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name at a place in the text. `senses` is empty for an ordinary longer word that only competes."""

    start: int
    end: int
    senses: tuple[Sense, ...] = ()
    common: bool = False
    """Whether its characters mostly spell something else (海地 in 上海地区)."""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.code for s in self.senses))

    @property
    def worth(self) -> int:
        """Square of the length, so that one long name beats two short ones; a full name or a word beats a tie."""
        full = not self.senses or (not self.common and any(s.kind == "full" for s in self.senses))
        return 2 * (self.end - self.start) ** 2 + full


class Finder:
    """Candidates, selection and evidence over one text."""

    def __init__(self, gazetteer: Gazetteer, text: str, tokens: Sequence[Placed]) -> None:
        self.gazetteer, self.text, self.tokens = gazetteer, text, tokens
        self.words, self.whole = gazetteer.words, text.strip()
        self._starts = [t.start for t in self.tokens]

    def token(self, at: int) -> Placed | None:
        """The token that holds the character at this offset."""
        k = bisect_right(self._starts, at) - 1
        return self.tokens[k] if k >= 0 and at < self.tokens[k].end else None

    def hits(self, homes: tuple[str, ...]) -> list[Hit]:
        """The names that count as places, in order."""
        named = list(self.gazetteer.find(self.text))
        full = {start for start, end, name in named if name and end - start > 2}
        every: list[Hit] = []
        for start, end, name in named:
            if name is None:
                if not self._inside_place(start):  # 福建|新增: 建新 is no word here
                    every.append(Hit(start, end))
            elif self._possible(start, end, name, followed=end in full):
                end = end if end in full else self._end(start, end)
                every.append(Hit(start, end, self.gazetteer.senses(name), name in self.words["common"]))
        chosen = _select(every)
        if abbreviated := self._abbreviations(chosen):
            chosen = _select([*chosen, *abbreviated])
        chosen = [hit for hit in chosen if hit.senses]
        kept: list[Hit] = []
        for k, hit in enumerate(chosen):
            following = chosen[k + 1] if k + 1 < len(chosen) else None
            if self._evident(hit, kept[-1] if kept else None, following, homes):
                kept.append(hit)
        return kept

    def _possible(self, start: int, end: int, name: str, *, followed: bool) -> bool:
        """Whether the words around leave room for this name: no person, no street, no number before 日 or 月."""
        before, after = self.text[start - 1 : start], self.text[end : end + 8]
        if name[0] in "年月日时" and before and (before.isdigit() or before in _HAN_DIGITS):
            return False
        senses = self.gazetteer.senses(name)
        bare = not any(s.kind == "full" for s in senses)
        below = all(self._rank(s.code) > LEVELS["Province"] for s in senses)
        if not followed and self._overlong(start, end):
            return False
        if bare and end - start == 2 and self._of_a_person(start, after):
            return False
        if bare and not followed and (_follows("road", after) or (below and _follows("township", after))):
            return False
        if len(name) == 2 and all(self._rank(s.code) == LEVELS["County"] for s in senses) and _follows("nature", after):
            return False
        return self._fits(start, end, name)

    def _of_a_person(self, start: int, after: str) -> bool:
        """王海南说: a family name at the head of its words, and behind the name what only a person does or is called."""
        surname, before = self.text[start - 1 : start], self.text[max(0, start - 5) : max(0, start - 1)]
        if surname not in words("surname") or surname in _NO_SURNAME_HERE:
            return False
        apart = not "\u4e00" <= before[-1:] <= "\u9fff" or before.endswith(affixes("person-title"))
        return apart and after.startswith(affixes("say", "person-title"))

    def _overlong(self, start: int, end: int) -> bool:
        """Whether the last character belongs to the next word, so that this is another name (西安|区域, 各|县|市区)."""
        last, after = self.text[end - 1], self.text[end : end + 2]
        if last == "县":
            return after[:1] in ("市", "区") or after in ("（市", "(市", "（区", "(区")
        shorter = self.gazetteer.senses(self.text[start : end - 1])
        return last + after[:1] in self.words["divider"] and bool(shorter)

    def _end(self, start: int, end: int) -> int:
        """Where a name ends whose last character begins a word: before it, if the rest names the same (张掖|市委)."""
        last, after = self.text[end - 1], self.text[end : end + 2]
        tail, token = last + after[:1], self.token(end)
        if tail not in self.words["tail"] or last + after in self.words["keep"]:
            return end
        if tail.endswith("长") and (token is None or token.text != tail):
            return end  # 长顺县长寨街道: only the tagger knows a 县长 from a 县 before a 长
        shorter = self.gazetteer.lookup(self.text[start : end - 1])
        same = set(shorter) & set(self.gazetteer.lookup(self.text[start:end]))
        return end - 1 if same else end

    def _fits(self, start: int, end: int, name: str) -> bool:
        """Whether a name respects the tagger's words: it is no person's, and cuts no word that is no name."""
        first, last = self.token(start), self.token(end - 1)
        if first is None or last is None:
            return True
        full = len(name) > 2 and any(s.kind == "full" for s in self.gazetteer.senses(name))
        division = full and name[-1] in _DIVISIONS and (first.start, first.end) == (start, end)  # 子长市 is no person
        if "PER" in (first.pos, last.pos) and not division and not self._among_places(start, end):
            return False
        if first is not last:
            cut = self.text[first.start : start]
            whole = not cut or bool(self.gazetteer.senses(cut)) or (full and cut in _BEFORE_PLACE)  # 从会|宁县教育局
            loose = last.pos in NAMING and first.pos not in NOT_IN_NAMES  # not 从|江苏
            return whole and (last.end == end or loose or len(name) > 2)
        return len(name) > 2 or (first.start == start and first.end == end) or first.pos in NAMING

    def _inside_place(self, at: int) -> bool:
        """Whether the tagger has a place here that began before."""
        token = self.token(at)
        return token is not None and token.pos == "LOC" and token.start < at

    def _among_places(self, start: int, end: int) -> bool:
        """Whether an item beside it in a list is a place to the tagger (玉树、黄南、果洛): then this one is no person."""
        beside = (start - 2 if self.text[start - 1 : start] == "、" else -1, end + 1 if self.text[end : end + 1] == "、" else -1)
        return any(at >= 0 and (token := self.token(at)) is not None and token.pos == "LOC" for at in beside)

    def _rank(self, code: str) -> int:
        return LEVELS[self.gazetteer.place(code).level]

    def _evident(self, hit: Hit, before: Hit | None, after: Hit | None, homes: tuple[str, ...]) -> bool:
        """Whether enough says that this name is meant as a place."""
        name, token = self.text[hit.start : hit.end], self.token(hit.start)
        common = name in self.words["common"]
        if (not common and not self._slight(hit, name)) or self.whole == name:
            return True
        exact = token is None or token.text == name
        if self._chained(hit, before) and (exact or not common):
            return True
        if self._listed(hit, before, after):
            return True
        local = [h for h in homes if h != CHINA]
        if common:
            return token is not None and exact and token.pos == "LOC" and self._right_under(hit, local)
        if token is None:
            return self._bounded(hit)
        tagged = token.pos == "LOC" if exact else token.pos == "ORG" and token.start == hit.start
        return tagged and self._near(hit, local)

    def _right_under(self, hit: Hit, homes: list[str]) -> bool:
        """Whether the context is the very place this one lies in; of a region, that there is no local context."""
        parents = {self.gazetteer.place(c).parent for c in hit.codes}
        region = all(self._rank(c) == LEVELS["Region"] for c in hit.codes)
        return not homes if region else not parents.isdisjoint(homes)

    def _near(self, hit: Hit, homes: list[str]) -> bool:
        """Whether the place lies in the province of the context, or there is none."""
        wide = {a for h in homes for a in (h, *self.gazetteer.ancestors(h))} - {CHINA}
        return not wide or any(self.gazetteer.is_within(c, w) for c in hit.codes for w in wide)

    def _slight(self, hit: Hit, name: str) -> bool:
        """Whether the name is short and only that of counties, or a former one: it needs some evidence."""
        if len(name) > 2:
            return False
        county = all(self.gazetteer.place(c).level == "County" for c in hit.codes)
        return county or all(s.kind == "former" for s in hit.senses)

    def _chained(self, hit: Hit, before: Hit | None) -> bool:
        """Whether the name before, with nothing between, is that of a place this one lies in (江苏|丹阳)."""
        if before is None or before.end != hit.start:
            return False
        return any(self.gazetteer.is_within(c, p) for c in hit.codes for p in before.codes if p not in (c, CHINA))

    def _listed(self, hit: Hit, before: Hit | None, after: Hit | None) -> bool:
        """Whether the name is listed beside one of the same parent (兰州、白银)."""
        gaps = [(before, before.end, hit.start)] if before else []
        gaps += [(after, hit.end, after.start)] if after else []
        beside = [other for other, start, end in gaps if end - start <= _LONGEST_JOINT and self.text[start:end] in JOINTS]
        near = {p for other in beside for c in other.codes for p in (c, *self.gazetteer.ancestors(c)[:1])} - {CHINA}
        return any(not near.isdisjoint(self.gazetteer.ancestors(c)[:1]) for c in hit.codes)

    def _bounded(self, hit: Hit) -> bool:
        """Whether, without tokens, both neighbours are marks or words that border on names."""
        edges = self.text[hit.start - 1 : hit.start] if hit.start else "", self.text[hit.end : hit.end + 1]
        return all(not e or e.isspace() or e in self.words["near"] for e in edges)

    def _abbreviations(self, taken: list[Hit]) -> list[Hit]:
        """One-character names of provinces where they count, outside the names and words already there."""
        masked = list(self.text)
        for hit in taken:
            masked[hit.start : hit.end] = "\0" * (hit.end - hit.start)
        return [
            Hit(at, at + 1, (Sense(code=code, kind="short"),))
            for at, code in _abbreviated("".join(masked))
            if (token := self.token(at)) is None or token.pos != "PER"
        ]

    def is_inside(self, hit: Hit) -> bool:
        """Whether the name is part of a body's or a site's name (兰州|大学, 张掖|市委): by the token, or what follows."""
        token = self.token(hit.start)
        if token and token.pos == "ORG" and token.start <= hit.start and token.end > hit.end:
            return self.text[hit.end : token.end] not in words("sector")
        after = self.text[hit.end : hit.end + BODY_REACH + 4]
        if _body().match(after):
            return True
        found = _headed().match(after)
        return found is not None and not self._verb_between(hit.end, hit.end + found.start(1))

    def _verb_between(self, start: int, end: int) -> bool:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return any(token.pos in NOT_IN_NAMES for token in self.tokens[first:last])


def _select(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that do not overlap and are worth most together; on a tie the earlier name, of one start the later hit."""
    chosen: list[Hit] = []
    group: list[Hit] = []  # hits that hang together by overlaps: mostly one
    end = 0
    ordered = [*reversed(hits)]  # sorting is stable: of one start the later hit comes first
    ordered.sort(key=attrgetter("start"))
    for hit in ordered:
        if group and hit.start >= end:
            chosen += _best(group)
            group = []
        group.append(hit)
        end = max(end, hit.end)
    return chosen + _best(group)


def _best(group: list[Hit]) -> list[Hit]:
    """The hits of a group, sorted by start, that are worth most together: the best of each tail from the last on."""
    if len(group) < 2:
        return group
    starts = [hit.start for hit in group]
    after = [bisect_left(starts, hit.end) for hit in group]
    worth, taken = [0] * (len(group) + 1), [False] * len(group)
    for k in range(len(group) - 1, -1, -1):
        with_it = group[k].worth + worth[after[k]]
        taken[k] = with_it >= worth[k + 1]
        worth[k] = max(with_it, worth[k + 1])
    chosen, k = [], 0
    while k < len(group):
        if taken[k]:
            chosen.append(group[k])
        k = after[k] if taken[k] else k + 1
    return chosen


@cache
def _word_pattern(kind: str) -> str:
    words = sorted(load().words[kind], key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, words))


def _follows(kind: str, after: str) -> bool:
    """Whether what follows makes a bare name another thing's: a street's (上海|路, 太原|1路), a town's, a river's."""
    found = _following(kind).match(after)
    return found is not None and not _not_following(kind).match(after, found.start(1))


@cache
def _following(kind: str) -> re.Pattern[str]:
    numbered = "城?[东西南北中]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,2})?" if kind == "road" else ""
    return re.compile(f"{numbered}({_word_pattern(kind)})")


@cache
def _not_following(kind: str) -> re.Pattern[str]:
    return re.compile(_word_pattern(f"no {kind}"))


@cache
def _body() -> re.Pattern[str]:
    return re.compile(_word_pattern("body"))


@cache
def _headed() -> re.Pattern[str]:
    gap = rf"(?:(?!{_word_pattern('stop')})[\u4e00-\u9fff]){{1,{BODY_REACH}}}?"
    return re.compile(rf"{gap}({_word_pattern('head')})")


def _abbreviated(text: str) -> Iterable[tuple[int, str]]:
    """Offsets and codes of the one-character province names that count (see ontology/vocab/provinces.ttl)."""
    short = load().abbreviations
    every, strong = short.strong | short.weak, "".join(short.strong)
    for run in re.finditer(f"[{''.join(every)}]{{2,}}", text):
        yield from ((run.start() + k, every[run[0][k]]) for k in _counting(run[0], text[run.start() - 1 : run.start()]))
    for listed in re.finditer(f"[{strong}](?:、[{strong}])+(?=[、等两三四五六七八九])", text):
        yield from ((listed.start() + k, every[c]) for k, c in enumerate(listed[0]) if c != "、")
    for m in re.finditer(f"[{''.join(short.before)}]([{strong}])", text):
        yield m.start(1), every[m[1]]
    for m in re.finditer("|".join(short.forms), text):
        yield m.end() - 1, every[m[0][-1]]


def _counting(run: str, before: str) -> range:
    """Which characters of a run of abbreviations count: all of a listed pair, of strong ones, or of three or more.

    A weak first character may belong to the word before (创新|云贵川): it is left out after another Han character.
    """
    short = load().abbreviations
    first = 1 if run[0] in short.weak and "\u4e00" <= before <= "\u9fff" and run not in short.pairs else 0
    rest = run[first:]
    enough = rest in short.pairs or len(rest) > 2 or (len(rest) == 2 and all(c in short.strong for c in rest))
    return range(first, len(run)) if enough else range(0)
