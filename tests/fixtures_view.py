"""Graphs to look at, and a browser to look at them with."""

from __future__ import annotations

import contextlib
import dataclasses
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import example_documents as examples
import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from kg import ontology
from kg.model import Document, Entity
from kg.store import Store
from kg.views import html

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def store_of(*documents: Document) -> Store:
    store = Store()
    for document in documents:
        store.add(document)
    return store


def example_store() -> Store:
    """Two articles with every kind of node and relation."""
    return store_of(examples.report(), examples.notice())


def crowd(count: int) -> Store:
    """A graph of `count` mechanisms that one bureau carries out."""
    report = examples.report()
    names = [f"第{number}号试点机制" for number in range(count)]
    entities = tuple(Entity(id=f"program/{number:016x}", type="Mechanism", name=name) for number, name in enumerate(names))
    pattern = next(one for one in report.relations if one.predicate == "carriedOutBy")
    relations = tuple(dataclasses.replace(pattern, subject=one.id) for one in entities)
    return store_of(
        dataclasses.replace(report, entities=report.entities + entities, relations=report.relations + relations)
    )


def written(folder: Path, store: Store, **options: Any) -> Path:
    """graph.html of a store, in a folder."""
    path = folder / "graph.html"
    path.write_text(html.render(store, ontology.load(), **options), encoding="utf-8")
    return path


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium; the tests that need it are skipped, and say so, where the machine has none."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(_NAMES)} is installed (Debian: apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that was opened, and what it did that it should not."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def _refuse(dialog: Dialog, seen: Visit) -> None:
    seen.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()


@contextlib.contextmanager
def visit(browser: Browser, path: Path, fragment: str = "", *, script: str = "", **options: Any) -> Iterator[Visit]:
    """Open a file; collect console errors, exceptions, dialogs and every request for anything but the file."""
    with watch(browser, path.as_uri(), fragment, script=script, **options) as seen:
        yield seen


@contextlib.contextmanager
def watch(browser: Browser, address: str, fragment: str = "", *, script: str = "", **options: Any) -> Iterator[Visit]:
    """Open an address, its page ready; collect complaints and every request for anything that does not begin with it."""
    context = browser.new_context(**({"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}} | options))
    page = context.new_page()
    seen = Visit(page)
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: _refuse(dialog, seen))
    own = (address, "blob:" + address.partition("//")[0])
    page.on("request", lambda request: None if request.url.startswith(own) else seen.requests.append(request.url))
    if script:
        page.add_init_script(script)
    page.goto(address + fragment)
    page.locator("html[data-ready]").wait_for(state="attached")
    try:
        yield seen
    finally:
        context.close()
