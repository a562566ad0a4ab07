"""Workers as the server's event loop sees them: call one by name, and what takes too long is killed."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
from typing import Any, Self

from kg.errors import GraphError, KgError
from kg.serve.nursery import LINE
from kg.serve.settings import Settings
from kg.serve.wire import Reply, call, receive_async

_FAULT = "The worker that answered this ended before its time"


class Nursery:
    """The process that holds a graph; see kg.serve.nursery."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, facts: dict[str, Any]) -> None:
        self._process = process
        self._control = control
        self._turn = asyncio.Lock()
        self.triples = int(facts["triples"])
        self.articles = int(facts["articles"])

    @classmethod
    async def start(cls, settings: Settings) -> Self:
        """Load the graph in a new process. GraphError and the like where that is not possible."""
        ours, theirs = socket.socketpair()
        given = json.dumps(dataclasses.asdict(settings) | {"path": str(settings.path.resolve()), "token": None})
        command = [sys.executable, "-m", "kg.serve.nursery", str(theirs.fileno()), given]
        process = subprocess.Popen(  # noqa: S603, ASYNC220 - our own module; it returns at once
            command,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        ours.setblocking(False)
        facts = await _line(ours)
        if facts is None:
            raise GraphError(f"The graph of {settings.path} can't be held: the process that loads it ended. See above.")
        if "error" in facts:
            error = KgError(facts["error"])
            error.code = facts["code"]
            raise error
        return cls(process, ours, facts)

    @property
    def alive(self) -> bool:
        """Whether it can still bear workers."""
        return self._process.poll() is None

    async def fork(self, *, confined: bool) -> Worker:
        """A new worker; OSError where the nursery is gone."""
        ours, theirs = socket.socketpair()
        async with self._turn:
            order = json.dumps({"do": "fork", "confined": confined}).encode()
            socket.send_fds(self._control, [order], [theirs.fileno()])
            theirs.close()
            said = await _line(self._control)
        if said is None:
            ours.close()
            raise OSError("the process that holds the graph has ended")
        reader, writer = await asyncio.open_unix_connection(sock=ours)
        return Worker(self, said["pid"], reader, writer)

    async def end(self, pid: int) -> int:
        """Kill a worker; how it ended, 0 where that is not known."""
        async with self._turn:
            with contextlib.suppress(OSError):
                self._control.sendall(json.dumps({"do": "kill", "pid": pid}).encode())
                said = await _line(self._control)
                return int(said["status"]) if said else 0
        return 0

    async def close(self) -> None:
        """End it and all its workers."""
        self._control.close()
        await asyncio.to_thread(self._process.wait)


async def _line(control: socket.socket) -> dict[str, Any] | None:
    """One line of JSON, None where the other side has closed the socket."""
    loop = asyncio.get_running_loop()
    data = b""
    while not data.endswith(b"\n"):
        part = await loop.sock_recv(control, LINE)
        if not part:
            return None
        data += part
    found: dict[str, Any] = json.loads(data)
    return found


class Worker:
    """One forked process and the stream to it."""

    def __init__(self, nursery: Nursery, pid: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._nursery = nursery
        self.pid = pid
        self._reader = reader
        self._writer = writer

    async def call(self, handler: str, arguments: dict[str, Any]) -> Reply:
        """Have it do something. asyncio.IncompleteReadError or OSError where it ends over it."""
        self._writer.write(call(handler, arguments))
        await self._writer.drain()
        header, body = await receive_async(self._reader)
        return Reply.unframed(header, body)

    async def end(self) -> int:
        """Kill it, whatever it is doing."""
        self._writer.close()
        return await self._nursery.end(self.pid)


class Pool:
    """Up to `size` workers of one nursery; a call waits for one, has its time, and no more."""

    def __init__(self, nursery: Nursery, settings: Settings, *, size: int, confined: bool) -> None:
        self._nursery = nursery
        self._settings = settings
        self._confined = confined
        self._idle: list[Worker] = []
        self._free = asyncio.Semaphore(size)
        self._size = size
        self.waiting = 0

    async def call(
        self, handler: str, *, gone: asyncio.Future[Any] | None = None, seconds: float | None = None, **arguments: Any
    ) -> Reply:
        """The reply of a worker, or one that says which limit was met and how to change it.

        What nobody waits for any more is stopped: `gone` is done once the client has left. `seconds` is its time, else
        that of a query.
        """
        settings = self._settings
        if self.waiting >= settings.waiting:
            return _busy(f"{settings.waiting} requests are waiting already")
        self.waiting += 1
        try:
            async with asyncio.timeout(settings.seconds * 2):
                await self._free.acquire()
        except TimeoutError:
            return _busy(f"no worker came free within {settings.seconds * 2:g} seconds")
        finally:
            self.waiting -= 1
        try:
            worker = self._idle.pop() if self._idle else await self._nursery.fork(confined=self._confined)
            return await self._have(worker, handler, arguments, gone, seconds or settings.seconds)
        except OSError:
            return Reply.text(503, "The process that holds the graph has ended. Start the server again.")
        finally:
            self._free.release()

    async def _have(
        self, worker: Worker, handler: str, arguments: dict[str, Any], gone: asyncio.Future[Any] | None, seconds: float
    ) -> Reply:
        """Have a worker answer in time; one that does not is killed."""
        answer = asyncio.ensure_future(worker.call(handler, arguments))
        watched: set[asyncio.Future[Any]] = {answer} | ({gone} if gone else set())
        try:
            await asyncio.wait(watched, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not answer.done():
                answer.cancel()
                await worker.end()
        if answer.cancelled() or not answer.done():
            return _late(seconds)
        if isinstance(answer.exception(), (asyncio.IncompleteReadError, OSError)):
            return _dead(await worker.end(), self._settings)
        self._idle.append(worker)
        return answer.result()

    async def drain(self) -> None:
        """Wait for the calls that run, take no more, and end the workers."""
        for _ in range(self._size):
            await self._free.acquire()
        while self._idle:
            await self._idle.pop().end()


def _busy(why: str) -> Reply:
    return Reply.text(503, f"The server is busy: {why}. Ask again later, or start it with more --workers.", Retry_After="5")


def _late(seconds: float) -> Reply:
    return Reply.text(
        503,
        f"The time limit of {seconds:g} seconds was met and the query was stopped. Ask for less (a narrower pattern, "
        "a LIMIT), or start the server with a greater --time-limit.",
    )


def _dead(status: int, settings: Settings) -> Reply:
    if status in (-6, 1):  # SIGABRT: Rust found no memory; 1: Python found none
        return Reply.text(
            503,
            f"The memory limit of {settings.memory // 2**20} MiB was met and the query was stopped. Ask for less "
            "(no cross products, a LIMIT), or start the server with a greater --max-memory.",
        )
    return Reply.text(503, f"{_FAULT} (status {status}). Ask again; if it happens again, report it.")


def sizes(settings: Settings) -> tuple[int, int]:
    """How many workers answer queries, and how many make pages."""
    return max(1, settings.workers), max(2, min(4, os.cpu_count() or 2))
