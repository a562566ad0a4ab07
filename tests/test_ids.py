"""Identifiers: fixed by the published contract, so that graphs built anywhere join."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kg import ids, ontology


def test_published_identifiers_stay_what_they_are() -> None:
    assert ids.local_id("Indicator", "刑事案件") == "indicator/4318b67a61c02b67"
    assert ids.local_id("Indicator", "治安案件") == "indicator/e2c40b4ada7871b1"
    mechanism = "“中心吹哨、部门报到”矛盾纠纷一站式化解模式"
    assert ids.local_id("Program", mechanism, "620700") == "program/b1295c6a5e1c8c8a"


def test_places_are_named_by_their_code() -> None:
    assert ids.place_id("620700") == "place/620700"
    assert ids.place_id("CN") == "place/CN"


def test_facts_of_both_kinds_share_a_prefix_but_not_an_identifier() -> None:
    figure, relation = ids.local_id("Observation", "x"), ids.local_id("Statement", "x")
    assert figure.startswith("fact/")
    assert relation.startswith("fact/")
    assert figure != relation


@given(st.text())
def test_composed_and_decomposed_letters_are_one_key(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert ids.local_id("Agency", decomposed) == ids.local_id("Agency", name)


@given(st.lists(st.text(st.characters(exclude_characters="\x1f")), min_size=2, max_size=3))
def test_where_a_key_is_cut_matters(parts: list[str]) -> None:
    joined = "".join(parts)
    assert ids.local_id("Agency", *parts) != ids.local_id("Agency", joined)


def test_every_prefix_is_the_one_the_ontology_declares() -> None:
    terms = ontology.load()
    roots = {terms.root(name) for name in terms.classes() if terms.prefix(name)}
    assert {"Agency", "Place", "Program", "Document", "Event", "Person", "Concept", "Indicator", "Article"} <= roots
    for root in roots:
        assert ids.local_id(root, "x").split("/")[0] == terms.prefix(root)
