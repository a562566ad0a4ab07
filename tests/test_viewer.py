"""The page of a graph in a real browser: what a reader sees, finds and can follow, and what no article can make it do."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import example_documents as examples
import pytest
from fixtures_view import Visit, crowd, example_store, open_browser, store_of, visit, written
from playwright.sync_api import Browser, Page, expect

from kg import ontology
from kg.model import Document, Entity
from kg.store import Store

ATTACK = "<img src=x onerror=\"window.hacked=1\"></script><script>window.hacked=1;alert('x')</script>"

# every text the page paints on its canvas in one frame, with its box in pixels of the screen
RECORD_TEXTS = """
window.painted = [];
const fill = CanvasRenderingContext2D.prototype.fillText;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) { window.painted = []; return clear.apply(this, box); };
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  const m = this.getTransform();
  const width = this.measureText(text).width * m.a;
  const height = parseFloat(/([0-9.]+)px/.exec(this.font)[1]) * m.d;
  const middle = this.textBaseline === "middle" ? height / 2 : 0;
  window.painted.push({ text, left: m.e + x * m.a - width / 2, top: m.f + y * m.d - middle, width, height });
  return fill.call(this, text, x, y);
};
"""

COUNT_PIXELS = """color => {
  const canvas = document.querySelector("#graph canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  const [r, g, b] = [1, 3, 5].map(i => parseInt(color.slice(i, i + 2), 16));
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) count += 1;
  return count;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("view"), example_store())


@pytest.fixture
def seen(browser: Browser, graph: Path) -> Iterator[Visit]:
    with visit(browser, graph) as opened:
        yield opened
        assert opened.complaints == []
        assert opened.requests == []


@pytest.fixture
def page(seen: Visit) -> Page:
    return seen.page


def drawn(page: Page, type: str) -> int:
    """How many pixels of a class's colour the canvas shows, once it has drawn what was asked for."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    count: int = page.evaluate(COUNT_PIXELS, ontology.load().color(type))
    return count


def labels(page: Page) -> list[dict[str, Any]]:
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: list[dict[str, Any]] = page.evaluate("() => window.painted")
    return found


def search(page: Page, words: str) -> None:
    page.locator("#search").fill(words)
    page.locator("#search").press("Enter")


def test_search_by_name_opens_the_details_with_figures_and_marked_quotes(page: Page) -> None:
    search(page, "青禾市")
    details = page.locator("#details")
    expect(details.locator("h2")).to_have_text("青禾市")
    expect(details).to_contain_text("地级行政区")
    expect(details).to_contain_text("Qinghe")
    expect(details).to_contain_text("990100")
    card = details.locator(".card", has_text="↓8.5%")
    expect(card.locator("mark")).to_have_text("8.5%")
    expect(card.locator("blockquote")).to_contain_text("受理投诉1.2万余件，其中噪声投诉300件，同比下降8.5%")
    expect(card).to_contain_text("青禾市司法局工作报告 · 2025-07-02")
    expect(card).to_contain_text("去年 (2024-01-01 – 2024-12-31)")
    expect(card).to_contain_text("90%")


@pytest.mark.parametrize("words", ["青禾", "qinghe", "990100", "place/990100"])
def test_search_by_alias_english_name_code_and_identifier(page: Page, words: str) -> None:
    search(page, words)
    expect(page.locator("#details h2")).to_have_text("青禾市")


@pytest.mark.parametrize("words", ["查无此名", "90100", "lace/990100"])
def test_search_says_when_nothing_is_found(page: Page, words: str) -> None:
    page.locator("#search").fill(words)
    expect(page.locator("#results")).to_have_text("没有找到")


def test_keys_alone_reach_a_thing_and_leave_it(page: Page) -> None:
    page.locator("body").press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("司法局")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator('#results [aria-selected="true"]')
    expect(chosen).to_have_count(1)
    assert page.locator("#search").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    name = chosen.inner_text()
    page.keyboard.press("Enter")
    heading = page.locator("#details h2")
    expect(heading).to_be_visible()
    assert name.startswith(heading.inner_text())
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()


def test_the_legend_counts_classes_and_hides_them(page: Page) -> None:
    box = page.get_by_label("地级行政区")
    expect(page.locator("label", has=box).locator(".count")).to_have_text("1")
    assert drawn(page, "Prefecture") > 0
    box.focus()
    page.keyboard.press("Space")
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()
    assert drawn(page, "Prefecture") == 0
    page.get_by_role("button", name="全不选").click()
    expect(page.locator("#visible")).to_contain_text("正在显示 0 /")
    page.get_by_role("button", name="全选").click()
    assert drawn(page, "Prefecture") > 0


def test_what_is_searched_for_is_shown_although_its_class_was_hidden(page: Page) -> None:
    page.get_by_label("地级行政区").uncheck()
    search(page, "青禾市")
    expect(page.get_by_label("地级行政区")).to_be_checked()
    assert page.locator("#details h2").inner_text() == "青禾市"


def test_figures_fold_and_unfold(page: Page) -> None:
    assert drawn(page, "Observation") > 0
    page.get_by_role("button", name="收起数据").click()
    assert drawn(page, "Observation") == 0
    page.get_by_role("button", name="展开数据").click()
    assert drawn(page, "Observation") > 0


def test_a_figure_tells_all_that_is_known_of_it(page: Page) -> None:
    search(page, "青禾市")
    page.locator("#details .card", has_text="↓8.5%").get_by_role("button").click()
    details = page.locator("#details")
    expect(details.locator("h2")).to_have_text("噪声投诉 ↓8.5%")
    for words in ("-8.5 %", "相对变化", "2024-12-31", "metrics-change"):
        expect(details).to_contain_text(words)


def test_a_range_and_a_bound_are_told_apart_from_a_value(page: Page) -> None:
    search(page, "办结率 90%")
    expect(page.locator("#details dl")).to_contain_text("≥ 90, ≤ 95 %")
    search(page, "调解员 不到500名")
    expect(page.locator("#details dl")).to_contain_text("500 名 (≤ 500)")


def test_relations_lead_from_thing_to_thing_and_back_goes_back(page: Page) -> None:
    search(page, "周文")
    expect(page.locator("#details")).to_contain_text("(局长)")
    page.locator("#details .card", has_text="(局长)").get_by_role("button").click()
    expect(page.locator("#details h2")).to_have_text("青禾市司法局")
    page.go_back()
    expect(page.locator("#details h2")).to_have_text("周文")


def test_the_address_names_what_is_shown(page: Page) -> None:
    search(page, "青禾市")
    assert page.evaluate("location.hash") == "#entity=place/990100"


def test_a_link_leads_to_its_entity(browser: Browser, graph: Path) -> None:
    with visit(browser, graph, "#entity=place/990100") as seen:
        expect(seen.page.locator("#details h2")).to_have_text("青禾市")
        assert seen.complaints == []


@pytest.mark.parametrize("fragment", ["#entity=place/000000", "#entity=%E0%A4%A", "#entity=link:9999", "#other"])
def test_a_link_to_nothing_shows_the_graph(browser: Browser, graph: Path, fragment: str) -> None:
    with visit(browser, graph, fragment) as seen:
        expect(seen.page.locator("#visible")).to_contain_text("正在显示")
        expect(seen.page.locator("#details")).to_be_hidden()
        assert seen.complaints == []


def test_a_quote_links_to_its_words_in_the_article(page: Page) -> None:
    search(page, "青禾市")
    link = page.locator("#details .card", has_text="↓8.5%").get_by_role("link", name="打开原文")
    address = link.get_attribute("href") or ""
    assert address.startswith("https://example.org/news/1.html#:~:text=")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_the_table_has_what_the_graph_has(page: Page) -> None:
    page.get_by_role("button", name="表").click()
    figures = page.get_by_role("table", name="数据")
    expect(figures.locator("tbody tr")).to_have_count(10)
    row = figures.locator("tr", has_text="↓8.5%")
    expect(row).to_contain_text("噪声投诉")
    expect(row.locator("mark")).to_have_text("8.5%")
    relations = page.get_by_role("table", name="关系")
    expect(relations.get_by_role("row", name="周文 任职于 青禾市司法局 局长")).to_be_visible()
    expect(page.locator("#graph")).to_be_hidden()
    page.get_by_role("button", name="图", exact=True).click()
    expect(page.locator("#graph")).to_be_visible()


def test_the_page_speaks_english(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Prefecture-level division")).to_be_visible()
    search(page, "青禾市")
    expect(page.locator("#details h2")).to_have_text("Qinghe")
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize(("scheme", "lighter"), [("light", "ground"), ("dark", "text")])
def test_the_page_follows_the_readers_light_or_dark(browser: Browser, graph: Path, scheme: Any, lighter: str) -> None:
    with visit(browser, graph, color_scheme=scheme) as seen:
        style = "getComputedStyle(document.body)"
        ground, text = (_brightness(seen.page.evaluate(f"{style}.{name}")) for name in ("backgroundColor", "color"))
        assert (ground > text) == (lighter == "ground")
        assert abs(ground - text) > 180


def _brightness(color: str) -> float:
    numbers = [float(part) for part in color.split("(")[1].rstrip(")").split(",")[:3]]
    return sum(numbers) / 3


def test_a_name_of_two_lines_is_broken_near_its_middle_and_is_whole(browser: Browser, tmp_path: Path) -> None:
    name = "110100号市第0号专项行动"  # a line that ends before its half leaves the other one more than half
    document = dataclasses.replace(
        examples.report(),
        article=dataclasses.replace(examples.report().article, title=name),
    )
    with visit(browser, written(tmp_path, store_of(document)), script=RECORD_TEXTS) as seen:
        search(seen.page, name)
        painted = [one["text"] for one in labels(seen.page)]
    lines = next((pair for pair in itertools.pairwise(painted) if "".join(pair) == name), None)
    assert lines
    assert min(map(len, lines)) > 3


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_cut_at_the_side(browser: Browser, graph: Path, width: int) -> None:
    with visit(browser, graph, "#entity=place/990100", viewport={"width": width, "height": 800}) as seen:
        expect(seen.page.locator("#details h2")).to_be_visible()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 1280])
def test_no_label_lies_over_another(browser: Browser, tmp_path: Path, width: int) -> None:
    path = written(tmp_path, crowd(120))
    with visit(browser, path, script=RECORD_TEXTS, viewport={"width": width, "height": 800}) as seen:
        boxes = labels(seen.page)
        assert len(boxes) > 10
        over = [
            (a["text"], b["text"])
            for i, a in enumerate(boxes)
            for b in boxes[:i]
            if a["left"] < b["left"] + b["width"] - 1 and b["left"] < a["left"] + a["width"] - 1
            and a["top"] < b["top"] + b["height"] - 1 and b["top"] < a["top"] + a["height"] - 1
        ]  # fmt: skip
        assert over == []


def test_a_part_of_a_large_graph_says_that_it_is_a_part(browser: Browser, tmp_path: Path) -> None:
    store = crowd(60)
    with visit(browser, written(tmp_path, store, limit=40)) as seen:
        expect(seen.page.locator("#notice")).to_contain_text("40 个节点")
        seen.page.locator("#search").fill("试点机制")
        expect(seen.page.locator('#results [role="option"]').first).to_be_visible()
    with visit(browser, written(tmp_path, store)) as seen:
        expect(seen.page.locator("#notice")).to_be_hidden()


def test_fifteen_hundred_nodes_open_and_answer(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, written(tmp_path, crowd(1500))) as seen:
        search(seen.page, "第77号试点机制")
        expect(seen.page.locator("#details h2")).to_have_text("第77号试点机制")
        assert seen.complaints == []


def test_an_empty_graph_opens(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, written(tmp_path, Store())) as seen:
        expect(seen.page.locator("#visible")).to_contain_text("0 / 0")
        assert seen.complaints == []


def _attacked() -> Document:
    """The report with hostile words wherever an article's words can come to stand."""
    report = examples.report()

    def renamed(entity: Entity) -> Entity:
        return dataclasses.replace(entity, name=ATTACK + entity.name, aliases=(ATTACK,), english=ATTACK)

    return dataclasses.replace(
        report,
        article=dataclasses.replace(report.article, title=ATTACK, url="javascript:window.hacked=1"),
        entities=tuple(map(renamed, report.entities)),
        relations=tuple(dataclasses.replace(one, role=ATTACK) for one in report.relations),
        observations=tuple(
            dataclasses.replace(
                one,
                indicator=ATTACK + one.indicator,
                period=one.period and dataclasses.replace(one.period, text=ATTACK),
                quantity=dataclasses.replace(one.quantity, text=ATTACK, unit=ATTACK),
            )
            for one in report.observations
        ),
    )


def test_words_of_an_article_are_words_and_never_run(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, written(tmp_path, store_of(_attacked()))) as seen:
        page = seen.page
        search(page, examples.CITY)
        expect(page.locator("#details h2")).to_have_text(ATTACK + "青禾市")
        page.locator("#details .card").first.get_by_role("button").first.click()
        expect(page.locator("#details h2")).to_contain_text(ATTACK)
        search(page, examples.PERSON)
        expect(page.locator("#details")).to_contain_text(ATTACK)
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Table").click()
        expect(page.locator("#table-view")).to_contain_text(ATTACK)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, iframe, a[href^=javascript]").count() == 0
        assert seen.complaints == []
        assert seen.requests == []


def test_the_policy_forbids_the_page_to_fetch(browser: Browser, graph: Path) -> None:
    with visit(browser, graph) as seen:
        failed = seen.page.evaluate("fetch('https://example.org/').then(() => false, () => true)")
        assert failed
        assert any("Content Security Policy" in complaint for complaint in seen.complaints)
