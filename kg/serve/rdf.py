"""Triples as Turtle, N-Triples, JSON-LD and RDF/XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.ontology import Ontology
from kg.turtle import turtle
from kg.views import jsonld

GRAPH_TYPES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
"""Media types of graphs, the one for who does not care first."""


def write(triples: Iterable[ox.Triple], type: str, prefixes: Mapping[str, str], ontology: Ontology) -> bytes:
    """Triples in the format of a media type; the same triples give the same bytes."""
    if type == "text/turtle":
        return turtle(triples, prefixes)
    if type == "application/ld+json":
        return jsonld.render(_Triples(triples), ontology).encode()
    ordered = sorted(set(triples), key=str)
    known = {name: iri for name, iri in prefixes.items() if type == "application/rdf+xml"}
    return ox.serialize(ordered, format=GRAPH_TYPES[type], prefixes=known) or b""


class _Triples:
    """Triples as a view reads them."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._quads = [ox.Quad(t.subject, t.predicate, t.object) for t in triples]

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None) -> Iterator[ox.Quad]:
        """All of them: the views that use this ask for no less."""
        return iter(self._quads)
