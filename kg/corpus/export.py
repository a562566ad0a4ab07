"""The exports of a graph directory, written in bounded memory (see kg.turtle.Sorted) and whole or not at all."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from kg import ontology as terms
from kg.corpus.manifest import Manifest
from kg.corpus.quads import Quads
from kg.store import GRAPH_FILE, atomically, prefixes, write_atomically

ARTICLES = "articles"
VIEW_FILE = "graph.html"
VIEW_LIMIT = 250_000
"""Triples up to which graph.html is written."""
ARTICLE_FILE = re.compile(r"[0-9a-f]{16}\.txt")
_FEW = 8 if hasattr(os, "sync") else sys.maxsize  # texts that are flushed one by one
_WAYS = 64  # files open at a time


def text_file(folder: Path, article: str) -> Path:
    """Where the text of an article stands in a graph directory."""
    return folder / ARTICLES / f"{article.rpartition('/')[2]}.txt"


def write_texts(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the texts of articles, by local id: all of them to the disk, then each under its name.

    A flush for each file would take most of the time of a build of many short articles.
    """
    (folder / ARTICLES).mkdir(exist_ok=True)
    waiting = iter(texts.items())
    while some := list(islice(waiting, _WAYS)):
        with ExitStack() as stack:
            for article, text in some:
                file = stack.enter_context(atomically(text_file(folder, article), flush=len(some) <= _FEW))
                file.write(text.encode("utf-8"))
                file.flush()
            if len(some) > _FEW:
                os.sync()


def write_exports(folder: Path, quads: Quads, manifest: Manifest, *, named: Path) -> str:
    """Write what a directory's store holds; graph.ttl comes last, when all it needs stands. Texts it no longer needs go.

    Returns why graph.html was not written, "" where it was or is not wanted. `named` is what the user calls the directory.
    """
    (folder / ARTICLES).mkdir(exist_ok=True)
    note = _write_view(folder / VIEW_FILE, quads, named) if manifest.get("view") == "1" else ""
    with atomically(folder / GRAPH_FILE) as out, quads.sorted(folder) as lines:
        lines.write(prefixes(quads.base), out)
    sweep_texts(folder, manifest)
    return note


def sweep_texts(folder: Path, manifest: Manifest) -> None:
    """Remove the texts of articles that a directory no longer has; files of other names are the user's."""
    with os.scandir(folder / ARTICLES) as entries:
        for entry in entries:
            if ARTICLE_FILE.fullmatch(entry.name) and not manifest.of_article(f"article/{Path(entry.name).stem}"):
                Path(entry.path).unlink()


def too_large(folder: Path | str) -> str:
    """Why a graph directory has no graph.html, and how to look at it."""
    return f"{VIEW_FILE} is left out: the graph has over {VIEW_LIMIT:,} triples. To see it: kg serve {folder}"


def _write_view(page: Path, quads: Quads, named: Path) -> str:
    from kg.views import html

    if next(islice(quads.triples(), VIEW_LIMIT, None), None):
        page.unlink(missing_ok=True)  # it would show another graph
        return too_large(named)
    write_atomically(page, html.render(quads.store(), terms.load()).encode("utf-8"))
    return ""
