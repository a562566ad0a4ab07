"""`kg serve` beside pyoxigraph in-process and rdflib-endpoint: the ten named queries, and fifty clients at once.

    python benchmarks/bench_serve.py [--triples 200000] [--clients 50] [--seconds 60] [--rdflib-endpoint PYTHON]

All are measured in one run on one made-up graph, so that ratios count and not the machine. PYTHON is that of an environment
with rdflib-endpoint and uvicorn; without it that comparison is left out, and said to be.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pyoxigraph as ox

from kg import query
from kg.ids import local_id
from kg.model import Article, Document, Entity, Mention, Observation, Period, Quantity, Relation, Span
from kg.serve.editor import text as query_text
from kg.serve.settings import Settings
from kg.serve.site import Site
from kg.store import Store, prefixes

PER_ARTICLE = 240  # triples that an article of this make brings
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
RDFLIB = """
import sys, uvicorn
from rdflib import Graph
from rdflib_endpoint import SparqlEndpoint
graph = Graph()
graph.parse(sys.argv[1], format="turtle")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""


def document(number: int) -> Document:
    """One made-up report: a bureau, its city, a campaign, eight figures of a year."""
    code = f"{11 + number % 32:02d}{1 + number // 32 % 30:02d}00"
    name, year = f"{code}号市", 2015 + number % 9
    place, bureau = f"place/{code}", local_id("Agency", f"{name}司法局", code)
    title = f"{name}第{number % 7}号专项行动"
    campaign = local_id("Program", title, code)
    text, mentions, observations = f"{name}{year}年工作报告{number}\n", [], []

    def mention(start: int, words: str, type: str, entity: str) -> Mention:
        return Mention(span=Span(start=start, end=start + len(words)), text=words, type=type, by="bench", confidence=1.0, entity=entity)

    for nth in range(8):
        start, indicator, amount = len(text), f"第{(number * 3 + nth) % 40}类案件", str(100 + (number * 37 + nth * 11) % 5000)
        head = f"{name}司法局{year}年受理{indicator}"
        text += f"{head}{amount}件。"
        value = Span(start=start + len(head), end=len(text) - 1)
        at = start + len(name) + 3
        when = Span(start=at, end=at + 5)
        observations.append(
            Observation(
                indicator=indicator,
                quantity=Quantity(span=value, text=f"{amount}件", value=Decimal(amount), unit="件"),
                value=Decimal(amount),
                kind="Level",
                evidence=Span(start=start, end=len(text)),
                by="bench",
                confidence=0.9,
                period=Period(span=when, text=f"{year}年", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31)),
                place=place,
                agency=bureau,
                about=campaign,
            )
        )
        mentions += [mention(start, name, "Prefecture", place), mention(start, f"{name}司法局", "GovernmentBody", bureau)]
    start = len(text)
    text += f"{name}司法局开展{title}。"
    mentions.append(mention(start + len(name) + 5, title, "Campaign", campaign))
    evidence = Span(start=start, end=len(text))
    triples = ((bureau, "jurisdiction", place), (campaign, "carriedOutBy", bureau), (campaign, "operatesIn", place))
    address = f"https://example.org/{number}.html"
    return Document(
        article=Article(
            id=local_id("Article", address),
            text=text,
            title=text.partition("\n")[0],
            published=dt.date(year + 1, 1, 15),
            url=address,
        ),
        mentions=tuple(mentions),
        entities=(
            Entity(id=place, type="Prefecture", name=name, code=code),
            Entity(id=bureau, type="GovernmentBody", name=f"{name}司法局"),
            Entity(id=campaign, type="Campaign", name=title),
        ),
        relations=tuple(
            Relation(subject=s, predicate=p, object=o, evidence=evidence, by="bench", confidence=0.8) for s, p, o in triples
        ),
        observations=tuple(observations),
    )


def graph(folder: Path, triples: int) -> int:
    """Write a graph of about so many triples; how many it has."""
    store = Store()
    for number in range(triples // PER_ARTICLE):
        store.add(document(number))
    store.save(folder)
    return len(store)


@contextlib.contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, int]]:
    """`kg serve`: its address and process id."""
    command = [sys.executable, "-m", "kg", "serve", str(folder), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout  # noqa: S101 - it was asked for
        yield process.stdout.readline().split()[2].rstrip("/"), process.pid
        process.send_signal(signal.SIGTERM)


@contextlib.contextmanager
def rdflib_endpoint(python: str, file: Path) -> Iterator[str]:
    """rdflib-endpoint over the same file: its address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with subprocess.Popen([python, "-c", RDFLIB, str(file), str(port)]) as process:
        address = f"http://127.0.0.1:{port}"
        while process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(address, params={"query": "ASK {}"})
                break
            time.sleep(0.2)
        yield address
        process.kill()


def best(function: Callable[[], object], times: int = 5) -> float:
    """The shortest of some runs, in seconds."""
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        function()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def queries(folder: Path, python: str | None) -> None:
    """The ten named queries, answers serialised as JSON on every side."""
    site = Site.load(Settings(path=folder))
    texts = {name: query_text(site, one, "en") for name, one in query.catalog().items()}
    inner = ox.Store()
    inner.bulk_load(path=str(folder / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    known = prefixes()

    def here(sparql: str) -> bytes:
        found = inner.query(sparql, prefixes=known)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - all ten are SELECT
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    accept = {"accept": "application/sparql-results+json"}

    def over_http(client: httpx.Client, path: str, sparql: str) -> None:
        client.post(path, data={"query": sparql}, headers=accept).raise_for_status()

    inside, served, other = {}, {}, {}
    with serving(folder) as (address, _), httpx.Client(base_url=address, timeout=60) as client:
        for name, sparql in texts.items():
            inside[name] = best(lambda text=sparql: here(text))  # type: ignore[misc]
            served[name] = best(lambda text=sparql: over_http(client, "/sparql", text))  # type: ignore[misc]
    if python:
        with rdflib_endpoint(python, folder / "graph.ttl") as address, httpx.Client(base_url=address, timeout=600) as client:
            for name, sparql in texts.items():
                other[name] = best(lambda text=sparql: over_http(client, "/", text), 1)  # type: ignore[misc]
    print(f"{'query':20}{'pyoxigraph':>12}{'kg serve':>12}{'rdflib-endpoint':>18}   ms")
    for name in texts:
        last = f"{other[name] * 1000:18.1f}" if python else f"{'not measured':>18}"
        print(f"{name:20}{inside[name] * 1000:12.1f}{served[name] * 1000:12.1f}{last}")
    ours, theirs, bar = sum(served.values()), sum(inside.values()), sum(inside.values()) * 1.5 + 0.005 * len(texts)
    print(f"sum: kg serve {ours * 1000:.0f} ms, pyoxigraph {theirs * 1000:.0f} ms; bar 1.5x + 5 ms a request: {bar * 1000:.0f} ms, "
          f"{'kept' if ours <= bar else 'MISSED'}")  # fmt: skip
    if python:
        ratio = sum(other.values()) / ours
        print(f"rdflib-endpoint takes {ratio:.0f} times as long; bar 10: {'kept' if ratio >= 10 else 'MISSED'}")


def memory(pid: int) -> int:
    """Resident and private bytes of a process and all below it: pages shared after a fork count once."""
    total = 0
    for one in (pid, *children(pid)):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text("ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def children(pid: int) -> list[int]:
    """The processes below one."""
    found = []
    with contextlib.suppress(OSError):
        for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            found += [int(one), *children(int(one))]
    return found


async def clients(address: str, pid: int, count: int, seconds: float) -> None:
    """Many clients for a while, each asking queries and pages in turn; one asks what would run for an hour."""
    paths = ["/figures?year=2020", "/zhengtu/id/place/110100", "/search?q=11", "/api/graph?entity=place/110100", "/healthz"]
    asked = ["SELECT * { ?x a zt:Campaign ; skos:prefLabel ?name } LIMIT 50", "SELECT (COUNT(*) AS ?n) { ?x a zt:Observation }"]
    spent: list[float] = []
    wrong: list[str] = []
    stopped: list[float] = []
    until = time.perf_counter() + seconds
    most = start = memory(pid)

    async def one(number: int) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            turn = number
            while time.perf_counter() < until:
                turn += 1
                begun = time.perf_counter()
                if turn % 2:
                    answer = await client.get("/sparql", params={"query": asked[turn % 4 // 2]}, headers={"accept": "text/csv"})
                else:
                    answer = await client.get(paths[turn // 2 % len(paths)], headers={"accept": "text/html, */*;q=0.5"})
                spent.append(time.perf_counter() - begun)
                if answer.status_code != 200:
                    wrong.append(f"{answer.status_code} {answer.text[:80]}")

    async def hog() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            while time.perf_counter() < until:
                begun = time.perf_counter()
                answer = await client.get("/sparql", params={"query": SLOW})
                stopped.append(time.perf_counter() - begun)
                if answer.status_code != 503:
                    wrong.append(f"the hour-long query: {answer.status_code}")

    async def watch() -> None:
        nonlocal most
        while time.perf_counter() < until:
            most = max(most, memory(pid))
            await asyncio.sleep(1)

    await asyncio.gather(hog(), watch(), *(one(number) for number in range(count)))
    cuts = statistics.quantiles(spent, n=100)
    print(f"{count} clients for {seconds:.0f} s: {len(spent)} answers, {len(spent) / seconds:.0f} a second")
    print(f"{len(wrong)} of them wrong", *sorted(set(wrong))[:3])
    print(f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms; queries without end stopped after {max(stopped):.1f} s at most")
    print(f"memory {start / 2**20:.0f} MiB at first, {most / 2**20:.0f} MiB at most, {memory(pid) / 2**20:.0f} MiB at last")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="kg serve beside pyoxigraph and rdflib-endpoint")
    options.add_argument("--triples", type=int, default=200_000)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rdflib-endpoint", metavar="PYTHON")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = graph(folder, given.triples)
        print(f"{count:,} triples, {os.cpu_count()} cores")
        begun = time.perf_counter()
        with serving(folder) as (address, pid):
            print(f"kg serve listens after {time.perf_counter() - begun:.1f} s")
            begun = time.perf_counter()
            httpx.get(f"{address}/api/graph", timeout=60).raise_for_status()
            print(f"the explorer's first part is there {time.perf_counter() - begun:.1f} s later")
        queries(folder, given.rdflib_endpoint)
        with serving(folder, "--time-limit", "10") as (address, pid):
            asyncio.run(clients(address, pid, given.clients, given.seconds))


if __name__ == "__main__":
    main()
