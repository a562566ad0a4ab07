"""A graph on disk as sorted Turtle, in bounded memory, byte for byte what kg.store.turtle gives for its triples.

The store keeps the triples of one subject side by side, in an order of its own. So blocks of Turtle, one for each
subject, are sorted in memory in runs of some tens of thousands of triples, and the runs are merged from disk. A subject
with more triples than a run holds (a country that every article names) is sorted by triple, from disk as well.
"""

from __future__ import annotations

import heapq
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, count, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg.store import order, turtle

RUN = 50_000
"""Triples sorted in memory at a time, about 60 MB of them."""
_WAYS = 64  # runs merged at a time: each is an open file

Record = tuple[Any, ...]  # begins with what it is sorted by


def write_turtle(
    triples: Iterable[ox.Triple], prefixes: Mapping[str, str], out: IO[bytes], *, scratch: Path, run: int = RUN
) -> None:
    """Write triples as sorted Turtle. Those of one subject have to follow one another; equal ones may come twice.

    `run` is how many triples are held in memory; `scratch` an existing folder with room for the whole graph once more.
    """
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".sort-") as name:
        _Turtle(Path(name), prefixes, run).write(triples, out)


class _Turtle:
    """One graph on its way into a file."""

    def __init__(self, scratch: Path, prefixes: Mapping[str, str], run: int) -> None:
        self.scratch = scratch
        self.prefixes = dict(prefixes)
        self.run = run
        self.head = b""
        self.numbers = count()
        self.long: dict[str, Path] = {}
        """Blocks too long for memory, by subject."""

    def write(self, triples: Iterable[ox.Triple], out: IO[bytes]) -> None:
        blocks = self.merged(list(self.runs(triples)))
        first = next(blocks, None)
        if first is None:  # an empty graph
            return
        out.write(self.head)
        for subject, block in chain([first], blocks):
            if subject in self.long:
                with self.long[subject].open("rb") as file:
                    file.seek(len(self.head))
                    shutil.copyfileobj(file, out)
            out.write(block.encode("utf-8"))

    def runs(self, triples: Iterable[ox.Triple]) -> Iterator[Path]:
        """Files of blocks sorted by subject. No subject is in two of them."""
        waiting: list[ox.Triple] = []
        for _, group in groupby(triples, key=attrgetter("subject")):
            found = list(islice(group, self.run + 1))
            if len(found) > self.run:
                yield self.long_block(chain(found, group))  # noqa: B031 - its rest, within its turn
                continue
            if waiting and len(waiting) + len(found) > self.run:
                yield self.file(self.blocks(waiting))
                waiting = []
            waiting += found
        if waiting:
            yield self.file(self.blocks(waiting))

    def blocks(self, triples: list[ox.Triple]) -> Iterator[Record]:
        """The block of each subject, in their order."""
        data = turtle(triples, self.prefixes)
        self.head = self.head or _head(data)
        subjects = iter(sorted({str(triple.subject) for triple in triples}))
        block: list[bytes] = []
        for line in data[len(self.head) :].splitlines(keepends=True):
            if block and not line.startswith(b"\t"):
                yield next(subjects), b"".join(block).decode("utf-8")
                block = []
            block.append(line)
        yield next(subjects), b"".join(block).decode("utf-8")

    def long_block(self, triples: Iterator[ox.Triple]) -> Path:
        """One subject's block, sorted from disk; returns the run that stands for it."""
        parts = []
        while some := list(islice(triples, self.run)):
            self.head = self.head or _head(turtle(some[:1], self.prefixes))
            subject = some[0].subject
            parts.append(self.file(_fields(triple) for triple in sorted(set(some), key=order)))
        path = self.path()
        ordered = (_triple(subject, fields) for fields, _ in groupby(self.merged(parts)))
        ox.serialize(ordered, output=str(path), format=ox.RdfFormat.TURTLE, prefixes=self.prefixes)
        self.long[str(subject)] = path
        return self.file([(str(subject), "")])

    def path(self) -> Path:
        return self.scratch / str(next(self.numbers))

    def file(self, records: Iterable[Record]) -> Path:
        """Records in a file, a line of JSON each."""
        path = self.path()
        with path.open("w", encoding="ascii") as file:
            file.writelines(json.dumps(record) + "\n" for record in records)
        return path

    def merged(self, runs: list[Path]) -> Iterator[Record]:
        """The records of sorted files, in order."""
        while len(runs) > _WAYS:
            runs = [*runs[_WAYS:], self.file(self.merged(runs[:_WAYS]))]
        with ExitStack() as stack:
            files = [stack.enter_context(path.open(encoding="ascii")) for path in runs]
            yield from heapq.merge(*(map(tuple, map(json.loads, file)) for file in files))
        for path in runs:
            path.unlink()


def _head(data: bytes) -> bytes:
    """The prefixes that Turtle begins with."""
    lines = data.splitlines(keepends=True)
    return b"".join(line for line in lines if line.startswith(b"@prefix "))


def _fields(triple: ox.Triple) -> Record:
    """What tells a subject's triple from its others, sorted as kg.store.order sorts them."""
    return order(triple)[1:]


def _triple(subject: Any, fields: Record) -> ox.Triple:
    """The triple of its fields."""
    _, predicate, value, language, datatype = fields
    if language:
        object: ox.NamedNode | ox.BlankNode | ox.Literal = ox.Literal(value, language=language)
    elif datatype:
        object = ox.Literal(value, datatype=ox.NamedNode(datatype))
    else:
        object = ox.BlankNode(value[2:]) if value.startswith("_:") else ox.NamedNode(value[1:-1])
    return ox.Triple(subject, ox.NamedNode(predicate), object)
