"""The triples themselves: sorted Turtle, and N-Quads with one named graph for each article.

Both are sorted, so that the same graph is the same text. N-Quads loads whole into any quad store; deleting an article
there is deleting its graph.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.network import Quads
from kg.ontology import Ontology
from kg.partition import base_of, parts
from kg.store import prefixes
from kg.turtle import turtle


def render_turtle(store: Quads, ontology: Ontology) -> bytes:
    """Sorted Turtle, as in a build's graph.ttl."""
    return turtle((quad.triple for quad in store.quads_for_pattern(None, None, None)), prefixes(base_of(store)))


def render_nquads(store: Quads, ontology: Ontology) -> Iterator[bytes]:
    """N-Quads, sorted by graph; a graph is named by its article's IRI, what no article leads to is in the default graph.

    One piece for each graph, so that of a graph directory no more than one article is in memory.
    """
    for part in parts(store):
        graph = part.article or ox.DefaultGraph()
        quads = (ox.Quad(one.subject, one.predicate, one.object, graph) for one in part.triples)
        yield ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
