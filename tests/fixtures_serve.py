"""The real server, and the reference one, started in processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import example_documents as examples
import httpx
import pytest

from kg.ontology import ontology_dir
from kg.store import Store

REPORT_TEXT = f"articles/{examples.REPORT_ID.removeprefix('article/')}.txt"


@dataclass
class Running:
    """A server that listens: where, how to ask it, its process, and the file of its log."""

    address: str
    client: httpx.Client
    process: subprocess.Popen[str]
    log: Path

    def get(self, path: str, accept: str = "", **params: str) -> httpx.Response:
        return self.client.get(path, params=params or None, headers={"accept": accept} if accept else {})

    def query(self, sparql: str, accept: str = "application/sparql-results+json") -> httpx.Response:
        return self.get("/sparql", accept, query=sparql)


def example_folder(folder: Path) -> Path:
    """What a build of the two example articles leaves behind, without the page."""
    store = Store()
    store.add(examples.report())
    store.add(examples.notice())
    store.save(folder)
    (folder / "articles").mkdir()
    for document in (examples.report(), examples.notice()):
        name = document.article.id.removeprefix("article/")
        (folder / "articles" / f"{name}.txt").write_bytes(document.article.text.encode())
    return folder


@contextlib.contextmanager
def serving(graph: Path, *options: str, log: Path) -> Iterator[Running]:
    """`kg serve` over a graph, at a free port; stopped as a service manager would."""
    command = [sys.executable, "-m", "kg", "serve", str(graph), "--port", "0", *options]
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout
        line = process.stdout.readline()
        if not line.startswith("listening on "):
            process.kill()
            pytest.fail(f"kg serve did not start: {line}{log.read_text('utf-8')}")
        address = line.split()[2].rstrip("/")
        with httpx.Client(base_url=address, timeout=60) as client:
            try:
                yield Running(address, client, process, log)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


@contextlib.contextmanager
def reference(graph: Path, folder: Path) -> Iterator[httpx.Client]:
    """An Oxigraph server with the same graphs; what needs it is skipped, and says so, where it is not installed."""
    found = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        pytest.skip("no reference: the oxigraph server is not installed (pip install oxigraph)")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [found, "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = next((line for line in process.stderr if "Listening" in line), "")
        assert said, "oxigraph did not start"
        turtle = {"content-type": "text/turtle"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            try:
                core = (ontology_dir() / "core.ttl").read_bytes()
                client.put("/store?default", content=(graph / "graph.ttl").read_bytes(), headers=turtle).raise_for_status()
                client.put("/store", params={"graph": "https://w3id.org/zhengtu/def"}, content=core, headers=turtle).raise_for_status()
                yield client
            finally:
                process.kill()
