"""What pages ask of a graph again and again: the names of its things, how much is said of each, and all figures.

It is made once from a few patterns of the store, a second per 300,000 triples, and workers share it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.network import local_id
from kg.ontology import RDF, Ontology, local_name

if TYPE_CHECKING:
    from kg.store import Store

_MOST_YEARS = 200  # a longer period is a mistake, or a geologist's
_NO_NODES = frozenset({"Passage", "Statement"})
_CODES = {
    "kind": "measureKind",
    "direction": "direction",
    "approximation": "approximation",
    "modality": "modality",
    "frequency": "frequency",
    "comparison": "comparedWith",
    "basis": "periodBasis",
}
_TEXTS = {
    "text": "valueText",
    "value": "schema:value",
    "minimum": "minValue",
    "maximum": "maxValue",
    "period": "periodText",
    "start": "periodStart",
    "end": "periodEnd",
    "compared": "comparedWithDate",
    "confidence": "confidence",
}
_LINKS = {"indicator": "variableMeasured", "place": "observationAbout", "about": "zt:about", "agency": "reportedFor"}
_EVIDENCE = {"evidence": "wasDerivedFrom", "stated": "statedAt", "by": "wasAttributedTo", "unit": "hasUnit"}


@dataclass(slots=True, kw_only=True)
class Thing:
    """A node of the graph: what a reader would draw. `weight` counts the triples it stands in with other things."""

    iri: str
    id: str
    type: str
    root: str
    zh: str = ""
    en: str = ""
    aliases: tuple[str, ...] = ()
    weight: int = 0


@dataclass(slots=True, kw_only=True)
class Figure:
    """One observation: values as written in the graph ("" where absent), codes by local name, things by IRI.

    `filed` is what it can be found under: labels of its things, codes and years, by the name of a filter.
    """

    iri: str
    text: str = ""
    value: str = ""
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    kind: str = ""
    direction: str = ""
    approximation: str = ""
    modality: str = ""
    frequency: str = ""
    comparison: str = ""
    compared: str = ""
    period: str = ""
    start: str = ""
    end: str = ""
    basis: str = ""
    confidence: str = ""
    indicator: str = ""
    place: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    evidence: str = ""
    stated: str = ""
    by: str = ""
    filed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """The years its period touches, () where that is not known."""
        first, last = self.start or self.end, self.end or self.start
        if not (first[:4].isdigit() and last[:4].isdigit()):
            return ()
        return tuple(range(int(first[:4]), min(int(last[:4]), int(first[:4]) + _MOST_YEARS) + 1))


@dataclass(slots=True, kw_only=True)
class Index:
    """Things and figures by IRI, both in sorted order; `classes` and `predicates` count what the graph holds."""

    things: dict[str, Thing]
    figures: dict[str, Figure]
    classes: Counter[str]

    @classmethod
    def of(cls, store: Store, ontology: Ontology) -> Index:
        """The index of a store."""
        return _Maker(store, ontology).make()

    def count(self, type: str) -> int:
        """How many things have exactly this class."""
        return self.classes[type]


def _filed(figure: Figure, things: dict[str, Thing]) -> dict[str, tuple[str, ...]]:
    def labels(iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(things[iri].zh if iri in things else local_id(iri) for iri in iris if iri)

    return {
        "indicator": labels([figure.indicator]),
        "place": labels(figure.place),
        "agency": labels(figure.agency),
        "about": labels(figure.about),
        "kind": (figure.kind,) if figure.kind else (),
        "modality": (figure.modality,) if figure.modality else (),
        "year": tuple(map(str, figure.years)),
    }


class _Maker:
    """One pass over each pattern that matters."""

    def __init__(self, store: Store, ontology: Ontology) -> None:
        self.store = store
        self.ontology = ontology
        self.types: dict[str, list[str]] = defaultdict(list)

    def make(self) -> Index:
        for subject, value in self.pairs("rdf:type"):
            name = self.ontology.name_of(value)
            if name:
                self.types[subject].append(name)
        own = set(self.ontology.classes())
        classes = Counter(name for names in self.types.values() for name in names if name in own)
        things = self.things(own)
        figures = self.figures(sorted(iri for iri, thing in things.items() if thing.root == "Observation"), things)
        self.weigh(things)
        return Index(things=things, figures=figures, classes=classes)

    def pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Subject and object of every triple of a predicate, both as plain text."""
        predicate = RDF + "type" if name == "rdf:type" else self.ontology.iri(name)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, (ox.NamedNode, ox.Literal)):
                yield quad.subject.value, quad.object.value

    def things(self, own: set[str]) -> dict[str, Thing]:
        found: dict[str, Thing] = {}
        for iri in sorted(self.types):
            names = sorted(name for name in self.types[iri] if name in own and name not in _NO_NODES)
            if names:
                type = max(names, key=lambda one: sum(self.ontology.is_a(one, other) for other in names))
                found[iri] = Thing(iri=iri, id=local_id(iri), type=type, root=self.ontology.root(type))
        self.name(found)
        return found

    def name(self, things: dict[str, Thing]) -> None:
        zh: dict[str, list[str]] = defaultdict(list)
        aliases: dict[str, list[str]] = defaultdict(list)
        for name in ("skos:prefLabel", "schema:headline", "schema:name"):
            predicate = ox.NamedNode(self.ontology.iri(name))
            for quad in self.store.quads_for_pattern(None, predicate, None):
                thing = things.get(str(getattr(quad.subject, "value", "")))
                if thing and isinstance(quad.object, ox.Literal):
                    if quad.object.language == "en":
                        thing.en = quad.object.value
                    else:
                        zh[thing.iri].append(quad.object.value)
        for subject, value in self.pairs("skos:altLabel"):
            aliases[subject].append(value)
        for iri, thing in things.items():
            names = sorted(zh[iri])
            thing.zh = names[0] if names else thing.id
            thing.aliases = tuple(sorted({*names[1:], *aliases[iri]}))

    def figures(self, iris: Iterable[str], things: dict[str, Thing]) -> dict[str, Figure]:
        figures = {iri: Figure(iri=iri) for iri in iris}
        for field_, name in (_TEXTS | _EVIDENCE | _CODES).items():
            for subject, value in self.pairs(name):
                if subject in figures:
                    setattr(figures[subject], field_, local_name(value) if field_ in _CODES else value)
        for field_, name in _LINKS.items():
            for subject, value in sorted(self.pairs(name)):
                if subject in figures:
                    many = field_ != "indicator"
                    setattr(figures[subject], field_, (*getattr(figures[subject], field_), value) if many else value)
        units = {figure.unit for figure in figures.values()}
        labels = {subject: value for subject, value in self.pairs("skos:prefLabel") if subject in units}
        for figure in figures.values():
            figure.unit = labels.get(figure.unit, "")
            thing, indicator = things[figure.iri], things.get(figure.indicator)
            thing.zh = f"{indicator.zh if indicator else ''} {figure.text}".strip() or thing.id
            figure.filed = _filed(figure, things)
        return figures

    def weigh(self, things: dict[str, Thing]) -> None:
        """Count, for each thing, the triples that join it to another, and the places where it is named."""
        joining = {name for name in self.ontology.properties() if self.ontology.is_object_property(name)}
        for name in sorted(joining - {"subject", "object", "predicate", "hasSource", "wasDerivedFrom", "statedAt"}):
            for subject, value in self.pairs(name):
                if subject in things:
                    things[subject].weight += 1
                    if value in things:
                        things[value].weight += 1
