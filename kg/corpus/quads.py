"""The store on disk of a graph directory: each article in a named graph of its own, their union in the default graph.

Oxigraph's own union of graphs gives a triple once for each graph that has it, which counts wrong; so the union is kept
beside the articles. A triple goes from it with the last article that states it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg import ontology as terms
from kg.store import Store

_FEW = 20_000  # quads up to which a transaction is no slower than a bulk load
_UNION = ox.DefaultGraph()
_ONTOLOGY = ox.NamedNode(terms.ONTOLOGY)


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


class Quads:
    """A store on disk, open for writing. Additions wait in memory until `settle`; `size` counts them."""

    def __init__(self, path: Path, base: str) -> None:
        """Open it, made if absent. OSError where another process has it open."""
        self.inner = ox.Store(str(path))
        self.base = base
        self._waiting: list[ox.Quad] = []
        if not self.inner.contains_named_graph(_ONTOLOGY):
            core = terms.read_turtle(terms.ontology_dir() / "core.ttl")
            self.inner.bulk_extend([_quad(triple, _ONTOLOGY) for triple in core])

    def close(self) -> None:
        """Let go of the files: pyoxigraph closes a store with the last reference to it."""
        del self.inner

    def store(self) -> Store:
        """The union, to be read."""
        return Store(self.base, self.inner)

    def triples(self) -> Iterator[ox.Triple]:
        """The union, triples of one subject side by side."""
        return (quad.triple for quad in self.inner.quads_for_pattern(None, None, None, _UNION))

    def graph(self, article: str) -> ox.NamedNode:
        """The name of an article's graph: the article's own IRI."""
        return ox.NamedNode(self.base + article)

    def of_article(self, article: str) -> Iterator[ox.Triple]:
        """What one article states."""
        return (quad.triple for quad in self.inner.quads_for_pattern(None, None, None, self.graph(article)))

    def naming(self, things: Iterable[ox.NamedNode]) -> set[str]:
        """The articles that say something of any of these things."""
        found = set()
        for thing in things:
            said = self.inner.quads_for_pattern(thing, None, None, None)
            for quad in chain(said, self.inner.quads_for_pattern(None, None, thing, None)):
                if quad.graph_name not in (_UNION, _ONTOLOGY) and isinstance(quad.graph_name, ox.NamedNode):
                    found.add(quad.graph_name.value.removeprefix(self.base))
        return found

    def replace(self, article: str, triples: set[ox.Triple]) -> None:
        """Put triples in the place of what an article stated. They are in the store after `settle`.

        Done again, also after it was broken off, it ends the same: nothing leaves the article's graph before it has
        left the union, and all that is new is added whether or not it is there.
        """
        graph = self.graph(article)
        for triple in set(self.of_article(article)) - triples:
            if not self._stated_elsewhere(triple, graph):
                self.inner.remove(_quad(triple, _UNION))
            self.inner.remove(_quad(triple, graph))
        if not triples:
            self.inner.remove_graph(graph)
        self._waiting += chain.from_iterable((_quad(triple, graph), _quad(triple, _UNION)) for triple in triples)

    def _stated_elsewhere(self, triple: ox.Triple, graph: ox.NamedNode) -> bool:
        """Whether another article states a triple as well."""
        besides = (_UNION, _ONTOLOGY, graph)
        found = self.inner.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name not in besides for quad in found)

    def compact(self) -> None:
        """Rewrite the files of the store as few sorted ones: reading from it, and adding to it, gets faster."""
        self.inner.optimize()

    @property
    def size(self) -> int:
        """How many quads wait for `settle`."""
        return len(self._waiting)

    def settle(self) -> None:
        """Put what waits into the store, and all of it on the disk."""
        if len(self._waiting) > _FEW:
            self.inner.bulk_extend(self._waiting)
        else:
            self.inner.extend(self._waiting)  # a bulk load makes files of its own for every index, however little it brings
        self._waiting = []
        self.inner.flush()
