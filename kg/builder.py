"""From inputs to a graph and its files: read each, extract, add to one graph, write.

    DIR/graph.ttl           the graph, sorted Turtle
    DIR/graph.html          the graph to look at, one file
    DIR/articles/ID.txt     the exact text that every offset of the graph counts in, ID as in article/ID
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from kg.corpus.shard import why_nothing
from kg.errors import GraphError, InputError, KgError
from kg.graph import Graph
from kg.ids import BASE
from kg.model import Article, Document
from kg.pipeline import run
from kg.read import article_of, expand, read_one
from kg.read.text import normalise
from kg.store import GRAPH_FILE, write_atomically

VIEW_FILE = "graph.html"
ARTICLES = "articles"
_ARTICLE_FILE = re.compile(r"[0-9a-f]{16}\.txt")


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
    each: Callable[[Outcome], None] | None = None,
) -> Graph:
    """Build one graph from texts, pages, folders, addresses or ``-`` (standard input), and write it to `output`.

    `published` (a date or YYYY-MM-DD) overrides the date each text gives. `each` is called with every input's outcome,
    those that can't be read among them; without it the first such input raises its InputError. `view=False` leaves
    out graph.html. Raises GraphError where `base_iri` or `output` can't be used; nothing is written unless something
    was read.
    """
    day = _day(published)
    base = _base(base_iri)
    folder = _folder(output)
    graph = Graph(base=base)
    articles: dict[str, Article] = {}
    failures: list[KgError] = []
    for outcome in outcomes(inputs, day):
        if outcome.error and not each:
            raise outcome.error
        if outcome.error:
            failures.append(outcome.error)
        elif outcome.document:
            outcome = _added(outcome, graph, articles)
        if each:
            each(outcome)
    if not articles:
        raise failures[0] if failures else InputError("there is no input: name a file, a folder, a URL or -")
    if folder:
        write(graph, articles.values(), folder, view=view)
    return graph


def _added(outcome: Outcome, graph: Graph, articles: dict[str, Article]) -> Outcome:
    """Add a document to the graph, and say where it adds nothing."""
    document = outcome.document
    if document is None:
        return outcome
    article = document.article
    if article.id in articles:
        return replace(outcome, note="the same article as an earlier input")
    articles[article.id] = article
    graph.store.add(document)
    return outcome


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


def write(graph: Graph, articles: Iterable[Article], folder: Path, *, view: bool = True) -> None:
    """Write a build's files, each whole or not at all; graph.ttl comes last, when all it needs stands.

    Texts and the view of an earlier build in the same folder are removed once the new graph stands. Raises GraphError
    where the folder can't be written to.
    """
    texts, page = folder / ARTICLES, folder / VIEW_FILE
    kept = {f"{article.id.rpartition('/')[2]}.txt": article for article in articles}
    rendered = _view(graph) if view else None
    try:
        texts.mkdir(parents=True, exist_ok=True)
        for name, article in kept.items():
            write_atomically(texts / name, article.text.encode("utf-8"))
        if rendered is not None:
            write_atomically(page, rendered)
        graph.save(folder / GRAPH_FILE)
        if rendered is None:
            page.unlink(missing_ok=True)  # it would show another graph
        for path in texts.iterdir():
            if _ARTICLE_FILE.fullmatch(path.name) and path.name not in kept:
                path.unlink()
    except OSError as error:
        raise GraphError(f"{error.filename or folder} can't be written ({error.strerror}): choose another --output") from error


def _view(graph: Graph) -> bytes:
    from kg import ontology
    from kg.views import VIEWS

    page = VIEWS["html"](graph.store, ontology.load())
    return page.encode("utf-8") if isinstance(page, str) else page


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


def _folder(output: str | Path | None) -> Path | None:
    """The output folder, made. Fails before the work rather than after it."""
    if output is None:
        return None
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"{folder} can't be a folder ({error.strerror}): choose another --output") from error
    if not os.access(folder, os.W_OK):
        raise GraphError(f"{folder} can't be written to: change its permissions or choose another --output")
    return folder
