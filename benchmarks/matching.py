"""Which gold facts and which found facts are the same, and whether the fields of a figure agree.

Optional gold facts count neither as missed nor, when found, as wrong. A found fact is wrong where the gold would
have it if it were so; where the gold leaves the question open (an optional thing, a relation of things it does not
judge) nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from gold import (
    Comparison,
    F,
    Found,
    FoundEntity,
    FoundObservation,
    FoundRelation,
    G,
    GoldEntity,
    GoldObservation,
    GoldRelation,
    GoldText,
    Match,
)

_TOLERANCE = Decimal("0.000001")


def compare(gold: GoldText, found: Found) -> Comparison:
    """How one text's findings agree with its gold."""
    return Comparison(
        gold=gold,
        found=found,
        entities=match_entities(gold, found),
        observations=match_observations(gold, found),
        relations=match_relations(gold, found),
    )


def match_entities(gold: GoldText, found: Found) -> Match[GoldEntity, FoundEntity]:
    """The same root class and a name in common."""
    optional = frozenset[str]().union(*(e.names for e in gold.entities if e.optional))
    return _match(
        gold.entities,
        found.entities,
        lambda g, f: int(g.type == f.type and bool(g.names & f.names)),
        lambda f: bool(f.names & optional),
    )


def match_observations(gold: GoldText, found: Found) -> Match[GoldObservation, FoundObservation]:
    """The same value, unit, kind and indicator; of several, the one whose other fields agree best."""

    def likeness(g: GoldObservation, f: FoundObservation) -> int:
        same = _close(g.value, f.value) and f.unit in g.units and f.kind in g.kinds and same_indicator(g, f)
        return 1 + sum(bool(v) for v in fields(g, f, gold, found).values()) if same else 0

    optional = [o.value for o in gold.observations if o.optional]
    return _match(
        gold.observations, found.observations, likeness, lambda f: any(_close(value, f.value) for value in optional)
    )


def match_relations(gold: GoldText, found: Found) -> Match[GoldRelation, FoundRelation]:
    """The same predicate between the same things. Only relations of two things that the gold surely holds are judged."""
    names, none = gold.names, frozenset[str]()
    sure = none.union(*(e.names for e in gold.entities if not e.optional))

    def likeness(g: GoldRelation, f: FoundRelation) -> int:
        ends = (names[g.subject] & found.names.get(f.subject, none), names[g.object] & found.names.get(f.object, none))
        return int(g.predicate == f.predicate and all(ends))

    def open_(f: FoundRelation) -> bool:
        return not (found.names.get(f.subject, none) & sure and found.names.get(f.object, none) & sure)

    return _match(gold.relations, found.relations, likeness, open_)


def _match(
    gold: Sequence[G], found: Sequence[F], likeness: Callable[[G, F], int], leaves_open: Callable[[F], bool]
) -> Match[G, F]:
    """One to one, gold facts that must be found before optional ones, each with the likest that is free."""
    free = dict(enumerate(found))
    pairs, missed = [], []
    for g in sorted(gold, key=lambda g: g.optional):
        best = max(free, key=lambda i: likeness(g, free[i]), default=None)
        if best is not None and likeness(g, free[best]):
            pairs.append((g, free.pop(best)))
        elif not g.optional:
            missed.append(g)
    wrong = tuple(f for f in free.values() if not leaves_open(f))
    return Match(tuple(pairs), tuple(missed), wrong, tuple(f for f in free.values() if leaves_open(f)))


def _close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= _TOLERANCE * max(Decimal(1), abs(a))


def same_indicator(gold: GoldObservation, found: FoundObservation) -> bool:
    """One contains the other: the found name an accepted core that it doesn't drown, or most of one."""
    name = found.indicator
    return any(
        (core in name and len(name) <= 2 * len(core) + 12) or (len(name) > 1 and name in core and len(core) <= 2 * len(name))
        for core in gold.indicators
    )


def fields(g: GoldObservation, f: FoundObservation, gold: GoldText, found: Found) -> dict[str, bool | None]:
    """Whether place, period, approximation, about and agency agree; None where the gold doesn't judge a field."""

    def same(wanted: tuple[str | None, ...], got: str | None) -> bool:
        if got is None:
            return None in wanted
        return any(gold.names[one] & found.names.get(got, frozenset()) for one in wanted if one is not None)

    return {
        "place": same(g.places, f.place),
        "period": same_period(g, f),
        "approximation": f.approximation in g.approximations if g.approximations else f.approximation is None,
        "about": same(g.abouts, f.about) if g.abouts[0] else None,
        "agency": same(g.agencies, f.agency) if g.agencies[0] else None,
    }


def same_period(gold: GoldObservation, found: FoundObservation) -> bool:
    """Both ends as the gold has them, or both in a year that the document implies."""
    if any(_same_date(d, found.start) for d in gold.starts) and any(_same_date(d, found.end) for d in gold.ends):
        return True
    return all(any((date or "").startswith(hint) for hint in gold.hints) for date in (found.start, found.end))


def _same_date(gold: str | None, found: str | None) -> bool:
    """Equal as far as both are given: a year, a month or a day."""
    if gold is None or found is None:
        return gold is found
    return gold.startswith(found) or found.startswith(gold)
