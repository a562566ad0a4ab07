"""Workers: the same shards however many there are, whatever befalls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import psutil
import pytest
from killing import PATIENCE, Pipe, until

from kg.corpus.inputs import tasks
from kg.corpus.shard import Record
from kg.corpus.sink import Sink
from kg.corpus.workers import TRIES, run
from kg.errors import GraphError, InputError, KgError


def text(number: int) -> str:
    return f"2023年，河湾县新建公路{number + 12}公里，同比增长{number % 7 + 1}.5%。甘肃省定西市受理案件{number * 3 + 5}件。"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of twelve texts and a file that is none."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.txt").write_text(text(number), encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\x00\x01")
    return folder


def shards(folder: Path) -> dict[str, bytes]:
    """All that stands in a sink."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def ran(corpus: Path | list[str], sink: Path, workers: int | None) -> list[Record]:
    inputs = [str(corpus)] if isinstance(corpus, Path) else corpus
    return sorted(run(tasks(inputs), Sink(str(sink)), workers=workers), key=lambda record: record.source)


def children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def script(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A Python program in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


RUN = """
import sys
from kg.corpus.inputs import tasks
from kg.corpus.sink import Sink
from kg.corpus.workers import run
for record in run(tasks([sys.argv[1]]), Sink(sys.argv[2]), workers=2):
    print(record.source, flush=True)
"""


def test_any_number_of_workers_writes_the_same_shards(corpus: Path, tmp_path: Path) -> None:
    found = {workers: ran(corpus, tmp_path / f"out{workers}", workers) for workers in (0, 1, 2)}
    assert found[0] == found[1] == found[2]
    assert shards(tmp_path / "out0") == shards(tmp_path / "out1") == shards(tmp_path / "out2")
    assert len(shards(tmp_path / "out0")) == 12
    (bad,) = (record for record in found[2] if record.error)
    assert bad.source.endswith("bad.txt")
    assert "binary" in str(bad.error)
    assert children() == []


def test_what_is_done_is_not_done_again_and_a_damaged_shard_is(corpus: Path, tmp_path: Path) -> None:
    first = ran(corpus, tmp_path / "out", 0)
    before = shards(tmp_path / "out")
    damaged, removed, *kept = sorted((tmp_path / "out").iterdir())
    inodes = {path: path.stat().st_ino for path in kept}
    damaged.write_bytes(damaged.read_bytes()[:-1])
    removed.unlink()
    assert ran(corpus, tmp_path / "out", 2) == first
    assert shards(tmp_path / "out") == before
    assert {path: path.stat().st_ino for path in kept} == inodes


def test_a_source_that_is_known_under_its_key_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    keys = {record.source: record.key for record in ran(corpus, tmp_path / "one", 0)}
    (corpus / "00.txt").write_text(text(99), encoding="utf-8")
    found = list(run(tasks([corpus], known=lambda source: keys.get(source, "")), Sink(str(tmp_path / "two")), workers=0))
    assert [Path(record.source).name for record in found if record.shard] == ["00.txt"]


@pytest.mark.parametrize("deaths", [TRIES - 1, TRIES])
def test_a_worker_killed_costs_its_article_another_try_and_at_last_that_article(corpus: Path, tmp_path: Path, deaths: int) -> None:
    pipe = Pipe(corpus / "05x.txt")

    def fate() -> None:
        for _ in range(deaths):
            pipe.kill_reader()
        if deaths < TRIES:
            pipe.give(text(50))

    with ThreadPoolExecutor() as beside:
        killer = beside.submit(fate)
        found = ran(corpus, tmp_path / "out", 2)
        killer.result(PATIENCE)
    (record,) = (record for record in found if record.source == str(pipe.path))
    assert [r.source for r in found if r.error and r is not record] == [str(corpus / "bad.txt")]
    assert len(shards(tmp_path / "out")) == 12 + (deaths < TRIES)
    if deaths < TRIES:
        assert (record.error, bool(record.shard)) == (None, True)
    else:
        assert "given up" in str(record.error)
        assert "killed" in str(record.error)
    assert children() == []


def test_closing_the_iterator_ends_the_workers(corpus: Path, tmp_path: Path) -> None:
    pipe = Pipe(corpus / "00x.txt")  # nobody ever writes to it: its worker would wait for good
    records = run(tasks([corpus]), Sink(str(tmp_path / "out")), workers=2)
    assert isinstance(next(records), Record)
    pipe.reader()
    records.close()  # type: ignore[attr-defined]
    assert children() == []
    assert all(name.endswith(".shard") and not name.startswith(".") for name in shards(tmp_path / "out"))


def test_workers_end_with_the_process_that_started_them_and_the_next_run_goes_on(corpus: Path, tmp_path: Path) -> None:
    pipe = Pipe(corpus / "zz.txt")  # the last: what comes before it gets done
    parent = script(RUN, str(corpus), str(tmp_path / "out"))
    assert parent.stdout is not None
    for _ in range(13):
        assert parent.stdout.readline()
    pipe.reader()
    workers = psutil.Process(parent.pid).children()
    assert len(workers) == 2
    parent.kill()
    parent.communicate()
    until(lambda: not any(worker.is_running() and worker.status() != "zombie" for worker in workers), "the end of the workers")
    done = {path: path.stat().st_ino for path in (tmp_path / "out").iterdir()}
    assert len(done) == 12
    pipe.settle(text(99))
    ran(corpus, tmp_path / "out", 2)
    ran(corpus, tmp_path / "whole", 0)
    assert shards(tmp_path / "out") == shards(tmp_path / "whole")
    assert {path: path.stat().st_ino for path in done} == done


def test_a_script_without_a_main_guard_and_a_folder_full_of_namesakes_start_workers(corpus: Path, tmp_path: Path) -> None:
    for name in ("json.py", "kg.py", "queue.py"):
        (corpus / name).write_text("raise SystemExit('the wrong module')", encoding="utf-8")
    program = tmp_path / "program.py"
    program.write_text(RUN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, program, ".", tmp_path / "out"], cwd=corpus, capture_output=True, text=True, check=True, timeout=PATIENCE
    )
    assert len(done.stdout.splitlines()) == 13


def test_a_sink_that_is_full_ends_the_run_and_leaves_nothing_half_written(corpus: Path, tmp_path: Path) -> None:
    limited = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
""" + RUN.replace("for record", "from kg.errors import KgError\ntry:\n  for record").replace("    print", "      print") + """
except KgError as error:
    print(error.code, error)
"""  # fmt: skip
    (corpus / "00.txt").write_text("".join(map(text, range(300))), encoding="utf-8")
    process = script(limited, str(corpus), str(tmp_path / "out"))
    out, _ = process.communicate(timeout=PATIENCE)
    assert out.splitlines()[-1].startswith("3 ")
    assert "make room" in out
    assert all(not name.startswith(".") for name in shards(tmp_path / "out"))
    ran(corpus, tmp_path / "out", 0)
    ran(corpus, tmp_path / "whole", 0)
    assert shards(tmp_path / "out") == shards(tmp_path / "whole")


def test_a_sink_that_is_no_folder_says_so(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(GraphError, match="can't be written to"):
        ran(corpus, tmp_path / "file" / "out", 2)


def test_workers_that_cannot_start_say_so(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken" / "kg"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('a broken installation')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(broken.parent))
    with pytest.raises(KgError, match="can't start"):
        ran(corpus, tmp_path / "out", 2)
    assert "a broken installation" in capfd.readouterr().err
    assert children() == []


def test_an_error_of_the_inputs_ends_the_workers(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="map one of"):
        list(run(tasks([tmp_path], fields={"txt": "x"}), Sink(str(tmp_path / "out")), workers=1))

    def broken() -> Iterator[object]:
        yield from tasks([__file__.replace(".py", ".txt")])
        raise OSError("the share is gone")

    with pytest.raises(OSError, match="the share is gone"):
        list(run(broken(), Sink(str(tmp_path / "out")), workers=1))  # type: ignore[arg-type]
    assert children() == []


def test_shards_go_to_other_stores_as_well(corpus: Path, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    try:
        list(run(tasks([corpus]), Sink("memory://shards"), workers=0))
        ran(corpus, tmp_path / "out", 0)
        assert {Path(name).name: memory.cat_file(name) for name in memory.ls("/shards", detail=False)} == shards(tmp_path / "out")
    finally:
        memory.rm("/shards", recursive=True)


def test_pages_of_a_crawl_that_are_not_chinese_are_left_out(tmp_path: Path) -> None:
    from test_items import PAGE, response

    english, japanese = (
        f"<html><body><article>{paragraph * 9}</article></body></html>"
        for paragraph in (
            "<p>The county built twelve new roads last year, officials said.</p>",
            "<p>昨年、県では新しい道路を十二本建設したと担当者が述べました。</p>",
        )
    )
    menu = "<html><body><a href='/'>首页</a></body></html>"
    pages = [PAGE, english, japanese, menu]
    (tmp_path / "a.warc").write_bytes(b"".join(response(f"http://example.org/{n}", page.encode()) for n, page in enumerate(pages)))
    found = ran([str(tmp_path / "a.warc")], tmp_path / "out", 0)
    assert [(bool(record.article), record.error, record.note[:8]) for record in found] == [
        (True, None, ""), (False, None, "left out"), (False, None, "left out"), (False, None, "left out"),
    ]  # fmt: skip


def test_thousands_of_tiny_articles_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "tiny.jsonl"
    path.write_text("".join(json.dumps({"text": f"定西市{number}件。"}) + "\n" for number in range(10_000)), encoding="utf-8")
    found = ran([str(path)], tmp_path / "out", 2)
    assert len({record.article for record in found}) == 10_000
    assert not any(record.error for record in found)
    assert len(shards(tmp_path / "out")) == 10_000
