"""The types every stage speaks: one article, what was found in it, and where.

All offsets are code points into `Article.text`, half-open. `type` and `predicate` hold ontology local names
(``"Campaign"``, ``"operatesIn"``), never enums: labels, parents and colours come from ``ontology/``.
The law of every span in a document: ``article.text[span.start:span.end]`` is the text it claims.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open stretch of an article's text, in code points."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One labelled value of an article's header: name is headline, date, source, editor, reporter…"""

    name: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source text as read: nothing but line ends (CRLF to LF) was changed in `text`.

    `id` is the local IRI (``article/`` + 16 hex digits); `header` holds the header fields that stand in the text,
    `body` is where the running text begins. `license` is the address of the licence that a page declares.
    """

    id: str
    text: str
    title: str | None = None
    published: dt.date | None = None
    issued: dt.datetime | None = None
    source: str | None = None
    author: str | None = None
    editor: str | None = None
    url: str | None = None
    license: str | None = None
    header: tuple[Field, ...] = ()
    body: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word as the tagger cut it, with its part of speech (LAC's tag set: ORG, LOC, PER, TIME, n, v, m…).

    `text` is the word as rules read it (see Sentence.text): a line break inside it is dropped.
    """

    span: Span
    text: str
    pos: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence ended by 。！？ or a paragraph's end; `paragraph` counts paragraphs from 0.

    `text` is the sentence as rules read it: line breaks and spaces inside it dropped, full-width letters and digits
    made half-width, Chinese punctuation full-width. `offsets[i]` is where its character i stands in the article.
    `table` marks a row of a table, whose cells are no prose.
    """

    span: Span
    paragraph: int
    tokens: tuple[Token, ...] = ()
    text: str = ""
    offsets: tuple[int, ...] = ()
    table: bool = False

    def locate(self, start: int, end: int) -> Span:
        """The span in the article of `text[start:end]`, which must not be empty."""
        return Span(start=self.offsets[start], end=self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number as written and as meant: magnitudes expanded (2.5万 is 25000), fullwidth and Han digits read.

    `unit` is the word as written, "" for a bare numeral. `approx` is None, "about", "moreThan" or "lessThan", of the
    magnitude as written. Both ends of a range (20%—30%) are quantities of their own that share `group`, the span of
    the whole range.
    """

    span: Span
    text: str
    value: Decimal
    unit: str
    approx: str | None = None
    group: Span | None = None

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time as written; `begin` and `finish` are inclusive dates, None where open or unknown.

    `basis` is "Explicit", "RelativeToArticle" or "Inherited"; `stock` says that the words name a point in time
    (截至5月底, 年末), so that a level at it has no beginning.
    """

    span: Span
    text: str
    begin: dt.date | None
    finish: dt.date | None
    basis: str = "Explicit"
    stock: bool = False

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMatch:
    """A place name found in a text by the gazetteer.

    `code` is the GB/T 2260 code where the name means one place here; else `candidates` holds every code it may mean.
    `inside` marks a place inside another name (张掖 in 张掖市委): it places that name but is no mention of its own.
    `reason` says in words how an ambiguous name was decided.
    """

    span: Span
    text: str
    code: str | None
    candidates: tuple[str, ...] = ()
    inside: bool = False
    reason: str = ""

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing the article speaks of. `id` is its local IRI (``agency/…``), the same in every article.

    `name` is the canonical full name, `aliases` the names that stand alone; context-bound forms (全省, 市中院) live
    only in mentions. `candidates` holds the ids an ambiguous name may mean. `code` is the GB/T code of a place; `area`
    the code of the place whose body an agency is, or where a program runs.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    code: str | None = None
    area: str | None = None
    english: str | None = None
    candidates: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An exact span that names an entity; `by` is the rule or model that found it, `entity` the linked id."""

    span: Span
    text: str
    type: str
    by: str
    confidence: float
    entity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """subject and object are entity (or article) ids, `predicate` an ontology local name; `evidence` a sentence."""

    subject: str
    predicate: str
    object: str
    evidence: Span
    by: str
    confidence: float
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One figure. Codes are ontology local names: kind (Level…), direction (Increase…), approximation (Exact…).

    `value` is signed (a fall is negative) and None for a range, whose bounds are `minimum` and `maximum`.
    `place`, `about` and `agency` are entity ids. `quantity.span` is the exact figure, `evidence` its sentence.
    """

    indicator: str
    quantity: Quantity
    value: Decimal | None
    kind: str
    evidence: Span
    by: str
    confidence: float
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    direction: str | None = None
    approximation: str = "Exact"
    comparison: str | None = None
    comparison_date: dt.date | None = None
    modality: str = "Achieved"
    frequency: str | None = None
    period: Period | None = None
    place: str | None = None
    about: str | None = None
    agency: str | None = None
    broader: str | None = None
    part_of: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard:
    """What a stage found and let go, and why: an overlap, an ambiguity, a figure that is none."""

    span: Span
    text: str
    type: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article with all that is known of it so far. Every stage takes one and returns another.

    `home` is the GB/T 2260 code of the place the article is about ("CN" for the country), None where unclear. `silent` are
    mentions that rules of figures and relations do not see: those within others, as a name is one piece, and rivers and mountains.
    """

    article: Article
    sentences: tuple[Sentence, ...] = ()
    places: tuple[PlaceMatch, ...] = ()
    home: str | None = None
    quantities: tuple[Quantity, ...] = ()
    periods: tuple[Period, ...] = ()
    mentions: tuple[Mention, ...] = ()
    silent: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    observations: tuple[Observation, ...] = ()
    discards: tuple[Discard, ...] = field(default=())

    def text_of(self, span: Span) -> str:
        """The exact words at a span."""
        return self.article.text[span.start : span.end]

    def sentence_at(self, span: Span) -> Sentence | None:
        """The sentence that holds a span, or None. Sentences stand in the order of the text and do not overlap."""
        after = bisect_right(self.sentences, span.start, key=lambda s: s.span.start)
        found = self.sentences[after - 1] if after else None
        return found if found and found.span.covers(span) else None

    def places_in(self, span: Span) -> list[PlaceMatch]:
        """The places found inside a span, in the order of the text."""
        first, last = (bisect_left(self.places, at, key=lambda m: m.span.start) for at in (span.start, span.end))
        return [m for m in self.places[first:last] if span.covers(m.span)]

    def place_ending(self, at: int) -> PlaceMatch | None:
        """The place found whose last character stands right before `at`."""
        index = bisect_left(self.places, at, key=lambda m: m.span.end)
        found = self.places[index] if index < len(self.places) else None
        return found if found and found.span.end == at else None

    def entity(self, id: str | None) -> Entity | None:
        """The entity with this id, or None."""
        return next((e for e in self.entities if e.id == id), None)


Stage = Callable[[Document], Document]
