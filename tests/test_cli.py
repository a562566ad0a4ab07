"""The command line, run as its users run it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import builder
from kg.cli import main

TEXT = """河湾县公路建设稳步推进

2024-05-06 来源:河湾日报 编辑:柳青

去年，甘肃省定西市新建公路120公里，同比增长15.5%。
甘肃省人民政府印发《甘肃省公路条例》。
"""


class Done:
    """How a command ended, and what it printed where."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def kg(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Runs `kg` with arguments, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Kg(capsys)


class Kg:
    """The command, called in this process: its own `main`, nothing in its place."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *args: str, code: int = 0) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        captured = self.capsys.readouterr()
        done = Done(int(ended.value.code or 0), captured.out, captured.err)
        assert done.code == code, done.err
        return done


@pytest.fixture
def built(kg: Kg, tmp_path: Path) -> Path:
    """A folder with a build of TEXT."""
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    kg("build", "a.txt", "--output", "out", "--quiet")
    return tmp_path / "out"


# --- build -----------------------------------------------------------------------------------------------------------


def test_a_build_writes_graph_view_and_text(built: Path) -> None:
    (text,) = (built / "articles").iterdir()
    assert text.read_bytes().decode() == TEXT
    assert sorted(p.name for p in built.iterdir()) == [".lock", "articles", "graph.html", "graph.ttl", "manifest.db", "store"]
    assert f"article/{text.stem}" in ((built / "graph.ttl").read_text(encoding="utf-8").replace("article:", "article/"))


def test_every_quote_of_the_graph_is_in_the_text_at_its_offsets(built: Path) -> None:
    (text,) = (path.read_text(encoding="utf-8") for path in (built / "articles").iterdir())
    store = ox.Store()
    store.bulk_load(path=str(built / "graph.ttl"), format=ox.RdfFormat.TURTLE)
    rows = list(store.query("PREFIX oa: <http://www.w3.org/ns/oa#> SELECT ?t ?s ?e { ?p oa:exact ?t ; oa:start ?s ; oa:end ?e }"))
    assert len(rows) > 5
    assert all(text[int(s.value) : int(e.value)] == t.value for t, s, e in rows)


def test_a_build_says_what_it_found_and_where(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    done = kg("build", "a.txt", "-o", "out")
    assert "120" in done.out
    assert "定西市" in done.out
    assert "1 of 1 inputs read" in done.out
    assert str(Path("out", "graph.ttl")) in done.out
    assert done.err == ""


def test_a_quiet_build_prints_nothing_and_no_view_writes_none(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    done = kg("build", "a.txt", "-o", "out", "--quiet", "--no-view")
    assert (done.out, done.err) == ("", "")
    assert not Path("out", "graph.html").exists()


def test_the_summary_as_json(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    summary = json.loads(kg("build", "a.txt", "-o", "out", "--json", "--no-view").out)
    (entry,) = summary["inputs"]
    assert entry["title"] == "河湾县公路建设稳步推进"
    assert entry["published"] == "2024-05-06"
    figures = {(f["indicator"], f["value"], f["unit"], f["place"]) for f in entry["figures"]}
    assert any(value == "120" and unit == "公里" and place == "定西市" for _, value, unit, place in figures)
    assert summary["files"]["graph.ttl"] == str(Path("out", "graph.ttl"))
    assert summary["triples"] > 0


def test_the_same_inputs_give_the_same_bytes_in_any_order(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("b.txt").write_text(TEXT.replace("120", "130"), encoding="utf-8")
    kg("build", "a.txt", "b.txt", "-o", "one", "--quiet")
    kg("build", "b.txt", "a.txt", "-o", "two", "--quiet")
    for name in ("graph.ttl", "graph.html"):
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()


def test_a_new_build_takes_the_place_of_the_old(kg: Kg, built: Path) -> None:
    (old,) = (built / "articles").iterdir()
    (built / "articles" / "notes.txt").write_text("mine", encoding="utf-8")
    Path("a.txt").write_text(TEXT.replace("120", "130"), encoding="utf-8")
    assert "--force" in kg("build", "a.txt", "-o", str(built), code=3).err
    assert old.exists()
    kg("build", "a.txt", "-o", str(built), "--quiet", "--no-view", "--force")
    assert not old.exists()
    assert not (built / "graph.html").exists()
    assert (built / "articles" / "notes.txt").exists()
    assert "130" in (built / "graph.ttl").read_text(encoding="utf-8")
    assert [p.name for p in built.iterdir() if p.name.startswith(".")] == [".lock"]


def test_inputs_that_fail_do_not_stop_the_others(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("b.txt").write_bytes(b"\x00\x01")
    done = kg("build", "b.txt", "a.txt", "missing.txt", "-o", "out", code=2)
    assert "1 of 3 inputs read" in done.out
    assert "b.txt is binary" in done.err
    assert "missing.txt" in done.err
    assert Path("out", "graph.ttl").exists()


def test_nothing_is_written_where_nothing_could_be_read(kg: Kg) -> None:
    Path("a.txt").write_bytes(b"")
    done = kg("build", "a.txt", "missing.txt", "-o", "out", code=2)
    assert done.err.count("kg: ") == 2
    assert [path.name for path in Path("out").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("The quick brown fox jumps over the lazy dog.\n", "characters are Chinese"), ("天气很好。\n", "none of its 1 sentences")],
)
def test_an_input_that_yields_nothing_says_why(kg: Kg, text: str, words: str) -> None:
    Path("a.txt").write_text(text, encoding="utf-8")
    assert words in kg("build", "a.txt", "-o", "out").err


def test_the_same_article_twice_is_said(kg: Kg) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(TEXT, encoding="utf-8")
    assert "b.txt: the same article as an earlier input" in kg("build", "a.txt", "b.txt", "-o", "out").err
    assert len(list(Path("out", "articles").iterdir())) == 1


def test_the_date_and_the_base_of_a_build_can_be_given(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    kg("build", "a.txt", "-o", "out", "--published", "2019-03-01", "--base-iri", "https://example.org/id/", "--quiet")
    turtle = Path("out", "graph.ttl").read_text(encoding="utf-8")
    assert "2019-03-01" in turtle
    assert "<https://example.org/id/article/>" in turtle
    assert "w3id.org/zhengtu/id/" not in turtle


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["--base-iri", "not an iri"], 3, "is no base IRI"),
        (["--published", "yesterday"], 2, "yesterday"),
        (["--output", "a.txt"], 3, "can't be a folder"),
    ],
)
def test_options_that_cannot_be_used_say_so(kg: Kg, args: list[str], code: int, words: str) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    assert words in kg("build", "a.txt", "--output", "out", *args, code=code).err


def test_a_folder_that_cannot_be_written_to_keeps_its_old_graph(built: Path) -> None:
    before = (built / "graph.ttl").read_bytes()
    (built / ".build").write_text("in the way", encoding="utf-8")
    Path("a.txt").write_text(TEXT.replace("120", "130"), encoding="utf-8")
    with pytest.raises(builder.GraphError, match="can't be written"):
        builder.build("a.txt", output=built, force=True)
    assert (built / "graph.ttl").read_bytes() == before


def test_a_build_reads_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", "-", "--output", "out", "--quiet"]
    subprocess.run(command, input=TEXT.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "out" / "graph.ttl").exists()


# --- query -----------------------------------------------------------------------------------------------------------

COUNT = "SELECT (COUNT(*) AS ?n) { ?o a zt:Observation }"


def test_a_query_is_answered_in_each_format(kg: Kg, built: Path) -> None:
    for path in (str(built), str(built / "graph.ttl")):
        rows = list(csv.DictReader(io.StringIO(kg("query", path, COUNT, "--format", "csv").out)))
        assert int(rows[0]["n"]) >= 2
        answer = json.loads(kg("query", path, COUNT, "--format", "json").out)
        assert answer["results"]["bindings"][0]["n"]["value"] == rows[0]["n"]
        assert rows[0]["n"] in kg("query", path, COUNT).out
    turtle = kg("query", str(built), "CONSTRUCT { ?o a zt:Observation } { ?o a zt:Observation }", "-f", "ttl").out
    assert len(list(ox.parse(turtle, format=ox.RdfFormat.TURTLE))) == int(rows[0]["n"])


def test_a_named_query_takes_arguments(kg: Kg, built: Path) -> None:
    done = kg("query", str(built), "--named", "figures-of-place", "--arg", "place=定西市", "-f", "csv")
    assert any("120" in row.values() for row in csv.DictReader(io.StringIO(done.out)))


def test_named_queries_are_listed(kg: Kg) -> None:
    names = {one["name"] for one in json.loads(kg("queries", "--json").out)}
    listed = kg("queries").out
    assert {"figures-of-place", "evidence"} <= names
    assert all(name in listed for name in names)


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["SELECT"], 4, "can't be run"),
        (["--named", "nothing"], 4, "no named query"),
        (["--named", "figures-of-place"], 4, "needs the argument place"),
        (["--named", "figures-of-place", "--arg", "place"], 2, "KEY=VALUE"),
        ([COUNT, "--named", "evidence"], 2, "one of the two"),
        ([], 2, "one of the two"),
        ([COUNT, "--arg", "a=b"], 2, "--arg belongs to --named"),
        ([COUNT, "--format", "ttl"], 4, "Only a CONSTRUCT"),
    ],
)
def test_a_query_that_cannot_be_run_says_why(kg: Kg, built: Path, args: list[str], code: int, words: str) -> None:
    assert words in kg("query", str(built), *args, code=code).err


def test_a_missing_or_damaged_graph_says_so(kg: Kg) -> None:
    assert "no graph at" in kg("query", "nowhere", COUNT, code=3).err
    Path("bad.ttl").write_text("<a> <b>", encoding="utf-8")
    assert "not Turtle" in kg("query", "bad.ttl", COUNT, code=3).err


def test_a_reader_that_stops_early_is_no_error(built: Path) -> None:
    command = f"{sys.executable} -m kg query {built} 'SELECT ?s ?p ?o ?x ?y ?z {{ ?s ?p ?o . ?x ?y ?z }}' --format csv | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "s,p,o,x,y,z"
    assert "Traceback" not in done.stderr


# --- validate, explain, view -----------------------------------------------------------------------------------------


def test_a_build_is_valid_and_a_broken_graph_is_not(kg: Kg, built: Path) -> None:
    assert "is valid" in kg("validate", str(built)).out
    turtle = (built / "graph.ttl").read_text(encoding="utf-8")
    broken = built / "graph.ttl"
    broken.write_text(turtle.replace("oa:end ", "oa:end 9").replace("oa:start ", "oa:start 7"), encoding="utf-8")
    done = kg("validate", str(broken), code=6)
    assert done.out.strip()
    assert "rules" in done.err


def test_a_reading_is_explained(kg: Kg) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    shown = kg("explain", "a.txt").out
    assert "定西市" in shown
    assert "120" in shown
    kg("explain", "a.txt", "--html", "sub/page.html")
    assert "定西市" in Path("sub", "page.html").read_text(encoding="utf-8")


def test_numbers_that_became_no_figure_are_listed(kg: Kg) -> None:
    Path("a.txt").write_text("各地认真落实第三次会议提出的“1+2”要求。\n", encoding="utf-8")
    assert kg("explain", "a.txt", "--unused").out.strip()


def test_a_graph_is_written_in_other_forms(kg: Kg, built: Path) -> None:
    for name in ("x.html", "x.graphml", "x.jsonld", "x.csv", "x.nq", "x.parquet", "x.rdf12.ttl", "sub/x.neo4j.zip"):
        assert kg("export", str(built), "-o", name).out == f"{name}\n"
        assert Path(name).stat().st_size > 0
    kg("export", str(built), "--format", "Turtle", "-o", "any name")
    assert Path("any name").read_bytes() == (built / "graph.ttl").read_bytes()
    assert "choose one of" in kg("export", str(built), "-o", "x.doc", code=2).err
    assert "choose one of" in kg("export", str(built), "-o", "x.ttl", "-f", "hdt", code=2).err


def test_view_is_export_under_another_name(kg: Kg, built: Path) -> None:
    kg("view", str(built), "-o", "one.csv")
    kg("export", str(built), "-o", "two.csv")
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


# --- the whole -------------------------------------------------------------------------------------------------------


def test_the_version_and_the_help(kg: Kg) -> None:
    assert kg("--version").out.startswith("kg 0.")
    assert "build" in kg("--help").out


def test_the_installed_command_and_the_module_are_the_same() -> None:
    command = [Path(sys.executable).with_name("kg"), "--version"]
    script = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    module = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True, check=True).stdout
    assert script == module


def test_output_survives_a_plain_locale(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "kg", "build", "a.txt", "--output", "out"]
    subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
