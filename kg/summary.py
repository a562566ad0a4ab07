"""What a build found, as plain data: what `kg build` prints, as tables or as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kg import ontology as terms
from kg.builder import Outcome
from kg.corpus.export import ARTICLES, VIEW_FILE, VIEW_LIMIT, too_large
from kg.graph import Graph
from kg.model import Document, Observation
from kg.read.files import exists
from kg.store import GRAPH_FILE

_FACTS = frozenset({"Observation", "Statement"})
_SOURCES = frozenset({"Article", "Passage"})


def summarise(outcomes: Sequence[Outcome], graph: Graph, output: Path | str | None = None) -> dict[str, Any]:
    """A build's outcomes as JSON-ready data.

    ``counts``: rows of (class label, its local name, how many things), entities first, the most numerous on top; ``inputs``: one
    entry each, with ``error`` or ``note`` where there is something to say; ``files``: what was written; ``note``: why the
    graph has no page to look at, "" where it is not too large for one.
    """
    parts = {name: f"{output}/{name}" for name in (GRAPH_FILE, VIEW_FILE, ARTICLES)} if output else {}
    triples = len(graph.store)
    return {
        "counts": _counts(graph),
        "triples": triples,
        "inputs": [_input(outcome) for outcome in outcomes],
        "files": {name: where for name, where in parts.items() if exists(where)},
        "note": too_large(output) if output and triples > VIEW_LIMIT else "",
    }


def _counts(graph: Graph) -> list[tuple[str, str, int]]:
    """How many things there are of each class: entities, the most first, then facts; passages are not counted."""
    ontology = terms.load()
    counts = {name: count for name, count in graph.counts().items() if name not in _SOURCES}
    order = sorted(counts, key=lambda name: (name in _FACTS, -counts[name], name))
    return [(ontology.label(name), name, counts[name]) for name in order]


def _input(outcome: Outcome) -> dict[str, Any]:
    """One input's line of the summary."""
    entry: dict[str, Any] = {"source": outcome.source}
    if outcome.error:
        return entry | {"error": str(outcome.error)}
    if outcome.article:
        entry["article"] = outcome.article
    if document := outcome.document:
        article = document.article
        entry |= {
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "entities": len({mention.entity for mention in document.mentions if mention.entity}),
            "relations": len(document.relations),
            "figures": [_figure(document, observation) for observation in document.observations],
        }
    return entry | ({"note": outcome.note} if outcome.note else {})


def _figure(document: Document, observation: Observation) -> dict[str, str | None]:
    """A figure as a row: what it counts, its value and unit, its words, its place and period."""
    place = document.entity(observation.place)
    bounds = [format(bound, "f") for bound in (observation.minimum, observation.maximum) if bound is not None]
    return {
        "indicator": observation.indicator,
        "value": format(observation.value, "f") if observation.value is not None else "–".join(bounds),
        "unit": observation.quantity.unit,
        "text": observation.quantity.text,
        "place": place.name if place else None,
        "period": observation.period.text if observation.period else None,
    }
