"""A Dask cluster as an operator starts it: a scheduler and its workers, each a command of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from killing import PATIENCE, until


class Cluster:
    """A scheduler of this machine and the workers that have been started for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._started: list[subprocess.Popen[bytes]] = []
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._file))
        until(self._address, "the scheduler")
        self.address = self._address()

    def _address(self) -> str:
        """Where the scheduler listens; "" until it has written that down."""
        try:
            return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            return ""

    def hire(self, count: int) -> None:
        """Start workers, of one thread each; a killed one is replaced by the nanny of its command."""
        for _ in range(count):
            self._start("worker", self.address, "--nthreads", "1", "--local-directory", str(self.folder))

    def kill_scheduler(self) -> None:
        self.scheduler.kill()
        self.scheduler.wait(PATIENCE)

    def end(self) -> None:
        """End all that was started, and what that has started."""
        everyone = []
        for command in self._started:
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(command.pid)
                everyone += [process, *process.children(recursive=True)]
        for process in everyone:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        for command in self._started:
            command.wait(PATIENCE)

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", "--no-dashboard", *arguments]
        with (self.folder / "log").open("ab") as log:
            started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
        self._started.append(started)
        return started


@contextlib.contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster that runs, for as long as it is needed."""
    made = Cluster(folder)
    try:
        made.hire(workers)
        yield made
    finally:
        made.end()
