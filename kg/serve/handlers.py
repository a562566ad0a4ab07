"""What a worker can be called to do, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kg.serve import api, articles, editor, figures, graphs, sparql, things, tools
from kg.serve.ask import Ask
from kg.serve.site import Site
from kg.serve.wire import Reply


def _page(handler: Callable[[Site, Ask], Reply]) -> Callable[..., Reply]:
    def called(site: Site, **ask: Any) -> Reply:
        return handler(site, Ask(**ask))

    return called


HANDLERS: dict[str, Callable[..., Reply]] = {
    "query": sparql.query,
    "update": sparql.update,
    "tool-search": tools.search_entities,
    "tool-entity": tools.entity,
    "tool-figures": tools.figures,
    **{
        name: _page(handler)
        for name, handler in {
            "explorer": api.explorer,
            "api-graph": api.graph,
            "api-entity": api.entity,
            "api-search": api.search,
            "thing": things.thing,
            "search": things.search,
            "articles": articles.articles,
            "figures": figures.figures,
            "figures-csv": figures.figures_csv,
            "figures-json": figures.figures_json,
            "conflicts": figures.conflicts,
            "editor": editor.editor,
            "store": graphs.store,
            "description": graphs.description,
        }.items()
    },
}
