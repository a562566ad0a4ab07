"""Killing the process that reads an input, at a moment that the test decides: the input is a named pipe."""

from __future__ import annotations

import os
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
    """A named pipe that stands for a text: whoever reads it waits until the test has decided what happens.

    This process has both ends open, so that nobody's death looks like the end of the text to who reads it next.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)
        self._ends = os.open(path, os.O_RDWR)

    def reader(self) -> psutil.Process:
        """The process that reads it, once there is one."""
        found = self.reader_unless(lambda: False)
        assert found
        return found

    def reader_unless(self, over: Callable[[], bool]) -> psutil.Process | None:
        """The process that reads it, once there is one; None where there was none before it was `over`."""
        found: list[psutil.Process] = []

        def one() -> bool:
            found[:] = [process for process in psutil.process_iter() if process.pid != os.getpid() and self._has_it(process)]
            return bool(found) or over()

        until(one, f"a reader of {self.path.name}")
        return found[0] if found else None

    def _has_it(self, process: psutil.Process) -> bool:
        return any(_target(link) == self.path for link in _descriptors(process))

    def kill_reader(self) -> None:
        """Kill who reads it, once somebody does, and wait until it is gone."""
        assert self.kill_reader_unless(lambda: False)

    def kill_reader_unless(self, over: Callable[[], bool]) -> bool:
        """As `kill_reader`; whether anybody read it before it was `over`."""
        reader = self.reader_unless(over)
        if reader:
            reader.kill()
            until(lambda: _gone(reader), "its end")
        return reader is not None

    def give(self, text: str) -> None:
        """Let who reads it have a text, and then its end."""
        self.reader()
        with os.fdopen(self._ends, "wb") as file:
            file.write(text.encode())

    def settle(self, text: str) -> None:
        """Put a file that can be read in its place."""
        self.path.unlink()
        self.path.write_text(text, encoding="utf-8")
