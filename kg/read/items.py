"""Items: the single articles that an input stands for, as bytes that a worker turns into an Article.

A file is named, and read by who works on it; what stands in a container (JSONL, WARC, an archive) is carried along,
for only the stream knows where it begins. All is streamed: a container takes the memory of its largest item.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from kg.errors import InputError, KgError
from kg.read import files
from kg.read.text import MAX_BYTES
from kg.read.url import is_public

TEXT = (".txt", ".md", ".markdown")
HTML = (".html", ".htm", ".xhtml")
RECORDS = tuple(f"{kind}{packed}" for kind in (".jsonl", ".ndjson") for packed in ("", ".gz", ".bz2", ".xz"))
WARC = (".warc", ".warc.gz")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz")
ALL = TEXT + HTML + RECORDS + WARC + ARCHIVES
STDIN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One input, named `source`: its bytes, or where to read them.

    `raw` is None where they are still to be read from `location`. `media` is "text" or "html"; `charset`, `url` and
    `declared` (pairs of title, date, source, author, editor and their values) are what its container says of it.
    `crawled` marks a page that nobody chose: where it holds no Chinese article it is left out, which is no error.
    `error` says why it can't be read.
    """

    source: str
    location: str = ""
    raw: bytes | None = None
    media: str = "text"
    charset: str | None = None
    url: str | None = None
    declared: tuple[tuple[str, str], ...] = ()
    crawled: bool = False
    error: str | None = None


def items(given: str, fields: Mapping[str, str] | None = None) -> Iterator[Item]:
    """The items of an input: a file, a folder, a pattern, an address or ``-``; in an order of its own, always the same.

    `fields` says which field of a JSONL record holds what (see kg.read.records). What can't be read is an item with
    its error, and the others go on.
    """
    try:
        for name in [given] if given == STDIN else files.names(given, ALL):
            yield from _readable(name, fields or {})
    except KgError as error:
        yield Item(source=given, error=str(error))


def _readable(name: str, fields: Mapping[str, str]) -> Iterator[Item]:
    """The items of one file; where it ends in an error, that as the last."""
    try:
        yield from _of_file(name, fields)
    except KgError as error:
        yield Item(source=name, error=str(error))


def _of_file(name: str, fields: Mapping[str, str]) -> Iterator[Item]:
    """The items of one file or page."""
    from kg.read import archives, records, warc

    kind = files.suffix(name)
    if name == STDIN or files.is_web(name) or kind in TEXT + HTML:
        yield Item(source=name, location=name, media="html" if kind in HTML else "text")
    elif kind in RECORDS:
        yield from records.items(name, fields)
    elif kind in WARC:
        yield from warc.items(name)
    elif kind in ARCHIVES:
        yield from archives.items(name)
    else:
        with files.open_file(name):  # whether it's there at all is said first
            pass
        shown = PurePosixPath(name).suffix.lower() or "none"
        yield Item(source=name, error=f"{name} has a suffix kg can't read ({shown}): it reads {', '.join(ALL)}")


def load(item: Item, permit: Callable[[str], bool] = is_public) -> Item:
    """The item with its bytes read. `permit` says which IP addresses may be fetched from.

    Raises InputError (FetchError for a page) where they can't be, and for an item that is an error itself.
    """
    if item.error:
        raise InputError(item.error)
    if item.raw is not None:
        return item
    if item.location == STDIN:
        raw = sys.stdin.buffer.read()
        return replace(item, raw=raw, media="html" if _looks_like_html(raw) else "text")
    if files.is_web(item.location):
        return _fetched(item, permit)
    return replace(item, raw=files.read_bytes(item.location, MAX_BYTES))


def _looks_like_html(raw: bytes) -> bool:
    head = raw[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(b"<html") or head.startswith(b"<!doctype") and head[9:].lstrip().startswith(b"html")


def _fetched(item: Item, permit: Callable[[str], bool]) -> Item:
    from kg.read.url import fetch

    page = fetch(item.location, permit=permit)
    plain = page.media_type.startswith("text/") and page.media_type != "text/html"
    return replace(item, raw=page.raw, media="text" if plain else "html", charset=page.charset, url=page.url)
