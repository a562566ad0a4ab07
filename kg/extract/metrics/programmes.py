"""What programme or event a figure is about."""

from __future__ import annotations

import functools
import re

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import LEAD_IN, Scene
from kg.extract.metrics.subject import Owners, has_subject, same_subject
from kg.extract.metrics.theme import Theme
from kg.lexicon import affixes, alternation, words
from kg.model import Entity, Mention

_SHORT = 6
_STEM = 2
_SINCE = 9
"""Characters behind a programme's name in a clause of its time: 开展三年多以来."""
_ABOUT = ("Program", "Event")


class Programmes:
    """Goes through a document's lines in order and says what programme or event each figure is about."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.program: str | None = None
        self.since: str | None = None
        self.first, self.led_in = True, False
        self.counted: list[str] = []
        self.told: dict[str, str] = {}
        self.last: Owners | None = None
        self.theme: Theme | None = None

    def enter(self, *, first: bool) -> None:
        """Begin a line; the first of a paragraph forgets what the one before was about."""
        self.counted, self.first = [], first
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
        self.told |= {e.name[-_STEM:]: e.id for _, e in topics}
        self.since = self._since(line) if last is None else None
        self.led_in = self.first and last is None and len(line.text) <= LEAD_IN

    def of(self, line: Line, reading: Reading, last: Owners | None, theme: Theme | None) -> str | None:
        """The programme or event that a figure belongs to; None where it is not clear. `last` is the figure before."""
        self.last, self.theme = last, theme
        return (
            self._in_clause(line, reading)
            or self._named_after(line, reading)
            or (theme.program if theme else None)
            or self._from_last(line, reading)
            or self._earlier(line, reading)
            or self._opened(line, reading)
            or self._led(line, reading)
        )

    def count(self, reading: Reading) -> None:
        """Note a figure of the line, so that its name is not what a later one is about."""
        self.counted.append(reading.label)

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
        leads = [
            (n, e)
            for n, e in self.scene.names(line, "Campaign")
            if start <= n.start < end and self.scene.leads(line, n)
        ]
        if len(leads) != 1 or not start < reading.clause or has_subject(line, reading.clause, reading):
            return None
        after = line.cut(leads[0][0].end, end)[:1]
        return leads[0][1].id if after and after[0].pos == "v" and same_subject(line, end, reading) else None

    def _in_clause(self, line: Line, reading: Reading) -> str | None:
        """Named in the figure's own clause: in its own words first, then before the number, then behind it."""
        named = self._topics(line)
        if not named:
            return None
        start, end = line.clause_start(reading.number.start), self._reach(line, reading)
        names = [(n, e) for n, e in named if start <= n.start < max(end, start + 1)]
        names = [(n, e) for n, e in names if not self._aside(line, n, reading)]
        own = [(n, e) for n, e in names if _in_label(n, reading)]
        if (
            own
            and (len(own) > 1 or line.text[own[-1][0].end : own[-1][0].end + 1] in {"、", "等"})
            and _listed(line, own)
        ):
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
