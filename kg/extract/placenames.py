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

from kg.gazetteer import CHINA, LEVELS, Gazetteer, Sense, load
from kg.model import Token

NAMING = frozenset({"LOC", "ORG", "nz", "ns", "nt", "nw"})
"""Parts of speech (LAC) of tokens that a place name may begin or stand inside of."""
NOT_IN_NAMES = frozenset({"v", "vd", "p", "c", "u", "d", "r", "t", "w", "TIME", "m"})
"""Parts of speech that do not stand between a place and the head of a body's name."""
BODY_REACH = 10
"""How many characters may lie between a place and the word that makes it part of a body's name (兰州|市第一人民|医院)."""
_HAN_DIGITS = "零〇一二三四五六七八九十"
_JOINTS = frozenset({"、", "和", "与", "及", "，", ",", "以及"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A name at a place in the text. `senses` is empty for an ordinary longer word that only competes."""

    start: int
    end: int
    senses: tuple[Sense, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.code for s in self.senses))

    @property
    def worth(self) -> int:
        """Square of the length, so that one long name beats two short ones; a full name or a word beats a tie."""
        full = not self.senses or any(s.kind == "full" for s in self.senses)
        return 2 * (self.end - self.start) ** 2 + full


class Finder:
    """Candidates, selection and evidence over one text."""

    def __init__(self, gazetteer: Gazetteer, text: str, tokens: Sequence[Token] | None) -> None:
        self.gazetteer, self.text, self.tokens = gazetteer, text, tokens or ()
        self.words = gazetteer.words
        self._starts = [t.span.start for t in self.tokens]

    def token(self, at: int) -> Token | None:
        """The token that holds the character at this offset."""
        k = bisect_right(self._starts, at) - 1
        return self.tokens[k] if k >= 0 and at < self.tokens[k].span.end else None

    def hits(self, homes: tuple[str, ...]) -> list[Hit]:
        """The names that count as places, in order."""
        every = [
            Hit(s, e, self.gazetteer.senses(name) if name else ())
            for s, e, name in self.gazetteer.find(self.text)
            if name is None or self._possible(s, e, name)
        ]
        chosen = [h for h in _select([*every, *self._abbreviations()], len(self.text)) if h.senses]
        kept: list[Hit] = []
        for k, hit in enumerate(chosen):
            following = chosen[k + 1] if k + 1 < len(chosen) else None
            if self._evident(hit, kept[-1] if kept else None, following, homes):
                kept.append(hit)
        return kept

    def _possible(self, start: int, end: int, name: str) -> bool:
        """Whether the words around leave room for this name: no person, no street, no number before 日 or 月."""
        before, after = self.text[start - 1 : start], self.text[end : end + 8]
        if name[0] in "年月日时" and (before.isdigit() or before in _HAN_DIGITS) and before:
            return False
        bare = not any(s.kind == "full" for s in self.gazetteer.senses(name))
        if bare and (_street(after) or (self._below_province(name) and _township(after))):
            return False
        first, last = self.token(start), self.token(end - 1)
        if first is None or last is None:
            return True
        if "PER" in (first.pos, last.pos):
            return False
        if len(name) > 2 and not bare:
            return True
        return self._fits(first, last, start, end)

    def _fits(self, first: Token, last: Token, start: int, end: int) -> bool:
        """Whether a short name respects the tagger's words: it may not cut one that is no name."""
        if first is not last:
            return first.span.start == start and (last.span.end == end or last.pos in NAMING)
        exact = first.span.start == start and first.span.end == end
        return exact or first.pos in NAMING

    def _below_province(self, name: str) -> bool:
        return all(LEVELS[self.gazetteer.place(s.code).level] > LEVELS["Province"] for s in self.gazetteer.senses(name))

    def _evident(self, hit: Hit, before: Hit | None, after: Hit | None, homes: tuple[str, ...]) -> bool:
        """Whether enough says that this name is meant as a place."""
        name = self.text[hit.start : hit.end]
        common = name in self.words["common"]
        if not common and not self._slight(hit, name):
            return True
        if self.text.strip() == name or self._chained(hit, before):
            return True
        if after and self._chained(after, hit) and not common:
            return True
        token = self.token(hit.start)
        tagged = token is not None and token.text == name and token.pos == "LOC"
        at_home = any(self.gazetteer.is_within(c, h) for c in hit.codes for h in homes if h != CHINA)
        if common:
            return (tagged and at_home) or self._listed(hit, before, after)
        if token is not None:
            return token.pos in NAMING and token.span.start == hit.start
        return self._bounded(hit) or self._listed(hit, before, after)

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
        gaps = [(before, self.text[before.end : hit.start])] if before else []
        gaps += [(after, self.text[hit.end : after.start])] if after else []
        beside = [other for other, gap in gaps if gap in _JOINTS]
        near = {p for other in beside for c in other.codes for p in (c, *self.gazetteer.ancestors(c)[:1])} - {CHINA}
        return any(not near.isdisjoint(self.gazetteer.ancestors(c)[:1]) for c in hit.codes)

    def _bounded(self, hit: Hit) -> bool:
        """Whether, without tokens, both neighbours are marks or words that border on names."""
        edges = self.text[hit.start - 1 : hit.start] if hit.start else "", self.text[hit.end : hit.end + 1]
        return all(not e or e.isspace() or e in self.words["near"] for e in edges)

    def _abbreviations(self) -> list[Hit]:
        """One-character names of provinces where they count: in runs, listed, after a word of motion."""
        return [
            Hit(at, at + 1, (Sense(code=code, kind="short"),))
            for at, code in _abbreviated(self.text)
            if (token := self.token(at)) is None or token.pos != "PER"
        ]

    def is_inside(self, hit: Hit) -> bool:
        """Whether the name is part of a body's or a site's name (兰州|大学, 张掖|市委): by the token, or what follows."""
        token = self.token(hit.start)
        if token and token.pos == "ORG" and token.span.start <= hit.start and token.span.end > hit.end:
            return True
        after = self.text[hit.end : hit.end + BODY_REACH + 4]
        if _body().match(after):
            return True
        found = _headed().match(after)
        return found is not None and not self._verb_between(hit.end, hit.end + found.start(1))

    def _verb_between(self, start: int, end: int) -> bool:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return any(token.pos in NOT_IN_NAMES for token in self.tokens[first:last])


def _select(hits: Iterable[Hit], length: int) -> list[Hit]:
    """The hits that do not overlap and are worth most together; on a tie the earlier name."""
    starting: dict[int, list[Hit]] = {}
    for hit in hits:
        starting.setdefault(hit.start, []).append(hit)
    best = [0] * (length + 1)
    pick: list[Hit | None] = [None] * (length + 1)
    for at in range(length - 1, -1, -1):
        best[at] = best[at + 1]
        for hit in starting.get(at, ()):
            if hit.worth + best[hit.end] >= best[at]:
                best[at], pick[at] = hit.worth + best[hit.end], hit
    chosen: list[Hit] = []
    at = 0
    while at < length:
        taken = pick[at]
        if taken:
            chosen.append(taken)
        at = taken.end if taken else at + 1
    return chosen


@cache
def _word_pattern(kind: str) -> str:
    words = sorted(load().words[kind], key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, words))


def _street(after: str) -> bool:
    """Whether what follows makes a bare name that of a street (上海|路, 太原|1路, 香港|城西街)."""
    found = _street_pattern().match(after)
    return found is not None and not _not_street().match(after, found.start(1))


@cache
def _street_pattern() -> re.Pattern[str]:
    return re.compile(rf"城?[东西南北中]?(?:[0-9０-９]{{1,3}}|[一二三四五六七八九十]{{1,2}})?({_word_pattern('road')})")


@cache
def _not_street() -> re.Pattern[str]:
    return re.compile(_word_pattern("roadless"))


def _township(after: str) -> bool:
    """Whether what follows makes a bare name that of a town or village (金华|镇)."""
    return bool(_township_pattern().match(after))


@cache
def _township_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?!{_word_pattern('townless')})(?:{_word_pattern('township')})")


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
