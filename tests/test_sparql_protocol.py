"""SPARQL 1.1 Protocol, written from the specification (https://www.w3.org/TR/sparql11-protocol/), case by case.

Where another server can be asked the same, an Oxigraph server is, and has to agree: on whether a request is answered, and on
what the answer says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import fixtures_serve as fixtures
import httpx
import pyoxigraph as ox
import pytest

DEF = "https://w3id.org/zhengtu/def"
ELSEWHERE = "http://127.0.0.1:9/data.ttl"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
P = (
    "PREFIX zt: <https://w3id.org/zhengtu/def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
)
ARTICLES = P + "ASK { ?x a zt:Article }"
ONTOLOGY = P + "ASK { ?x a owl:Ontology ; owl:versionInfo ?version }"
NAMED_ONTOLOGY = P + "ASK { GRAPH <" + DEF + "> { ?x a owl:Class } }"
ANY_NAMED = P + "ASK { GRAPH ?g { ?x a owl:Class } }"
NAMES = P + "SELECT ?name WHERE { ?x a zt:Prefecture ; skos:prefLabel ?name } ORDER BY ?name"
TRIPLES = P + "CONSTRUCT { ?x a zt:Prefecture } WHERE { ?x a zt:Prefecture }"
INSERT = 'INSERT DATA { <http://example.org/s> <http://example.org/p> "o" }'


@dataclass(frozen=True)
class Case:
    """A request, the statuses that fit it, and the truth of its ASK. `reference` says whether Oxigraph is asked too."""

    name: str
    statuses: tuple[int, ...] = (200,)
    method: str = "GET"
    query: list[tuple[str, str]] = field(default_factory=list)
    type: str | None = None
    body: bytes | None = None
    truth: bool | None = None
    accept: str = "application/sparql-results+json"
    reference: bool = True


def form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


CASES = [
    # 2.1 query operation
    Case("query with GET", query=[("query", ARTICLES)], truth=True),
    Case("query with POST of a form", method="POST", type=FORM, body=form(("query", ARTICLES)), truth=True),
    Case("query with POST directly", method="POST", type=QUERY, body=ARTICLES.encode(), truth=True),
    Case(
        "query with POST directly, charset named", method="POST", type=f"{QUERY}; charset=UTF-8", body=ARTICLES.encode(), truth=True,
    ),
    Case(
        "query in Chinese letters with GET", query=[("query", P + 'ASK { ?x skos:prefLabel "青禾市"@zh }')], truth=True,
    ),
    Case(
        "query in Chinese letters with POST",
        method="POST",
        type=QUERY,
        body=(P + 'ASK { ?x skos:prefLabel "青禾市"@zh }').encode(),
        truth=True,
    ),
    # 2.1.4 the dataset
    Case("default graph with GET", query=[("query", ONTOLOGY), ("default-graph-uri", DEF)], truth=True),
    Case("default graph hides the stored one", query=[("query", ARTICLES), ("default-graph-uri", DEF)], truth=False),
    Case(
        "default graph with POST directly", method="POST",
        query=[("default-graph-uri", DEF)],
        type=QUERY, body=ONTOLOGY.encode(), truth=True,
    ),
    Case(
        "default graph with a form", method="POST", type=FORM, body=form(("query", ONTOLOGY), ("default-graph-uri", DEF)), truth=True,
    ),
    Case("named graph with GET", query=[("query", NAMED_ONTOLOGY), ("named-graph-uri", DEF)], truth=True),
    Case(
        "named graph with POST directly", method="POST",
        query=[("named-graph-uri", DEF)],
        type=QUERY, body=ANY_NAMED.encode(), truth=True,
    ),
    Case(
        "named graph with a form", method="POST", type=FORM, body=form(("query", ANY_NAMED), ("named-graph-uri", DEF)), truth=True,
    ),
    Case(
        "named graph alone leaves the default one empty", query=[("query", P + "ASK { ?s ?p ?o }"), ("named-graph-uri", DEF)], truth=False,
    ),
    Case(
        "default graph alone leaves no named one", query=[("query", ANY_NAMED), ("default-graph-uri", DEF)], truth=False,
    ),
    Case(
        "both",
        query=[
            ("query", P + "ASK { ?x a owl:Ontology GRAPH ?g { ?x a owl:Ontology } }"),
            ("default-graph-uri", DEF),
            ("named-graph-uri", DEF),
        ],
        truth=True,
    ),
    Case(
        "the request's dataset wins over FROM",
        query=[
            ("query", P + "ASK FROM <http://example.org/nothing> { ?x a owl:Ontology ; owl:versionInfo ?v }"),
            ("default-graph-uri", DEF),
        ],
        truth=True,
    ),
    Case(
        "FROM in the query", query=[("query", P + f"ASK FROM <{DEF}> {{ ?x a owl:Ontology ; owl:versionInfo ?v }}")], truth=True,
    ),
    Case("the stored dataset has its named graph", query=[("query", NAMED_ONTOLOGY)], truth=True),
    # a server may refuse a dataset it can't build (2.1.4); ours never fetches one, and does not pretend that it is empty
    Case(
        "unknown default graph", (400,), query=[("query", ARTICLES), ("default-graph-uri", ELSEWHERE)], reference=False,
    ),
    Case(
        "unknown named graph", (400,), query=[("query", ANY_NAMED), ("named-graph-uri", ELSEWHERE)], reference=False,
    ),
    # 2.1.5 accepted formats
    Case("SELECT as XML", query=[("query", NAMES)], accept="application/sparql-results+xml"),
    Case("SELECT as CSV", query=[("query", NAMES)], accept="text/csv"),
    Case("SELECT as TSV", query=[("query", NAMES)], accept="text/tab-separated-values"),
    Case("SELECT as JSON", query=[("query", NAMES)]),
    Case("ASK as XML", query=[("query", ARTICLES)], accept="application/sparql-results+xml"),
    Case("CONSTRUCT as Turtle", query=[("query", TRIPLES)], accept="text/turtle"),
    Case("CONSTRUCT as N-Triples", query=[("query", TRIPLES)], accept="application/n-triples"),
    Case("CONSTRUCT as RDF/XML", query=[("query", TRIPLES)], accept="application/rdf+xml"),
    Case("CONSTRUCT as JSON-LD", query=[("query", TRIPLES)], accept="application/ld+json"),
    Case(
        "DESCRIBE", query=[("query", "DESCRIBE <https://w3id.org/zhengtu/id/place/990100>")], accept="text/turtle", reference=False,
    ),
    Case(
        "the better of two formats", query=[("query", NAMES)], accept="text/csv;q=0.3, application/sparql-results+xml;q=0.8",
    ),
    Case("no format", (406,), query=[("query", NAMES)], accept="image/png"),
    # 2.1.6, 2.1.7 what is no query
    Case("no SPARQL", (400,), query=[("query", "SELECT nothing")]),
    Case("two queries with GET", (400,), query=[("query", ARTICLES), ("query", ONTOLOGY)]),
    Case(
        "two queries in a form", (400,), method="POST", type=FORM, body=form(("query", ARTICLES), ("query", ONTOLOGY)),
    ),
    Case(
        "query and update at once", (400,), method="POST", type=FORM, body=form(("query", ARTICLES), ("update", INSERT)), reference=False,
    ),
    Case("POST without a type", (400, 415), method="POST", body=ARTICLES.encode()),
    Case("POST of a form without its type", (400, 415), method="POST", body=form(("query", ARTICLES))),
    Case("POST of another type", (415,), method="POST", type="text/plain", body=ARTICLES.encode()),
    Case(
        "POST in UTF-16", (400, 415), method="POST", type=f"{QUERY}; charset=UTF-16", body=ARTICLES.encode("utf-16"),
    ),
    Case("a body that is no UTF-8", (400,), method="POST", type=QUERY, body=ARTICLES.encode() + b"# \xff"),
    Case(
        "a form that is no UTF-8", (400,), method="POST", type=FORM, body=form(("query", ARTICLES)) + b"%ff", reference=False,
    ),
    Case("PUT", (405,), method="PUT", query=[("query", ARTICLES)]),
    Case("DELETE", (405,), method="DELETE", query=[("query", ARTICLES)]),
    Case("a form without a query", (400,), method="POST", type=FORM, body=form(("q", ARTICLES))),
    # 2.2 update operation: this server is read-only
    Case(
        "update with POST of a form", (403,), method="POST", type=FORM, body=form(("update", INSERT)), reference=False,
    ),
    Case("update with POST directly", (403,), method="POST", type=UPDATE, body=INSERT.encode(), reference=False),
    Case(
        "update over a default graph", (400, 403), method="POST",
        query=[("using-graph-uri", DEF)],
        type=UPDATE, body=INSERT.encode(), reference=False,
    ),
    Case(
        "update over a named graph", (400, 403), method="POST",
        query=[("using-named-graph-uri", DEF)],
        type=UPDATE, body=INSERT.encode(), reference=False,
    ),
    Case("update that is no SPARQL", (400, 403), method="POST", type=UPDATE, body=b"INSERT", reference=False),
    Case("update with GET", (400, 403), query=[("update", INSERT)], reference=False),
    Case(
        "two updates", (400, 403), method="POST", type=FORM, body=form(("update", INSERT), ("update", INSERT)), reference=False,
    ),
    Case("update sent as a query", (400,), query=[("query", INSERT)]),
    Case("update of another type", (415,), method="POST", type="text/plain", body=INSERT.encode(), reference=False),
    Case(
        "update in UTF-16", (400, 415), method="POST", type=f"{UPDATE}; charset=UTF-16", body=INSERT.encode("utf-16"), reference=False,
    ),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fixtures.Running]:
    folder = tmp_path_factory.mktemp("graph")
    with fixtures.serving(fixtures.example_folder(folder), log=folder / "log") as running:
        yield running


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("reference")
    with fixtures.reference(fixtures.example_folder(folder), folder) as client:
        yield client


def send(client: httpx.Client, path: str, case: Case) -> httpx.Response:
    headers = {"accept": case.accept} | ({"content-type": case.type} if case.type else {})
    return client.request(case.method, path, params=case.query or None, content=case.body, headers=headers)


def said(answer: httpx.Response) -> Any:
    """What an answer says, whatever its format: rows of terms in order, a truth, or a set of triples."""
    type = answer.headers["content-type"].split(";")[0]
    form = ox.RdfFormat.from_media_type(type)
    if form:
        return {str(quad.triple) for quad in ox.parse(answer.content, format=form)}
    if type == "text/csv":
        return [line.split(",") for line in answer.text.splitlines()]
    results = ox.QueryResultsFormat.from_media_type(type)
    assert results
    found = ox.parse_query_results(answer.content, format=results)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    return [[str(term) for term in row] for row in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request_of_the_protocol(server: fixtures.Running, case: Case) -> None:
    answer = send(server.client, "/sparql", case)
    assert answer.status_code in case.statuses, answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"].startswith("text/plain")
        assert len(answer.text) > 20, "a refusal says why"
    elif case.truth is not None:
        assert json.loads(answer.content)["boolean"] is case.truth
    else:
        wanted = case.accept if "," not in case.accept else "application/sparql-results+xml"
        assert answer.headers["content-type"].split(";")[0] == wanted
        assert said(answer)


@pytest.mark.parametrize("case", [case for case in CASES if case.reference], ids=lambda case: case.name)
def test_the_reference_server_says_the_same(server: fixtures.Running, oxigraph: httpx.Client, case: Case) -> None:
    ours, theirs = send(server.client, "/sparql", case), send(oxigraph, "/query", case)
    assert ours.is_success == theirs.is_success, theirs.text
    if ours.is_success:
        assert ours.headers["content-type"].split(";")[0] == theirs.headers["content-type"].split(";")[0]
        assert said(ours) == said(theirs)


def test_without_an_accept_header_rows_are_json_and_triples_turtle(server: fixtures.Running) -> None:
    for text, type in ((NAMES, "application/sparql-results+json"), (TRIPLES, "text/turtle")):
        answer = server.get("/sparql", "*/*", query=text)
        assert answer.headers["content-type"].split(";")[0] == type


def test_a_refusal_of_a_method_says_which_are_allowed(server: fixtures.Running) -> None:
    answer = server.client.put("/sparql", params={"query": ARTICLES})
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_refusal_of_a_type_says_which_are_accepted(server: fixtures.Running) -> None:
    answer = server.client.post("/sparql", content=ARTICLES.encode(), headers={"content-type": "text/plain"})
    assert QUERY in answer.headers["accept-post"]


def test_head_is_get_without_a_body(server: fixtures.Running) -> None:
    answer = server.client.head("/sparql", params={"query": ARTICLES})
    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
    ],
)
def test_no_query_reaches_another_server(server: fixtures.Running, query: str) -> None:
    answer = server.query(query)
    assert answer.status_code == 400
    assert "SERVICE" in answer.text


def test_asked_for_nothing_it_describes_itself(server: fixtures.Running) -> None:
    answer = server.get("/sparql", "text/turtle")
    sd = "http://www.w3.org/ns/sparql-service-description#"
    triples = {(t.predicate.value, getattr(t.object, "value", "")) for t in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    assert (sd + "endpoint", f"{server.address}/sparql") in triples
    assert (sd + "name", DEF) in triples
    assert (sd + "supportedLanguage", sd + "SPARQL11Update") not in triples


# --- Graph Store Protocol, reading (https://www.w3.org/TR/sparql11-http-rdf-update/) ---------------------------------


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
@pytest.mark.parametrize("graph", ["?default", f"?graph={DEF}"])
def test_a_graph_is_the_same_in_every_format_and_at_the_reference(
    server: fixtures.Running, oxigraph: httpx.Client, graph: str, accept: str
) -> None:
    ours = server.client.get(f"/store{graph}", headers={"accept": accept})
    theirs = oxigraph.get(f"/store{graph}", headers={"accept": "application/n-triples"})
    assert ours.headers["content-type"].split(";")[0] == accept
    assert said(ours) == said(theirs)


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), (f"?default&graph={DEF}", 400), ("?graph=somewhere", 400), (f"?graph={ELSEWHERE}", 404)],
)
def test_a_graph_that_is_not_named_or_not_here(server: fixtures.Running, query: str, status: int) -> None:
    answer = server.client.get(f"/store{query}")
    assert answer.status_code == status
    assert DEF in answer.text or "default" in answer.text


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graphs_are_not_written(server: fixtures.Running, method: str) -> None:
    before = server.get("/store?default", "text/turtle").content
    answer = server.client.request(method, "/store?default", content=b"<a:b> <a:b> <a:b> .", headers={"content-type": "text/turtle"})
    assert answer.status_code == 403
    assert server.get("/store?default", "text/turtle").content == before
