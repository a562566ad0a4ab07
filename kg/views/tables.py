"""Two tables as CSV (RFC 4180): one row per figure, one row per relation, each with its quote and source.

They begin with a byte order mark, without which Excel reads Chinese as Latin letters. A cell of text that a
spreadsheet would take for a formula gets an apostrophe before it, which spreadsheets do not show.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.network import Quads, to_networkx
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"
NUMBERS = ("value", "minimum", "maximum")
_CODES = ("measure_kind", "direction", "approximation", "modality", "frequency", "comparison", "period_basis")
_TEXTS = ("indicator", "value_text", "unit", "period_text", "period_start", "period_end", "comparison_date")
_LINKS = {"place": "observationAbout", "about": "about", "agency": "reportedFor"}
SOURCE_COLUMNS = ("quote", "start", "end", "article", "headline", "date", "url", "license", "confidence", "by")
FIGURE_COLUMNS = ("figure", *_TEXTS[:2], *NUMBERS, *_TEXTS[2:], *_CODES, *_LINKS, *(f"{name}_id" for name in _LINKS))
_RELATION_COLUMNS = ("subject", "predicate", "object", "role", "subject_id", "predicate_name", "object_id", "statement")


def figures(store: Quads, ontology: Ontology) -> str:
    """One row per figure: what, how much (signed; bounds of approximate figures), when, where, and its evidence."""
    graph = to_networkx(store, ontology)
    return _table((*FIGURE_COLUMNS, *SOURCE_COLUMNS), figure_rows(graph, ontology))


def relations(store: Quads, ontology: Ontology) -> str:
    """One row per statement of a relation between two things, with its evidence."""
    graph = to_networkx(store, ontology)
    return _table((*_RELATION_COLUMNS, *SOURCE_COLUMNS), _relation_rows(graph))


def figure_rows(graph: nx.MultiDiGraph[str], ontology: Ontology) -> Iterator[dict[str, Any]]:
    """A dict for each figure with every column: texts, codes by their Chinese labels, things by label and by id."""
    for node, data in graph.nodes(data=True):
        if data["root"] != "Observation":
            continue
        row = {name: data[name] for name in (*NUMBERS, *_TEXTS)} | {"figure": data["id"]}
        row |= {name: ontology.label(data[name]) if data[name] in ontology else data[name] for name in _CODES}
        for name, predicate in _LINKS.items():
            targets = sorted(o for _, o, p in graph.out_edges(node, data="predicate") if p == predicate)
            row[name] = "；".join(graph.nodes[target]["label"] for target in targets)
            row[f"{name}_id"] = "；".join(graph.nodes[target]["id"] for target in targets)
        yield row | _source(graph, data)


def _relation_rows(graph: nx.MultiDiGraph[str]) -> Iterator[dict[str, Any]]:
    for subject, object_, key, data in graph.edges(keys=True, data=True):
        if graph.nodes[subject]["root"] == "Observation":
            continue
        yield {
            "subject": graph.nodes[subject]["label"],
            "predicate": data["label"],
            "object": graph.nodes[object_]["label"],
            "role": data.get("role", ""),
            "subject_id": graph.nodes[subject]["id"],
            "predicate_name": data["predicate"],
            "object_id": graph.nodes[object_]["id"],
            "statement": key if "://" in key else "",
        } | _source(graph, data)


def _source(graph: nx.MultiDiGraph[str], data: dict[str, Any]) -> dict[str, Any]:
    passage = graph.graph["passages"].get(data["evidence"])
    article = graph.nodes[passage.article] if passage and passage.article in graph else {}
    return {
        "quote": data["quote"],
        "start": passage.start if passage else "",
        "end": passage.end if passage else "",
        "article": article.get("id", ""),
        "headline": article.get("label", ""),
        "date": article.get("date", ""),
        "url": article.get("url", ""),
        "license": article.get("license", ""),
        "confidence": data.get("confidence"),
        "by": data.get("by", ""),
    }


def _table(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column], number=column in NUMBERS) for column in columns])
    return _MARK + out.getvalue()


def _cell(value: Any, *, number: bool) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if not number and text.startswith(_FORMULA) else text
