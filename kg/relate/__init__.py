"""Relations: what a sentence states by a trigger, and what names and the gazetteer make plain.

Triggers live in ontology/lexicon.ttl: a newcomer adds a relation there. Rules that names imply (`naming`) and rules of
scope over clauses (`scope`) are code. Every relation carries the sentence that states it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator

from kg.model import Document, Relation
from kg.relate.credits import credits
from kg.relate.gatherings import gatherings
from kg.relate.naming import naming
from kg.relate.pointed import pointed
from kg.relate.posts import posts
from kg.relate.runs import runs
from kg.relate.scope import scope
from kg.relate.triggers import triggered

Rule = Callable[[Document], Iterator[Relation]]
RULES: tuple[Rule, ...] = (credits, triggered, naming, scope, posts, pointed)

FOLLOWING: tuple[Callable[[Document, Collection[Relation]], Iterator[Relation]], ...] = (gatherings, runs)
"""What follows from the relations that the rules found."""


def relate(document: Document) -> Document:
    """Fill `relations`: one for each subject, predicate and object, the first and surest statement of it."""
    best: dict[tuple[str, str, str], Relation] = {}
    for rule in RULES:
        _keep(best, rule(document))
    for follow in FOLLOWING:
        _keep(best, list(follow(document, best.values())))
    ordered = sorted(best.values(), key=lambda r: (r.evidence, r.subject, r.predicate, r.object))
    return dataclasses.replace(document, relations=tuple(ordered))


def _keep(best: dict[tuple[str, str, str], Relation], found: Iterable[Relation]) -> None:
    for relation in found:
        key = (relation.subject, relation.predicate, relation.object)
        known = best.get(key)
        if relation.subject != relation.object and (known is None or relation.confidence > known.confidence):
            best[key] = relation
