"""A graph as networkx sees it, and the numbers a drawing of it needs: importance, communities, positions.

Nodes are what a reader would draw: entities, indicators, articles and figures. Passages, statements, units and tools
are not nodes; what they say becomes attributes of the nodes and edges they belong to.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg import ontology as _ontology
from kg.ontology import Ontology, local_name

if TYPE_CHECKING:
    import igraph  # type: ignore[import-untyped]
    import networkx as nx  # type: ignore[import-untyped]

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_SEED = 20260101  # any constant: the same graph has to get the same drawing
_EDGE = 120.0  # wished length of an edge in a drawing, in pixels at scale 1
_ROOM = 100.0  # side of the square a node gets on average
_APART = 62.0  # least distance of two nodes: a dot of the largest size and some air
_MARGIN = (130.0, 90.0)  # right of and below a component: its outermost labels
_RATIO = 1.5  # width to height of a drawing: between a laptop's screen and a square
_ARROWS = {"Increase": "↑", "Decrease": "↓"}  # the words of a figure leave its sign to the verb before it
_FIGURE_LINKS = ("observationAbout", "about", "reportedFor", "variableMeasured")


class Quads(Protocol):
    """Whatever holds quads: a pyoxigraph Store, or kg.store.Store."""

    def quads_for_pattern(self, subject: Any, predicate: Any, object: Any, graph_name: Any = None) -> Iterator[ox.Quad]:
        """The quads that match; None matches anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article: code points `start` to `end` of its text, half-open."""

    iri: str
    article: str
    start: int
    end: int
    text: str


def local_id(iri: str) -> str:
    """The last two steps of a thing's IRI (``place/620000``), which no base IRI changes."""
    return "/".join(iri.rsplit("/", 2)[1:])


def to_networkx(store: Quads, ontology: Ontology | None = None) -> nx.MultiDiGraph[str]:
    """The graph of a store. Nodes are IRIs in sorted order; ``graph["passages"]`` maps IRIs to Passage.

    Every node has ``id`` (local id), ``iri``, ``label``, ``label_en``, ``aliases``, ``type`` and ``root`` (ontology
    local names) and ``mentions`` (passage IRIs). Figures also have ``value_text``, ``value``, ``minimum``, ``maximum``
    (as written in the graph, signed), ``unit``, code names (``measure_kind``…), ``period_start``…, and, like edges,
    ``quote``, ``evidence``, ``confidence``, ``by``. An edge's key is its statement's IRI, or its predicate where the
    graph states it without a statement; ``predicate`` is a local name, ``label`` its Chinese label.
    """
    return _Builder(store, ontology or _ontology.load()).build()


class _Builder:
    """One pass over the things of a store."""

    def __init__(self, store: Quads, ontology: Ontology) -> None:
        import networkx as nx  # here, not above: `import kg` must stay light

        self.store = store
        self.ontology = ontology
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.things: dict[str, dict[str, list[Any]]] = {}
        self.passages: dict[str, Passage] = {}

    def build(self) -> nx.MultiDiGraph[str]:
        types = self._types()
        self._read_passages(types.pop("Passage", set()))
        statements = sorted(types.pop("Statement", set()))
        type_of: dict[str, list[str]] = defaultdict(list)
        for type_, iris in types.items():
            for iri in iris:
                type_of[iri].append(type_)
        for iri in sorted(type_of):
            self.things[iri] = self._properties(iri)
            self._add_node(iri, self._leaf(type_of[iri]))
        for iri in [node for node, data in self.graph.nodes(data=True) if data["root"] == "Observation"]:
            self._add_figure(iri)
        for iri in statements:
            self._add_statement(iri)
        self._add_unstated()
        self.graph.graph["passages"] = self.passages
        return self.graph

    def _types(self) -> dict[str, set[str]]:
        """IRIs by the local name of their class, for the classes that make nodes, statements and passages."""
        known = set(self.ontology.classes())
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, RDF_TYPE, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                name = local_name(quad.object.value)
                if name in known and self.ontology.iri(name) == quad.object.value:
                    found[name].add(quad.subject.value)
        return found

    def _leaf(self, types: list[str]) -> str:
        """The most specific of a node's classes; of several that do not agree, the first by name."""
        types = sorted(types)
        return max(types, key=lambda t: sum(self.ontology.is_a(t, other) for other in types))

    def _properties(self, iri: str) -> dict[str, list[Any]]:
        """The objects of a subject by the local name of the predicate, sorted so that stores of any order agree."""
        found: dict[str, list[Any]] = defaultdict(list)
        for quad in self.store.quads_for_pattern(ox.NamedNode(iri), None, None):
            found[local_name(quad.predicate.value)].append(quad.object)
        return {name: sorted(objects, key=str) for name, objects in found.items()}

    def _read_passages(self, iris: Iterable[str]) -> None:
        for iri in sorted(iris):
            found = self._properties(iri)
            self.passages[iri] = Passage(
                iri=iri,
                article=_value(found, "hasSource"),
                start=int(_value(found, "start") or 0),
                end=int(_value(found, "end") or 0),
                text=_value(found, "exact"),
            )

    def _add_node(self, iri: str, type_: str) -> None:
        thing = self.things[iri]
        labels = _literals(thing, "prefLabel", "zh") + _literals(thing, "headline") + _literals(thing, "name")
        aliases = sorted({*labels[1:], *_literals(thing, "altLabel")})
        self.graph.add_node(
            iri,
            iri=iri,
            id=local_id(iri),
            label=labels[0] if labels else local_id(iri),
            label_en=next(iter(_literals(thing, "prefLabel", "en")), ""),
            aliases=tuple(aliases),
            type=type_,
            root=self.ontology.root(type_),
            code=_value(thing, "gbCode"),
            mentions=tuple(term.value for term in thing.get("mentionedIn", ())),
            url=_value(thing, "url"),
            license=_value(thing, "license"),
            date=_value(thing, "datePublished"),
        )

    def _add_figure(self, iri: str) -> None:
        thing = self.things[iri]
        unit = self._label_of(_value(thing, "hasUnit"))
        facts = {
            "value_text": _value(thing, "valueText"),
            "value": _value(thing, "value"),
            "minimum": _value(thing, "minValue"),
            "maximum": _value(thing, "maxValue"),
            "unit": unit,
            "measure_kind": _code(thing, "measureKind"),
            "direction": _code(thing, "direction"),
            "approximation": _code(thing, "approximation"),
            "modality": _code(thing, "modality"),
            "frequency": _code(thing, "frequency"),
            "comparison": _code(thing, "comparedWith"),
            "comparison_date": _value(thing, "comparedWithDate"),
            "period_text": _value(thing, "periodText"),
            "period_start": _value(thing, "periodStart"),
            "period_end": _value(thing, "periodEnd"),
            "period_basis": _code(thing, "periodBasis"),
            "stated_at": _value(thing, "statedAt"),
        } | self._evidence(thing)
        indicator = self._label_of(_value(thing, "variableMeasured"))
        arrow = _ARROWS.get(facts["direction"], "")
        label = f"{indicator} {arrow}{facts['value_text']}".strip()
        self.graph.nodes[iri].update(facts, indicator=indicator, label=label)
        for name in (*_FIGURE_LINKS, "partOf"):
            for target in thing.get(name, ()):
                self._add_edge(iri, target.value, name, name, self._evidence(thing))

    def _add_statement(self, iri: str) -> None:
        thing = self._properties(iri)
        predicate = local_name(_value(thing, "predicate"))
        facts = self._evidence(thing) | {"role": next(iter(_literals(thing, "role")), "")}
        self._add_edge(_value(thing, "subject"), _value(thing, "object"), predicate, iri, facts)

    def _add_unstated(self) -> None:
        """Relations that stand in the graph without a statement (candidates of an ambiguous name, foreign data)."""
        stated = {(s, data["predicate"], o) for s, o, data in self.graph.edges(data=True)}
        for iri in list(self.graph):
            for name, objects in sorted(self.things[iri].items()):
                for term in objects:
                    if isinstance(term, ox.NamedNode) and (iri, name, term.value) not in stated:
                        self._add_edge(iri, term.value, name, name, {"quote": "", "evidence": ""})

    def _add_edge(self, subject: str, object_: str, predicate: str, key: str, facts: dict[str, Any]) -> None:
        if subject in self.things and object_ in self.things:
            label = self.ontology.label(predicate) if predicate in self.ontology else predicate
            self.graph.add_edge(subject, object_, key, predicate=predicate, label=label, **facts)

    def _label_of(self, iri: str) -> str:
        """The Chinese label of anything in the store, "" where it has none."""
        if not iri:
            return ""
        return next(iter(_literals(self.things.get(iri) or self._properties(iri), "prefLabel", "zh")), "")

    def _evidence(self, thing: dict[str, list[Any]]) -> dict[str, Any]:
        passage = _value(thing, "wasDerivedFrom")
        confidence = _value(thing, "confidence")
        return {
            "evidence": passage,
            "quote": self.passages[passage].text if passage in self.passages else "",
            "confidence": float(confidence) if confidence else None,
            "by": local_name(_value(thing, "wasAttributedTo")),
        }


def _value(thing: dict[str, list[Any]], name: str) -> str:
    """The first object of a property as text, "" where there is none."""
    objects = thing.get(name)
    return str(objects[0].value) if objects else ""


def _code(thing: dict[str, list[Any]], name: str) -> str:
    return local_name(_value(thing, name))


def _literals(thing: dict[str, list[Any]], name: str, language: str | None = None) -> list[str]:
    """The texts of a property, those of one language only where `language` is given."""
    found = [term for term in thing.get(name, ()) if isinstance(term, ox.Literal)]
    return [term.value for term in found if language is None or term.language == language]


# --- numbers for a drawing ---------------------------------------------------------------------------------------


def importance(graph: nx.MultiDiGraph[str]) -> dict[str, float]:
    """PageRank over the undirected graph, so that what much is said about ranks high; sums to 1."""
    nodes, links = _plain(graph)
    if not nodes:
        return {}
    return dict(zip(nodes, links.pagerank(directed=False), strict=True))


def communities(graph: nx.MultiDiGraph[str]) -> dict[str, int]:
    """The community of every node (multilevel modularity), numbered from 0, the largest first."""
    nodes, links = _plain(graph)
    with _seeded():
        groups = [sorted(nodes[i] for i in group) for group in links.community_multilevel()] if nodes else []
    groups.sort(key=lambda group: (-len(group), group[0]))
    return {node: number for number, group in enumerate(groups) for node in group}


def layout(graph: nx.MultiDiGraph[str]) -> dict[str, tuple[float, float]]:
    """Positions in pixels at scale 1, y downwards: Fruchterman-Reingold for each component, components side by side.

    The same graph gets the same positions; no two nodes are nearer than a dot and some air.
    """
    nodes, links = _plain(graph)
    parts = sorted(links.connected_components(), key=lambda part: (-len(part), part[0])) if nodes else []
    drawn = [_draw(links.induced_subgraph(part)) for part in parts]
    placed: dict[str, tuple[float, float]] = {}
    for part, points, (left, top) in zip(parts, drawn, _shelves([_size(points) for points in drawn]), strict=True):
        for index, (x, y) in zip(part, points, strict=True):
            placed[nodes[index]] = (round(x + left, 1), round(y + top, 1))
    return {node: placed[node] for node in nodes}


def _plain(graph: nx.MultiDiGraph[str]) -> tuple[list[str], igraph.Graph]:
    """The sorted nodes, and an undirected igraph over their indexes without loops and parallels."""
    import igraph

    nodes = sorted(graph)
    index = {node: number for number, node in enumerate(nodes)}
    pairs = sorted({tuple(sorted((index[s], index[o]))) for s, o in graph.edges() if s != o})
    return nodes, igraph.Graph(n=len(nodes), edges=pairs)


@contextmanager
def _seeded() -> Iterator[None]:
    """igraph draws from Python's `random` module: give it a generator of its own for the time of a call."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - a drawing, no secret
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _draw(part: igraph.Graph) -> list[tuple[float, float]]:
    """One component, its upper left corner at (0, 0): edges about as long as wished, room for every node."""
    if part.vcount() == 1:
        return [(0.0, 0.0)]
    with _seeded():
        points = [(x, y) for x, y in part.layout_fruchterman_reingold(niter=500, grid="auto")]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    extent = max(max(x for x, _ in points) - left, max(y for _, y in points) - top) or 1.0
    lengths = sorted(math.dist(points[edge.source], points[edge.target]) for edge in part.es)
    usual = lengths[len(lengths) // 2] if lengths else 0.0
    scale = max(_ROOM * math.sqrt(len(points)) / extent, _EDGE / usual if usual else 0.0)
    points = _separate([(x * scale, y * scale) for x, y in points])
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return [(x - left, y - top) for x, y in points]


def _separate(points: list[tuple[float, float]], rounds: int = 60) -> list[tuple[float, float]]:
    """Push apart what is nearer than `_APART`, by half the gap each, until nothing moves."""
    points = list(points)
    for _ in range(rounds):
        moved = False
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (x, y) in enumerate(points):
            cells[int(x // _APART), int(y // _APART)].append(index)
        for (column, row), members in sorted(cells.items()):
            near = [i for dx in (-1, 0, 1) for dy in (-1, 0, 1) for i in cells.get((column + dx, row + dy), ())]
            pushed = [_push(points, a, b) for a in members for b in near if a < b]  # all of them, not up to the first
            moved = moved or any(pushed)
        if not moved:
            break
    return points


def _push(points: list[tuple[float, float]], a: int, b: int) -> bool:
    (ax, ay), (bx, by) = points[a], points[b]
    distance = math.dist((ax, ay), (bx, by))
    if distance >= _APART - 0.5:
        return False
    if distance == 0:  # two on one spot: part them along a direction that depends on nothing but their order
        bx, distance = bx + 1.0, 1.0
    step = (_APART - distance) / 2 / distance
    dx, dy = (bx - ax) * step, (by - ay) * step
    points[a], points[b] = (ax - dx, ay - dy), (bx + dx, by + dy)
    return True


def _size(points: list[tuple[float, float]]) -> tuple[float, float]:
    return max(x for x, _ in points) + _MARGIN[0], max(y for _, y in points) + _MARGIN[1]


def _shelves(sizes: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Upper left corners that set boxes in rows from left to right, in the order given."""
    area = sum(width * height for width, height in sizes)
    width_limit = max([math.sqrt(area * _RATIO), *(width for width, _ in sizes)])
    corners: list[tuple[float, float]] = []
    x = y = tallest = 0.0
    for width, height in sizes:
        if x and x + width > width_limit:
            x, y, tallest = 0.0, y + tallest, 0.0
        corners.append((x, y))
        x, tallest = x + width, max(tallest, height)
    return corners
