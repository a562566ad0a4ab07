"""The place of each figure: its clause's topic, else the sentence's, else (in news) the last one's, else the home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kg import gazetteer
from kg.extract.home import own_words
from kg.extract.metrics.kinds import PERCENT, Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import Scene
from kg.gazetteer import CHINA
from kg.ids import place_id
from kg.lexicon import affixes, alternation, words
from kg.model import Entity, Mention
from kg.ontology import load

_COUNTRY = "place/CN"
_AREAS = ("AdministrativeArea", "Region", "Zone")
_AHEAD = frozenset({"w", "TIME", "d"})
_LIST_MARKS = frozenset("、和与及")
_EXAMPLE = re.compile("等[两二三四五六七八九十0-9]+个?[省市州县区地]")
_TOGETHER = re.compile("等|[两二三四五六七八九十0-9]+个?[省市州县区地]")
_NOWHERE, _SEVERAL = "nowhere", "several"
"""The place of what is said of an area that nothing names (全县), or of several places at once: none, not the home."""


class Where:
    """Goes through a document's lines in order and says the place of each figure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.paragraph = -1
        self.topic: str | None = None
        self.places: dict[Number, str | None] = {}
        self.heads: list[tuple[Placed[Mention], str]] | None = None

    def enter(self, line: Line) -> None:
        """Begin a line: a new paragraph forgets the topic of the one before."""
        self.heads = None
        if line.sentence.paragraph != self.paragraph:
            self.paragraph, self.topic = line.sentence.paragraph, None

    def leave(self, line: Line) -> None:
        """End a line: in news its last topic place holds for the next line."""
        if not self.scene.report:
            topics = [t for t in self._topics(line, len(line.text)) if self._holds(line, t[1])]
            located = self._located(line, 0, len(line.text))
            self.topic = located or (topics[-1][1] if topics else self.topic)

    def _holds(self, line: Line, id: str) -> bool:
        """Whether a topic holds for the next line: in a local text, the country only where a figure is the country's."""
        if id == _COUNTRY and not self.scene.national:
            return any(self.places.get(number) == _COUNTRY for number in line.numbers)
        return id != _SEVERAL and not self._region(id) and not self._zone(id)

    def of(self, line: Line, reading: Reading) -> str | None:
        """The entity id of a figure's place; None where nothing says it. A change is where its level is."""
        source = reading.source
        moved = source is None or reading.direction is None or source.number not in self.places
        place = self._of(line, reading) if moved or source is None else self.places[source.number]
        self.places[reading.number] = place
        return place

    def _of(self, line: Line, reading: Reading) -> str | None:
        start, end = reading.number.start, line.clause_end(reading.number.end)
        if self._unknown(line, start):
            return None
        for found in (
            reading.place,
            self._origin(line, reading),
            self._located(line, reading.number.end, end),
            self._topic_before(line, start),
            None if self.topic == _COUNTRY and self._begins_locally(line, start) else self.topic,
            self._any_before(line, start),
        ):
            if found is not None:
                return None if found in {_NOWHERE, _SEVERAL} else found
        return self.scene.home

    def _unknown(self, line: Line, at: int) -> bool:
        """In news: whether a place the gazetteer does not know is the subject of the figure's clause."""
        first = next((w for w in line.cut(line.clause_start(at), at) if w.pos not in _AHEAD), None)
        if self.scene.report or first is None or first.pos != "LOC":
            return False
        after = next((w for w in line.words if w.start >= first.end), None)
        known = any(n.start < first.end and first.start < n.end for n in line.names)
        return not known and after is not None and after.text in words("figure-exists")

    def _begins_locally(self, line: Line, at: int) -> bool:
        """In a local text: whether a clause up to `at` begins with a place, if only in a name: then it is not the country's."""
        if self.scene.national:
            return False
        placed = {p.span.start for p in self.scene.document.places_in(line.sentence.span) if p.code != CHINA}
        heads = (next((w for w in line.cut(line.clause_start(w.start), at) if w.pos not in _AHEAD), w) for w in line.cut(0, at))
        return any(line.span(w.start, w.end).start in placed for w in heads)

    def _region(self, id: str) -> bool:
        """Whether a place is no division but a region (东北): it holds for its own line only."""
        entity = self.scene.entities.get(id)
        return entity is not None and self.scene.is_a(entity, "Region")

    def _zone(self, id: str) -> bool:
        """Whether a place is a zone in a text on more than it: its line tells of it, the next one of the city again."""
        entity = self.scene.entities.get(id)
        return entity is not None and entity.type == "Zone" and self.scene.home is not None

    def _topic_before(self, line: Line, at: int) -> str | None:
        topics = self._topics(line, at)
        if not topics:
            return None
        if self.scene.report:
            clause = line.clause_start(at)
            own = {n.start for n, _ in self.heads or () if n.item.by == "places.home"}
            near = [t for t in topics if t[0] >= clause or self._sets_scene(line, t[0])]
            kept = [t for t in near if t[0] in own or self._at_home(t[1])]
            return kept[-1][1] if kept else None
        return topics[-1][1]

    def _at_home(self, id: str) -> bool:
        """In a local report only the home, what lies in it, and the whole country are spoken of."""
        home = self.scene.home
        if home in {None, _COUNTRY} or id in {_COUNTRY, _NOWHERE, _SEVERAL}:
            return True
        return gazetteer.load().is_within(self._code(id), (home or "").removeprefix("place/"))

    def _code(self, id: str) -> str:
        """The code of a place, of a zone that of the division it lies in."""
        entity = self.scene.entities.get(id)
        return entity.area or "" if entity and entity.type == "Zone" else id.removeprefix("place/")

    def _wider(self, id: str) -> bool:
        """Whether the text is about a smaller place than this one."""
        home = (self.scene.home or "").removeprefix("place/")
        return not self.scene.national and (id == _COUNTRY or id.removeprefix("place/") in gazetteer.load().ancestors(home))

    def _below_home(self, id: str) -> bool:
        """Whether a place may be a topic after a preposition: 在全省率先 tells of no province."""
        home = (self.scene.home or _COUNTRY).removeprefix("place/")
        return id != _COUNTRY and gazetteer.load().is_within(self._code(id), home)

    def _sets_scene(self, line: Line, at: int) -> bool:
        """Whether a place that begins a line is set off by a comma, for all of the line."""
        name = next((n for n in line.names if n.start == at), None)
        return name is not None and not line.clause_start(at) and line.text[name.end : name.end + 1] in {"，", "："}

    def _topics(self, line: Line, end: int) -> list[tuple[int, str]]:
        """Where each topic place begins, and its id: places at the head of a clause, and acting bodies' areas."""
        if self.heads is None:
            self.heads = list(self._heading(line))
        return [(n.start, id) for n, id in self.heads if n.end <= end and not self._in_bracket(line, n, end)]

    def _heading(self, line: Line) -> Iterator[tuple[Placed[Mention], str]]:
        """The places and bodies that may be a topic of the line wherever it ends."""
        local, several = False, -1
        for name, entity in sorted([*self.scene.names(line, *_AREAS, "Agency"), *self._nameless(line)], key=lambda n: n[0].start):
            id, clause = self._place_id(entity) if entity else _NOWHERE, line.clause_start(name.start)
            if id is None or self._of_district(entity) or self._compound(line, name):
                continue
            if self._listed(line, name):
                if self._several(line, name):
                    several = clause
                    yield name, _SEVERAL
                continue
            if clause == several or (entity and self._wider(entity.id) and self._modifies(line, name, local and entity.id == _COUNTRY)):
                continue
            if self.scene.leads(line, name, prepositions=self._below_home(id) or self._seen_from(line, name)):
                local = local or id != _COUNTRY
                yield name, id

    @staticmethod
    def _seen_from(line: Line, name: Placed[Mention]) -> bool:
        """从全国看, 就全省而言: a view that holds for what follows, whatever preposition is in front."""
        return line.text.startswith(affixes("figure-viewed"), name.end)

    def _nameless(self, line: Line) -> Iterator[tuple[Placed[Mention], None]]:
        """全县 where nothing says which county it is."""
        headed = self.scene.entities.get(self.scene.home or "") if self.scene.unplaced else None
        for found in own_words(line.text):
            if headed and headed.name.endswith(found[0][-1]):
                continue
            span = line.span(found.start(), found.end())
            if self.scene.nameless(span.start, found[0]):
                mention = Mention(span=span, text=found[0], type="Place", by="places.home", confidence=0.5)
                yield Placed(found.start(), found.end(), mention), None

    def _of_district(self, entity: Entity | None) -> bool:
        """In a local text: a customs house or the like, whose district is not the city it is named after."""
        local = self.scene.home not in {None, _COUNTRY}
        return local and entity is not None and entity.name.endswith(affixes("figure-own-district"))

    def _in_bracket(self, line: Line, name: Placed[Mention], end: int) -> bool:
        """Whether a place stands in a bracket that is closed before `end`."""
        opened = line.text.rfind("（", 0, name.start)
        return opened >= 0 and "）" not in line.text[opened : name.start] and "）" in line.text[name.end : end]

    def _modifies(self, line: Line, name: Placed[Mention], local: bool) -> bool:
        """Whether 全国 is part of a title that a smaller place bears (全国文明村) or, in a line on that place, of another name."""
        if line.text.startswith((*affixes("figure-honour"), "第", "首", "前", "最"), name.end):
            return True
        after = next((w for w in line.words if w.start >= name.end), None)
        return local and after is not None and after.pos in {"n", "a", "vn", "nz"}

    def _place_id(self, entity: Entity) -> str | None:
        if self.scene.is_a(entity, "Agency"):
            if entity.area is None and entity.name.startswith(affixes("country")):  # 全国图书馆
                return _COUNTRY
            return place_id(entity.area) if entity.area else None
        return entity.id

    def _listed(self, line: Line, name: Placed[Mention]) -> bool:
        """Whether a place is one of several: then none of them is the figure's."""
        others = [n for n, e in self.scene.names(line, *_AREAS, "Agency") if n is not name]
        follows = line.text[name.end : name.end + 1]
        if _EXAMPLE.match(line.text, name.end):
            return True
        after = follows == "、" or (follows in _LIST_MARKS and any(n.start == name.end + 1 for n in others))
        before = line.text[max(0, name.start - 1) : name.start] in _LIST_MARKS and any(n.end == name.start - 1 for n in others)
        beside = any(self._apart(n, name) for n, _ in self.scene.names(line, *_AREAS))
        return (name.start > 0 and before) or after or beside or self._heads_item(line, name)

    def _heads_item(self, line: Line, name: Placed[Mention]) -> bool:
        """甲省乙站、丙省丁站: whether a place heads an item of a list whose next item another place heads."""
        mark = line.text.find("、", name.end, line.clause_end(name.end))
        plain = mark > 0 and all(w.pos not in {"v", "p", "c", "m", "u"} for w in line.cut(name.end, mark))
        beside = (n for n, _ in self.scene.names(line, *_AREAS) if n.start == mark + 1)
        return plain and any(self._separate(name, n) for n in beside)

    def _separate(self, one: Placed[Mention], two: Placed[Mention]) -> bool:
        """Whether two names mean places of which neither lies in the other."""
        entities = (self.scene.entity(one.item), self.scene.entity(two.item))
        codes = [(e.code or e.area or "") if e else "" for e in entities]
        places = gazetteer.load()
        return all(codes) and not (places.is_within(codes[0], codes[1]) or places.is_within(codes[1], codes[0]))

    def _several(self, line: Line, name: Placed[Mention]) -> bool:
        """甲省、乙省等地…: whether a listed place is the first of several that head a clause together."""
        before = line.cut(line.clause_start(name.start), name.start)
        if not all(w.pos in {"TIME", "d", "ad", "f"} or w.text == "是" for w in before):
            return False
        if self._heads_item(line, name):
            return True
        end = name.end
        others = [n for n, _ in self.scene.names(line, *_AREAS) if n.start >= end]
        for other in others:
            end = other.end if line.text[end : other.start] in {"", *_LIST_MARKS} else end
        apart = any(n.end <= end and self._separate(name, n) for n in others)
        return apart and _TOGETHER.match(line.text, end) is not None

    def _apart(self, other: Placed[Mention], name: Placed[Mention]) -> bool:
        """川渝: another place directly beside this one, neither inside the other."""
        return (other.start == name.end or other.end == name.start) and self._separate(name, other)

    def _compound(self, line: Line, name: Placed[Mention]) -> bool:
        """Whether the words after a place make it the name of something else (成都|平原, 苏州|实验室)."""
        if load().root(name.item.type) == "Agency" or name.item.by == "places.home":
            return False
        return line.text[name.end :].startswith(affixes("figure-compound"))

    def _located(self, line: Line, start: int, end: int) -> str | None:
        """落户嘉兴: the place after a verb of settling."""
        for w in line.cut(start, end) if _settling().search(line.text, start, end) else ():
            if w.text in words("figure-settle"):
                near = [e.id for n, e in self.scene.names(line, *_AREAS) if w.end <= n.start <= w.end + 6 and n.end <= end]
                if near:
                    return near[-1]
        return None

    def _origin(self, line: Line, reading: Reading) -> str | None:
        """从北京的1.3元, 赋予义乌470项: a place between 从 and the number, or right before the number."""
        before = line.text[line.clause_start(reading.number.start) : reading.number.start]
        for name, entity in self.scene.names(line, *_AREAS):
            if line.text[name.end : reading.number.start] == "的" and line.text[name.start - 1 : name.start] in {"从", "由"}:
                return entity.id if before else None
            beside = name.end == reading.number.start and reading.number.quantity.unit not in PERCENT
            if beside and not self._listed(line, name):
                return entity.id
        return None

    def _any_before(self, line: Line, at: int) -> str | None:
        """In news about the whole country or nowhere: the last place before the figure in its sentence."""
        if self.scene.report or not self.scene.national:
            return None
        found = [
            id
            for name, entity in self.scene.names(line, *_AREAS, "Agency")
            if name.end <= at
            and not (self._listed(line, name) or self._joined(line, name))
            and (id := self._place_id(entity))
            and id != _COUNTRY
        ]
        return found[-1] if found else None

    @staticmethod
    def _joined(line: Line, name: Placed[Mention]) -> bool:
        """Whether a mark of listing stands before or behind a name, whatever is on its other side."""
        return line.text[max(0, name.start - 1) : name.start] in _LIST_MARKS or line.text[name.end : name.end + 1] in _LIST_MARKS


@cache
def _settling() -> re.Pattern[str]:
    return re.compile(alternation("figure-settle"))
