"""Places in running text: which names of the gazetteer stand there as places, and which place each means.

kg.extract.placenames finds the names. What a name of several places means is decided by the name right before or after
it, the context, the nearest parent or the rank; it stays undecided otherwise, with all candidates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from kg.extract.placenames import JOINTS, Finder, Hit, Placed
from kg.gazetteer import CHINA, LEVELS, Gazetteer, Sense, load
from kg.model import Document, PlaceMatch, Span, Token

_TOWNSHIP = re.compile("[\u4e00-\u9fff]{1,9}?(?:镇|乡|街道|苏木)")  # a township's full name ends so


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a name was decided to mean."""

    code: str | None
    candidates: tuple[str, ...]
    reason: str = ""


def find_places(text: str, context: str | None = None, tokens: Sequence[Token] | None = None) -> tuple[PlaceMatch, ...]:
    """The places a text names, sorted, without overlaps.

    `context` is the code of the place the text is about, or a header (title, publisher) that names it. With `tokens`,
    the tagger's words at offsets of `text`, no name is found inside another word or a person's name. A name of several
    places that nothing decides has code None and all its `candidates`.
    """
    return _found(text, context, [Placed(t.span.start, t.span.end, t.text, t.pos) for t in tokens or ()])


def _found(text: str, context: str | None, tokens: Sequence[Placed]) -> tuple[PlaceMatch, ...]:
    gazetteer = load()
    found, homes = Finder(gazetteer, text, tokens), _homes(gazetteer, context)
    return _Resolver(gazetteer, text, found, homes).matches(found.hits(homes))


def places(document: Document) -> Document:
    """Fill `places` from its sentences, their words and the place the article is about."""
    home, text = document.home, document.article.text
    if not document.sentences:
        return replace(document, places=find_places(text, home))
    clean, offsets, tokens = _as_read(document)
    found = []
    for match in _found(clean, home, tokens):
        span = Span(start=offsets[match.start], end=offsets[match.end - 1] + 1)
        found.append(replace(match, span=span, text=text[span.start : span.end]))
    return replace(document, places=tuple(found))


def _as_read(document: Document) -> tuple[str, list[int], list[Placed]]:
    """The sentences as rules read them, one a line; where each character stands; the words at offsets of that text."""
    at, offsets, tokens = 0, list[int](), list[Placed]()
    for sentence in document.sentences:
        texts = [t.text for t in sentence.tokens]
        edges = list(accumulate(map(len, texts), initial=at))
        tokens += map(Placed, edges, edges[1:], texts, [t.pos for t in sentence.tokens])
        offsets += sentence.offsets
        offsets.append(sentence.span.end)
        at = len(offsets)
    return "".join(s.text + "\n" for s in document.sentences), offsets, tokens


def is_local(gazetteer: Gazetteer, code: str) -> bool:
    """Whether a code is that of a Chinese division from the province down."""
    return LEVELS[gazetteer.place(code).level] >= LEVELS["Province"] and CHINA in gazetteer.ancestors(code)


def _homes(gazetteer: Gazetteer, context: str | None) -> tuple[str, ...]:
    """The codes a context names: itself a code, or a header to search."""
    if not context:
        return ()
    if context in gazetteer:
        return (context,)
    return tuple(dict.fromkeys(m.code for m in find_places(context) if m.code))


class _Resolver:
    """Decides what each name means, given all of them."""

    def __init__(self, gazetteer: Gazetteer, text: str, found: Finder, homes: tuple[str, ...]) -> None:
        self.gazetteer, self.text, self.found, self.homes = gazetteer, text, found, homes

    def matches(self, hits: list[Hit]) -> tuple[PlaceMatch, ...]:
        """One match per hit."""
        meanings: list[_Meaning] = []
        for k, hit in enumerate(hits):
            previous = meanings[-1].code if k and hits[k - 1].end == hit.start else None
            following = hits[k + 1] if k + 1 < len(hits) and hits[k + 1].start == hit.end else None
            meanings.append(self._decide(hit, previous, following) or self._by_list(k, hits) or self._by_rank(hit))
        meanings = self._by_parents(meanings)
        pairs = self._with_townships(list(zip(hits, meanings, strict=True)))
        found: list[PlaceMatch] = []
        for hit, meaning in reversed(pairs):
            touching = found[-1] if found and found[-1].start == hit.end else None
            found.append(self._match(hit, meaning, touching))
        return tuple(reversed(found))

    def _with_townships(self, pairs: list[tuple[Hit, _Meaning]]) -> list[tuple[Hit, _Meaning]]:
        """Each place and, after it, the township of its own that is named right behind (榆中县|和平镇)."""
        ends = [hit.start for hit, _ in pairs[1:]] + [len(self.text)]
        found = []
        for (hit, meaning), limit in zip(pairs, ends, strict=False):
            found.append((hit, meaning))
            township = _TOWNSHIP.match(self.text, hit.end, limit)
            if township and meaning.code and is_local(self.gazetteer, meaning.code):
                codes = self.gazetteer.townships(township[0], meaning.code)
                if len(codes) == 1:
                    senses = (Sense(code=codes[0], kind="full"),)
                    found.append((Hit(township.start(), township.end(), senses), _Meaning(codes[0], codes)))
        return found

    def _match(self, hit: Hit, meaning: _Meaning, following: PlaceMatch | None) -> PlaceMatch:
        """The finished match; a place right before one inside a body's name belongs to that name too."""
        return PlaceMatch(
            span=Span(start=hit.start, end=hit.end),
            text=self.text[hit.start : hit.end],
            code=meaning.code,
            candidates=meaning.candidates,
            inside=following.inside if following else self.found.is_inside(hit),
            reason=self._history(hit, meaning),
        )

    def _history(self, hit: Hit, meaning: _Meaning) -> str:
        """The reason, after what became of a former name."""
        kinds = {s.kind: s.year for s in hit.senses if s.code == meaning.code}
        if set(kinds) != {"former"} or meaning.code is None:
            return meaning.reason
        old = self.text[hit.start : hit.end]
        became = f"{old} became {self.gazetteer.name(meaning.code)} in {kinds['former']}"
        return f"{became}; {meaning.reason}" if meaning.reason else became

    def _decide(self, hit: Hit, previous: str | None, following: Hit | None) -> _Meaning | None:
        """Code, candidates and reason of one name, from its neighbours, the context and its rank."""
        codes = self._today(hit)
        if previous:
            inner = tuple(c for c in hit.codes if c != previous and self.gazetteer.is_within(c, previous))
            if inner:
                return self._one(inner, codes, f"after {self.gazetteer.name(previous)}")
        if len(codes) == 1:
            return _Meaning(codes[0], codes)
        if following:
            outer = tuple(c for c in codes if any(self.gazetteer.is_within(f, c) and f != c for f in following.codes))
            if len(outer) == 1:
                return _Meaning(outer[0], codes, f"before {self.text[following.start : following.end]}")
        return None

    def _by_list(self, k: int, hits: list[Hit]) -> _Meaning | None:
        """A name in a list means what lies right under the same place as its neighbour (吉林、长春: two cities)."""
        codes = self._today(hits[k])
        for j in (k - 1, k + 1):
            if not 0 <= j < len(hits):
                continue
            gap = self.text[hits[min(j, k)].end : hits[max(j, k)].start]
            parents = {self.gazetteer.place(c).parent for c in self._today(hits[j])}
            like = [c for c in codes if self.gazetteer.place(c).parent in parents]
            if gap in JOINTS and len(parents) == 1 and len(like) == 1:
                return _Meaning(like[0], codes, f"listed with {self.text[hits[j].start : hits[j].end]}")
        return None

    def _today(self, hit: Hit) -> tuple[str, ...]:
        """The codes a name has today; those it had only where it has none, largest first."""
        today = [s.code for s in hit.senses if s.kind != "former"] or list(hit.codes)
        return tuple(sorted(dict.fromkeys(today), key=lambda c: (self._rank(c), c)))

    def _rank(self, code: str) -> int:
        return LEVELS[self.gazetteer.place(code).level]

    def _one(self, codes: tuple[str, ...], every: tuple[str, ...], reason: str) -> _Meaning:
        """The one code, or the one of highest rank; else no code."""
        top = [c for c in codes if self._rank(c) == min(map(self._rank, codes))]
        if len(top) > 1:
            return _Meaning(None, codes)
        return _Meaning(top[0], every, reason) if len(every) > 1 else _Meaning(top[0], (top[0],))

    def _by_rank(self, hit: Hit) -> _Meaning:
        """A province before all; then what lies in the context; then a prefecture before counties of the same name.

        Only in the province that has a prefecture of another province's name (海南 in 青海) does such a name stay open.
        """
        codes = self._today(hit)
        top = [c for c in codes if self._rank(c) == self._rank(codes[0])]
        name = self.text[hit.start : hit.end]
        if len(top) == 1 and self._rank(top[0]) <= LEVELS["Province"]:
            if any(self._rank(c) == LEVELS["Prefecture"] and self._is_foreign(top[0], c) for c in codes):
                return _Meaning(None, codes)
            level = self.gazetteer.place(top[0]).level.lower()
            return _Meaning(top[0], codes, f"the {level} before lesser places named {name}")
        for home in self._widening():
            local = tuple(
                c for c in codes if self.gazetteer.is_within(c, home) and not self._mere_district(c, name, codes)
            )
            if local:
                return self._one(local, codes, f"the context is {self.gazetteer.name(home)}")
        common = name in self.gazetteer.words["common"]
        if len(top) == 1 and self._rank(top[0]) == LEVELS["Prefecture"] and not common:
            return _Meaning(top[0], codes, f"the prefecture before lesser places named {name}")
        return _Meaning(None, codes)

    def _is_foreign(self, province: str, code: str) -> bool:
        """Whether the context lies in another province than this one, and the other place in the context's."""
        homes = [h for h in self.homes if h != CHINA]
        provinces = {p for h in homes for p in (h, *self.gazetteer.ancestors(h))} - {CHINA}
        return province not in provinces and any(self.gazetteer.is_within(code, p) for p in provinces)

    def _mere_district(self, code: str, name: str, codes: tuple[str, ...]) -> bool:
        """Whether a bare name (西安) would mean a district although a prefecture bears it too."""
        full = self.gazetteer.name(code)
        return full != name and full.endswith("区") and self._rank(codes[0]) < self._rank(code)

    def _widening(self) -> list[str]:
        """The context's places and then those they lie in, up to the province."""
        wider = [a for home in self.homes for a in self.gazetteer.ancestors(home)]
        return [c for c in dict.fromkeys([*self.homes, *wider]) if c != CHINA and self._rank(c) >= LEVELS["Province"]]

    def _by_parents(self, meanings: list[_Meaning]) -> list[_Meaning]:
        """An undecided name means the one candidate whose parent the text names, or implies by another place in it."""
        named = {m.code for m in meanings if m.code}
        implied = {a for code in named for a in self.gazetteer.ancestors(code)} - {CHINA}
        return [self._by_parent(m, named, implied) if m.code is None else m for m in meanings]

    def _by_parent(self, meaning: _Meaning, *evidence: set[str]) -> _Meaning:
        for known in evidence:
            parents = {c: [a for a in self.gazetteer.ancestors(c)[:-1] if a in known] for c in meaning.candidates}
            local = tuple(c for c, found in parents.items() if found)
            if len({parents[c][-1] for c in local}) == 1:
                one = self._one(
                    local, meaning.candidates, f"the text names {self.gazetteer.name(parents[local[0]][0])}"
                )
                return replace(one, candidates=meaning.candidates) if one.code else meaning
        return meaning
