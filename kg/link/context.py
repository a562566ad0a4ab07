"""What an article is about, as far as the meaning of its names depends on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kg import gazetteer, ids, ontology
from kg.extract.home import is_of_level
from kg.gazetteer import GazetteerPlace
from kg.model import Document, Entity, Mention, PlaceMatch, Span
from kg.segment import read

_ENDING = 3
"""Characters that a short form has at least."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The entity a mention means, and entities that its name names beside it (a title's issuer)."""

    entity: Entity
    also: tuple[Entity, ...] = ()


class Context:
    """One document with its home place, its places by span, and the names its mentions have in common."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.gazetteer = gazetteer.load()
        self.families: dict[str, set[str]] | None = None
        """The names that are one program's, by what they have in common; filled when first asked for."""

    @property
    def home(self) -> str | None:
        """The code of the place the article is about (see Document.home)."""
        return self.document.home

    @cached_property
    def _matches(self) -> dict[Span, PlaceMatch]:
        return {m.span: m for m in self.document.places}

    def match(self, span: Span) -> PlaceMatch | None:
        """The place found at exactly this span."""
        return self._matches.get(span)

    def matches_in(self, span: Span) -> list[PlaceMatch]:
        """Places found inside a span, in the order of the text."""
        return self.document.places_in(span)

    def level_place(self, level: str, at: Span) -> str | None:
        """The code of the area that 全省, 我市, 市… mean at a span: the home's own or its ancestor of that level.

        Where the article is about a province, 市 means the city named last before, in the same paragraph.
        """
        if level == "country":
            return "CN"
        home = self.home
        for code in (home, *self.gazetteer.ancestors(home)) if home and home != "CN" else ():
            if is_of_level(code, level):
                return code
        return self._named_before(level, at)

    def _named_before(self, level: str, at: Span) -> str | None:
        return next((code for code in self._before(at) if is_of_level(code, level)), None)

    def named_before(self, at: Span) -> str | None:
        """The code of the place named last before a span, in its paragraph; never the country."""
        return next((code for code in self._before(at) if code != "CN"), None)

    def _before(self, at: Span) -> Iterator[str]:
        """Codes of the places named before a span in its paragraph, the last one first."""
        here = self.document.sentence_at(at)
        places = self.document.places
        for nth in range(bisect_left(places, at.start, key=lambda m: m.span.start) if here else 0, 0, -1):
            place = places[nth - 1]
            paragraph = self._paragraph(place.span)
            if here and paragraph is not None and paragraph < here.paragraph:
                return
            if here and place.code and paragraph == here.paragraph:
                yield place.code

    def _paragraph(self, span: Span) -> int | None:
        sentence = self.document.sentence_at(span)
        return sentence.paragraph if sentence else None

    def place(self, code: str) -> GazetteerPlace | None:
        """The gazetteer's entry for a code."""
        return self.gazetteer.place(code)

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """What the document's mentions say, by class."""
        said: dict[str, list[str]] = {}
        for mention in self.document.mentions:
            said.setdefault(mention.type, []).append(plain(mention))
        return said

    def mentions(self, type: str) -> list[Mention]:
        """The document's mentions of exactly one class."""
        return [m for m in self.document.mentions if m.type == type]

    def longer(self, text: str, root: str) -> tuple[str, Mention] | None:
        """The longest name of the same root class that ends with `text`: what a short form stands for.

        None where two names end so that do not themselves end with one another.
        """
        named = self._by_ending.get((root, text[-_ENDING:]), {}) if len(text) >= _ENDING else {}
        whole = {name: m for name, m in named.items() if name != text and name.endswith(text)}
        best = max(whole, key=len, default=None)
        return (best, whole[best]) if best and all(best.endswith(w) for w in whole) else None

    def last_before(self, mention: Mention, root: str, but: str) -> Mention | None:
        """The mention of a root class last before another one, not by rule `but`."""
        same = self._by_root.get(root, [])
        for nth in range(bisect_left(same, mention.span.start, key=lambda m: m.span.start), 0, -1):
            earlier = same[nth - 1]
            if earlier.span.end <= mention.span.start and earlier.by != but:
                return earlier
        return None

    @cached_property
    def _by_ending(self) -> dict[tuple[str, str], dict[str, Mention]]:
        """The names of each root class by their last characters, so that a long article is not gone through for each."""
        found: dict[tuple[str, str], dict[str, Mention]] = {}
        for m in self.document.mentions:
            name = plain(m)
            found.setdefault((ontology.load().root(m.type), name[-_ENDING:]), {})[name] = m
        return found

    @cached_property
    def _by_root(self) -> dict[str, list[Mention]]:
        """The mentions of each root class in the order of the text."""
        found: dict[str, list[Mention]] = {}
        for m in sorted(self.document.mentions, key=lambda m: m.span):
            found.setdefault(ontology.load().root(m.type), []).append(m)
        return found

    def parents(self, found: dict[str, Entity]) -> Iterable[Entity]:
        """Places that nothing mentions but that hold a place mentioned or are an agency's or a program's area."""
        added: dict[str, Entity] = {}
        for entity in list(found.values()):
            named = entity.code or entity.area
            around = self.gazetteer.ancestors(named) if named else ()
            for code in (named, *(c for c in around if c != "CN")) if named else ():
                place = self.gazetteer.place(code)
                id = ids.place_id(code)
                if place is not None and id not in found:
                    added[id] = place_entity(place)
        return added.values()


def plain(mention: Mention) -> str:
    """What a mention says, as rules read it: no line breaks, one form of every mark."""
    return _plain(mention.text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return read(text)[0]


def place_entity(place: GazetteerPlace) -> Entity:
    """The entity of a gazetteer place."""
    return Entity(
        id=ids.place_id(place.code),
        type=place.level,
        name=place.name,
        aliases=tuple(sorted(n for n in {*place.short, *place.aliases} - {place.name} if len(n) > 1)),  # 甘 stands in 陕甘宁 only
        code=place.code,
        english=place.english or None,
    )
