"""Every benchmark of speed and size in one run: a table, and with --update docs/performance.md with its plot.

    python benchmarks/report.py [--full] [--update]

`--full` builds 100,000 articles as well, which takes some twenty minutes. Nothing else should run on the machine meanwhile.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import bench_build
import bench_corpus
import bench_extract

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
PLOT = HERE.parent / "docs" / "performance.svg"
_BLOCK = re.compile(r"(<!-- measured -->\n).*(<!-- /measured -->)", re.DOTALL)
Row = tuple[str, str, str]


def run(name: str, *options: str) -> Any:
    """What a benchmark measured."""
    print(f"{name} {' '.join(options)}", file=sys.stderr)
    done = subprocess.run([sys.executable, HERE / name, *options, "--json"], stdout=subprocess.PIPE, text=True, check=False)
    return json.loads(done.stdout)


def rows(extract: Any, build: Any, corpus: Any) -> list[Row]:
    """What was measured, its value, and the bar that is set for it."""
    speed, ratios = extract["characters_per_second"], corpus["ratios"]
    grown = build["sizes"]

    def read(way: str) -> str:
        return f"{speed[way]:,.0f} characters a second, {speed[way] / speed['tagger']:.2f} times that loop"

    return [
        ("the tagger alone, its own plain loop", f"{speed['tagger']:,.0f} characters a second", ""),
        ("`kg.extract`, one article at a time", read("one"), f"{bench_extract.BAR} times"),
        ("as `kg build` reads, several together", read("many"), f"{bench_extract.BAR} times, aim {bench_extract.AIM}"),
        ("the rules, given the words", f"{speed['untagged']:,.0f} characters a second", f"{bench_extract.RULES_BAR:,}"),
        (
            f"reading into shards, two workers to one ({build['workers'][0]['articles']:,} articles)",
            f"{build['two workers to one, reading']:.2f} times as fast",
            f"{bench_build.WORKERS_BAR}",
        ),
        (
            f"`kg build` as a whole, two workers to one ({build['workers'][0]['articles']:,} articles)",
            f"{build['two workers to one']:.2f} times as fast",
            f"{bench_build.WORKERS_BAR}",
        ),
        (
            "the same, one worker kept to one processor",
            f"{build['two workers to one kept to one processor']:.2f} times as fast",
            "",
        ),
        (
            f"memory of {grown[-1]['articles']:,} articles to that of {grown[0]['articles']:,}",
            f"{build['memory of the largest to the smallest']:.2f} times",
            f"at most {bench_build.MEMORY_BAR}",
        ),
        *((what, f"{value:.2f}", _bar(*bench_corpus.BARS[what]) if what in bench_corpus.BARS else "") for what, value in ratios.items()),
    ]


def _bar(value: float, sense: str) -> str:
    return f"{sense} {value:g}" if sense == "at most" else f"{value:g}"


def table(headings: tuple[str, ...], lines: list[tuple[str, ...]]) -> str:
    """A table of Markdown."""
    ruler = "|" + "|".join("--:" if n and len(headings) > 3 else "--" for n in range(len(headings))) + "|"
    return "\n".join(["| " + " | ".join(headings) + " |", ruler, *("| " + " | ".join(line) + " |" for line in lines)])


def growth(build: Any) -> str:
    """How a build grows with its articles, as a table."""
    lines = [
        (
            f"{b['articles']:,}", f"{b['seconds']:.1f}", f"{1000 * b['seconds'] / b['articles']:.1f}", f"{b['memory']:.0f}",
            f"{b['first']:.0f}", f"{b['triples']:,}", f"{b['turtle'] / 1e6:.0f}", f"{b['store'] / 1e6:.0f}",
        )
        for b in build["sizes"]
    ]  # fmt: skip
    headings = ("articles", "seconds", "ms an article", "MB of memory, all", "the first process", "triples", "graph.ttl, MB", "store, MB")
    return table(headings, lines)


def plot(build: Any) -> None:
    """Seconds and memory by the number of articles, as a picture."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "zhengtu"
    from matplotlib import pyplot as plt

    articles = [b["articles"] for b in build["sizes"]]
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for panel, key, what in zip(panels, ("seconds", "memory"), ("seconds", "MB of memory, all processes"), strict=True):
        panel.plot(articles, [b[key] for b in build["sizes"]], marker="o", color="#1f5f8b")
        panel.set(xscale="log", xlabel="articles of about 300 characters", title=what, ylim=(None if key == "seconds" else 0, None))
        panel.grid(alpha=0.3)
    panels[0].set_yscale("log")
    figure.savefig(PLOT, metadata={"Date": None})


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="100,000 articles as well")
    parser.add_argument("--update", action="store_true", help="write docs/performance.md and its plot")
    options = parser.parse_args()
    sizes = "1000,10000,100000" if options.full else "1000,10000"
    extract, corpus, build = run("bench_extract.py"), run("bench_corpus.py"), run("bench_build.py", "--sizes", sizes)
    machine = f"{_processor()}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    measured = "\n\n".join(
        [
            f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {machine}.",
            table(("", "measured", "bar"), rows(extract, build, corpus)),
            f"How a build with two workers grows:\n\n{growth(build)}",
        ]
    )
    print(measured)
    if options.update:
        PAGE.write_text(_BLOCK.sub(lambda m: f"{m[1]}{measured}\n{m[2]}", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        plot(build)


def _processor() -> str:
    """The processor's name and number."""
    try:
        names = re.findall(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        names = []
    return f"{len(names)} × {names[0]}" if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
