"""The tasks of a build, streamed: whatever the inputs are, one task for each article in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from kg.corpus.tasks import Task
from kg.ids import BASE
from kg.read import items
from kg.read.records import check


def tasks(
    inputs: Iterable[str | Path],
    *,
    fields: Mapping[str, str] | None = None,
    published: dt.date | None = None,
    base: str = BASE,
    known: Callable[[str], str] = lambda _: "",
) -> Iterator[Task]:
    """The tasks of all inputs, in their order. An input that can't be read is a task that says so in its record.

    `fields` maps the fields of JSONL records (see kg.read.records; InputError where it can't be). `known(source)` is the
    key under which a source is in the graph already, "" where it is not.
    """
    check(fields or {})
    return (
        Task(item=item, base=base, published=published, known=known(item.source))
        for given in inputs
        for item in items(str(given), fields)
    )
