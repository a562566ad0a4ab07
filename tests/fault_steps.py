"""A process that changes a graph directory, to be killed or starved: fault_steps.py DIR STEP [STOP_AT] [LARGEST_FILE].

STEP is build, add, remove, rules or merge. It is killed (-9) at its STOP_AT-th opening, renaming or removal of a file, 0
for never. LARGEST_FILE is the most bytes that a file may have, 0 for any: a disk that is full. Prints a line for each
input reported done, and at the end how many such events there were.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

import pyoxigraph as ox

from kg.corpus.folder import GraphFolder
from kg.corpus.merge import merge
from kg.corpus.shard import Record, Shard
from kg.errors import KgError
from kg.ids import BASE
from kg.ontology import SKOS
from kg.turtle import lines

EVENTS = frozenset({"open", "os.rename", "os.remove", "sqlite3.connect"})
ARTICLES = 24
RULES = 'agency:0 owl:sameAs agency:1 . agency:1 skos:prefLabel "甲"@zh .'


def shard(number: int, version: int = 0) -> Shard:
    """A made-up article of 200 triples."""
    local = f"article/{number:016x}"
    named = ox.NamedNode(SKOS + "altLabel")
    own = [ox.Triple(ox.NamedNode(BASE + local), named, ox.Literal(f"{number} {version} {n}")) for n in range(200)]
    shared = [ox.Triple(ox.NamedNode(f"{BASE}agency/{number % 3}"), named, ox.Literal(f"{version}", language="zh"))]
    return Shard(
        source=f"urn:source://{number}",
        key=f"{number:032x}{version:032x}",
        article=local,
        text=f"第{number}篇，第{version}版。" * 20,
        triples=lines([*own, *shared]),
    )


def said(record: Record) -> None:
    print(record.source, flush=True)


def step(folder: Path, name: str) -> None:
    """Make one change."""
    if name == "merge":
        merge([folder / "one", folder / "two"], folder / "out", view=False, each=said)
        return
    mode = "build" if name == "build" else "update"
    with GraphFolder.open(folder, mode, view=False, rules=RULES if name == "rules" else None) as graph:  # type: ignore[arg-type]
        if name == "build":
            for start in range(0, ARTICLES, 6):
                graph.put([shard(number) for number in range(start, start + 6)], said)
        if name == "add":
            graph.put([shard(number, 1) for number in range(0, ARTICLES, 2)], said)
            graph.put([shard(ARTICLES + number) for number in range(4)], said)
        if name == "remove":
            held = [f"article/{number:016x}" for number in range(0, ARTICLES, 3)]
            graph.remove([article for article in held if graph.manifest.of_article(article)])
        graph.finish()


def main() -> int:
    folder, name, stop_at, largest = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    events = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal events
        if event in EVENTS and str(folder) in str(arguments[0]):
            events += 1
            if events == stop_at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    try:
        step(folder, name)
    except KgError as error:
        print(error, file=sys.stderr)
        return error.code
    print("events", events)
    return 0


if __name__ == "__main__":
    sys.exit(main())
