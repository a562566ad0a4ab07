"""GraphML for Gephi, yEd, Cytoscape and networkx: entities, figures and relations with all their attributes."""

from __future__ import annotations

import io
from typing import Any

from kg.network import Quads, to_networkx
from kg.ontology import Ontology

_BETWEEN = "|"  # GraphML has no lists
# XML 1.0 section 2.2: no control character but tab, line feed and carriage return may stand in a document
_FORBIDDEN = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in {9, 10, 13}}


def render(store: Quads, ontology: Ontology) -> str:
    """The graph as GraphML. Node ids are IRIs; several aliases or passages stand in one text, parted by ``|``."""
    import networkx as nx  # type: ignore[import-untyped]

    graph = to_networkx(store, ontology)
    plain = nx.MultiDiGraph()
    for node, data in graph.nodes(data=True):
        plain.add_node(node, **_scalars(data))
    for number, (subject, object_, key, data) in enumerate(graph.edges(keys=True, data=True)):
        # GraphML wants edge ids unique in the whole file; networkx keys are so only between two nodes
        plain.add_edge(subject, object_, key=f"e{number}", statement=key, **_scalars(data))
    out = io.BytesIO()
    nx.write_graphml_xml(plain, out, encoding="utf-8", infer_numeric_types=True)
    return out.getvalue().decode("utf-8")


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
