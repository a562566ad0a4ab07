"""What users ask of a graph directory: merge, diff, stats, why, and decisions of their own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.corpus.diff import diff
from kg.corpus.folder import Changes
from kg.corpus.merge import merge
from kg.corpus.rules import Rules
from kg.corpus.why import why
from kg.errors import GraphError
from kg.ids import BASE
from kg.ontology import SKOS
from kg.store import Store
from kg.validate import validate

NOTICE = "甘肃省委政法委召开会议。2023年，全省新建公路12条。"
REPORT = "2023年，定西市新建农村公路120公里，同比增长5.5%。省委政法委负责人出席。"
FULL = "中共甘肃省委政法委员会印发通知。2023年，全省新建公路12条。"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("a.txt", NOTICE), ("b.txt", REPORT), ("c.txt", FULL)):
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def command(*args: str | Path, code: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "kg", *map(str, args)], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout


def exports(folder: str) -> list[bytes]:
    return [path.read_bytes() for path in (Path(folder, "graph.ttl"), *sorted(Path(folder, "articles").iterdir()))]


def test_two_graphs_merged_are_the_graph_of_all_their_inputs(here: Path) -> None:
    kg.build("a.txt", "b.txt", output="one")
    kg.build("b.txt", "c.txt", output="two")
    kg.build("a.txt", "b.txt", "c.txt", output="all")
    assert merge(["one", "two"], "both") == Changes(added=3, unchanged=1)
    merge(["two", "one"], "other")
    assert exports("both") == exports("all") == exports("other")


def test_of_two_versions_the_graph_named_later_has_its_way(here: Path) -> None:
    kg.build("b.txt", output="old")
    kg.build("b.txt", output="new")
    Path("b.txt").write_text(REPORT.replace("120", "130"), encoding="utf-8")
    kg.add("new", "b.txt")
    merge(["old", "new"], "newer")
    merge(["new", "old"], "older")
    assert exports("newer") == exports("new")
    assert exports("older") == exports("old")


def test_graphs_of_two_bases_are_not_merged(here: Path) -> None:
    kg.build("a.txt", output="one")
    kg.build("a.txt", output="two", base_iri="https://example.org/id/")
    with pytest.raises(GraphError, match="different bases"):
        merge(["one", "two"], "both")
    assert not Path("both").exists()


def test_a_difference_says_what_changed_in_words(here: Path) -> None:
    kg.build("b.txt", output="old")
    Path("b.txt").write_text("新闻：" + REPORT.replace("120", "130") + "全市新增企业7家。", encoding="utf-8")
    kg.build("b.txt", output="new")
    lines = command("diff", "old", "new").splitlines()
    assert any(re.match(r"~ .*定西市.*公路.*120公里 → 130公里", line) for line in lines)
    assert any(line.startswith("+ ") and "7家" in line for line in lines)
    assert not any(line.startswith("= ") for line in lines)
    assert any("5.5%" in line for line in command("diff", "old", "new", "--moved").splitlines() if line.startswith("= "))
    data = json.loads(command("diff", "old", "new", "--format", "json"))
    assert len(data["articles"]["removed"]) == len(data["articles"]["added"]) == 1


def test_a_patch_makes_the_first_graph_the_second(here: Path) -> None:
    kg.build("a.txt", "b.txt", output="old")
    kg.build("b.txt", "c.txt", output="new")
    found = {(str(t.subject), str(t.predicate), str(t.object)) for t in Store.load("old").triples()}
    for row in command("diff", "old", "new", "--format", "patch").splitlines():
        sign, _, triple = row.partition(" ")
        if sign in "DA":
            (quad,) = ox.parse(triple, format=ox.RdfFormat.N_TRIPLES)
            terms = (str(quad.subject), str(quad.predicate), str(quad.object))
            assert (terms in found) == (sign == "D")
            found = found - {terms} if sign == "D" else found | {terms}
    assert found == {(str(t.subject), str(t.predicate), str(t.object)) for t in Store.load("new").triples()}
    assert not diff("old", "old")
    assert not diff("old", Path("old", "graph.ttl"))


def test_the_numbers_of_a_directory(here: Path) -> None:
    Path("bad.txt").write_bytes(b"\x00")
    command("build", "a.txt", "b.txt", "bad.txt", "-o", "out", "-q", code=2)
    numbers = json.loads(command("stats", "out", "--json"))
    assert (numbers["sources"], numbers["articles"], numbers["failed"]) == (3, 2, 1)
    assert numbers["triples"] == len(Store.load("out"))
    assert numbers["classes"]["Article"] == 2
    listed = json.loads(command("stats", "out", "--sources", "--json"))
    assert [Path(row["source"]).name for row in listed] == ["a.txt", "b.txt", "bad.txt"]
    assert "binary" in listed[2]["error"]
    assert f"{numbers['triples']:,}" in command("stats", "out")


def test_why_an_agency_is_one_thing(here: Path) -> None:
    both = "甘肃省委政法委召开会议，省委政法委负责人出席。"
    Path("d.txt").write_text(both, encoding="utf-8")
    kg.build("a.txt", "d.txt", output="out")
    found = why("out", "甘肃省委政法委")
    assert found.type == "PartyOrgan"
    assert {name.words for name in found.names} == {"甘肃省委政法委", "省委政法委"}
    assert set(found.articles) == {kg.extract(text).article.id for text in (NOTICE, both)}
    assert all(name.rule.startswith("agencies.") for name in found.names)
    shown = command("why", "out", found.iri)
    assert "the code of its area" in shown
    assert "甘肃省委政法委" in shown


def road(graph: kg.Graph, name: str) -> str:
    """The id of an indicator."""
    labels = graph.store.triples(None, ox.NamedNode(SKOS + "prefLabel"), ox.Literal(name, language="zh"))
    (subject,) = {str(t.subject)[1:-1].removeprefix(BASE) for t in labels}
    return subject


def rules_for(graph: kg.Graph) -> str:
    """That the two indicators of roads are one."""
    one, other = (road(graph, name) for name in ("新建公路", "新建农村公路"))
    return f'{one.replace("/", ":")} owl:sameAs {other.replace("/", ":")} . {other.replace("/", ":")} skos:prefLabel "新建公路里程"@zh .'


def test_decisions_are_honoured_on_every_build_and_addition(here: Path) -> None:
    graph = kg.build("a.txt", "b.txt", output="plain")
    one, other = road(graph, "新建公路"), road(graph, "新建农村公路")
    Path("rules.ttl").write_text(rules_for(graph), encoding="utf-8")
    command("build", "a.txt", "b.txt", "-o", "all", "-q", "--rules", "rules.ttl")
    command("build", "a.txt", "-o", "steps", "-q", "--rules", "rules.ttl")
    command("add", "steps", "b.txt", "-q")
    command("add", "plain", "a.txt", "-q", "--rules", "rules.ttl")
    assert exports("all") == exports("steps") == exports("plain")
    ruled = kg.Graph.load("all")
    assert list(ruled.store.triples(ruled.store.node(one))) == []
    names = {str(t.object) for t in ruled.store.triples(ruled.store.node(other), ox.NamedNode(SKOS + "prefLabel"))}
    assert names == {'"新建公路里程"@zh'}
    assert validate(ruled.store) == []


def test_decisions_can_be_taken_back(here: Path) -> None:
    graph = kg.build("a.txt", "b.txt", output="out")
    before = exports("out")
    Path("rules.ttl").write_text(rules_for(graph), encoding="utf-8")
    kg.add("out", "a.txt", rules="rules.ttl")
    assert exports("out") != before
    Path("rules.ttl").write_text("", encoding="utf-8")
    kg.add("out", "a.txt", rules="rules.ttl")
    assert exports("out") == before


def test_a_decision_is_in_the_audit_trail(here: Path) -> None:
    Path("rules.ttl").write_text('agency:x owl:sameAs agency:y . agency:y skos:prefLabel "甲"@zh .', encoding="utf-8")
    graph = kg.build("a.txt", "b.txt", output="out", rules="rules.ttl")
    agency = why("out", "甘肃省委政法委").iri
    Path("rules.ttl").write_text(f'<{agency}> owl:sameAs agency:y . agency:y skos:prefLabel "甲委"@zh .', encoding="utf-8")
    kg.add("out", "a.txt", rules="rules.ttl")
    found = why("out", "甲委")
    assert {name.moved_from for name in found.names} == {agency.removeprefix(BASE)}
    assert found.decisions[0] == f"<{agency}> owl:sameAs <{BASE}agency/y> ."
    assert graph.base == BASE


def test_what_a_name_does_not_mean_is_no_candidate() -> None:
    candidate = ox.NamedNode(kg_term("candidate"))
    place, one, other = (ox.NamedNode(f"{BASE}place/{n}") for n in ("x", "1", "2"))
    stated = {ox.Triple(place, candidate, one), ox.Triple(place, candidate, other)}
    rules = Rules.parse("place:x owl:differentFrom place:2 .", BASE)
    assert rules.applied(stated) == {ox.Triple(place, candidate, one)}


def kg_term(name: str) -> str:
    from kg import ontology

    return ontology.load().iri(name)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("agency:x owl:sameAs", "no Turtle"),
        ("agency:x a agency:y .", "is no rule"),
        ("agency:x owl:sameAs agency:y .", "without its name"),
        ('agency:x owl:sameAs agency:y . agency:y owl:sameAs agency:x ; skos:prefLabel "甲"@zh .', "circle"),
        ('agency:x owl:sameAs agency:y, agency:z . agency:y skos:prefLabel "甲"@zh .', "two things"),
        ('agency:x owl:sameAs agency:y ; owl:differentFrom agency:y . agency:y skos:prefLabel "甲"@zh .', "they differ"),
        ('agency:x skos:prefLabel "甲"@zh, "乙"@zh .', "two preferred names"),
    ],
)
def test_rules_that_can_not_be_followed_are_refused(here: Path, text: str, words: str) -> None:
    Path("rules.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match=words):
        kg.build("a.txt", output="out", rules="rules.ttl")
    assert not Path("out", "graph.ttl").exists()
