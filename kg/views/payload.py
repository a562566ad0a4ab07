"""What the viewer's page knows of a graph: plain data for JSON, with every text once and evidence cut to its quote."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from kg.network import Passage, importance
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

_ENTITIES_SHARE = 0.6  # of the nodes of a partial drawing; the rest are the figures that hang on them
_FOLD_ABOVE = 250  # figures: more of them bury the entities, so a page opens with them folded
# which of a figure's things it hangs on: the nearest to what it says comes first
_ANCHORS = ("about", "reportedFor", "observationAbout", "variableMeasured")
_FIGURE_FIELDS = (
    "value_text", "value", "minimum", "maximum", "unit", "measure_kind", "direction", "approximation", "modality",
    "frequency", "comparison", "comparison_date", "period_text", "period_start", "period_end", "period_basis",
    "confidence", "by",
)  # fmt: skip
_CODE_FIELDS = ("measure_kind", "direction", "approximation", "modality", "frequency", "comparison", "period_basis")
_LANGUAGES = ("zh", "en")


def choose(graph: nx.MultiDiGraph[str], limit: int) -> list[str]:
    """The nodes to draw: all, or the most important things and then the figures that hang on them, `limit` at most."""
    if len(graph) <= limit:
        return sorted(graph)
    ranks = importance(graph)
    order = sorted(graph, key=lambda node: (-ranks[node], node))
    things = [node for node in order if graph.nodes[node]["root"] not in {"Observation", "Indicator"}]
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


class Payload:
    """Data of one page. Nodes are known by `ids` (IRI to local id); quotes are [passage, from, to] in code points."""

    def __init__(
        self,
        graph: nx.MultiDiGraph[str],
        shown: nx.MultiDiGraph[str],
        ontology: Ontology,
        *,
        shapes: dict[str, str],
        messages: dict[str, Any],
    ) -> None:
        self.graph = graph
        self.shown = shown
        self.ontology = ontology
        self.shapes = shapes
        self.messages = messages
        self.ids = self._ids()
        self._passages: dict[str, int] = {}
        self._terms: set[str] = set()
        self._by_article = self._contexts()
        self.links = self._links()

    def shape(self, root: str) -> str:
        """The form a root class is drawn in, so that colour is not the only sign of it."""
        return self.shapes.get(root, self.shapes[""])

    def data(self) -> dict[str, Any]:
        """Everything, as JSON has it."""
        nodes = [self._node(node) for node in sorted(self.shown)]
        figures = sum(1 for node in nodes if node["root"] == "Observation")
        facts = {
            "nodes": nodes,
            "links": self.links,
            "messages": self.messages,
            "total": len(self.graph),
            "folded": figures > _FOLD_ABOVE,
        }
        # what the nodes and links name is known only now
        passages = [self._passage(iri) for iri in self._passages]
        return facts | {"passages": passages, "terms": self._labels(), "classes": self._classes()}

    def _ids(self) -> dict[str, str]:
        """Local ids; a thing whose local id another has already (graphs of two bases in one) keeps its IRI."""
        taken: dict[str, str] = {}
        for node in sorted(self.graph):
            taken.setdefault(self.graph.nodes[node]["id"], node)
        return {node: data["id"] if taken[data["id"]] == node else node for node, data in self.graph.nodes(data=True)}

    def _node(self, node: str) -> dict[str, Any]:
        data = self.graph.nodes[node]
        found: dict[str, Any] = {
            "id": self.ids[node],
            "type": data["type"],
            "root": data["root"],
            "zh": data["label"],
            "en": data["label_en"],
            "aliases": data["aliases"],
            "code": data["code"],
            "url": data["url"],
            "date": data["date"],
            "mentions": [self._quote("", mention) for mention in data["mentions"]],
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
        """What a figure is about, by predicate: [id, label] each, also of things the page does not draw."""
        found: dict[str, list[list[str]]] = defaultdict(list)
        for _, target, data in sorted(self.graph.out_edges(figure, data=True), key=lambda edge: (edge[2]["predicate"], edge[1])):
            self._terms.add(data["predicate"])
            found[data["predicate"]].append([self.ids[target], self.graph.nodes[target]["label"]])
        return dict(found)

    def _links(self) -> list[dict[str, Any]]:
        """One link a triple, with the evidence of each of its statements."""
        triples: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for subject, object_, key, data in sorted(self.shown.edges(keys=True, data=True), key=lambda edge: edge[:3]):
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

    def _classes(self) -> dict[str, dict[str, str]]:
        types = {data["type"] for _, data in self.shown.nodes(data=True)}
        roots = {data["root"] for _, data in self.shown.nodes(data=True)}
        return {
            name: {lang: self.ontology.label(name, lang) for lang in _LANGUAGES}
            | {"color": self.ontology.color(name), "root": self.ontology.root(name), "shape": self.shape(self.ontology.root(name))}
            for name in sorted(types | roots)
        }
