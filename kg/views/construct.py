"""RDF in other shapes, each made by one CONSTRUCT: RDF 1.2 with reifiers, and the RDF Data Cube.

The queries stand beside this file, what a cube's structure is in ontology/datacube.ttl.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import ontology as terms
from kg.network import Quads
from kg.ontology import Ontology
from kg.partition import base_of
from kg.store import Store, prefixes
from kg.turtle import turtle

_HERE = Path(__file__).parent
_CUBE_PREFIXES = {
    "qb": "http://purl.org/linked-data/cube#",
    "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
}


def rdf12(store: Quads, ontology: Ontology) -> bytes:
    """Turtle of RDF 1.2: a statement reifies its triple term instead of naming subject, predicate and object."""
    return turtle(_construct(store, ontology, "rdf12.rq"), prefixes(base_of(store)))


def datacube(store: Quads, ontology: Ontology) -> bytes:
    """The figures as an RDF Data Cube (W3C, 2014) in Turtle, with the cube's structure and the articles they come from.

    Each number a figure states (its value, its bounds) is one qb:Observation. What a text leaves open is a code of its own:
    a cube has no empty dimensions.
    """
    structure = terms.read_turtle(terms.ontology_dir() / "datacube.ttl")
    found = [*_construct(store, ontology, "datacube.rq"), *structure]
    return turtle(found, prefixes(base_of(store)) | _CUBE_PREFIXES)


def _construct(store: Quads, ontology: Ontology, name: str) -> Iterator[ox.Triple]:
    """What the CONSTRUCT of a file beside this one makes of a graph; ``?dataset`` in it is the cube's IRI."""
    query = (_HERE / name).read_text(encoding="utf-8")
    dataset = ox.NamedNode(base_of(store) + "dataset/figures")
    bound: dict[str, ox.NamedNode | ox.Literal] = {"dataset": dataset} if "?dataset" in query else {}
    if not isinstance(store, Store):
        copy = Store()
        copy.add_triples(quad.triple for quad in store.quads_for_pattern(None, None, None))
        store = copy
    found = store.select(query, substitutions=bound, prefixes=ontology.prefixes)
    if not isinstance(found, ox.QueryTriples):
        raise TypeError(f"{name} is no CONSTRUCT")
    return iter(found)
