"""Indicators that mean the same: one IRI where a rule is certain, a close match with its reason where it is not."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import example_documents as examples
import pyoxigraph as ox
import pytest
from fixtures_view import store_of
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import ontology, sameness
from kg.corpus import shard
from kg.corpus.why import why
from kg.errors import OntologyError
from kg.ids import BASE, local_id
from kg.mapping import unit_iri
from kg.model import Document
from kg.ontology import RDF, SKOS, ontology_dir
from kg.query import run, run_named
from kg.sameness import canonical, close, rules
from kg.store import Store
from kg.validate import validate

LEVEL, CHANGE, SHARE = "Level", "RelativeChange", "Proportion"
CASES = [
    ("破获电信网络诈骗", "起", LEVEL, "破获电信网络诈骗案件"),
    ("破获电信网络诈骗案", "起", LEVEL, "破获电信网络诈骗案件"),
    ("破获电信网络诈骗", "%", CHANGE, "破获电信网络诈骗案件"),
    ("侦破盗窃", "起", LEVEL, "侦破盗窃案件"),
    ("破获犯罪团伙", "个", LEVEL, "破获犯罪团伙"),
    ("破获刑事案件", "起", LEVEL, "破获刑事案件"),
    ("查处赌博", "起", LEVEL, "查处赌博"),
    ("侦破电诈案", "起", LEVEL, "侦破电信网络诈骗案件"),
    ("参加工伤保险", "人", LEVEL, "参加工伤保险人数"),
    ("参加工伤保险", "%", CHANGE, "参加工伤保险人数"),
    ("参加工伤保险", "%", SHARE, "参加工伤保险"),
    ("参加工伤保险", "家", LEVEL, "参加工伤保险"),
    ("城镇新增就业", "人", LEVEL, "城镇新增就业人数"),
    ("普通小学在校学生", "人", LEVEL, "普通小学在校生"),
    ("农业用水", "立方米", LEVEL, "农业用水量"),
    ("粮食总产", "吨", LEVEL, "粮食总产量"),
    ("粮食总产", "元", LEVEL, "粮食总产"),
    ("发明专利授权", "件", LEVEL, "发明专利授权量"),
    ("养老机构床位", "张", LEVEL, "养老机构床位数"),
    ("养老机构床位", "%", SHARE, "养老机构床位"),
    ("村卫生室数", "个", LEVEL, "村卫生室"),
    ("规模以上企业数", "%", CHANGE, "规模以上企业数"),
    ("CPI", "%", CHANGE, "居民消费价格指数"),
    ("居民消费价格", "%", CHANGE, "居民消费价格指数"),
    ("工业生产者出厂价格", "%", CHANGE, "工业生产者出厂价格指数"),
    ("公路里程", "公里", LEVEL, "公路里程"),
]
CLOSE = [
    ("GDP", "生产总值"), ("地区生产总值", "生产总值"), ("人均国内生产总值", "人均生产总值"),
    ("研究与试验发展经费支出", "研发经费"),
    ("侦破盗窃案件", "破获盗窃案件"), ("粮食总产量", "粮食产量"), ("公路通车总里程", "公路通车里程"),
    ("技术合同成交总额", "技术合同成交额"),
    ("地方一般公共预算收入", "一般公共预算收入"), ("城镇常住居民人均可支配收入", "城镇居民人均可支配收入"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "unit", "kind", "filed"), CASES)
def test_a_name_is_filed_under(name: str, unit: str, kind: str, filed: str) -> None:
    found, rule = canonical(name, unit, kind)
    assert found == filed
    assert (rule is None) == (name == filed)


@pytest.mark.parametrize(("name", "other"), CLOSE)
def test_a_name_is_close_to_one_and_is_not_filed_there(name: str, other: str) -> None:
    assert canonical(name, "元", LEVEL)[0] == name
    assert [made for made, _ in close(name, "元", LEVEL)] == [other]


def test_every_rule_has_a_case() -> None:
    certain = {found.name for name, unit, kind, _ in CASES if (found := canonical(name, unit, kind)[1])}
    nearly = {rule.name for name, _ in CLOSE for _, rule in close(name, "元", LEVEL)}
    assert certain | nearly == {rule.name for rule in rules()}


NAMES = st.sampled_from([case[0] for case in CASES] + [case[3] for case in CASES] + [name for pair in CLOSE for name in pair])
BEFORE = st.sampled_from(["", "全省", "新增", "人均", "破获", "参加"])
AFTER = st.sampled_from(["", "数", "人数", "量", "案件"])
AFFIXED = st.builds("".join, st.tuples(BEFORE, NAMES, AFTER))
UNITS = st.sampled_from(["起", "人", "%", "件", "张", "个", "吨", "立方米", ""])
KINDS = st.sampled_from([LEVEL, CHANGE, SHARE, "AbsoluteChange"])


@given(AFFIXED, UNITS, KINDS)
@settings(max_examples=400)
def test_filing_is_done_at_once_and_close_names_lead_to_one_that_is_filed(name: str, unit: str, kind: str) -> None:
    filed, _ = canonical(name, unit, kind)
    assert canonical(filed, unit, kind) == (filed, None)
    for other, _ in close(filed, unit, kind):
        assert canonical(other, unit, kind)[0] == other


# --- in a graph ------------------------------------------------------------------------------------------------------


def counted(name: str, number: int = 0) -> Document:
    """The report with its first figure counting `name`, in an article of its own where `number` is given."""
    report = examples.report()
    article = dataclasses.replace(report.article, id=f"article/{number:016x}") if number else report.article
    figures = (dataclasses.replace(report.observations[0], indicator=name), *report.observations[1:])
    return dataclasses.replace(report, article=article, observations=figures)


def labels(store: Store, node: str, predicate: str) -> set[str]:
    found = store.triples(store.node(node), ox.NamedNode(SKOS + predicate))
    return {triple.object.value for triple in found if isinstance(triple.object, ox.Literal)}


def notes(store: Store, node: str) -> list[ox.Literal]:
    found = store.triples(store.node(node), ox.NamedNode(ontology.load().iri("note")))
    return [triple.object for triple in found if isinstance(triple.object, ox.Literal)]


def test_two_articles_names_are_one_indicator_that_keeps_both() -> None:
    store = store_of(counted("破获网络诈骗", 1), counted("破获网络诈骗案件", 2))
    node = local_id("Indicator", "破获网络诈骗案件")
    measured = list(store.triples(None, ox.NamedNode("https://schema.org/variableMeasured"), store.node(node)))
    assert len(measured) == 2
    assert labels(store, node, "prefLabel") == {"破获网络诈骗案件"}
    assert labels(store, node, "altLabel") == {"破获网络诈骗"}
    (zh, en) = sorted(notes(store, node), key=lambda one: one.language or "", reverse=True)
    assert zh.value.startswith("“破获网络诈骗”归入“破获网络诈骗案件”：")
    assert "same-cracked-cases" in en.value
    assert validate(store) == []


def test_a_query_by_either_name_finds_the_figures_of_both() -> None:
    store = store_of(counted("破获网络诈骗", 1), counted("破获网络诈骗案件", 2))
    for name in ("破获网络诈骗", "破获网络诈骗案件"):
        _, *rows = run_named(store, "time-series", indicator=name, place="青禾市").table()
        assert len(rows) == 2


def test_order_and_union_make_no_difference() -> None:
    one, two = counted("破获网络诈骗", 1), counted("破获网络诈骗案件", 2)
    union = store_of(two)
    union.add_triples(store_of(one).triples())
    assert store_of(one, two).to_turtle() == store_of(two, one).to_turtle() == union.to_turtle()


def test_a_close_match_is_a_statement_with_quote_and_reason() -> None:
    store = store_of(counted("粮食总产量"))
    one, other = local_id("Indicator", "粮食总产量"), local_id("Indicator", "粮食产量")
    assert ox.Triple(store.node(one), ox.NamedNode(SKOS + "closeMatch"), store.node(other)) in store
    assert labels(store, other, "prefLabel") == {"粮食产量"}
    asked = """SELECT ?quote ?why WHERE { ?s zt:predicate skos:closeMatch ; prov:wasDerivedFrom/oa:exact ?quote ; zt:note ?why
      FILTER(LANG(?why) = "zh") }"""
    _, (quote, why) = run(store, asked).table()
    assert "受理投诉" in quote
    assert "单季" in why
    assert validate(store) == []
    store.remove(examples.REPORT_ID)
    assert len(store) == 0


def test_the_trail_of_a_merge_names_words_and_rule() -> None:
    lines = [json.loads(line) for line in shard.audit_of(counted("破获网络诈骗")).decode().splitlines()]
    assert [local_id("Indicator", "破获网络诈骗案件"), "破获网络诈骗", "same-cracked-cases"] in lines


def test_why_tells_the_names_of_an_indicator_and_their_rules(tmp_path: Path) -> None:
    for number, words in enumerate(("电信网络诈骗", "电信网络诈骗案件"), start=1):
        text = f"清水县工作简报\n来源：清水县日报\n\n2023年，清水县破获{words}{number}2起。\n"
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    kg.build(tmp_path / "1.txt", tmp_path / "2.txt", output=tmp_path / "out")
    found = why(tmp_path / "out", "破获电信网络诈骗")
    assert (found.label, len(found.articles)) == ("破获电信网络诈骗案件", 2)
    assert {(one.words, one.rule) for one in found.names} == {
        ("破获电信网络诈骗", "same-cracked-cases"), ("破获电信网络诈骗案件", "metrics.level")
    }  # fmt: skip


def test_the_figures_iri_does_not_hang_on_the_rules() -> None:
    observation = ox.NamedNode(ontology.load().iri("Observation"))
    ids = {t.subject for t in store_of(counted("破获网络诈骗")).triples(None, ox.NamedNode(RDF + "type"), observation)}
    span = examples.report().observations[0].quantity.span
    expected = local_id("Observation", examples.REPORT_ID, str(span.start), str(span.end), "破获网络诈骗")
    assert ox.NamedNode(BASE + expected) in ids


def test_rules_count_in_units_that_are_known() -> None:
    for rule in rules():
        for unit in rule.units:
            assert unit_iri(unit).startswith(ontology.ZT), (rule.name, unit)


def test_a_damaged_rule_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ontology_dir().glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / sameness.FILE).write_text(
        '<https://w3id.org/zhengtu/def#same-x> a <https://w3id.org/zhengtu/def#SameRule> ; <https://w3id.org/zhengtu/def#pattern> "("@zh .',
        encoding="utf-8",
    )
    monkeypatch.setattr(sameness, "ontology_dir", lambda: tmp_path)
    rules.cache_clear()
    with pytest.raises(OntologyError, match=r"#same-x in sameness.ttl is no rule .*: give it a type"):
        rules()
    rules.cache_clear()
