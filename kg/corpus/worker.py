"""One worker process: takes tasks from the socket it was born with, puts their shards into the sink, returns records.

    python -m kg.corpus.worker SOCKET

It ends with the process that started it, however that came to its end, even in the middle of an article.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import Connection

from kg.corpus.shard import Record
from kg.corpus.sink import Sink
from kg.corpus.tasks import Fault, Task, finish
from kg.errors import KgError

READY = "ready"
_GARBAGE = 50_000  # objects that are made before the collector looks for circles: a text makes many, and hardly any circle


def main(connection: Connection) -> None:
    """Work until the other side closes the socket."""
    gc.set_threshold(_GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    waiting: queue.SimpleQueue[tuple[list[Task], Sink]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, waiting), daemon=True).start()
    connection.send(READY)
    while True:
        for answer in _answers(*waiting.get()):
            _send(connection, answer)


def _answers(tasks: list[Task], sink: Sink) -> Iterator[Record | Fault]:
    try:
        yield from finish(tasks, sink)
    except KgError as error:
        yield Fault(str(error), error.code)


def _send(connection: Connection, answer: Record | Fault) -> None:
    try:
        connection.send(answer)
    except OSError:
        os._exit(0)


def _listen(connection: Connection, waiting: queue.SimpleQueue[tuple[list[Task], Sink]]) -> None:
    """Take tasks as they come; once nobody can want them any more, end at once: no shard is ever half-written."""
    try:
        while True:
            waiting.put(connection.recv())
    except (EOFError, OSError):
        os._exit(0)


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
