"""graph.html: one self-contained page to look at a graph, built through pyvis and vis-network.

pyvis gathers nodes, edges and options and renders our template; vis-network comes from pyvis's own package and is
written into the page with its licence notice. Positions are computed here and physics is off, so a page opens at
once and the same graph is the same bytes. The page asks for nothing: its Content-Security-Policy names the hashes of
its scripts and its style and forbids all else. `explorer` is the same page for a server: it holds no graph, and asks
the server that sent it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.network import Quads, to_networkx
from kg.ontology import Ontology
from kg.views.payload import KEPT, LIMIT, Part, class_data, whole

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
THEME = _STATIC / "theme.css"
"""The colours and type that every page has, of the file and of the server."""
# in the order in which they build on one another
_SCRIPTS = (
    "data.js", "source.js", "dom.js", "labels.js", "canvas.js", "expand.js", "search.js", "filters.js", "chart.js",
    "copy.js", "details.js", "tables.js", "export.js", "main.js",
)  # fmt: skip
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
MENU = (("figures", "/figures"), ("conflicts", "/conflicts"), ("articles", "/articles"), ("sparql", "/sparql"))
"""The server's other pages, in order: the key of a name in messages.json, and a path."""
_NOTHING: Part = {"nodes": [], "links": [], "drawn": [], "classes": {}}


def render(store: Quads, ontology: Ontology, limit: int = LIMIT, kept: int = KEPT) -> str:
    """The page of a graph, as text to be written in UTF-8.

    Of a larger graph it draws the `limit` most important nodes and says so; the reader finds the others, up to `kept`,
    by search and by going on from a node. GraphError where pyvis lacks vis-network.
    """
    part = whole(to_networkx(store, ontology), ontology, limit=limit, kept=kept)
    return _page(_pyvis(part), graph=part)


def explorer(ontology: Ontology, api: str, *, pages: str = "", menu: tuple[tuple[str, str], ...] = MENU) -> str:
    """The page for a server: its parts come from `api` (``/api/``), a path on the same host that ends in a slash.

    It asks for ``graph`` (see payload.whole), ``graph?entity=ID&depth=1`` (payload.ego), ``entity?id=ID``
    (payload.entity) and ``search?q=WORDS`` ({"results": entries of kg.views.search, "total": number}). Where `pages` is
    given, things and articles link to `pages` + id. `menu` leads to the server's other pages.
    """
    classes = {name: class_data(ontology, name) for name in sorted(ontology.classes())}
    return _page(_pyvis(_NOTHING), graph=None, api=api, pages=pages, menu=menu, classes=classes)


def _pyvis(part: Part) -> Any:
    """The pyvis network of what is drawn at first: one node a thing, one edge a triple."""
    from pyvis.network import Network  # type: ignore[import-untyped]

    network = Network(directed=True, cdn_resources="in_line")
    nodes = {node["id"]: node for node in part["nodes"]}
    for id, x, y, size in part["drawn"]:
        node, type_ = nodes[id], part["classes"][nodes[id]["type"]]
        network.add_node(id, label=node.get("zh", id), shape=type_["shape"], color=type_["color"], size=size, x=x, y=y)
    drawn = {id for id, *_ in part["drawn"]}
    for number, link in enumerate(part["links"]):
        if link["from"] in drawn and link["to"] in drawn:
            network.add_edge(link["from"], link["to"], id=number)
    network.set_options(json.dumps(_OPTIONS))
    return network


def _page(network: Any, *, graph: Part | None, **settings: Any) -> str:
    network.set_template_dir(str(_HERE / "templates"), "graph.html")
    environment = network.templateEnv
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    style = THEME.read_text("utf-8") + (_STATIC / "viewer.css").read_text("utf-8")
    library, viewer = vis_network(), viewer_script()
    environment.globals.update(
        style=style,
        library=library,
        viewer=viewer,
        csp=content_security_policy(scripts=[library, viewer], styles=[style], connect=graph is None),
        # pyvis has the places of what is drawn
        graph=graph and {name: value for name, value in graph.items() if name != "drawn"},
        settings=settings | {"messages": _read_json("messages.json"), "queries": _queries()},
    )
    return str(network.generate_html("graph.html"))


def content_security_policy(*, scripts: list[str], styles: list[str], connect: bool = False) -> str:
    """A policy that lets exactly these inline texts run (CSP Level 3, hash-source) and nothing be fetched.

    With `connect` the page may ask the host that sent it.
    """
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts)) or chr(39) + 'none' + chr(39)}; "
        f"style-src {' '.join(map(_hash, styles))}; img-src data: blob:; base-uri 'none'; form-action 'none'"
        + ("; connect-src 'self'" if connect else "")
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


def _queries() -> dict[str, str]:
    """The SPARQL that "copy as SPARQL" gives, {iri} being the thing's: one for things, one for figures."""
    return {name: (_STATIC / f"copy-{name}.rq").read_text("utf-8") for name in ("thing", "figure")}
