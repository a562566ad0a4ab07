"""JSONL: one article a line, as an object whose fields hold its text and what is known of it.

Which field holds what is said by `fields` (``{"text": "content", "date": "meta.time"}``, a dot for a field of a field);
without it the usual names are tried. A line that can't be read is an item with its error, named by file and line.
"""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

from kg.errors import InputError
from kg.read import files
from kg.read.items import Item
from kg.read.text import MAX_BYTES

USUAL: dict[str, tuple[str, ...]] = {
    "text": ("text", "content", "body", "article"),
    "html": ("html",),
    "title": ("title", "headline"),
    "date": ("date", "published", "publish_date", "pub_date", "pubdate", "time"),
    "url": ("url", "link"),
    "source": ("source", "publisher"),
    "author": ("author", "authors", "reporter"),
    "editor": ("editor",),
    "license": ("license", "licence", "rights"),
}
"""What an article's record may hold, and the names its fields usually have."""

_LONGEST = 4 * MAX_BYTES
"""Bytes of a line: escapes make up to six of a character that is three in UTF-8, and a record holds more than its text."""


def check(fields: Mapping[str, str]) -> None:
    """InputError where `fields` maps what no record holds."""
    for wanted in fields:
        if wanted not in USUAL:
            raise InputError(f"a record has no {wanted!r}: map one of {', '.join(USUAL)}, such as text=content")


def items(name: str, fields: Mapping[str, str]) -> Iterator[Item]:
    """The items of a JSONL file, plain or packed (.gz, .bz2, .xz), named ``name#line``."""
    check(fields)
    number = 0
    try:
        with files.open_file(name) as file, _unpacked(file, name) as lines:
            while line := lines.readline(_LONGEST + 1):
                number += 1
                if len(line) > _LONGEST:
                    yield Item(source=f"{name}#{number}", error=f"line {number} of {name} is over {_LONGEST:,} bytes: no article is")
                    _skip(lines)
                elif line.strip():
                    yield _item(f"{name}#{number}", line, fields)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise InputError(f"{name} is damaged or cut short after line {number} ({error}): the lines before it were read") from error


def _skip(lines: IO[bytes]) -> None:
    """Go on to the next line."""
    while (part := lines.readline(_LONGEST)) and not part.endswith(b"\n"):
        pass


def _unpacked(file: IO[bytes], name: str) -> IO[bytes]:
    """The file as it was before it was packed."""
    openers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    opener = openers.get(name[name.rfind(".") :].lower())
    return cast("IO[bytes]", opener(file, "rb")) if opener else file


def _item(source: str, line: bytes, fields: Mapping[str, str]) -> Item:
    """The item of one line."""
    try:
        record = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return Item(source=source, error=f"{source} is no JSON ({error}): each line must be one object")
    if not isinstance(record, dict):
        return Item(source=source, error=f"{source} is no object: each line must be one, such as {{\"text\": \"…\"}}")
    said = {wanted: _said(record, wanted, fields) for wanted in USUAL}
    kind = "text" if said["text"] or not said["html"] else "html"
    if not said[kind]:
        names = ", ".join(sorted(map(str, record))[:12])
        return Item(source=source, error=f"{source} has no text: say which field holds it, such as --field text=NAME (it has {names})")
    url = said["url"] if files.is_web(said["url"]) else None
    declared = tuple((key, said[key]) for key in ("title", "date", "source", "author", "editor", "license") if said[key])
    # JSON may hold half of a surrogate pair, which is no character and no UTF-8
    raw = said[kind].encode("utf-8", "replace")
    return Item(source=source, raw=raw, media=kind, charset="utf-8", url=url, declared=declared)


def _said(record: dict[str, Any], wanted: str, fields: Mapping[str, str]) -> str:
    """What a record says of something, "" where it doesn't."""
    names = (fields[wanted],) if wanted in fields else USUAL[wanted]
    return next((text for name in names if (text := _text(_at(record, name), "\n" if wanted in {"text", "html"} else "、"))), "")


def _at(record: dict[str, Any], name: str) -> Any:
    """The value at a name, or at a dotted path of names."""
    if name in record:
        return record[name]
    value: Any = record
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any, between: str) -> str:
    if isinstance(value, list):
        return between.join(filter(None, (_text(one, between) for one in value)))
    return value.strip() if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
