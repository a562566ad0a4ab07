"""The small parts of the server that a law or a table tells best."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.network import Passage
from kg.serve import protocol
from kg.serve.accept import best
from kg.serve.articles import Mark, segments
from kg.serve.cite import bibtex, gbt
from kg.serve.index import Figure
from kg.serve.pages import amount, grouped
from kg.serve.quotes import Quote, Source, around
from kg.serve.sparql import rows
from kg.serve.wire import Refusal

OFFERS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", OFFERS[0]),
        ("*/*", OFFERS[0]),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;q=0.5, application/*;q=0.9", OFFERS[0]),
        ("application/sparql-results+xml, application/sparql-results+json;q=0.9", OFFERS[1]),
        ("*/*;q=0.1, text/csv;q=0", OFFERS[0]),
        ("application/*;q=0, */*;q=0.1", "text/csv"),
        ("image/png", None),
        ("text/csv;q=0", None),
        ("nonsense", OFFERS[0]),
        ("text/csv;q=nonsense, application/sparql-results+xml", OFFERS[1]),
    ],
)
def test_the_offer_that_an_accept_header_likes_best(accept: str, chosen: str | None) -> None:
    assert best(accept, OFFERS) == chosen


@given(number=st.decimals(allow_nan=False, allow_infinity=False, places=3) | st.integers())
def test_a_number_set_apart_is_the_same_number(number: object) -> None:
    said = grouped(str(number))
    assert said.replace(",", "") == str(number)
    if "," in said:
        first, *others = said.lstrip("-").partition(".")[0].split(",")
        assert 1 <= len(first) <= 3
        assert all(len(one) == 3 for one in others)


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"value": "34.5", "direction": "Increase", "unit": "%"}, "+34.5 %"),
        ({"value": "-8.5", "direction": "Decrease", "unit": "%"}, "-8.5 %"),
        ({"value": "1809900", "unit": "户"}, "1,809,900 户"),
        ({"value": "2021", "unit": "年"}, "2021 年"),
        ({"value": "2000000", "approximation": "About", "unit": "吨"}, "≈ 2,000,000 吨"),
        ({"minimum": "90", "maximum": "95", "unit": "%"}, "90–95 %"),
        ({"minimum": "12000"}, "≥ 12,000"),
        ({}, ""),
    ],
)
def test_an_amount_is_written_for_reading(given_: dict[str, str], said: str) -> None:
    assert amount(Figure(iri="http://example.org/f", **given_)) == said  # type: ignore[arg-type]


FORMS = [ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.TSV]
EMPTY = [("SELECT * {}", 1), ("SELECT ?x { VALUES ?x { UNDEF UNDEF 1 UNDEF } }", 4), ("SELECT ?x { FILTER(false) }", 0)]
TEXTS = st.text(alphabet=st.sampled_from('},{"\\\r\n<>:&result bindings甲'), max_size=12)


@pytest.mark.parametrize("form", FORMS)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS | st.none()), max_size=6, unique=True))
def test_rows_are_counted_whatever_their_text(form: ox.QueryResultsFormat, texts: list[tuple[str, str | None]]) -> None:
    store = ox.Store()
    for number, (first, second) in enumerate(texts):
        node = ox.NamedNode(f"http://example.org/{number}")
        store.add(ox.Quad(node, ox.NamedNode("http://example.org/p"), ox.Literal(first)))
        if second is not None:
            store.add(ox.Quad(node, ox.NamedNode("http://example.org/q"), ox.Literal(second)))
    query = "SELECT ?a ?b ?c { ?s <http://example.org/p> ?a OPTIONAL { ?s <http://example.org/q> ?b } }"
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=form)
    assert body is not None
    assert rows(body, form) == len(texts)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("query", "count"), EMPTY)
def test_solutions_that_bind_nothing_are_counted_too(form: ox.QueryResultsFormat, query: str, count: int) -> None:
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    body = found.serialize(format=form)
    assert body is not None
    assert rows(body, form) == count


MARKS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 8), st.sampled_from(["mention", "figure", "evidence"])), max_size=8)


@given(text=st.text(min_size=30, max_size=40), spans=MARKS)
def test_a_text_cut_at_its_marks_is_the_same_text_and_every_mark_is_whole(text: str, spans: list[tuple[int, int, str]]) -> None:
    marks = [Mark(start=s, end=s + n, kind=kind, fact=f"x{i}", path=f"/{i}") for i, (s, n, kind) in enumerate(spans)]
    passages = [Passage(iri=f"a#{i}", article="a", start=m.start, end=m.end, text="") for i, m in enumerate(marks)]
    found = segments(text, marks, passages)
    assert "".join(one.text for one in found) == text
    for mark in marks:
        assert "".join(one.text for one in found if mark.fact in one.facts.split()) == text[mark.start : mark.end]
    assert sorted(anchor for one in found for anchor in one.anchors) == sorted(str(i) for i in range(len(marks)))


def test_words_around_a_mention_stay_in_their_line() -> None:
    text = "上一行\n甲乙丙丁戊\n下一行"
    assert around(text, 6, 7) == ("甲乙", "丙", "丁戊")
    assert around(text, 6, 7, room=1) == ("乙", "丙", "丁")


def source(**changed: str) -> Source:
    return Source(**{"iri": "https://e.org/article/1", "id": "article/1", "path": "/article/1"} | changed)  # type: ignore[arg-type]


def test_a_citation_says_what_is_known_and_nothing_else() -> None:
    assert gbt(source(headline="题名"), "2026-01-02") == "题名[Z]."
    assert gbt(source(headline="题名", date="2025-07-02", url="https://e.org/"), "2026-01-02") == (
        "题名[EB/OL]. (2025-07-02)[2026-01-02]. https://e.org/."
    )


def test_a_bibtex_entry_can_hold_any_text() -> None:
    quote = Quote(before="增长5%_{x} ", exact="", after="", start=3, end=12, path="", source=source())
    entry = bibtex(source(headline=r"A & B \ C #1"), "2026-01-02", quote)
    assert r"title = {{A \& B \textbackslash{} C \#1}}" in entry
    assert r"5\%\_\{x\}" in entry
    assert entry.startswith("@misc{article:1:3-12,")
    unescaped = entry.replace(r"\{", "").replace(r"\}", "")
    assert unescaped.count("{") == unescaped.count("}")


@given(method=st.sampled_from(["GET", "POST", "PUT"]), query=st.text(max_size=30), type=st.text(max_size=20), body=st.binary(max_size=30))
def test_any_request_is_an_operation_or_refused_with_a_reason(method: str, query: str, type: str, body: bytes) -> None:
    status, said = 200, ""
    try:
        found = protocol.read(method, query, type, body)
    except Refusal as refusal:
        found, status, said = None, refusal.reply.status, refusal.reply.body.decode()
    assert status in {200, 400, 405, 415}
    assert len(said) > 20 or status == 200
    assert found is None or found.kind in {"query", "update"}
