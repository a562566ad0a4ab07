"""Whether a graph keeps its promises: SHACL shapes for each node, SPARQL queries for what concerns several.

The promises are data: ontology/shapes.ttl (core SHACL, checked by pySHACL) and ontology/integrity/*.rq. A SELECT there
gives ``?focus``, what is wrong, and ``?found``, what was found; its first line says what is expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import ontology as terms
from kg.errors import NotValid, OntologyError
from kg.ontology import SKOS
from kg.store import Store, prefixes, to_rdflib

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_EXPECTED = "# expected: "


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Violation:
    """One broken promise. `focus` is the node's IRI and `label` what people call it, `rule` the shape or query broken.

    `path` is the property concerned, as a CURIE, and `found` the offending value, "" where there is none.
    """

    focus: str
    label: str
    rule: str
    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        where = f" {self.path}" if self.path else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{self.label}{where}: expected {self.expected}{found} [{self.rule}]"


def validate(store: Store) -> list[Violation]:
    """Every broken promise of a graph, sorted; an empty list is a valid graph."""
    return sorted({*_shapes(store), *_integrity(store)})


def require_valid(store: Store) -> None:
    """Raise NotValid, with the first violations in words, unless a graph is valid."""
    found = validate(store)
    if found:
        shown = "\n".join(f"  {violation}" for violation in found[:10])
        more = f"\n  and {len(found) - 10} more" if len(found) > 10 else ""
        raise NotValid(f"The graph breaks {len(found)} rules. Build it again, or correct these:\n{shown}{more}")


def _label(store: Store, focus: str) -> str:
    """What people call a node: its Chinese name and short IRI, or the words of a figure or passage."""
    short = _short(store, focus)
    try:
        node = ox.NamedNode(focus)
    except ValueError:  # a blank node
        return short
    ontology = terms.load()
    for predicate in (SKOS + "prefLabel", *(ontology.iri(name) for name in ("valueText", "headline", "exact"))):
        values = [t.object for t in store.triples(node, ox.NamedNode(predicate))]
        names = sorted(v.value for v in values if isinstance(v, ox.Literal) and v.language in (None, "zh"))
        if names:
            return f"“{names[0][:40]}” ({short})"
    return short


def _short(store: Store, iri: str) -> str:
    """An IRI by the prefixes of the graph."""
    fits = [(len(space), name) for name, space in prefixes(store.base).items() if iri.startswith(space)]
    return f"{max(fits)[1]}:{iri[max(fits)[0] :]}" if fits else iri


# shapes


@lru_cache(maxsize=1)
def _shapes_graph() -> rdflib.Graph:
    import rdflib

    path = terms.ontology_dir() / "shapes.ttl"
    try:
        return rdflib.Graph().parse(path, format="turtle")
    except Exception as error:  # rdflib's parser raises classes of its own, one for each kind of damage
        raise OntologyError(f"{path} can't be read: {error}. Correct it, or install the package again.") from error


@lru_cache(maxsize=1)
def _core_graph() -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(terms.ontology_dir() / "core.ttl", format="turtle")


def _shapes(store: Store) -> Iterator[Violation]:
    """What pySHACL finds, with the class tree of the ontology beside the data."""
    import pyshacl
    from rdflib.namespace import RDF, SH

    data = to_rdflib(store)
    data += _core_graph()
    _, report, _ = pyshacl.validate(data, shacl_graph=_shapes_graph(), inference="none", inplace=True)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        said = {key: report.value(result, SH[key]) for key in ("focusNode", "resultPath", "value", "sourceShape")}
        message = report.value(result, SH.resultMessage)
        focus = str(said["focusNode"])
        yield Violation(
            focus=focus,
            label=_label(store, focus),
            rule=_rule(said["sourceShape"]),
            path=_words(store, said["resultPath"]),
            expected=str(message or "what its shape says"),
            found="" if said["value"] == said["focusNode"] else _words(store, said["value"]),
        )


def _rule(shape: Node | None) -> str:
    """The name of the node shape that a broken shape belongs to."""
    import rdflib
    from rdflib.namespace import SH

    if isinstance(shape, rdflib.BNode):
        shape = _shapes_graph().value(predicate=SH.property, object=shape) or shape
    return terms.local_name(str(shape)) if isinstance(shape, rdflib.URIRef) else "shape"


def _words(store: Store, term: Node | None) -> str:
    import rdflib

    if term is None:
        return ""
    return _short(store, str(term)) if isinstance(term, rdflib.URIRef) else str(term)


# integrity


@lru_cache(maxsize=1)
def integrity_queries() -> dict[str, tuple[str, str]]:
    """The integrity queries by name: what is expected, and the SPARQL that finds what is not so."""
    folder = terms.ontology_dir() / "integrity"
    queries = {}
    for path in sorted(folder.glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        first, _, sparql = text.partition("\n")
        if not first.startswith(_EXPECTED):
            raise OntologyError(f"{path} has to begin with a line “{_EXPECTED}…”. Add it.")
        queries[path.stem] = (first.removeprefix(_EXPECTED), sparql)
    if not queries:
        raise OntologyError(f"There is no integrity query in {folder}. Install the package again.")
    return queries


def _integrity(store: Store) -> Iterator[Violation]:
    for name, (expected, sparql) in integrity_queries().items():
        found = store.select(sparql, prefixes=prefixes(store.base))
        if not isinstance(found, ox.QuerySolutions):
            raise OntologyError(f"The integrity query {name} has to be a SELECT. Correct it.")
        for row in found:
            focus, value = row["focus"], row["found"]
            iri = focus.value if isinstance(focus, (ox.NamedNode, ox.BlankNode)) else str(focus)
            shown = value.value if isinstance(value, (ox.NamedNode, ox.Literal)) else str(value or "")
            short = _short(store, shown) if isinstance(value, ox.NamedNode) else shown
            yield Violation(focus=iri, label=_label(store, iri), rule=name, path="", expected=expected, found=short)
