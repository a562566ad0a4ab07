"""Real Graph Stores to push into: the oxigraph server from PyPI and Debian's Virtuoso, each with an empty store of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

_DEADLINE = 60.0
_INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 4000
MaxDirtyBuffers = 3000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 5
"""


@dataclass(frozen=True)
class GraphStore:
    """A running server: where to push, where to read, what reads every term back as it was written."""

    write: str
    read: str
    accept: str
    user: str = ""
    password: str = ""

    @property
    def account(self) -> dict[str, str]:
        return {"KG_PUSH_USER": self.user, "KG_PUSH_PASSWORD": self.password}

    def graph(self, name: str | None) -> set[ox.Triple]:
        """The triples of a named graph, or of the default graph; none where there is no such graph."""
        parameters = {"graph": name} if name else {"default": ""}
        answer = httpx.get(self.read, params=parameters, headers={"accept": self.accept}, timeout=60)
        if answer.status_code == 404:
            return set()
        answer.raise_for_status()
        return {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(command: list[str], folder: Path, ready: Callable[[], bool]) -> Iterator[None]:
    """A process that is waited for until it is ready, and killed at the end."""
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        try:
            end = time.monotonic() + _DEADLINE
            while not ready():
                assert process.poll() is None, (folder / "log").read_text(errors="replace")
                assert time.monotonic() < end, f"{command[0]} did not answer in {_DEADLINE:.0f} s"
                time.sleep(0.05)
            yield
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code < 500
    except httpx.TransportError:
        return False


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[GraphStore]:
    found = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert found, "the oxigraph server is a test dependency: pip install --group test"
    home = f"http://127.0.0.1:{free_port()}"
    command = [found, "serve", "--location", str(folder / "store"), "--bind", home.removeprefix("http://")]
    with _running(command, folder, lambda: _answers(home)):
        yield GraphStore(write=f"{home}/store", read=f"{home}/store", accept="application/n-triples")


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[GraphStore]:
    """Virtuoso with the account it is installed with; what needs it is skipped, and says so, where it is not installed."""
    found = shutil.which("virtuoso-t")
    if found is None:
        pytest.skip("no Virtuoso: virtuoso-t is not installed (Debian: apt-get install virtuoso-opensource)")
    port = free_port()
    (folder / "virtuoso.ini").write_text(_INI.format(sql=free_port(), http=port), encoding="ascii")
    home = f"http://127.0.0.1:{port}"
    with _running([found, "+foreground", "+configfile", "virtuoso.ini"], folder, lambda: _answers(f"{home}/sparql")):
        yield GraphStore(
            write=f"{home}/sparql-graph-crud-auth",
            read=f"{home}/sparql-graph-crud",
            accept="text/plain",  # N-Triples: its Turtle writes the decimal 25000 as an integer
            user="dba",
            password="dba",  # what it is installed with
        )
