"""Sorted Turtle: the same triples are the same bytes, and one more triple is one more line.

Triples are sorted as lines of N-Triples, what a thing is before what is said of it. `turtle` does that in memory;
`Sorted` for a graph of any size: lines are sorted in stretches, which are merged from the disk.
"""

from __future__ import annotations

import heapq
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby, islice, takewhile
from pathlib import Path
from typing import IO, Self

import pyoxigraph as ox

STRETCH = 24_000_000
"""Bytes of lines that are sorted in memory at a time; they take about three times as much."""
_TYPE = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
_FIRST = " \x01 "  # sorts before every term; N-Triples writes control characters as escapes, so that it has no other
_WAYS = 100  # files open at a time
_SOME = 10_000  # lines written at a time


def turtle(triples: Iterable[ox.Triple], prefixes: Mapping[str, str]) -> bytes:
    """A graph as sorted Turtle; equal triples may come twice."""
    data = ox.serialize(ordered(triples), format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    out = io.BytesIO()
    _copy(io.BytesIO(data), out)
    return out.getvalue()


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Triples in the order of `turtle`, each once."""
    return sorted(set(triples), key=lambda triple: str(triple).replace(_TYPE, _FIRST))


def lines(triples: Iterable[ox.Triple]) -> bytes:
    """Triples as sorted, deduplicated N-Triples lines."""
    data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(set(data.splitlines(keepends=True))))


def _marked(data: bytes) -> list[bytes]:
    """Lines of N-Triples, a thing's classes marked so that they sort first."""
    return data.replace(_TYPE.encode(), _FIRST.encode()).splitlines(keepends=True)


def _unmarked(data: bytes) -> bytes:
    return data.replace(_FIRST.encode(), _TYPE.encode())


def _copy(written: IO[bytes], out: IO[bytes]) -> None:
    """Copy Turtle with its prefixes sorted: pyoxigraph has them in the order of a hash table, another one on every run."""
    head = list(takewhile(lambda line: line.startswith(b"@prefix "), written))
    out.writelines(sorted(head))
    written.seek(sum(map(len, head)))
    shutil.copyfileobj(written, out, 1 << 20)


class Sorted:
    """Triples on their way into sorted Turtle, in a scratch folder with room for them twice. To be closed.

    `stretch` is how many bytes of lines are held in memory.
    """

    def __init__(self, scratch: Path, *, stretch: int = STRETCH) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=scratch, prefix=".sort-")
        self._stretch = stretch
        self._waiting: list[bytes] = []
        self._size = 0
        self._files: list[Path] = []
        self._made = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove what stands in the scratch folder."""
        self._folder.cleanup()

    def add(self, lines: bytes) -> None:
        """Add whole lines of N-Triples, in any order; equal ones may come twice."""
        self._waiting.append(lines)
        self._size += len(lines)
        if self._size >= self._stretch:
            self._flush()

    def add_file(self, path: Path) -> None:
        """Add the lines of a file."""
        with path.open("rb") as file:
            while some := file.readlines(self._stretch):
                self.add(b"".join(some))

    def write(self, prefixes: Mapping[str, str], out: IO[bytes]) -> None:
        """Write what was added; that may be done once."""
        ordered, written = self._path(), self._path()
        with ordered.open("wb") as file:
            if self._files:
                self._flush()
                lines = self._merged(self._files)
                while some := list(islice(lines, _SOME)):
                    file.write(_unmarked(b"".join(some)))
            else:  # all of it fits in memory
                file.write(_unmarked(self._taken()))
        # well-formed: pyoxigraph wrote the lines
        triples = ox.parse(path=str(ordered), format=ox.RdfFormat.N_TRIPLES, lenient=True)
        ox.serialize(triples, output=str(written), format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
        ordered.unlink()
        with written.open("rb") as file:
            _copy(file, out)
        written.unlink()

    def _flush(self) -> None:
        """Sort what waits into a file of its own."""
        path = self._path()
        path.write_bytes(self._taken())
        self._files.append(path)

    def _taken(self) -> bytes:
        """What waits, sorted, marked and each line once; nothing waits any more."""
        lines = _marked(b"".join(self._waiting))
        lines.sort()  # articles come sorted already, which this makes use of
        self._waiting, self._size = [], 0
        return b"".join(dict.fromkeys(lines))

    def _path(self) -> Path:
        self._made += 1
        return Path(self._folder.name, str(self._made))

    def _merged(self, files: list[Path]) -> Iterator[bytes]:
        """The lines of sorted files, in order, each once."""
        while len(files) > _WAYS:
            merged = self._path()
            with merged.open("wb") as out:
                out.writelines(self._merged(files[:_WAYS]))
            files = [*files[_WAYS:], merged]
        with ExitStack() as stack:
            opened = [stack.enter_context(path.open("rb")) for path in files]
            yield from opened[0] if len(opened) == 1 else (line for line, _ in groupby(heapq.merge(*opened)))
        for path in files:
            path.unlink()
