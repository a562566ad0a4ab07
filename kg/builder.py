"""From inputs to a graph: in memory, or in a graph directory (kg.corpus.folder) that articles are added to and removed from."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corpus.directory import SHARDS, Mode
from kg.corpus.folder import SAME, Changes, GraphFolder
from kg.corpus.inputs import tasks
from kg.corpus.remote import elsewhere
from kg.corpus.shard import Record, Shard, record_of
from kg.corpus.sink import Sink
from kg.corpus.tasks import Task, understand
from kg.corpus.work import Work
from kg.errors import GraphError, InputError, KgError
from kg.graph import Graph
from kg.ids import BASE
from kg.model import Document
from kg.pipeline import run
from kg.read import article_of
from kg.read.text import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one input: its document, or the error that kept it from being read.

    `article` is the local id it got. `document` is there where this process read it, None where a worker did. `note` says
    why an input that was read yields nothing new ("" where it yields something).
    """

    source: str
    article: str | None = None
    document: Document | None = None
    error: KgError | None = None
    note: str = ""


def extract(text: str, published: dt.date | str | None = None) -> Document:
    """Everything found in one text, its header included. All offsets count in ``document.article.text``, which is the
    text with CRLF as LF.

    `published` (a date or YYYY-MM-DD) is the date of publication, where the text doesn't give it: 去年 and the like
    count from it. Raises InputError where the text is empty or the date is none.
    """
    return run(article_of(normalise(text, "the text"), published=_day(published)))


def build(
    *inputs: str | Path,
    output: str | Path | None = None,
    published: dt.date | str | None = None,
    base_iri: str = BASE,
    view: bool = True,
    force: bool = False,
    rules: str | Path | None = None,
    fields: Mapping[str, str] | None = None,
    work: Work | None = None,
    each: Callable[[Outcome], None] | None = None,
) -> Graph:
    """Build one graph from texts, pages, folders, patterns, JSONL, archives, WARC files, addresses or ``-`` (standard
    input), in the graph directory `output`, which may be the address of one on another store (s3:, gs:, …).

    The graph that comes back is read from there, or from the copy on this machine that was put there and lasts as long as
    it; without `output` it is in memory. `published` (a date or YYYY-MM-DD)
    overrides the date each text gives. `each` is called with every input's outcome, once it is safe on the disk, those
    that can't be read among them; without it the first such input raises its InputError. `view=False` leaves out
    graph.html. `force` replaces a graph that is there. `rules` is a file of the user's decisions (see kg.corpus.rules).
    `fields` maps the fields of JSONL records (see kg.read.records); `work` says how many processes, or which cluster,
    read the inputs of a graph directory (see Work). A build that was broken off goes on where it was. Raises GraphError
    where `base_iri` or `output` can't be used; nothing is written unless something was read.
    """
    day, base = _day(published), _base(base_iri)
    work = work or Work()
    met = _Met(each, work)
    if output is None:
        if rules:
            raise GraphError("rules belong to a graph directory: give an output as well")
        graph = Graph(base=base)
        met.fill_memory(graph, tasks(inputs, fields=fields, published=day, base=base))
        return graph
    mode: Mode = "rebuild" if force else "build"
    with contextlib.ExitStack() as stack:
        there = elsewhere(output, force=force)
        place = stack.enter_context(there) if there else output
        with GraphFolder.open(place, mode, base=base, view=view, rules=read_rules(rules), threads=work.processors) as folder:
            todo = tasks(inputs, fields=fields, published=day, base=base, known=folder.known)
            met.fill(folder, todo, there.shards if there else None)
            folder.finish()
        graph = Graph.load(place)
        if there:
            there.put()
            weakref.finalize(graph, stack.pop_all().close)
        return graph


def add(
    graph: str | Path,
    *inputs: str | Path,
    published: dt.date | str | None = None,
    rules: str | Path | None = None,
    fields: Mapping[str, str] | None = None,
    work: Work | None = None,
    each: Callable[[Outcome], None] | None = None,
) -> Changes:
    """Add inputs to a graph directory: those it knows by content are left alone, a changed one replaces what it gave.

    Options as for `build`; the graph keeps the rules it has unless others are given. Returns what there was to do.
    Raises GraphError where there is no graph, or one that can't be written to.
    """
    day = _day(published)
    work = work or Work()
    met = _Met(each, work)
    with GraphFolder.open(graph, rules=read_rules(rules), threads=work.processors) as folder:
        todo = tasks(inputs, fields=fields, published=day, base=folder.base, known=folder.known)
        met.fill(folder, todo)
        folder.finish()
        return folder.changes


def remove(graph: str | Path, *articles: str) -> None:
    """Remove articles from a graph directory, by local id or IRI, with all that they alone state.

    Raises GraphError, and removes nothing, where one of them is not there.
    """
    with GraphFolder.open(graph) as folder:
        folder.remove(articles)
        folder.finish()


def read_rules(file: str | Path | None) -> str | None:
    """The text of a file of rules; InputError where it can't be read."""
    if file is None:
        return None
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} can't be read ({error}): name a file of rules in Turtle") from error


class _Met:
    """The outcomes of a run: handed on when they are safe; the first error kept."""

    def __init__(self, each: Callable[[Outcome], None] | None, work: Work) -> None:
        self.each = each
        self.work = work
        self.waiting: deque[Document | None] = deque()
        self.failed: KgError | None = None
        self.some = False

    def fill(self, folder: GraphFolder, todo: Iterable[Task], shards: str | None = None) -> None:
        """Have tasks done, and take what they give into a graph directory; by way of `shards`, which are in it unless given."""
        alone, todo = self.work.alone(todo)
        if alone:
            folder.put(self.shards(todo), self.done)
        else:
            shards = self.work.shards or shards or str(folder.path / SHARDS)
            with contextlib.closing(self.work.records(todo, Sink(shards))) as records:  # type: ignore[type-var]
                folder.take(map(self.work.seen, records), shards, self.done)
        self.require_some()

    def shards(self, todo: Iterable[Task]) -> Iterator[Shard]:
        """What each task gives, done here."""
        for shard, document in understand(todo):
            self.waiting.append(document)
            self.work.seen(shard)
            yield shard

    def done(self, record: Record) -> None:
        """An input is safe."""
        # documents are at hand where this process did the work, and records come in the order of their shards
        self.meet(record, self.waiting.popleft() if self.waiting else None)

    def meet(self, record: Record, document: Document | None) -> None:
        """An input is done: what became of it is handed on."""
        error = InputError(record.error) if record.error else None
        outcome = Outcome(source=record.source, article=record.article, document=document, error=error, note=record.note)
        # a source that was known already has neither article nor note; a page left out has a note
        self.some = self.some or not error and bool(record.article or not record.note)
        if error and not self.each:
            raise error
        self.failed = self.failed or error
        if self.each:
            self.each(outcome)

    def fill_memory(self, graph: Graph, todo: Iterable[Task]) -> None:
        """Have tasks done here, and add what they give to a graph in memory."""
        articles: set[str] = set()
        for shard, document in understand(todo):
            self.work.seen(shard)
            same = shard.article in articles
            if document and not same:
                articles.add(document.article.id)
                graph.store.add(document)
            self.meet(record_of(replace(shard, note=SAME if same else shard.note), b""), document)
        self.require_some()

    def require_some(self) -> None:
        """InputError where nothing could be read."""
        if not self.some:
            raise self.failed or InputError("there is no input: name a file, a folder, a URL or -")


def _day(published: dt.date | str | None) -> dt.date | None:
    if not isinstance(published, str):
        return published
    try:
        return dt.date.fromisoformat(published)
    except ValueError as error:
        raise InputError(f"{published!r} is no date: write it as 2024-05-31") from error


def _base(iri: str) -> str:
    """A base that ids can be put behind: absolute, ASCII, ended by / or #."""
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[!#$%&'()*+,\-./0-9:;=?@A-Z_a-z~\[\]]+[/#]", iri):
        raise GraphError(f"{iri!r} is no base IRI: give an absolute one that ends in / or #, such as https://example.org/id/")
    return iri
