"""Finding one's way in the page: pinyin, filters, neighbours, series, keys, what can be taken away, and who can use it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import xml.etree.ElementTree as ET  # our own file, read back
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import example_documents as examples
import pytest
from fixtures_view import Visit, crowd, example_store, open_browser, store_of, visit, written
from playwright.sync_api import Browser, Page, expect

from kg.ids import BASE
from kg.model import Document, Period, Quantity
from kg.store import Store

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("view"), example_store())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of more than two hundred nodes of which forty are drawn."""
    return written(tmp_path_factory.mktemp("large"), crowd(200), limit=40)


@pytest.fixture
def seen(browser: Browser, graph: Path) -> Iterator[Visit]:
    with visit(browser, graph) as opened:
        yield opened
        assert opened.complaints == []
        assert opened.requests == []


@pytest.fixture
def page(seen: Visit) -> Page:
    return seen.page


def search(page: Page, words: str) -> None:
    page.locator("#search").fill(words)
    page.locator("#search").press("Enter")


def shown(page: Page) -> int:
    found = re.search(r"正在显示 (\d+) /", page.locator("#visible").inner_text())
    assert found
    return int(found[1])


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["qingheshi", "qing he shi", "qhs", "qh", "QingHe"])
def test_pinyin_and_its_initials_find_a_name(page: Page, words: str) -> None:
    search(page, words)
    expect(page.locator("#details h2")).to_have_text("青禾市")


def test_pinyin_begins_at_a_syllable(page: Page) -> None:
    page.locator("#search").fill("ingheshi")
    expect(page.locator("#results")).to_have_text("没有找到")


def test_a_figure_is_found_by_the_pinyin_of_its_indicator(page: Page) -> None:
    page.locator("#search").fill("zaoshengtousu")
    expect(page.locator('#results [role="option"]', has_text="↓8.5%")).to_be_visible()


def test_what_is_not_drawn_is_found_and_drawn(browser: Browser, large: Path) -> None:
    with visit(browser, large) as seen:
        before = shown(seen.page)
        seen.page.locator("#search").fill("第177号试点机制")
        expect(seen.page.locator('#results [role="option"]').first).to_contain_text("未画出")
        seen.page.locator("#search").press("Enter")
        expect(seen.page.locator("#details h2")).to_have_text("第177号试点机制")
        assert shown(seen.page) == before + 1
        assert seen.complaints == []


def test_neighbours_come_onto_the_canvas_when_asked_for(browser: Browser, large: Path) -> None:
    with visit(browser, large) as seen:
        page = seen.page
        search(page, examples.BUREAU)
        before = shown(page)
        page.locator("#expand").click()
        expect(page.locator("#status")).to_contain_text("画出 60 个节点")
        assert shown(page) >= before + 60
        expect(page.locator("#notice")).to_contain_text("全图共")
        assert seen.complaints == []


def test_a_link_leads_to_what_is_not_drawn(browser: Browser, large: Path) -> None:
    with visit(browser, large, f"#entity=program/{177:016x}") as seen:
        expect(seen.page.locator("#details h2")).to_have_text("第177号试点机制")


def test_back_and_forward_go_through_what_was_looked_at(page: Page) -> None:
    for name in ("周文", "青禾市"):
        search(page, name)
        expect(page.locator("#details h2")).to_have_text(name)
    page.go_back()
    expect(page.locator("#details h2")).to_have_text("周文")
    page.go_forward()
    expect(page.locator("#details h2")).to_have_text("青禾市")
    page.go_back()
    page.go_back()
    expect(page.locator("#details")).to_be_hidden()


def test_an_article_tells_the_figures_it_states(page: Page) -> None:
    search(page, "青禾市司法局工作报告")
    expect(page.locator("#details h3").first).to_have_text("数据 (8)")
    expect(page.locator("#details .card", has_text="↓8.5%")).to_have_count(1)


# --- filters ---------------------------------------------------------------------------------------------------------


def test_relations_can_be_hidden_and_are_counted(page: Page) -> None:
    page.locator('[data-group="relations"] summary').click()
    box = page.get_by_label("任职于")
    expect(page.locator("label", has=box).locator(".count")).to_have_text("1")
    box.uncheck()
    page.get_by_role("button", name="表", exact=True).click()
    expect(page.get_by_role("row", name="周文 任职于")).to_have_count(0)
    expect(page.get_by_role("table", name="关系").locator("tbody tr").first).to_be_visible()
    page.get_by_role("button", name="清除筛选").click()
    expect(page.get_by_role("row", name="周文 任职于")).to_be_visible()


def test_a_place_shows_what_belongs_to_it(page: Page) -> None:
    page.locator('[data-group="places"] summary').click()
    everything = shown(page)
    places = page.get_by_label("地区", exact=True)
    label = places.locator("option", has_text="青禾市").inner_text()
    places.select_option(label=label)
    assert 0 < shown(page) < everything
    page.get_by_role("button", name="表", exact=True).click()
    things = page.get_by_role("table", name="名称")
    expect(things.get_by_role("button", name="青禾市", exact=True)).to_be_visible()
    expect(things.get_by_role("button", name="周文")).to_have_count(0)
    page.get_by_role("button", name="清除筛选").click()
    assert shown(page) == everything


def counts(page: Page, kind: str) -> dict[str, int]:
    """What the list of places or years says of each: how many things and figures it has, as the other one stands."""
    texts = page.locator(f"select[data-filter={kind}] option[data-label]").all_inner_texts()
    found = [re.fullmatch(r"(.+) \((\d+)\)", one) for one in texts]
    return {one[1]: int(one[2]) for one in found if one}


def rows(page: Page) -> int:
    """How many things and figures the table has."""
    return sum(page.get_by_role("table", name=name).locator("tbody tr").count() for name in ("名称", "数据"))


def test_a_year_shows_what_belongs_to_it_and_counts_it(page: Page) -> None:
    page.locator('[data-group="years"] summary').click()
    page.get_by_role("button", name="表", exact=True).click()
    page.get_by_label("年份").select_option("2024")
    assert rows(page) == counts(page, "year")["2024"] > 0


def test_places_and_years_are_counted_as_the_other_stands(page: Page) -> None:
    for name in ("places", "years"):
        page.locator(f'[data-group="{name}"] summary').click()
    page.get_by_role("button", name="表", exact=True).click()
    figures = page.locator("label", has=page.get_by_label("数据", exact=False).first).locator(".count").first
    all_places, all_figures = counts(page, "place"), int(figures.inner_text())
    page.get_by_label("年份").select_option("2024")
    of_the_year = counts(page, "place")
    assert set(of_the_year) == set(all_places)
    assert all(of_the_year[name] <= all_places[name] for name in all_places)
    assert int(figures.inner_text()) < all_figures
    place = max((name for name in of_the_year if of_the_year[name]), key=of_the_year.__getitem__)
    page.get_by_label("地区", exact=True).select_option(label=f"{place} ({of_the_year[place]})")
    assert rows(page) == of_the_year[place]
    nothing = [one for one in page.locator("select[data-filter=year] option[data-label]").all() if "(0)" in one.inner_text()]
    assert all(one.is_disabled() for one in nothing)


# --- figures over time -----------------------------------------------------------------------------------------------


def _years() -> Store:
    """Three articles that give the noise complaints of three years: 320, 300 and a target of 250."""
    report = examples.report()
    pattern = next(one for one in report.observations if one.quantity.text == "300件")
    years = ((2022, "320件", "Achieved"), (2023, "300件", "Achieved"), (2024, "250件", "Target"))
    return store_of(*(_year(report, pattern, *year) for year in years))


def _year(report: Document, pattern: Any, year: int, words: str, modality: str) -> Document:
    value = Decimal(words.removesuffix("件"))
    quantity = Quantity(span=pattern.quantity.span, text=words, value=value, unit="件")
    period = Period(span=pattern.evidence, text=f"{year}年", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31))
    figure = dataclasses.replace(pattern, quantity=quantity, value=value, period=period, modality=modality)
    text = report.article.text.replace("300件", words)
    article = dataclasses.replace(report.article, id=f"article/{year:016x}", url=f"https://example.org/{year}", text=text)
    return dataclasses.replace(report, article=article, observations=(figure,), relations=(), mentions=())


def test_a_figure_stands_among_the_other_values_of_its_indicator(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, written(tmp_path, _years())) as seen:
        page = seen.page
        search(page, "噪声投诉 300件")
        chart = page.locator("svg.chart")
        expect(chart).to_have_attribute("aria-label", re.compile("3 个数值.*2022-12-31 至 2024-12-31.*最小 250件.*最大 320件"))
        expect(chart.locator("circle")).to_have_count(3)
        expect(chart.locator("circle.target")).to_have_count(1)
        heights = [float(dot.get_attribute("cy") or 0) for dot in chart.locator("circle").all()]
        assert heights == sorted(heights)  # falling values, lower and lower on the screen
        expect(page.locator(".series [aria-current]")).to_contain_text("300件")
        page.locator(".series").get_by_role("button", name="320件").click()
        expect(page.locator("#details h2")).to_contain_text("320件")
        assert seen.complaints == []


def test_a_figure_alone_has_no_chart(page: Page) -> None:
    search(page, "噪声投诉 ↓8.5%")
    expect(page.locator("#details h2")).to_contain_text("↓8.5%")
    expect(page.locator("svg.chart")).to_have_count(0)


# --- taking away -----------------------------------------------------------------------------------------------------


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.locator("#status")).to_have_text("已复制")
    words: str = page.evaluate("navigator.clipboard.readText()")
    return words


@pytest.fixture
def clipboard(browser: Browser, graph: Path) -> Iterator[Page]:
    with visit(browser, graph, permissions=["clipboard-read", "clipboard-write"]) as seen:
        yield seen.page
        assert seen.complaints == []


def test_the_iri_can_be_copied(clipboard: Page) -> None:
    search(clipboard, "青禾市")
    assert copied(clipboard, "复制 IRI") == BASE + examples.CITY


@pytest.mark.parametrize(("words", "found"), [("青禾市", "司法局"), ("噪声投诉 ↓8.5%", "8.5%")])
def test_the_copied_query_finds_what_the_panel_tells(clipboard: Page, words: str, found: str) -> None:
    search(clipboard, words)
    query = copied(clipboard, "复制 SPARQL")
    rows = list(example_store().select(query))
    assert rows
    assert found in str(rows)


def test_a_citation_follows_the_standard(clipboard: Page) -> None:
    search(clipboard, "噪声投诉 ↓8.5%")
    assert re.fullmatch(
        r"周文\. 青禾市司法局工作报告\[EB/OL\]\. 禾省日报 \(2025-07-02\)\[\d{4}-\d\d-\d\d\]\. https://example\.org/news/1\.html\."
        r" “[^“”]*同比下降8\.5%[^“”]*”（第\d+—\d+字）",
        copied(clipboard, "复制引文"),
    )


def test_the_drawing_is_saved_as_svg(page: Page) -> None:
    page.locator("#export summary").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="SVG 图片").click()
    root = ET.fromstring(Path(started.value.path()).read_text("utf-8"))  # noqa: S314
    assert started.value.suggested_filename == "graph.svg"
    assert len(root.findall(f"./{SVG}path")) == shown(page)
    assert "青禾市" in "".join(root.itertext())
    assert root.findall(f"./{SVG}g/{SVG}line")


def test_the_drawing_is_saved_as_png(page: Page) -> None:
    page.locator("#export summary").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="PNG 图片").click()
    assert Path(started.value.path()).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_paper_is_white_in_a_dark_room(browser: Browser, graph: Path) -> None:
    with visit(browser, graph, "#entity=place/990100", color_scheme="dark") as seen:
        expect(seen.page.locator("#details h2")).to_be_visible()
        seen.page.emulate_media(media="print", color_scheme="dark")
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        expect(seen.page.locator("#legend")).to_be_hidden()
        expect(seen.page.locator("#details h2")).to_be_visible()


# --- keys and screen readers -----------------------------------------------------------------------------------------


def test_keys_alone_walk_the_graph(page: Page) -> None:
    search(page, "周文")
    page.locator("#graph").focus()
    page.keyboard.press("n")
    expect(page.locator("#details h2")).not_to_have_text("周文")
    page.keyboard.press("p")
    expect(page.locator("#details h2")).to_have_text("周文")
    page.keyboard.press("d")
    expect(page.locator("#details")).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_role("table", name="数据")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator("#graph")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()


def test_the_keys_are_told(page: Page) -> None:
    page.locator("#graph").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="键盘操作")
    expect(dialog).to_contain_text("展开所选节点的相邻节点")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_letters_typed_into_the_search_are_no_commands(page: Page) -> None:
    page.locator("#search").focus()
    page.keyboard.type("td")
    expect(page.locator("#search")).to_have_value("td")
    expect(page.locator("#table-view")).to_be_hidden()


def _graph_view(page: Page) -> None:
    page.locator('[data-group="places"] summary').click()
    search(page, "青禾市")
    expect(page.locator("#details h2")).to_be_visible()


def _table_view(page: Page) -> None:
    page.get_by_role("button", name="表", exact=True).click()


def _results(page: Page) -> None:
    page.locator("#search").fill("青禾")


def _dialog(page: Page) -> None:
    page.locator("#keys").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [_graph_view, _table_view, _results, _dialog])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_no_serious_violation(browser: Browser, graph: Path, state: Any, scheme: Any, width: int) -> None:
    with visit(browser, graph, color_scheme=scheme, viewport={"width": width, "height": 844}) as seen:
        if width == 390 and state is _graph_view:
            seen.page.locator("#legend > summary").click()
        state(seen.page)
        seen.page.evaluate(AXE.read_text("utf-8"))  # through the debugger: the page's policy forbids it a script tag
        result = seen.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        grave = [one for one in result["violations"] if one["impact"] in {"serious", "critical"}]
        serious = [(one["id"], node["html"][:200]) for one in grave for node in one["nodes"]]
        assert serious == []


def test_a_reader_who_wants_no_motion_gets_none(browser: Browser, graph: Path) -> None:
    with visit(browser, graph, reduced_motion="reduce") as seen:
        search(seen.page, "青禾市")
        place = "JSON.stringify(document.querySelector('#graph canvas').toDataURL())"
        wait = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        seen.page.evaluate(wait)
        first = seen.page.evaluate(place)
        seen.page.evaluate(wait)
        assert seen.page.evaluate(place) == first


def test_a_tall_screen_gets_a_tall_drawing(browser: Browser, tmp_path: Path) -> None:
    path = written(tmp_path, crowd(120))
    spread = """() => ["left", "top"].map((name) => {
      const values = window.painted.map((box) => box[name]);
      return Math.max(...values) - Math.min(...values);
    })"""
    script = """
      window.painted = [];
      const fill = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
        const m = this.getTransform();
        window.painted.push({ left: m.e + x * m.a, top: m.f + y * m.d });
        return fill.call(this, text, x, y);
      };"""
    with visit(browser, path, script=script, viewport={"width": 390, "height": 844}) as seen:
        seen.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wide, tall = seen.page.evaluate(spread)
        assert tall > wide
