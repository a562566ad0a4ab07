"""Who does the work of a build: this process, worker processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal, TypeVar

from kg.corpus import cluster, workers
from kg.corpus.shard import Record, Shard
from kg.corpus.sink import Sink
from kg.corpus.tasks import Task

Engine = Literal["local", "dask"]
Seen = TypeVar("Seen", Record, Shard)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """By whom inputs are read. Whoever it is, the graph is the same to the byte.

    `workers` is a number of processes: 0 is this one alone, None as many as there are processors, or this one where
    there are only a few inputs. `engine` "dask" is the cluster of the `scheduler` at an address such as
    ``tcp://host:8786``, or one of `workers` processes on this machine. `shards` is the folder or address where what is
    done is kept until the graph is whole; a cluster's workers must reach it. Without it, it is in the graph directory.
    `watch` is called with the name of each input when it was read, long before it is in the graph.
    """

    workers: int | None = None
    engine: Engine = "local"
    scheduler: str | None = None
    shards: str | None = None
    watch: Callable[[str], None] | None = None

    def seen(self, one: Seen) -> Seen:
        """Say to whoever watches that an input was read."""
        if self.watch:
            self.watch(one.source)
        return one

    @property
    def processors(self) -> int:
        """How many processors the work may take; where a cluster reads, what is left is done by all of this machine's."""
        return workers.processors() if self.workers is None or self.engine != "local" else max(1, self.workers)

    def alone(self, tasks: Iterable[Task]) -> tuple[bool, Iterator[Task]]:
        """Whether this process does it all, and the tasks."""
        ahead = iter(tasks)
        if self.engine != "local" or self.workers is not None:
            return self.workers == 0 and self.engine == "local", ahead
        first = list(islice(ahead, workers.FEW))
        return len(first) < workers.FEW, chain(first, ahead)

    def records(self, tasks: Iterable[Task], sink: Sink) -> Iterator[Record]:
        """The records of tasks as others get them done; close it to end them. See workers.run and cluster.run."""
        if self.engine == "dask":
            return cluster.run(tasks, sink, scheduler=self.scheduler, workers=self.workers)
        return workers.run(tasks, sink, workers=self.workers or workers.processors())
