from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.corpus.shard import CorruptShard, Record, Shard, decode, encode, key_of, record_of, shard_of
from kg.errors import GraphError
from kg.ids import BASE
from kg.mapping import triples
from kg.pipeline import run
from kg.read import article_of
from kg.turtle import lines

text = st.text(st.characters(codec="utf-8"))
names = st.text(st.characters())  # a file's name may hold bytes that are no UTF-8
shards = st.builds(
    Shard,
    source=names,
    key=st.text("0123456789abcdef", min_size=64, max_size=64),
    article=st.none() | text,
    text=st.none() | text,
    triples=st.binary(),
    note=text,
    error=st.none() | text,
    audit=st.binary(),
)


@given(shards)
def test_a_shard_comes_back_as_it_was_written(shard: Shard) -> None:
    assert decode(encode(shard)) == shard


@given(shards, st.data())
def test_a_shard_cut_short_is_told(shard: Shard, data: st.DataObject) -> None:
    whole = encode(shard)
    with pytest.raises(CorruptShard):
        decode(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(shards, st.data())
def test_a_changed_byte_is_told(shard: Shard, data: st.DataObject) -> None:
    whole = bytearray(encode(shard))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CorruptShard):
        decode(bytes(whole))


@given(shards)
def test_a_record_comes_back_from_its_line(shard: Shard) -> None:
    record = record_of(shard, encode(shard))
    assert "\n" not in record.line()
    assert Record.parse(record.line()) == record


@pytest.mark.parametrize("line", ["", "{", "[]", '{"who": 1}', "3"])
def test_a_line_that_is_no_record_is_an_error(line: str) -> None:
    with pytest.raises(GraphError, match="no record"):
        Record.parse(line)


def test_the_key_changes_with_all_that_the_result_depends_on() -> None:
    keys = {
        key_of(b"a", ".txt", base="x:"),
        key_of(b"b", ".txt", base="x:"),
        key_of(b"a", ".html", base="x:"),
        key_of(b"a", ".txt", base="y:"),
        key_of(b"a", ".txt", base="x:", published="2024-05-31"),
    }
    assert len(keys) == 5


def test_triples_are_sorted_lines_each_once() -> None:
    found = list(triples(run(article_of("2023年，全省新建公路12条。"))))
    data = lines([*found, *reversed(found)])
    assert data == lines(found)
    assert data.splitlines() == sorted(set(data.splitlines()))
    assert len(data.splitlines()) == len(set(found))


def test_the_shard_of_a_document_says_who_was_read_by_which_rule() -> None:
    document = run(article_of("甘肃省委政法委召开会议，省委政法委负责人出席。"))
    shard = shard_of(document, source="a.txt", key="0" * 64, base=BASE)
    said = [json.loads(line) for line in shard.audit.splitlines()]
    assert {(words, entity) for entity, words, _ in said} >= {(m.text, m.entity) for m in document.mentions}
    assert said == sorted(said)
    assert (shard.article, shard.text, shard.note) == (document.article.id, document.article.text, "")


def test_a_text_in_another_language_says_so() -> None:
    shard = shard_of(run(article_of("Nothing to see here.")), source="a.txt", key="0" * 64, base=BASE)
    assert "only 0% of its characters are Chinese" in shard.note
