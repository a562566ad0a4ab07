"""A graph directory under real faults: processes killed at any point, full disks, two writers at once.

After each: nothing half-written under its final name, nothing lost that was reported done, and the next run ends in the
same bytes as one that met no fault.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.store import Store

STEPS = Path(__file__).with_name("fault_steps.py")
NAMES = ("build", "add", "remove", "rules", "merge")


def run(folder: Path, name: str, *, stop_at: int = 0, largest: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(STEPS), str(folder), name, str(stop_at), str(largest)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def result(folder: Path, name: str) -> Path:
    return folder / "out" if name == "merge" else folder


def exports(folder: Path) -> dict[str, bytes]:
    files = [path for path in (folder / "graph.ttl", *folder.glob("articles/*")) if path.is_file()]
    return {path.name: path.read_bytes() for path in files if not path.name.startswith(".")}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each step a directory that it can be done in."""
    root = tmp_path_factory.mktemp("before")
    for path in (root / "graph", root / "pair" / "one", root / "pair" / "two", root / "nothing"):
        path.mkdir(parents=True)
    for path in (root / "graph", root / "pair" / "one", root / "pair" / "two"):
        assert run(path, "build").returncode == 0
    assert run(root / "pair" / "two", "add").returncode == 0
    return {name: root / {"build": "nothing", "merge": "pair"}.get(name, "graph") for name in NAMES}


@pytest.fixture(scope="module")
def whole(before: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[dict[str, bytes], int]]:
    """What each step ends in where nothing happens to it, and in how many events."""
    found = {}
    for name in NAMES:
        folder = tmp_path_factory.mktemp(name) / "graph"
        shutil.copytree(before[name], folder)
        done = run(folder, name)
        assert done.returncode == 0, done.stderr
        found[name] = (exports(result(folder, name)), int(done.stdout.split()[-1]))
    return found


def check(folder: Path, name: str, old: dict[str, bytes], new: dict[str, bytes]) -> None:
    """That every file under its final name is whole: as it was, or as it will be; then, that the next run ends the same."""
    for file, data in exports(result(folder, name)).items():
        assert data in {old.get(file), new.get(file)}, file
    done = run(folder, name)
    assert done.returncode == 0, done.stderr
    assert exports(result(folder, name)) == new
    store = result(folder, name)
    assert set(Store.load(store).triples()) == set(Store.load(store / "graph.ttl").triples())
    left = [path.name for path in store.rglob("*") if path.name.startswith(".") and path.name != ".lock"]
    assert left == []


@pytest.mark.parametrize("part", range(1, 6))
@pytest.mark.parametrize("name", NAMES)
def test_a_process_killed_anywhere_loses_nothing(
    tmp_path: Path, before: dict[str, Path], whole: dict[str, tuple[dict[str, bytes], int]], name: str, part: int
) -> None:
    new, events = whole[name]
    folder = tmp_path / "graph"
    shutil.copytree(before[name], folder)
    killed = run(folder, name, stop_at=max(1, events * part // 6))
    assert killed.returncode == -signal.SIGKILL
    check(folder, name, exports(before[name]), new)


@pytest.mark.parametrize("largest", [2_000, 40_000, 250_000])
@pytest.mark.parametrize("name", ["build", "add", "merge"])
def test_a_full_disk_loses_nothing(
    tmp_path: Path, before: dict[str, Path], whole: dict[str, tuple[dict[str, bytes], int]], name: str, largest: int
) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(before[name], folder)
    starved = run(folder, name, largest=largest)
    assert starved.returncode == 3, (starved.stdout, starved.stderr)
    assert "can't be" in starved.stderr
    check(folder, name, exports(before[name]), whole[name][0])


def test_what_was_reported_done_is_not_done_again(tmp_path: Path, whole: dict[str, tuple[dict[str, bytes], int]]) -> None:
    new, events = whole["build"]
    killed = run(tmp_path, "build", stop_at=events // 2)
    reported = set(killed.stdout.split())
    assert reported
    code = (
        "import sys; from kg.corpus.folder import GraphFolder\n"
        "with GraphFolder.open(sys.argv[1], 'build', view=False) as graph:\n"
        "    print(*(row.source for row in graph.manifest.rows() if row.article))"
    )
    found = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert reported <= set(found.stdout.split())
    check(tmp_path, "build", {}, new)


def test_two_writers_at_once_are_told(tmp_path: Path, before: dict[str, Path]) -> None:
    folder = tmp_path / "graph"
    shutil.copytree(before["add"], folder)
    code = (
        "import sys; from kg.corpus.folder import GraphFolder\n"
        "with GraphFolder.open(sys.argv[1]):\n"
        "    print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        (tmp_path / "a.txt").write_text("2023年，全省新建公路12条。", encoding="utf-8")
        for command in (["add", folder, tmp_path / "a.txt"], ["build", tmp_path / "a.txt", "-o", folder, "--force"]):
            second = subprocess.run([sys.executable, "-m", "kg", *map(str, command)], capture_output=True, text=True, check=False)
            assert second.returncode == 3
            assert "another kg writes to" in second.stderr
        reader = subprocess.run(
            [sys.executable, "-m", "kg", "query", str(folder), "ASK { ?s ?p ?o }"], capture_output=True, text=True, check=True
        )
        assert "true" in reader.stdout
        holder.kill()
    assert run(folder, "add").returncode == 0  # a killed process leaves no lock
