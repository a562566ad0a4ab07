"""What programme or event a figure belongs to, and whose figure it is."""

from __future__ import annotations

from kg.extract.metric_kinds import Reading
from kg.extract.metric_line import Line, Placed
from kg.extract.metric_scene import Scene
from kg.lexicon import words
from kg.model import Entity, Mention

_NEAR = 24
_ABOUT = ("Program", "Event")


class Whose:
    """Goes through a document's lines in order and says the programme and the agency of each figure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.paragraph = -1
        self.agency: str | None = None
        self.program: str | None = None
        self.last: tuple[Reading, str | None] | None = None

    def enter(self, line: Line) -> None:
        """Begin a line: a new paragraph forgets the actor and topic of the one before."""
        self.last = None
        if line.sentence.paragraph != self.paragraph:
            self.paragraph, self.agency, self.program = line.sentence.paragraph, None, None

    def leave(self, line: Line) -> None:
        """End a line: its actor and leading programme hold for a next line that names none."""
        actors = [e.id for n, e in self.scene.names(line, "Agency") if self.scene.leads(line, n, prepositions=False)]
        self.agency = actors[-1] if actors else None
        leading = [e.id for n, e in self.scene.names(line, *_ABOUT) if self.scene.leads(line, n)]
        self.program = leading[-1] if leading else None

    # ---- programme --------------------------------------------------------------------------------------------------

    def about(self, line: Line, reading: Reading) -> str | None:
        """The programme or event of a figure; None where it is not clear."""
        found = self._in_clause(line, reading) or self._from_last(line, reading) or self._earlier(line, reading)
        self.last = (reading, found)
        return found

    def _in_clause(self, line: Line, reading: Reading) -> str | None:
        """Named in the figure's own clause: around or before the number first, then behind it."""
        start, end = line.clause_start(reading.number.start), line.clause_end(reading.number.end)
        names = [(n, e) for n, e in self.scene.names(line, *_ABOUT) if start <= n.start and n.end <= max(end, n.start)]
        own = [(n, e) for n, e in names if n.start < reading.region[1] and n.end > reading.region[0]]
        before = [(n, e) for n, e in names if n.end <= reading.number.start]
        for group in (own, before, names):
            if group:
                return self._nearest(group, reading)
        return None

    def _nearest(self, group: list[tuple[Placed[Mention], Entity]], reading: Reading) -> str:
        at = reading.number.start
        return min(group, key=lambda pair: abs(pair[0].start - at))[1].id

    def _from_last(self, line: Line, reading: Reading) -> str | None:
        """A short neighbour of the figure before (参保率 after 参保人数) belongs to the same programme."""
        if self.last is None:
            return None
        before, about = self.last
        between = line.text[before.until : reading.number.start]
        return about if len(between) <= _NEAR and "；" not in between else None

    def _earlier(self, line: Line, reading: Reading) -> str | None:
        """Topic of an earlier clause that this one goes on from, or of the line before."""
        if self.last is not None:
            return None
        start = line.clause_start(reading.number.start)
        floor = line.text.rfind("；", 0, start) + 1
        names = [e.id for n, e in self.scene.names(line, *_ABOUT) if floor <= n.start and n.end <= start]
        return names[-1] if names else self.program

    # ---- agency -----------------------------------------------------------------------------------------------------

    def agency_of(self, line: Line, reading: Reading) -> str | None:
        """The body whose figure it is: the acting subject before it; a report's own acts are its giver's."""
        actors = [
            e.id
            for n, e in self.scene.names(line, "Agency")
            if n.end <= reading.number.start and self.scene.leads(line, n, prepositions=False)
        ]
        if actors:
            return actors[-1]
        if self.scene.publisher is not None and self._own_act(line, reading):
            return self.scene.publisher.id
        return None if self._has_subject(line) else self.agency

    def _own_act(self, line: Line, reading: Reading) -> bool:
        clause = line.text[line.clause_start(reading.number.start) : line.clause_end(reading.number.end)]
        named = any(w in reading.label for w in words("figure-own-thing"))
        return self.scene.work_report and named and any(w in clause for w in words("figure-own-act"))

    def _has_subject(self, line: Line) -> bool:
        """Whether a line has a subject of its own: it does not begin with a verb."""
        first = next((w for w in line.words if w.pos not in {"w", "d", "ad", "TIME", "c", "f"}), None)
        return first is None or first.pos not in {"v", "vd"}
