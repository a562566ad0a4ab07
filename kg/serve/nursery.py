"""The process that holds the graph and bears the workers that answer from it.

pyoxigraph can neither time a query out nor cancel it, so each query runs in a process that can be killed. Queries on an
in-memory store are four times as fast as on one on disk (measured, 315k triples), and loading it takes seconds: so the
graph is loaded once, by a process that has a single thread and forks a worker in milliseconds whenever one is needed.
Workers share its memory until they write to it.

Orders come as JSON lines over a socket: ``fork``, with the worker's socket beside it, and ``kill``. The nursery ends,
and its workers with it, when that socket is closed, however the server came to its end.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from typing import TYPE_CHECKING, Any, NoReturn

from kg.errors import KgError
from kg.serve.settings import Settings
from kg.serve.wire import Refusal, Reply, receive

if TYPE_CHECKING:
    from kg.serve.site import Site

LINE = 4096
"""The longest order or answer."""
_NICE = 5  # queries give way to the server's own process


def main(control: socket.socket, settings: Settings) -> None:
    """Load the graph, say how it went, and obey until the socket is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: only the server decides
    try:
        from kg.serve.site import Site

        site = Site.load(settings)
        # read before the first worker is born: each would take a second over them
        for name in ("igraph", "networkx", "pyvis.network"):
            importlib.import_module(name)

        from kg.serve import handlers, pages  # noqa: F401

        pages.environment()
        pages.messages()
    except KgError as error:
        _say(control, {"error": str(error), "code": error.code})
        return
    gc.collect()
    gc.freeze()  # what is there stays: a worker's collector must not touch, and so copy, the shared pages
    _say(control, {"triples": site.triples, "articles": site.index.count("Article")})
    children: set[int] = set()
    try:
        _obey(control, site, children)
    finally:
        for pid in children:
            _end(pid)


def _obey(control: socket.socket, site: Site, children: set[int]) -> None:
    while True:
        line, fds, _, _ = socket.recv_fds(control, LINE, 1)
        if not line:
            return
        order = json.loads(line)
        if order["do"] == "fork":
            pid = os.fork()
            if pid == 0:
                control.close()
                _work(socket.socket(fileno=fds[0]), site, confined=order["confined"])
            os.close(fds[0])
            children.add(pid)
            _say(control, {"pid": pid})
        elif order["do"] == "kill" and order["pid"] in children:
            children.discard(order["pid"])
            _say(control, {"status": _end(order["pid"])})
        else:
            _say(control, {"status": 0})


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def _end(pid: int) -> int:
    """Kill a child and wait for it; how it ended: minus the signal, where one ended it."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _work(connection: socket.socket, site: Site, *, confined: bool) -> NoReturn:
    """What a worker does: answer calls until its socket is closed. It never returns into the nursery's code."""
    from kg.serve.handlers import HANDLERS

    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.nice(_NICE)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what Rust prints when memory ends; the server says it better
        _limit(site.settings.memory, confined=confined)
        while (frame := receive(connection)) is not None:
            (name, arguments), _ = frame
            try:
                reply = HANDLERS[name](site, **arguments)
            except Refusal as refusal:
                reply = refusal.reply
            except MemoryError:
                raise
            except Exception:  # noqa: BLE001 - a worker outlives the failure of one request, and tells it
                reply = Reply(status=500, body=b"This is a fault of the server; its log says more.\n", trace=traceback.format_exc())
            connection.sendall(reply.frame())
    except BaseException:  # noqa: BLE001 - whatever it is, the end of a worker is the end of its process
        os._exit(1)
    os._exit(0)


def _limit(memory: int, *, confined: bool) -> None:
    """Bound the memory of this process; where `confined`, let it open nothing more: no file, no connection."""
    import resource

    with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
        used = _address_space()
        if used:
            resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
        if confined:
            top = os.dup(0)
            os.close(top)  # the lowest number that is free: nothing at or above it can be opened
            resource.setrlimit(resource.RLIMIT_NOFILE, (top, top))


def _address_space() -> int:
    """Bytes of address space in use, 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - the plainest way there is
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    from pathlib import Path

    given = json.loads(sys.argv[2])
    main(socket.socket(fileno=int(sys.argv[1])), Settings(**given | {"path": Path(given["path"])}))
