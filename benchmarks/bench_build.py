"""How fast and in how much memory `kg build` reads many articles: one worker beside two, and 1,000 articles beside more.

    python benchmarks/bench_build.py [--articles 4000] [--sizes 1000,10000] [--rounds 2] [--json]

Articles are made up (written.py), about 300 characters each, in one JSONL file; graph.html is left out. Every build is a
command of its own, so that all is in its time: starting, reading, the store on disk, sorting and writing graph.ttl. One and
two workers take turns over `--articles`, and each gets its best round. So does what the workers do of it, reading the articles into
shards, from their start to the last shard; and one worker that is kept to one processor, since the store writes in the background
and one worker else has more than one at work. Then two workers build each of `--sizes`.
Memory is that of the process that began and of its workers together (RSS, so that pages they share count in each), at its highest,
looked at ten times a second.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from written import jsonl

WORKERS_BAR, MEMORY_BAR = 1.8, 1.5
_PAUSE = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """One build: `seconds` by the clock, `memory` in MB at its highest, of all its processes and of the first alone."""

    articles: int
    workers: int
    characters: int
    seconds: float
    memory: float
    first: float
    triples: int
    turtle: int
    store: int


def build(source: Path, articles: int, characters: int, workers: int, scratch: Path) -> Build:
    """Build a graph of a file, and measure."""
    output = scratch / f"{articles}-{workers}"
    options = ["--output", str(output), "--workers", str(workers), "--no-view", "--quiet", "--force"]
    command = [sys.executable, "-m", "kg", "build", str(source), *options]
    start = time.perf_counter()
    process = psutil.Popen(command)
    most = first = 0
    while True:
        try:
            process.wait(_PAUSE)
            break
        except psutil.TimeoutExpired:
            sizes = [_memory(one) for one in (process, *process.children(recursive=True))]
            most, first = max(most, sum(sizes)), max(first, sizes[0])
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    asked = [sys.executable, "-m", "kg", "stats", str(output), "--json"]
    stats = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)
    store = sum(path.stat().st_size for path in (output / "store").iterdir())
    return Build(
        articles=articles, workers=workers, characters=characters, seconds=seconds, memory=most / 1e6, first=first / 1e6,
        triples=stats["triples"], turtle=(output / "graph.ttl").stat().st_size, store=store,
    )  # fmt: skip


def reading(source: Path, workers: int, scratch: Path) -> float:
    """Seconds by the clock in which `workers` read a file into shards, in a process of its own."""
    with tempfile.TemporaryDirectory(dir=scratch) as shards:
        command = [sys.executable, __file__, "--read", str(source), "--workers", str(workers), "--shards", shards]
        return float(subprocess.run(command, check=True, capture_output=True).stdout)


def read(source: Path, workers: int, shards: str) -> float:
    """The same in this process."""
    from kg.corpus import workers as crew
    from kg.corpus.inputs import tasks
    from kg.corpus.sink import Sink

    start = time.perf_counter()
    failed = [record.error for record in crew.run(tasks([source]), Sink(shards), workers=workers) if record.error]
    if failed:
        sys.exit(failed[0])
    return time.perf_counter() - start


@contextlib.contextmanager
def _one_processor() -> Iterator[None]:
    """What is started meanwhile has one processor, where the system can say so."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_of_them)


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has just ended
        return 0


def measure(articles: int, sizes: list[int], rounds: int, scratch: Path) -> dict[str, object]:
    """All builds, and the two ratios."""
    source = scratch / "articles.jsonl"
    characters = jsonl(source, articles)
    taken: dict[str, list[Build]] = {"one": [], "kept": [], "two": []}
    shards: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for workers, seconds in shards.items():
            seconds.append(reading(source, workers, scratch))
        taken["one"].append(build(source, articles, characters, 1, scratch))
        with _one_processor():
            taken["kept"].append(build(source, articles, characters, 1, scratch))
        taken["two"].append(build(source, articles, characters, 2, scratch))
    one, kept, two = (min(builds, key=lambda b: b.seconds) for builds in taken.values())
    grown = []
    for size in sizes:
        characters = jsonl(source, size)
        grown.append(build(source, size, characters, 2, scratch))
        print(f"{size:,} articles: {grown[-1].seconds:.1f} s, {grown[-1].memory:.0f} MB", file=sys.stderr)
    return {
        "machine": f"{platform.machine()}, {platform.system()} {platform.release()}, Python {platform.python_version()}",
        "workers": [asdict(one), asdict(two)],
        "two workers to one, reading": min(shards[1]) / min(shards[2]),
        "two workers to one": one.seconds / two.seconds,
        "two workers to one kept to one processor": kept.seconds / two.seconds,
        "sizes": [asdict(b) for b in grown],
        "memory of the largest to the smallest": grown[-1].memory / grown[0].memory if grown else None,
    }


def main() -> int:
    """Print the table; exit code 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=4000, help="that one and two workers read")
    parser.add_argument("--sizes", type=lambda given: [int(size) for size in given.split(",")], default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--workers", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--shards", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        print(read(options.read, options.workers, options.shards))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(options.articles, options.sizes, options.rounds, Path(scratch))
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        print(f"{found['machine']}\n\n| articles | workers | seconds | characters a second | MB, all processes | triples |")
        print("|--:|--:|--:|--:|--:|--:|")
        for b in [*found["workers"], *found["sizes"]]:  # type: ignore[misc]
            speed = b["characters"] / b["seconds"]
            print(f"| {b['articles']:,} | {b['workers']} | {b['seconds']:.1f} | {speed:,.0f} | {b['memory']:.0f} | {b['triples']:,} |")
        print(f"\ntwo workers to one, reading: {found['two workers to one, reading']:.2f} (at least {WORKERS_BAR})")
        print(f"two workers to one, the whole build: {found['two workers to one']:.2f} (at least {WORKERS_BAR})")
        print(f"two workers to one kept to one processor: {found['two workers to one kept to one processor']:.2f}")
        print(f"memory, largest to smallest: {found['memory of the largest to the smallest']:.2f} (at most {MEMORY_BAR})")
    scales = min(found["two workers to one, reading"], found["two workers to one"]) >= WORKERS_BAR  # type: ignore[type-var]
    bounded = found["memory of the largest to the smallest"] <= MEMORY_BAR  # type: ignore[operator]
    return 0 if scales and bounded else 1


if __name__ == "__main__":
    sys.exit(main())
