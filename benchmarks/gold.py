"""Gold annotations, what kg found, and which of the two agree. evaluate.py and calibration.py count from here.

A corpus is a folder with gold/ID.json and texts/ID.txt; an annotation may name its text instead ("text": a path from
the file itself). README.md says what an annotation holds. Names are compared without quotes, book marks, blanks and
full-width forms, so that “12345”热线 and 12345热线 are one name.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Generic, TypeVar

from kg.builder import extract
from kg.model import Document, Observation
from kg.ontology import load as ontology

PREDICATES = {
    "containedInPlace": "within",
    "subOrganizationOf": "partOf",
    "isPartOf": "partOf",
    "jurisdiction": "jurisdiction",
    "operatesIn": "locatedIn",
    "location": "locatedIn",
    "carriedOutBy": "carriedOutBy",
    "issuedBy": "issuedBy",
    "implements": "implements",
    "organizer": "convenedBy",
    "attendee": "participatedIn",
    "memberOf": "memberOf",
}
"""The ontology's properties and the annotations' words for them; of attendee the ends change sides."""

_APPROXIMATIONS = {"MoreThan": "moreThan", "LessThan": "lessThan", "About": "about"}
_KINDS = {"Level": "level", "Proportion": "ratio"}
_MARKS = re.compile(r"[\s“”\"'‘’《》〈〉「」·,，、]")


def plain(name: str) -> str:
    """A name as it is compared."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEntity:
    """A thing the text speaks of; `names` as compared."""

    id: str
    type: str
    label: str
    names: frozenset[str]
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldObservation:
    """A figure of the text with every reading that its annotator accepts.

    Dates are ISO, as precise as the text (2021, 2021-02, 2021-02-28). `hints` are years that a period of the document
    implies though the text does not state it. `places`, `abouts` and `agencies` are ids of entities.
    """

    label: str
    indicators: frozenset[str]
    value: Decimal
    units: frozenset[str]
    kinds: frozenset[str]
    approximations: frozenset[str]
    starts: tuple[str | None, ...]
    ends: tuple[str | None, ...]
    hints: tuple[str, ...]
    places: tuple[str | None, ...]
    abouts: tuple[str | None, ...]
    agencies: tuple[str | None, ...]
    optional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRelation:
    """subject and object are ids of the annotation's entities."""

    subject: str
    predicate: str
    object: str
    optional: bool

    @property
    def label(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldText:
    """One annotated text."""

    id: str
    text: str
    entities: tuple[GoldEntity, ...]
    observations: tuple[GoldObservation, ...]
    relations: tuple[GoldRelation, ...]

    @property
    def names(self) -> dict[str | None, frozenset[str]]:
        """The names of every entity, by id."""
        return {e.id: e.names for e in self.entities}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntity:
    """An entity that kg found mentioned; `rules` holds every rule that named it with its surest confidence."""

    id: str
    type: str
    label: str
    names: frozenset[str]
    rules: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundObservation:
    """A figure that kg found, in the annotations' terms: changes are unsigned, their kind says which way."""

    label: str
    indicator: str
    value: Decimal
    unit: str
    kind: str
    approximation: str | None
    start: str | None
    end: str | None
    place: str | None
    about: str | None
    agency: str | None
    by: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRelation:
    """A relation that kg found, in the annotations' terms."""

    subject: str
    predicate: str
    object: str
    label: str
    by: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What kg found in a text. `names` knows every entity, also those that nothing mentions (a parent place)."""

    entities: tuple[FoundEntity, ...]
    observations: tuple[FoundObservation, ...]
    relations: tuple[FoundRelation, ...]
    names: dict[str | None, frozenset[str]]


G = TypeVar("G", GoldEntity, GoldObservation, GoldRelation)
F = TypeVar("F", FoundEntity, FoundObservation, FoundRelation)


@dataclass(frozen=True, slots=True)
class Match(Generic[G, F]):
    """Gold and found one to one, what was missed, what is wrong, and what the gold leaves open."""

    pairs: tuple[tuple[G, F], ...]
    missed: tuple[G, ...]
    wrong: tuple[F, ...]
    open: tuple[F, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One text: its gold, what was found, and how the two agree."""

    gold: GoldText
    found: Found
    entities: Match[GoldEntity, FoundEntity]
    observations: Match[GoldObservation, FoundObservation]
    relations: Match[GoldRelation, FoundRelation]


# ---- reading ---------------------------------------------------------------------------------------------------------


def read_corpus(folder: Path) -> list[GoldText]:
    """The annotated texts of a folder, in order of name; FileNotFoundError where it holds none."""
    paths = sorted((folder / "gold").glob("*.json"))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no gold/*.json: name a folder with gold/ and texts/")
    return [_read_text(folder, path) for path in paths]


def _read_text(folder: Path, path: Path) -> GoldText:
    data = json.loads(path.read_text(encoding="utf-8"))
    source = path.parent / data["text"] if "text" in data else folder / "texts" / f"{path.stem}.txt"
    return GoldText(
        id=path.stem,
        text=source.read_text(encoding="utf-8"),
        entities=tuple(map(_gold_entity, data["entities"])),
        observations=tuple(map(_gold_observation, data["observations"])),
        relations=tuple(
            GoldRelation(subject=r["s"], predicate=r["p"], object=r["o"], optional=bool(r.get("optional")))
            for r in data["relations"]
        ),
    )


def _gold_entity(data: dict[str, Any]) -> GoldEntity:
    return GoldEntity(
        id=data["id"],
        type=data["type"],
        label=f"{data['type']} {data['names'][0]}",
        names=frozenset(map(plain, data["names"])),
        optional=bool(data.get("optional")),
    )


def _gold_observation(data: dict[str, Any]) -> GoldObservation:
    return GoldObservation(
        label=f"{data['indicator'][0]} {data['value']}{data['unit'][0]} {data['kind']}",
        indicators=frozenset(filter(None, map(plain, data["indicator"]))),
        value=Decimal(str(data["value"])),
        units=frozenset(map(plain, data["unit"])),
        kinds=frozenset(filter(None, _readings(data, "kind"))),
        approximations=frozenset(data["approx"] or ()),
        starts=_readings(data, "start"),
        ends=_readings(data, "end"),
        hints=tuple(h for h in str(data.get("period_hint") or "").split("/") if h),
        places=_readings(data, "place"),
        abouts=_readings(data, "about"),
        agencies=_readings(data, "agency"),
        optional=bool(data.get("optional")),
    )


def _readings(data: dict[str, Any], field: str) -> tuple[str | None, ...]:
    """The annotated reading of a field, then the others that the annotator accepts (FIELD_alt: one, or a list)."""
    others = data.get(f"{field}_alt", [])
    return (data.get(field), *(others if isinstance(others, list) else [others]))


# ---- what kg finds ---------------------------------------------------------------------------------------------------


def find(text: str) -> Found:
    """What kg finds in a text."""
    return found_in(extract(text))


def found_in(document: Document) -> Found:
    """A document in the annotations' terms. A range has no value of its own, so no annotation speaks of it."""
    names: dict[str | None, frozenset[str]] = {
        e.id: frozenset(plain(name) for name in (e.name, *e.aliases)) for e in document.entities
    }
    labels = {e.id: e.name for e in document.entities}
    return Found(
        entities=_found_entities(document, names),
        observations=tuple(_found_observation(o) for o in document.observations if o.value is not None),
        relations=tuple(_found_relations(document, labels)),
        names=names,
    )


def _found_entities(document: Document, names: dict[str | None, frozenset[str]]) -> tuple[FoundEntity, ...]:
    rules: dict[str, dict[str, float]] = {}
    for mention in document.mentions:
        if mention.entity:
            by = rules.setdefault(mention.entity, {})
            by[mention.by] = max(mention.confidence, by.get(mention.by, 0.0))
    roots = {e.id: ontology().root(e.type) for e in document.entities}
    return tuple(
        FoundEntity(
            id=e.id,
            type=roots[e.id],
            label=f"{roots[e.id]} {e.name}",
            names=names[e.id],
            rules=tuple(sorted(rules[e.id].items())),
        )
        for e in document.entities
        if e.id in rules
    )


def _found_observation(observation: Observation) -> FoundObservation:
    value = observation.value or Decimal(0)
    change = observation.direction in {"Increase", "Decrease"}
    kind = (observation.direction or "").lower() if change else _KINDS.get(observation.kind, observation.kind)
    period = observation.period
    at_a_date = period is not None and period.stock and observation.kind in _KINDS
    begin = period.begin if period and not at_a_date else None
    finish = period.finish if period else None
    return FoundObservation(
        label=f"{observation.indicator} {abs(value) if change else value}{observation.quantity.unit} {kind}",
        indicator=plain(observation.indicator),
        value=abs(value) if change else value,
        unit=plain(observation.quantity.unit),
        kind=kind,
        approximation=_APPROXIMATIONS.get(observation.approximation),
        start=begin.isoformat() if begin else None,
        end=finish.isoformat() if finish else None,
        place=observation.place,
        about=observation.about,
        agency=observation.agency,
        by=observation.by,
        confidence=observation.confidence,
    )


def _found_relations(document: Document, labels: dict[str, str]) -> Iterable[FoundRelation]:
    for relation in document.relations:
        predicate = PREDICATES.get(relation.predicate)
        if predicate is None:
            continue
        ends = (relation.subject, relation.object)
        subject, object = reversed(ends) if relation.predicate == "attendee" else ends
        yield FoundRelation(
            subject=subject,
            predicate=predicate,
            object=object,
            label=f"{labels.get(subject, subject)} {predicate} {labels.get(object, object)}",
            by=relation.by,
            confidence=relation.confidence,
        )
