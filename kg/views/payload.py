"""What a page knows of a graph: plain data for JSON, the same whether it is embedded in a file or sent by a server.

A *part* is a stretch of a graph that a page can draw and explain: ``whole`` of it, the ``ego`` graph of a thing, or all
that is said of one ``entity``. Parts of one graph can be laid together: nodes are known by their id, links by their
ends and predicate. Its members:

    nodes       things and figures: id, type, root, zh, en, aliases, pinyin, code, url, date, mentions, and ``mentioned``, how
                many of these there are, where not all are here; figures also have their value, period, codes, confidence,
                ``anchor`` (the thing they hang on), ``quote`` and ``targets``
    links       one a triple: from, to, predicate, statements (quote, confidence, by, role)
    passages    the sentences that quotes point into: a quote is [passage, from, to] in code points
    terms       labels (zh, en) of the predicates and codes that occur;  classes: of the classes, with colour and shape
    drawn       what is to be drawn at first: [id, x, y, size] each, in pixels at scale 1, the small before the large
    complete    true, or the ids of the nodes whose relations and figures are all in this part
    base        what stands before an id in its IRI; a node of another base says its own ``iri``
    total       how many nodes the graph has;  folded: whether figures are folded at first
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import QueryError
from kg.network import Passage, importance, layout
from kg.ontology import Ontology
from kg.views.pinyin import spelled

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

LIMIT = 1500
"""How many nodes a page draws at most: vis-network opens 1,000 in 0.8 s and 5,000 in 4.5 s (measured)."""
KEPT = 30_000
"""How many nodes a file holds at most; past that it is slow to open, and a server answers better."""

_STATIC = Path(__file__).parent / "static"
_ENTITIES_SHARE = 0.6  # of the nodes of a partial drawing; the rest are the figures that hang on them
_FOLD_ABOVE = 250  # figures: more of them bury the entities, so a page opens with them folded
_DOT_SIZES = (11, 30)  # of the least and the most important entity, in pixels
_FIGURE_SIZE = 7
# which of a figure's things it hangs on: the nearest to what it says comes first
_ANCHORS = ("about", "reportedFor", "observationAbout", "variableMeasured")
_FIGURE_FIELDS = (
    "value_text", "value", "minimum", "maximum", "unit", "measure_kind", "direction", "approximation", "modality",
    "frequency", "comparison", "comparison_date", "period_text", "period_start", "period_end", "period_basis",
    "confidence", "by",
)  # fmt: skip
_CODE_FIELDS = ("measure_kind", "direction", "approximation", "modality", "frequency", "comparison", "period_basis")
_LANGUAGES = ("zh", "en")
_SMALL = frozenset({"Observation", "Indicator"})  # roots of what hangs on things

Part = dict[str, Any]


def whole(graph: nx.MultiDiGraph[str], ontology: Ontology, *, limit: int = LIMIT, kept: int = KEPT) -> Part:
    """The graph, its `kept` most important nodes where it is larger; `limit` of them are drawn at first."""
    nodes = choose(graph, kept)
    known = nodes if len(nodes) < len(graph) else list(graph)
    return _Part(graph, ontology).data(known, choose(graph.subgraph(known), limit))


def ego(graph: nx.MultiDiGraph[str], ontology: Ontology, node: str, *, depth: int = 1, limit: int = LIMIT) -> Part:
    """What lies within `depth` steps of a node (an IRI or local id), the most important first, `limit` at most.

    All of it is drawn. QueryError where the graph has no such node.
    """
    centre = find(graph, node)
    ranks = importance(graph)
    chosen, frontier = dict.fromkeys([centre]), [centre]
    for _ in range(depth):
        near = {other for one in frontier for other in (*graph.successors(one), *graph.predecessors(one))} - set(chosen)
        frontier = sorted(near, key=lambda one: (-ranks[one], one))[: max(limit - len(chosen), 0)]
        chosen.update(dict.fromkeys(frontier))
    return _Part(graph, ontology).data(sorted(chosen), chosen)


def entity(graph: nx.MultiDiGraph[str], ontology: Ontology, node: str) -> Part:
    """All that is said of one node, with the nodes it is said with; nothing of it is to be drawn at once."""
    centre = find(graph, node)
    near = {centre, *graph.successors(centre), *graph.predecessors(centre)}
    return _Part(graph, ontology).data(sorted(near), ())


def find(graph: nx.MultiDiGraph[str], node: str) -> str:
    """The IRI of a node given by it or by local id. QueryError where the graph has none."""
    if node in graph:
        return node
    found: str | None = next((iri for iri, data in graph.nodes(data=True) if data["id"] == node), None)
    if found is None:
        raise QueryError(f"This graph has no “{node}”. Search for a name to find its identifier.")
    return found


def choose(graph: nx.MultiDiGraph[str], limit: int) -> list[str]:
    """The nodes to draw: all, or the most important things and then the figures that hang on them, `limit` at most."""
    if len(graph) <= limit:
        return sorted(graph)
    ranks = importance(graph)
    order = sorted(graph, key=lambda node: (-ranks[node], node))
    things = [node for node in order if graph.nodes[node]["root"] not in _SMALL]
    chosen = dict.fromkeys(things[: int(limit * _ENTITIES_SHARE)])
    for node in order:
        if graph.nodes[node]["root"] == "Observation" and anchor(graph, node) in chosen:
            added = [node, *(target for target in graph.successors(node) if graph.nodes[target]["root"] == "Indicator")]
            if len(chosen) + len(added) > limit:
                break
            chosen.update(dict.fromkeys(added))
    for node in things:  # room that no figure needs
        if len(chosen) >= limit:
            break
        chosen[node] = None
    return sorted(chosen)


def anchor(graph: nx.MultiDiGraph[str], figure: str) -> str | None:
    """The thing a figure hangs on, None where the graph names none."""
    targets = {data["predicate"]: target for _, target, data in sorted(graph.out_edges(figure, data=True), key=str)}
    return next((targets[name] for name in _ANCHORS if name in targets), None)


@lru_cache(maxsize=1)
def shapes() -> dict[str, str]:
    """The form each root class is drawn in; "" is that of all others."""
    found: dict[str, str] = json.loads((_STATIC / "shapes.json").read_text("utf-8"))
    return found


def shape(root: str) -> str:
    """The form a root class is drawn in, so that colour is not the only sign of it."""
    return shapes().get(root, shapes()[""])


class _Part:
    """One part in the making: passages and terms are gathered as the nodes and links name them."""

    def __init__(self, graph: nx.MultiDiGraph[str], ontology: Ontology) -> None:
        self.graph = graph
        self.ontology = ontology
        self.ids = local_ids(graph)
        self.base = self._base()
        self._passages: dict[str, int] = {}
        self._terms: set[str] = set()
        self._by_article = self._contexts()

    def data(self, known: Collection[str], drawn: Iterable[str]) -> Part:
        """The part that knows these nodes and draws those."""
        shown = self.graph.subgraph(drawn)
        figures = sum(1 for _, root in shown.nodes(data="root") if root == "Observation")
        inside = set(known)
        found = {
            "nodes": [self._node(node) for node in sorted(known)],
            "links": self._links(self.graph.subgraph(known)),
            "drawn": self._drawn(shown),
            "complete": self._complete(inside),
            "base": self.base,
            "total": self.graph.graph.get("total", len(self.graph)),
            "folded": figures > _FOLD_ABOVE,
        }
        # what the nodes and links name is known only now
        passages = [self._passage(iri) for iri in self._passages]
        return found | {"passages": passages, "terms": self._labels(), "classes": self._classes(known)}

    def _base(self) -> str:
        bases = Counter(node.removesuffix(data["id"]) for node, data in self.graph.nodes(data=True))
        return max(bases, key=lambda base: (bases[base], base), default="")

    def _drawn(self, shown: nx.MultiDiGraph[str]) -> list[list[Any]]:
        positions, sizes = layout(shown), dot_sizes(shown)
        order = sorted(shown, key=lambda one: (sizes[one], one))  # what is drawn last lies on top: the large
        return [[self.ids[node], *positions[node], sizes[node]] for node in order]

    def _complete(self, inside: set[str]) -> bool | list[str]:
        """A graph read around a thing (kg.views.part) says itself of which nodes it holds everything."""
        whole = self.graph.graph.get("complete", self.graph)
        if len(inside) == len(whole) == len(self.graph):
            return True
        near = {node: {*self.graph.successors(node), *self.graph.predecessors(node)} for node in inside if node in whole}
        return sorted(self.ids[node] for node, others in near.items() if others <= inside)

    def _node(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        id = self.ids[node]
        found: dict[str, Any] = {
            "id": id,
            "iri": node if node not in {id, self.base + id} else None,
            "type": data["type"],
            "root": data["root"],
            "zh": data["label"],
            "en": data["label_en"],
            "aliases": data["aliases"],
            "pinyin": spelled([data["label"], *data["aliases"]]) if data["root"] != "Observation" else None,
            "code": data["code"],
            "url": data["url"],
            "date": data["date"],
            "mentions": [self._quote("", mention) for mention in data["mentions"]],
            "mentioned": data.get("mentioned"),
        }
        if data["root"] == "Observation":
            found |= {name: data[name] for name in _FIGURE_FIELDS}
            self._terms.update(filter(None, (data[name] for name in _CODE_FIELDS)))
            hangs_on = anchor(self.graph, node)
            found["anchor"] = self.ids[hangs_on] if hangs_on else None
            found["quote"] = self._quote(data["evidence"], data["stated_at"])
            found["targets"] = self._targets(node)
        return {name: value for name, value in found.items() if value not in ("", None, (), [])}

    def _targets(self, figure: str) -> dict[str, list[list[str]]]:
        """What a figure is about, by predicate: [id, label] each, also of things the page does not know."""
        found: dict[str, list[list[str]]] = defaultdict(list)
        for _, target, data in sorted(self.graph.out_edges(figure, data=True), key=lambda edge: (edge[2]["predicate"], edge[1])):
            self._terms.add(data["predicate"])
            found[data["predicate"]].append([self.ids[target], self.graph.nodes[target]["label"]])
        return dict(found)

    def _links(self, shown: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
        """One link a triple, with the evidence of each of its statements."""
        triples: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for subject, object_, key, data in sorted(shown.edges(keys=True, data=True), key=lambda edge: edge[:3]):
            evidence = {name: data.get(name) for name in ("role", "confidence", "by")}
            evidence["quote"] = self._quote(data["evidence"])
            stated = {name: value for name, value in evidence.items() if value not in ("", None)}
            triples[subject, data["predicate"], object_].append(stated if "://" in key else {})
        self._terms.update(predicate for _, predicate, _ in triples)
        return [
            {"from": self.ids[s], "to": self.ids[o], "predicate": p, "statements": [one for one in statements if one]}
            for (s, p, o), statements in sorted(triples.items())
        ]

    def _contexts(self) -> dict[str, list[Passage]]:
        """The passages of each article, the shortest first: where a name's exact span finds its sentence."""
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in self.graph.graph["passages"].values():
            found[passage.article].append(passage)
        return {article: sorted(some, key=lambda p: (len(p.text), p.iri)) for article, some in found.items()}

    def _quote(self, evidence: str, exact: str = "") -> list[int] | None:
        """[passage, from, to]: the stretch of the passage to be marked, nothing marked where from is to."""
        passages = self.graph.graph["passages"]
        if exact in passages and evidence not in passages:
            evidence = self._sentence(passages[exact]).iri
        if evidence not in passages:
            return None
        number = self._passages.setdefault(evidence, len(self._passages))
        whole, part = passages[evidence], passages.get(exact)
        if part is None or part.article != whole.article or not whole.start <= part.start <= part.end <= whole.end:
            return [number, 0, 0]
        return [number, part.start - whole.start, part.end - whole.start]

    def _sentence(self, exact: Passage) -> Passage:
        """The shortest passage around an exact span that is longer than it, else itself."""
        around = (
            p for p in self._by_article[exact.article]
            if len(p.text) > len(exact.text) and p.start <= exact.start and exact.end <= p.end
        )  # fmt: skip
        return next(around, exact)

    def _passage(self, iri: str) -> dict[str, Any]:
        passage = self.graph.graph["passages"][iri]
        article = self.graph.nodes[passage.article] if passage.article in self.graph else {}
        found = {
            "text": passage.text,
            "start": passage.start,
            "end": passage.end,
            "article": self.ids.get(passage.article),
            "headline": article.get("label"),
            "date": article.get("date"),
            "url": article.get("url"),
        }
        return {name: value for name, value in found.items() if value not in ("", None)}

    def _labels(self) -> dict[str, dict[str, str]]:
        known = sorted(term for term in self._terms if term in self.ontology)
        return {term: {lang: self.ontology.label(term, lang) for lang in _LANGUAGES} for term in known}

    def _classes(self, known: Iterable[str]) -> dict[str, dict[str, str]]:
        names = {self.graph.nodes[node][name] for node in known for name in ("type", "root")}
        return {name: class_data(self.ontology, name) for name in sorted(names)}


def class_data(ontology: Ontology, name: str) -> dict[str, str]:
    """What a page knows of a class: labels, colour, root class and the form it is drawn in."""
    root = ontology.root(name)
    labels = {lang: ontology.label(name, lang) for lang in _LANGUAGES}
    return labels | {"color": ontology.color(name), "root": root, "shape": shape(root)}


def local_ids(graph: nx.MultiDiGraph[str]) -> dict[str, str]:
    """IRI to local id; a thing whose local id another has already (graphs of two bases in one) keeps its IRI."""
    taken: dict[str, str] = {}
    for node in sorted(graph):
        taken.setdefault(graph.nodes[node]["id"], node)
    return {node: data["id"] if taken[data["id"]] == node else node for node, data in graph.nodes(data=True)}


def dot_sizes(shown: nx.MultiDiGraph[str]) -> dict[str, float]:
    """Diameters by importance: figures all small, things from small to large."""
    ranks = importance(shown)
    top = max(ranks.values(), default=1.0)
    least, most = _DOT_SIZES
    return {
        node: _FIGURE_SIZE
        if data["root"] in _SMALL
        else round(least + (most - least) * (ranks[node] / top) ** 0.5, 1)
        for node, data in shown.nodes(data=True)
    }
