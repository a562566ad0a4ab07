"""The public face of a graph: ask it, save it, hand it to rdflib or networkx."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import network, query
from kg import ontology as terms
from kg.ids import BASE
from kg.model import Document
from kg.ontology import RDF
from kg.results import Result
from kg.store import Store, to_rdflib

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]
    import rdflib


class Graph:
    """A knowledge graph of articles. ``len(graph)`` is its number of triples."""

    def __init__(self, documents: Iterable[Document] = (), *, base: str = BASE) -> None:
        """A graph of these documents, its things at `base` + local id."""
        self.store = Store(base)
        for document in documents:
            self.store.add(document)

    @classmethod
    def load(cls, path: Path | str) -> Graph:
        """Read a Turtle file, or a build's folder; see Store.load. GraphError where it is missing or no Turtle."""
        graph = cls()
        graph.store = Store.load(path)
        return graph

    def __len__(self) -> int:
        return len(self.store)

    def __repr__(self) -> str:
        return f"<kg.Graph of {len(self.articles)} articles, {len(self)} triples>"

    @property
    def base(self) -> str:
        """Where its things live."""
        return self.store.base

    @property
    def articles(self) -> tuple[str, ...]:
        """The local ids of its articles, sorted."""
        return self.store.articles()

    def query(self, sparql: str, /, **substitutions: query.Term) -> Result:
        """Run a SPARQL SELECT, ASK, CONSTRUCT or DESCRIBE; see kg.query.run. QueryError where it can't be run."""
        return query.run(self.store, sparql, **substitutions)

    def named(self, name: str, /, **arguments: object) -> Result:
        """Run a named query (kg.query.catalog lists them); things are given by label, local id or IRI."""
        return query.run_named(self.store, name, **arguments)

    def counts(self) -> dict[str, int]:
        """How many things there are of each class of the ontology, by local name, sorted."""
        ontology = terms.load()
        types = (t.object for t in self.store.triples(None, ox.NamedNode(RDF + "type")))
        names = (ontology.name_of(type.value) for type in types if isinstance(type, ox.NamedNode))
        own = set(ontology.classes())
        return dict(sorted(Counter(name for name in names if name in own).items()))

    def to_rdflib(self) -> rdflib.Graph:
        """A copy as an rdflib Graph, with the graph's prefixes."""
        return to_rdflib(self.store)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Its things and their relations as a networkx graph; see kg.network.to_networkx."""
        return network.to_networkx(self.store)

    def to_turtle(self) -> str:
        """The whole graph as sorted Turtle."""
        return self.store.to_turtle()

    def save(self, path: Path | str) -> Path:
        """Write it to a .ttl file, or to graph.ttl in a folder, whole or not at all; returns the file."""
        return self.store.save(path)

    def _repr_html_(self) -> str:
        """What a notebook shows: how many things of each class."""
        ontology = terms.load()
        rows = "".join(
            f"<tr><td>{html.escape(ontology.label(name, 'zh'))}</td><td>{html.escape(ontology.label(name, 'en'))}</td>"
            f"<td style='text-align:right'>{count}</td></tr>"
            for name, count in self.counts().items()
        )
        return f"<table><caption>{html.escape(repr(self))}</caption>{rows}</table>"
