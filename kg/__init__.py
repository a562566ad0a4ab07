"""Chinese official news and reports as a knowledge graph in which every fact keeps its exact quote.

    import kg

    document = kg.extract("去年，全县新建公路12条。", published="2024-05-06")
    graph = kg.build("articles/", output="out")
    graph.query("SELECT ?s WHERE { ?s ?p ?o } LIMIT 1")

Importing kg loads no heavy library; each name below loads what it needs when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kg.errors import FetchError, GraphError, InputError, KgError, NotValid, OntologyError, QueryError
from kg.model import (
    Article,
    Discard,
    Document,
    Entity,
    Field,
    Mention,
    Observation,
    Period,
    PlaceMatch,
    Quantity,
    Relation,
    Sentence,
    Span,
    Stage,
    Token,
)

if TYPE_CHECKING:
    from kg.builder import Outcome, add, build, extract, remove
    from kg.corpus.work import Work
    from kg.extract.places import find_places
    from kg.graph import Graph
    from kg.values.periods import find_periods
    from kg.values.quantities import find_quantities

__all__ = [
    "Article",
    "Discard",
    "Document",
    "Entity",
    "FetchError",
    "Field",
    "Graph",
    "GraphError",
    "InputError",
    "KgError",
    "Mention",
    "NotValid",
    "Observation",
    "OntologyError",
    "Outcome",
    "Period",
    "PlaceMatch",
    "Quantity",
    "QueryError",
    "Relation",
    "Sentence",
    "Span",
    "Stage",
    "Token",
    "Work",
    "add",
    "build",
    "extract",
    "find_periods",
    "find_places",
    "find_quantities",
    "remove",
]

_LAZY = {
    "Graph": "kg.graph",
    "Outcome": "kg.builder",
    "Work": "kg.corpus.work",
    "add": "kg.builder",
    "build": "kg.builder",
    "extract": "kg.builder",
    "find_periods": "kg.values.periods",
    "find_places": "kg.extract.places",
    "find_quantities": "kg.values.quantities",
    "remove": "kg.builder",
}
"""Where the names that need heavy libraries or data live."""


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    value = getattr(import_module(_LAZY[name]), name)
    setattr(sys.modules[__name__], name, value)
    return value


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """`kg.extract` is the function, though a package of that name holds the extractors.

    Python binds a submodule to its parent when it is first imported; for this name the function keeps its place.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        """Bind `name`, unless a submodule would hide the public name it shares."""
        if not (name in _LAZY and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
