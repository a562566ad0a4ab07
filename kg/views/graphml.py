"""GraphML for Gephi, yEd, Cytoscape and networkx: entities, figures and relations with all their attributes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from kg.network import Quads, to_networkx
from kg.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

_BETWEEN = "|"  # GraphML has no lists
# XML 1.0 section 2.2: no control character but tab, line feed and carriage return may stand in a document
_FORBIDDEN = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in {9, 10, 13}}


def render(store: Quads, ontology: Ontology) -> str:
    """The graph as GraphML. Node ids are IRIs; several aliases or passages stand in one text, parted by ``|``."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(plain(to_networkx(store, ontology)), out, encoding="utf-8", infer_numeric_types=True)
    return out.getvalue().decode("utf-8")


def plain(graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """A copy whose attributes are texts and numbers, as GraphML and GEXF hold them; edges are numbered e0, e1…"""
    import networkx as nx

    copy = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        copy.add_node(node, **_scalars(data))
    for number, (subject, object_, key, data) in enumerate(graph.edges(keys=True, data=True)):
        # edge ids have to be unique in the whole file; networkx keys are so only between two nodes
        copy.add_edge(subject, object_, key=f"e{number}", statement=key, **_scalars(data))
    return copy


def _scalars(data: dict[str, Any]) -> dict[str, str | float]:
    """Attributes as GraphML holds them; what is empty is left out."""
    found: dict[str, str | float] = {}
    for name, value in data.items():
        if isinstance(value, float):
            found[name] = value
        elif value:
            text = _BETWEEN.join(value) if isinstance(value, tuple) else str(value)
            found[name] = text.translate(_FORBIDDEN)
    return found
