"""How fast quantities, periods and places are found, beside jionlp and recognizers-text on the same texts, in one run.

    python benchmarks/bench_values.py [TEXTS] [--peers PYTHON] [--cap SECONDS] [--json]

TEXTS is a folder of .txt files; without it ../shared/texts beside the checkout, or else tests/gold/texts. PYTHON is the
interpreter of an environment that has the peers (they are no dependency of kg):

    python3.11 -m venv peers && peers/bin/pip install jionlp recognizers-text-suite "emoji<2" grapheme

Each tool is loaded and warmed first. Ours reads all texts joined, the best of seven times. A peer gets the same text
line by line, which is what it is fastest with, once, until the cap: its speed is of the lines it got through.
Seconds are the processor's, so that a busy machine slows none of them much.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import kg

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = dt.date(2026, 2, 3)
BARS = {"quantities": 1e6, "periods": 1e6, "places": 2e6}
"""Characters a second on one core (issue text of the grammar of values)."""
LOADS = {"county gazetteer": 80, "townships": 400}
"""Milliseconds at most."""
_WARM = "2024年3月，甘肃省兰州市受理案件3.2万件，同比增长15%。"
_LOADS = """
import json, time
import kg
from kg.gazetteer import load

start = time.process_time()
gazetteer = load()
middle = time.process_time()
gazetteer.townships("城关镇", "CN")
print(json.dumps([1000 * (middle - start), 1000 * (time.process_time() - middle)]))
"""
_PEERS = """
import datetime, json, logging, sys, time, warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
path, cap, warm = sys.argv[1], float(sys.argv[2]), sys.argv[3]
lines = [line for line in open(path, encoding="utf-8").read().splitlines() if line.strip()]
reference = datetime.datetime(%d, %d, %d)
jobs = []
try:
    import jionlp as jio

    jobs += [
        ("quantities", "jionlp extract_money", jio.ner.extract_money),
        ("periods", "jionlp extract_time", lambda x: jio.ner.extract_time(x, time_base=reference.timestamp())),
        ("places", "jionlp recognize_location", jio.recognize_location),
    ]
except ImportError as error:
    print("jionlp:", error, file=sys.stderr)
try:
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    jobs += [
        ("quantities", "recognizers number", lambda x: recognize_number(x, "zh-cn")),
        ("quantities", "recognizers currency", lambda x: recognize_currency(x, "zh-cn")),
        ("quantities", "recognizers dimension", lambda x: recognize_dimension(x, "zh-cn")),
        ("periods", "recognizers datetime", lambda x: recognize_datetime(x, "zh-cn", reference=reference)),
    ]
except ImportError as error:
    print("recognizers-text:", error, file=sys.stderr)
for job, name, find in jobs:
    done = failed = 0
    find(warm)
    start = time.process_time()
    for line in lines:
        if time.process_time() - start > cap:
            break
        try:
            find(line)
        except Exception:
            failed += 1
        done += len(line)
    print(json.dumps([job, name, done, time.process_time() - start, failed]))
"""


def best_of(count: int, call: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds."""
    times = []
    for _ in range(count):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def loads() -> dict[str, float]:
    """Milliseconds that the first use of the gazetteer's two parts takes in a new process; the best of five."""
    runs = [
        json.loads(subprocess.run([sys.executable, "-c", _LOADS], stdout=subprocess.PIPE, check=True).stdout)
        for _ in range(5)
    ]
    return {part: min(run[k] for run in runs) for k, part in enumerate(LOADS)}


def ours(text: str) -> dict[str, float]:
    """Characters a second of each function, lists and patterns read before."""
    calls: dict[str, Callable[[str], object]] = {
        "quantities": kg.find_quantities,
        "periods": lambda t: kg.find_periods(t, REFERENCE),
        "places": kg.find_places,
    }
    for call in calls.values():
        call(_WARM)
    return {job: len(text) / best_of(7, partial(call, text)) for job, call in calls.items()}


def peers(python: str, text: str, cap: float) -> list[dict[str, object]]:
    """What each peer does in a second, measured under its own interpreter; a line on which it fails counts as read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "text.txt")
        path.write_text(text, encoding="utf-8")
        code = _PEERS % (REFERENCE.year, REFERENCE.month, REFERENCE.day)
        done = subprocess.run(
            [python, "-c", code, str(path), str(cap), _WARM], stdout=subprocess.PIPE, text=True, check=True
        )
    rows = (json.loads(line) for line in done.stdout.splitlines() if line.startswith('["'))
    return [
        {"job": job, "name": name, "speed": count / seconds, "read": count, "failed": failed}
        for job, name, count, seconds, failed in rows
    ]


def machine() -> str:
    """The processor's name as the system gives it, and Python's version."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    name = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    return f"{name or platform.machine()}, {platform.system()}, Python {platform.python_version()}, one core"


def table(mine: dict[str, float], others: list[dict[str, object]], loading: dict[str, float], length: int) -> str:
    """All results as Markdown."""
    rows = ["| | characters a second of one core | ours is | bar |", "|---|--:|--:|--:|"]
    for job, speed in mine.items():
        rows.append(f"| **kg find_{job}** | {speed:,.0f} | | {BARS[job]:,.0f} |")
        for other in others:
            if other["job"] == job:
                pace = float(str(other["speed"]))
                part = "" if other["read"] == length else f", first {other['read']:,} characters"
                failed = f", failed on {other['failed']} lines" if other["failed"] else ""
                rows.append(f"| {other['name']}{part}{failed} | {pace:,.0f} | {speed / pace:,.1f}× | |")
    rows += ["", "| loading | ms | bar |", "|---|--:|--:|"]
    rows += [f"| {name} | {ms:.0f} | {LOADS[name]} |" for name, ms in loading.items()]
    return "\n".join(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path, metavar="TEXTS")
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter of an environment with the peers")
    parser.add_argument(
        "--cap", type=float, default=20, metavar="SECONDS", help="longest time for one peer's job (default 20)"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    shared = ROOT.parent / "shared" / "texts"
    folder = options.texts or (shared if shared.is_dir() else ROOT / "tests" / "gold" / "texts")
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt")))
    if not text:
        sys.exit(f"{folder} holds no .txt file; name a folder that does.")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    loading, mine = loads(), ours(text)
    others = peers(options.peers, text, options.cap) if options.peers else []
    if options.json:
        print(
            json.dumps(
                {"machine": machine(), "characters": len(text), "kg": mine, "peers": others, "loading": loading},
                indent=2,
            )
        )
        return
    print(
        f"{machine()}; {len(text):,} characters\n\n{table(mine, others, loading, sum(map(len, filter(str.strip, text.splitlines()))))}"
    )
    if not options.peers:
        print("\nThe peers were not measured: --peers names the interpreter of an environment that has them.")


if __name__ == "__main__":
    main()
