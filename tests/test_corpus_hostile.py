"""Inputs that are cut short, or far larger than the others: what can be read is in the graph, and nothing else suffers."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from killing import Pipe
from test_corpus_faults import exports
from test_items import response

import kg
from kg.corpus.inputs import tasks
from kg.corpus.sink import Sink
from kg.corpus.workers import run
from kg.read.text import MAX_BYTES

PATIENCE = 600.0
PLAIN = (
    "各级各部门认真落实工作部署，扎实推进各项任务，群众的获得感明显增强。",
    "要进一步压实责任，完善机制，把各项惠民政策落到实处。",
    "会议要求，坚持问题导向，深入基层开展调研，切实解决突出困难。",
)


def figure(number: int) -> str:
    return f"2023年，河湾县新建公路{number + 12}公里。"


def long_text(size: int, every: int) -> tuple[str, int]:
    """A text of at most so many bytes, and hardly less, in which one sentence in `every` has a figure, and how many have."""
    lines = ["河湾县工作报告", ""]
    written = figures = number = 0
    while written < size - 200:
        sentence = figure(figures) if number % every == 0 else PLAIN[number % len(PLAIN)]
        figures += number % every == 0
        number += 1
        lines.append(sentence)
        written += len(sentence.encode()) + 1
    return "\n".join(lines), figures


def build(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg", "build", "--no-view", "--quiet", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)


def page(number: int) -> bytes:
    text = f"<p>{figure(number)}全县公路总里程比上年增加三十公里，群众出行更加方便。</p><p>今年还要再修五条，资金已经落实。</p>"
    html = f"<html><head><meta charset='utf-8'><title>河湾县修路{number}</title></head><body><h1>河湾县修路</h1>{text}</body></html>"
    return response(f"http://example.org/{number}", html.encode())


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("workers", [0, 2])
def test_a_warc_that_is_cut_short_gives_what_is_whole_and_the_next_run_the_rest(tmp_path: Path, workers: int, packed: bool) -> None:
    records = [gzip.compress(page(n)) if packed else page(n) for n in range(12)]
    name = "crawl.warc.gz" if packed else "crawl.warc"
    source, before = tmp_path / name, tmp_path / "before" / name
    before.parent.mkdir()
    before.write_bytes(b"".join(records[:9]))
    source.write_bytes(b"".join(records[:9]) + records[9][: len(records[9]) // 2])
    cut = build(source, "-o", tmp_path / "out", "--workers", workers)
    assert cut.returncode == 2
    assert "cut short" in cut.stderr
    assert name in cut.stderr
    assert build(before, "-o", tmp_path / "nine", "--workers", 0).returncode == 0
    assert len(exports(tmp_path / "nine")) == 10
    assert exports(tmp_path / "out") == exports(tmp_path / "nine")

    source.write_bytes(b"".join(records))
    kg.add(tmp_path / "out", source)
    whole = build(source, "-o", tmp_path / "whole", "--workers", workers)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert exports(tmp_path / "out") == exports(tmp_path / "whole")


def test_an_article_a_hundred_times_the_others_keeps_none_of_them_waiting(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    large, figures = long_text(100 * 400, every=2)
    for number in range(150):
        (folder / f"small{number:03}.txt").write_text("\n".join(figure(number + n) for n in range(9)), encoding="utf-8")
    pipe = Pipe(folder / "00.txt")  # the first: it is begun before all others, and read when the test says so
    records = run(tasks([folder]), Sink(str(tmp_path / "shards")), workers=2)
    others = [Path(next(records).source).name for _ in range(150)]
    assert sorted(others) == sorted(path.name for path in folder.glob("small*"))
    pipe.give(large)
    assert [record.source for record in records] == [str(pipe.path)]

    pipe.settle(large)
    assert build(folder, "-o", tmp_path / "two", "--workers", 2).returncode == 0
    assert build(folder, "-o", tmp_path / "none", "--workers", 0).returncode == 0
    assert exports(tmp_path / "two") == exports(tmp_path / "none")
    assert kg.Graph.load(tmp_path / "two").counts()["Observation"] == figures + 150 * 9


def test_an_article_of_20_megabytes_is_read_whole_and_right_and_a_larger_one_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    text, figures = long_text(MAX_BYTES, every=100)
    (folder / "large.txt").write_text(text, encoding="utf-8")
    (folder / "larger.txt").write_text(text + text[:1000], encoding="utf-8")
    for number in range(3):
        (folder / f"small{number}.txt").write_text(figure(number), encoding="utf-8")
    done = build(folder, "-o", tmp_path / "out", "--workers", 2)
    assert done.returncode == 2
    assert f"over the limit of {MAX_BYTES:,}" in done.stderr
    assert done.stderr.count("\n") == 1
    answer = kg.Graph.load(tmp_path / "out").query("SELECT (COUNT(?v) AS ?n) (SUM(?v) AS ?sum) { ?o a zt:Observation ; schema:value ?v }")
    expected = [n + 12 for n in range(figures)] + [12, 13, 14]
    assert [int(cell) for cell in answer.table()[1]] == [len(expected), sum(expected)]
