"""A graph directory: articles come and go, each with its facts, and the exports follow.

    DIR/graph.ttl, graph.html, articles/ID.txt   the exports, rewritten whole or not at all
    DIR/store/          the graph on disk, authoritative (see kg.corpus.quads)
    DIR/manifest.db     which source gave which article (see kg.corpus.manifest)
    DIR/.lock           held by the one process that writes; a killed one leaves it free
    DIR/.build/         a build that is not finished: a graph directory of its own, moved into place when it is whole
    DIR/shards/         what the workers of a build have finished, removed with it

A killed process loses nothing that was reported done: changes are noted in the manifest before the store is touched,
and made again by the next process that opens the directory. A build that is run again goes on where it was.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from kg import mapping
from kg.corpus import directory
from kg.corpus.directory import SHARDS, Mode
from kg.corpus.export import write_exports, write_texts
from kg.corpus.manifest import FILE, Change, Drop, Manifest, Put, Refill, Row, identity
from kg.corpus.quads import Quads
from kg.corpus.reader import shard_in
from kg.corpus.rules import Rules
from kg.corpus.shard import CorruptShard, Record, Shard, decode, encode, record_of
from kg.corpus.sink import Sink
from kg.corpus.workers import processors
from kg.errors import GraphError
from kg.ids import BASE
from kg.store import STORE_FOLDER
from kg.turtle import lines

_BATCH = 16_000_000  # bytes of N-Triples that go into the store at a time: some 100,000 triples
_MOST = 1000  # articles that go into it at a time, however small
SAME = "the same article as an earlier input"
_OTHER = "another version of an article that an earlier input gives"

Each = Callable[[Record], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How many sources a run met: new ones, changed ones, those with nothing new, and those that could not be read."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    failed: int = 0


class GraphFolder:
    """A graph directory open for writing, by one process at a time. Made by `open`."""

    def __init__(self, path: Path, home: Path, base: str, threads: int) -> None:
        self.path = path
        self.home = home
        """Where the graph is made: `path` itself, or the unfinished build in it."""
        self.manifest = Manifest(home / FILE)
        self.base = self.manifest.get("base", base)
        self.quads = Quads(home / STORE_FOLDER, self.base, threads=threads)
        self.run = 0
        self.rules = Rules()
        self._texts: dict[str, str] = {}
        self._closed = self._finished = False
        self.met: Counter[str] = Counter()

    @staticmethod
    @contextlib.contextmanager
    def open(
        path: Path | str,
        mode: Mode = "update",
        *,
        base: str = BASE,
        view: bool = True,
        rules: str | None = None,
        threads: int | None = None,
    ) -> Iterator[GraphFolder]:
        """Open a directory: to "build" a graph where there is none, to "rebuild" one, or to "update" one.

        A build that was broken off goes on, if it was of the same base and version. `base`, `view` (whether to write
        graph.html) and `rules` (Turtle, see kg.corpus.rules) are those of the graph when it is updated, `rules` unless
        others are given. `threads` load the store, as many as there are processors unless given. GraphError where another
        process writes to it, where it holds a graph ("build") or none ("update"), or where it can't be written.
        """
        path = directory.here(path)

        def make(home: Path) -> GraphFolder:
            if home != path:
                _prepare(home, base)
            return GraphFolder(path, home, base, threads or processors())

        with directory.opened(path, mode, make) as folder:
            folder.start(base, view=view, rules=rules)
            yield folder

    def start(self, base: str, *, view: bool, rules: str | None = None) -> None:
        """Begin a run, after what an earlier one left half done."""
        settings = self.manifest
        if self.building:
            settings.set(base=base, version="1", kg=mapping.version(), view=str(int(view)))
            settings.see_none()
        self.run = int(settings.get("run", "0"))
        if not self.building and not settings.get("running"):
            self.run += 1
        settings.set(run=str(self.run), running="1")
        self.rules = Rules.parse(settings.get("rules"), self.base)
        if pending := settings.pending():
            self._apply(pending)
        if rules is None and not self.building:
            rules = self.rules.text
        self.decide(rules or "")

    def decide(self, text: str) -> None:
        """Take these rules in the place of those before, and bring all articles that they speak of in line.

        GraphError where they are none.
        """
        rules = Rules.parse(text, self.base)
        if text == self.rules.text and not self.manifest.get("undecided"):
            return
        articles = {*self.manifest.changed_by_rules(), *self.quads.naming(rules.things)}
        with self.manifest.together():
            self.manifest.set(rules=text, undecided="1")
        self.rules = rules
        for article in sorted(articles):
            self._change([Refill(article)])
        self.manifest.set(undecided="")

    def close(self) -> None:
        """Let go of the files, and of a build that has found nothing."""
        if self._closed:
            return
        self._closed = True
        nothing = self.building and not self._finished and not self.manifest.count()[1]
        self.manifest.close()
        self.quads.close()
        if nothing:
            shutil.rmtree(self.home)

    @property
    def building(self) -> bool:
        """Whether the graph is being made from nothing."""
        return self.home != self.path

    @property
    def changes(self) -> Changes:
        """What this run has met."""
        return Changes(**self.met)

    def known(self, source: str) -> str:
        """The key under which the graph holds what this source gives: under the same one there is nothing to do. "" for none."""
        row = self.manifest.row(identity(source))
        return row.key if row and row.error is None else ""

    # sources come

    def take(self, records: Iterable[Record], shards: Path | str, each: Each | None = None) -> None:
        """Take in shards from a folder (or fsspec URL), those of a source or article in the place of earlier ones.

        `each` is called with every record once it is in the graph. A damaged shard becomes a record with an error. The
        shards are read when all are there: loading takes as many processors as reading the inputs does.
        """
        self.put((self._read(record, shards) for record in self._collected(records)), each)

    def _collected(self, records: Iterable[Record]) -> Iterator[Record]:
        """Records once the last of them has come; until then they are on the disk, for there may be millions."""
        with tempfile.TemporaryFile(dir=self.home) as file:
            file.writelines(record.line().encode("ascii") + b"\n" for record in records)
            file.seek(0)
            yield from map(Record.parse, file)

    def _read(self, record: Record, shards: Path | str) -> Shard:
        """The shard of a record; without content where the graph knows it already."""
        empty = Shard(source=record.source, key=record.key, article=record.article, note=record.note, error=record.error)
        if not record.shard or self.known(record.source) == record.key:
            return empty
        data = Sink(str(shards)).get(record.shard)
        try:
            return replace(decode(data or b""), source=record.source)
        except CorruptShard as error:
            if "://" not in str(shards):
                Path(shards, record.shard).unlink(missing_ok=True)  # so that the next run makes it anew
            return replace(empty, error=f"{record.source}: {error}")

    def put(self, shards: Iterable[Shard], each: Each | None = None) -> None:
        """As `take`, with the shards themselves, in batches."""
        batch: list[Shard] = []
        touched: set[str] = set()
        for shard in shards:
            names = self._touches(shard)
            if sum(len(one.triples) for one in batch) > _BATCH or touched & names or len(batch) >= _MOST:
                self._commit(batch, each)
                batch, touched, names = [], set(), self._touches(shard)
            batch.append(shard)
            touched |= names
        self._commit(batch, each)

    def _touches(self, shard: Shard) -> set[str]:
        """The source and the articles that a shard changes something of: its own, and the one its source gave before."""
        source = identity(shard.source, shard.article)
        row = self.manifest.row(source)
        return {source, shard.article or "", (row and row.article) or ""} - {""}

    def _commit(self, batch: list[Shard], each: Each | None) -> None:
        """Put a batch of shards, no two of which touch the same, into the store."""
        new: list[Change] = []
        for shard in batch:
            source = identity(shard.source, shard.article)
            known = shard.error is None and self.known(source) == shard.key
            kind = "unchanged" if known else "failed" if shard.error else "replaced" if self._has(source) else "added"
            self.met[kind] += 1
            if known:
                self.manifest.see(source)
            else:
                new.append(Put(shard))
        self._change(new)
        if each:
            for shard in batch:
                each(self._outcome(shard))

    def _has(self, source: str) -> bool:
        row = self.manifest.row(source)
        return row is not None and row.article is not None

    def _outcome(self, shard: Shard) -> Record:
        """What became of a shard."""
        row = self.manifest.row(identity(shard.source, shard.article))
        note = row.note if row and not shard.error else shard.note
        return replace(record_of(shard, b""), shard="", sha256="", note=note)

    # articles go

    def remove(self, articles: Iterable[str]) -> None:
        """Remove articles, by local id or IRI, with what they alone state. GraphError, and nothing done, where one is none."""
        drops: list[Change] = []
        for article in articles:
            local = article.removeprefix(self.base)
            local = local if local.startswith("article/") else f"article/{local}"
            rows = self.manifest.of_article(local)
            if not rows:
                raise GraphError(f"{self.path} has no article {article}: kg stats {self.path} --articles lists them")
            drops += [Drop(row.source) for row in rows]
        for drop in drops:  # one at a time: they may be of one article
            self._change([drop])

    # changes

    def _change(self, changes: list[Change]) -> None:
        """Make changes to the store and the manifest: all of them, whatever happens."""
        if not changes:
            return
        for change in changes:
            if isinstance(change, Put):
                self._keep(change.shard)
            elif isinstance(change, Refill) and not self.manifest.original(change.article):
                self.manifest.set_original(change.article, lines(self.quads.of_article(change.article)))
        self.manifest.begin(changes)
        self._apply(changes)

    def _keep(self, shard: Shard) -> None:
        """Keep the version of an article that a shard may take the place of, as it stands in the store."""
        rows = self.manifest.of_article(shard.article) if shard.article else []
        source = identity(shard.source, shard.article)
        if rows and rows[0].source != source and rows[0].key != shard.key:
            self.manifest.write(rows[0], spare=encode(shard_in(self.home, rows[0], self.manifest, self.quads.store())))

    def _apply(self, changes: Iterable[Change]) -> None:
        """Make changes that were begun. The store comes first: until the manifest is written, they can be made again."""
        writes: list[Callable[[], None]] = []
        self._texts = {}
        for change in changes:
            if isinstance(change, Refill):
                writes.append(self._ruled(change.article, self.manifest.original(change.article)))
            else:
                writes += self._put(change.shard) if isinstance(change, Put) else self._drop(change.source)
        self.quads.settle()
        write_texts(self.home, self._texts)
        with self.manifest.together():
            for write in writes:
                write()
            self.manifest.done()
            self.manifest.set(exported="")

    def _put(self, shard: Shard) -> Iterator[Callable[[], None]]:
        source = identity(shard.source, shard.article)
        old = self.manifest.row(source)
        if shard.error is not None or shard.article is None:
            row = Row(source=source, key=shard.key, article=None, note=shard.note, error=shard.error, run=self.run)
            if not (old and old.article):  # else what it gave before stays
                yield lambda: self.manifest.write(row)
            yield lambda: self.manifest.see(source)
            return
        if old and old.article and old.article != shard.article:
            yield from self._settle(old.article, None, without=source)
        row = Row(source=source, key=shard.key, article=shard.article, note=shard.note, run=self.run)
        yield from self._settle(shard.article, shard, without=source, row=row)
        yield lambda: self.manifest.see(source)

    def _drop(self, source: str) -> Iterator[Callable[[], None]]:
        old = self.manifest.row(source)
        if old and old.article:
            yield from self._settle(old.article, None, without=source)
        yield lambda: self.manifest.delete(source)

    def _settle(
        self, article: str, shard: Shard | None, *, without: str, row: Row | None = None
    ) -> Iterator[Callable[[], None]]:
        """Bring an article in line with its sources: those there are `without` one, and a new `row` with its shard."""
        before = self.manifest.of_article(article)
        held = before[0].key if before else None
        rows = [one for one in before if one.source != without] + ([row] if row else [])
        winner = min(rows, key=lambda one: (-one.run, one.key, one.source), default=None)
        if winner is None:
            self.quads.replace(article, b"")
            yield lambda: self.manifest.drop_trail(article)
            yield lambda: self.manifest.set_original(article, b"")
            return
        for one in rows:
            yield self._written(one, winner, shard if one is row else None)
        if winner.key != held:
            content = shard if winner is row else self.manifest.spare(winner.source)
            if content is None:
                raise GraphError(f"{self.path} has lost a version of {article}: build the graph again with --force")
            yield self._fill(article, content)

    def _written(self, row: Row, winner: Row, shard: Shard | None) -> Callable[[], None]:
        """The write of a row, which keeps its own version of the article where it is not the winner's."""
        if row.key == winner.key:
            note = row.note if row is winner else SAME
            return lambda: self.manifest.write(replace(row, note=note))
        spare = encode(shard) if shard else None
        return lambda: self.manifest.write(replace(row, note=_OTHER), spare=spare, keep=spare is None)

    def _fill(self, article: str, shard: Shard) -> Callable[[], None]:
        """Put an article into the store, and its text beside it."""
        self._texts[article] = shard.text or ""
        ruled = self._ruled(article, shard.triples)

        def write() -> None:
            self.manifest.set_trail(article, shard.audit)
            ruled()

        return write

    def _ruled(self, article: str, original: bytes) -> Callable[[], None]:
        """Put what an article states into the store, by the user's rules; what they change is kept as it was."""
        ruled = original
        if self.rules.things:
            stated = (quad.triple for quad in ox.parse(original, format=ox.RdfFormat.N_TRIPLES))
            ruled = lines(self.rules.applied(set(stated)))
        self.quads.replace(article, ruled)
        return lambda: self.manifest.set_original(article, original if ruled != original else b"")

    # exports

    def finish(self) -> str:
        """End a run: forget what a build did not meet, bring the exports up to date, and let go of the files.

        Returns why graph.html was not written, "" where it was or is not wanted.
        """
        note = ""
        if self.building:
            for source in self.manifest.unseen():
                self._change([Drop(source)])
        if self.building or not self.manifest.get("exported"):
            with self.quads.compacting() if self.building else contextlib.nullcontext():
                note = write_exports(self.home, self.quads, self.manifest, named=self.path)
        self.manifest.set(running="", exported="1")
        shutil.rmtree(self.path / SHARDS, ignore_errors=True)
        self._finished = True
        self.close()
        if self.building:
            directory.complete(self.path)
        return note


def _prepare(home: Path, base: str) -> None:
    """Clear away an unfinished build that can't be gone on with: of another base or version, or damaged."""
    if not (home / FILE).exists():
        return
    with contextlib.suppress(GraphError), contextlib.closing(Manifest(home / FILE)) as manifest:
        if (manifest.get("base"), manifest.get("kg")) == (base, mapping.version()):
            return
    shutil.rmtree(home)
    home.mkdir()
