"""Pictures of every page, light and dark, 1280 and 390 wide, to be looked at; docs/viewer.png anew with --update.

    python tools/screenshots.py [FOLDER] [--graph DIR_OR_TTL] [--update]

Of the file always; of the server's pages where `kg serve` is installed. Needs Chromium, a CJK font and playwright.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from kg import ontology
from kg.store import Store
from kg.views import html

ROOT = Path(__file__).parent.parent
SIZES = {1280: 800, 390: 844}
SCHEMES = ("light", "dark")


@contextlib.contextmanager
def serving(graph: Path) -> Iterator[str | None]:
    """`kg serve` over the graph, once it answers; None where it is not installed."""
    if find_spec("kg.serve") is None or find_spec("uvicorn") is None:
        print("kg serve is not installed: only the file's pages are taken", file=sys.stderr)
        yield None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "kg", "serve", str(graph), "--port", str(port)], stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait()


def _answering(address: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(100):
        if process.poll() is not None:
            raise SystemExit(f"kg serve ended with {process.returncode}: run it by hand to see why")
        try:
            with urllib.request.urlopen(address + "/healthz", timeout=1):
                return address
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    raise SystemExit("kg serve did not answer within 20 seconds")


def pages(store: Store, served: str | None, file: Path) -> dict[str, str]:
    """Name of a picture to the address it is of: the file, and one server page of each kind."""
    ontology_ = ontology.load()
    things = {one: _first(store, ontology_.iri(one)) for one in ("Province", "Observation", "Article")}
    found = {"file": file.as_uri(), "file-table": file.as_uri()}
    found |= {f"file-{one.lower()}": f"{file.as_uri()}#entity={id}" for one, id in things.items() if id}
    if served:
        paths = {"explorer": "/", "search": "/search?q=1"}
        paths |= {name: f"/{name}" for name in ("figures", "conflicts", "articles", "sparql")}
        base = store.base.split("/", 3)[3]
        paths |= {one.lower(): f"/{base}{id}" for one, id in things.items() if id}
        statement, indicator = _first(store, ontology_.iri("Statement")), _indicator(store)
        paths |= {"statement": f"/{base}{statement}"} if statement else {}
        paths |= {"charts": f"/figures?indicator={quote(store.base + indicator)}"} if indicator else {}
        paths |= {"missing": f"/{base}place/000000"}
        found |= {f"serve-{name}": served + path for name, path in paths.items()}
        found["serve-sparql-answer"] = f"{served}/sparql"
    return found


def _first(store: Store, type: str) -> str | None:
    rows = list(store.select(f"SELECT ?thing WHERE {{ ?thing a <{type}> }} ORDER BY ?thing LIMIT 1"))  # type: ignore[arg-type]
    return rows[0][0].value.removeprefix(store.base) if rows else None


def _indicator(store: Store) -> str | None:
    """The indicator of figures for the most places."""
    text = """PREFIX schema: <https://schema.org/> PREFIX zt: <https://w3id.org/zhengtu/def#>
        SELECT ?indicator (COUNT(DISTINCT ?place) AS ?places) WHERE {
        ?figure schema:variableMeasured ?indicator ; schema:observationAbout ?place ; schema:value ?value ; zt:periodEnd ?end }
        GROUP BY ?indicator ORDER BY DESC(?places) ?indicator LIMIT 1"""
    rows = list(store.select(text))
    return rows[0][0].value.removeprefix(store.base) if rows else None


def take(browser: Browser, name: str, address: str, folder: Path) -> list[str]:
    """The four pictures of one page, and what its console complained of."""
    complaints: list[str] = []
    for scheme in SCHEMES:
        for width, height in SIZES.items():
            context = browser.new_context(
                locale="zh-CN", viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
            )
            page = context.new_page()
            page.on("console", lambda message: complaints.append(f"{name}: {message.text}") if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
            page.goto(address, wait_until="networkidle")
            if name.endswith("-table"):
                page.locator("#switch").click()
            if name.endswith("-answer"):
                page.locator(".tabPanel.active .yasqe_queryButton").click()
                page.locator(".tabPanel.active .yasr tbody tr").first.wait_for()
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                complaints.append(f"{name}: wider than {width} pixels")
            page.screenshot(path=folder / f"{name}-{scheme}-{width}.png", full_page=name.startswith("serve-") and name != "serve-explorer")
            context.close()
    return [one for one in complaints if name != "serve-missing" or "404" not in one]


def main() -> None:
    """Take the pictures; exit code 1 where a page complained or is too wide."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--graph", type=Path, default=ROOT / "output")
    parser.add_argument("--update", action="store_true", help="docs/viewer.png anew")
    options = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        parser.error("no Chromium is installed (Debian: apt-get install chromium fonts-noto-cjk)")
    options.folder.mkdir(parents=True, exist_ok=True)
    store = Store.load(options.graph)
    file = options.folder / "graph.html"
    file.write_text(html.render(store, ontology.load()), encoding="utf-8")
    with serving(options.graph) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        complaints = [one for name, address in pages(store, served, file).items() for one in take(browser, name, address, options.folder)]
        browser.close()
    if options.update:
        shutil.copy(options.folder / "file-province-light-1280.png", ROOT / "docs" / "viewer.png")
    print(f"{len(list(options.folder.glob('*.png')))} pictures in {options.folder}")
    if complaints:
        raise SystemExit("\n".join(dict.fromkeys(complaints)))


if __name__ == "__main__":
    main()
