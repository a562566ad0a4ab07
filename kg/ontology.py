"""The ontology as code sees it: classes, properties, codes, labels, colours and units, read from ontology/*.ttl.

Names given and returned are local names (``"Campaign"``, ``"operatesIn"``, ``"containedInPlace"``); `Ontology.iri`
turns one into its IRI. The files are the single source of truth; nothing here repeats what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import OntologyError

ZT = "https://w3id.org/zhengtu/def#"
ONTOLOGY = "https://w3id.org/zhengtu/def"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
VANN = "http://purl.org/vocab/vann/"
QUDT = "http://qudt.org/schema/qudt/"

_PROPERTY_TYPES = frozenset(OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"))


def ontology_dir() -> Path:
    """The folder of the ontology's files: kg/data/ontology inside a wheel, else ontology/ of the checkout."""
    package = Path(__file__).resolve().parent
    for folder in (package / "data" / "ontology", package.parent / "ontology"):
        if (folder / "core.ttl").is_file():
            return folder
    raise OntologyError(
        f"The ontology is missing: no core.ttl in {package / 'data' / 'ontology'} or {package.parent / 'ontology'}. "
        "Install the package again."
    )


def read_turtle(path: Path) -> list[ox.Triple]:
    """The triples of one Turtle file of the package; OntologyError where it is missing or damaged."""
    try:
        return [quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)]
    except OSError as error:
        raise OntologyError(f"{path} can't be read ({error.strerror}). Install the package again.") from error
    except (SyntaxError, ValueError) as error:
        raise OntologyError(f"{path} is damaged: {error}. Correct it, or install the package again.") from error


def read_prefixes(path: Path) -> dict[str, str]:
    """The prefixes that a Turtle file declares: name to IRI."""
    try:
        parser = ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
        for _ in parser:
            pass
        return dict(sorted(parser.prefixes.items()))
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"{path} can't be read: {error}. Correct it, or install the package again.") from error


def local_name(iri: str) -> str:
    """What stands after the last # or /."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


@dataclass(slots=True)
class _Term:
    """What the file says of one class, property or code."""

    iri: str
    types: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    color: str = ""
    prefix: str = ""
    domains: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    own: bool = False

    @property
    def name(self) -> str:
        return local_name(self.iri)

    @property
    def is_class(self) -> bool:
        return OWL + "Class" in self.types

    @property
    def is_property(self) -> bool:
        return not _PROPERTY_TYPES.isdisjoint(self.types)


_LISTS = {  # which statements of the file fill which list of a term
    RDF + "type": "types",
    RDFS + "subClassOf": "parents",
    RDFS + "subPropertyOf": "parents",
    RDFS + "domain": "domains",
    SCHEMA + "domainIncludes": "domains",
    RDFS + "range": "ranges",
    SCHEMA + "rangeIncludes": "ranges",
}
_TEXTS = {RDFS + "label": "labels", SKOS + "definition": "definitions"}
_WORDS = {ZT + "color": "color", VANN + "preferredNamespacePrefix": "prefix"}


def _take(term: _Term, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
    """Put one statement of the file where it belongs; what code has no use for is passed over."""
    if isinstance(value, ox.NamedNode):
        if predicate in _LISTS:
            getattr(term, _LISTS[predicate]).append(value.value)
    elif predicate in _TEXTS:
        getattr(term, _TEXTS[predicate])[value.language or ""] = value.value
    elif predicate in _WORDS:
        setattr(term, _WORDS[predicate], value.value)


class Ontology:
    """Classes, properties and codes by local name. Own terms win over standard ones of the same name (Place, Plan)."""

    def __init__(self, triples: Iterable[ox.Triple], prefixes: dict[str, str]) -> None:
        self.prefixes = prefixes
        self.version = ""
        self._terms: dict[str, _Term] = {}
        for triple in triples:
            if triple.predicate.value == OWL + "versionInfo" and isinstance(triple.object, ox.Literal):
                self.version = triple.object.value
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, (ox.NamedNode, ox.Literal)):
                term = self._terms.setdefault(triple.subject.value, _Term(triple.subject.value))
                _take(term, triple.predicate.value, triple.object)
        self._lines: dict[str, tuple[str, ...]] = {}
        self._roots: dict[str, str] = {}
        self._names: dict[str, _Term] = {}
        for term in sorted(self._terms.values(), key=lambda t: (t.iri.startswith(ZT), t.iri)):
            term.own = term.iri.startswith(ZT)
            if term.types:
                self._names[term.name] = term
        if not self.classes():
            raise OntologyError("ontology/core.ttl names no class: it is damaged. Install the package again.")

    def _term(self, name: str) -> _Term:
        term = self._names.get(name)
        if term is None:
            raise OntologyError(f"The ontology has no term “{name}”. Define it in core.ttl, or correct the name.")
        return term

    def __contains__(self, name: str) -> bool:
        """Whether the ontology has a class, property or code of this local name."""
        return name in self._names

    def iri(self, local: str) -> str:
        """The full IRI of a class, property or code; a CURIE (``"schema:Place"``) names a standard one exactly."""
        prefix, colon, name = local.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + name
        return self._term(local).iri

    def name_of(self, iri: str) -> str | None:
        """The local name of a known IRI, else None."""
        term = self._terms.get(iri)
        return term.name if term is not None and self._names.get(term.name) is term else None

    def is_a(self, type: str, ancestor: str) -> bool:
        """Whether class `type` is `ancestor` or below it. An unknown type is nothing."""
        return type in self._names and ancestor in self._names and ancestor in self._line(type)

    def _line(self, type: str) -> tuple[str, ...]:
        """`ancestors`, remembered: it is asked of every mention."""
        if type not in self._lines:
            self._lines[type] = self.ancestors(type)
        return self._lines[type]

    def ancestors(self, type: str) -> tuple[str, ...]:
        """The class itself and the own classes above it, nearest first."""
        found, queue = [], [self._term(type)]
        while queue:
            term = queue.pop(0)
            if term.own and term.name not in found:
                found.append(term.name)
                queue += [self._terms[parent] for parent in term.parents if parent in self._terms]
        return tuple(found)

    def root(self, type: str) -> str:
        """The class that begins the keys of `type`: the nearest with a prefix of its own, else the topmost."""
        if type not in self._roots:
            line = self._line(type)
            self._roots[type] = next((name for name in line if self._names[name].prefix), line[-1])
        return self._roots[type]

    def prefix(self, type: str) -> str:
        """The namespace prefix of the identifiers of a class (``"agency"``), "" where it has none."""
        return self._term(self.root(type)).prefix

    def label(self, local: str, lang: str = "zh") -> str:
        """The label in a language, else in another, else the local name itself."""
        labels = self._term(local).labels
        return labels.get(lang) or next(iter(labels.values()), local)

    def definition(self, local: str, lang: str = "zh") -> str:
        """The definition in a language, else in another, else ""."""
        texts = self._term(local).definitions
        return texts.get(lang) or next(iter(texts.values()), "")

    def color(self, local: str) -> str:
        """The colour of a class as #rrggbb: its own, else that of the nearest class above it."""
        for name in self.ancestors(local):
            if self._names[name].color:
                return self._names[name].color
        raise OntologyError(f"The class “{local}” has no colour. Give it a zt:color in ontology/core.ttl.")

    def classes(self) -> tuple[str, ...]:
        """All own classes, sorted."""
        return tuple(sorted(t.name for t in self._names.values() if t.own and t.is_class))

    def subclasses(self, local: str) -> tuple[str, ...]:
        """The class itself and every own class below it, itself first, then sorted."""
        below = [name for name in self.classes() if name != local and self.is_a(name, local)]
        return (self._term(local).name, *below)

    def properties(self) -> tuple[str, ...]:
        """Every property a graph may hold, own and standard ones with a label, sorted by local name."""
        return tuple(sorted(t.name for t in self._names.values() if t.is_property and t.labels))

    def is_object_property(self, local: str) -> bool:
        """Whether its values are things, not literals."""
        return OWL + "ObjectProperty" in self._term(local).types

    def domains(self, local: str) -> tuple[str, ...]:
        """The classes whose things carry the property, as this ontology uses it; () where any may."""
        return tuple(local_name(iri) for iri in self._term(local).domains)

    def ranges(self, local: str) -> tuple[str, ...]:
        """The classes or datatypes its values belong to, as this ontology uses it; () where not said."""
        return tuple(local_name(iri) for iri in self._term(local).ranges)

    def parents(self, local: str) -> tuple[str, ...]:
        """The CURIEs of what a class or property is directly below, in the file's order."""
        return tuple(self.curie(iri) for iri in self._term(local).parents)

    def codes(self, local: str) -> tuple[str, ...]:
        """The codes of a code-list class (``"Direction"``), sorted."""
        iri = self._term(local).iri
        return tuple(sorted(t.name for t in self._names.values() if iri in t.types))

    def curie(self, iri: str) -> str:
        """An IRI shortened by the file's prefixes, else in angle brackets."""
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace) and iri != namespace:
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


@lru_cache(maxsize=1)
def load() -> Ontology:
    """The ontology of this installation, read once. OntologyError where core.ttl is missing or damaged."""
    path = ontology_dir() / "core.ttl"
    return Ontology(read_turtle(path), read_prefixes(path))


@lru_cache(maxsize=1)
def units() -> dict[str, tuple[ox.Triple, ...]]:
    """What units.ttl says of each unit word as written: its type, label and match, the unit as subject."""
    path = ontology_dir() / "units.ttl"
    about: dict[str, list[ox.Triple]] = {}
    words: dict[str, str] = {}
    for triple in read_turtle(path):
        iri = str(triple.subject)
        if triple.predicate.value != RDFS + "isDefinedBy":
            about.setdefault(iri, []).append(triple)
        if triple.predicate.value == SKOS + "prefLabel" and isinstance(triple.object, ox.Literal):
            words[triple.object.value] = iri
    if not words:
        raise OntologyError(f"{path} names no unit: it is damaged. Install the package again.")
    return {word: tuple(about[iri]) for word, iri in words.items()}


_PAGE = """# The ontology

Made from `ontology/core.ttl` by `kg.ontology.document()`; change that file, not this one. Version {version}.

Terms are in `zt:` (`{zt}`) unless another prefix is given. Things are at a base IRI, `https://w3id.org/zhengtu/id/` unless
a build says otherwise, under the prefix of their class. Domains and ranges are those this ontology uses.

## Classes

| Class | Label | Under | Prefix | Meaning |
|---|---|---|---|---|
{classes}

## Code lists

| Property's class | Code | Label | Meaning |
|---|---|---|---|
{codes}

## Properties

| Property | Label | From | To | Meaning |
|---|---|---|---|---|
{properties}

## Prefixes

| Prefix | Namespace |
|---|---|
{prefixes}

## Units

`ontology/units.ttl` has {units} unit words. A word it lacks gets a unit of its own in the graph, a `qudt:CountingUnit`.
"""


def document() -> str:
    """The page docs/ontology.md: every class, code and property with labels and definitions, in Markdown."""
    ontology = load()
    lists = [name for name in ontology.classes() if ontology.codes(name)]
    classes = (
        (
            ontology.curie(ontology.iri(name)),
            _both(ontology, name),
            ", ".join(ontology.parents(name)),
            ontology.prefix(name),
            ontology.definition(name, "en"),
        )
        for name in ontology.classes()
    )
    codes = (
        (name, code, _both(ontology, code), ontology.definition(code, "en"))
        for name in lists
        for code in ontology.codes(name)
    )
    properties = (
        (
            ontology.curie(ontology.iri(name)),
            _both(ontology, name),
            ", ".join(ontology.domains(name)),
            ", ".join(ontology.ranges(name)),
            ontology.definition(name, "en"),
        )
        for name in ontology.properties()
    )
    return _PAGE.format(
        version=ontology.version,
        zt=ZT,
        classes=_rows(classes),
        codes=_rows(codes),
        properties=_rows(properties),
        prefixes=_rows((f"{name}:", f"`{iri}`") for name, iri in ontology.prefixes.items()),
        units=len(units()),
    )


def _both(ontology: Ontology, name: str) -> str:
    return f"{ontology.label(name, 'zh')} / {ontology.label(name, 'en')}"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    """The rows of a Markdown table."""
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
