"""Where, when and whose: the place, period, programme and agency of each figure.

What the figure's own clause says comes first, then the sentence, then the paragraph's earlier sentences, then what the
whole document is about. What none of them says stays empty.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.metric_kinds import Reading
from kg.extract.metric_line import Line, Placed
from kg.lexicon import words
from kg.model import Document, Entity, Mention, Period
from kg.ontology import load

_QUARTER = dt.timedelta(days=80)
_LONG = dt.timedelta(days=400)
_LEAD_IN = 45
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
_AGAINST = re.compile(r"(?:比|较|与|同|跟|和|相比)$")


@dataclass(slots=True)
class Frame:
    """What the paragraph so far says of time, place and actor."""

    paragraph: int = -1
    period: Period | None = None
    carries: bool = False
    place: str | None = None
    agency: str | None = None
    about: str | None = None
    year: int | None = None
    long: bool = False
    lead_in: bool = False


class Framer:
    """Finds the frame of every figure of one document, line by line in order."""

    def __init__(self, document: Document, home: str | None) -> None:
        self.document = document
        self.home = home
        self.entities: dict[str, Entity] = {e.id: e for e in document.entities}
        self.frame = Frame()
        title = document.article.title or ""
        found = _TITLE_YEAR.search(title)
        self.title_year = int(found.group(1)) if found else None
        self.report = any(w in title for w in words("figure-report")) and not self._work_report(title)
        self.work_report = self._work_report(title)
        self.publisher = self._publisher()

    def _work_report(self, title: str) -> bool:
        return any(w in title for w in words("figure-work-report"))

    def _publisher(self) -> str | None:
        source = self.document.article.source or ""
        names = [e for e in self.document.entities if e.type != "Place" and source and source in {e.name, *e.aliases}]
        return names[0].id if names else None

    # ---- moving on ----------------------------------------------------------------------------------------------

    def enter(self, line: Line) -> None:
        """Begin a line: a new paragraph forgets the frame of the one before, unless that only led in."""
        frame = self.frame
        if line.sentence.paragraph == frame.paragraph:
            return
        kept = Frame(paragraph=line.sentence.paragraph, year=frame.year, long=frame.long)
        if frame.lead_in:
            kept.period, kept.carries, kept.place = frame.period, True, frame.place
        self.frame = kept

    def leave(self, line: Line, readings: Sequence[Reading]) -> None:
        """End a line: its topic period, place and actor hold for the lines after it in the paragraph."""
        frame = self.frame
        first = frame.period is None and frame.place is None
        topic = next(iter(self._periods(line)), None)
        if topic is not None:
            period = self.anchored(topic.item)
            if period.begin or period.finish:
                lasting = period.stock or (period.begin and period.finish and period.finish - period.begin >= _QUARTER)
                frame.period, frame.carries = period, bool(readings) or bool(lasting)
                frame.year = (period.finish or period.begin or dt.date.min).year
                if period.begin and period.finish and period.finish - period.begin > _LONG:
                    frame.long = True
                elif not readings and period.begin and period.finish and period.finish - period.begin >= _QUARTER:
                    frame.long = False
        place = self._topic_place(line, len(line.text), 0)
        if place is not None:
            frame.place = place
        agency = self._nearest(line, ("Agency",), 0, len(line.text), topic_only=True)
        frame.agency = agency.entity if agency else None
        about = self._nearest(line, ("Program", "Event"), 0, len(line.text))
        frame.about = about.entity if about else None
        frame.lead_in = not readings and first and len(line.text) <= _LEAD_IN

    # ---- time ---------------------------------------------------------------------------------------------------

    def _periods(self, line: Line) -> list[Placed[Period]]:
        """The periods of a line that may frame figures: not those compared with, nor those inside names."""
        kept = []
        for p in line.periods:
            before = line.text[: p.start]
            named = any(n.start <= p.start and p.end <= n.end and n.item.type in {"Document", "Program", "Event"} for n in line.names)
            if _AGAINST.search(before) or named or line.text[p.end : p.end + 2] in {"相比", "同期"}:
                continue
            kept.append(p)
        return kept

    def anchored(self, period: Period) -> Period:
        """A period without a year (全年, 年末, 12月份) in the year that the text is about."""
        if period.begin or period.finish:
            return period
        year = self.frame.year or self._report_year()
        return anchor(period, year) if year else period

    def _report_year(self) -> int | None:
        if self.report and self.title_year:
            return self.title_year
        published = self.document.article.published
        if self.work_report:
            return (self.title_year or (published.year if published else 0)) - 1 or None
        return published.year if published else None

    def period_of(self, line: Line, reading: Reading, target: bool) -> Period | None:
        """The period of a figure."""
        number = reading.number
        before = [p for p in self._periods(line) if p.end <= number.start and not self._bracketed(line, p, number.start)]
        if before:
            found = self.anchored(before[-1].item)
            if found.begin or found.finish:
                return found
        frame = self.frame
        if frame.period is not None and frame.carries:
            return replace(frame.period, basis="Inherited")
        return self._default(target)

    def _bracketed(self, line: Line, period: Placed[Period], at: int) -> bool:
        """Whether a period stands in a bracket that is closed before the figure."""
        opened = line.text.rfind("（", 0, period.start)
        closed = line.text.find("）", period.end)
        return opened >= 0 and "）" not in line.text[opened : period.start] and 0 <= closed < at

    def _default(self, target: bool) -> Period | None:
        year = self._report_year() if (self.report and self.title_year) or self.work_report else None
        if year is None or (self.frame.long and self.work_report):
            return None
        if self.work_report and target:
            year += 1
        span = self.document.sentences[0].span if self.document.sentences else None
        if span is None:
            return None
        return Period(
            span=span, text="", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31), basis="Inherited"
        )

    # ---- place ---------------------------------------------------------------------------------------------------

    def place_of(self, line: Line, reading: Reading) -> str | None:
        """The entity id of the place a figure is for."""
        if reading.place:
            return reading.place
        own = self._topic_place(line, reading.number.start, reading.clause)
        return own or self.frame.place or self.home

    def _topic_place(self, line: Line, end: int, clause: int) -> str | None:
        """The last place before `end` that stands where a topic stands."""
        found: str | None = None
        for name in line.names:
            entity = self._entity(name.item)
            if entity is None or not load().is_a(entity.type, "AdministrativeArea") or name.start >= end:
                continue
            if self._topical(line, name):
                found = entity.id
        return found

    def _topical(self, line: Line, name: Placed[Mention]) -> bool:
        """At the head of a clause, after words that lead up only, or in a phrase with 在."""
        start = line.clause_start(name.start)
        before = [w for w in line.cut(start, name.start) if not any(p.start <= w.start < p.end for p in line.periods)]
        lead = words("figure-lead") | words("figure-light")
        places = [n for n in line.names if n.end <= name.start and n.start >= start and n.item.type == "Place"]
        idle = all(
            w.pos in {"TIME", "d", "ad", "c", "f", "r", "w", "p", "xc"} or w.text in lead or any(n.start <= w.start < n.end for n in places)
            for w in before
        )
        return idle

    def _entity(self, mention: Mention) -> Entity | None:
        return self.entities.get(mention.entity or "")

    # ---- programme and agency --------------------------------------------------------------------------------------

    def about_of(self, line: Line, reading: Reading, before: Reading | None, about_before: str | None) -> str | None:
        """The programme or event a figure belongs to: named in its clause, or topic of the clauses it goes on from."""
        start = line.clause_start(reading.number.start)
        end = line.clause_end(reading.number.end)
        own = self._nearest(line, ("Program", "Event"), start, reading.region[1] or reading.number.end) or self._nearest(
            line, ("Program", "Event"), reading.number.end, end
        )
        if own is not None:
            return own.entity
        if before is not None and about_before and reading.number.start - before.until <= 24 and "；" not in line.text[before.until : reading.number.start]:
            return about_before
        earlier = self._nearest(line, ("Program", "Event"), line.text.rfind("；", 0, start) + 1, start)
        return earlier.entity if earlier is not None and before is None else None

    def agency_of(self, line: Line, reading: Reading) -> str | None:
        """The body whose figure it is: the acting subject before it; a report's own acts are its giver's."""
        found = self._nearest(line, ("Agency",), 0, reading.number.start, topic_only=True)
        if found is not None:
            return found.entity
        if self.publisher and self._own_act(line, reading):
            return self.publisher
        if not self._has_subject(line, reading):
            return self.frame.agency
        return None

    def _own_act(self, line: Line, reading: Reading) -> bool:
        clause = line.text[line.clause_start(reading.number.start) : line.clause_end(reading.number.end)]
        named = any(w in reading.label for w in words("figure-own-thing"))
        return self.work_report and named and (any(w in clause for w in words("figure-own-act")) or "、" in clause)

    def _has_subject(self, line: Line, reading: Reading) -> bool:
        first = next((w for w in line.words if w.pos not in {"w", "d", "ad", "TIME", "c", "f"}), None)
        return first is None or first.pos not in {"v", "vd"}

    def _nearest(self, line: Line, roots: Sequence[str], start: int, end: int, *, topic_only: bool = False) -> Mention | None:
        """The last mention of a class in a stretch of the line."""
        found = None
        for name in line.names:
            entity = self._entity(name.item)
            if entity is None or not start <= name.start < end or not any(load().is_a(entity.type, r) for r in roots):
                continue
            if topic_only and not self._acts(line, name):
                continue
            found = name.item
        return found

    def _acts(self, line: Line, name: Placed[Mention]) -> bool:
        """Whether an agency stands as the subject of a clause: at its head."""
        start = line.clause_start(name.start)
        lead = words("figure-lead") | words("figure-scope")
        return all(
            w.pos in {"TIME", "d", "ad", "c", "f", "r", "w", "LOC", "xc"} or w.text in lead
            for w in line.cut(start, name.start)
        )


def anchor(period: Period, year: int) -> Period:
    """A yearless period in a year: 年末 and 年底 are its last day, 全年 the whole, 12月份 a month."""
    from kg.values.periods import anchor as resolve

    return resolve(period, year)
