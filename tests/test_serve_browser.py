"""The server's pages in a browser: they run clean, ask nobody else, can be read by everybody."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import example_documents as examples
import fixtures_serve as fixtures
import pytest
from fixtures_view import open_browser
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
ID = "/zhengtu/id/"
REPORT = ID + examples.REPORT_ID


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[fixtures.Running]:
    folder = tmp_path_factory.mktemp("graph")
    with fixtures.serving(fixtures.example_folder(folder), log=folder / "log") as running:
        yield running


@dataclass
class Visit:
    """A page, and what it did that it should not."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


@contextlib.contextmanager
def visit(browser: Browser, server: fixtures.Running, path: str, **options: Any) -> Iterator[Visit]:
    """Open a page of the server; collect console errors, exceptions, failed answers and requests for other hosts."""
    context = browser.new_context(**({"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}} | options))
    page = context.new_page()
    seen = Visit(page)
    page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", lambda dialog: (seen.complaints.append(dialog.message), dialog.dismiss()))
    own = (server.address + "/", "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else seen.strangers.append(request.url))
    page.goto(server.address + path, wait_until="networkidle")
    try:
        yield seen
    finally:
        context.close()


def figure(server: fixtures.Running) -> str:
    (row, *_) = server.get("/figures.json", indicator="办结率").json()["figures"]
    return ID + str(row["figure"])


def statement(server: fixtures.Running) -> str:
    found = server.query("SELECT ?s { ?s a zt:Statement ; zt:role ?role }").json()["results"]["bindings"]
    return ID + found[0]["s"]["value"].split("/id/")[1]


PATHS = [
    ID + examples.CITY, REPORT, "figure", "statement", "/", "/figures", "/figures?indicator=噪声投诉", "/conflicts", "/articles",
    "/search?q=青禾", "/sparql", "/zhengtu/id/place/000000",
]  # fmt: skip


def grave(page: Page) -> str:
    """What axe-core calls serious or critical on a page, "" where it is clean."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    serious = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    named = [(one["id"], [node["html"] for node in one["nodes"]]) for one in serious]
    return json.dumps(named, ensure_ascii=False) if named else ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PATHS)
def test_a_page_runs_clean_and_is_accessible(
    browser: Browser, server: fixtures.Running, path: str, width: int, scheme: str
) -> None:
    path = {"figure": figure, "statement": statement}.get(path, lambda _: path)(server)
    size = {"width": width, "height": 844}
    with visit(browser, server, path, color_scheme=scheme, viewport=size, bypass_csp=False) as seen:
        missing = "000000" in path
        assert [one for one in seen.complaints if not (missing and "404" in one)] == []
        assert seen.strangers == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave(seen.page) == ""


def test_chinese_is_set_in_a_font_that_has_it(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, REPORT) as seen:
        session = seen.page.context.new_cdp_session(seen.page)
        session.send("DOM.enable")
        session.send("CSS.enable")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    assert all(any(word in font["familyName"] for word in ("CJK", "Hei", "Song", "Sans SC", "Han")) for font in fonts), fonts


def test_a_fact_and_its_words_light_up_together(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, REPORT) as seen:
        words = seen.page.locator("a.figure", has_text="300件")
        fact = seen.page.locator(".facts li", has_text="300")
        words.hover()
        expect(fact).to_have_class("lit")
        seen.page.locator("h1").hover()
        expect(fact).not_to_have_class("lit")
        fact.locator("a").first.focus()
        expect(words).to_have_class("figure lit")
        expect(seen.page.locator("#peek")).to_be_hidden()


def test_a_citation_is_copied(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, figure(server), permissions=["clipboard-read", "clipboard-write"]) as seen:
        seen.page.locator("button[data-copy=cite-gbt]").click()
        expect(seen.page.locator("#copied")).not_to_be_empty()
        copied = seen.page.evaluate("navigator.clipboard.readText()")
        assert copied == seen.page.locator("#cite-gbt").inner_text()


def test_the_explorer_and_the_page_cite_a_figure_in_the_same_words(browser: Browser, server: fixtures.Running) -> None:
    path = figure(server)
    with visit(browser, server, path) as seen:
        cited = seen.page.locator("#cite-gbt").inner_text()
    fragment = path.removeprefix(ID)
    with visit(browser, server, f"/#entity={fragment}", permissions=["clipboard-read", "clipboard-write"]) as seen:
        seen.page.get_by_role("button", name="复制引文").click()
        expect(seen.page.locator("#status")).to_have_text("已复制")
        assert seen.page.evaluate("navigator.clipboard.readText()") == cited


def test_figures_are_filtered_by_keyboard(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/figures") as seen:
        seen.page.locator("input[name=place]").focus()
        seen.page.keyboard.type("柳河县")
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator("tbody tr")).to_have_count(1)
        expect(seen.page.locator("tbody tr").first).to_contain_text("来访")


def test_the_editor_has_a_tab_for_each_named_query_and_runs_it(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/sparql") as seen:
        expect(seen.page.locator("#yasgui .tab:not(.addTab)")).to_have_count(10)
        seen.page.locator("#yasgui .tab", has_text="相互矛盾的数据").click()
        seen.page.locator(".tabPanel.active .yasqe_queryButton").click()
        expect(seen.page.locator(".tabPanel.active .yasr")).to_contain_text("投诉")
        assert seen.complaints == []
        assert seen.strangers == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_editor_with_an_answer_is_accessible_and_no_wider_than_the_screen(
    browser: Browser, server: fixtures.Running, width: int, scheme: str
) -> None:
    with visit(browser, server, "/sparql", color_scheme=scheme, viewport={"width": width, "height": 844}) as seen:
        seen.page.locator(".tabPanel.active .yasqe_queryButton").click()
        expect(seen.page.locator(".tabPanel.active .yasr tbody tr").first).to_be_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert grave(seen.page) == ""


def test_the_editors_buttons_lie_over_no_text_on_a_narrow_screen(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/sparql", viewport={"width": 390, "height": 844}) as seen:
        button = seen.page.locator(".tabPanel.active .yasqe_queryButton").bounding_box()
        line = seen.page.locator(".tabPanel.active .CodeMirror-line").first.bounding_box()
    assert button
    assert line
    assert button["y"] + button["height"] <= line["y"]


def test_the_editor_is_dark_in_a_dark_room(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/sparql", color_scheme="dark") as seen:
        shot = seen.page.locator("#yasgui").screenshot()
        seen.page.goto("about:blank")
        dark = seen.page.evaluate(
            """async (base64) => {
              const image = await createImageBitmap(await (await fetch("data:image/png;base64," + base64)).blob());
              const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
              context.drawImage(image, 0, 0);
              const { data } = context.getImageData(0, 0, image.width, image.height);
              let count = 0;
              for (let i = 0; i < data.length; i += 4) count += data[i] + data[i + 1] + data[i + 2] < 3 * 64;
              return count / (data.length / 4);
            }""",
            base64.b64encode(shot).decode(),
        )
    assert dark > 0.8


def test_keys_alone_reach_the_editor_run_a_query_and_leave_it(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/sparql") as seen:
        editor = seen.page.locator(".tabPanel.active .CodeMirror textarea")
        editor.focus()
        seen.page.keyboard.press("Control+Enter")
        expect(seen.page.locator(".tabPanel.active .yasr tbody tr").first).to_be_visible()
        seen.page.keyboard.press("Tab")
        expect(editor).not_to_be_focused()
        seen.page.locator("#new-query").focus()
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator("#yasgui .tab:not(.addTab)")).to_have_count(11)


def test_words_out_of_sight_are_shown_with_their_fact(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, REPORT, viewport={"width": 390, "height": 300}) as seen:  # the facts stand below the text
        peek = seen.page.locator("#peek")
        seen.page.locator(".facts li", has_text="300").locator("a").first.focus()
        expect(peek.locator("mark")).to_have_text("300件")
        expect(peek).to_contain_text("其中噪声投诉300件，同比下降8.5%")
        seen.page.keyboard.press("Escape")
        expect(peek).to_be_hidden()


def test_a_wide_table_is_read_from_top_to_bottom_on_a_narrow_screen(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, "/figures", viewport={"width": 390, "height": 844}) as seen:
        table = seen.page.locator(".stacked")
        assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
        for cell in seen.page.locator("tbody tr").first.locator("td:not(:empty)").all():
            box = cell.bounding_box()
            assert box
            assert 0 <= box["x"] < box["x"] + box["width"] <= 390


def test_the_explorer_leads_to_the_pages_of_what_it_shows(browser: Browser, server: fixtures.Running) -> None:
    with visit(browser, server, f"/#entity={examples.CITY}") as seen:
        link = seen.page.locator(f'#details a[href="{ID}{examples.CITY}"]')
        expect(link).to_have_count(1)
        link.click()
        expect(seen.page.locator("h1")).to_contain_text("青禾市")
