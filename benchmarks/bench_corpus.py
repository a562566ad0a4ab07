"""How fast a graph directory is written and added to: Turtle beside rdflib, and an article into a large store beside an
empty one, in one run.

    python benchmarks/bench_corpus.py [--triples N] [--articles N] [--json]

Turtle: the same graph of about 100,000 triples, made of copies of the bundled article, written by rdflib and by kg from
memory, and by kg from a store on disk (which has to read it as well). Loading: an article of 1,150 characters is put
into a graph directory of a million triples, and into one that was empty, in turn; the median of many. Exports are
no part of that: they are written once at the end of a command and grow with the graph; their time is given by itself.
Seconds are the processor's, so that a busy machine slows none of them much. Of loading, those of the clock, flushing to the
disk included, are what the bar is set on: the processor's include the threads that tidy the store in the background.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import kg
from kg.corpus.folder import GraphFolder
from kg.corpus.quads import Quads
from kg.corpus.shard import Shard, shard_of
from kg.ids import BASE
from kg.store import STORE_FOLDER, Store, prefixes, to_rdflib
from kg.turtle import turtle

SAMPLE = Path(__file__).resolve().parent.parent / "kg" / "data" / "samples" / "gansu-2022.txt"
BARS = {
    "Turtle from the store on disk, times rdflib's from memory": (10.0, "at least"),
    "Turtle from memory, times rdflib's": (10.0, "at least"),
    "an article into the large store, times an empty one's, by the clock": (1.5, "at most"),
}


def copies(shard: Shard, first: int, count: int) -> Iterator[Shard]:
    """The sample again and again as other articles: entities are shared, facts and passages are each one's own."""
    local = str(shard.article)
    for number in range(first, first + count):
        name = f"article/{number:016x}"
        triples = shard.triples.replace(local.encode(), name.encode()).replace(b"/fact/", f"/fact/{number:08x}".encode())
        yield Shard(source=f"urn:source://{number}", key=f"{number:064x}", article=name, text=shard.text, triples=triples)


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Processor time of a call, the best of some."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def bench_turtle(shard: Shard, scratch: Path) -> dict[str, float]:
    """Seconds that the writing of Turtle takes."""
    folder = scratch / "turtle"
    with GraphFolder.open(folder, "build", view=False) as graph:
        graph.put(copies(shard, 0, 95))
        graph.finish()
    store = Store.load(folder)
    triples = list(store.triples())
    rdflib = to_rdflib(store)
    quads = Quads(folder / STORE_FOLDER, BASE)

    def from_disk() -> None:
        with (scratch / "out.ttl").open("wb") as out, quads.sorted(scratch) as lines:
            lines.write(prefixes(BASE), out)

    found = {
        "triples": float(len(triples)),
        "rdflib, from memory": seconds(lambda: rdflib.serialize(format="turtle"), 1),
        "kg, from memory": seconds(lambda: turtle(triples, prefixes(BASE))),
        "kg, from the store on disk": seconds(from_disk),
    }
    if (scratch / "out.ttl").read_bytes() != turtle(triples, prefixes(BASE)):
        sys.exit("the two ways of kg differ: that is a bug")
    return found


def bench_loading(shard: Shard, scratch: Path, triples: int, articles: int) -> dict[str, float]:
    """Seconds that an article takes into a large store and into an empty one."""
    own = len(shard.triples.splitlines())
    large, empty = scratch / "large", scratch / "empty"
    start = time.process_time()
    with GraphFolder.open(large, "build", view=False) as graph:
        graph.put(copies(shard, 0, -(-triples // own)))
        filled = time.process_time() - start
        start = time.process_time()
        graph.finish()
        exported = time.process_time() - start
    with GraphFolder.open(empty, "build", view=False) as graph:
        graph.finish()
    spent: dict[str, list[tuple[float, float]]] = {"large": [], "empty": []}
    held = len(Store.load(large))
    for number in range(articles):
        new = next(copies(shard, 10**9 + number, 1))
        for name, folder in (("large", large), ("empty", empty)):
            with GraphFolder.open(folder) as graph:
                before = time.process_time(), time.perf_counter()
                graph.put([new])
                spent[name].append((time.process_time() - before[0], time.perf_counter() - before[1]))
                if name == "empty":
                    graph.remove([str(new.article)])
    median = {name: [statistics.median(one[i] for one in times) for i in (0, 1)] for name, times in spent.items()}
    return {
        "triples in the large store": float(held),
        "filling it, in batches": filled,
        "its exports": exported,
        "an article into it": median["large"][0],
        "into an empty one": median["empty"][0],
        "an article into it, by the clock": median["large"][1],
        "into an empty one, by the clock": median["empty"][1],
    }


def main() -> int:
    """Print the table; exit code 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_250_000, help="before what articles share is counted once")
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    shard = shard_of(kg.extract(SAMPLE.read_text(encoding="utf-8")), source="sample", key="0" * 64, base=BASE)
    with tempfile.TemporaryDirectory() as name:
        written = bench_turtle(shard, Path(name))
        loaded = bench_loading(shard, Path(name), options.triples, options.articles)
    ratios = {
        "Turtle from memory, times rdflib's": written["rdflib, from memory"] / written["kg, from memory"],
        "Turtle from the store on disk, times rdflib's from memory": written["rdflib, from memory"]
        / written["kg, from the store on disk"],
        "an article into the large store, times an empty one's, by the clock": loaded["an article into it, by the clock"]
        / loaded["into an empty one, by the clock"],
        "the same, processor time of all threads": loaded["an article into it"] / loaded["into an empty one"],
    }
    met = all(ratios[name] >= bar if sense == "at least" else ratios[name] <= bar for name, (bar, sense) in BARS.items())
    if options.json:
        print(json.dumps({"machine": platform.platform(), "turtle": written, "loading": loaded, "ratios": ratios}, indent=2))
        return 0 if met else 1
    print(f"{platform.machine()}, {platform.system()} {platform.release()}, Python {platform.python_version()}\n")
    for part in (written, loaded):
        for what, value in part.items():
            print(f"{what:70} {value:14,.0f}" if "triples" in what else f"{what:70} {value:14.3f} s")
    print()
    for what, value in ratios.items():
        bar, sense = BARS.get(what, (0, ""))
        print(f"{what:70} {value:12.2f} {f'({sense} {bar:g})' if sense else ''}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
