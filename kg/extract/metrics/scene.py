"""The scene of a document's figures: what the whole is about, and what holds when a line says nothing.

A communiqué or a work report tells of one place and one year, so its sentences do not hand places on to each other;
in news the topic of one sentence holds for the next.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, cached_property

from kg import gazetteer
from kg.extract.home import is_of_level, own_words
from kg.extract.metrics.line import Line, Placed
from kg.ids import place_id
from kg.lexicon import affixes, alternation, words
from kg.model import Document, Entity, Mention
from kg.ontology import load
from kg.values.numerals import normalise

_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年|[—\-~～])")
_COUNTRY = "place/CN"
LEAD_IN = 45
"""The longest line, in characters, that only leads in to the paragraph after it."""
_IDLE = frozenset({"TIME", "d", "ad", "c", "f", "r", "w", "xc", "m", "q"})


class Scene:
    """What is known of a document as a whole."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.entities: dict[str, Entity] = {e.id: e for e in document.entities}
        title = document.article.title or ""
        found = _TITLE_YEAR.search(normalise(title))
        self.title_year = int(found.group(1)) if found else None
        self.work_report = any(w in title for w in words("figure-work-report"))
        self.communique = not self.work_report and any(w in title for w in words("figure-report"))
        self.publisher = self._publisher()
        self.unplaced = self._unplaced()
        self.home = self._headed() if self.unplaced else self._home()
        self._line: Line | None = None
        self._names: dict[tuple[str, ...], list[tuple[Placed[Mention], Entity]]] = {}

    @property
    def report(self) -> bool:
        """Whether the document is a communiqué or a work report."""
        return self.work_report or self.communique

    @property
    def national(self) -> bool:
        """Whether the document is about no smaller place than the country."""
        return self.home in {None, _COUNTRY} and not self.unplaced

    @property
    def reports_itself(self) -> bool:
        """Whether a report's giver speaks of its own acts: a statistical office tells of others'."""
        giver = self.publisher.name if self.publisher else ""
        return self.report and not giver.endswith(affixes("figure-statistician"))

    @property
    def report_year(self) -> int | None:
        """The year a report tells of: that in a communiqué's title, the one before a work report."""
        published = self.document.article.published
        if self.communique:
            return self.title_year
        if self.work_report:
            year = self.title_year or (published.year if published else None)
            return year - 1 if year else None
        return None

    @cached_property
    def many_years(self) -> bool:
        """Whether a work report looks back on several years, so that no single one is meant by default."""
        return any(w in self.document.article.text for w in words("figure-many-years"))

    def _publisher(self) -> Entity | None:
        source = self.document.article.source or ""
        names = (e for e in self.document.entities if source and source in {e.name, *e.aliases})
        return next((e for e in names if self.is_a(e, "Agency")), None)

    def _home(self) -> str | None:
        code = self.document.home
        if code:
            return place_id(code)
        national = self.publisher is not None and self.publisher.area == "CN"
        return _COUNTRY if national or _COUNTRY in self.entities else None

    def _unplaced(self) -> bool:
        """Whether the text speaks of an area of its own (全县) that nothing names, mostly: then its home is too wide."""
        found = [self.nameless(m.start(), m[0]) for m in own_words(self.document.article.text)]
        return 2 * sum(found) > len(found)

    def nameless(self, at: int, word: str) -> bool:
        """Whether 全县 at an offset of the article means no place that is known."""
        home = self.document.home
        chain = (home, *gazetteer.load().ancestors(home)) if home else ()
        return at not in self._linked and not any(is_of_level(code, word[-1]) for code in chain)

    @cached_property
    def _linked(self) -> frozenset[int]:
        return frozenset(m.span.start for m in self.document.mentions if m.entity)

    def _headed(self) -> str | None:
        """The place the gazetteer lacks that a headline begins with: 甲管理区简介."""
        title = self.document.article.title or ""
        local = (e for e in self.document.entities if self.is_a(e, "Place") and not e.code and not e.candidates)
        return next((e.id for e in local if title.startswith(e.name)), None)

    def with_places(self, document: Document) -> Document:
        """The document with an entity for every place that only its figures name (the country of a national report)."""
        used = {o.place for o in document.observations if o.place} - {e.id for e in document.entities}
        places = gazetteer.load()
        added = []
        for id in sorted(used):
            place = places.place(id.removeprefix("place/"))
            aliases = tuple(sorted({*place.short, *place.aliases} - {place.name}))
            added.append(
                Entity(
                    id=id, type=place.level, name=place.name, aliases=aliases, code=place.code, english=place.english or None
                )
            )
        return replace(document, entities=tuple(sorted([*document.entities, *added], key=lambda e: e.id)))

    # ---- names in a line ------------------------------------------------------------------------------------------

    def entity(self, mention: Mention) -> Entity | None:
        """What a mention means."""
        return self.entities.get(mention.entity or "")

    @staticmethod
    def is_a(entity: Entity, root: str) -> bool:
        """Whether an entity is of a class or one below it."""
        return load().is_a(entity.type, root)

    def names(self, line: Line, *roots: str) -> list[tuple[Placed[Mention], Entity]]:
        """The names of some classes in a line, in order."""
        if not line.names:
            return []
        if line is not self._line:  # every figure of a line asks again
            self._line, self._names = line, {}
        if (found := self._names.get(roots)) is None:
            pairs = ((name, self.entity(name.item)) for name in line.names)
            found = self._names[roots] = [(n, e) for n, e in pairs if e and any(self.is_a(e, root) for root in roots)]
        return found

    def leads(self, line: Line, name: Placed[Mention], prepositions: bool = True) -> bool:
        """Whether a name stands at the head of its clause, behind nothing but words that lead up to it."""
        start = _season_end(line.text, line.clause_start(name.start), name.start)
        if start == name.start:
            return True
        lead = words("figure-lead", "figure-scope")
        before = [n for n in line.names if start <= n.start and n.end <= name.start]
        if line.text[:name.start].endswith("的") and load().root(name.item.type) != "Place":
            return True
        return all(
            w.pos in _IDLE or (prepositions if w.pos == "p" else w.text in lead) or any(n.start <= w.start < n.end for n in before)
            for w in line.cut(start, name.start)
        )


def _season_end(text: str, start: int, end: int) -> int:
    """Behind 三天长假, 假日期间: words for a time at the head of a clause, whatever leads up to them."""
    return max((m.end() for m in _seasons().finditer(text, start, end)), default=start)


@cache
def _seasons() -> re.Pattern[str]:
    return re.compile(alternation("figure-season"))
