"""Tables for Neo4j's bulk import (neo4j-admin database import): nodes, relationships, and how to load them.

A zip of nodes.csv, relationships.csv and README.txt. Headers are those of Neo4j 5; lists are parted by U+001F, which
stands in no text. A node's labels are its class and the classes above it.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kg.network import Quads, to_networkx
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

_BETWEEN = "\x1f"
_LISTS = ("aliases", "mentions")
_NUMBERS = ("value", "minimum", "maximum", "confidence")
_DATES = ("date", "period_start", "period_end", "comparison_date")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day a zip can tell: the same graph is the same file on any day
_README = """Load into an empty Neo4j 5 database, in the folder these files were unpacked to:

    neo4j-admin database import full neo4j --nodes=nodes.csv --relationships=relationships.csv \\
        --array-delimiter=U+001F --multiline-fields=true

A node's iri is its identifier; (:Article) has the source link (url) and, where known, the license. A relationship keeps its
quote and the passage it was read from (evidence): the IRI of the article, a # and the offsets.
"""


def render(store: Quads, ontology: Ontology) -> bytes:
    """A zip of the two tables and a README. Entities, indicators, figures and articles are nodes."""
    graph = to_networkx(store, ontology)
    nodes = [_node(data, ontology) for _, data in graph.nodes(data=True)]
    files = {
        "nodes.csv": _table(nodes, ("iri",), (":LABEL",)),
        "relationships.csv": _table(_relationships(graph), (":START_ID", ":END_ID", ":TYPE"), ()),
        "README.txt": _README,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _node(data: Mapping[str, Any], ontology: Ontology) -> dict[str, Any]:
    row = {name: value for name, value in data.items() if name not in {"type", "root"}}
    own = [name for name in ontology.ancestors(data["type"]) if name in ontology.classes()]
    return row | {":LABEL": tuple(own)}


def _relationships(graph: nx.MultiDiGraph[str]) -> list[dict[str, Any]]:
    return [
        {":START_ID": subject, ":END_ID": object_, ":TYPE": data["predicate"], "statement": key if "://" in key else ""}
        | {name: value for name, value in data.items() if name != "predicate"}
        for subject, object_, key, data in graph.edges(keys=True, data=True)
    ]


def _table(rows: list[dict[str, Any]], first: Iterable[str], last: Iterable[str]) -> str:
    """A table with a typed header, its columns those that any row has."""
    named = dict.fromkeys([*first, *(name for row in rows for name in row if name not in set(last)), *last])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(map(_heading, named))
    for row in rows:
        writer.writerow(_cells(row, named))
    return out.getvalue()


def _heading(name: str) -> str:
    if name == "iri":
        return "iri:ID"
    kinds = ((_LISTS, "string[]"), (_NUMBERS, "double"), (_DATES, "date"))
    return next((f"{name}:{kind}" for names, kind in kinds if name in names), name)


def _cells(row: Mapping[str, Any], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = row.get(name)
        text = _BETWEEN.join(value) if isinstance(value, tuple) else "" if value is None else str(value)
        yield text if name not in _DATES or _DATE.fullmatch(text) else ""
