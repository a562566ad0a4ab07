"""What agency a figure is of: the body that acts, or that is counted."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg.extract.metrics.giver import of_header, speaker
from kg.extract.metrics.kinds import PERCENT, Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import Scene
from kg.extract.metrics.subject import Owners, has_subject
from kg.extract.metrics.theme import Theme
from kg.lexicon import affixes, alternation, words
from kg.model import Entity, Mention

_NOUN = frozenset({"n", "nz", "vn", "a", "an"})
_WITH = frozenset({"会同", "联合", "携手"})
_CLASSES = ("agencies.class", "agencies.collective")


class Bodies:
    """Goes through a document's lines in order and says what agency each figure is of.

    `owners` are those of the figures so far; who looks for the owners of a document fills it.
    """

    def __init__(self, scene: Scene, owners: dict[Number, Owners]) -> None:
        self.scene = scene
        self.owners = owners
        self.agency: str | None = None
        self.bodies = of_header(scene, "Agency")
        self.ours = speaker(scene, self.bodies)
        self.actors: list[tuple[Placed[Mention], Entity]] = []
        self.last: Owners | None = None

    def enter(self, line: Line, *, first: bool) -> None:
        """Begin a line; the first of a paragraph forgets the actor of the one before."""
        self.actors, self.last = sorted([*self._actors(line), *self._in_short(line)], key=lambda pair: pair[0].start), None
        if first:
            self.agency = None

    def leave(self, line: Line) -> None:
        """End a line: its actor holds for a next line that has no subject."""
        actors = [(n, e) for n, e in self.actors if self._acts(line, n)]
        self.agency = actors[-1][1].id if actors else None
        self.bodies += [e for _, e in self.scene.names(line, "Agency")]

    def of(self, line: Line, reading: Reading, last: Owners | None, theme: Theme | None) -> str | None:
        """The acting subject before a figure, if no other subject came between; a report's own acts are its giver's."""
        self.last = last
        counted = self._counted_bodies(line, reading) or (theme.agency if theme else None)
        if counted is not None:
            return counted
        clause = line.clause_start(reading.number.start)
        actors = [pair for pair in self.actors if pair[0].end <= reading.number.start]
        if self.scene.work_report:  # its sentences list many bodies' acts; the giver is the subject of most
            actors = [pair for pair in actors if pair[0].start >= clause]
        if actors and (actors[-1][0].start >= clause or not has_subject(line, clause, reading)):
            return None if self._interrupted(line, actors[-1][0], clause) else actors[-1][1].id
        pointed = self._goes_on_with(line, clause, reading) or self._pointed(line, reading)
        if pointed is not None:
            return pointed
        if self.scene.publisher is not None and self._own_act(line, reading):
            return self.scene.publisher.id
        subject = has_subject(line, 0, reading) or has_subject(line, clause, reading)
        whole = [w.text for w in line.cut(clause, reading.number.start) if w.pos not in {"TIME", "w"}][:1]
        elsewhere = any(w in words("home", "country") for w in whole)  # 全国累计建成…: no longer the body's own
        own = any(clause <= n.start < reading.number.start for n, _ in self.scene.names(line, "Agency"))  # none its clear subject
        if self.ours is not None and not (actors or own or elsewhere or self.scene.names(line, "Agency", "Place")):
            return self.ours
        return None if actors or own or subject or elsewhere or self.scene.work_report else self.agency

    def _interrupted(self, line: Line, actor: Placed[Mention], clause: int) -> bool:
        """甲院收案9件；各院收案80件，执结7件: whether a figure of another subject stands between a body and a later clause."""
        last = self.last
        if last is None or last.agency is not None or last.reading.number.start < actor.end:
            return False
        parted = line.text.rfind("；", actor.end, last.reading.number.start)
        return actor.start < clause and parted > 0 and has_subject(line, parted + 1, last.reading)

    def _goes_on_with(self, line: Line, clause: int, reading: Reading) -> str | None:
        """甲院收案9件，结案7件: the agency of the figure before, where a verb or a noun of the same count goes on."""
        last = self.last
        if last is None or last.agency is None or line.text[clause - 1 : clause] not in {"，", "；", ""}:
            return None
        if any(last.reading.until <= n.start < reading.number.start for n, _ in self.scene.names(line, "Agency", "Place")):
            return None
        if clause <= last.reading.number.start:
            return last.agency
        if any(n.start >= last.reading.number.end and n.end <= clause for n in line.numbers if n not in self.owners):
            return None
        unit = reading.number.quantity.unit
        counts = unit == last.reading.number.quantity.unit and unit not in PERCENT and not unit.endswith("元")
        named = line.cut(clause, reading.number.start)
        listed = counts and line.text[clause - 1] == "，" and bool(named) and all(w.pos in _NOUN for w in named)
        return last.agency if listed or not has_subject(line, clause, reading) else None

    def _actors(self, line: Line) -> list[tuple[Placed[Mention], Entity]]:
        """The agencies that lead a clause and are neither counted themselves nor one of a list."""
        counted = {n.start for n in line.numbers}
        bodies, programs = self.scene.names(line, "Agency"), {n.start for n, _ in self.scene.names(line, "Program")}
        helpers = {n.start for n, _ in bodies for other, _ in bodies if line.text[other.end : n.start] in _WITH}
        return [
            (n, e)
            for n, e in bodies
            if n.start not in helpers  # 甲部会同乙部: 甲部 acts
            and n.end not in programs  # 甲部“乙”行动: whose it is
            and n.end not in counted
            and line.text[n.end : n.end + 1] not in {"、", "等"}
            and self.scene.leads(line, n, prepositions=False)
            and not self._tells(line, n)
        ]

    def _in_short(self, line: Line) -> Iterator[tuple[Placed[Mention], Entity]]:
        """督察组谈话9人, 甲市公安破案8起: the one body told of that a clause begins with in short, and that acts."""
        taken = [n for n, _ in self.scene.names(line, "Agency")]
        for found in _shorts().finditer(line.text) if self.bodies else ():
            start, area = self._area_before(line, found.start()) if found[2] else (found.start(), "")
            span = line.span(start, found.end())
            text = line.text[start : found.end()]
            name = Placed(start, found.end(), Mention(span=span, text=text, type="Agency", by="bodies.short", confidence=0.5))
            behind = line.cut(found.end(), len(line.text))[:1]
            acts = any(w.pos in {"v", "d", "ad", "p", "vd"} for w in behind) and not self._tells(line, name)
            if not acts or any(n.start < found.end() and start < n.end for n in taken):
                continue
            told = {e.id for e in self.bodies if _called(e, found, area)}
            if len(told) == 1 and self.scene.leads(line, name, prepositions=False):
                yield name, self.scene.entities[told.pop()]

    def _area_before(self, line: Line, at: int) -> tuple[int, str]:
        """Where the name of a place that ends at a position of a line begins, and its code; "" where none does."""
        end = line.span(at - 1, at).end if at else -1
        place = next((p for p in self.scene.document.places_in(line.sentence.span) if p.span.end == end), None)
        return (at - len(place.text), place.code or "") if place else (at, "")

    def _pointed(self, line: Line, reading: Reading) -> str | None:
        """全院结案2.9万件, 企业先后增资33次: the body told of before that a clause in front of the figure points back to."""
        number = reading.number.start
        pointers = _points().finditer(line.text, 0, number) if _pointer().search(line.text, 0, number) else ()
        pointer = next(reversed(list(pointers)), None)
        if pointer is not None:
            told = self._told(line, pointer.start())
            return next((e.id for e in reversed(told) if e.name.endswith(pointer.group(1))), None)
        if any(w.text in words("figure-company") for w in line.cut(line.clause_start(number), number)[:2]):
            told = self._told(line, number)
            return told[-1].id if told and self.scene.is_a(told[-1], "Company") else None
        return None

    def _told(self, line: Line, end: int) -> list[Entity]:
        """The bodies told of before a place of a line, the last one last."""
        return [*self.bodies, *(e for n, e in self.scene.names(line, "Agency") if n.end <= end)]

    def _counted_bodies(self, line: Line, reading: Reading) -> str | None:
        """文物机构9645个，从业人员…: a count of a class of bodies is that class's, and so is what the bodies consist of."""
        number = reading.number
        classes = [(n, e) for n, e in self.scene.names(line, "Agency") if n.item.by in _CLASSES]
        own = [e.id for n, e in classes if n.end == number.start or n.start == number.end]
        ends = {n.start for n in line.numbers if n.end <= number.start}
        before = [e.id for n, e in classes if n.end in ends]
        if before and reading.label.endswith(affixes("figure-of-bodies")):
            own = before[-1:]
        return own[0] if own else None

    def _acts(self, line: Line, name: Placed[Mention]) -> bool:
        """Whether a body does something: no noun or quotation goes on behind its name, which would be its attribute."""
        behind = line.cut(name.end, len(line.text))[:1]
        if any(w.pos == "v" and w.text in words("figure-link") for w in behind):
            return False  # 普通高中达到9所: counted, not acting
        return not any(w.pos in {"n", "nz", "vn", "an", "nw", "u", "m"} or w.text in "“《" for w in behind)

    def _tells(self, line: Line, name: Placed[Mention]) -> bool:
        """邮政局数据显示: a body that tells of what others did."""
        rest = line.cut(name.end, line.clause_end(name.end))
        return any(w.text in words("figure-tells") for w in rest)

    def _own_act(self, line: Line, reading: Reading) -> bool:
        if not self.scene.reports_itself:
            return False
        clause = line.text[line.clause_start(reading.number.start) : line.clause_end(reading.number.end)]
        acts = reading.verb in words("figure-own-act") or any(w in clause for w in words("figure-own-act"))
        return acts and any(w in reading.label for w in words("figure-own-thing"))


@functools.cache
def _shorts() -> re.Pattern[str]:
    return re.compile(rf"({alternation('figure-body-short')})|({alternation('figure-body-field')})")


def _called(body: Entity, found: re.Match[str], area: str) -> bool:
    """Whether a short name may mean a body: its last word, or its field behind the name of the place that it is of."""
    if found[1]:
        return body.name.endswith(found[1]) and len(body.name) > len(found[1])
    return bool(area) and body.area == area and _field(found[2]).search(body.name) is not None


@functools.cache
def _field(word: str) -> re.Pattern[str]:
    """公安 in 甲市公安局, not in the name of a school or a part of it."""
    return re.compile(rf"{word}[厅局院]$")


@functools.cache
def _pointer() -> re.Pattern[str]:
    return re.compile(alternation("figure-pointer"))


@functools.cache
def _points() -> re.Pattern[str]:
    pointers, pointed = alternation("figure-pointer"), alternation("figure-pointed")
    return re.compile(rf"(?:^|[，。；：])[^，。；：]{{0,12}}?(?:{pointers})({pointed})")
