"""The formats answers leave in."""

from __future__ import annotations

import csv
import io
import json

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import query
from kg.errors import QueryError
from kg.ids import BASE
from kg.results import Result
from kg.store import Store

NAME = ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def store_of(*labels: str) -> Store:
    store = Store()
    store.add_triples(
        ox.Triple(store.node(f"agency/{n}"), NAME, ox.Literal(label, language="zh")) for n, label in enumerate(labels)
    )
    return store


SELECT = "SELECT ?s ?l ?none { ?s skos:prefLabel ?l } ORDER BY ?s"


def test_a_table_shortens_iris() -> None:
    table = query.run(store_of("甲局", "乙局"), SELECT).table()
    assert table == [["s", "l", "none"], ["agency:0", "甲局", ""], ["agency:1", "乙局", ""]]


def test_a_table_on_a_pipe_keeps_one_row_on_one_line() -> None:
    assert query.run(store_of("一\t二\n三"), SELECT).to("table") == "s\tl\tnone\nagency:0\t一 二 三\t\n"


texts = st.text(max_size=20).map(lambda text: text.encode("utf-8", "ignore").decode().replace("\x00", ""))


@given(st.lists(texts, max_size=4))
def test_csv_is_read_back_to_the_character(labels: list[str]) -> None:
    text = query.run(store_of(*labels), SELECT).to("csv")
    assert text.startswith("s,l,none\r\n")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1:] == [[f"{BASE}agency/{n}", label, ""] for n, label in enumerate(labels)]


@given(st.lists(texts, max_size=4))
def test_json_is_what_pyoxigraph_reads_as_sparql_results(labels: list[str]) -> None:
    result = query.run(store_of(*labels), SELECT)
    solutions = ox.parse_query_results(result.to("json"), format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [v.value for v in solutions.variables] == ["s", "l", "none"]
    assert [tuple(solution[name] for name in result.variables) for solution in solutions] == list(result.rows)


def test_json_of_numbers_and_plain_strings() -> None:
    result = query.run(Store(), 'SELECT (1 AS ?n) ("x" AS ?s) { }')
    (binding,) = json.loads(result.to("json"))["results"]["bindings"]
    assert binding["n"]["datatype"].endswith("#integer")
    assert binding["s"] == {"type": "literal", "value": "x"}


def test_ask() -> None:
    yes = query.run(store_of("甲"), "ASK { ?s ?p ?o }")
    no = query.run(Store(), "ASK { ?s ?p ?o }")
    assert (bool(yes), bool(no)) == (True, False)
    assert json.loads(yes.to("json")) == {"head": {}, "boolean": True}
    assert yes.to("csv") == "answer\r\ntrue\r\n"
    assert no.to("table") == "answer\nfalse\n"


def test_construct_gives_sorted_turtle() -> None:
    result = query.run(store_of("乙", "甲"), "CONSTRUCT { ?s a zt:Court } WHERE { ?s skos:prefLabel ?l }")
    body = [line for line in result.to("ttl").splitlines() if not line.startswith("@prefix")]
    assert body == ["agency:0 a zt:Court .", "agency:1 a zt:Court ."]
    assert len(result) == 2
    assert result.table()[1] == ["agency:0", "rdf:type", "zt:Court"]


def test_rows_are_no_turtle_and_triples_no_rows() -> None:
    rows = query.run(store_of("甲"), SELECT)
    triples = query.run(store_of("甲"), "CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(QueryError, match="CONSTRUCT"):
        rows.to("ttl")
    for format in ("csv", "json"):
        with pytest.raises(QueryError, match="ttl"):
            triples.to(format)


def test_an_unknown_format_lists_those_there_are() -> None:
    with pytest.raises(QueryError, match="table"):
        query.run(Store(), SELECT).to("xlsx")


def test_no_rows() -> None:
    empty = query.run(Store(), SELECT)
    assert (len(empty), bool(empty), list(empty)) == (0, False, [])
    assert empty.to("csv") == "s,l,none\r\n"
    assert isinstance(empty, Result)
