"""Graph directories and exports on another store (s3:, gs:, …): made on this machine, then put there.

    there = elsewhere("s3://bucket/graph", force=False)    # None where the output is a folder here
    with there as folder:
        ...                                                # make the graph directory in it
        there.put()

A store of objects has no lock and renames nothing, but each of its objects is there whole or not at all. So the manifest
goes first and comes last: a directory without one is being put there, or was broken off, and the same command begins
again. graph.ttl, which is all that a reader from afar looks at, is replaced when the rest stands.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from kg.corpus.directory import SHARDS
from kg.corpus.export import ARTICLE_FILE, ARTICLES, VIEW_FILE
from kg.corpus.manifest import FILE
from kg.errors import GraphError, InputError
from kg.read import files
from kg.store import GRAPH_FILE, STORE_FOLDER, atomically


def elsewhere(output: Path | str, *, force: bool) -> Elsewhere | None:
    """An `output` on another store, to be made here; None for a folder of this machine.

    GraphError where it holds a graph, unless `force` is given to replace it, or can't be reached.
    """
    return None if files.local(output) else Elsewhere(str(output), force=force)


class Elsewhere:
    """A graph directory on another store."""

    def __init__(self, address: str, *, force: bool) -> None:
        if files.is_web(address):
            raise GraphError(f"{address} can't be written to: choose a folder, or a store such as s3:")
        self.address = address.rstrip("/")
        with _reaching(self.address):
            self._system, self._root = files.filesystem(self.address)
            self._system.invalidate_cache()  # others may have written there since this process looked
            bucket = self._root.partition("/")[0]
            if bucket and not self._system.exists(bucket):  # else some packages would make one
                raise GraphError(f"{self.address} can't be written to: there is no bucket or container {bucket}")
            if not force and self._system.exists(self._at(GRAPH_FILE)):
                raise GraphError(f"{self.address} holds a graph: build it anew with --force, or copy it here and add to it")
        self._scratch = tempfile.TemporaryDirectory(prefix="kg-", ignore_cleanup_errors=True)
        self._folder = Path(self._scratch.name, "graph")

    def __enter__(self) -> Path:
        """Where to make it on this machine."""
        return self._folder

    def __exit__(self, *_: object) -> None:
        """Remove what was made on this machine."""
        self._scratch.cleanup()

    @property
    def shards(self) -> str:
        """Where workers put their shards: a run that is begun again finds them there, on whatever machine."""
        alone = files.scheme(self.address) == "memory"  # which no other process can see
        return str(self._folder / SHARDS) if alone else f"{self.address}/{SHARDS}"

    def put(self) -> None:
        """Put what was made into its place, and remove what stood there before. GraphError where that can't be done."""
        with _reaching(self.address):
            self._remove([FILE])
            before = set(self._texts())
            for part in (ARTICLES, STORE_FOLDER):
                if part == STORE_FOLDER:  # its files have numbers for names: old ones must not stand among new ones
                    self._remove([part])
                self._system.put(f"{self._folder / part}/", f"{self._at(part)}/", recursive=True)
            for part in (VIEW_FILE, GRAPH_FILE):
                if (self._folder / part).exists():
                    self._system.put_file(str(self._folder / part), self._at(part))
                else:
                    self._remove([part])
            kept = {path.name for path in (self._folder / ARTICLES).iterdir()}
            self._remove(f"{ARTICLES}/{name}" for name in sorted(before - kept))
            self._remove([SHARDS])
            self._system.put_file(str(self._folder / FILE), self._at(FILE))

    def _at(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"

    def _texts(self) -> Iterator[str]:
        """The texts of articles; files of other names are the user's."""
        if self._system.exists(self._at(ARTICLES)):
            names = (str(path).rpartition("/")[2] for path in self._system.find(self._at(ARTICLES)))
            yield from filter(ARTICLE_FILE.fullmatch, names)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            if self._system.exists(self._at(name)):
                self._system.rm(self._at(name), recursive=True)


@contextlib.contextmanager
def written(target: Path | str) -> Iterator[IO[bytes]]:
    """A file to write, here or on another store, that takes the place of `target` once it is whole, or never.

    GraphError where it can't be written.
    """
    path = files.local(target)
    if path is None:
        with tempfile.NamedTemporaryFile(prefix="kg-") as file, _reaching(str(target)):
            system, inside = files.filesystem(str(target))
            yield file
            file.flush()
            system.put_file(file.name, inside)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomically(path) as file:
            yield file
    except OSError as error:
        raise GraphError(f"{target} can't be written ({error.strerror}): choose another file") from error


@contextlib.contextmanager
def _reaching(address: str) -> Iterator[None]:
    """Say it in words where a store can't be read or written."""
    try:
        yield
    except GraphError:
        raise
    except InputError as error:
        raise GraphError(str(error)) from error
    except Exception as error:  # the packages behind fsspec raise what they like
        message = f"{address} can't be written to ({error}): check the address and its credentials, then run the same again"
        raise GraphError(message) from error
