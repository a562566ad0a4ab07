"""The same tasks done by a Dask cluster: workers write shards to the sink and send back records only.

    run(tasks, Sink("s3://bucket/shards"), scheduler="tcp://10.0.0.1:8786")

Tasks travel in batches, for a scheduler takes about a millisecond for each call, and no more than a few batches for
each worker are under way, so that neither this process nor the scheduler ever holds the corpus.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from kg import mapping
from kg.corpus.shard import Record
from kg.corpus.sink import Sink
from kg.corpus.tasks import Task, finish
from kg.corpus.workers import TRIES, processors
from kg.errors import KgError
from kg.read import STDIN, files, load

BATCH = 32
"""Tasks of one call."""
_HEAVY = 2_000_000  # bytes that a call carries before it is full
_AHEAD = 2  # calls under way for each thread of the cluster


def run(
    tasks: Iterable[Task], sink: Sink, *, scheduler: str | None = None, workers: int | None = None
) -> Iterator[Record]:
    """The records of all tasks, as they get done: in no particular order. Their shards are in `sink` by then.

    `scheduler` is the address of a running one; without it a cluster of `workers` processes is started on this machine
    and ended with the iterator. Both the sink and inputs that are files must be where the workers can reach them.
    KgError where the extra `cluster` is missing, the cluster can't be reached or is lost, or the sink can't be written to.
    """
    dask, distributed = _dask()
    sink = _everywhere(sink)
    sink.make()
    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": TRIES - 1}))
        stack.callback(logging.getLogger("distributed").setLevel, logging.getLogger("distributed").level)
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is in the records
        if scheduler is None:
            local = distributed.LocalCluster(
                n_workers=workers or processors(), threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
                silence_logs=logging.CRITICAL,
            )  # fmt: skip
            scheduler = stack.enter_context(local).scheduler_address
        try:
            client = stack.enter_context(distributed.Client(scheduler, timeout=10, set_as_default=False))
        except (OSError, ValueError) as error:
            raise KgError(f"there is no Dask scheduler at {scheduler} ({error}): check the address, or leave it out") from error
        yield from _Run(distributed, client, sink, scheduler).records(_batches(tasks))


def finish_all(tasks: list[Task], sink: Sink, version: str) -> list[Record]:
    """What a worker does with a batch. KgError where it has another version of kg, for its shards would differ."""
    if mapping.version() != version:
        raise KgError(f"a worker has kg {mapping.version()} and this is kg {version}: install the same one everywhere")
    return list(finish(tasks, sink))


def _dask() -> tuple[Any, Any]:
    """The modules dask and distributed, imported as late as can be: they take a second."""
    try:
        return import_module("dask"), import_module("distributed")
    except ImportError as error:
        raise KgError("--engine dask needs the extra cluster: pip install 'zhengtu[cluster]'") from error


class _Run:
    """The calls under way."""

    def __init__(self, distributed: Any, client: Any, sink: Sink, scheduler: str) -> None:
        self.distributed = distributed
        self.client = client
        self.sink = sink
        self.scheduler = scheduler

    def records(self, batches: Iterator[list[Task]]) -> Iterator[Record]:
        under_way = self.distributed.as_completed(loop=self.client.loop)
        held: dict[str, list[Task]] = {}

        def send(batch: list[Task]) -> None:
            future = self.client.submit(finish_all, batch, self.sink, mapping.version(), pure=False)
            held[future.key] = batch
            under_way.add(future)

        for batch in islice(batches, _AHEAD * max(1, sum(self.client.nthreads().values()))):
            send(batch)
        while held:
            future = next(under_way)
            batch = held.pop(future.key)
            following = next(batches, None)
            if following:
                send(following)
            yield from self.outcome(future, batch, send)

    def outcome(self, future: Any, batch: list[Task], send: Any) -> Iterator[Record]:
        """The records of a call. One that ended its workers is cut into calls of one task, to find the one to blame."""
        if future.status == "finished":
            try:
                yield from future.result()
            except (OSError, self.distributed.CancelledError) as error:
                raise self.lost() from error
            return
        if future.status != "error":
            raise self.lost()
        fault = future.exception()
        if not isinstance(fault, self.distributed.KilledWorker):
            raise fault if isinstance(fault, KgError) else KgError(f"a worker failed ({type(fault).__name__}: {fault}); please report it")
        if len(batch) > 1:
            for task in batch:
                send([task])
            return
        source = batch[0].item.source
        yield Record(source=source, key="", error=f"{source} was given up: it ended the worker that read it {TRIES} times")

    def lost(self) -> KgError:
        return KgError(
            f"the Dask scheduler at {self.scheduler} is gone. What was done is kept in {self.sink.location}: run the same again to go on"
        )


def _everywhere(sink: Sink) -> Sink:
    """A sink that means the same folder in whatever folder a worker runs."""
    path = files.local(sink.location)
    return sink if path is None else Sink(str(path.absolute()))


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks in batches that are neither long nor heavy."""
    batch: list[Task] = []
    weight = 0
    for task in tasks:
        batch.append(_portable(task))
        weight += len(task.item.raw or b"")
        if len(batch) == BATCH or weight > _HEAVY:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _portable(task: Task) -> Task:
    """A task that can be done in any process: standard input is read here, a path is absolute."""
    item = task.item
    if item.location == STDIN:
        try:
            return replace(task, item=load(item))
        except KgError as error:
            return replace(task, item=replace(item, error=str(error)))
    path = files.local(item.location) if item.location and not item.error else None
    return task if path is None else replace(task, item=replace(item, location=str(Path(path).absolute())))


