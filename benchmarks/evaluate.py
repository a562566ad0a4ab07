#!/usr/bin/env python3
"""How much of what annotated texts say is found, and how much of what is found is so.

    python benchmarks/evaluate.py [GOLD_DIR] [--json] [--verbose] [--without-tagger]
    python benchmarks/evaluate.py --update [--lower "reason"]

GOLD_DIR holds gold/*.json and texts/*.txt; without one, the corpora of floors.py are measured, as far as they are
there. --update raises the floors of tests/test_accuracy.py to what was measured and writes docs/accuracy.md's tables
anew. A floor sinks only with a reason, which tests/floors.json then records. --without-tagger tells what the rules find
with no tagger at work: every character is a word, of no part of speech.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import floors
from gold import Comparison, find, read_corpus
from matching import compare, fields

KINDS = ("entities", "observations", "relations")
FIELDS = ("place", "period", "approximation", "about", "agency")


@dataclass(frozen=True, slots=True)
class Tally:
    """Facts found, found though not so, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is so; 0 where nothing was found."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """The share of what is so that was found; 0 where nothing was found."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Tallies by kind of fact and by class of entity; of the matched figures, [agreeing, judged] by field."""

    kinds: dict[str, Tally]
    types: dict[str, Tally]
    fields: dict[str, tuple[int, int]]

    def measures(self) -> dict[str, float]:
        """Every measure that has a floor, by name."""
        named = {f"{kind}.{m}": getattr(self.kinds[kind], m) for kind in KINDS for m in ("precision", "recall", "f1")}
        return named | {f"{name}.accuracy": right / total for name, (right, total) in self.fields.items() if total}


def measure(folder: Path) -> list[Comparison]:
    """Every text of a corpus, compared with what kg finds in it."""
    return [compare(gold, find(gold.text)) for gold in read_corpus(folder)]


@contextmanager
def no_tagger() -> Iterator[None]:
    """Texts read meanwhile have no words of the tagger's: every character is one, of no part of speech."""
    with patch("kg.segment.tag", lambda sentences: [[(char, "") for char in text] for text in sentences]):
        yield


def score(comparisons: Iterable[Comparison]) -> Score:
    """The tallies of all texts together."""
    kinds = dict.fromkeys(KINDS, Tally())
    types: dict[str, Tally] = {}
    judged: dict[str, list[bool]] = {name: [] for name in FIELDS}
    for one in comparisons:
        for kind in KINDS:
            kinds[kind] += _tally(getattr(one, kind))
        for type, tally in _by_type(one):
            types[type] = types.get(type, Tally()) + tally
        for g, f in one.observations.pairs:
            for name, agrees in fields(g, f, one.gold, one.found).items():
                judged[name] += [] if agrees is None else [agrees]
    return Score(kinds=kinds, types=dict(sorted(types.items())), fields={k: (sum(v), len(v)) for k, v in judged.items()})


def _tally(match: Any) -> Tally:
    return Tally(sum(not g.optional for g, _ in match.pairs), len(match.wrong), len(match.missed))


def _by_type(one: Comparison) -> Iterable[tuple[str, Tally]]:
    yield from ((g.type, Tally(right=1)) for g, _ in one.entities.pairs if not g.optional)
    yield from ((f.type, Tally(wrong=1)) for f in one.entities.wrong)
    yield from ((g.type, Tally(missed=1)) for g in one.entities.missed)


def as_json(comparisons: list[Comparison]) -> dict[str, Any]:
    """A score as plain data."""
    total = score(comparisons)
    counts = {k: {"right": t.right, "wrong": t.wrong, "missed": t.missed} for k, t in total.kinds.items()}
    return {
        "texts": [c.gold.id for c in comparisons],
        "counts": counts,
        "measures": {k: round(v, 4) for k, v in total.measures().items()},
        "types": {k: round(t.f1, 4) for k, t in total.types.items()},
    }


def show(name: str, comparisons: list[Comparison], *, verbose: bool) -> None:
    """Print a corpus: a line for each text, with --verbose what was missed and what was wrong, and the whole."""
    print(f"{name}: {len(comparisons)} texts")
    for one in comparisons:
        print(f"  {one.gold.id:20s} " + "  ".join(f"{k} {_short(_tally(getattr(one, k)))}" for k in KINDS))
        for line in _details(one) if verbose else ():
            print(f"    {line}")
    total = score(comparisons)
    for kind in KINDS:
        t = total.kinds[kind]
        print(f"  {kind:13s} precision {t.precision:.3f}  recall {t.recall:.3f}  F1 {t.f1:.3f}  {_short(t)}")
    print("  by class      " + "  ".join(f"{k} {t.f1:.3f}" for k, t in total.types.items()))
    shares = (f"{k} {right / of:.3f} of {of}" for k, (right, of) in total.fields.items() if of)
    print("  of figures    " + "  ".join(shares))


def _short(tally: Tally) -> str:
    return f"+{tally.right} ×{tally.wrong} -{tally.missed}"


def _details(one: Comparison) -> Iterable[str]:
    for kind in KINDS:
        match = getattr(one, kind)
        yield from (f"missed  {g.label}" for g in match.missed)
        yield from (f"wrong   {f.label}  [{_rules(f)}]" for f in match.wrong)
    for g, f in one.observations.pairs:
        off = [name for name, agrees in fields(g, f, one.gold, one.found).items() if agrees is False]
        got = f"{f.start}..{f.end}, place {_name(one, f.place)}, about {_name(one, f.about)}, of {_name(one, f.agency)}"
        yield from [f"differs {g.label}: {', '.join(off)} (found {got})"] if off else []


def _name(one: Comparison, id: str | None) -> str:
    return max(one.found.names.get(id, {"-"}), key=lambda name: (len(name), name))


def _rules(found: Any) -> str:
    return ", ".join(by for by, _ in found.rules) if hasattr(found, "rules") else f"{found.by} {found.confidence}"


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold_dir", nargs="?", type=Path, help="a folder with gold/ and texts/")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--verbose", action="store_true", help="list what was missed, wrong or different")
    parser.add_argument("--without-tagger", action="store_true", help="measure the rules with no words tagged")
    parser.add_argument("--update", action="store_true", help="raise the floors and write the tables")
    parser.add_argument("--lower", metavar="REASON", help="with --update: let floors sink, for this reason")
    options = parser.parse_args(arguments)
    if options.gold_dir and options.update:
        parser.error("--update measures the corpora that have floors: leave GOLD_DIR out")
    if options.without_tagger and options.update:
        parser.error("--update sets the floors of the whole of kg: leave --without-tagger out")
    corpora = {options.gold_dir.name: options.gold_dir} if options.gold_dir else floors.corpora()
    with no_tagger() if options.without_tagger else nullcontext():
        measured = {name: measure(folder) for name, folder in corpora.items()}
    if options.json:
        print(json.dumps({name: as_json(texts) for name, texts in measured.items()}, ensure_ascii=False, indent=1))
    else:
        for name, texts in measured.items():
            show(name, texts, verbose=options.verbose)
    return _update(measured, options.lower) if options.update else 0


def _update(measured: dict[str, list[Comparison]], reason: str | None) -> int:
    scores = {name: score(texts) for name, texts in measured.items()}
    try:
        floors.update({name: (len(measured[name]), s.measures()) for name, s in scores.items()}, reason)
    except floors.WouldSink as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
