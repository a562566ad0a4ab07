"""The package as its users get it: public names, a light import, a wheel that works outside the checkout."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "kg" / "data" / "samples" / "gansu-2022.txt"


@pytest.mark.parametrize("name", kg.__all__)
def test_every_public_name_is_documented_and_typed(name: str) -> None:
    value = getattr(kg, name)
    assert (value.__doc__ or "").strip() or name == "Stage"
    if inspect.isfunction(value):
        signature = inspect.signature(value)
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values())


def test_nothing_public_is_missing_from_all() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018


def test_the_model_cannot_be_changed() -> None:
    span = kg.Span(start=0, end=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        span.start = 2  # type: ignore[misc]


def test_every_error_is_a_kg_error_with_its_exit_code() -> None:
    errors = [value for name in kg.__all__ if inspect.isclass(value := getattr(kg, name)) and issubclass(value, Exception)]
    assert all(issubclass(error, kg.KgError) for error in errors)
    codes = {error.code for error in errors if error is not kg.FetchError}
    assert len(codes) == len(errors) - 1


def test_the_functions_are_not_hidden_by_modules_of_their_names() -> None:
    code = "import kg, kg.extract.places, kg.builder; assert callable(kg.extract) and callable(kg.build)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_text_is_extracted_with_offsets_into_its_own_text() -> None:
    document = kg.extract("河湾县公路建设稳步推进\r\n去年，甘肃省定西市新建公路120公里。\r\n", published="2024-05-06")
    text = document.article.text
    assert "\r" not in text
    assert document.article.published == dt.date(2024, 5, 6)
    assert any(mention.text == "定西市" for mention in document.mentions)
    assert all(text[m.span.start : m.span.end] == m.text for m in document.mentions)


def test_an_empty_text_and_a_false_date_are_refused() -> None:
    with pytest.raises(kg.InputError, match="is empty"):
        kg.extract("  \n")
    with pytest.raises(kg.InputError, match="no date"):
        kg.extract("河湾县新建公路。", published="last year")


def test_a_graph_is_built_without_writing_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    graph = kg.build(SAMPLE)
    assert len(graph.articles) == 1
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(kg.InputError, match="no file"):
        kg.build(SAMPLE, "missing.txt")
    with pytest.raises(kg.InputError, match="there is no input"):
        kg.build()


def test_importing_kg_loads_no_heavy_library() -> None:
    heavy = ["onnxruntime", "trafilatura", "rdflib", "pyvis", "numpy", "networkx", "igraph", "pyoxigraph", "httpx"]
    code = f"import sys, kg; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_every_dependency_is_accounted_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    for dependency in project["dependencies"]:
        name = dependency.split("=")[0].split(">")[0]
        assert name in text, f"docs/decisions.md does not say why kg needs {name}"


def exports(folder: Path) -> dict[Path, bytes]:
    """The files of a graph directory that are the same on every machine; its store, which they are written from, is not."""
    files = [folder / "graph.ttl", folder / "graph.html", *(folder / "articles").iterdir()]
    return {path.relative_to(folder): path.read_bytes() for path in files}


def test_the_committed_output_is_what_a_build_gives(tmp_path: Path) -> None:
    kg.build(SAMPLE, output=tmp_path)
    fresh, committed = exports(tmp_path), exports(ROOT / "output")
    assert sorted(fresh) == sorted(committed), "run `make output` and commit what it writes"
    changed = [str(name) for name in fresh if fresh[name] != committed[name]]
    assert changed == [], "run `make output` and commit what it writes"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_holds_the_ontology_and_the_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ontology = {f"kg/data/ontology/{p.relative_to(ROOT / 'ontology').as_posix()}" for p in (ROOT / "ontology").rglob("*.ttl")}
    data = {p.relative_to(ROOT).as_posix() for p in (ROOT / "kg").rglob("*") if p.suffix in {".toml", ".tsv", ".rq", ".js", ".css"}}
    assert ontology | data | {"kg/py.typed", "kg/data/samples/gansu-2022.txt"} <= names
    assert not any(name.startswith("tests/") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_an_installed_wheel_builds_a_graph_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    subprocess.run([venv / "bin" / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    text = tmp_path / "a.txt"
    text.write_bytes(SAMPLE.read_bytes())
    command = [venv / "bin" / "kg", "build", "a.txt", "--output", "out", "--json"]
    done = subprocess.run(command, check=True, cwd=tmp_path, capture_output=True, text=True)
    summary = json.loads(done.stdout)
    assert summary["inputs"][0]["figures"]
    assert (tmp_path / "out" / "graph.ttl").read_bytes() == (ROOT / "output" / "graph.ttl").read_bytes()
    assert (tmp_path / "out" / "graph.html").stat().st_size > 0
