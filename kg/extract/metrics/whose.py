"""What programme or event a figure belongs to, and whose figure it is."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.extract.metrics.giver import of_header, speaker
from kg.extract.metrics.kinds import PERCENT, Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import LEAD_IN, Scene
from kg.extract.metrics.theme import Theme, theme_of
from kg.lexicon import affixes, alternation, words
from kg.model import Entity, Mention

_SHORT = 6
_STEM = 2
_SINCE = 9
"""Characters behind a programme's name in a clause of its time: 开展三年多以来."""
_ABOUT = ("Program", "Event")
_GOVERNING = frozenset("为对将把向给")
_IDLE = frozenset({"w", "d", "ad", "TIME", "c", "f"})
_NOUN = frozenset({"n", "nz", "vn", "a", "an"})
_WITH = frozenset({"会同", "联合", "携手"})
_CLASSES = ("agencies.class", "agencies.collective")


@dataclass(frozen=True, slots=True)
class Owners:
    """What a figure belongs to: kept for the figures that depend on it."""

    reading: Reading
    about: str | None
    agency: str | None
    themed: bool = False  # by the clause before, so that what follows needs a verb to go on


class Whose:
    """Goes through a document's lines in order and says the programme and the agency of each figure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.paragraph = -1
        self.agency: str | None = None
        self.program: str | None = None
        self.since: str | None = None
        self.first, self.led_in = True, False
        self.last: Owners | None = None
        self.owners: dict[Number, Owners] = {}
        self.counted: list[str] = []
        self.told: dict[str, str] = {}
        self.theme: Theme | None = None
        self.bodies = of_header(scene)
        self.ours = speaker(scene, self.bodies)
        self.actors: list[tuple[Placed[Mention], Entity]] = []

    def enter(self, line: Line) -> None:
        """Begin a line: a new paragraph forgets the actor of the one before."""
        self.actors = self._actors(line)
        self.last, self.counted = None, []
        self.first = line.sentence.paragraph != self.paragraph
        if self.first:
            self.paragraph, self.agency, self.program = line.sentence.paragraph, None, None
            self.since = self.since if self.led_in else None

    def leave(self, line: Line) -> None:
        """End a line: its actor holds for a next line that has no subject."""
        actors = [(n, e) for n, e in self.actors if self._acts(line, n)]
        self.agency = actors[-1][1].id if actors else None
        self.bodies += [e for _, e in self.scene.names(line, "Agency")]
        topics = self._topics(line)
        listed = len(topics) > 1 and line.text[topics[-2][0].end : topics[-1][0].start] in {"和", "与", "及", "、", "以及"}
        self.program = topics[-1][1].id if topics and not listed else None
        self.told |= {e.name[-_STEM:]: e.id for _, e in topics}
        self.since = self._since(line) if self.last is None else None
        self.led_in = self.first and self.last is None and len(line.text) <= LEAD_IN

    def of(self, line: Line, reading: Reading) -> tuple[str | None, str | None]:
        """The programme or event a figure belongs to and the agency it is of; None where they are not clear."""
        parent = self.owners.get(reading.whole.number) if reading.whole else None
        if self.last is not None and not reading.own_label:
            parent = self.last
        self.theme = theme_of(self.scene, line, reading)
        about = parent.about if parent else self._about(line, reading)
        agency = parent.agency if parent else self._agency(line, reading)
        found = self.last = self.owners[reading.number] = Owners(reading, about, agency, self.theme is not None)
        self.counted.append(reading.label)
        return found.about, found.agency

    # ---- programme --------------------------------------------------------------------------------------------------

    def _about(self, line: Line, reading: Reading) -> str | None:
        return (
            self._in_clause(line, reading)
            or self._named_after(line, reading)
            or (self.theme.program if self.theme else None)
            or self._from_last(line, reading)
            or self._earlier(line, reading)
            or self._opened(line, reading)
            or self._led(line, reading)
        )

    def _topics(self, line: Line) -> list[tuple[Placed[Mention], Entity]]:
        """The programmes and events of a line that figures may be about: where they are told is none."""
        return [(n, e) for n, e in self.scene.names(line, *_ABOUT) if not e.name.endswith(affixes("figure-no-about"))]

    def _opened(self, line: Line, reading: Reading) -> str | None:
        """甲行动开展以来，打掉…，抓获…: the programme whose time opens the sentence holds for all of it."""
        end = line.clause_end(0)
        while end < reading.clause and not line.text[:end].endswith(affixes("figure-since")):
            end = line.clause_end(end + 1)
        if end >= reading.clause:
            return None
        start = line.clause_start(end)
        named = [e for n, e in self.scene.names(line, "Program") if start <= n.start and 0 <= end - n.end <= _SINCE]
        if named:
            return named[-1].id
        short = _again().match(line.text, start, end)
        return self.told.get(short.group(1)) if short else None

    def _led(self, line: Line, reading: Reading) -> str | None:
        """甲行动推出专场，提供岗位9万个: the campaign that is the subject of the sentence, while no other subject comes."""
        end = line.clause_end(0)
        while end < reading.clause and self._only_time(line, line.clause_start(end), end):
            end = line.clause_end(end + 1)
        start = line.clause_start(end)
        leads = [(n, e) for n, e in self.scene.names(line, "Campaign") if start <= n.start < end and self.scene.leads(line, n)]
        if len(leads) != 1 or not start < reading.clause or self._has_subject(line, reading.clause, reading):
            return None
        after = line.cut(leads[0][0].end, end)[:1]
        return leads[0][1].id if after and after[0].pos == "v" and _same_subject(line, end, reading) else None

    def _in_clause(self, line: Line, reading: Reading) -> str | None:
        """Named in the figure's own clause: in its own words first, then before the number, then behind it."""
        named = self._topics(line)
        if not named:
            return None
        start, end = line.clause_start(reading.number.start), self._reach(line, reading)
        names = [(n, e) for n, e in named if start <= n.start < max(end, start + 1)]
        names = [(n, e) for n, e in names if not self._aside(line, n, reading)]
        own = [(n, e) for n, e in names if _in_label(n, reading)]
        if own and (len(own) > 1 or line.text[own[-1][0].end : own[-1][0].end + 1] in {"、", "等"}) and _listed(line, own):
            return None  # 甲、乙等资金: of all of them, and none is clear
        free = [(n, e) for n, e in names if not any(n.item.text in label for label in self.counted)]
        before = [(n, e) for n, e in free if n.end <= reading.number.start]
        for group in (own, before, free):
            if group:
                return min(group, key=lambda pair: abs(pair[0].start - reading.number.start))[1].id
        return None

    def _aside(self, line: Line, name: Placed[Mention], reading: Reading) -> bool:
        """Whether a name stands in brackets that the number is not in: 医疗保险费（含生育保险费）181亿元."""
        opened = max(line.text.rfind(mark, 0, name.start) for mark in "（(")
        closes = [at for at in (line.text.find(mark, name.end) for mark in "）)") if at >= 0]
        shut = max(line.text.rfind(mark, 0, name.start) for mark in "）)")
        return opened > shut and bool(closes) and not opened < reading.number.start < min(closes)

    def _named_after(self, line: Line, reading: Reading) -> str | None:
        """评估组调研了9个省: the programme that the acting team is named after, told in an earlier sentence."""
        clause = line.text[line.clause_start(reading.number.start) : reading.number.start]
        team = _team().match(clause) if self.told else None
        return self.told.get(team.group(1)) if team else None

    def _reach(self, line: Line, reading: Reading) -> int:
        """Up to where names behind a number may be its own: the next figure that is not of the same list of subjects."""
        end, at = line.clause_end(reading.number.end), reading.until
        for n in line.numbers:
            if reading.number.end <= n.start < end:
                if line.text[at : n.start] not in {"、", "和", "及", "与"}:
                    return n.start
                at = self._noun_end(line, n, end)
        return end

    def _noun_end(self, line: Line, number: Number, end: int) -> int:
        """The end of the words right behind a number, up to a list mark or a verb."""
        return next((w.start for w in line.cut(number.end, end) if w.pos in {"v", "w", "c", "p", "d"}), end)

    def _from_last(self, line: Line, reading: Reading) -> str | None:
        """A short neighbour of the figure before (参保率 after 参保人数) belongs to the same programme."""
        if self.last is None:
            return None
        opening = line.cut(reading.clause, reading.number.start)[:1]
        if any(w.text in words("figure-by-way") for w in opening):  # 为390万人体检: another act, for others
            return None
        alike = self.last.reading.label in reading.label and len(self.last.reading.label) > _STEM
        listed = "、" in line.text[self.last.reading.until : reading.number.start] and self._within(line, self.last)
        if not alike and (reading.verb or len(reading.label) > _SHORT or listed or self.last.themed):
            return None
        return self.last.about if reading.clause - self.last.reading.until <= 2 else None

    def _within(self, line: Line, owners: Owners) -> bool:
        """Whether a figure's own words hold its programme, so that it is not the programme of a whole list."""
        return any(e.id == owners.about and _in_label(n, owners.reading) for n, e in self.scene.names(line, *_ABOUT))

    def _earlier(self, line: Line, reading: Reading) -> str | None:
        """Topic of the clause just before, which this one goes on from: 开展调查，共记录…; 斗争中，全省打掉…"""
        start = line.clause_start(reading.number.start)
        if self.since is not None:
            return self.since
        if self.last is None and line.text.startswith(affixes("figure-points-back")):
            return self.program
        if self.last is not None or not self._goes_on(line, start, reading):
            return None
        floor = line.clause_start(start - 1) if start else 0
        while floor and self._only_time(line, floor, start):
            floor = line.clause_start(floor - 1)
        names = [e.id for n, e in self._topics(line) if floor <= n.start and n.end <= start]
        if names or floor or not self._sums_up(line, start, reading):
            return names[-1] if names else None
        return self.program

    def _since(self, line: Line) -> str | None:
        """改革实施三年来，各地变化明显。: the programme whose time a line without figures sets for the next."""
        first = line.text[: line.clause_end(0)]
        names = [e.id for n, e in self.scene.names(line, *_ABOUT) if n.end <= len(first) and self.scene.leads(line, n)]
        return names[-1] if names and first.endswith(affixes("figure-since")) else None

    def _only_time(self, line: Line, start: int, end: int) -> bool:
        return all(w.pos in {"TIME", "w", "v", "p", "d"} for w in line.cut(start, end)) and end - start < _SHORT * 2

    def _sums_up(self, line: Line, start: int, reading: Reading) -> bool:
        return any(w.text in {"共", "累计", "共计", "总共"} for w in line.cut(start, reading.number.start))

    def _goes_on(self, line: Line, start: int, reading: Reading) -> bool:
        """Whether a clause has no subject but the place: it begins with 共, 累计, 对 or the counted people themselves."""
        bodies = [n for n, _ in self.scene.names(line, "Agency", "Place")]
        parts = [w for w in line.cut(start, reading.number.start) if w.text not in words("figure-scope")]
        parts = [w for w in parts if w.pos not in {"w", "TIME", "LOC", "c", "f"}]
        parts = [w for w in parts if not any(n.start <= w.start < n.end for n in bodies)]
        before = line.text[:start].rstrip("，")
        return not parts or parts[0].text in words("figure-goes-on") or before.endswith(affixes("figure-while"))

    # ---- agency -----------------------------------------------------------------------------------------------------

    def _agency(self, line: Line, reading: Reading) -> str | None:
        """The acting subject before a figure, if no other subject came between; a report's own acts are its giver's."""
        counted = self._counted_bodies(line, reading) or (self.theme.agency if self.theme else None)
        if counted is not None:
            return counted
        clause = line.clause_start(reading.number.start)
        actors = [pair for pair in self.actors if pair[0].end <= reading.number.start]
        if self.scene.work_report:  # its sentences list many bodies' acts; the giver is the subject of most
            actors = [pair for pair in actors if pair[0].start >= clause]
        if actors and (actors[-1][0].start >= clause or not self._has_subject(line, clause, reading)):
            return actors[-1][1].id
        pointed = self._goes_on_with(line, clause, reading) or self._pointed(line, reading)
        if pointed is not None:
            return pointed
        if self.scene.publisher is not None and self._own_act(line, reading):
            return self.scene.publisher.id
        subject = self._has_subject(line, 0, reading) or self._has_subject(line, clause, reading)
        whole = [w.text for w in line.cut(clause, reading.number.start) if w.pos not in {"TIME", "w"}][:1]
        elsewhere = any(w in words("home", "country") for w in whole)  # 全国累计建成…: no longer the body's own
        own = any(clause <= n.start < reading.number.start for n, _ in self.scene.names(line, "Agency"))  # none its clear subject
        if self.ours is not None and not (actors or own or elsewhere or self.scene.names(line, "Agency", "Place")):
            return self.ours
        return None if actors or own or subject or elsewhere or self.scene.work_report else self.agency

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
        listed = counts and line.text[clause - 1] == "，" and all(w.pos in _NOUN for w in line.cut(clause, reading.number.start))
        return last.agency if listed or not self._has_subject(line, clause, reading) else None

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

    def _has_subject(self, line: Line, start: int, reading: Reading) -> bool:
        """Whether the words from `start` to a figure begin with a subject of their own, not with a verb."""
        lead, skip = words("figure-lead"), words("figure-scope", "figure-adverb")
        for w in line.cut(start, reading.number.start):
            leads = w.text in lead and w.text not in _GOVERNING and not (w.pos in {"p", "v"} and len(w.text) > 1)
            if w.text not in skip and not leads and w.pos not in _IDLE:
                return w.pos not in {"v", "vd", "p"}
        return True


def _same_subject(line: Line, end: int, reading: Reading) -> bool:
    """Whether each clause between a place of a line and a figure's own begins with a verb or a number."""
    while end < reading.clause:
        first = next((w for w in line.cut(end, reading.number.start) if w.pos not in _IDLE), None)
        if line.text[end : end + 1] != "，" or first is None or first.pos not in {"v", "p"}:
            return False
        end = line.clause_end(end + 1)
    return True


@functools.cache
def _pointer() -> re.Pattern[str]:
    return re.compile(alternation("figure-pointer"))


@functools.cache
def _points() -> re.Pattern[str]:
    pointers, pointed = alternation("figure-pointer"), alternation("figure-pointed")
    return re.compile(rf"(?:^|[，。；：])[^，。；：]{{0,12}}?(?:{pointers})({pointed})")


@functools.cache
def _again() -> re.Pattern[str]:
    """行动开展以来: a programme told of before, by the last word of its name."""
    return re.compile(rf"(?:该|此次|本次)?(?:专项)?(.{{{_STEM}}})(?:{alternation('figure-set-going')})")


@functools.cache
def _team() -> re.Pattern[str]:
    return re.compile(rf"(.{{{_STEM}}})(?:{alternation('figure-team')})")


def _in_label(name: Placed[Mention], reading: Reading) -> bool:
    """Whether a name stands among a figure's own words."""
    return name.start < reading.region[1] and name.end > reading.region[0]


def _listed(line: Line, names: list[tuple[Placed[Mention], Entity]]) -> bool:
    """Whether each name but perhaps the last has a list's mark behind it."""
    return all(line.text[n.end : n.end + 1] in {"、", "和", "等"} for n, _ in (names[:-1] or names))
