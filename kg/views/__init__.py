"""What a graph can be written as: ``VIEWS[name](store, ontology)`` is the text of a file.

To add one: a module here with a function of that form, and a line below. The command line picks it up by its name,
which is also the suffix of its file.
"""

from __future__ import annotations

from collections.abc import Callable

from kg.network import Quads
from kg.ontology import Ontology
from kg.views import graphml, html, jsonld, tables

View = Callable[[Quads, Ontology], str | bytes]

VIEWS: dict[str, View] = {
    "html": html.render,
    "graphml": graphml.render,
    "jsonld": jsonld.render,
    "csv": tables.figures,
    "relations.csv": tables.relations,
}

__all__ = ["VIEWS", "View"]
