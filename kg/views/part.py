"""A stretch of a graph too large to be read as a whole: what lies around a thing, or what is most spoken of.

Both read only what they need from the store and give a networkx graph as kg.network does, for kg.views.payload.
``graph.graph["complete"]`` holds the IRIs of the nodes of which all relations and figures were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import QueryError
from kg.network import RDF_TYPE, Quads, to_networkx
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

MENTIONS = 200
"""How many mentions of one thing are read at most: a country is named in every article."""
_FIGURE_LINKS = ("observationAbout", "about", "reportedFor")
_EVIDENCE = ("wasDerivedFrom", "statedAt", "mentionedIn")


def around(store: Quads, ontology: Ontology, node: str, *, depth: int = 1, limit: int = 300) -> nx.MultiDiGraph[str]:
    """The nodes within `depth` steps of an IRI, `limit` at most, and all that is said between them.

    QueryError where the store says nothing of it.
    """
    reader = _Reader(store, ontology)
    if not reader.is_node(node):
        raise QueryError(f"This graph has no “{node}”. Search for a name to find its identifier.")
    chosen, frontier = dict.fromkeys([node]), [node]
    complete = set()
    for _ in range(depth):
        found: dict[str, None] = {}
        for one in frontier:
            room = limit - len(chosen) - len(found)
            near = list(islice(reader.neighbours(one), room + 1)) if room > 0 else []
            if 0 <= len(near) <= room:
                complete.add(one)
            found.update(dict.fromkeys(near[: max(room, 0)]))
        frontier = [one for one in found if one not in chosen]
        chosen.update(dict.fromkeys(frontier))
    return reader.graph(chosen, complete)


def overview(store: Quads, ontology: Ontology, *, limit: int = 1500) -> nx.MultiDiGraph[str]:
    """The things mentioned most often, and figures that hang on them, `limit` nodes at most.

    How often each is mentioned is in the node's ``mentioned``; where, is left to be asked for: that is most of the work.
    """
    reader = _Reader(store, ontology)
    mentioned = ox.NamedNode(ontology.iri("mentionedIn"))
    counts = Counter(_iri(quad.subject) for quad in store.quads_for_pattern(None, mentioned, None))
    order = sorted(counts, key=lambda iri: (-counts[iri], iri))
    chosen = dict.fromkeys(order[: int(limit * 0.6)])
    for iri in list(chosen):
        for figure in islice(reader.figures(iri), 20):
            if len(chosen) >= limit:
                break
            chosen[figure] = None
    chosen.update(dict.fromkeys(order[int(limit * 0.6) : int(limit * 0.6) + limit - len(chosen)]))
    graph = reader.graph(chosen, set(), mentions=0)
    for iri in chosen:
        graph.nodes[iri]["mentioned"] = counts[iri]
    return graph


class _Reader:
    """Reads single things of a store, and remembers what is a node."""

    def __init__(self, store: Quads, ontology: Ontology) -> None:
        self.store = store
        self.ontology = ontology
        classes = ontology.classes()
        self.kinds = {ontology.iri(name): name for name in classes if name not in {"Passage", "Statement"}}
        self._nodes: dict[str, bool] = {}

    def is_node(self, iri: str) -> bool:
        """Whether this is a thing that a reader would draw: an instance of a class, no passage and no statement."""
        if iri not in self._nodes:
            types = self.store.quads_for_pattern(ox.NamedNode(iri), RDF_TYPE, None)
            self._nodes[iri] = any(_iri(quad.object) in self.kinds for quad in types)
        return self._nodes[iri]

    def neighbours(self, iri: str) -> Iterator[str]:
        """The nodes that triples lead to from here, then those from which they lead here; without repeats."""
        seen = {iri}
        node = ox.NamedNode(iri)
        outward = sorted(_iri(quad.object) for quad in self.store.quads_for_pattern(node, None, None))
        inward = sorted(_iri(quad.subject) for quad in self.store.quads_for_pattern(None, None, node))
        for other in (*outward, *inward):
            if other and other not in seen and self.is_node(other):
                seen.add(other)
                yield other

    def figures(self, iri: str) -> Iterator[str]:
        """The figures that are about a thing, in the order of their IRIs."""
        for name in _FIGURE_LINKS:
            predicate = ox.NamedNode(self.ontology.iri(name))
            yield from sorted(_iri(q.subject) for q in self.store.quads_for_pattern(None, predicate, ox.NamedNode(iri)))

    def graph(self, chosen: Iterable[str], complete: set[str], *, mentions: int = MENTIONS) -> nx.MultiDiGraph[str]:
        """The networkx graph of these nodes, of the statements between them, and of what their quotes need.

        Of each node it has `mentions` mentions at most.
        """
        nodes = set(chosen)
        copy = ox.Store()
        self._copy(copy, nodes, mentions)
        statements = {statement for node in nodes for statement in self._statements(node, nodes)}
        self._copy(copy, statements)
        beside = self._beside(copy) - nodes
        self._copy(copy, beside)
        # a passage names its article, and a quote that article's headline
        self._copy(copy, self._beside(copy) - nodes - beside)
        graph = to_networkx(copy, self.ontology)
        graph.graph["complete"] = complete
        return graph

    def _copy(self, copy: ox.Store, iris: Iterable[str], most: int = MENTIONS) -> None:
        mentioned = self.ontology.iri("mentionedIn")
        for iri in iris:
            quads = list(self.store.quads_for_pattern(ox.NamedNode(iri), None, None))
            named = [quad for quad in quads if quad.predicate.value == mentioned]
            dropped = set(sorted(named, key=str)[most:] if len(named) > most else ())
            copy.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads if q not in dropped)

    def _statements(self, node: str, nodes: set[str]) -> Iterator[str]:
        """The statements whose subject is this node and whose object is another of these."""
        subject, object_ = (ox.NamedNode(self.ontology.iri(name)) for name in ("zt:subject", "zt:object"))
        for quad in self.store.quads_for_pattern(None, subject, ox.NamedNode(node)):
            ends = self.store.quads_for_pattern(quad.subject, object_, None)
            if any(_iri(end.object) in nodes for end in ends):
                yield _iri(quad.subject)

    def _beside(self, copy: ox.Store) -> set[str]:
        """What the copied things name and a reader reads with them: passages, articles, units, what figures are about."""
        names = ("hasUnit", "hasSource", "variableMeasured", *_FIGURE_LINKS, *_EVIDENCE)
        predicates = (ox.NamedNode(self.ontology.iri(name)) for name in names if name in self.ontology)
        return {_iri(q.object) for p in predicates for q in copy.quads_for_pattern(None, p, None)} - {""}


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
