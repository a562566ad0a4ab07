"""`kg build --engine dask`: the same graph to the byte as without a cluster, whatever dies while it is made.

Schedulers and workers are real processes, killed with -9 at moments that a named pipe decides.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from dask_cluster import Cluster, cluster
from killing import PATIENCE, Pipe, until
from test_corpus_faults import exports

TEXTS = 40
"""More than a worker is given at once (kg.corpus.cluster.BATCH)."""
LATE = "河湾县新建公路7公里。"
"""What a pipe's text says in the end."""


def command(*arguments: object) -> subprocess.Popen[str]:
    """A kg that runs."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-m", "kg", *map(str, arguments)], stdout=pipe, stderr=pipe, text=True)


def done(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How a kg ends, and what it complains of."""
    _, complaints = process.communicate(timeout=PATIENCE)
    return process.returncode, complaints


def build(*arguments: object) -> subprocess.Popen[str]:
    return command("build", "--no-view", "--quiet", *arguments)


def names(folder: Path) -> set[str]:
    """What stands in a folder; nothing in one that isn't there."""
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def half_written(folder: Path) -> list[Path]:
    """Exports that stand under their final names, and what a writer has left beside them; a build in the making is none."""
    left = [path for path in folder.rglob(".*") if path.name != ".lock" and ".build" not in path.parts]
    return [*folder.glob("graph.*"), *folder.glob("articles/*"), *left]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder of texts that share places and agencies."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(TEXTS):
        text = f"2023年，河湾县新建公路{number + 12}公里，同比增长{number % 7 + 1}.5%。甘肃省定西市受理案件{number * 3 + 5}件。"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[Cluster]:
    with cluster(tmp_path / "cluster") as made:
        yield made


def whole(corpus: Path, folder: Path) -> dict[str, bytes]:
    """What a build by no worker at all ends in."""
    assert done(build(corpus, "-o", folder, "--workers", "0")) == (0, "")
    return exports(folder)


# --- the same graph --------------------------------------------------------------------------------------------------


def test_the_graph_is_the_same_whoever_reads_and_in_whatever_order(corpus: Path, tmp_path: Path) -> None:
    one = whole(corpus, tmp_path / "0")
    assert len(one) == TEXTS + 1
    backwards = sorted(corpus.iterdir(), reverse=True)
    for number, how in enumerate((
        [corpus, "--workers", "1"],
        [corpus, "--workers", "2"],
        [corpus, "--engine", "dask", "--workers", "2"],
        [*backwards, "--engine", "dask", "--workers", "1"],
    ), 1):  # fmt: skip
        assert done(build(*how, "-o", tmp_path / str(number))) == (0, "")
        assert exports(tmp_path / str(number)) == one, how


def test_what_a_cluster_adds_makes_the_graph_of_a_whole_build(corpus: Path, tmp_path: Path) -> None:
    some = sorted(corpus.iterdir())[::2]
    assert done(build(*some, "-o", tmp_path / "out", "--engine", "dask", "--workers", "2")) == (0, "")
    added = command("add", tmp_path / "out", corpus, "--engine", "dask", "--workers", "2")
    said, _ = added.communicate(timeout=PATIENCE)
    assert (added.returncode, said) == (0, f"{TEXTS // 2} added, {TEXTS // 2} unchanged\n")
    assert exports(tmp_path / "out") == whole(corpus, tmp_path / "whole")


def test_an_input_that_cannot_be_read_is_named_and_costs_nothing_else(corpus: Path, tmp_path: Path) -> None:
    one = whole(corpus, tmp_path / "whole")
    (corpus / "bad.txt").write_bytes(b"\x00\x01")
    code, complaints = done(build(corpus, "-o", tmp_path / "out", "--engine", "dask", "--workers", "1"))
    assert code == 2
    assert "bad.txt is binary" in complaints
    assert complaints.count("\n") == 1
    assert exports(tmp_path / "out") == one


# --- the command dies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "then"), [("dask", "dask"), ("dask", "local"), ("local", "dask")])
def test_a_build_that_was_killed_is_ended_by_any_engine(corpus: Path, tmp_path: Path, first: str, then: str) -> None:
    shards = tmp_path / "shards"
    arguments = [corpus, "-o", tmp_path / "out", "--workers", "2", "--shards", shards]
    pipe = Pipe(corpus / "zz.txt")  # the last: the others get done
    killed = build(*arguments, "--engine", first)
    pipe.reader()
    until(lambda: len(names(shards)) >= TEXTS, "the other texts")
    started = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.communicate(timeout=PATIENCE)
    until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in started), "the end of its workers")
    assert half_written(tmp_path / "out") == []
    finished = {path: path.stat().st_ino for path in shards.iterdir()}
    assert len(finished) == TEXTS

    pipe.settle(LATE)
    assert done(build(*arguments, "--engine", then)) == (0, "")
    assert exports(tmp_path / "out") == whole(corpus, tmp_path / "whole")
    assert {path: path.stat().st_ino for path in finished} == finished  # nothing was done again


# --- a worker dies ---------------------------------------------------------------------------------------------------


def test_a_running_cluster_loses_a_worker_and_nothing_else(corpus: Path, tmp_path: Path, two_workers: Cluster) -> None:
    pipe = Pipe(corpus / "00x.txt")
    running = build(corpus, "-o", tmp_path / "out", "--engine", "dask", "--scheduler", two_workers.address, "--shards", tmp_path / "shards")
    pipe.kill_reader()
    pipe.give(LATE)
    assert done(running) == (0, "")
    pipe.settle(LATE)
    assert exports(tmp_path / "out") == whole(corpus, tmp_path / "whole")


def test_a_text_that_kills_whoever_reads_it_is_given_up_alone(corpus: Path, tmp_path: Path) -> None:
    for number in range(6):  # long enough that some are done and some are not when a worker dies
        long = "".join(f"2023年，河湾县第{number}乡新建公路{n + 12}公里。\n" for n in range(150))
        (corpus / f"00long{number}.txt").write_text(long, encoding="utf-8")
    one = whole(corpus, tmp_path / "whole")
    pipe = Pipe(corpus / "00long3x.txt")
    running = build(corpus, "-o", tmp_path / "out", "--engine", "dask", "--workers", "2")

    def kill_all() -> int:
        deaths = 0
        while pipe.kill_reader_unless(lambda: running.poll() is not None):
            deaths += 1
        return deaths

    with ThreadPoolExecutor() as beside:
        killer = beside.submit(kill_all)
        code, complaints = done(running)
        assert killer.result(PATIENCE) > 1
    assert code == 2
    assert f"{pipe.path} was given up" in complaints
    assert complaints.count("\n") == 1
    assert exports(tmp_path / "out") == one

    pipe.settle(LATE)
    added = command("add", tmp_path / "out", corpus, "--quiet")
    assert done(added) == (0, "")
    assert exports(tmp_path / "out") == whole(corpus, tmp_path / "mended")


# --- the scheduler dies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "again"), [("00x.txt", "dask"), ("zz.txt", "local")])
def test_a_scheduler_that_dies_ends_the_command_and_loses_nothing(corpus: Path, tmp_path: Path, name: str, again: str) -> None:
    pipe, shards = Pipe(corpus / name), tmp_path / "shards"
    arguments = [corpus, "-o", tmp_path / "out", "--shards", shards]
    with cluster(tmp_path / "first") as first:
        running = build(*arguments, "--engine", "dask", "--scheduler", first.address)
        pipe.reader()
        until(lambda: names(shards), "something that is done")
        first.kill_scheduler()
        code, complaints = done(running)
        assert code == 1
        assert complaints == (
            f"kg: the Dask scheduler at {first.address} is gone. What was done is kept in {shards}: run the same again to go on\n"
        )
    assert half_written(tmp_path / "out") == []
    finished = {path: path.stat().st_ino for path in shards.glob("*.shard")}
    assert finished

    pipe.settle(LATE)
    if again == "dask":
        with cluster(tmp_path / "second") as second:
            assert done(build(*arguments, "--engine", "dask", "--scheduler", second.address)) == (0, "")
    else:
        assert done(build(*arguments)) == (0, "")
    assert exports(tmp_path / "out") == whole(corpus, tmp_path / "whole")
    assert {path: path.stat().st_ino for path in finished} == finished


def test_an_address_without_a_scheduler_is_named(corpus: Path, tmp_path: Path) -> None:
    with cluster(tmp_path / "cluster", workers=0) as gone:
        gone.kill_scheduler()
    code, complaints = done(build(corpus, "-o", tmp_path / "out", "--engine", "dask", "--scheduler", gone.address))
    assert code == 1
    assert complaints.startswith(f"kg: there is no Dask scheduler at {gone.address}")
    assert "check the address" in complaints
    assert half_written(tmp_path / "out") == []
