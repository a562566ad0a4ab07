"""The same tasks done by a Dask cluster: workers write shards to the sink and send back records only.

    run(tasks, Sink("s3://bucket/shards"), scheduler="tcp://10.0.0.1:8786")

Tasks travel in batches, for a scheduler takes about a millisecond for each call, and no more than a few batches for
each worker are under way, so that neither this process nor the scheduler ever holds the corpus.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
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
        stack.enter_context(_silence())
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
        self.suspects: list[Task] = []
        """Tasks of calls that ended their workers."""

    def records(self, batches: Iterator[list[Task]]) -> Iterator[Record]:
        """The records of all tasks. Suspects are done last and each alone: one beside another would share its blame."""
        with self.reaching():
            threads = sum(self.client.nthreads().values())
        yield from self.done(batches, _AHEAD * max(1, threads), self.suspects.extend)
        yield from self.done(([task] for task in self.suspects), 1, None)

    def done(
        self, batches: Iterator[list[Task]], ahead: int, suspect: Callable[[list[Task]], None] | None
    ) -> Iterator[Record]:
        """The records of batches, so many under way at once. A batch that ends its workers goes to `suspect`, if given."""
        under_way = self.distributed.as_completed(loop=self.client.loop)
        held: dict[str, list[Task]] = {}

        def send(batch: list[Task]) -> None:
            with self.reaching():
                future = self.client.submit(finish_all, batch, self.sink, mapping.version(), pure=False)
                held[future.key] = batch
                under_way.add(future)

        for batch in islice(batches, ahead):
            send(batch)
        while held:
            with self.reaching():
                future = next(under_way)
                batch = held.pop(future.key)
                found = self.outcome(future, batch, suspect)
            following = next(batches, None)
            if following:
                send(following)
            yield from found

    def outcome(self, future: Any, batch: list[Task], suspect: Callable[[list[Task]], None] | None) -> list[Record]:
        """The records of a call; waits where they were lost with their worker and are being made again."""
        try:
            return list(future.result())
        except self.distributed.KilledWorker as killed:
            if suspect:
                suspect(batch)
                return []
            source, times = batch[0].item.source, killed.allowed_failures + 1
            return [Record(source=source, key="", error=f"{source} was given up: it ended the worker that read it {times} times")]
        except Exception as error:
            if future.status != "error" or isinstance(error, KgError):
                raise
            raise KgError(f"a worker failed ({type(error).__name__}: {error}); please report it") from error

    @contextmanager
    def reaching(self) -> Iterator[None]:
        """Say it in words where the scheduler can't be reached any more."""
        try:
            yield
        except KgError:
            raise
        except Exception as error:
            if isinstance(error, OSError | self.distributed.CancelledError) or self.client.status != "running":
                raise self.lost() from error
            raise

    def lost(self) -> KgError:
        return KgError(
            f"the Dask scheduler at {self.scheduler} is gone. What was done is kept in {self.sink.location}: run the same again to go on"
        )


@contextmanager
def _silence() -> Iterator[None]:
    """Keep Dask from printing what goes wrong, which the records and errors say: some of its loggers have a level of their own."""
    names = ["distributed", *(name for name in logging.root.manager.loggerDict if name.startswith("distributed."))]
    before = {logger: logger.level for logger in map(logging.getLogger, names)}
    for logger in before:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in before.items():
            logger.setLevel(level)


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


