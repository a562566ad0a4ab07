"""Tasks: items are read, and all that is found in each becomes a shard. The same wherever they are done.

A task is done once its shard stands in the sink: whoever takes it up again finds it there by its key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.corpus.shard import CorruptShard, Record, Shard, decode, encode, key_of, name_of, record_of, shard_of
from kg.corpus.sink import Sink
from kg.errors import InputError, KgError
from kg.ids import BASE
from kg.model import Article, Document
from kg.pipeline import TOGETHER, run, run_many
from kg.read import Item, article, files, load
from kg.read.text import chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a worker is given: an item, the base of identifiers, and the date of publication where one was given.

    `known` is the key under which the graph directory has this source already, "" where it has it not.
    """

    item: Item
    base: str = BASE
    published: dt.date | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a worker says in place of a record where it can't go on, which is no fault of an item: a full disk, say."""

    message: str
    code: int


def understand(tasks: Iterable[Task]) -> Iterator[tuple[Shard, Document | None]]:
    """What items give, in their order: a shard, and the document of an article that was read, which a shard is too small for.

    Reads what is still to be read. Where that can't be done, the shard says why. The shard of a source whose key is known
    already has neither article nor error.
    """
    for read, document in _documents(tasks):
        yield read.shard(document), document if isinstance(document, Document) else None


def finish(tasks: Iterable[Task], sink: Sink) -> Iterator[Record]:
    """Do tasks, unless they are done, and put their shards into the sink. An error of an item is in its record.

    GraphError where the sink can't be written to: that is no fault of an item.
    """
    for read, document in _documents(tasks, sink):
        if read.done:
            yield read.done
            continue
        shard = read.shard(document)
        if shard.error or not (shard.article or shard.note):  # no shard: a later run tries again; or it is known
            yield Record(source=shard.source, key=shard.key, error=shard.error)
            continue
        data = encode(replace(shard, source=""))  # another source may have the same content, and so the same shard
        sink.put(name_of(shard.key), data)
        yield record_of(shard, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A task whose item was read: the `article` to be understood, or else what it gives: an error, a note, or its record."""

    base: str
    source: str
    key: str = ""
    article: Article | None = None
    error: str | None = None
    note: str = ""
    done: Record | None = None

    def shard(self, document: Document | str | None) -> Shard:
        """The shard, given the document of the article or why there is none."""
        if isinstance(document, Document):
            return shard_of(document, source=self.source, key=self.key, base=self.base)
        error = f"{self.source}: {document}" if document else self.error
        return Shard(source=self.source, key=self.key, error=error, note=self.note)


def _read(task: Task, sink: Sink | None = None) -> _Read:
    try:
        item = load(task.item)
    except KgError as error:
        return _Read(base=task.base, source=task.item.source, error=str(error))
    read = _Read(base=task.base, source=item.source, key=_key(task, item))
    if read.key == task.known:
        return read
    done = sink and _done(sink, read.key)
    if done:
        return replace(read, done=replace(done, source=item.source))
    try:
        found = article(item, task.published)
    except InputError as error:
        if item.crawled:  # the words of the error name the source, on which a shard must not depend
            return replace(read, note=f"left out: the page {item.url} holds no article")
        return replace(read, error=str(error))
    if item.crawled and not chinese(found.text):
        return replace(read, note=f"left out: the page {item.url} is not in Chinese")
    return replace(read, article=found)


def _documents(tasks: Iterable[Task], sink: Sink | None = None) -> Iterator[tuple[_Read, Document | str | None]]:
    """The document of each article, or in words why kg failed over it. Some are understood together, which is faster.

    None waits for an item that may be long in coming.
    """
    group: list[_Read] = []
    size = 0
    for task in tasks:
        if size >= TOGETHER or weight(task.item) is None:
            yield from zip(group, _of_group(group), strict=True)
            group, size = [], 0
        read = _read(task, sink)
        group.append(read)
        size += len(read.article.text) if read.article else 0
    yield from zip(group, _of_group(group), strict=True)


def weight(item: Item) -> int | None:
    """The bytes of an item; None where they may be long in coming: from an address, or through a pipe."""
    if item.raw is not None or item.error:
        return len(item.raw or b"")
    path = files.local(item.location)
    try:
        return path.stat().st_size if path and path.is_file() else None
    except OSError:
        return 0  # it can't be read, which is soon found


def _of_group(group: list[_Read]) -> Iterator[Document | str | None]:
    articles = [read.article for read in group if read.article]
    found: Iterator[Document | str]
    try:
        found = iter(list(run_many(articles)))
    except KgError:  # of what is installed, not of these articles
        raise
    except Exception:  # noqa: BLE001 one article that kg fails over must not end the work on all the others
        found = map(_of_article, articles)
    return (next(found) if read.article else None for read in group)


def _of_article(given: Article) -> Document | str:
    try:
        return run(given)
    except KgError:
        raise
    except Exception as error:  # noqa: BLE001 as above
        return f"kg failed over this text ({type(error).__name__}: {error}); please report it with the text"


def _key(task: Task, item: Item) -> str:
    how = (item.media, item.charset or "", item.url or "", repr(item.declared), str(item.crawled))
    return key_of(item.raw or b"", *how, base=task.base, published=task.published)


def _done(sink: Sink, key: str) -> Record | None:
    """The record of a finished shard; a damaged one is none."""
    data = sink.get(name_of(key))
    if data is None:
        return None
    try:
        return record_of(decode(data), data)
    except CorruptShard:
        return None
