"""The same page over a server: it begins with a part, and asks for more when the reader does."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import example_documents as examples
import pytest
from fixtures_view import crowd, example_store, open_browser, store_of, watch
from playwright.sync_api import Browser, Page, expect

from kg import ontology
from kg.errors import QueryError
from kg.network import to_networkx
from kg.store import Store
from kg.views import html, part, payload, search


def answer(store: Store, path: str, asked: dict[str, str]) -> Any:
    """What the server of docs/viewer.md answers: parts read around one thing, the rest from the whole graph."""
    terms = ontology.load()
    if path == "/api/search":
        results, total = search.find_entries(search.search_index(to_networkx(store)), asked["q"])
        return {"results": results, "total": total}
    if path == "/api/graph" and "entity" not in asked:
        return payload.whole(to_networkx(store), terms, limit=20, kept=20)
    node = store.node(asked.get("entity") or asked["id"]).value
    if path == "/api/graph":
        return payload.ego(part.around(store, terms, node, limit=30), terms, node, limit=30)
    return payload.entity(part.around(store, terms, node, limit=400), terms, node)


@contextlib.contextmanager
def serving(store: Store) -> Iterator[str]:
    """The explorer and its API at an address of this machine."""
    page = html.explorer(ontology.load(), "/api/", pages="/").encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            try:
                body = page if address.path == "/" else json.dumps(answer(store, address.path, asked)).encode()
            except QueryError:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8" if address.path == "/" else "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:  # quiet
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def look_for(page: Page, words: str) -> None:
    page.locator("#search").fill(words)
    page.locator("#search").press("Enter")


def test_what_the_page_has_never_heard_of_is_found_opened_and_gone_on_from(browser: Browser) -> None:
    with serving(crowd(200)) as address, watch(browser, address) as seen:
        page = seen.page
        expect(page.locator("#notice")).to_contain_text("已画出 20 个节点")
        look_for(page, "第177号试点机制")
        expect(page.locator("#details h2")).to_have_text("第177号试点机制")
        expect(page.locator("#details")).to_contain_text(examples.REPORT.splitlines()[0])
        page.locator("#details").get_by_role("button", name="青禾市司法局").first.click()
        expect(page.locator("#details h2")).to_have_text("青禾市司法局")
        before = page.locator("#visible").inner_text()
        page.locator("#expand").click()
        expect(page.locator("#status")).to_contain_text("画出 60 个节点")
        assert page.locator("#visible").inner_text() != before
        assert seen.complaints == []
        assert seen.requests == []


def test_a_link_opens_the_neighbourhood_of_its_thing(browser: Browser) -> None:
    with serving(crowd(200)) as address, watch(browser, address, f"#entity=program/{177:016x}") as seen:
        expect(seen.page.locator("#details h2")).to_have_text("第177号试点机制")
        look_for(seen.page, "qinghe")
        expect(seen.page.locator("#details h2")).to_have_text("青禾市")
        seen.page.go_back()
        expect(seen.page.locator("#details h2")).to_have_text("第177号试点机制")
        assert seen.complaints == []


def test_the_panel_tells_what_the_file_tells(browser: Browser) -> None:
    with serving(example_store()) as address, watch(browser, address, f"#entity={examples.CITY}") as seen:
        card = seen.page.locator("#details .card", has_text="↓8.5%")
        expect(card.locator("mark")).to_have_text("8.5%")
        expect(card).to_contain_text("青禾市司法局工作报告 · 2025-07-02")
        expect(seen.page.get_by_role("navigation", name="菜单").get_by_role("link", name="数据")).to_have_attribute("href", "/figures")
        expect(seen.page.get_by_role("link", name="实体页")).to_have_attribute("href", f"/{examples.CITY}")
        assert seen.complaints == []


def test_a_link_to_nothing_shows_the_graph(browser: Browser) -> None:
    with serving(example_store()) as address, watch(browser, address, "#entity=place/000000") as seen:
        expect(seen.page.locator("#visible")).to_contain_text("正在显示")
        expect(seen.page.locator("#details")).to_be_hidden()
        assert seen.page.locator("#status").inner_text() == ""


def test_a_server_that_is_gone_is_told_to_the_reader(browser: Browser) -> None:
    with serving(crowd(60)) as address, watch(browser, address) as seen:
        expect(seen.page.locator("#visible")).to_contain_text("正在显示")
        seen.page.route("**/api/**", lambda route: route.abort())
        look_for(seen.page, "第57号试点机制")
        expect(seen.page.locator("#status")).to_contain_text("服务器没有回答")


# --- the parts -------------------------------------------------------------------------------------------------------


def test_a_part_read_around_a_thing_says_of_it_what_the_whole_graph_says() -> None:
    store, terms = example_store(), ontology.load()
    node = store.node(examples.CITY).value
    whole = payload.entity(to_networkx(store), terms, node)
    read = payload.entity(part.around(store, terms, node), terms, node)
    assert examples.CITY in read["complete"]
    for name in ("nodes", "links"):
        told = [_told(one, read) for one in read[name] if examples.CITY in {one.get("id"), one.get("from"), one.get("to")}]
        known = [_told(one, whole) for one in whole[name] if examples.CITY in {one.get("id"), one.get("from"), one.get("to")}]
        assert told == known
    assert {one["id"] for one in read["nodes"]} == {one["id"] for one in whole["nodes"]}


def _told(one: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """A node or link with the words of its quotes in place of their numbers; mentions need more of the article."""

    def words(quote: list[int] | None) -> Any:
        return quote and (whole["passages"][quote[0]], quote[1:])

    found = {name: value for name, value in one.items() if name != "mentions"}
    if "statements" in one:
        found["statements"] = [made | {"quote": words(made.get("quote"))} for made in one["statements"]]
    return found


def test_a_part_holds_no_more_than_was_asked_for_and_says_so() -> None:
    store, terms = crowd(200), ontology.load()
    node = store.node(examples.BUREAU).value
    read = payload.ego(part.around(store, terms, node, limit=30), terms, node, limit=30)
    assert len(read["nodes"]) <= 30
    assert examples.BUREAU not in (read["complete"] or [])
    assert {id for id, *_ in read["drawn"]} == {one["id"] for one in read["nodes"]}


def test_the_overview_begins_with_what_is_mentioned_most() -> None:
    store, terms = crowd(60), ontology.load()
    graph = part.overview(store, terms, limit=10)
    city = store.node(examples.CITY).value
    assert city in graph
    # how often it is mentioned is there, where is left to be asked for
    drawn = {node["id"]: node for node in payload.whole(graph, terms)["nodes"]}[examples.CITY]
    assert drawn["mentioned"] == len(to_networkx(store, terms).nodes[city]["mentions"]) > 0
    assert "mentions" not in drawn


def test_an_unknown_thing_has_no_part() -> None:
    store, terms = store_of(examples.notice()), ontology.load()
    with pytest.raises(QueryError, match="Search for a name"):
        part.around(store, terms, "https://example.org/nothing")
    with pytest.raises(QueryError, match="Search for a name"):
        payload.entity(to_networkx(store), terms, "place/000000")


@pytest.mark.parametrize(
    ("words", "first"),
    [("青禾市", "青禾市"), ("qinghe", "青禾市"), ("qhs", "青禾市"), ("Qinghe", "青禾市"), ("990100", "青禾市"), ("周", "周文")],
)
def test_the_index_finds_by_name_pinyin_initials_english_and_code(words: str, first: str) -> None:
    results, total = search.find_entries(search.search_index(to_networkx(example_store())), words)
    assert results[0]["zh"] == first
    assert total >= len(results) > 0


@pytest.mark.parametrize("words", ["", "  ", "ingheshi", "查无此名", "90100", "lace/990100"])
def test_the_index_finds_nothing_for_nothing(words: str) -> None:
    assert search.find_entries(search.search_index(to_networkx(example_store())), words) == ([], 0)
