"""Graph directories and exports on other stores: what stands there, and what a user reads where it can't be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from killing import PATIENCE, Pipe, until
from s3_server import BUCKET, s3

import kg
from kg.corpus.merge import merge
from kg.errors import GraphError

TEXTS = {
    "a.txt": "2023年，定西市新建农村公路120公里，同比增长5.5%。",
    "b.txt": "2023年，宁波市受理案件320件。甘肃省委政法委召开会议。",
}
PARTS = {"graph.ttl", "graph.html", "manifest.db", "articles", "store"}


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with s3(tmp_path_factory.mktemp("s3")):
        yield


@pytest.fixture(params=["file", "memory", "s3"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a graph may be put."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    place = {"file": tmp_path.as_uri(), "memory": "memory://", "s3": f"s3://{BUCKET}"}[request.param]
    yield f"{place}/graph"
    system, path = fsspec.core.url_to_fs(f"{place}/graph")
    if system.exists(path):
        system.rm(path, recursive=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def exports(address: str) -> dict[str, bytes]:
    """The Turtle and the texts in a graph directory, wherever it is."""
    system, path = fsspec.core.url_to_fs(address)
    system.invalidate_cache()
    found: dict[str, bytes] = {name.rpartition("/")[2]: system.cat_file(name) for name in system.find(f"{path}/articles")}
    return found | {"graph.ttl": system.cat_file(f"{path}/graph.ttl")}


def parts(address: str) -> set[str]:
    """What stands in a folder, a lock apart."""
    system, path = fsspec.core.url_to_fs(address)
    system.invalidate_cache()
    return {name.rstrip("/").rpartition("/")[2] for name in system.ls(path, detail=False)} - {".lock"} if system.exists(path) else set()


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], capture_output=True, text=True, check=False)


def test_a_graph_elsewhere_is_the_graph_made_here(corpus: Path, tmp_path: Path, address: str) -> None:
    kg.build(corpus, output=tmp_path / "here")
    made = kg.build(corpus, output=address)
    assert exports(address) == exports(str(tmp_path / "here"))
    assert parts(address) == PARTS
    read = kg.Graph.load(address)
    assert read.to_turtle() == made.to_turtle() == (tmp_path / "here" / "graph.ttl").read_text(encoding="utf-8")
    assert kg.Graph.load(f"{address}/graph.ttl").articles == made.articles


def test_a_copy_of_a_graph_elsewhere_grows_here(corpus: Path, tmp_path: Path, address: str) -> None:
    kg.build(corpus / "a.txt", output=address)
    system, path = fsspec.core.url_to_fs(address)
    system.get(f"{path}/", f"{tmp_path / 'copy'}/", recursive=True)
    kg.add(tmp_path / "copy", corpus)
    kg.build(corpus, output=tmp_path / "here")
    assert exports(str(tmp_path / "copy")) == exports(str(tmp_path / "here"))


def test_a_graph_elsewhere_is_replaced_on_demand_only_and_as_a_whole(corpus: Path, tmp_path: Path, address: str) -> None:
    first = kg.build(corpus / "a.txt", output=address)
    before = exports(address)
    with pytest.raises(GraphError, match=r"holds a graph: .* --force"):
        kg.build(corpus / "b.txt", output=address)
    assert exports(address) == before
    system, path = fsspec.core.url_to_fs(address)
    system.pipe_file(f"{path}/articles/notes.txt", b"mine")
    second = kg.build(corpus / "b.txt", output=address, force=True, view=False)
    assert not set(first.articles) & set(second.articles)
    kg.build(corpus / "b.txt", output=tmp_path / "here")
    assert exports(address) == exports(str(tmp_path / "here")) | {"notes.txt": b"mine"}
    assert parts(address) == PARTS - {"graph.html"}


def test_graphs_are_merged_into_one_elsewhere(corpus: Path, tmp_path: Path, address: str) -> None:
    for name in TEXTS:
        kg.build(corpus / name, output=tmp_path / name[0])
    kg.build(corpus, output=tmp_path / "here")
    merge([tmp_path / "a", tmp_path / "b"], address)
    assert exports(address) == exports(str(tmp_path / "here"))


def test_the_copy_here_goes_with_the_graph_that_reads_it(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    graph: Any = kg.build(corpus, output="memory://passing")
    assert len(graph.articles) == len(TEXTS)
    del graph
    assert list((tmp_path / "scratch").iterdir()) == []
    with pytest.raises(kg.KgError):
        kg.build(tmp_path / "none.txt", output="memory://passing", force=True)
    assert list((tmp_path / "scratch").iterdir()) == []
    fsspec.filesystem("memory").rm("/passing", recursive=True)


# --- the command line ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("bucket")
def test_from_a_store_to_a_store(corpus: Path, tmp_path: Path) -> None:
    system, place = fsspec.filesystem("s3"), f"s3://{BUCKET}/all"
    system.put(f"{corpus}/", f"{BUCKET}/all/in/", recursive=True)
    built = command("build", f"{place}/in", "-o", f"{place}/out", "--workers", "2")
    assert built.returncode == 0, built.stderr
    assert f"{place}/out/graph.ttl" in built.stdout
    assert command("build", corpus, "-o", tmp_path / "here", "--quiet").returncode == 0
    assert parts(f"{place}/out") == PARTS
    assert exports(f"{place}/out").keys() == exports(str(tmp_path / "here")).keys()

    asked = command("query", f"{place}/out", "SELECT (COUNT(?a) AS ?n) { ?a a zt:Article }", "--format", "csv")
    assert (asked.stdout, asked.stderr) == ("n\n2\n", "")
    valid = command("validate", f"{place}/out")
    assert valid.stdout == f"{place}/out is valid\n"
    wrote = command("export", f"{place}/out", "-o", f"{place}/figures.csv")
    assert (wrote.returncode, wrote.stdout) == (0, f"{place}/figures.csv\n")
    here = command("export", tmp_path / "here", "-o", tmp_path / "figures.csv")
    assert here.returncode == 0
    system.invalidate_cache()
    assert system.cat_file(f"{BUCKET}/all/figures.csv").count(b"\n") == (tmp_path / "figures.csv").read_bytes().count(b"\n")


@pytest.mark.usefixtures("bucket")
def test_a_build_that_was_killed_goes_on_from_its_shards(corpus: Path, tmp_path: Path) -> None:
    address = f"s3://{BUCKET}/killed"
    arguments = ["build", corpus, "-o", address, "--workers", "1", "--quiet"]
    pipe = Pipe(corpus / "z.txt")  # the last: the others get done
    running = subprocess.Popen([sys.executable, "-m", "kg", *map(str, arguments)])
    pipe.reader()
    until(lambda: len(parts(f"{address}/shards")) == len(TEXTS), "the other texts")
    running.kill()
    running.wait(PATIENCE)
    assert parts(address) == {"shards"}
    kept = {name: fsspec.filesystem("s3").info(f"{BUCKET}/killed/shards/{name}")["LastModified"] for name in parts(f"{address}/shards")}
    assert len(kept) == len(TEXTS)

    pipe.settle("2023年，兰州市新建学校3所。")
    assert command(*arguments).returncode == 0
    assert parts(address) == PARTS
    kg.build(corpus, output=tmp_path / "here")
    assert exports(address) == exports(str(tmp_path / "here"))


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("arguments", [["add", "a.txt"], ["remove", "x"], ["stats"], ["serve"], ["mcp"]])
def test_a_graph_grows_and_is_served_on_this_machine_only(arguments: list[str]) -> None:
    name, *rest = arguments
    done = command(name, f"s3://{BUCKET}/graph", *rest)
    assert done.returncode == 3
    assert done.stderr.startswith(f"kg: s3://{BUCKET}/graph is not on this machine: copy the folder here first.")


@pytest.mark.usefixtures("bucket")
def test_what_can_not_be_reached_is_named(corpus: Path) -> None:
    for arguments in (["build", corpus, "-o", "s3://no-such-bucket/x"], ["query", f"s3://{BUCKET}/none", "ASK {}"]):
        done = command(*arguments)
        assert done.returncode == 3
        assert str(arguments[-1 if arguments[0] == "build" else 1]) in done.stderr
        assert done.stderr.count("\n") == 1
    for address in ("https://example.org/graph", "http://127.0.0.1/graph"):
        for arguments in (["build", corpus, "-o", address], ["query", address, "ASK {}"], ["export", address, "-o", "x.nq"]):
            done = command(*arguments)
            assert done.returncode == 3, arguments
            assert address in done.stderr
