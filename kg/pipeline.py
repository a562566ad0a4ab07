"""From an article to a document: the stages, in order, as one loop."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator

from kg.extract import mentions
from kg.extract.home import home
from kg.extract.metrics import observations
from kg.extract.places import places
from kg.extract.tables import tables
from kg.link import link
from kg.link.inside import named_inside
from kg.measure import measure
from kg.model import Article, Document, Stage
from kg.relate import relate
from kg.segment import segment, segment_all

STAGES: tuple[Stage, ...] = (segment, measure, home, places, mentions, link, observations, tables, relate, named_inside)
TOGETHER = 60_000
"""Characters of the articles that are tagged together: beyond this hardly more sentences of equal length meet."""


def run(article: Article) -> Document:
    """Everything that is found in an article."""
    return _through(Document(article=article), STAGES)


def run_many(articles: Iterable[Article]) -> Iterator[Document]:
    """The same for many articles, in their order, faster: the tagger reads the sentences of several at once.

    No article is read before the documents of those in front are asked for, about TOGETHER characters at a time.
    """
    for group in _groups(articles):
        with _uncollected():
            documents = segment_all([Document(article=article) for article in group])
        for document in documents:
            yield _through(document, STAGES[1:])


def _through(document: Document, stages: tuple[Stage, ...]) -> Document:
    with _uncollected():
        for stage in stages:
            document = stage(document)
    return document


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of circles, which looks at everything again for every 700 objects that are made.

    A document is many objects, and none of them in a circle; looking for some takes a fifth of the time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _groups(articles: Iterable[Article]) -> Iterator[list[Article]]:
    group: list[Article] = []
    size = 0
    for article in articles:
        group.append(article)
        size += len(article.text)
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group
