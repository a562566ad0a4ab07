"""A graph directory: whatever happened to it before, it holds what a fresh build of its sources would."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.corpus.export import VIEW_LIMIT
from kg.corpus.folder import Changes, GraphFolder
from kg.corpus.shard import Record, Shard, encode, record_of
from kg.errors import GraphError
from kg.ids import BASE
from kg.ontology import SKOS
from kg.store import Store, prefixes
from kg.summary import summarise
from kg.turtle import lines, turtle

NOTICE = "甲省人民政府印发《乙类道路管理办法》。2023年，全省新建公路12条。"
REPORT = "2023年，定西市新建农村公路120公里，同比增长5.5%。"


def fact(article: str, value: str) -> bytes:
    """A triple of one article's own, and one that any article of this value has as well."""
    label = ox.NamedNode(SKOS + "prefLabel")
    own = ox.Triple(ox.NamedNode(BASE + article), label, ox.Literal(value))
    shared = ox.Triple(ox.NamedNode(f"{BASE}agency/{value}"), label, ox.Literal(value, language="zh"))
    return lines([own, shared])


def shard(source: int, article: int, version: int) -> Shard:
    local = f"article/{article:016x}"
    return Shard(
        source=f"urn:source://{source}",
        key=f"{article}{version}".ljust(64, "0"),
        article=local,
        text=f"{article} {version}",
        triples=fact(local, f"v{version}"),
    )


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "texts" / "b.txt").write_text(REPORT, encoding="utf-8")
    return tmp_path / "texts"


def content(folder: Path) -> dict[str, bytes]:
    """The exports of a directory."""
    files = [folder / "graph.ttl", *folder.glob("graph.html"), *(folder / "articles").iterdir()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def fresh(*inputs: Path | str) -> dict[str, bytes]:
    """The exports of a build from nothing."""
    with tempfile.TemporaryDirectory() as name:
        kg.build(*inputs, output=name)
        return content(Path(name))


def check(folder: Path, expected: dict[str, Shard]) -> None:
    """That a directory states what the shards of its articles do, each in its own graph, and their union."""
    inner = ox.Store.read_only(str(folder / "store"))
    parsed = {a: {q.triple for q in ox.parse(s.triples, format=ox.RdfFormat.N_TRIPLES)} for a, s in expected.items()}
    for article, triples in parsed.items():
        found = inner.quads_for_pattern(None, None, None, ox.NamedNode(BASE + article))
        assert {quad.triple for quad in found} == triples
    named = {graph.value for graph in inner.named_graphs() if isinstance(graph, ox.NamedNode)}
    assert {name for name in named if "/article/" in name} <= {BASE + article for article in parsed}
    union = set().union(*parsed.values())
    assert {quad.triple for quad in inner.quads_for_pattern(None, None, None, ox.DefaultGraph())} == union
    assert (folder / "graph.ttl").read_bytes() == turtle(union, prefixes())
    assert {p.stem: p.read_text() for p in (folder / "articles").iterdir()} == {a[8:]: s.text for a, s in expected.items()}


shards = st.builds(shard, st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))
runs = st.lists(st.lists(shards, max_size=4) | st.integers(0, 2), min_size=1, max_size=4)


def model(runs: list[list[Shard] | int]) -> dict[str, Shard]:
    """The version of each article that a directory should hold: of the latest run, in it the one of the smallest key."""
    sources: dict[str, tuple[int, Shard]] = {}
    for run, step in enumerate(runs):
        if isinstance(step, int):
            sources = {s: (r, one) for s, (r, one) in sources.items() if one.article != f"article/{step:016x}"}
            continue
        for one in step:
            if one.source not in sources or sources[one.source][1].key != one.key:
                sources[one.source] = (run, one)
    ordered = sorted(sources.values(), key=lambda pair: (-pair[0], pair[1].key))
    return {str(one.article): one for _, one in reversed(ordered)}


@settings(max_examples=15)
@given(runs)
def test_a_directory_holds_the_latest_version_of_each_article(runs: list[list[Shard] | int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with GraphFolder.open(folder, "build", view=False) as graph:
            graph.finish()
        for step in runs:
            with GraphFolder.open(folder) as graph:
                if isinstance(step, list):
                    graph.put(step)
                elif graph.manifest.of_article(f"article/{step:016x}"):
                    graph.remove([f"article/{step:016x}"])
                graph.finish()
        check(folder, model(runs))


@given(st.permutations([shard(s, a, v) for s, (a, v) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1), (1, 1), (2, 2)])]))
@settings(max_examples=5)
def test_the_order_of_inputs_makes_no_difference(order: list[Shard]) -> None:
    with tempfile.TemporaryDirectory() as name:
        with GraphFolder.open(name, "build", view=False) as graph:
            graph.put(order)
            graph.finish()
        check(Path(name), model([order]))


def test_adding_in_steps_ends_as_one_build(texts: Path) -> None:
    kg.build(texts / "a.txt", output="out")
    changes = kg.add("out", texts / "b.txt")
    assert changes == Changes(added=1)
    assert content(Path("out")) == fresh(texts)


def test_what_is_known_is_left_alone(texts: Path) -> None:
    kg.build(texts, output="out")
    before = {path: path.stat().st_mtime_ns for path in Path("out").glob("graph.*")}
    assert kg.add("out", texts) == Changes(unchanged=2)
    assert {path: path.stat().st_mtime_ns for path in Path("out").glob("graph.*")} == before


def test_an_edited_file_replaces_what_it_gave(texts: Path) -> None:
    kg.build(texts, output="out")
    (texts / "b.txt").write_text(REPORT.replace("120", "130"), encoding="utf-8")
    assert kg.add("out", texts) == Changes(replaced=1, unchanged=1)
    assert content(Path("out")) == fresh(texts)
    assert "120" not in Path("out", "graph.ttl").read_text(encoding="utf-8")


def test_removing_leaves_what_a_build_without_it_gives(texts: Path) -> None:
    graph = kg.build(texts, output="out")
    (notice,) = (a for a in graph.articles if kg.extract(NOTICE).article.id == a)
    kg.remove("out", notice)
    assert content(Path("out")) == fresh(texts / "b.txt")
    kg.remove("out", *kg.Graph.load("out").articles)
    assert len(kg.Graph.load("out")) == 0
    assert Path("out", "graph.ttl").read_bytes() == b""


def test_removing_what_is_not_there_removes_nothing(texts: Path) -> None:
    graph = kg.build(texts, output="out")
    before = content(Path("out"))
    with pytest.raises(GraphError, match="has no article"):
        kg.remove("out", graph.articles[0], "article/0000000000000000")
    assert content(Path("out")) == before


def test_an_input_that_cannot_be_read_any_more_keeps_its_facts(texts: Path) -> None:
    kg.build(texts, output="out")
    before = content(Path("out"))
    (texts / "b.txt").write_bytes(b"\x00\x01")
    seen: list[kg.Outcome] = []
    assert kg.add("out", texts, each=seen.append) == Changes(failed=1, unchanged=1)
    assert [outcome.source for outcome in seen if outcome.error] == [str(texts / "b.txt")]
    assert content(Path("out")) == before


def test_the_same_text_twice_is_one_article_until_both_are_gone(texts: Path) -> None:
    (texts / "c.txt").write_text(REPORT, encoding="utf-8")
    kg.build(texts, output="out")
    (texts / "c.txt").write_text(NOTICE, encoding="utf-8")
    kg.add("out", texts)
    assert content(Path("out")) == fresh(texts)
    assert len(kg.Graph.load("out").articles) == 2


def test_a_damaged_shard_is_said_and_made_anew(tmp_path: Path) -> None:
    whole = [shard(n, n, 0) for n in range(3)]
    data = [encode(one) for one in whole]
    records = [record_of(*pair) for pair in zip(whole, data, strict=True)]
    work = tmp_path / "out" / "shards"
    work.mkdir(parents=True)
    for record, one in zip(records, data, strict=True):
        (work / record.shard).write_bytes(one)
    (work / records[1].shard).write_bytes(data[1][:-1])
    said: list[Record] = []
    with GraphFolder.open(tmp_path / "out", "build", view=False) as graph:
        graph.take(records, work, said.append)
        assert graph.changes == Changes(added=2, failed=1)
    assert [bool(record.error) for record in said] == [False, True, False]
    assert not (work / records[1].shard).exists()
    (work / records[1].shard).write_bytes(data[1])  # as a worker would, when the build is run again
    with GraphFolder.open(tmp_path / "out", "build", view=False) as graph:
        graph.take(records, work)
        assert graph.changes == Changes(added=1, unchanged=2)
        graph.finish()
    check(tmp_path / "out", {str(one.article): one for one in whole})
    assert not work.exists()


def test_a_build_run_again_forgets_what_is_no_input_of_it(tmp_path: Path) -> None:
    first, second, third = (shard(n, n, 0) for n in range(3))
    with GraphFolder.open(tmp_path, "build", view=False) as graph:
        graph.put([first, second])  # and here it is broken off
    with GraphFolder.open(tmp_path, "build", view=False) as graph:
        graph.put([second, third])
        graph.finish()
    check(tmp_path, {str(one.article): one for one in (second, third)})


def test_an_unfinished_build_of_another_base_is_not_gone_on_with(tmp_path: Path) -> None:
    with GraphFolder.open(tmp_path, "build", base="https://example.org/id/", view=False) as graph:
        graph.put([shard(0, 0, 0)])
    with GraphFolder.open(tmp_path, "build", view=False) as graph:
        graph.put([shard(1, 1, 0)])
        graph.finish()
    check(tmp_path, {"article/0000000000000001": shard(1, 1, 0)})


def test_a_folder_without_a_graph_can_not_be_added_to(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    with pytest.raises(GraphError, match="no graph"):
        kg.add(tmp_path / "nowhere", tmp_path / "a.txt")
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(GraphError, match="holds no graph"):
        kg.add(tmp_path, tmp_path / "a.txt")
    (tmp_path / "graph.ttl").write_bytes(b"")
    with pytest.raises(GraphError, match="no store: make it with kg build --force"):
        kg.add(tmp_path, tmp_path / "a.txt")


def test_a_graph_read_from_its_folder_can_not_be_changed(texts: Path) -> None:
    graph = kg.build(texts, output="out")
    with pytest.raises(GraphError, match="use kg add"):
        graph.store.add(kg.extract("2023年，全省新建公路12条。"))
    with pytest.raises(GraphError, match="use kg add"):
        graph.store.drop(graph.store.triples())


def test_queries_see_the_union_of_the_articles(texts: Path) -> None:
    graph = kg.build(texts, output="out")
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    bare = Store.load(Path("out", "graph.ttl"))
    assert [dict(row) for row in graph.query(count)] == [{"n": str(len(bare))}]
    assert set(graph.store.triples()) == set(bare.triples())
    assert graph.store.base == bare.base
    tree = "SELECT ?c { ?c rdfs:subClassOf ?d }"
    assert len(graph.query(tree)) > 5


def test_a_query_can_ask_what_one_article_states(texts: Path) -> None:
    together = kg.build(texts, output="out")
    ask = "SELECT ?article (COUNT(*) AS ?n) { GRAPH ?article { ?s ?p ?o } } GROUP BY ?article"
    for text in (NOTICE, REPORT):
        alone = Store()
        alone.add(kg.extract(text))
        (article,) = alone.articles()
        (row,) = together.query(ask, article=alone.node(article))
        assert row["n"] == str(len(alone)), "no more and no less than the article gives by itself"
    assert sum(len(kg.build(file).store) for file in texts.iterdir()) > len(together.store), "and some is stated by both"


def test_a_graph_too_large_for_a_page_says_how_to_look_at_it(tmp_path: Path) -> None:
    label = ox.NamedNode(SKOS + "altLabel")
    one = shard(0, 0, 0)
    many = lines(ox.Triple(ox.NamedNode(f"{BASE}agency/{n}"), label, ox.Literal(str(n), language="zh")) for n in range(VIEW_LIMIT + 1))
    with GraphFolder.open(tmp_path / "out", "build") as graph:
        graph.put([replace(one, triples=many)])
        assert f"kg serve {tmp_path / 'out'}" in graph.finish()
    assert not (tmp_path / "out" / "graph.html").exists()
    loaded = kg.Graph.load(tmp_path / "out")
    assert f"kg serve {tmp_path / 'out'}" in summarise([], loaded, tmp_path / "out")["note"]
