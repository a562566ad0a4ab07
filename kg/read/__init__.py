"""Reading inputs: a file, a folder, a pattern, a URL, a container or standard input becomes articles.

    for article in read("pages/"): ...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from kg.errors import InputError
from kg.model import Article
from kg.read import files
from kg.read.articles import article, article_of
from kg.read.header import Header, parse_header
from kg.read.items import ALL, HTML, STDIN, TEXT, Item, items, load
from kg.read.url import is_public

__all__ = [
    "HTML",
    "STDIN",
    "TEXT",
    "Header",
    "Item",
    "article",
    "article_of",
    "expand",
    "items",
    "load",
    "parse_header",
    "read",
    "read_one",
]


def read(source: str | Path, *, published: dt.date | None = None) -> Iterator[Article]:
    """The articles of a source: a text, Markdown or HTML file, JSONL, a WARC, an archive, a folder or a pattern of
    those, an http(s) URL, or ``-``.

    `published` is the date of publication, where it is known better than the text says it. Raises InputError (with
    FetchError below it) at the first input that can't be read; to go on with the others, use items, load and article.
    """
    for item in items(str(source)):
        yield article(load(item), published)


def expand(source: str | Path) -> list[str]:
    """The files that a source stands for: a folder's in order of name, anything else itself.

    Hidden files are left out, links to folders are not followed. Raises InputError for a folder without inputs.
    """
    return [str(source)] if str(source) == STDIN else list(files.names(str(source), ALL))


def read_one(
    source: str, *, published: dt.date | None = None, permit: Callable[[str], bool] = is_public
) -> Article:
    """The article of one file, URL or ``-``. `permit` says which IP addresses may be fetched from.

    Raises InputError where the input is missing, empty, binary, too large or holds no article, or more than one.
    """
    found = list(islice(items(source), 2))
    if len(found) != 1:
        many = f"{source} holds {'more than one article' if found else 'no article'}: name the file of one article"
        raise InputError(many)
    return article(load(found[0], permit), published)
