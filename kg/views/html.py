"""graph.html: one self-contained page to look at a graph, built through pyvis and vis-network.

pyvis gathers nodes, edges and options and renders our template; vis-network comes from pyvis's own package and is
written into the page with its licence notice. Positions are computed here and physics is off, so a page opens at
once and the same graph is the same bytes. The page asks for nothing: its Content-Security-Policy names the hashes of
its scripts and its style and forbids all else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import GraphError
from kg.network import Quads, importance, layout, to_networkx
from kg.ontology import Ontology
from kg.views.payload import Payload, choose

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

LIMIT = 1500
"""How many nodes a page draws at most: vis-network opens 1,000 in 0.8 s and 5,000 in 4.5 s (measured)."""

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
# in the order in which they build on one another
_SCRIPTS = ("data.js", "dom.js", "labels.js", "canvas.js", "search.js", "legend.js", "details.js", "tables.js", "main.js")
_DOT_SIZES = (11, 30)  # of the least and the most important entity, in pixels
_FIGURE_SIZE = 7
_OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5},
    "edges": {"smooth": False, "width": 1, "arrows": {"to": {"enabled": True, "scaleFactor": 0.4}}},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": False,
        "keyboard": {"enabled": True, "bindToWindow": False},
        "multiselect": False,
        "tooltipDelay": 0,
    },
}


def render(store: Quads, ontology: Ontology, limit: int = LIMIT) -> str:
    """The page, as text to be written in UTF-8.

    Of a larger graph it shows the `limit` most important nodes and says so. GraphError where pyvis lacks vis-network.
    """
    graph = to_networkx(store, ontology)
    shown = graph.subgraph(choose(graph, limit))
    payload = Payload(graph, shown, ontology, shapes=_read_json("shapes.json"), messages=_read_json("messages.json"))
    return _page(_pyvis(shown, payload, ontology), payload)


def _pyvis(shown: nx.MultiDiGraph[str], payload: Payload, ontology: Ontology) -> Any:
    """The pyvis network of what is drawn: one node a thing, one edge a triple."""
    from pyvis.network import Network  # type: ignore[import-untyped]

    network = Network(directed=True, cdn_resources="in_line")
    positions = layout(shown)
    sizes = _sizes(shown)
    for node in sorted(shown, key=lambda one: (sizes[one], one)):  # what is drawn last lies on top: the large
        data = shown.nodes[node]
        x, y = positions[node]
        network.add_node(
            payload.ids[node],
            label=data["label"] or payload.ids[node],
            shape=payload.shape(data["root"]),
            color=ontology.color(data["type"]),
            size=sizes[node],
            x=x,
            y=y,
        )
    for number, link in enumerate(payload.links):
        network.add_edge(link["from"], link["to"], id=number)
    network.set_options(json.dumps(_OPTIONS))
    return network


def _sizes(shown: nx.MultiDiGraph[str]) -> dict[str, float]:
    """Diameters by rank of importance: figures all small, things from small to large."""
    ranks = importance(shown)
    top = max(ranks.values(), default=1.0)
    least, most = _DOT_SIZES
    return {
        node: _FIGURE_SIZE
        if data["root"] in {"Observation", "Indicator"}
        else round(least + (most - least) * (ranks[node] / top) ** 0.5, 1)
        for node, data in shown.nodes(data=True)
    }


def _page(network: Any, payload: Payload) -> str:
    network.set_template_dir(str(_HERE / "templates"), "graph.html")
    environment = network.templateEnv
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    style = (_STATIC / "viewer.css").read_text("utf-8")
    library, viewer = vis_network(), viewer_script()
    environment.globals.update(
        style=style,
        library=library,
        viewer=viewer,
        csp=content_security_policy(scripts=[library, viewer], styles=[style]),
        payload=payload.data(),
    )
    return str(network.generate_html("graph.html"))


def content_security_policy(*, scripts: list[str], styles: list[str]) -> str:
    """A policy that lets exactly these inline texts run and nothing be fetched (CSP Level 3, hash-source)."""
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts)) or chr(39) + 'none' + chr(39)}; "
        f"style-src {' '.join(map(_hash, styles))}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


@lru_cache(maxsize=1)
def vis_network() -> str:
    """vis-network as pyvis ships it, its licence notice at the top, without the link to a source map."""
    import pyvis  # type: ignore[import-untyped]

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    files = sorted(folder.glob("vis-*/vis-network.min.js"))
    if not files:
        raise GraphError(f"The page can't be written: pyvis has no vis-network in {folder}. Install pyvis again.")
    lines = files[-1].read_text("utf-8").split("\n")  # not splitlines: U+2028 stands inside its string literals
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))


def viewer_script() -> str:
    """The viewer's files as one script, in one strict function scope."""
    parts = [f"// {name}\n{(_STATIC / name).read_text('utf-8')}" for name in _SCRIPTS]
    return '(function () {\n"use strict";\n' + "\n".join(parts) + "})();\n"


def _read_json(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_STATIC / name).read_text("utf-8"))
    return found
