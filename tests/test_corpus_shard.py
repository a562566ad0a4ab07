from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.corpus.shard import CorruptShard, Record, Shard, decode, encode, key_of, lines, record_of
from kg.errors import GraphError
from kg.mapping import triples
from kg.pipeline import run
from kg.read import article_of

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
