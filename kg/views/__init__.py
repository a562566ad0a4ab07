"""What a graph can be written as: ``VIEWS[name](store, ontology)`` is the text of a file, its bytes, or these piece by piece.

To add one: a module here with a function of that form, and a line below. The command line picks it up by its name,
which is also the suffix of its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kg.network import Quads
from kg.ontology import Ontology
from kg.views import construct, gexf, graphml, html, jsonld, neo4j, parquet, quads, tables

View = Callable[[Quads, Ontology], str | bytes | Iterator[bytes]]

VIEWS: dict[str, View] = {
    "html": html.render,
    "ttl": quads.render_turtle,
    "nq": quads.render_nquads,
    "jsonld": jsonld.render,
    "rdf12.ttl": construct.rdf12,
    "datacube.ttl": construct.datacube,
    "graphml": graphml.render,
    "gexf": gexf.render,
    "neo4j.zip": neo4j.render,
    "csv": tables.figures,
    "relations.csv": tables.relations,
    "parquet": parquet.render,
}

_OTHER_NAMES = {"turtle": "ttl", "nquads": "nq", "n-quads": "nq", "json-ld": "jsonld"}


def named(format: str | None, file: str) -> str | None:
    """The name of the view meant by a format (``"ttl"``, ``"turtle"``, ``"neo4j"``), or else by the end of a file's name.

    None where there is no such view.
    """
    if format is None:
        return max((name for name in VIEWS if file.lower().endswith(f".{name}")), key=len, default=None)
    wanted = _OTHER_NAMES.get(format.lower(), format.lower())
    return next((name for name in VIEWS if wanted in {name, name.partition(".")[0]}), None)


__all__ = ["VIEWS", "View", "named"]
