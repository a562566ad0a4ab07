from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.corpus.export import write_turtle
from kg.ids import BASE
from kg.ontology import RDF, SKOS
from kg.store import prefixes, turtle

subjects = st.sampled_from([f"{BASE}article/{n}#char={n},9" for n in range(4)] + [f"{BASE}a", f"{BASE}agency/é", "urn:x"]).map(ox.NamedNode)
predicates = st.sampled_from([RDF + "type", SKOS + "prefLabel", "https://schema.org/name", "urn:y"]).map(ox.NamedNode)
values = st.text(st.characters(codec="utf-8"), max_size=4)
literals = (
    values.map(ox.Literal)
    | st.builds(lambda value, language: ox.Literal(value, language=language), values, st.sampled_from(["zh", "en"]))
    | st.builds(ox.Literal, st.integers(-3, 3))
)
triples = st.lists(st.builds(ox.Triple, subjects, predicates, subjects | literals), max_size=60)


@given(triples, st.integers(1, 20))
def test_turtle_sorted_from_disk_is_that_sorted_in_memory(found: list[ox.Triple], run: int) -> None:
    grouped = sorted(found, key=lambda triple: hash(triple.subject))  # an order as a store has it: by subject, else any
    grouped = [t for s in dict.fromkeys(t.subject for t in grouped) for t in grouped if t.subject == s]
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        write_turtle(grouped, prefixes(), out, scratch=Path(scratch), run=run)
    assert out.getvalue() == turtle(found, prefixes())


@pytest.mark.parametrize("run", [7, 10_000])
def test_many_runs_are_merged_a_few_at_a_time(tmp_path: Path, run: int) -> None:
    found = [
        ox.Triple(ox.NamedNode(f"{BASE}article/{n % 997}"), ox.NamedNode(SKOS + "altLabel"), ox.Literal(f"名{n % 101}"))
        for n in range(3000)
    ]
    found += [ox.Triple(ox.NamedNode(f"{BASE}place/CN"), ox.NamedNode(SKOS + "altLabel"), ox.Literal(str(n))) for n in range(2000)]
    store = ox.Store(tmp_path / "store")
    store.bulk_extend([ox.Quad(*triple) for triple in found])
    out = io.BytesIO()
    (scratch := tmp_path / "scratch").mkdir()
    write_turtle((quad.triple for quad in store.quads_for_pattern(None, None, None)), prefixes(), out, scratch=scratch, run=run)
    assert out.getvalue() == turtle(found, prefixes())
    assert list(scratch.iterdir()) == []
