"""What a graph is exported as comes back as it went in, and names the source and licence of every article."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import example_documents as examples
import networkx as nx  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
import rdflib
from fixtures_view import crowd, example_store, store_of
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import mapping, ontology
from kg.ids import BASE
from kg.network import to_networkx
from kg.partition import parts
from kg.store import Store
from kg.views import VIEWS, named

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
URL = "https://example.org/news/1.html"
QB = "http://purl.org/linked-data/cube#"
ARTICLES = (BASE + examples.REPORT_ID, BASE + examples.NOTICE_ID)


def export(name: str, store: Store) -> bytes:
    page = VIEWS[name](store, ontology.load())
    return page.encode() if isinstance(page, str) else page if isinstance(page, bytes) else b"".join(page)


def rdf(name: str, store: Store, format: ox.RdfFormat) -> list[ox.Quad]:
    return list(ox.parse(export(name, store), format=format))


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(ontology.load().iri(name))


# --- Turtle and N-Quads ----------------------------------------------------------------------------------------------


def test_turtle_is_the_graph_of_a_build() -> None:
    store = example_store()
    assert export("ttl", store).decode() == store.to_turtle()


def test_turtle_keeps_the_prefixes_of_another_base() -> None:
    store = Store(base="https://example.org/id/")
    store.add(examples.report())
    assert export("ttl", store).decode() == store.to_turtle()


def test_nquads_have_for_each_article_the_graph_of_its_own_document() -> None:
    graphs: dict[Any, set[ox.Triple]] = defaultdict(set)
    for quad in rdf("nq", example_store(), ox.RdfFormat.N_QUADS):
        graphs[quad.graph_name].add(quad.triple)
    documents = (examples.report(), examples.notice())
    assert graphs == {ox.NamedNode(BASE + one.article.id): set(mapping.triples(one, BASE)) for one in documents}


def test_what_no_article_leads_to_is_in_the_default_graph() -> None:
    store = example_store()
    stray = ox.Triple(ox.NamedNode("https://example.org/stray"), term("headline"), ox.Literal("a", language="zh"))
    store.add_triples([stray])
    assert [q.triple for q in rdf("nq", store, ox.RdfFormat.N_QUADS) if q.graph_name == ox.DefaultGraph()] == [stray]


NODES = [ox.NamedNode(BASE + name) for name in (examples.REPORT_ID, examples.BUREAU, examples.CITY, "agency/x", "article/y")]
NODES += [ox.NamedNode(f"{BASE}{examples.NOTICE_ID}#char=0,3"), ox.NamedNode(BASE)]
PREDICATES = [term(name) for name in ("hasSource", "wasDerivedFrom", "mentionedIn", "subject", "predicate", "object")]
TYPES = [term(name) for name in ("Article", "Passage", "Statement", "Agency")]
TRIPLES = st.builds(ox.Triple, st.sampled_from(NODES), st.sampled_from(PREDICATES), st.sampled_from(NODES)) | st.builds(
    ox.Triple, st.sampled_from(NODES), st.just(ox.NamedNode(ontology.RDF + "type")), st.sampled_from(TYPES)
)


@given(st.lists(TRIPLES, max_size=30), st.booleans())
@settings(max_examples=60)
def test_the_parts_of_any_graph_are_the_graph(triples: list[ox.Triple], with_articles: bool) -> None:
    store = example_store() if with_articles else Store()
    store.add_triples(triples)
    found = list(parts(store))
    assert {triple for part in found for triple in part.triples} == set(store.triples())
    assert [part.article for part in found].count(None) <= 1


def test_a_graph_directory_gives_the_same_as_its_turtle_file(tmp_path: Path) -> None:
    for number, place in enumerate(("清河县", "白水县"), start=1):
        text = f"{place}工作简报\n来源：{place}日报\n\n2023年，{place}破获电信网络诈骗{number}0起，参加工伤保险{number}5人。\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    graph = kg.build(tmp_path / "1.txt", tmp_path / "2.txt", output=tmp_path / "out")
    folder, file = Store.load(tmp_path / "out"), Store.load(tmp_path / "out" / "graph.ttl")
    for name in VIEWS:
        assert export(name, folder) == export(name, file), name
    found = list(parts(folder))
    assert [part.article for part in found] == [folder.node(one) for one in graph.articles]
    assert all(len(part.triples) > 20 for part in found)


# --- RDF 1.2, Data Cube ----------------------------------------------------------------------------------------------


def test_rdf12_names_the_same_relations_by_reification() -> None:
    store = example_store()
    reifies = ox.NamedNode(ontology.RDF + "reifies")
    back: set[ox.Triple] = set()
    for quad in rdf("rdf12.ttl", store, ox.RdfFormat.TURTLE):
        if quad.predicate == reifies:
            assert isinstance(quad.object, ox.Triple)
            stated = quad.object
            ends = {"subject": stated.subject, "predicate": stated.predicate, "object": stated.object}
            back |= {ox.Triple(quad.subject, term(name), end) for name, end in ends.items()}
        else:
            assert quad.predicate not in {term(name) for name in ("subject", "predicate", "object")}
            back.add(quad.triple)
    assert back == set(store.triples())


def cube() -> rdflib.Graph:
    return rdflib.Graph().parse(data=export("datacube.ttl", example_store()), format="turtle")


def asked(graph: rdflib.Graph, where: str) -> list[Any]:
    query = f"PREFIX qb: <{QB}> PREFIX schema: <https://schema.org/> PREFIX dcterms: <http://purl.org/dc/terms/> {where}"
    return list(graph.query(query))


def test_the_cube_has_every_number_of_every_figure() -> None:
    store = example_store()
    values = {"value", "minValue", "maxValue"}
    expected = {(t.subject.value, name, t.object.value) for name in values for t in store.triples(None, term(name))}  # type: ignore[union-attr]
    rows = asked(cube(), "SELECT ?f ?m ?v { ?o a qb:Observation ; dcterms:source ?f ; qb:measureType ?m ; ?m ?v }")
    assert {(str(f), str(m).removeprefix("https://schema.org/"), f"{Decimal(str(v)).normalize():f}") for f, m, v in rows} == expected


@pytest.mark.parametrize(
    "broken",
    [
        # W3C, The RDF Data Cube Vocabulary, section 11.1, in its order: what each of its constraints forbids
        "SELECT ?o { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d } }",  # IC-1
        "SELECT ?o { ?o qb:dataSet ?a , ?b FILTER(?a != ?b) }",  # IC-1
        "SELECT ?d { ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s } }",  # IC-2
        "SELECT ?s { ?s a qb:DataStructureDefinition FILTER NOT EXISTS { ?s qb:component/qb:measure ?m } }",  # IC-3
        "SELECT ?p { ?p a qb:DimensionProperty FILTER NOT EXISTS { ?p rdfs:range ?r } }",  # IC-4
        "SELECT ?p { ?s qb:component/qb:dimension ?p FILTER NOT EXISTS { ?p a qb:DimensionProperty } }",
        "SELECT ?o { ?s qb:component/qb:dimension ?p . ?o a qb:Observation FILTER NOT EXISTS { ?o ?p ?v } }",  # IC-11
        "SELECT ?o { ?s qb:component/qb:dimension ?p . ?o a qb:Observation ; ?p ?v , ?w FILTER(?v != ?w) }",
        """SELECT ?a { ?a dcterms:source ?f ; qb:measureType ?m . ?b dcterms:source ?f ; qb:measureType ?m
           FILTER(?a != ?b) }""",  # IC-12: source and measure type are dimensions, and tell all apart
        """SELECT ?o { ?c qb:componentRequired true ; qb:attribute ?p . ?o a qb:Observation
           FILTER NOT EXISTS { ?o ?p ?v } }""",
        "SELECT ?o { ?o a qb:Observation ; qb:measureType ?m FILTER NOT EXISTS { ?o ?m ?v } }",  # IC-15
        "SELECT ?o { ?o a qb:Observation ; qb:measureType ?m , ?n FILTER(?m != ?n) }",  # IC-16
    ],
)
def test_the_cube_keeps_a_constraint_of_the_vocabulary(broken: str) -> None:
    graph = cube()
    assert asked(graph, "SELECT ?o { ?o a qb:Observation }")
    assert asked(graph, broken) == []


def test_a_place_and_a_period_that_are_not_stated_are_codes_with_labels() -> None:
    rows = asked(cube(), "SELECT ?p ?l { ?o a qb:Observation ; ?d ?p . ?p skos:prefLabel ?l FILTER(CONTAINS(STR(?p), 'NotStated')) }")
    periods = asked(cube(), "SELECT DISTINCT ?v { ?o <http://purl.org/linked-data/sdmx/2009/dimension#refPeriod> ?v }")
    assert {str(label) for _, label in rows} <= {"未载明", "not stated"}
    assert {"2024-01-01/2024-12-31", "2025-06-30", "XXXX"} <= {str(period) for (period,) in periods}


# --- networks --------------------------------------------------------------------------------------------------------


def edges(graph: Any) -> list[tuple[str, str, str, str]]:
    return sorted((s, o, data["predicate"], data.get("quote", "")) for s, o, data in graph.edges(data=True))


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_a_network_file_is_read_back_by_networkx(name: str) -> None:
    graph = to_networkx(example_store())
    read = nx.parse_graphml(export(name, example_store()).decode(), force_multigraph=True) if name == "graphml" else (
        nx.read_gexf(io.BytesIO(export(name, example_store())))
    )
    assert set(read) == set(graph)
    assert edges(read) == edges(graph)
    for node, data in graph.nodes(data=True):
        for key in ("label", "type", "value_text", "value", "quote", "url", "license"):
            assert read.nodes[node].get(key, "") == data.get(key, "")


def test_gexf_has_the_colour_of_each_class() -> None:
    read = nx.read_gexf(io.BytesIO(export("gexf", example_store())))
    color = ontology.load().color("Prefecture")
    found = read.nodes[BASE + examples.CITY]["viz"]["color"]
    assert f"#{found['r']:02x}{found['g']:02x}{found['b']:02x}" == color


def neo4j(store: Store) -> tuple[list[dict[str, str]], list[dict[str, str]], str]:
    with zipfile.ZipFile(io.BytesIO(export("neo4j.zip", store))) as archive:
        assert set(archive.namelist()) == {"nodes.csv", "relationships.csv", "README.txt"}
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    nodes, links = (list(csv.DictReader(io.StringIO(texts[name], newline=""))) for name in ("nodes.csv", "relationships.csv"))
    return nodes, links, texts["README.txt"]


def test_neo4j_tables_hold_the_network_with_typed_headers() -> None:
    graph = to_networkx(example_store())
    nodes, links, readme = neo4j(example_store())
    assert {row["iri:ID"] for row in nodes} == set(graph)
    assert {":START_ID", ":END_ID", ":TYPE", "confidence:double", "quote"} <= set(links[0])
    found = sorted((row[":START_ID"], row[":END_ID"], row[":TYPE"], row["quote"]) for row in links)
    assert found == edges(graph)
    by_iri = {row["iri:ID"]: row for row in nodes}
    assert by_iri[BASE + examples.CITY][":LABEL"].split("\x1f") == ["Prefecture", "AdministrativeArea", "Place"]
    for node, data in graph.nodes(data=True):
        row = by_iri[node]
        assert tuple(filter(None, row["aliases:string[]"].split("\x1f"))) == data["aliases"]
        assert (row["value:double"], row["period_start:date"]) == (data.get("value", ""), data.get("period_start", ""))
    assert "--array-delimiter=U+001F" in readme
    assert "--multiline-fields=true" in readme


@given(st.text(min_size=1, max_size=20, alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
@settings(max_examples=30)
def test_any_name_survives_in_neo4j_tables(name: str) -> None:
    store = Store()
    node = ox.NamedNode(BASE + "agency/x")
    store.add_triples(
        [
            ox.Triple(node, ox.NamedNode(ontology.RDF + "type"), term("Agency")),
            ox.Triple(node, term("prefLabel"), ox.Literal(name, language="zh")),
        ]
    )
    (row,) = neo4j(store)[0]
    assert row["label"] == name


# --- tables ----------------------------------------------------------------------------------------------------------


def test_parquet_has_the_rows_of_the_csv_with_types() -> None:
    store = example_store()
    table = pq.read_table(io.BytesIO(export("parquet", store)))
    rows = list(csv.DictReader(io.StringIO(export("csv", store).decode("utf-8-sig"), newline="")))
    assert table.column_names == list(rows[0])
    assert {str(table.schema.field(name).type) for name in ("value", "minimum", "maximum", "confidence")} == {"double"}
    assert {str(table.schema.field(name).type) for name in ("period_start", "period_end", "date")} == {"date32[day]"}

    def same(cell: Any, text: str) -> bool:
        if isinstance(cell, float):
            return Decimal(repr(cell)) == Decimal(text)
        return ("" if cell is None else str(cell)) == text.removeprefix("'")

    assert len(rows) == table.num_rows
    for found, row in zip(table.to_pylist(), rows, strict=True):
        assert {name for name, cell in found.items() if not same(cell, row[name])} == set()


# --- all of them -----------------------------------------------------------------------------------------------------


def readable(name: str, store: Store) -> str:
    data = export(name, store)
    if name == "parquet":
        return str(pq.read_table(io.BytesIO(data)).to_pylist())
    if name == "neo4j.zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.read("nodes.csv").decode()
    return data.decode()


@pytest.mark.parametrize("name", VIEWS)
def test_every_form_names_source_and_licence_of_an_article(name: str) -> None:
    text = readable(name, example_store())
    assert URL in text
    if name != "html":  # a page to look at links to the source
        assert LICENCE in text or "by/4.0" in text
    for article in ARTICLES:
        assert article.rpartition("/")[2] in text  # as an IRI, a CURIE or a local id


def test_forms_are_found_by_their_names_and_by_file_names() -> None:
    assert [named(name, "x") for name in ("turtle", "N-Quads", "rdf12", "datacube", "neo4j", "relations", "ttl", "hdt")] == [
        "ttl", "nq", "rdf12.ttl", "datacube.ttl", "neo4j.zip", "relations.csv", "ttl", None
    ]  # fmt: skip
    assert [named(None, file) for file in ("a.ttl", "a.RDF12.ttl", "a.relations.csv", "a.csv", "csv")] == [
        "ttl", "rdf12.ttl", "relations.csv", "csv", None
    ]  # fmt: skip


def test_a_crowd_is_one_article_and_goes_whole() -> None:
    (part,) = parts(crowd(30))
    assert set(part.triples) == set(crowd(30).triples())
    assert len(list(parts(store_of(examples.notice())))) == 1
