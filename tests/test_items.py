"""Many inputs: patterns, JSONL, archives, WARC files, and other stores than the disk."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.read import article, expand, items, load, read, read_one

TEXT = "去年，河湾县新建公路12条。"
PAGE = f"""<html><head><meta charset="utf-8"><title>河湾县修路</title></head><body><h1>河湾县修路</h1>
<p>{TEXT}全县公路总里程比上年增加三十公里，群众出行更加方便。</p><p>今年还要再修五条，资金已经落实。</p></body></html>"""


def texts(source: str | Path) -> list[str]:
    return [one.text for one in read(source)]


def errors(source: str | Path) -> list[str]:
    return [item.error for item in items(str(source)) if item.error]


# --- names -----------------------------------------------------------------------------------------------------------


def test_a_pattern_stands_for_the_files_it_matches(tmp_path: Path) -> None:
    for name in ("2023/a.txt", "2024/b.txt", "2024/b.html", "2024/.c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    found = [Path(name).relative_to(tmp_path).as_posix() for name in expand(f"{tmp_path}/**/*.txt")]
    assert found == ["2023/a.txt", "2024/b.txt"]
    with pytest.raises(InputError, match="matches no file"):
        expand(f"{tmp_path}/*.md")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text(TEXT, encoding="utf-8")
    assert texts(tmp_path / "a[1].txt") == [TEXT]


def test_the_folder_of_a_build_is_no_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "out" / "articles").mkdir(parents=True)
    (tmp_path / "out" / "graph.ttl").write_bytes(b"")
    (tmp_path / "out" / "articles" / "x.txt").write_text(TEXT, encoding="utf-8")
    assert expand(tmp_path) == [str(tmp_path / "a.txt")]


def test_other_stores_are_read_as_the_disk_is(tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/news/b/2.txt": TEXT.encode(), "/news/1.jsonl": json.dumps({"text": TEXT}).encode(), "/news/3.csv": b"x"})
    try:
        assert texts("memory://news") == [TEXT, TEXT]
        assert texts("memory://news/**/*.txt") == [TEXT]
        assert read_one("memory://news/b/2.txt").text == TEXT
        assert errors("memory://news/none.txt") == []  # it's looked for by who reads it
        with pytest.raises(InputError, match="there is no file"):
            read_one("memory://news/none.txt")
    finally:
        memory.rm("/news", recursive=True)
    (tmp_path / "a b.txt").write_text(TEXT, encoding="utf-8")
    assert read_one((tmp_path / "a b.txt").as_uri()).text == TEXT


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1/a.txt", "sftp://host/a.txt", "zip://a.txt::http://127.0.0.1/a.zip", "simplecache::http://127.0.0.1/a.txt",
     "webhdfs://127.0.0.1/a.txt", "github://a:b@c/x.txt", "filecache://x", "smb://10.0.0.1/a.txt", "reference://x", "memory://a::http://127.0.0.1/"],
)  # fmt: skip
def test_no_address_leads_to_a_server_that_it_names_itself(address: str) -> None:
    (error,) = errors(address)
    assert "can't be opened" in error


# --- JSONL -----------------------------------------------------------------------------------------------------------


def jsonl(path: Path, *records: object, opener: Callable[[Path, str], io.IOBase] | None = None) -> Path:
    data = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson.gz"])
def test_each_line_of_jsonl_is_an_article(tmp_path: Path, name: str) -> None:
    path = jsonl(
        tmp_path / name,
        {"content": TEXT, "title": "修路", "date": "2024-05-06", "url": "https://example.org/1", "authors": ["张伟", "李娜"]},
        {"content": f"又讯：{TEXT}"},
    )
    first, second = read(path)
    assert (first.text, first.title, str(first.published), first.url, first.author) == (
        TEXT, "修路", "2024-05-06", "https://example.org/1", "张伟、李娜",
    )  # fmt: skip
    assert second.text.startswith("又讯")
    assert [item.source for item in items(str(path))] == [f"{path}#1", f"{path}#2"]


def test_fields_are_mapped_by_name_or_path(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", {"正文": {"段落": [TEXT, "完。"]}, "text": "不是这个", "time": {"pub": "2023年1月2日"}})
    (item,) = items(str(path), {"text": "正文.段落", "date": "time.pub"})
    assert article(load(item)).text == f"{TEXT}\n完。"
    assert str(article(load(item)).published) == "2023-01-02"
    (wrong,) = items(str(path), {"txt": "正文"})
    assert "map one of text" in str(wrong.error)


def test_html_in_a_field_is_read_as_a_page(tmp_path: Path) -> None:
    (found,) = read(jsonl(tmp_path / "a.jsonl", {"html": PAGE, "date": "2024-05-06"}))
    assert "公路12条" in found.text
    assert "<p>" not in found.text
    assert str(found.published) == "2024-05-06"


def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\xe4\xb8\x80"}\n{"text": \n[1]\n{"x": "y"}\n\n{"text": "\\ud800\xe4\xba\x8c"}')
    found = list(items(str(path)))
    assert [item.error is None for item in found] == [True, False, False, False, True]
    assert "#2 is no JSON" in str(found[1].error)
    assert "it has x" in str(found[3].error)
    assert article(load(found[4])).text.endswith("二")


def test_a_packed_file_cut_short_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl.gz", *({"text": f"第{i}条。{TEXT}{'路' * (i % 97)}"} for i in range(2000)))
    path.write_bytes(path.read_bytes()[:-9])
    found = list(items(str(path)))
    assert len(found) > 1000
    assert "cut short" in str(found[-1].error)


@given(st.binary(max_size=200))
def test_any_bytes_give_items_or_errors(data: bytes) -> None:
    memory = fsspec.filesystem("memory")
    for name in ("/fuzz/a.jsonl", "/fuzz/a.jsonl.gz", "/fuzz/a.warc", "/fuzz/a.warc.gz", "/fuzz/a.zip", "/fuzz/a.tar", "/fuzz/a.tar.gz"):
        memory.pipe(name, data)
        for item in items(f"memory:/{name}"):
            assert item.source.startswith(f"memory:/{name}")
            assert item.error or item.raw is not None


# --- archives --------------------------------------------------------------------------------------------------------


def archive(path: Path, members: dict[str, bytes]) -> Path:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, data in members.items():
                packed.writestr(name, data)
        return path
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as packed:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz"])
def test_pages_of_an_archive_are_read_in_place(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / name, {"x/1.html": PAGE.encode(), "x/2.txt": TEXT.encode(), "x/3.png": b"\x89PNG", "__/.4.txt": b"x"})
    assert [item.source for item in items(str(path))] == [f"{path}/x/1.html", f"{path}/x/2.txt"]
    assert [TEXT in text for text in texts(path)] == [True, True]
    data = path.read_bytes()
    path.write_bytes(data[: 700 if name == "a.tar" else len(data) // 2])
    assert "damaged, cut short" in errors(path)[-1]


def test_a_member_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.zip", {"a.txt": b"a" * 30_000_000, "b.txt": TEXT.encode()})
    big, fine = items(str(path))
    with pytest.raises(InputError, match="over the limit"):
        article(load(big))
    assert article(load(fine)).text == TEXT


# --- WARC ------------------------------------------------------------------------------------------------------------


def response(url: str, body: bytes, *, status: str = "200 OK", media: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.headers["WARC-Target-URI"] = url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.set_bytes_content(f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n".encode() + body)
    written = io.BytesIO()
    record.write(written)
    return written.getvalue()


RECORDS = [
    response("http://example.org/1", PAGE.encode()),
    response("http://example.org/gone", PAGE.encode(), status="404 Not Found"),
    response("http://example.org/2", PAGE.encode("gb18030"), media="text/html; charset=gb2312"),
    response("http://example.org/picture", b"\x89PNG", media="image/png"),
    response("http://example.org/3", gzip.compress(PAGE.encode()), more="Content-Encoding: gzip\r\n"),
]


@pytest.mark.parametrize("packed", [False, True])
def test_the_pages_of_a_warc_are_read_with_their_addresses(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(record) if packed else record for record in RECORDS))
    found = list(items(str(path)))
    assert [(item.source.rpartition("#")[2], item.url, item.error) for item in found] == [
        ("1", "http://example.org/1", None), ("3", "http://example.org/2", None), ("5", "http://example.org/3", None),
    ]  # fmt: skip
    assert all(TEXT in article(load(item)).text for item in found)
    assert len({article(load(item)).id for item in found}) == 3


@pytest.mark.parametrize(
    ("packed", "cut", "whole"),
    # of the last record is missing: the end, a letter of the page, half the page; packed: its checksum, its checksum, half the page
    [(False, 1, 4), (False, 5, 3), (False, 200, 3), (True, 1, 4), (True, 5, 4), (True, 200, 3)],
)
def test_a_warc_cut_short_gives_its_whole_pages_and_says_so(tmp_path: Path, packed: bool, cut: int, whole: int) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(gzip.compress(record) if packed else record for record in RECORDS[:3] * 2)[:-cut])
    *pages, last = items(str(path))
    assert "cut short" in str(last.error)
    assert len(pages) == whole
    assert all(TEXT in article(load(page)).text for page in pages)
