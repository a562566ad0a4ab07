"""What is in a graph directory, in numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.corpus.manifest import Row
from kg.corpus.reader import reading
from kg.corpus.rules import Rules
from kg.graph import Graph


def stats(path: Path | str) -> dict[str, Any]:
    """The numbers of a graph directory, JSON-ready.

    ``sources``, ``articles``, ``failed`` (sources that could not be read), ``triples``, ``classes`` (how many things there
    are of each), ``rules`` (how many things the user's rules speak of), ``bytes`` (on disk), ``base``, ``kg`` (the version
    that built it). GraphError where it is none.
    """
    with reading(path) as reader:
        sources, articles, failed = reader.manifest.count()
        graph = Graph()
        graph.store = reader.store
        return {
            "sources": sources,
            "articles": articles,
            "failed": failed,
            "triples": len(graph),
            "classes": graph.counts(),
            "rules": len(Rules.parse(reader.manifest.get("rules"), reader.base).things),
            "bytes": sum(file.stat().st_size for file in Path(path).rglob("*") if file.is_file()),
            "base": reader.base,
            "kg": reader.manifest.get("kg"),
        }


def sources(path: Path | str) -> list[Row]:
    """The sources of a graph directory, sorted, with their articles, notes and errors. GraphError where it is none."""
    with reading(path) as reader:
        return list(reader.manifest.rows())
