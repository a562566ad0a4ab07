"""The account of a document as pure data: stretches of its text, and the marks over them.

The law: the texts of all segments of all stretches, joined, are the article's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Discard, Document, Entity, Observation, Period, Relation, Span
from kg.ontology import Ontology

# what is no entity borrows its colour from the class of the ontology that is nearest to it
_CLASS_OF_KIND = {"figure": "Observation", "period": "PeriodBasis", "number": "Fact"}
_WITHOUT_CLASS = "Fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing found at a span: kind is mention, figure, period or number (a quantity that became no figure).

    `type` is an ontology local name: a mention's class, a figure's measure kind, a period's basis. `name` says what it
    was taken for, `notes` how; `confidence` is None where the finder gives none.
    """

    span: Span
    text: str
    kind: str
    type: str
    name: str = ""
    entity: str | None = None
    by: str = ""
    confidence: float | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of text over which the same marks (indexes into Account.marks, longest first) lie."""

    text: str
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence with what begins in it, or the text between two sentences (`sentence` is then None).

    `marks`, `relations` and `discards` are indexes into those of the account.
    """

    span: Span
    sentence: int | None
    segments: tuple[Segment, ...]
    marks: tuple[int, ...] = ()
    relations: tuple[int, ...] = ()
    discards: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account of one document; `relations`, `figures` and `discards` are the document's own."""

    document: Document
    marks: tuple[Mark, ...]
    stretches: tuple[Stretch, ...]
    names: dict[str, str]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The document's relations, as the stretches count them."""
        return self.document.relations

    @property
    def figures(self) -> tuple[Observation, ...]:
        """The document's figures in the order of the text."""
        return tuple(sorted(self.document.observations, key=lambda one: one.quantity.span))

    @property
    def discards(self) -> tuple[Discard, ...]:
        """What was found and let go, as the stretches count it."""
        return self.document.discards

    @property
    def unused(self) -> tuple[Discard, ...]:
        """The quantities that became no figure, each with the reason."""
        return tuple(one for one in self.discards if one.type == "Quantity")

    def shown(self, segment: Segment) -> Mark | None:
        """The mark that gives a segment its colour: the innermost, but no mere number inside a name."""
        marks = [self.marks[index] for index in reversed(segment.marks)]
        return next((mark for mark in marks if mark.kind != "number"), marks[0] if marks else None)

    def name(self, id: str) -> str:
        """What an entity or the article is called; the id where the document does not know it."""
        return self.names.get(id, id)


def names_of(document: Document) -> dict[str, str]:
    """What the document's entities and its article are called, by id."""
    names = {entity.id: entity.name for entity in document.entities}
    return names | {document.article.id: document.article.title or document.article.id}


# --- marks -----------------------------------------------------------------------------------------------------------


def marks_of(document: Document) -> tuple[Mark, ...]:
    """Every mark, in the order of the text, the longer of two that begin together first."""
    found = (*_mentions(document), *map(_figure, document.observations), *_numbers(document), *map(_period, document.periods))
    return tuple(sorted(found, key=lambda mark: (mark.span.start, -mark.span.end, mark.kind)))


def _mentions(document: Document) -> Iterator[Mark]:
    entities = {entity.id: entity for entity in document.entities}
    reasons = {place.span: place.reason for place in document.places}
    for mention in document.mentions:
        entity = entities.get(mention.entity or "")
        notes = [reasons.get(mention.span, ""), *_entity_notes(entity)]
        yield Mark(
            span=mention.span,
            text=mention.text,
            kind="mention",
            type=mention.type,
            name=entity.name if entity else "",
            entity=mention.entity,
            by=mention.by,
            confidence=mention.confidence,
            notes=tuple(dict.fromkeys(filter(None, notes))),
        )


def _entity_notes(entity: Entity | None) -> list[str]:
    if entity is None:
        return []
    return [entity.reason, f"may be {', '.join(entity.candidates)}" if entity.candidates else ""]


def _figure(one: Observation) -> Mark:
    notes = [f"{label}: {value}" for label, value in (("period", dates(one.period)), ("modality", one.modality)) if value]
    return Mark(
        span=one.quantity.span,
        text=one.quantity.text,
        kind="figure",
        type=one.kind,
        name=f"{one.indicator} {amount(one)}",
        by=one.by,
        confidence=one.confidence,
        notes=tuple(notes),
    )


def _numbers(document: Document) -> Iterator[Mark]:
    """The quantities that no figure stands on, with the reason where one was given."""
    used = [span for one in document.observations for span in (one.quantity.span, one.quantity.group) if span]
    reasons = {one.span: one.reason for one in document.discards if one.type == "Quantity"}
    for quantity in document.quantities:
        if not any(span.overlaps(quantity.span) for span in used):
            reason = reasons.get(quantity.span, "")
            name = f"{quantity.value:f} {quantity.unit}".strip()
            yield Mark(
                span=quantity.span, text=quantity.text, kind="number", type="", name=name, notes=(reason,) if reason else ()
            )


def _period(period: Period) -> Mark:
    return Mark(span=period.span, text=period.text, kind="period", type=period.basis, name=dates(period))


# --- stretches -------------------------------------------------------------------------------------------------------


def stretches_of(document: Document, marks: tuple[Mark, ...]) -> Iterator[Stretch]:
    """Sentences and the text between them, which together are the whole text."""
    text = document.article.text
    sentences = {one.span: number for number, one in enumerate(document.sentences)}
    edges = sorted({0, len(text), *(edge for span in sentences for edge in (span.start, span.end))})
    for start, end in pairwise(edges):
        span = Span(start=start, end=end)
        yield Stretch(
            span=span,
            sentence=sentences.get(span),
            segments=tuple(_segments(text, span, marks)),
            marks=_beginning_in(span, (mark.span for mark in marks)),
            relations=_beginning_in(span, (relation.evidence for relation in document.relations)),
            discards=_beginning_in(span, (discard.span for discard in document.discards)),
        )


def _beginning_in(span: Span, spans: Iterable[Span]) -> tuple[int, ...]:
    return tuple(index for index, one in enumerate(spans) if span.start <= one.start < span.end)


def _segments(text: str, span: Span, marks: tuple[Mark, ...]) -> Iterator[Segment]:
    """A stretch cut wherever a mark begins or ends."""
    over = [(index, mark.span) for index, mark in enumerate(marks) if mark.span.overlaps(span)]
    inner = {edge for _, one in over for edge in (one.start, one.end) if span.start < edge < span.end}
    edges = sorted({span.start, span.end, *inner})
    for start, end in pairwise(edges):
        here = sorted(((-len(one), index) for index, one in over if one.start <= start and end <= one.end))
        yield Segment(text=text[start:end], marks=tuple(index for _, index in here))


# --- words for what was found ----------------------------------------------------------------------------------------


def amount(one: Observation) -> str:
    """The value of a figure as it is meant, signed, with bounds and unit: ``-15.97 %``, ``25000 起 (≥ 25000)``."""
    limits = (("≥", one.minimum), ("≤", one.maximum))
    bounds = " ".join(f"{sign} {limit:f}" for sign, limit in limits if limit is not None)
    if one.value is None:
        return f"{bounds} {one.quantity.unit}".strip()
    value = f"{one.value:f} {one.quantity.unit}".strip()
    return f"{value} ({bounds})" if bounds else value


def dates(period: Period | None) -> str:
    """The inclusive dates of a period, an open end left open, "" where it has none."""
    if period is None or (period.begin is None and period.finish is None):
        return ""
    begin, finish = (day.isoformat() if day else "" for day in (period.begin, period.finish))
    return begin if begin == finish else f"{begin} – {finish}".strip()


def source(by: str, confidence: float | None) -> str:
    """Who says so, and how surely: ``places.gazetteer, 95%``."""
    return ", ".join(filter(None, (by, "" if confidence is None else f"{confidence:.0%}")))


def class_of(mark: Mark, ontology: Ontology) -> str:
    """The class of the ontology whose colour a mark bears."""
    name = mark.type if mark.kind == "mention" else _CLASS_OF_KIND[mark.kind]
    return name if name in ontology.classes() else _WITHOUT_CLASS


def label_of(mark: Mark, ontology: Ontology) -> str:
    """What a mark is, in Chinese: the label of its class, or of a figure's or a period's code; "" for a mere number."""
    if mark.kind == "number":
        return ""
    return ontology.label(mark.type if mark.type in ontology else class_of(mark, ontology))
