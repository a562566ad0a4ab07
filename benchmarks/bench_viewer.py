"""How long a graph's page takes to be ready, beside raw pyvis in the same browser, in one run.

    python benchmarks/bench_viewer.py [--cap SECONDS] [--sizes 1000,5000,20000] [--json]

Ready is, for ours, two frames after the page says that it is drawn and can be asked; for raw pyvis (physics on, as it
comes), when its layout has settled, or the cap. The gap is the longest task of the main thread. Needs Chromium and
playwright (the test group).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from kg import ontology
from kg.model import Article, Document, Entity, Mention, Observation, Period, Quantity, Relation, Span
from kg.network import to_networkx
from kg.store import Store
from kg.views import html

BARS = {1000: "1/100 of raw pyvis, no gap over 1 s", 5000: "3 s", 20000: "3 s"}
_INDICATORS = ("投诉受理量", "案件办结量", "调解员", "培训场次", "群众满意率")
_NODES_AN_ARTICLE = 19
# the longest task, and when the page was ready: two frames after it said so
_WATCH = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration);
}).observe({ type: "longtask", buffered: true });
window.ready = new Promise((resolve) => {
  new MutationObserver((changes, observer) => {
    if (!document.documentElement.dataset.ready) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
});
"""
_SETTLED = """(cap) => new Promise((resolve) => {
  network.once("stabilizationIterationsDone", () => resolve(performance.now()));
  setTimeout(() => resolve(null), cap * 1000);
})"""


def articles(count: int) -> Iterator[Document]:
    """Reports of one bureau each, in a tree of places, with programs and figures of five indicators over years."""
    for number in range(count):
        yield _article(number)


def _article(number: int) -> Document:
    code = f"{100000 + number % 3000:06d}"
    place = Entity(id=f"place/{code}", type="Prefecture", name=f"第{number % 3000}市", code=code)
    bureau = Entity(id=f"agency/{number % 3000:016x}", type="GovernmentBody", name=f"第{number % 3000}市司法局")
    programs = tuple(
        Entity(id=f"program/{number:08x}{step:08x}", type="Mechanism", name=f"第{number}号第{step}项机制") for step in range(6)
    )
    sentences = [f"{place.name}{word}达到{100 + number % 77 + step}件。" for step, word in enumerate(_INDICATORS * 2)]
    text = f"{bureau.name}与{'、'.join(one.name for one in programs)}。" + "".join(sentences)
    lead = Span(start=0, end=text.index("。") + 1)
    figures, at = [], lead.end
    for step, words in enumerate(sentences):
        figures.append(_figure(text, at, words, (number, step), place.id, bureau.id))
        at += len(words)
    relations = [_relation(bureau.id, "jurisdiction", place.id, lead)]
    for program in programs:
        relations += [_relation(program.id, "carriedOutBy", bureau.id, lead), _relation(program.id, "operatesIn", place.id, lead)]
    named = (bureau, *programs)
    mentions = tuple(_mention(text, one) for one in named)
    article = Article(
        id=f"article/{number:016x}", text=text, title=f"{bureau.name}工作报告", published=dt.date(2024, 1, 1 + number % 28),
        url=f"https://example.org/{number}",
    )  # fmt: skip
    return Document(
        article=article, entities=(place, *named), mentions=mentions, relations=tuple(relations), observations=tuple(figures)
    )


def _mention(text: str, entity: Entity) -> Mention:
    start = text.index(entity.name)
    span = Span(start=start, end=start + len(entity.name))
    return Mention(span=span, text=entity.name, type=entity.type, by="bench", confidence=0.9, entity=entity.id)


def _relation(subject: str, predicate: str, object_: str, evidence: Span) -> Relation:
    return Relation(subject=subject, predicate=predicate, object=object_, evidence=evidence, by="bench", confidence=0.9)


def _figure(text: str, at: int, words: str, key: tuple[int, int], place: str, agency: str) -> Observation:
    number, step = key
    start = at + words.index("达到") + 2
    end = at + len(words) - 1
    year = 2014 + (number + step // 5) % 10
    sentence = Span(start=at, end=at + len(words))
    return Observation(
        indicator=_INDICATORS[step % 5],
        quantity=Quantity(span=Span(start=start, end=end), text=text[start:end], value=Decimal(text[start : end - 1]), unit="件"),
        value=Decimal(text[start : end - 1]), kind="Level", evidence=sentence, by="bench", confidence=0.9, place=place, agency=agency,
        period=Period(span=sentence, text=f"{year}年", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31)),
    )  # fmt: skip


def graph_of(nodes: int) -> Store:
    """A store whose graph has about that many nodes."""
    store = Store()
    for document in articles(-(-nodes // _NODES_AN_ARTICLE)):
        store.add(document)
    return store


def raw_pyvis(store: Store, path: Path) -> None:
    """What pyvis makes of the same graph by itself: `Network.from_nx` and `write_html`, physics on."""
    from pyvis.network import Network  # type: ignore[import-untyped]

    graph = to_networkx(store)
    network = Network(directed=True, cdn_resources="in_line")
    for node, data in graph.nodes(data=True):
        network.add_node(node, label=data["label"])
    for subject, object_ in graph.edges():
        network.add_edge(subject, object_)
    path.write_text(network.generate_html(), encoding="utf-8")  # write_html names no encoding


def measure(browser: Browser, path: Path, *, raw: bool, cap: float) -> dict[str, Any]:
    """Seconds until ready (None: not within the cap) and the longest task of the main thread."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(cap * 1000)
    page.route("http*://**", lambda route: route.abort())  # raw pyvis asks two hosts of the net
    page.add_init_script(_WATCH)
    begun = time.perf_counter()
    ready: float | None
    try:
        if raw:
            page.goto(path.as_uri(), wait_until="commit")
            page.wait_for_function("typeof network !== 'undefined' && network !== undefined && !!network.once", polling=200)
            settled = page.evaluate(_SETTLED, cap)
            ready = None if settled is None else settled / 1000
        else:
            page.goto(path.as_uri(), wait_until="commit")
            page.locator("html[data-ready]").wait_for(state="attached")
            ready = page.evaluate("ready") / 1000
        longest = page.evaluate("window.longest") / 1000
    except Exception as error:  # noqa: BLE001 - playwright's timeout, or a page that died of its own weight
        print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
        ready, longest = None, None
    seconds = time.perf_counter() - begun
    page.close()
    return {"ready": ready, "longest": longest, "waited": round(seconds, 1)}


def run(sizes: list[int], cap: float, folder: Path, browser: Browser) -> list[dict[str, Any]]:
    """One row a size: the graph, the making of the page, ours, and for 1,000 nodes raw pyvis."""
    rows = []
    for size in sizes:
        store = graph_of(size)
        begun = time.perf_counter()
        page = html.render(store, ontology.load())
        made = time.perf_counter() - begun
        path = folder / f"{size}.html"
        path.write_text(page, encoding="utf-8")
        row = {"nodes": len(to_networkx(store)), "bytes": len(page.encode()), "made": made}
        row["ours"] = min((measure(browser, path, raw=False, cap=60) for _ in range(3)), key=lambda one: one["ready"] or 1e9)
        if size == 1000:
            raw = folder / "raw.html"
            raw_pyvis(store, raw)
            row["raw"] = measure(browser, raw, raw=True, cap=cap)
        rows.append(row)
    return rows


def table(rows: list[dict[str, Any]], cap: float) -> str:
    """The rows in Markdown, with the bars they are held to."""
    lines = ["| nodes | file | written in | ready | longest task | raw pyvis | ratio | bar |", "|--:|--:|--:|--:|--:|--:|--:|---|"]
    for row in rows:
        ours, raw = row["ours"], row.get("raw")
        shown, ratio = "", ""
        if raw:
            seconds = raw["ready"] or cap
            shown = f"{seconds:.1f} s" if raw["ready"] else f"> {cap:.0f} s"
            ratio = f"{'' if raw['ready'] else '< '}1/{seconds / ours['ready']:.0f}"
        bar = BARS.get(min(BARS, key=lambda size: abs(size - row["nodes"])), "")
        lines.append(
            f"| {row['nodes']} | {row['bytes'] / 1e6:.1f} MB | {row['made']:.1f} s | {ours['ready']:.2f} s | {ours['longest']:.2f} s "
            f"| {shown} | {ratio} | {bar} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cap", type=float, default=300, help="seconds raw pyvis gets to settle")
    parser.add_argument("--sizes", default="1000,5000,20000")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        parser.error("no Chromium is installed (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        rows = run([int(size) for size in options.sizes.split(",")], options.cap, Path(folder), browser)
        browser.close()
    if options.json:
        print(json.dumps(rows, indent=2))
    else:
        print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, Chromium\n\n{table(rows, options.cap)}")


if __name__ == "__main__":
    main()
