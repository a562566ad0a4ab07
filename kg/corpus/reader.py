"""A graph directory open for reading, beside whoever writes it: its sources, and what each article states."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from kg.corpus.directory import here
from kg.corpus.export import text_file
from kg.corpus.manifest import FILE, Manifest, Row
from kg.corpus.shard import Shard
from kg.errors import GraphError
from kg.store import STORE_FOLDER, Store
from kg.turtle import lines


class Reader:
    """What a graph directory holds. Made by `reading`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.manifest = Manifest(path / FILE, readonly=True)
        self.base = self.manifest.get("base")
        self.store = Store.on_disk(path / STORE_FOLDER, self.base)

    def shards(self, run: int) -> Iterator[Shard]:
        """All that the sources of a run gave, as it was before the user's rules; also versions that lost to others."""
        for row in self.manifest.of_run(run):
            spare = self.manifest.spare(row.source)
            if row.article is None:
                yield Shard(source=row.source, key=row.key, note=row.note, error=row.error)
            else:
                yield spare or shard_in(self.path, row, self.manifest, self.store)


def shard_in(folder: Path, row: Row, manifest: Manifest, store: Store) -> Shard:
    """What a directory holds of the article of a row, as it was before the user's rules."""
    article = str(row.article)
    graph = store.node(article)
    return Shard(
        source=row.source,
        key=row.key,
        article=article,
        text=text_file(folder, article).read_bytes().decode("utf-8"),
        triples=manifest.original(article) or lines(q.triple for q in store.quads_for_pattern(None, None, None, graph)),
        note=row.note,
        audit=manifest.trail(article),
    )


@contextlib.contextmanager
def reading(path: Path | str) -> Iterator[Reader]:
    """A graph directory to read. GraphError where there is none."""
    path = here(path)
    if not (path / FILE).is_file() or not (path / STORE_FOLDER).is_dir():
        raise GraphError(f"{path} is no graph directory with a store: make one with kg build, or add --force to build it anew")
    reader = Reader(path)
    try:
        yield reader
    finally:
        reader.manifest.close()
