"""What a graph directory knows of its sources, in SQLite: which gave which article, and what is being changed just now.

    sources   one row for each input: its article, key, note or error
    audit     which words of an article were read as which entity by which rule
    originals what an article stated before the user's rules changed it
    pending   the changes that are being made to the store: written before, removed after, made again if need be
    settings  base IRI and the like

Of several sources of one article the latest run's wins, within one run the one with the smallest key: the result can't
depend on the order in which inputs come. Those that lose are kept whole (`spare`), for the day the winner goes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corpus.shard import Shard, decode, encode
from kg.errors import GraphError
from kg.read import STDIN

FILE = "manifest.db"
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, key TEXT NOT NULL, article TEXT, note TEXT NOT NULL, error TEXT,
    run INTEGER NOT NULL, seen INTEGER NOT NULL, spare BLOB
);
CREATE INDEX IF NOT EXISTS by_article ON sources (article, run DESC, key);
CREATE TABLE IF NOT EXISTS audit (article TEXT PRIMARY KEY, trail BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS originals (article TEXT PRIMARY KEY, triples BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS pending (id INTEGER PRIMARY KEY, change TEXT NOT NULL, subject TEXT NOT NULL, shard BLOB);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A source as the manifest has it. `run` counts the builds and additions since the graph began."""

    source: str
    key: str
    article: str | None
    note: str = ""
    error: str | None = None
    run: int = 0


@dataclass(frozen=True, slots=True)
class Put:
    """Take in a shard."""

    shard: Shard


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget a source, and its article where no other source gives it."""

    source: str


@dataclass(frozen=True, slots=True)
class Refill:
    """Bring an article in line with the user's rules."""

    article: str


Change = Put | Drop | Refill


def identity(source: str, article: str | None = None) -> str:
    """What a source is known by: an absolute path, an address as it is; standard input is a new one for each article."""
    if source == STDIN:
        return f"stdin://{article or ''}"
    name = source if "://" in source else os.path.abspath(source)  # noqa: PTH100 - a name, which need be no path
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


class Manifest:
    """The manifest of one graph directory. Nothing is kept in memory."""

    def __init__(self, path: Path, *, readonly: bool = False) -> None:
        """Open it, made if absent; GraphError where it is none."""
        try:
            mode = "ro" if readonly else "rwc"
            self._sql = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None)
            self._sql.execute("PRAGMA synchronous = FULL")
            if not readonly:
                self._sql.executescript(_SCHEMA)
            if self.get("version", str(_VERSION)) != str(_VERSION):
                raise GraphError(f"{path} is of another version of kg: build the graph again with --force")
        except sqlite3.Error as error:
            raise GraphError(f"{path} can't be opened ({error}): build the graph again with --force") from error

    def close(self) -> None:
        self._sql.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is written inside is written, or none of it."""
        self._sql.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")

    # settings

    def get(self, name: str, default: str = "") -> str:
        found = self._sql.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else default

    def set(self, **settings: str) -> None:
        self._sql.executemany("INSERT OR REPLACE INTO settings VALUES (?, ?)", settings.items())

    # changes on their way

    def begin(self, changes: Iterable[Change]) -> None:
        """Note what is about to be done."""
        rows = [
            ("put", json.dumps(c.shard.source), c.shard.packed or encode(c.shard))
            if isinstance(c, Put)
            else ("drop", c.source, None)
            if isinstance(c, Drop)
            else ("refill", c.article, None)
            for c in changes
        ]
        with self.together():
            self._sql.executemany("INSERT INTO pending (change, subject, shard) VALUES (?, ?, ?)", rows)

    def pending(self) -> list[Change]:
        """What was begun and not done."""
        rows = self._sql.execute("SELECT change, subject, shard FROM pending ORDER BY id").fetchall()
        made: dict[str, Callable[[str, bytes], Change]] = {
            "put": lambda source, shard: Put(replace(decode(shard), source=json.loads(source))),
            "drop": lambda source, _: Drop(source),
            "refill": lambda article, _: Refill(article),
        }
        return [made[change](subject, shard) for change, subject, shard in rows]

    def done(self) -> None:
        """Nothing is pending any more."""
        self._sql.execute("DELETE FROM pending")

    # sources

    def _rows(self, where: str, *values: object) -> Iterator[Row]:
        query = f"SELECT source, key, article, note, error, run FROM sources {where}"  # noqa: S608 - our own words
        for source, key, article, note, error, run in self._sql.execute(query, values):
            yield Row(source=source, key=key, article=article, note=note, error=error, run=run)

    def row(self, source: str) -> Row | None:
        """What is known of a source, by its identity."""
        return next(self._rows("WHERE source = ?", source), None)

    def rows(self) -> Iterator[Row]:
        """All sources, sorted."""
        return self._rows("ORDER BY source")

    def runs(self) -> list[int]:
        """The numbers of the runs that sources are of, sorted."""
        return [run for (run,) in self._sql.execute("SELECT DISTINCT run FROM sources ORDER BY run")]

    def of_run(self, run: int) -> Iterator[Row]:
        """The sources of a run, sorted."""
        return self._rows("WHERE run = ? ORDER BY source", run)

    def of_article(self, article: str) -> list[Row]:
        """The sources of an article, the winner first."""
        return list(self._rows("WHERE article = ? ORDER BY run DESC, key, source", article))

    def unseen(self) -> list[str]:
        """The sources that the present run has not met."""
        return [source for (source,) in self._sql.execute("SELECT source FROM sources WHERE seen = 0 ORDER BY source")]

    def count(self) -> tuple[int, int, int]:
        """How many sources, articles and failures there are."""
        query = "SELECT COUNT(*), COUNT(DISTINCT article), COUNT(error) FROM sources"
        sources, articles, errors = self._sql.execute(query).fetchone()
        return int(sources), int(articles), int(errors)

    def articles(self) -> Iterator[str]:
        """The local ids of the articles, sorted."""
        query = "SELECT DISTINCT article FROM sources WHERE article IS NOT NULL ORDER BY article"
        return (article for (article,) in self._sql.execute(query))

    def write(self, row: Row, *, spare: bytes | None = None, keep: bool = False) -> None:
        """Write a row; `keep` leaves the shard kept with it as it is."""
        values = (row.source, row.key, row.article, row.note, row.error, row.run, spare)
        kept = "" if keep else ", spare = excluded.spare"
        self._sql.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, 0, ?) ON CONFLICT (source) DO UPDATE SET key = excluded.key, "  # noqa: S608
            f"article = excluded.article, note = excluded.note, error = excluded.error, run = excluded.run{kept}",
            values,
        )

    def spare(self, source: str) -> Shard | None:
        """The shard of a source that lost to another of the same article."""
        found = self._sql.execute("SELECT spare FROM sources WHERE source = ?", (source,)).fetchone()
        return decode(found[0]) if found and found[0] else None

    def see(self, source: str) -> None:
        """Note that the present run has met a source."""
        self._sql.execute("UPDATE sources SET seen = 1 WHERE source = ? AND seen = 0", (source,))

    def see_none(self) -> None:
        """Begin a run that has met no source yet."""
        self._sql.execute("UPDATE sources SET seen = 0 WHERE seen = 1")

    def delete(self, source: str) -> None:
        self._sql.execute("DELETE FROM sources WHERE source = ?", (source,))

    # what rules changed

    def original(self, article: str) -> bytes:
        """What an article stated before the user's rules changed it, as N-Triples; b"" where they do not."""
        found = self._sql.execute("SELECT triples FROM originals WHERE article = ?", (article,)).fetchone()
        return zlib.decompress(found[0]) if found else b""

    def set_original(self, article: str, triples: bytes) -> None:
        """Keep that; b"" forgets it."""
        if triples:
            self._sql.execute("INSERT OR REPLACE INTO originals VALUES (?, ?)", (article, zlib.compress(triples)))
        else:
            self._sql.execute("DELETE FROM originals WHERE article = ?", (article,))

    def changed_by_rules(self) -> list[str]:
        """The articles that the user's rules changed."""
        return [article for (article,) in self._sql.execute("SELECT article FROM originals ORDER BY article")]

    # audit

    def set_trail(self, article: str, trail: bytes) -> None:
        self._sql.execute("INSERT OR REPLACE INTO audit VALUES (?, ?)", (article, zlib.compress(trail)))

    def trail(self, article: str) -> bytes:
        """The audit of an article (see kg.corpus.shard.audit_of), b"" where there is none."""
        found = self._sql.execute("SELECT trail FROM audit WHERE article = ?", (article,)).fetchone()
        return zlib.decompress(found[0]) if found else b""

    def drop_trail(self, article: str) -> None:
        self._sql.execute("DELETE FROM audit WHERE article = ?", (article,))
