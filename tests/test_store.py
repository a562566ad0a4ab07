"""The store: union of articles, exact removal, and files that depend on the triples alone."""

from __future__ import annotations

import dataclasses
import itertools
import os
import stat
from pathlib import Path

import example_documents as examples
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from kg.errors import GraphError
from kg.ids import BASE, local_id
from kg.model import Document, Entity
from kg.ontology import SKOS
from kg.store import Store, to_rdflib, write_atomically


def built(*documents: Document, base: str = BASE) -> Store:
    store = Store(base)
    for document in documents:
        store.add(document)
    return store


def test_the_order_of_articles_does_not_change_a_byte() -> None:
    documents = (examples.report(), examples.notice())
    texts = {built(*order).to_turtle() for order in itertools.permutations(documents)}
    assert len(texts) == 1


def test_adding_an_article_again_changes_nothing() -> None:
    once = built(examples.report())
    twice = built(examples.report(), examples.report())
    assert twice.to_turtle() == once.to_turtle()


def test_stores_join_by_union() -> None:
    joined = built(examples.report())
    joined.add_triples(built(examples.notice()).triples())
    assert joined.to_turtle() == built(examples.report(), examples.notice()).to_turtle()


def test_removing_an_article_leaves_what_the_other_states() -> None:
    for gone, stays in itertools.permutations((examples.report(), examples.notice())):
        store = built(gone, stays)
        store.remove(gone.article.id)
        assert store.to_turtle() == built(stays).to_turtle()
        assert store.articles() == (stays.article.id,)


def test_an_article_can_be_removed_from_a_loaded_graph_too(tmp_path: Path) -> None:
    built(examples.report(), examples.notice()).save(tmp_path)
    store = Store.load(tmp_path)
    store.remove(examples.REPORT_ID)
    assert store.to_turtle() == built(examples.notice()).to_turtle()


def test_removing_the_last_article_leaves_nothing() -> None:
    store = built(examples.report())
    store.remove(examples.REPORT_ID)
    assert len(store) == 0
    assert store.articles() == ()


def test_a_relation_two_articles_state_outlives_one_of_them() -> None:
    store = built(examples.report(), examples.notice())
    store.remove(examples.NOTICE_ID)
    within = ox.NamedNode("https://schema.org/containedInPlace")
    assert list(store.triples(store.node(examples.CITY), within, store.node(examples.PROVINCE)))
    assert not list(store.triples(store.node(examples.COUNTY)))


def test_removing_an_article_the_graph_lacks_is_an_error() -> None:
    with pytest.raises(GraphError, match=r"no article article/0000"):
        built(examples.report()).remove("article/0000000000000000")


def test_a_new_reading_takes_the_place_of_the_old() -> None:
    old, new = examples.report(), dataclasses.replace(examples.report(), observations=())
    store = built(old, examples.notice())
    store.replace(dataclasses.replace(new))
    assert store.to_turtle() == built(examples.notice(), new).to_turtle()


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    store = built(examples.report(), examples.notice())
    file = store.save(tmp_path / "new" / "folder")
    assert file == tmp_path / "new" / "folder" / "graph.ttl"
    for path in (file, file.parent):
        again = Store.load(path)
        assert again.to_turtle() == store.to_turtle() == file.read_text(encoding="utf-8")
        assert again.articles() == store.articles()


def test_a_base_of_ones_own_is_found_in_the_file(tmp_path: Path) -> None:
    base = "https://data.example.org/kg/"
    file = built(examples.notice(), base=base).save(tmp_path / "g.ttl")
    again = Store.load(file)
    assert again.base == base
    assert again.articles() == (examples.NOTICE_ID,)


def test_one_more_line_for_one_more_name() -> None:
    document = examples.notice()
    first = document.entities[0]
    more = dataclasses.replace(first, aliases=(*first.aliases, "禾城"))
    changed = dataclasses.replace(document, entities=(more, *document.entities[1:]))
    before, after = (built(d).to_turtle().splitlines() for d in (document, changed))
    assert len(set(after) - set(before)) == 1


def test_rdflib_reads_the_very_same_graph(tmp_path: Path) -> None:
    store = built(examples.report(), examples.notice())
    parsed = rdflib.Graph().parse(store.save(tmp_path), format="turtle")
    assert len(parsed) == len(store)
    assert isomorphic(parsed, to_rdflib(store))


def test_there_are_no_blank_nodes() -> None:
    for triple in built(examples.report(), examples.notice()).triples():
        assert not isinstance(triple.subject, ox.BlankNode)
        assert not isinstance(triple.object, ox.BlankNode)


names = st.text(min_size=1, max_size=12).map(lambda name: name.encode("utf-8", "ignore").decode())


@given(st.lists(st.tuples(names, st.sampled_from(["Court", "Person", "Campaign", "Notice"]), names), max_size=6))
def test_any_names_make_the_round_trip_through_turtle(things: list[tuple[str, str, str]]) -> None:
    entities = tuple(
        Entity(id=local_id("Agency", name, type), type=type, name=name, aliases=(alias,))
        for name, type, alias in things
    )
    store = built(dataclasses.replace(examples.notice(), entities=entities))
    text = store.to_turtle()
    parsed = rdflib.Graph().parse(data=text, format="turtle")
    assert isomorphic(parsed, to_rdflib(store))
    again = Store()
    again.add_triples(quad.triple for quad in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE))
    assert again.to_turtle() == text


@given(st.sets(st.integers(0, 7)), st.sets(st.integers(0, 11)))
def test_removing_undoes_adding_whatever_else_is_there(figures: set[int], relations: set[int]) -> None:
    whole = examples.report()
    part = dataclasses.replace(
        whole,
        observations=tuple(whole.observations[i] for i in sorted(figures)),
        relations=tuple(whole.relations[i] for i in sorted(relations)),
    )
    store = built(part, examples.notice())
    store.remove(part.article.id)
    assert store.to_turtle() == built(examples.notice()).to_turtle()


def test_the_ontology_is_never_part_of_the_graph() -> None:
    store = built(examples.notice())
    count = len(store)
    store.select("ASK { ?c rdfs:subClassOf ?d }", prefixes={"rdfs": "http://x/"}, with_ontology=True)
    assert len(store) == count
    assert "subClassOf" not in store.to_turtle()
    assert not list(store.quads_for_pattern(None, ox.NamedNode(SKOS + "definition"), None))


def test_a_missing_graph_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.ttl"):
        with pytest.raises(GraphError, match="Build one first"):
            Store.load(path)


def test_a_file_that_is_no_turtle_is_an_error_that_names_it(tmp_path: Path) -> None:
    file = tmp_path / "graph.ttl"
    file.write_bytes(b"\xff\xfe not turtle")
    with pytest.raises(GraphError, match=r"graph\.ttl is not Turtle"):
        Store.load(file)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(GraphError, match="can't be written"):
        built(examples.notice()).save(tmp_path / "file" / "folder")


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    folder = tmp_path / "graph.ttl"
    folder.mkdir()
    (folder / "inside").write_text("x", encoding="utf-8")
    with pytest.raises(OSError, match="graph"):
        write_atomically(folder, b"data")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.ttl"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_saved_graph_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    saved = built(examples.notice()).save(tmp_path)
    assert stat.S_IMODE(saved.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
