"""The graph as networkx sees it, and the numbers a drawing needs."""

from __future__ import annotations

import dataclasses
import math
import random

import example_documents as examples
import networkx as nx  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import BASE
from kg.model import Entity
from kg.network import communities, importance, layout, to_networkx
from kg.store import Store


@pytest.fixture
def store() -> Store:
    found = Store()
    found.add(examples.report())
    found.add(examples.notice())
    return found


@pytest.fixture
def graph(store: Store) -> nx.MultiDiGraph[str]:
    return to_networkx(store)


def figure(graph: nx.MultiDiGraph[str], text: str) -> str:
    (found,) = [node for node, data in graph.nodes(data=True) if data.get("value_text") == text]
    return str(found)


def test_entities_bear_their_names_class_and_code(graph: nx.MultiDiGraph[str]) -> None:
    city = graph.nodes[BASE + examples.CITY]
    assert (city["id"], city["label"], city["label_en"], city["aliases"]) == (examples.CITY, "青禾市", "Qinghe", ("青禾",))
    assert (city["type"], city["root"], city["code"]) == ("Prefecture", "Place", "990100")
    assert {graph.graph["passages"][iri].text for iri in city["mentions"]} == {"青禾市"}


def test_passages_statements_and_units_are_no_nodes(graph: nx.MultiDiGraph[str]) -> None:
    roots = {data["root"] for _, data in graph.nodes(data=True)}
    assert roots == {"Agency", "Article", "Document", "Event", "Indicator", "Observation", "Person", "Place", "Program"}


def test_a_relation_is_an_edge_with_its_quote_and_confidence(graph: nx.MultiDiGraph[str]) -> None:
    (edge,) = graph.get_edge_data(BASE + examples.PERSON, BASE + examples.BUREAU).values()
    assert (edge["predicate"], edge["label"], edge["role"], edge["confidence"]) == ("memberOf", "任职于", "局长", 0.85)
    assert edge["quote"].startswith("5月10日召开的调解工作会议由市司法局主办，局长周文出席")


def test_a_figure_knows_value_bounds_period_and_what_it_is_about(graph: nx.MultiDiGraph[str]) -> None:
    fall = graph.nodes[figure(graph, "8.5%")]
    assert (fall["value"], fall["unit"], fall["direction"], fall["label"]) == ("-8.5", "%", "Decrease", "噪声投诉 ↓8.5%")
    assert (fall["period_start"], fall["period_end"], fall["comparison"]) == ("2024-01-01", "2024-12-31", "PreviousYear")
    assert fall["confidence"] == 0.9
    assert "同比下降8.5%" in fall["quote"]
    assert graph.graph["passages"][fall["stated_at"]].text == "8.5%"
    bound = graph.nodes[figure(graph, "1.2万余件")]
    assert (bound["value"], bound["minimum"], bound["maximum"]) == ("12000", "12000", "")
    span = graph.nodes[figure(graph, "90%—95%")]
    assert (span["value"], span["minimum"], span["maximum"]) == ("", "90", "95")
    about = {(o, p) for _, o, p in graph.out_edges(figure(graph, "90%—95%"), data="predicate")}
    assert {(BASE + examples.MECHANISM, "about"), (BASE + examples.BUREAU, "reportedFor")} <= about


def test_an_ambiguous_name_points_at_what_it_may_be() -> None:
    report = examples.report()
    unsure = Entity(id="place/ambiguous", type="Place", name="青禾", candidates=(examples.CITY, examples.PROVINCE))
    store = Store()
    store.add(dataclasses.replace(report, entities=(*report.entities, unsure)))
    edges = to_networkx(store).out_edges(BASE + unsure.id, data="predicate")
    assert {(o, p) for _, o, p in edges} == {(BASE + examples.CITY, "candidate"), (BASE + examples.PROVINCE, "candidate")}


def test_the_order_in_which_articles_came_leaves_no_trace(graph: nx.MultiDiGraph[str]) -> None:
    other = Store()
    other.add(examples.notice())
    other.add(examples.report())
    again = to_networkx(other)
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    assert layout(again) == layout(graph)


def test_a_bare_pyoxigraph_store_will_do(store: Store, graph: nx.MultiDiGraph[str]) -> None:
    bare = ox.Store()
    bare.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in store.triples())
    assert nx.utils.graphs_equal(to_networkx(bare), graph)


def test_what_much_is_said_of_is_important(graph: nx.MultiDiGraph[str]) -> None:
    ranks = importance(graph)
    assert math.isclose(sum(ranks.values()), 1.0)
    assert max(ranks, key=ranks.__getitem__) == BASE + examples.CITY


def test_communities_part_what_hardly_touches() -> None:
    graph = nx.MultiDiGraph()
    for name in "abcd":
        for other in "abcd":
            if name < other:
                graph.add_edge(f"{name}1", f"{other}1")
                graph.add_edge(f"{name}2", f"{other}2")
    graph.add_edge("a1", "e1")
    graph.add_edge("a1", "a2")
    found = communities(graph)
    assert {node for node, number in found.items() if number == 0} == {"a1", "b1", "c1", "d1", "e1"}
    assert {node for node, number in found.items() if number == 1} == {"a2", "b2", "c2", "d2"}


@st.composite
def graphs(draw: st.DrawFn) -> nx.MultiDiGraph[str]:
    size = draw(st.integers(1, 25))
    ends = st.integers(0, size - 1)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(map(str, range(size)))
    graph.add_edges_from((str(a), str(b)) for a, b in draw(st.lists(st.tuples(ends, ends), max_size=60)))
    return graph


@given(graphs())
def test_every_node_gets_a_place_of_its_own_and_always_the_same(graph: nx.MultiDiGraph[str]) -> None:
    places = layout(graph)
    assert set(places) == set(graph)
    assert layout(graph) == places
    spots = list(places.values())
    nearest = min((math.dist(a, b) for i, a in enumerate(spots) for b in spots[:i]), default=100.0)
    assert nearest > 40  # more than the widest dot


def test_a_layout_leaves_pythons_random_numbers_alone(graph: nx.MultiDiGraph[str]) -> None:
    random.seed(1)
    expected = [random.random() for _ in range(3)]  # noqa: S311
    random.seed(1)
    layout(graph)
    communities(graph)
    assert [random.random() for _ in range(3)] == expected  # noqa: S311


def test_an_empty_graph_has_no_numbers() -> None:
    graph = to_networkx(Store())
    assert (importance(graph), communities(graph), layout(graph)) == ({}, {}, {})
