"""Figures: every quantity of a document that says something becomes an observation, every other a discard.

The work is done by the modules beside this one: metric_line (a sentence with all that stands in it), metric_figures
(which numbers are figures), metric_tails and metric_labels (what the words around a number say), metric_readings and
metric_respective (indicator, kind, direction), metric_frames (period, place, programme, agency).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from kg.extract.metric_frames import Framer
from kg.extract.metric_kinds import Memory, Reading
from kg.extract.metric_line import Line, line_of
from kg.extract.metric_modality import is_target, planning
from kg.extract.metric_readings import readings_of
from kg.extract.places import home_place
from kg.lexicon import words
from kg.model import Discard, Document, Mention, Observation, Period, Sentence, Span

_APPROXIMATIONS = {"about": "About", "moreThan": "MoreThan", "lessThan": "LessThan", None: "Exact"}


def observations(document: Document) -> Document:
    """Fill `observations` from sentences, quantities, periods and linked mentions; add what was let go to `discards`."""
    home = home_place(document)
    framer = Framer(document, f"place/{home}" if home else None)
    plans = planning(document) if framer.work_report else frozenset()
    found: list[Observation] = []
    discards: list[Discard] = []
    memory, paragraph = Memory(), -1
    for sentence in document.sentences:
        if sentence.span.end <= document.article.body:
            continue
        if sentence.paragraph != paragraph:
            memory, paragraph = Memory(), sentence.paragraph
        line = line_of(document, sentence, document.mentions)
        readings, unread = readings_of(line, memory)
        framer.enter(line)
        found += _observed(framer, line, readings, sentence.paragraph in plans)
        framer.leave(line, readings)
        discards += [_discard(line, u.number.start, u.number.end, u.reason) for u in unread]
    return replace(document, observations=tuple(found), discards=(*document.discards, *discards))


def _discard(line: Line, start: int, end: int, reason: str) -> Discard:
    return Discard(span=line.span(start, end), text=line.text[start:end], type="Quantity", by="metrics", reason=reason)


def _observed(framer: Framer, line: Line, readings: list[Reading], plan: bool) -> list[Observation]:
    made: list[Observation] = []
    before: Reading | None = None
    about: str | None = None
    for reading in readings:
        period = framer.period_of(line, reading, target=False)
        target = is_target(line, reading, period, framer.document.article.published, plan)
        if target:
            period = framer.period_of(line, reading, target=True)
        about = framer.about_of(line, reading, before, about)
        made.append(_observation(framer, line, reading, period, target, about))
        before = reading
    return made


def _observation(
    framer: Framer, line: Line, reading: Reading, period: Period | None, target: bool, about: str | None
) -> Observation:
    q, upper = reading.number.quantity, reading.number.upper
    span = line.span(reading.number.start, reading.number.end)
    quantity = replace(q, span=span, text=framer.document.text_of(span), group=None)
    sign = Decimal(-1 if reading.direction == "Decrease" else 1)
    value, low, high = _bounds(q.value, upper.value if upper else None, q.approx, sign)
    return Observation(
        indicator=reading.label,
        quantity=quantity,
        value=value,
        minimum=low,
        maximum=high,
        kind=reading.kind,
        direction=reading.direction,
        approximation="Range" if upper else _APPROXIMATIONS[q.approx],
        comparison=reading.compared,
        comparison_date=reading.date,
        modality="Target" if target else "Achieved",
        frequency=_frequency(line, reading),
        period=_stock(period, reading),
        place=framer.place_of(line, reading),
        about=about,
        agency=framer.agency_of(line, reading),
        broader=reading.whole.label if reading.whole else None,
        part_of=_whole_span(line, reading),
        evidence=line.sentence.span,
        by=f"metrics.{reading.rule}",
        confidence=reading.confidence,
    )


def _whole_span(line: Line, reading: Reading) -> Span | None:
    return None if reading.whole is None else reading.whole.number.quantity.span


def _stock(period: Period | None, reading: Reading) -> Period | None:
    """A level at a point in time has no beginning."""
    if period is not None and period.stock and period.begin is not None:
        return replace(period, begin=None)
    return period


def _bounds(
    first: Decimal, second: Decimal | None, approx: str | None, sign: Decimal
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, minimum and maximum, on the signed value: 下降15%以上 is at most -15."""
    if second is not None:
        low, high = sorted((first * sign, second * sign))
        return None, low, high
    value = first * sign
    more, less = (value, None), (None, value)
    if approx == "moreThan":
        return (value, *(more if sign > 0 else less))
    if approx == "lessThan":
        return (value, *(less if sign > 0 else more))
    return value, None, None


_FREQUENCIES = (("Annual", "figure-annual"), ("Monthly", "figure-monthly"), ("Daily", "figure-daily"),
                ("Weekly", "figure-weekly"), ("Quarterly", "figure-quarterly"))


def _frequency(line: Line, reading: Reading) -> str | None:
    """每年, 年均, 每天… in the figure's own clause."""
    clause = line.text[line.clause_start(reading.number.start) : reading.number.start]
    for code, name in _FREQUENCIES:
        if any(len(w) > 1 and w in clause for w in words(name)):
            return code
    return None
