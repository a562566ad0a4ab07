"""What a graph can be written as: each form holds the whole graph, and any word survives in it."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import example_documents as examples
import networkx as nx  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
import rdflib
from fixtures_view import crowd, example_store, store_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg import ontology
from kg.ids import BASE
from kg.model import Document, Entity
from kg.network import to_networkx
from kg.store import Store, to_rdflib
from kg.views import VIEWS, html
from kg.views.payload import choose

WORDS = st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() or "\u2028" in text)


def view(name: str, store: Store) -> str:
    page = VIEWS[name](store, ontology.load())
    assert isinstance(page, str)
    return page


def written(name: str, store: Store) -> bytes:
    page = VIEWS[name](store, ontology.load())
    return page.encode() if isinstance(page, str) else page if isinstance(page, bytes) else b"".join(page)


def rows(name: str, store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(view(name, store).removeprefix("\ufeff"), newline="")))


class Scripts(HTMLParser):
    """The elements of a page as a browser would cut them: tags, and what stands in each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[int, str] = {}
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            number = len(self.tags) - 1
            self.texts[number] = self.texts.get(number, "") + data

    def data(self) -> dict[str, Any]:
        (number,) = [i for i, (_, attrs) in enumerate(self.tags) if attrs.get("id") == "graph-data"]
        found: dict[str, Any] = json.loads(self.texts[number])
        return found


def named(name: str) -> Document:
    report = examples.report()
    mechanism = Entity(id=examples.MECHANISM, type="Mechanism", name=name)
    return dataclasses.replace(
        report, entities=tuple(mechanism if one.id == examples.MECHANISM else one for one in report.entities)
    )


@pytest.mark.parametrize("name", VIEWS)
def test_the_same_graph_is_the_same_text_in_any_order_of_articles(name: str) -> None:
    one = store_of(examples.report(), examples.notice())
    other = store_of(examples.notice(), examples.report())
    assert written(name, one) == written(name, other)


@pytest.mark.parametrize("name", VIEWS)
def test_an_empty_graph_can_be_written(name: str) -> None:
    assert written(name, Store()) or name in {"ttl", "nq", "rdf12.ttl"}  # no triples are no lines


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_names_no_file_beside_or_beyond_it() -> None:
    page = Scripts(view("html", example_store()))
    assert not [tag for tag, attrs in page.tags if {"src", "href", "srcset", "data"} & set(attrs)]
    assert not [tag for tag, _ in page.tags if tag in {"link", "img", "iframe", "object", "embed", "base"}]
    assert "sourceMappingURL" not in "".join(page.texts.values())


def test_the_page_keeps_the_licence_notice_of_vis_network() -> None:
    assert re.search(r"@license\s*\*?\s*\n \* vis\.js is dual licensed", view("html", example_store()))


def test_the_policy_names_every_script_and_style_and_nothing_else() -> None:
    page = Scripts(view("html", example_store()))
    (policy,) = [attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    inline = [text for number, text in page.texts.items() if page.tags[number][1].get("type") != "application/json"]
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@given(WORDS | st.sampled_from(["</script><script>alert(1)</script>", "<!--<script>", "]]>", "{{ 7*7 }}", "{% raw %}", "\\u003c"]))
@settings(max_examples=30)
def test_any_name_reaches_the_page_as_it_is(name: str) -> None:
    page = Scripts(view("html", store_of(named(name))))
    (node,) = [node for node in page.data()["nodes"] if node["id"] == examples.MECHANISM]
    assert node["zh"] == name
    assert [tag for tag, _ in page.tags].count("script") == 5


def test_a_part_holds_the_important_things_and_their_figures() -> None:
    graph = to_networkx(crowd(60))
    chosen = choose(graph, 30)
    assert len(chosen) <= 30
    assert BASE + examples.CITY in chosen
    assert BASE + examples.BUREAU in chosen
    assert any(graph.nodes[node]["root"] == "Observation" for node in chosen)
    assert choose(graph, len(graph)) == sorted(graph)


def test_two_things_of_one_local_id_are_two_nodes() -> None:
    store = example_store()
    other = Store(base="https://example.org/id/")
    other.add(examples.notice())
    store.add_triples(other.triples())
    ids = [node["id"] for node in Scripts(view("html", store)).data()["nodes"]]
    assert len(ids) == len(set(ids))
    assert {examples.CITY, BASE + examples.CITY, "https://example.org/id/" + examples.CITY} & set(ids) >= {examples.CITY}


def test_a_page_without_vis_network_is_refused_with_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    import pyvis  # type: ignore[import-untyped]

    monkeypatch.setattr(pyvis, "__file__", str(tmp_path / "__init__.py"))
    html.vis_network.cache_clear()
    with pytest.raises(Exception, match="pyvis has no vis-network in .* Install pyvis again"):
        html.vis_network()
    html.vis_network.cache_clear()


# --- GraphML, JSON-LD, CSV -------------------------------------------------------------------------------------------


def test_graphml_is_read_back_by_networkx() -> None:
    store = example_store()
    graph = to_networkx(store)
    read = nx.parse_graphml(view("graphml", store), force_multigraph=True)
    assert set(read) == set(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    (node,) = [data for _, data in read.nodes(data=True) if data.get("value_text") == "8.5%"]
    assert (node["value"], node["label"], node["confidence"]) == ("-8.5", "噪声投诉 ↓8.5%", 0.9)


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs"])))
@settings(max_examples=40)
def test_graphml_is_well_formed_whatever_a_name_holds(name: str) -> None:
    read = nx.parse_graphml(view("graphml", store_of(named(name))), force_multigraph=True)
    assert BASE + examples.MECHANISM in read


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own parser
def test_jsonld_holds_the_same_triples() -> None:
    store = example_store()
    text = view("jsonld", store)
    assert isomorphic(rdflib.Graph().parse(data=text, format="json-ld"), to_rdflib(store))
    parsed = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}
    assert parsed == set(store.triples())


def test_jsonld_is_short_by_its_context() -> None:
    document = json.loads(view("jsonld", example_store()))
    (city,) = [node for node in document["@graph"] if node["@id"] == BASE + examples.CITY]
    assert city["@type"] == ["zt:Prefecture"]
    assert {"@language": "zh", "@value": "青禾市"} in city["skos:prefLabel"]


def test_the_table_of_figures_has_a_row_for_each_with_its_source() -> None:
    found = rows("csv", example_store())
    assert len(found) == 10
    (row,) = [one for one in found if one["value_text"] == "8.5%"]
    assert (row["indicator"], row["value"], row["unit"], row["direction"]) == ("噪声投诉", "-8.5", "%", "下降")
    assert (row["place"], row["place_id"], row["period_start"]) == ("青禾市", examples.CITY, "2024-01-01")
    assert (row["headline"], row["date"]) == ("青禾市司法局工作报告", "2025-07-02")
    assert examples.REPORT[int(row["start"]) : int(row["end"])] == row["quote"]


def test_the_table_of_relations_has_a_row_for_each_statement() -> None:
    found = rows("relations.csv", example_store())
    (row,) = [one for one in found if one["predicate_name"] == "memberOf"]
    assert (row["subject"], row["predicate"], row["object"], row["role"]) == ("周文", "任职于", "青禾市司法局", "局长")
    assert examples.REPORT[int(row["start"]) : int(row["end"])] == row["quote"]
    assert {"publisher", "containedInPlace", "issuedBy"} <= {one["predicate_name"] for one in found}


def test_excel_reads_a_table_as_chinese_and_runs_no_formula() -> None:
    store = store_of(named('=HYPERLINK("https://example.org","x")'))
    text = view("relations.csv", store)
    assert text.startswith("\ufeff")
    assert "\r\n" in text
    subjects = {row["subject"] for row in rows("relations.csv", store)}
    assert "'=HYPERLINK(\"https://example.org\",\"x\")" in subjects
    assert not [row for row in rows("relations.csv", store) for cell in row.values() if cell.startswith(("=", "+", "@"))]
