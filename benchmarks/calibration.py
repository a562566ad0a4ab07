#!/usr/bin/env python3
"""How often the gold agrees with what kg found, for every rule and for every tenth of confidence.

    python benchmarks/calibration.py [GOLD_DIR ...] [--json] [--update]

Without folders, the corpora of floors.py together. A fact is judged as in matching.py; what the gold leaves open is
not counted. An entity that several rules named counts once for each of them. `whole` counts the figures whose place,
period and approximation agree as well. --update writes the table of docs/accuracy.md anew.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import floors
from evaluate import KINDS, measure
from gold import Comparison, FoundEntity
from matching import fields


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judged fact: its kind, the rule that found it and how sure that rule is."""

    kind: str
    rule: str
    confidence: float
    right: bool
    whole: bool

    @property
    def tenth(self) -> str:
        """The tenth that the confidence falls in: "0.9" for 0.93 and for 1."""
        return f"{min(int(self.confidence * 10 + 1e-9), 9) / 10:.1f}"


@dataclass(frozen=True, slots=True)
class Rate:
    """How many facts of a group were judged, how many are right, and how sure the rules were on average."""

    judged: int
    right: int
    whole: int
    confidence: float

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.judged


def verdicts(comparisons: Iterable[Comparison]) -> list[Verdict]:
    """Every judged fact of some texts."""
    return [v for one in comparisons for v in (*_of_entities(one), *_of_figures(one), *_of_relations(one))]


def _of_entities(one: Comparison) -> Iterator[Verdict]:
    def each(entity: FoundEntity, *, right: bool) -> Iterator[Verdict]:
        return (Verdict("entities", by, confidence, right, right) for by, confidence in entity.rules)

    for _, entity in one.entities.pairs:
        yield from each(entity, right=True)
    for entity in one.entities.wrong:
        yield from each(entity, right=False)


def _of_figures(one: Comparison) -> Iterator[Verdict]:
    for g, f in one.observations.pairs:
        agree = fields(g, f, one.gold, one.found)
        whole = all(agree[name] is not False for name in ("place", "period", "approximation"))
        yield Verdict("observations", f.by, f.confidence, right=True, whole=whole)
    for f in one.observations.wrong:
        yield Verdict("observations", f.by, f.confidence, right=False, whole=False)


def _of_relations(one: Comparison) -> Iterator[Verdict]:
    for _, f in one.relations.pairs:
        yield Verdict("relations", f.by, f.confidence, right=True, whole=True)
    for f in one.relations.wrong:
        yield Verdict("relations", f.by, f.confidence, right=False, whole=False)


def rates(facts: Iterable[Verdict], group: Callable[[Verdict], str]) -> dict[str, Rate]:
    """The rates of the groups, by name in order."""
    groups: dict[str, list[Verdict]] = {}
    for fact in facts:
        groups.setdefault(group(fact), []).append(fact)
    return {name: _rate(members) for name, members in sorted(groups.items())}


def _rate(facts: list[Verdict]) -> Rate:
    mean = sum(f.confidence for f in facts) / len(facts)
    return Rate(len(facts), sum(f.right for f in facts), sum(f.whole for f in facts), round(mean, 3))


def by_tenth(facts: list[Verdict]) -> dict[str, dict[str, Rate]]:
    """For each kind of fact, the rate of every tenth of confidence."""
    return {kind: rates((f for f in facts if f.kind == kind), lambda f: f.tenth) for kind in KINDS}


def by_rule(facts: list[Verdict]) -> dict[str, dict[str, Rate]]:
    """For each kind of fact, the rate of every rule."""
    return {kind: rates((f for f in facts if f.kind == kind), lambda f: f.rule) for kind in KINDS}


def show(title: str, tables: dict[str, dict[str, Rate]]) -> None:
    """Print the rates of a grouping. A rule that is surer than its facts are right is marked <, one too modest >."""
    print(f"{title:34s} judged  right  share  mean confidence")
    for kind, table in tables.items():
        print(kind)
        for name, rate in table.items():
            whole = f"  whole {rate.whole / rate.judged:.2f}" if kind == "observations" else ""
            mark = _mark(rate)
            print(f"  {name:32s} {rate.judged:6d} {rate.right:6d}  {rate.share:.2f}   {rate.confidence:.2f} {mark}{whole}")


def _mark(rate: Rate) -> str:
    """Whether the confidence lies a tenth or more away from the share, where ten facts or more say so."""
    if rate.judged < 10 or abs(rate.share - rate.confidence) < 0.1:
        return " "
    return "<" if rate.share < rate.confidence else ">"


def as_json(facts: list[Verdict]) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Both groupings as plain data: [judged, right, whole, mean confidence]."""
    return {
        name: {
            kind: {k: [r.judged, r.right, r.whole, r.confidence] for k, r in table.items()} for kind, table in tables.items()
        }
        for name, tables in (("tenths", by_tenth(facts)), ("rules", by_rule(facts)))
    }


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold_dirs", nargs="*", type=Path, help="folders with gold/ and texts/")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--update", action="store_true", help="write the table of docs/accuracy.md")
    options = parser.parse_args(arguments)
    if options.gold_dirs and options.update:
        parser.error("--update measures the corpora that have floors: leave GOLD_DIR out")
    facts = verdicts(one for folder in options.gold_dirs or floors.corpora().values() for one in measure(folder))
    if options.json:
        print(json.dumps(as_json(facts), ensure_ascii=False, indent=1))
    else:
        show("confidence", by_tenth(facts))
        show("rule", by_rule(facts))
    if options.update:
        _update()
    return 0


def _update() -> None:
    """Write how the facts of every corpus were judged, each corpus for itself."""
    data = floors.load()
    for name, folder in floors.corpora().items():
        tables = by_tenth(verdicts(measure(folder)))
        data["calibration"][name] = {
            kind: {tenth: [r.judged, r.right, r.whole] for tenth, r in table.items()} for kind, table in tables.items()
        }
    floors.save(data)


if __name__ == "__main__":
    sys.exit(main())
