"""The public face."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import example_documents as examples
import pytest

from kg.errors import GraphError
from kg.graph import Graph
from kg.store import Store


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph([examples.report(), examples.notice()])


def test_what_it_holds(graph: Graph) -> None:
    assert graph.articles == tuple(sorted((examples.REPORT_ID, examples.NOTICE_ID)))
    assert repr(graph) == f"<kg.Graph of 2 articles, {len(graph)} triples>"


def test_how_many_of_each_class(graph: Graph) -> None:
    counts = graph.counts()
    assert counts["Observation"] == 10
    assert counts["Article"] == 2
    assert counts["GovernmentBody"] == 1
    assert "Agency" not in counts


def test_it_answers_queries(graph: Graph) -> None:
    (row,) = graph.query("SELECT ?l WHERE { ?p a zt:Person ; skos:prefLabel ?l }")
    assert row == {"l": "周文"}
    (row,) = graph.named("programs-in-place", place="禾省")
    assert row["name"] == "“邻里议事”机制"


def test_saved_and_loaded(graph: Graph, tmp_path: Path) -> None:
    graph.save(tmp_path)
    again = Graph.load(tmp_path)
    assert again.to_turtle() == graph.to_turtle()
    assert again.base == graph.base
    with pytest.raises(GraphError):
        Graph.load(tmp_path / "absent")


def test_as_rdflib(graph: Graph) -> None:
    copy = graph.to_rdflib()
    assert len(copy) == len(graph)
    assert dict(copy.namespaces())["zt"].toPython() == "https://w3id.org/zhengtu/def#"


def test_as_networkx(graph: Graph) -> None:
    network = graph.to_networkx()
    assert f"{graph.base}{examples.BUREAU}" in network
    edges = network.get_edge_data(f"{graph.base}{examples.BUREAU}", f"{graph.base}{examples.CITY}")
    assert "jurisdiction" in {edge["predicate"] for edge in edges.values()}


def test_the_notebook_shows_counts_and_escapes_what_it_shows(graph: Graph) -> None:
    shown = graph._repr_html_()
    assert "<td>数据</td><td>Observation</td><td style='text-align:right'>10</td>" in shown
    assert "&lt;kg.Graph of 2 articles" in shown
    assert "<kg.Graph" not in shown


def test_an_empty_graph() -> None:
    graph = Graph()
    assert len(graph) == 0
    assert graph.counts() == {}
    assert graph.articles == ()
    assert len(graph.query("SELECT * { ?s ?p ?o }")) == 0


def test_documents_can_be_added_to_its_store() -> None:
    graph = Graph(base="https://data.example.org/")
    assert isinstance(graph.store, Store)
    graph.store.add(dataclasses.replace(examples.notice()))
    assert graph.articles == (examples.NOTICE_ID,)
