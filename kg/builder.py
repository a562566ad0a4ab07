"""From inputs to a graph: in memory, or in a graph directory (kg.corpus.folder) that articles are added to and removed from."""

from __future__ import annotations

import datetime as dt
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corpus.directory import Mode
from kg.corpus.folder import SAME, Changes, GraphFolder
from kg.corpus.shard import Record, Shard, key_of, shard_of, why_nothing
from kg.errors import GraphError, InputError, KgError
from kg.graph import Graph
from kg.ids import BASE
from kg.model import Document
from kg.pipeline import run
from kg.read import article_of, expand, read_one
from kg.read.text import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one input: its document, or the error that kept it from being read.

    `note` says why a document that was read yields nothing new ("" where it yields something); `total` is how many
    inputs there are.
    """

    source: str
    total: int = 1
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
    each: Callable[[Outcome], None] | None = None,
) -> Graph:
    """Build one graph from texts, pages, folders, addresses or ``-`` (standard input), in the graph directory `output`.

    The graph that comes back is read from there; without `output` it is in memory. `published` (a date or YYYY-MM-DD)
    overrides the date each text gives. `each` is called with every input's outcome, once it is safe on the disk, those
    that can't be read among them; without it the first such input raises its InputError. `view=False` leaves out
    graph.html. `force` replaces a graph that is there. `rules` is a file of the user's decisions (see kg.corpus.rules).
    A build that was broken off goes on where it was. Raises GraphError where `base_iri` or `output` can't be used;
    nothing is written unless something was read.
    """
    day, base = _day(published), _base(base_iri)
    met = _Met(each)
    if output is None:
        if rules:
            raise GraphError("rules belong to a graph directory: give an output as well")
        graph = Graph(base=base)
        for outcome in outcomes(inputs, day):
            met.add_to(graph, outcome)
        met.require_some()
        return graph
    mode: Mode = "rebuild" if force else "build"
    with GraphFolder.open(output, mode, base=base, view=view, rules=read_rules(rules)) as folder:
        folder.put(met.shards(outcomes(inputs, day), base), met.done)
        met.require_some()
        folder.finish()
    return Graph.load(output)


def add(
    graph: str | Path,
    *inputs: str | Path,
    published: dt.date | str | None = None,
    rules: str | Path | None = None,
    each: Callable[[Outcome], None] | None = None,
) -> Changes:
    """Add inputs to a graph directory: those it knows by content are left alone, a changed one replaces what it gave.

    Options as for `build`; the graph keeps the rules it has unless others are given. Returns what there was to do.
    Raises GraphError where there is no graph, or one that can't be written to.
    """
    day = _day(published)
    met = _Met(each)
    with GraphFolder.open(graph, rules=read_rules(rules)) as folder:
        folder.put(met.shards(outcomes(inputs, day), folder.base), met.done)
        met.require_some()
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
    """The outcomes of a run: handed on when they are safe; the errors kept."""

    def __init__(self, each: Callable[[Outcome], None] | None) -> None:
        self.each = each
        self.waiting: deque[Outcome] = deque()
        self.failures: list[KgError] = []
        self.some = False
        self.articles: set[str] = set()

    def shards(self, found: Iterable[Outcome], base: str) -> Iterator[Shard]:
        """The shard of each input."""
        for outcome in found:
            self.waiting.append(outcome)
            yield self.shard(outcome, base)

    def shard(self, outcome: Outcome, base: str) -> Shard:
        if outcome.document is None:
            return Shard(source=outcome.source, key="", error=str(outcome.error))
        article = outcome.document.article
        key = key_of(article.text.encode("utf-8"), article.id, repr(article), base=base)
        return shard_of(outcome.document, source=outcome.source, key=key, base=base)

    def done(self, record: Record) -> None:
        """An input is safe."""
        outcome = self.waiting.popleft()  # records come in the order of their shards
        self.hand_on(replace(outcome, note=record.note) if outcome.document else outcome)

    def add_to(self, graph: Graph, outcome: Outcome) -> None:
        """Add an input to a graph in memory."""
        if outcome.document and outcome.document.article.id in self.articles:
            outcome = replace(outcome, note=SAME)
        elif outcome.document:
            self.articles.add(outcome.document.article.id)
            graph.store.add(outcome.document)
        self.hand_on(outcome)

    def hand_on(self, outcome: Outcome) -> None:
        self.some = self.some or outcome.document is not None
        if outcome.error and not self.each:
            raise outcome.error
        if outcome.error:
            self.failures.append(outcome.error)
        if self.each:
            self.each(outcome)

    def require_some(self) -> None:
        """InputError where nothing could be read."""
        if not self.some:
            raise self.failures[0] if self.failures else InputError("there is no input: name a file, a folder, a URL or -")


def outcomes(inputs: Iterable[str | Path], published: dt.date | None = None) -> Iterator[Outcome]:
    """The outcome of every single input, folders opened, in order. Errors of the inputs are in the outcomes."""
    sources: list[tuple[str, KgError | None]] = []
    for given in inputs:
        try:
            sources += [(source, None) for source in expand(given)]
        except KgError as error:
            sources.append((str(given), error))
    for source, failure in sources:
        outcome = Outcome(source=source, error=failure) if failure else _read(source, published)
        yield replace(outcome, total=len(sources))


def _read(source: str, published: dt.date | None) -> Outcome:
    """The outcome of one input."""
    try:
        document = run(read_one(source, published=published))
    except KgError as error:
        return Outcome(source=source, error=error)
    return Outcome(source=source, document=document, note=why_nothing(document))


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
