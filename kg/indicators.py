"""What a document's figures say of their indicators: the name each is filed under, and how one is related to another."""

from __future__ import annotations

from collections.abc import Callable

from kg import sameness
from kg.ids import local_id
from kg.model import Document, Observation, Relation, Span
from kg.sameness import Rule

_BROADER, _CLOSE = "broader", "closeMatch"
_CLOSENESS = 0.8  # of a close rule: most likely the same measure, not certainly


def filed(observation: Observation, name: str | None = None) -> tuple[str, Rule | None]:
    """The name that an observation's indicator, or the broader one of this `name`, is filed under, and the rule for it."""
    return sameness.canonical(name or observation.indicator, observation.quantity.unit, observation.kind)


def relations(document: Document, quote: Callable[[Observation], Span]) -> tuple[list[Relation], list[str]]:
    """That one indicator is a kind of another, or close to it: claims too, each with the `quote` of its figure.

    Also the names of those that are close, which may have no figure of their own.
    """
    found: list[Relation] = []
    names: list[str] = []
    for one in document.observations:
        name = filed(one)[0]
        if one.broader and (wider := filed(one, one.broader)[0]) != name:
            found.append(_relation(name, _BROADER, wider, quote(one), one.by, one.confidence))
        for other, rule in sameness.close(name, one.quantity.unit, one.kind):
            if other != name:
                found.append(_relation(name, _CLOSE, other, quote(one), rule.name, _CLOSENESS))
                names.append(other)
    return found, names


def reasons(relation: Relation) -> dict[str, str]:
    """Why two indicators are close, by language; nothing for other relations."""
    if relation.predicate != _CLOSE:
        return {}
    rule = next(rule for rule in sameness.rules() if rule.name == relation.by)
    return {"zh": rule.reason, "en": rule.reason_en}


def audit(document: Document) -> set[tuple[str, str, str]]:
    """The indicators of a document: ``(local id, the name as written, the rule that files it there or else found it)``."""
    found = {(*filed(one), one.indicator, one.by) for one in document.observations}
    return {(local_id("Indicator", name), written, rule.name if rule else by) for name, rule, written, by in found}


def _relation(name: str, predicate: str, other: str, evidence: Span, by: str, confidence: float) -> Relation:
    return Relation(
        subject=local_id("Indicator", name),
        predicate=predicate,
        object=local_id("Indicator", other),
        evidence=evidence,
        by=by,
        confidence=confidence,
    )
