"""SPARQL, the named queries, and how an argument finds the thing it means."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from decimal import Decimal

import example_documents as examples
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.query import ResultRow
from rdflib.term import Node

from kg import query
from kg.errors import QueryError
from kg.ids import BASE, local_id
from kg.model import Document, Entity
from kg.store import Store, prefixes, to_rdflib

REPORT_COMPLAINTS = "1.2万余件"


def built(*documents: Document) -> Store:
    store = Store()
    for document in documents:
        store.add(document)
    return store


@pytest.fixture(scope="module")
def store() -> Store:
    return built(examples.report(), examples.notice())


def figure(store: Store, text: str) -> str:
    (row,) = query.run(store, f'SELECT ?o {{ ?o zt:valueText "{text}" }}')
    return row["o"]


# every named query and arguments it has an answer to
ARGUMENTS: dict[str, dict[str, object]] = {
    "about-entity": {"entity": "青禾市司法局"},
    "biggest-falls": {},
    "conflicts": {},
    "counts-at-least": {"min": "400"},
    "evidence": {"fact": local_id("Statement", examples.REPORT_ID, examples.BUREAU, "jurisdiction", examples.CITY)},
    "figures-of-place": {"place": "青禾市"},
    "period-overlap": {"year": 2024},
    "programs-in-place": {"place": "禾省"},
    "review-queue": {"below": "0.8"},
    "time-series": {"place": "青禾市", "indicator": "投诉"},
}


def test_every_named_query_is_tried_here() -> None:
    assert set(query.catalog()) == set(ARGUMENTS)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_named_query_says_what_it_is_in_both_languages(name: str) -> None:
    one = query.named(name)
    assert set(one.titles) == {"en", "zh"}
    assert set(one.descriptions) == {"en", "zh"}
    assert {p.name for p in one.parameters} >= set(ARGUMENTS[name])


@pytest.mark.parametrize("name", ARGUMENTS)
def test_pyoxigraph_and_rdflib_give_the_same_answer(store: Store, name: str) -> None:
    one = query.named(name)
    ours = query.run_named(store, name, **ARGUMENTS[name])
    assert len(ours) > 0
    bound = query.bind(store, one, ARGUMENTS[name])
    bindings = {
        key: rdflib.URIRef(term.value)
        if isinstance(term, ox.NamedNode)
        else rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))
        for key, term in bound.items()
    }
    namespaces = dict(prefixes(BASE))
    theirs = to_rdflib(store).query(one.text, initNs=namespaces, initBindings=bindings)

    def plain(row: dict[str, Node]) -> tuple[str, ...]:
        return tuple(str(row.get(variable, "")) for variable in ours.variables)

    expected = Counter(plain(row.asdict()) for row in theirs if isinstance(row, ResultRow))
    found = Counter(tuple("" if term is None else term.value for term in row) for row in ours.rows)  # type: ignore[union-attr]
    assert found == expected


def test_figures_of_a_place(store: Store) -> None:
    rows = list(query.run_named(store, "figures-of-place", place="青禾市"))
    assert {(row["indicator"], row.get("value"), row["unit"]) for row in rows} == {
        ("投诉", "12000", "件"),
        ("投诉", "13000", "件"),
        ("噪声投诉", "300", "件"),
        ("噪声投诉", "-8.5", "%"),
        ("调解员", "500", "名"),
        ("调解成功率", "98", "%"),
    }


def test_falls_leave_out_targets_and_rises(store: Store) -> None:
    assert [row["value"] for row in query.run_named(store, "biggest-falls")] == ["-8.5"]


def test_counts_that_are_certain(store: Store) -> None:
    assert [row["least"] for row in query.run_named(store, "counts-at-least", min=12001)] == ["13000"]
    values = sorted(row["least"] for row in query.run_named(store, "counts-at-least", min=400))
    assert values == ["12000", "13000"]  # fewer than 500 is not certainly 400


def test_a_time_series_is_in_the_order_of_time() -> None:
    later = examples.notice().observations[0]
    period = later.period
    assert period is not None
    earlier = dataclasses.replace(
        later, period=dataclasses.replace(period, begin=dt.date(2020, 1, 1), finish=dt.date(2020, 12, 31))
    )
    other = dataclasses.replace(examples.notice(), observations=(earlier,))
    rows = list(query.run_named(built(other, examples.report()), "time-series", place="青禾市", indicator="投诉"))
    assert [row["to"] for row in rows] == ["2020-12-31", "2024-12-31"]


def test_the_evidence_of_a_figure(store: Store) -> None:
    (row,) = query.run_named(store, "evidence", fact=figure(store, REPORT_COMPLAINTS))
    assert row["quote"] == "去年，青禾市受理投诉1.2万余件，其中噪声投诉300件，同比下降8.5%。"
    assert examples.REPORT[int(row["start"]) : int(row["end"])] == row["quote"]
    assert (row["headline"], row["date"]) == ("青禾市司法局工作报告", "2025-07-02")
    assert row["url"] == "https://example.org/news/1.html"


def test_programs_of_places_within_are_found(store: Store) -> None:
    for place in ("青禾市", "禾省", "place/990000", "990000", f"{BASE}place/990000"):
        (row,) = query.run_named(store, "programs-in-place", place=place)
        assert (row["name"], row["where"]) == ("“邻里议事”机制", "青禾市")
    assert len(query.run_named(store, "programs-in-place", place="柳河县")) == 0


def test_a_conflict_between_a_relative_and_a_written_year(store: Store) -> None:
    (row,) = query.run_named(store, "conflicts")
    assert (row["place"], row["indicator"], row["lowest"], row["highest"]) == ("青禾市", "投诉", "12000", "13000")


def changed(**changes: object) -> Document:
    document = examples.notice()
    first = dataclasses.replace(document.observations[0], **changes)  # type: ignore[arg-type]
    return dataclasses.replace(document, observations=(first,))


@pytest.mark.parametrize(
    "changes",
    [
        {"value": Decimal(12000)},
        {"modality": "Target"},
        {"approximation": "Exact"},
        {"frequency": "Annual"},
        {"place": examples.COUNTY},
        {"agency": examples.BUREAU},
        {"indicator": "举报"},
        {"period": None},
        {"place": None},
    ],
)
def test_figures_that_are_not_the_same_are_no_conflict(changes: dict[str, object]) -> None:
    assert len(query.run_named(built(examples.report(), changed(**changes)), "conflicts")) == 0


def test_periods_that_touch_a_year(store: Store) -> None:
    def texts(year: int) -> set[str]:
        return {row["indicator"] for row in query.run_named(store, "period-overlap", year=year)}

    assert texts(2025) == {"调解员", "调解成功率"}
    assert texts(2024) == {"投诉", "噪声投诉", "办结率"}
    assert texts(2023) == set()


def test_the_review_queue_begins_with_the_least_certain(store: Store) -> None:
    confidences = [row["confidence"] for row in query.run_named(store, "review-queue")]
    assert confidences == ["0.5", "0.7", "0.75"]
    assert len(query.run_named(store, "review-queue", below=0.6)) == 1


def test_all_facts_about_a_thing(store: Store) -> None:
    rows = list(query.run_named(store, "about-entity", entity="青禾市司法局"))
    kinds = Counter(row["type"].rsplit("#")[-1] for row in rows)
    assert kinds == {"Observation": 2, "Statement": 5}
    assert len(query.run_named(store, "about-entity", entity="噪声投诉")) == 3


# finding what is meant


def test_a_label_that_means_two_things_lists_both() -> None:
    document = examples.notice()
    twins = tuple(Entity(id=f"place/9902{n}", type="County", name="鼓楼区", code=f"9902{n}") for n in (11, 12))
    store = built(dataclasses.replace(document, entities=(*document.entities, *twins)))
    with pytest.raises(QueryError, match=r"鼓楼区.*2 things.*place/990211.*place/990212"):
        query.run_named(store, "figures-of-place", place="鼓楼区")
    assert len(query.run_named(store, "figures-of-place", place="990211")) == 0


def test_a_full_name_wins_over_a_short_one() -> None:
    document = examples.notice()
    town = Entity(id="place/990121100", type="Township", name="青禾", code="990121100")
    store = built(dataclasses.replace(document, entities=(*document.entities, town)))
    assert query.resolve(store, "青禾", "place") == store.node(town.id)
    assert query.resolve(store, "青禾市", "place") == store.node(examples.CITY)


def test_short_and_english_names_are_understood(store: Store) -> None:
    assert query.resolve(store, "青禾", "place") == store.node(examples.CITY)
    assert query.resolve(store, "Qinghe", "place") == store.node(examples.CITY)


def test_a_name_is_looked_for_among_the_right_kind(store: Store) -> None:
    with pytest.raises(QueryError, match="no indicator"):
        query.resolve(store, "青禾市", "indicator")
    with pytest.raises(QueryError, match="no place"):
        query.resolve(store, "投诉", "place")


def test_a_near_miss_suggests_names(store: Store) -> None:
    with pytest.raises(QueryError, match="Did you mean: .*青禾市"):
        query.resolve(store, "青禾县", "place")


@pytest.mark.parametrize("text", ["place/000000", "https://example.org/none", "http://a b/", "agency/0"])
def test_ids_the_graph_does_not_hold_are_errors(store: Store, text: str) -> None:
    with pytest.raises(QueryError):
        query.resolve(store, text)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("nonsense", {}, "Choose one of: about-entity, biggest-falls"),
        ("figures-of-place", {}, r"needs the argument place \(place\)"),
        ("figures-of-place", {"place": ""}, "needs the argument place"),
        ("figures-of-place", {"place": "青禾市", "year": 1}, "no argument “year”. It takes place"),
        ("biggest-falls", {"place": "青禾市"}, "It takes no argument"),
        ("counts-at-least", {"min": "many"}, "has to be a number"),
        ("counts-at-least", {"min": "NaN"}, "has to be a number"),
        ("counts-at-least", {"min": "Infinity"}, "has to be a number"),
        ("period-overlap", {"year": "24"}, "four digits"),
        ("period-overlap", {"year": "0000"}, "four digits"),
        ("period-overlap", {"year": "２０２４"}, "four digits"),
        ("evidence", {"fact": "投诉"}, "is no fact"),
    ],
)
def test_wrong_arguments_are_errors_that_say_what_to_do(
    store: Store, name: str, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        query.run_named(store, name, **arguments)


@given(st.text(max_size=60))
def test_no_argument_is_ever_read_as_sparql(text: str) -> None:
    tiny = built(examples.notice())
    before = len(tiny)
    try:
        found = query.run_named(tiny, "figures-of-place", place=f'x" }} {text}')
    except QueryError:
        found = None
    assert found is None
    assert len(tiny) == before


# SPARQL itself


def test_prefixes_need_not_be_declared(store: Store) -> None:
    assert len(query.run(store, "SELECT * { ?s a zt:Observation }")) == 10
    assert query.run(store, "ASK { place:990100 a zt:Prefecture }").truth is True


def test_the_class_tree_is_seen_by_queries_that_ask_for_it(store: Store) -> None:
    places = query.run(store, "SELECT ?p { ?p a/rdfs:subClassOf* zt:Place }")
    assert {row["p"] for row in places} == {BASE + id for id in (examples.CITY, examples.PROVINCE, examples.COUNTY)}


def test_counts_count_the_graph_alone(store: Store) -> None:
    for _ in range(2):
        (row,) = query.run(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        assert row["n"] == str(len(store))
        query.run(store, "SELECT * { ?c rdfs:subClassOf zt:Place }")


def test_terms_stand_for_variables(store: Store) -> None:
    node = store.node(examples.CITY)
    result = query.run(
        store, "SELECT ?place ?name { ?place skos:prefLabel ?name FILTER(LANG(?name) = 'zh') }", place=node
    )
    assert result.variables == ("name",)
    assert list(result) == [{"name": "青禾市"}]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o.service silent <http://127.0.0.1:1/> { ?a ?b ?c } }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:1/>{ ?a ?b ?c } }",
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        r"SELECT * { \U00000053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        'SELECT * { # """\n SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } # """\n }',
        "SELECT * { ?s ?p ?o FILTER(?s<ex:b)SERVICE#>\n <http://127.0.0.1:1/> { ?a ?b ?c } }",
    ],
)
def test_no_query_reaches_another_server(store: Store, sparql: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        query.run(store, sparql)


@pytest.mark.parametrize("sparql", ["SELECT ?service { ?service a zt:Platform }", "ASK { ?s a <http://x/service> }"])
def test_a_variable_or_name_may_be_called_service(store: Store, sparql: str) -> None:
    assert len(query.run(store, sparql)) == 0


@pytest.mark.parametrize(
    "sparql",
    [
        "LOAD <http://127.0.0.1:1/>",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "CLEAR ALL",
        "",
        "SELECT",
    ],
)
def test_updates_and_nonsense_are_errors(store: Store, sparql: str) -> None:
    before = len(store)
    with pytest.raises(QueryError, match="has to be one SELECT, ASK or CONSTRUCT"):
        query.run(store, sparql)
    assert len(store) == before


def test_named_queries_state_no_unknown_terms() -> None:
    from kg.ontology import load

    for one in query.catalog().values():
        for prefix, name in re.findall(r"\b(zt|schema|oa|prov|qudt):(\w+)", one.text):
            assert load().iri(name) == load().iri(f"{prefix}:{name}"), one.name
