"""Documents as triples."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from pathlib import Path

import example_documents as examples
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import mapping
from kg.errors import OntologyError
from kg.ids import BASE, local_id
from kg.model import Article, Document, Entity, Mention, Observation, Quantity, Relation, Span
from kg.ontology import ZT
from kg.store import Store

GOLDEN = Path(__file__).parent / "golden" / "graph.ttl"
SCHEMA = "https://schema.org/"


def store(*documents: Document, base: str = BASE) -> Store:
    made = Store(base)
    for document in documents:
        made.add(document)
    return made


def values(graph: Store, subject: str, name: str) -> set[str]:
    """The values of a property of a thing, by local ids, as bare strings."""
    from kg.ontology import load

    predicate = ox.NamedNode(load().iri(name))
    found = (triple.object for triple in graph.triples(graph.node(subject), predicate))
    return {term.value.removeprefix(graph.base) for term in found if isinstance(term, (ox.NamedNode, ox.Literal))}


def figure(document: Document, text: str) -> str:
    """The id of the figure whose exact words these are."""
    (found,) = {
        triple.subject for triple in store(document).triples(None, ox.NamedNode(ZT + "valueText"), ox.Literal(text))
    }
    assert isinstance(found, ox.NamedNode)
    return found.value.removeprefix(BASE)


def observed(**changes: object) -> Document:
    """A document of one figure."""
    text = "全镇修路12公里。"
    whole = Span(start=0, end=len(text))
    number = Quantity(span=examples.span(text, "12公里"), text="12公里", value=Decimal(12), unit="公里")
    given: dict[str, object] = {
        "indicator": "修路",
        "quantity": number,
        "value": Decimal(12),
        "kind": "Level",
        "evidence": whole,
        "by": "metrics.verb-value",
        "confidence": 0.9,
    }
    observation = Observation(**(given | changes))  # type: ignore[arg-type]
    return Document(article=Article(id=local_id("Article", "a"), text=text), observations=(observation,))


def test_the_golden_graph() -> None:
    made = store(examples.report(), examples.notice()).to_turtle()
    assert made == GOLDEN.read_text(encoding="utf-8"), "look at the difference; if it is meant, write the file anew"


def test_every_passage_is_the_text_at_its_offsets() -> None:
    for document in (examples.report(), examples.notice()):
        graph = store(document)
        passages = [t.subject for t in graph.triples(None, None, ox.NamedNode(ZT + "Passage"))]
        assert len(passages) > 5
        for passage in passages:
            assert isinstance(passage, ox.NamedNode)
            (start,), (end,), (exact,) = (values(graph, passage.value, name) for name in ("start", "end", "exact"))
            assert document.article.text[int(start) : int(end)] == exact
            assert passage.value == f"{BASE}{document.article.id}#char={start},{end}"


def test_a_base_of_ones_own() -> None:
    graph = store(examples.notice(), base="https://data.example.org/kg/")
    subjects = {str(triple.subject) for triple in graph.triples()}
    assert not any(BASE in subject for subject in subjects)
    assert "<https://data.example.org/kg/place/990100>" in subjects


def test_an_article_carries_what_is_known_of_it() -> None:
    graph = store(examples.report())
    assert values(graph, examples.REPORT_ID, "headline") == {"青禾市司法局工作报告"}
    assert values(graph, examples.REPORT_ID, "datePublished") == {"2025-07-02"}
    assert values(graph, examples.REPORT_ID, "issued") == {"2025-07-02T09:30:00+08:00"}
    assert values(graph, examples.REPORT_ID, "url") == {"https://example.org/news/1.html"}
    assert values(graph, examples.REPORT_ID, "publisher") == {examples.DAILY}


def test_what_is_not_known_stays_empty() -> None:
    graph = store(observed())
    (id,) = values(graph, figure(observed(), "12公里"), "wasDerivedFrom")
    assert id.startswith("article/")
    for name in ("headline", "datePublished", "issued", "url"):
        assert values(graph, local_id("Article", "a"), name) == set()
    for name in ("observationAbout", "periodEnd", "periodText", "direction", "about", "minValue", "maxValue"):
        assert values(graph, figure(observed(), "12公里"), name) == set()


@pytest.mark.parametrize(
    ("url", "written"),
    [
        (
            "https://news.example.org/a b/新闻.html?q=县",
            "https://news.example.org/a%20b/%E6%96%B0%E9%97%BB.html?q=%E5%8E%BF",
        ),
        ("http://例子.中国:8080/x", "http://xn--fsqu00a.xn--fiqs8s:8080/x"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://example.org:99999/", None),
        ("https://exa mple.org/", None),
    ],
)
def test_web_addresses_become_ascii_iris_or_nothing(url: str, written: str | None) -> None:
    article = Article(id=local_id("Article", url), text="一。", url=url)
    assert values(store(Document(article=article)), article.id, "url") == ({written} if written else set())


def test_aliases_never_repeat_the_name() -> None:
    graph = store(examples.report())
    node = graph.node(examples.CITY)
    skos = "http://www.w3.org/2004/02/skos/core#"
    assert {t.object.value for t in graph.triples(node, ox.NamedNode(skos + "altLabel"))} == {"青禾"}  # type: ignore[union-attr]


def test_a_place_that_only_contains_another_is_not_said_to_be_mentioned() -> None:
    graph = store(examples.report())
    assert values(graph, examples.PROVINCE, "mentionedIn") == set()
    assert len(values(graph, examples.CITY, "mentionedIn")) == 1


def test_an_ambiguous_place_keeps_its_candidates_and_the_reason() -> None:
    text = "鼓楼区举办活动。"
    places = tuple(Entity(id=f"place/{c}", type="County", name="鼓楼区", code=c) for c in ("990102", "990103"))
    unsure = Entity(
        id="place/aaaaaaaaaaaaaaaa",
        type="Place",
        name="鼓楼区",
        candidates=("place/990102", "place/990103"),
        reason="two places have this name",
    )
    graph = store(Document(article=Article(id="article/1", text=text), entities=(unsure, *places)))
    assert values(graph, unsure.id, "candidate") == {"place/990102", "place/990103"}
    assert values(graph, unsure.id, "note") == {"two places have this name"}
    assert values(graph, unsure.id, "gbCode") == set()


@pytest.mark.parametrize(
    ("approximation", "value", "direction", "bounds"),
    [
        ("MoreThan", "12", None, ({"12"}, set())),
        ("LessThan", "12", None, (set(), {"12"})),
        ("MoreThan", "-15", "Decrease", (set(), {"-15"})),
        ("LessThan", "-15", "Decrease", ({"-15"}, set())),
        ("About", "12", None, (set(), set())),
        ("Exact", "12", None, (set(), set())),
    ],
)
def test_words_like_more_than_state_a_bound_on_the_signed_value(
    approximation: str, value: str, direction: str | None, bounds: tuple[set[str], set[str]]
) -> None:
    document = observed(value=Decimal(value), approximation=approximation, direction=direction)
    graph, id = store(document), figure(document, "12公里")
    assert (values(graph, id, "minValue"), values(graph, id, "maxValue")) == bounds
    assert values(graph, id, "value") == {value}


def test_a_range_has_both_bounds_and_no_value() -> None:
    graph, id = store(examples.report()), figure(examples.report(), "90%—95%")
    assert values(graph, id, "value") == set()
    assert values(graph, id, "minValue") == {"90"}
    assert values(graph, id, "maxValue") == {"95"}


def test_a_stock_at_a_date_has_no_beginning() -> None:
    graph, id = store(examples.report()), figure(examples.report(), "不到500名")
    assert values(graph, id, "periodStart") == set()
    assert values(graph, id, "periodEnd") == {"2025-06-30"}
    assert values(graph, id, "periodText") == {"截至6月底"}


def test_a_part_points_at_the_figure_of_its_total() -> None:
    graph = store(examples.report())
    part, total = figure(examples.report(), "300件"), figure(examples.report(), "1.2万余件")
    assert values(graph, part, "partOf") == {total}


def test_a_total_that_may_be_two_figures_is_left_out() -> None:
    document = examples.report()
    total = document.observations[0]
    twin = dataclasses.replace(total, indicator="群众投诉")
    doubled = dataclasses.replace(document, observations=(*document.observations, twin))
    assert values(store(doubled), figure(document, "300件"), "partOf") == set()


def test_a_wider_indicator_is_stated_with_its_evidence() -> None:
    graph = store(examples.report())
    narrow, wide = local_id("Indicator", "噪声投诉"), local_id("Indicator", "投诉")
    assert values(graph, narrow, "broader") == {wide}
    statement = local_id("Statement", examples.REPORT_ID, narrow, "broader", wide)
    assert len(values(graph, statement, "wasDerivedFrom")) == 1


def test_one_figure_for_two_places_is_two_figures() -> None:
    document = observed(place="place/990100")
    other = dataclasses.replace(document.observations[0], place="place/990121")
    both = dataclasses.replace(document, observations=(*document.observations, other))
    graph = store(both)
    figures = list(graph.triples(None, ox.NamedNode(ZT + "valueText"), ox.Literal("12公里")))
    assert len(figures) == 2
    assert {tuple(values(graph, str(t.subject)[1:-1], "observationAbout")) for t in figures} == {
        ("place/990100",),
        ("place/990121",),
    }


def test_a_relation_said_twice_is_one_statement_with_two_passages() -> None:
    text = "市局管甲区。甲区归市局管。"
    spans = (Span(start=0, end=6), Span(start=6, end=len(text)))
    relations = tuple(
        Relation(
            subject="agency/1",
            predicate="jurisdiction",
            object="place/990102",
            evidence=evidence,
            by="relate.trigger",
            confidence=confidence,
        )
        for evidence, confidence in zip(spans, (0.6, 0.8), strict=True)
    )
    graph = store(Document(article=Article(id="article/1", text=text), relations=relations))
    id = local_id("Statement", "article/1", "agency/1", "jurisdiction", "place/990102")
    assert len(values(graph, id, "wasDerivedFrom")) == 2
    assert values(graph, id, "confidence") == {"0.8"}
    assert values(graph, "agency/1", "jurisdiction") == {"place/990102"}


def test_a_role_stands_at_its_statement() -> None:
    id = local_id("Statement", examples.REPORT_ID, examples.PERSON, "memberOf", examples.BUREAU)
    assert values(store(examples.report()), id, "role") == {"局长"}


def test_rules_are_named_with_their_version() -> None:
    graph = store(examples.report())
    id = figure(examples.report(), "300件")
    assert values(graph, id, "wasAttributedTo") == {f"tool/metrics-part-{mapping.version()}"}
    statement = local_id("Statement", examples.REPORT_ID, examples.CITY, "containedInPlace", examples.PROVINCE)
    assert values(graph, statement, "wasAttributedTo") == {"tool/gazetteer-2026.09"}


def test_a_unit_that_is_not_listed_gets_one_that_counts() -> None:
    iri = mapping.unit_iri("人次/窗口")
    assert iri.startswith(f"{BASE}unit/")
    assert mapping.unit_iri("人次/窗口") == iri
    graph = store(examples.notice())
    types = {str(t.object) for t in graph.triples(ox.NamedNode(iri))}
    assert {'"人次/窗口"@zh', "<http://qudt.org/schema/qudt/CountingUnit>"} <= types


def test_a_bare_numeral_has_a_unit_without_words() -> None:
    assert values(store(examples.report()), figure(examples.report(), "36"), "hasUnit") == {ZT + "unit-none"}


def test_an_unknown_type_is_an_error() -> None:
    entity = Entity(id="agency/1", type="Castle", name="城堡")
    with pytest.raises(OntologyError, match="Castle"):
        store(Document(article=Article(id="article/1", text="一"), entities=(entity,)))


@pytest.mark.parametrize(
    ("value", "text"),
    [("25000.0", "25000"), ("-15.970", "-15.97"), ("0.00", "0"), ("-0", "0"), ("1E+8", "100000000"), ("0.9", "0.9")],
)
def test_decimals_are_written_in_one_form(value: str, text: str) -> None:
    assert mapping.decimal(Decimal(value)).value == text


clauses = st.lists(st.text("甲乙丙丁12", max_size=90), min_size=1, max_size=30)


@given(clauses, st.data())
def test_a_quote_is_short_and_holds_what_it_quotes(parts: list[str], data: st.DataObject) -> None:
    text = "，".join(parts) + "。"
    start = data.draw(st.integers(0, len(text) - 1))
    keep = Span(start=start, end=data.draw(st.integers(start, min(len(text), start + 20))))
    whole = Span(start=0, end=len(text))
    quote = mapping.window(text, whole, keep)
    assert quote.covers(keep)
    assert whole.covers(quote)
    assert len(quote) <= mapping.QUOTE_LIMIT
    if len(text) <= mapping.QUOTE_LIMIT:
        assert quote == whole


def test_a_long_sentence_is_cut_at_clauses_before_the_figure_first() -> None:
    clause = "各县认真落实工作要求"
    text = "，".join([clause] * 60) + "，受理投诉300件，" + "，".join([clause] * 60) + "。"
    quote = mapping.window(text, Span(start=0, end=len(text)), examples.span(text, "300件"))
    words = text[quote.start : quote.end]
    assert words.startswith(clause)
    assert "受理投诉300件，" in words
    assert len(words) > 300


def test_a_figure_outside_its_evidence_still_stands_in_its_quote() -> None:
    text = "一是修路。全镇12公里。"
    number = Quantity(span=examples.span(text, "12公里"), text="12公里", value=Decimal(12), unit="公里")
    observation = Observation(
        indicator="修路",
        quantity=number,
        value=Decimal(12),
        kind="Level",
        evidence=Span(start=0, end=5),
        by="x",
        confidence=0.5,
    )
    document = Document(article=Article(id="article/1", text=text), observations=(observation,))
    (passage,) = values(store(document), figure(document, "12公里"), "wasDerivedFrom")
    assert passage == "article/1#char=0,11"


@given(st.text(max_size=40), st.dates(), st.text(max_size=20), st.text(max_size=20))
def test_any_text_survives_the_way_into_turtle_and_back(text: str, day: dt.date, name: str, unit: str) -> None:
    safe = text.encode("utf-8", "ignore").decode()
    name, unit = (words.encode("utf-8", "ignore").decode() for words in (name, unit))
    whole = Span(start=0, end=len(safe))
    document = Document(
        article=Article(id="article/1", text=safe, title=name, published=day),
        mentions=(Mention(span=whole, text=safe, type="Person", by=name, confidence=0.5, entity="person/1"),),
        entities=(Entity(id="person/1", type="Person", name=name),),
        observations=(
            Observation(
                indicator=name,
                quantity=Quantity(span=whole, text=safe, value=Decimal(1), unit=unit),
                value=Decimal(1),
                kind="Level",
                evidence=whole,
                by=name,
                confidence=1 / 3,
            ),
        ),
    )
    graph = store(document)
    again = Store()
    again.add_triples(q.triple for q in ox.parse(graph.to_turtle().encode(), format=ox.RdfFormat.TURTLE))
    assert set(again.triples()) == set(graph.triples())
    assert values(again, "person/1", "mentionedIn") == {f"article/1#char=0,{len(safe)}"}
