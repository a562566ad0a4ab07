"""Tasks done by worker processes of this machine. One that is killed costs its article another try, nothing else.

Each worker is a process of its own with one socket to this one: no queue is shared, so that one killed at any moment
leaves no lock behind and takes nobody with it (`multiprocessing.Pool` hangs then, `ProcessPoolExecutor` breaks).
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection, wait

from kg.corpus.shard import Record
from kg.corpus.sink import Sink
from kg.corpus.tasks import Fault, Task, finish, weight
from kg.corpus.worker import READY
from kg.errors import KgError

TRIES = 3
"""How often an article may end its worker before it is given up."""
FEW = 8
"""So many articles are read sooner here than by workers, which take a second or two to start."""
_AHEAD = 2  # groups of tasks a worker has at hand: it need not wait while this process hands out others
_TOGETHER = 40_000  # bytes of texts in a group
_MOST = 64  # tasks in a group


def run(tasks: Iterable[Task], sink: Sink, *, workers: int | None = None) -> Iterator[Record]:
    """The records of all tasks, as they get done: in no particular order. Their shards are in `sink` by then.

    `workers` is how many processes work; 0 is this one alone; None as many as there are processors. KgError where
    the sink can't be written to or workers can't start. The workers end with the iterator, at its end or when it is closed.
    """
    sink.make()
    if workers == 0:
        yield from finish(tasks, sink)
        return
    crew = _Crew(iter(tasks), sink)
    try:
        yield from crew.run(processors() if workers is None else workers)
    finally:
        crew.stop()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Job:
    """A task and how often it was among those that ended their worker."""

    __slots__ = ("deaths", "task")

    def __init__(self, task: Task) -> None:
        self.task = task
        self.deaths = 0


_Group = deque[_Job]  # what a worker is given, and does, together


def _groups(tasks: Iterator[Task]) -> Iterator[_Group]:
    """Tasks in groups, so that several texts are read together; what may be long in coming is a group of its own."""
    group: _Group = deque()
    total = 0
    for task in tasks:
        size = weight(task.item)
        if group and (size is None or total + size > _TOGETHER or len(group) == _MOST):
            yield group
            group, total = deque(), 0
        group.append(_Job(task))
        total += _TOGETHER if size is None else size
    if group:
        yield group


def _long(groups: deque[_Group]) -> bool:
    """Whether a worker is at a text so large, or so long in coming, that nothing should wait behind it."""
    size = weight(groups[0][0].task.item) if groups else 0
    return size is None or size >= _TOGETHER


class _Worker:
    """One process, the socket to it, and the groups of jobs it has, the one it is at first."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # a session of its own: Ctrl-C reaches this process alone, which then ends its workers in order.
            # -P: a file in the current folder must not stand in for a module
            self.process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-P", "-m", "kg.corpus.worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, "OMP_NUM_THREADS": "1"},
            )
        self.connection = Connection(ours.detach())
        self.groups: deque[_Group] = deque()
        self.ready = False

    def end(self) -> int:
        """End the process and say how it ended."""
        self.connection.close()
        self.process.kill()  # it may be deep in an article; no shard is ever half-written
        return self.process.wait()


class _Crew:
    """The workers of a run, and what is to be done."""

    def __init__(self, tasks: Iterator[Task], sink: Sink) -> None:
        self.groups = _groups(tasks)
        self.sink = sink
        self.again: deque[_Group] = deque()
        self.workers: dict[Connection, _Worker] = {}

    def run(self, size: int) -> Iterator[Record]:
        for _ in range(size):
            self.hire()
        while any(worker.groups for worker in self.workers.values()):
            for ready in wait([connection for connection, worker in self.workers.items() if worker.groups or not worker.ready]):
                yield from self.hear(self.workers[ready])  # type: ignore[index]

    def hire(self) -> None:
        """One more worker, where there is something for it to do."""
        group = self.next()
        if group is None:
            return
        worker = _Worker()
        self.workers[worker.connection] = worker
        self.give(worker, group)

    def next(self) -> _Group | None:
        """What is to be done next: what ended its worker first."""
        return self.again.popleft() if self.again else next(self.groups, None)

    def give(self, worker: _Worker, group: _Group) -> None:
        worker.groups.append(group)
        with contextlib.suppress(OSError):  # it has died: that is heard next
            worker.connection.send(([job.task for job in group], self.sink))

    def hear(self, worker: _Worker) -> Iterator[Record]:
        """What a worker has to say, or that it is dead."""
        try:
            said = worker.connection.recv()
        except (EOFError, OSError):
            yield from self.bury(worker)
            return
        if isinstance(said, Fault):
            error = KgError(said.message)
            error.code = said.code
            raise error
        if said == READY:
            worker.ready = True
        else:
            worker.groups[0].popleft()
            if not worker.groups[0]:
                worker.groups.popleft()
        while len(worker.groups) < _AHEAD and not _long(worker.groups) and (group := self.next()):
            self.give(worker, group)
        if said != READY:
            yield said

    def bury(self, worker: _Worker) -> Iterator[Record]:
        """Put another in a dead worker's place. What it was at is tried again, each article by itself so that the others
        get done; those it had not begun with are not to blame."""
        del self.workers[worker.connection]
        status = worker.end()
        if not worker.ready:
            raise KgError(f"a worker process can't start (it ended with {_how(status)}, see above): try --workers 0")
        suspects, *others = worker.groups
        self.again.extendleft(reversed(others))
        for job in suspects:
            job.deaths += 1
            if job.deaths < TRIES:
                self.again.append(deque([job]))
                continue
            source = job.task.item.source
            why = f"{source} was given up: it ended the process that read it {TRIES} times ({_how(status)})"
            yield Record(source=source, key="", error=why)
        self.hire()

    def stop(self) -> None:
        """End all workers and remove what they have half-written."""
        for worker in self.workers.values():
            worker.end()
        self.sink.sweep()


def _how(status: int) -> str:
    """How a process ended, in words."""
    if status == -9:
        return "killed, perhaps because memory ran out"
    return f"signal {-status}" if status < 0 else f"exit status {status}"
