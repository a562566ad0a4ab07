from __future__ import annotations

import io
import tempfile
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import BASE
from kg.ontology import RDF, SKOS
from kg.store import prefixes
from kg.turtle import Sorted, lines, turtle

subjects = st.sampled_from([f"{BASE}article/{n}#char={n},9" for n in range(4)] + [f"{BASE}a", f"{BASE}agency/é", "urn:x"]).map(ox.NamedNode)
predicates = st.sampled_from([RDF + "type", SKOS + "prefLabel", "https://schema.org/name", "urn:y"]).map(ox.NamedNode)
values = st.text(st.characters(codec="utf-8"), max_size=4)
literals = (
    values.map(ox.Literal)
    | st.builds(lambda value, language: ox.Literal(value, language=language), values, st.sampled_from(["zh", "en"]))
    | st.builds(ox.Literal, st.integers(-3, 3))
)
triples = st.lists(st.builds(ox.Triple, subjects, predicates, subjects | literals), max_size=60)


@given(triples, st.integers(1, 3000), st.randoms(use_true_random=False))
def test_turtle_sorted_from_disk_is_that_sorted_in_memory(found: list[ox.Triple], stretch: int, random: Random) -> None:
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch, Sorted(Path(scratch), stretch=stretch) as ordered:
        for triple in random.sample(found, len(found)):
            ordered.add(lines([triple]))
        ordered.write(prefixes(), out)
    assert out.getvalue() == turtle(found, prefixes())


@given(triples)
def test_a_things_classes_come_first_and_the_graph_is_the_same(found: list[ox.Triple]) -> None:
    data = turtle(found, prefixes())
    assert {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)} == set(found)
    classes = [line for line in data.splitlines() if line.startswith((b"\ta ", b"\trdf:type "))]
    assert classes == []


@pytest.mark.parametrize("stretch", [700, 10_000_000])
def test_many_stretches_are_merged_a_few_at_a_time(tmp_path: Path, stretch: int) -> None:
    found = [
        ox.Triple(ox.NamedNode(f"{BASE}article/{n % 997}"), ox.NamedNode(SKOS + "altLabel"), ox.Literal(f"名{n % 101}"))
        for n in range(3000)
    ]
    found += [ox.Triple(ox.NamedNode(f"{BASE}place/CN"), ox.NamedNode(SKOS + "altLabel"), ox.Literal(str(n))) for n in range(2000)]
    ox.serialize(found, output=str(tmp_path / "found.nt"), format=ox.RdfFormat.N_TRIPLES)
    out = io.BytesIO()
    (scratch := tmp_path / "scratch").mkdir()
    with Sorted(scratch, stretch=stretch) as ordered:
        ordered.add_file(tmp_path / "found.nt")
        ordered.write(prefixes(), out)
    assert out.getvalue() == turtle(found, prefixes())
    assert list(scratch.iterdir()) == []
