"""Killing the process that reads an input, at a moment that the test decides: the input is a named pipe."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil

PATIENCE = 120.0
"""Seconds after which a test has failed; nothing here takes more than a few."""


def until(what: Callable[[], object], why: str) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, f"waited in vain for {why}"
        time.sleep(0.01)


def _descriptors(process: psutil.Process) -> list[Path]:
    """What a process has open, as links; nothing of one that is gone."""
    try:
        return list(Path(f"/proc/{process.pid}/fd").iterdir())
    except OSError:
        return []


def _target(link: Path) -> Path | None:
    """Where a link leads; None if it has just been closed: that says nothing of the others."""
    try:
        return link.readlink()
    except OSError:
        return None


def _gone(process: psutil.Process) -> bool:
    """Whether a process has ended, buried or not, with all its threads: until the last one is gone it has its files open."""
    try:
        threads = len(list(Path(f"/proc/{process.pid}/task").iterdir()))
        return not process.is_running() or (process.status() == psutil.STATUS_ZOMBIE and threads == 1)
    except (psutil.NoSuchProcess, OSError):
        return True


class Pipe:
    """A named pipe that stands for a text: whoever reads it waits until the test has decided what happens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def opened(self) -> int:
        """Wait until somebody reads it; our end, as a file descriptor."""
        found: list[int] = []

        def one() -> bool:
            end = self._end()
            found.extend([] if end is None else [end])
            return bool(found)

        until(one, f"a reader of {self.path.name}")
        os.set_blocking(found[0], True)
        return found[0]

    def _end(self) -> int | None:
        """Our end; None where nobody reads it."""
        try:
            return os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    def reader(self) -> psutil.Process:
        """The process that reads it, once there is one."""
        found: list[psutil.Process] = []

        def one() -> bool:
            found[:] = [process for process in psutil.process_iter() if process.pid != os.getpid() and self._has_it(process)]
            return bool(found)

        until(one, f"the process that reads {self.path.name}")
        return found[0]

    def _has_it(self, process: psutil.Process) -> bool:
        return any(_target(link) == self.path for link in _descriptors(process))

    def kill_reader(self, number: int = signal.SIGKILL) -> None:
        """Kill who reads it, once somebody does, and wait until it is gone."""
        self._kill(self.opened(), number)

    def kill_reader_unless(self, over: Callable[[], bool]) -> bool:
        """Kill who reads it, once somebody does; whether anybody did before it was `over`."""
        found: list[int] = []

        def one() -> bool:
            end = self._end()
            found.extend([] if end is None else [end])
            return bool(found) or over()

        until(one, f"a reader of {self.path.name}, or the end of them")
        if found:
            self._kill(found[0], signal.SIGKILL)
        return bool(found)

    def _kill(self, end: int, number: int) -> None:
        try:
            reader = self.reader()
            reader.send_signal(number)
            until(lambda: _gone(reader), "its end")
        finally:
            os.close(end)

    def give(self, text: str) -> None:
        """Let who reads it have a text."""
        end = self.opened()
        with os.fdopen(end, "wb") as file:
            file.write(text.encode())
