"""Reading inputs: a file, a folder, a URL or standard input becomes articles.

    for article in read("pages/"): ...
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import InputError
from kg.ids import local_id
from kg.model import Article, Field
from kg.read import dates
from kg.read.header import Header, parse_header
from kg.read.text import decode, normalise
from kg.read.url import is_public

__all__ = ["HTML", "STDIN", "TEXT", "Header", "article_of", "expand", "parse_header", "read", "read_one"]

TEXT = (".txt", ".md", ".markdown")
HTML = (".html", ".htm", ".xhtml")
STDIN = "-"


def read(source: str | Path, *, published: dt.date | None = None) -> Iterator[Article]:
    """The articles of a source: a text, Markdown or HTML file, a folder of those, an http(s) URL, or ``-``.

    `published` is the date of publication, where it is known better than the text says it. Raises InputError (with
    FetchError below it) at the first input that can't be read; to go on with the others, use expand and read_one.
    """
    for one in expand(source):
        yield read_one(one, published=published)


def expand(source: str | Path) -> list[str]:
    """The single inputs that a source stands for: a folder's files in order of name, anything else itself.

    Hidden files are left out, links to folders are not followed. Raises InputError for a folder without inputs.
    """
    name = str(source)
    if _is_url(name) or name == STDIN or not Path(name).is_dir():
        return [name]
    found: list[str] = []
    for folder, folders, files in os.walk(name):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found += [str(Path(folder, f)) for f in files if f.lower().endswith(TEXT + HTML) and not f.startswith(".")]
    if not found:
        message = f"the folder {name} holds no {', '.join(TEXT + HTML)} file: name the files, or rename them"
        raise InputError(message)
    return sorted(found)


def read_one(
    source: str, *, published: dt.date | None = None, permit: Callable[[str], bool] = is_public
) -> Article:
    """The article of one file, URL or ``-``. `permit` says which IP addresses may be fetched from.

    Raises InputError where the input is missing, empty, binary, too large or holds no article.
    """
    if _is_url(source):
        return _from_url(source, published, permit)
    raw, suffix = _bytes(source)
    if suffix in HTML:
        return _from_page(raw, source, published)
    return article_of(normalise(decode(raw, _title(source)), _title(source)), published=published)


def article_of(
    text: str,
    *,
    published: dt.date | None = None,
    url: str | None = None,
    declared: dict[str, str] | None = None,
) -> Article:
    """The article of a text: what its header says, else what is `declared` of it (title, date, source, author,
    editor, as a page's metadata has them). `published` wins over both."""
    header, declared = parse_header(text), declared or {}
    day = dates.DATE.search(declared.get("date", ""))
    moment = dates.value(day) if day else None
    if header.published or not moment:
        moment = (header.published, header.issued) if header.published else None
    known = (url,) if url else (hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),)
    issued = moment[1] if moment else None
    return Article(
        id=local_id("Article", *known),
        text=text,
        title=_field(header.fields, "headline") or declared.get("title") or None,
        published=published or (moment[0] if moment else None),
        issued=issued if not published or (issued and issued.date() == published) else None,
        source=_field(header.fields, "source") or declared.get("source") or None,
        author=_field(header.fields, "reporter") or declared.get("author") or None,
        editor=_field(header.fields, "editor") or declared.get("editor") or None,
        url=url,
        header=header.fields,
        body=header.body,
    )


def _field(fields: tuple[Field, ...], name: str) -> str:
    """The values of a header field, joined as Chinese lists are."""
    return "、".join(f.text for f in fields if f.name == name)


def _is_url(source: str) -> bool:
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source))


def _title(source: str) -> str:
    return "standard input" if source == STDIN else source


def _bytes(source: str) -> tuple[bytes, str]:
    """The bytes of a file or of standard input, and the suffix that says how to read them."""
    if source == STDIN:
        raw = sys.stdin.buffer.read()
        return raw, ".html" if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)", raw, re.IGNORECASE) else ".txt"
    path = Path(source)
    suffix = path.suffix.lower()
    if not path.exists():
        message = f"there is no file, folder or URL {source}: check the name"
        raise InputError(message)
    if suffix not in TEXT + HTML:
        message = f"{source} has a suffix kg can't read ({suffix or 'none'}): it reads {', '.join(TEXT + HTML)}"
        raise InputError(message)
    try:
        return path.read_bytes(), suffix
    except OSError as error:
        message = f"{source} can't be read ({error.strerror}): check its permissions"
        raise InputError(message) from error


def _from_url(source: str, published: dt.date | None, permit: Callable[[str], bool]) -> Article:
    from kg.read.url import fetch

    page = fetch(source, permit=permit)
    if page.media_type.startswith("text/") and page.media_type != "text/html":
        return article_of(normalise(decode(page.raw, source, page.charset), source), published=published, url=page.url)
    return _from_page(page.raw, source, published, page.charset, page.url)


def _from_page(
    raw: bytes, name: str, published: dt.date | None, charset: str | None = None, url: str | None = None
) -> Article:
    from kg.read import html

    page = html.parse(raw, _title(name), charset)
    declared = {key: getattr(page, key) for key in ("title", "date", "source", "author", "editor")}
    return article_of(normalise(page.text, name), published=published, url=url or page.url or None, declared=declared)
