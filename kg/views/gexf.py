"""GEXF 1.2 for Gephi: as GraphML, with the colour of each class."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from kg.network import Quads, to_networkx
from kg.ontology import Ontology
from kg.views.graphml import plain


def render(store: Quads, ontology: Ontology) -> str:
    """The graph as GEXF. Node ids are IRIs; several aliases or passages stand in one text, parted by ``|``."""
    import networkx as nx  # type: ignore[import-untyped]

    graph = plain(to_networkx(store, ontology))
    for _, data in graph.nodes(data=True):
        data["local_id"] = data.pop("id")  # GEXF's own id is the IRI
        color = ontology.color(data["type"]).lstrip("#")
        red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
        data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    writer = nx.readwrite.gexf.GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the same graph is the same file on any day
        for creator in meta.iter("creator"):
            creator.text = "kg"
    ET.indent(writer.xml)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(writer.xml, encoding="unicode") + "\n"
