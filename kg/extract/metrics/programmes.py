"""What programme or event a figure is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from kg.extract.metrics.giver import of_header
from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import LEAD_IN, Scene
from kg.extract.metrics.subject import Owners, has_subject, same_subject
from kg.extract.metrics.theme import Theme
from kg.lexicon import affixes, alternation, words
from kg.model import Entity, Mention

_SHORT = 6
_STEM = 2
_HOLDS = 3
"""For how many sentences what has been going on holds for the sums told of it."""
_ABOUT = ("Program", "Event")
_PLENARY = re.compile(r"委员会第.{1,4}次全体会议$|(?:人大|政协|人民代表大会|委员会)(?:第.{1,3}|.{1,2})次会议$")


class Programmes:
    """Goes through a document's lines in order and says what programme or event each figure is about."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.program: str | None = None
        self.since: str | None = None
        self.first, self.led_in = True, False
        self.counted: list[str] = []
        self.told: dict[str, Entity] = {}
        self.going: str | None = None
        self.age, self.held = 0, False
        self._tell(e for e in of_header(scene, *_ABOUT))
        self.last: Owners | None = None
        self.theme: Theme | None = None

    def enter(self, *, first: bool) -> None:
        """Begin a line; the first of a paragraph forgets what the one before was about."""
        self.counted, self.first, self.held = [], first, False
        if first:
            self.program = None
            self.since = self.since if self.led_in else None

    def leave(self, line: Line, last: Owners | None) -> None:
        """End a line, whose last figure is given: what it told of may hold for the next."""
        topics = self._topics(line)
        listed = len(topics) > 1 and line.text[topics[-2][0].end : topics[-1][0].start] in {
            "和",
            "与",
            "及",
            "、",
            "以及",
        }
        self.program = topics[-1][1].id if topics and not listed else None
        self._tell(e for _, e in topics)
        self.since = self._since(line) if last is None else None
        self.led_in = self.first and last is None and len(line.text) <= LEAD_IN
        since = self.since or (self._opened(line, last.reading) if last else None)
        self.age = 0 if since else self.age + 1
        self.going = since or (None if topics or self.age > _HOLDS else self.going)

    def _tell(self, named: Iterable[Entity]) -> None:
        self.told |= {e.name.rstrip("”’")[-_STEM:]: e for e in named}

    def _meant(self, short: str) -> str | None:
        """The programme or event told of last whose name ends as `short` does."""
        told = self.told.get(short[-_STEM:])
        return told.id if told and told.name.rstrip("”’").endswith(short) else None

    def of(self, line: Line, reading: Reading, last: Owners | None, theme: Theme | None) -> str | None:
        """The programme or event that a figure belongs to; None where it is not clear. `last` is the figure before."""
        self.last, self.theme = last, theme
        return (
            self._in_clause(line, reading)
            or self._named_after(line, reading)
            or self._pointed(line, reading)
            or (theme.program if theme else None)
            or self._from_last(line, reading)
            or self._earlier(line, reading)
            or self._opened(line, reading)
            or self._led(line, reading)
            or self._summed(line, reading)
        )

    def count(self, reading: Reading) -> None:
        """Note a figure of the line, so that its name is not what a later one is about."""
        self.counted.append(reading.label)

    def _topics(self, line: Line) -> list[tuple[Placed[Mention], Entity]]:
        """The programmes and events of a line that figures may be about: where they are told is none."""
        return [(n, e) for n, e in self.scene.names(line, *_ABOUT) if not _elsewhere(e)]

    def _opened(self, line: Line, reading: Reading) -> str | None:
        """甲行动开展以来，打掉…；抓获…: the programme whose time opens the clauses before holds for them; 甲方面 up to a semicolon."""
        if not (self.told or self.scene.names(line, *_ABOUT)) or not _scene("[，；：]").search(line.text, 0, reading.clause):
            return None
        at, near = reading.clause, True
        while at > 0:
            start, end = line.clause_start(at - 1), at - 1
            near = near and line.text[end] != "；"
            scene = _scene("$").search(line.text, start, end)
            holds = scene and (near or scene[0] not in words("figure-aspect"))
            if scene and holds and (meant := self._of_scene(line, start, end, scene.start())) is not None:
                return meant
            at = start
        return None

    def _of_scene(self, line: Line, start: int, end: int, tail: int) -> str | None:
        """The programme of a clause that ends in a time or an aspect of it, named there or told before."""
        named = [(n, e) for n, e in self._topics(line) if start <= n.start and n.end <= end]
        if named:
            name, entity = named[-1]
            if line.text[tail:end] not in words("figure-since"):
                return entity.id if name.end == tail else None
            began = not self.scene.is_a(entity, "Event") and _going().fullmatch(line.text, name.end, end)
            return entity.id if began else None
        short = _again().fullmatch(line.text, start, end)
        return self._meant(short.group(1)) if short else None

    def _led(self, line: Line, reading: Reading) -> str | None:
        """甲行动推出专场，提供岗位9万个: the campaign or event that is the subject of the sentence, while no other subject comes."""
        end = line.clause_end(0)
        while end < reading.clause and self._only_time(line, line.clause_start(end), end):
            end = line.clause_end(end + 1)
        start = line.clause_start(end)
        leads = [(n, e) for n, e in self._topics(line) if start <= n.start < end and self.scene.leads(line, n)]
        clause = line.clause_start(reading.number.start)
        if len(leads) != 1 or not start < clause or has_subject(line, clause, reading):
            return None
        name, entity = leads[0]
        acts = self._acts(line, name.end, end, event=self.scene.is_a(entity, "Event"))
        able = acts and (entity.type == "Campaign" or self.scene.is_a(entity, "Event"))
        return entity.id if able and same_subject(line, end, reading) else None

    @staticmethod
    def _acts(line: Line, start: int, end: int, *, event: bool) -> bool:
        """Whether what follows a subject is an act of it, and no telling; an event may be held at a place first."""
        after = line.cut(start, end)
        tells = any(w.text in words("figure-tells", "figure-announce", "figure-urges") for w in after)
        return bool(after) and not tells and (after[0].pos == "v" or (event and after[0].pos in {"p", "d"}))

    def _pointed(self, line: Line, reading: Reading) -> str | None:
        """大赛设项目18个, 本届大会吸引客商900名: the event told of before that is the subject in short."""
        short = _short_subject().match(line.text, 0, reading.number.start) if self.told else None
        meant = self._meant(short.group(1) or short.group(2)) if short else None
        if short is None or meant is None:
            return None
        end = line.clause_end(short.end())
        inside = reading.clause < end
        acts = self._acts(line, short.end(), min(end, reading.number.start), event=True)
        clause = line.clause_start(reading.number.start)
        goes_on = inside or (not has_subject(line, clause, reading) and same_subject(line, end, reading))
        return meant if acts and goes_on else None

    def _summed(self, line: Line, reading: Reading) -> str | None:
        """甲行动启动以来，成效明显。全县共关停企业9家，查封…: the sums told right after what has been going on are of it."""
        if self.going is None or self._topics(line) or self._turns(line):
            return None
        first = self.last is None and any(w.text in words("figure-sum-up") for w in line.cut(reading.clause, reading.number.start))
        self.held = first or (self.held and self.last is not None and not has_subject(line, reading.clause, reading))
        return self.going if self.held else None

    @staticmethod
    def _turns(line: Line) -> bool:
        """管理方面，共有…: whether a line begins with another matter."""
        return line.text[: line.clause_end(0)].endswith(affixes("figure-aspect"))

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
        if any(line.text[n.end : reading.number.start] == "等" for n, _ in before):
            return None  # 甲建设、乙建设等5个文件: it is one of those that are counted
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
        return self._meant(team.group(1)) if team else None

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
            there = any(w.text in words("figure-exists") for w in line.cut(start, reading.number.start))
            return None if there else self.since  # 全县有学校40所: no outcome of it
        if self.last is None and line.text.startswith(affixes("figure-points-back")):
            return self.program
        if self.last is not None or not self._goes_on(line, start, reading):
            return None
        floor = line.clause_start(start - 1) if start else 0
        while floor and self._only_time(line, floor, start):
            floor = line.clause_start(floor - 1)
        since = line.text[:start].rstrip("，").endswith(affixes("figure-since"))
        named = [(n, e) for n, e in self._topics(line) if floor <= n.start and n.end <= start]
        names = [e.id for _, e in named if not (since and self.scene.is_a(e, "Event"))]  # 党的十九大以来
        if names or floor or not self._sums_up(line, start, reading):
            return names[-1] if names else None
        return self.program

    def _since(self, line: Line) -> str | None:
        """改革实施三年来，各地变化明显。: the programme whose time a line without figures sets for the next."""
        first = line.text[: line.clause_end(0)]
        scene = _scene("$").search(first)
        if scene and scene[0] in words("figure-since") and (meant := self._of_scene(line, 0, len(first), scene.start())):
            return meant
        names = [e.id for n, e in self.scene.names(line, "Program") if n.end <= len(first) and self.scene.leads(line, n)]
        return names[-1] if names and first.endswith(affixes("figure-since")) else None

    def _only_time(self, line: Line, start: int, end: int) -> bool:
        return all(w.pos in {"TIME", "w", "v", "p", "d"} for w in line.cut(start, end)) and end - start < _SHORT * 2

    def _sums_up(self, line: Line, start: int, reading: Reading) -> bool:
        return any(w.text in words("figure-sum-up") for w in line.cut(start, reading.number.start))

    def _goes_on(self, line: Line, start: int, reading: Reading) -> bool:
        """Whether a clause has no subject but the place: it begins with 共, 累计, 对 or the counted people themselves."""
        bodies = [n for n, _ in self.scene.names(line, "Agency", "Place")]
        parts = [w for w in line.cut(start, reading.number.start) if w.text not in words("figure-scope")]
        parts = [w for w in parts if w.pos not in {"w", "TIME", "LOC", "c", "f"}]
        parts = [w for w in parts if not any(n.start <= w.start < n.end for n in bodies)]
        before = line.text[:start].rstrip("，")
        return not parts or parts[0].text in words("figure-goes-on") or before.endswith(affixes("figure-while"))


@functools.cache
def _scene(end: str) -> re.Pattern[str]:
    """What a clause ends with, in front of `end`, that says in what time, or in what respect, the next ones are."""
    return re.compile(rf"(?:{alternation('figure-since', 'figure-occasion', 'figure-aspect')}){end}")


@functools.cache
def _going() -> re.Pattern[str]:
    """Behind a programme's name in a clause of its time: 开展三年多以来, 自5月1日启动以来."""
    return re.compile(rf".{{0,9}}|自.{{1,12}}(?:{alternation('figure-set-going')})以来")


@functools.cache
def _again() -> re.Pattern[str]:
    """行动开展以来, 在专项行动期间: a programme told of before, by the last words of its name."""
    lead = rf"(?:据..)?[在自从]?(?:{alternation('figure-this-time')})?(?:专项|集中|整治)?"
    since = rf"(?:自.{{1,12}})?(?:{alternation('figure-set-going')}).{{0,8}}(?:{alternation('figure-since')})"
    return re.compile(rf"{lead}(.{{{_STEM},8}}?)(?:{since}|{alternation('figure-occasion')})")


@functools.cache
def _short_subject() -> re.Pattern[str]:
    """本届大会, 大赛: an event, or an action, told of before, as the subject; some need no word that points back."""
    held, any_ = alternation("figure-held"), alternation("figure-held-pointed")
    return re.compile(rf"(?:{alternation('figure-this-time')})({held}|{any_})|({held})")


@functools.cache
def _team() -> re.Pattern[str]:
    return re.compile(rf"(.{{{_STEM}}})(?:{alternation('figure-team')})")


def _elsewhere(entity: Entity) -> bool:
    """Whether figures are told at an event, or decided by it, and are not about it."""
    return entity.name.endswith(affixes("figure-no-about")) or bool(_PLENARY.search(entity.name))


def _in_label(name: Placed[Mention], reading: Reading) -> bool:
    """Whether a name stands among a figure's own words."""
    return name.start < reading.region[1] and name.end > reading.region[0]


def _listed(line: Line, names: list[tuple[Placed[Mention], Entity]]) -> bool:
    """Whether each name but perhaps the last has a list's mark behind it."""
    return all(line.text[n.end : n.end + 1] in {"、", "和", "等"} for n, _ in (names[:-1] or names))
