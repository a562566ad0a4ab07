"""JSON-LD 1.1: the same triples as the Turtle, with a context, so that any JSON reader finds its way."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox

from kg.network import RDF_TYPE, Quads
from kg.ontology import Ontology

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def render(store: Quads, ontology: Ontology) -> str:
    """One document with ``@context`` (the ontology's prefixes) and ``@graph``, sorted: the same graph, the same text."""
    context = dict(sorted(ontology.prefixes.items()))
    nodes: dict[str, dict[str, Any]] = {}
    for quad in sorted(store.quads_for_pattern(None, None, None), key=str):
        node = nodes.setdefault(_name(quad.subject), {"@id": _name(quad.subject)})
        if quad.predicate == RDF_TYPE and isinstance(quad.object, ox.NamedNode):
            node.setdefault("@type", []).append(_short(quad.object.value, context))
        else:
            node.setdefault(_short(quad.predicate.value, context), []).append(_object(quad.object, context))
    document = {"@context": context, "@graph": list(nodes.values())}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _name(term: Any) -> str:
    return str(term.value) if isinstance(term, ox.NamedNode) else str(term)  # a blank node prints as _:name


def _short(iri: str, context: dict[str, str]) -> str:
    """A compact IRI where a prefix fits and what is left can't be read as anything else, else the whole."""
    for prefix, namespace in context.items():
        rest = iri[len(namespace) :]
        if iri.startswith(namespace) and rest and not rest.startswith("//"):
            return f"{prefix}:{rest}"
    return iri


def _object(term: Any, context: dict[str, str]) -> dict[str, str]:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@language": term.language, "@value": term.value}
    if term.datatype.value == _XSD_STRING:
        return {"@value": term.value}
    return {"@type": _short(term.datatype.value, context), "@value": term.value}
