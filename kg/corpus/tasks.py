"""One task: an item is read, all that is found in it becomes a shard. The same wherever it runs.

A task is done once its shard stands in the sink: whoever takes it up again finds it there by its key.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from kg.corpus.shard import CorruptShard, Record, Shard, decode, encode, key_of, name_of, record_of, shard_of
from kg.corpus.sink import Sink
from kg.errors import InputError, KgError
from kg.ids import BASE
from kg.model import Document
from kg.pipeline import run
from kg.read import Item, article, load
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


def process(task: Task) -> Shard:
    """What an item gives; where it can't be read, a shard that says why. Reads what is still to be read."""
    return understand(task)[0]


def understand(task: Task) -> tuple[Shard, Document | None]:
    """As `process`, with the document of an article that was read, which a shard is too small for.

    The shard of a source whose key is known already has neither article nor error.
    """
    try:
        item = load(task.item)
    except KgError as error:
        return Shard(source=task.item.source, key="", error=str(error)), None
    key = _key(task, item)
    if key == task.known:
        return Shard(source=item.source, key=key), None
    return _understand(task, item, key)


def finish(task: Task, sink: Sink) -> Record:
    """Do a task unless it is done, and put its shard into the sink. An error of the item is in the record.

    GraphError where the sink can't be written to: that is no fault of the item.
    """
    try:
        item = load(task.item)
    except KgError as error:
        return Record(source=task.item.source, key="", error=str(error))
    key = _key(task, item)
    if key == task.known:
        return Record(source=item.source, key=key)
    done = _done(sink, key)
    if done:
        return replace(done, source=item.source)
    shard, _ = _understand(task, item, key)
    if shard.error:  # no shard: a later run tries again
        return Record(source=shard.source, key=shard.key, error=shard.error)
    data = encode(replace(shard, source=""))  # another source may have the same content, and so the same shard
    sink.put(name_of(key), data)
    return record_of(shard, data)


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


def _understand(task: Task, item: Item, key: str) -> tuple[Shard, Document | None]:
    try:
        found = article(item, task.published)
    except InputError as error:
        if item.crawled:  # the words of the error name the source, on which a shard must not depend
            return Shard(source=item.source, key=key, note=f"left out: the page {item.url} holds no article"), None
        return Shard(source=item.source, key=key, error=str(error)), None
    if item.crawled and not chinese(found.text):
        return Shard(source=item.source, key=key, note=f"left out: the page {item.url} is not in Chinese"), None
    try:
        document = run(found)
        return shard_of(document, source=item.source, key=key, base=task.base), document
    except KgError:  # of what is installed, not of this article
        raise
    except Exception as error:  # noqa: BLE001 one article that kg fails over must not end the work on all the others
        why = f"{item.source}: kg failed over this text ({type(error).__name__}: {error}); please report it with the text"
        return Shard(source=item.source, key=key, error=why), None
