"""The exports of a graph directory. graph.ttl is written in bounded memory, byte for byte as kg.store.turtle gives it.

The store keeps the triples of one subject side by side, in an order of its own. So blocks of Turtle, one for each
subject, are sorted in memory in runs of some tens of thousands of triples, and the runs are merged from disk. A subject
with more triples than a run holds (a country that every article names) is sorted by triple, from disk as well.
"""

from __future__ import annotations

import heapq
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, count, groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg import ontology as terms
from kg.corpus.manifest import Manifest
from kg.corpus.quads import Quads
from kg.store import GRAPH_FILE, atomically, order, turtle, write_atomically
from kg.store import prefixes as prefixes_of

ARTICLES = "articles"
VIEW_FILE = "graph.html"
VIEW_LIMIT = 250_000
"""Triples up to which graph.html is written."""
RUN = 50_000
"""Triples sorted in memory at a time, about 60 MB of them."""
_ARTICLE_FILE = re.compile(r"[0-9a-f]{16}\.txt")
_FEW = 8 if hasattr(os, "sync") else sys.maxsize  # texts that are flushed one by one
_WAYS = 64  # files open at a time

Record = tuple[Any, ...]  # begins with what it is sorted by


def text_file(folder: Path, article: str) -> Path:
    """Where the text of an article stands in a graph directory."""
    return folder / ARTICLES / f"{article.rpartition('/')[2]}.txt"


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the texts of articles, by local id: all of them to the disk, then each under its name.

    A flush for each file would take most of the time of a build of many short articles.
    """
    (folder / ARTICLES).mkdir(exist_ok=True)
    waiting = iter(texts.items())
    while some := list(islice(waiting, _WAYS)):
        with ExitStack() as stack:
            for article, text in some:
                file = stack.enter_context(atomically(text_file(folder, article), flush=len(some) <= _FEW))
                file.write(text.encode("utf-8"))
                file.flush()
            if len(some) > _FEW:
                os.sync()


def write_exports(folder: Path, quads: Quads, manifest: Manifest, *, named: Path) -> str:
    """Write what a directory's store holds; graph.ttl comes last, when all it needs stands. Texts it no longer needs go.

    Returns why graph.html was not written, "" where it was or is not wanted. `named` is what the user calls the directory.
    """
    (folder / ARTICLES).mkdir(exist_ok=True)
    note = _write_view(folder / VIEW_FILE, quads, named) if manifest.get("view") == "1" else ""
    with atomically(folder / GRAPH_FILE) as out:
        write_turtle(quads.triples(), prefixes_of(quads.base), out, scratch=folder)
    sweep_texts(folder, manifest)
    return note


def sweep_texts(folder: Path, manifest: Manifest) -> None:
    """Remove the texts of articles that a directory no longer has; files of other names are the user's."""
    with os.scandir(folder / ARTICLES) as entries:
        for entry in entries:
            if _ARTICLE_FILE.fullmatch(entry.name) and not manifest.of_article(f"article/{Path(entry.name).stem}"):
                Path(entry.path).unlink()


def too_large(folder: Path) -> str:
    """Why a graph directory has no graph.html, and how to look at it."""
    return f"{VIEW_FILE} is left out: the graph has over {VIEW_LIMIT:,} triples. To see it: kg serve {folder}"


def _write_view(page: Path, quads: Quads, named: Path) -> str:
    from kg.views import html

    if next(islice(quads.triples(), VIEW_LIMIT, None), None):
        page.unlink(missing_ok=True)  # it would show another graph
        return too_large(named)
    write_atomically(page, html.render(quads.store(), terms.load()).encode("utf-8"))
    return ""


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
