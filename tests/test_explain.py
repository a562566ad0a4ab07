"""How an article was read, told as data, on a terminal and as a page."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import example_documents as examples
import pytest
from fixtures_view import open_browser, visit
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect
from rich.console import Console

from kg.explain import Explanation, Mark, explain
from kg.model import Article, Discard, Document, Mention, Quantity, Sentence, Span

ATTACK = "</script><img src=x onerror=window.hacked=1>"


def report() -> Document:
    """The hand-read report with its sentences, a number that is no figure, and a name that lost to a longer one."""
    document = examples.report()
    text = document.article.text
    ends = [index + 1 for index, character in enumerate(text) if character in "。\n"]
    starts = [0, *ends[:-1]]
    sentences = tuple(Sentence(span=Span(start=a, end=b), paragraph=0) for a, b in zip(starts, ends, strict=True))
    day = examples.quantity(text, "10日", "10", "日")
    figures = tuple(one.quantity for one in document.observations if one.quantity.text != "持平")
    return dataclasses.replace(
        document,
        sentences=sentences,
        quantities=(*figures, day),
        periods=tuple({one.period.span: one.period for one in document.observations if one.period}.values()),
        discards=(
            Discard(span=day.span, text="10日", type="Quantity", by="metrics", reason="part of a date"),
            Discard(
                span=examples.span(text, "青禾市", 1), text="青禾市", type="Prefecture", by="places", reason="overlaps a longer name"
            ),
        ),
    )


def printed(document: Document) -> str:
    console = Console(file=io.StringIO(), width=200, markup=False, highlight=False)
    explain(document).to_text(console)
    out = console.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def marks(account: Explanation, text: str) -> list[Mark]:
    return [mark for mark in account.marks if mark.text == text]


# --- data ------------------------------------------------------------------------------------------------------------


def test_stretches_are_the_sentences_and_together_the_text() -> None:
    document = report()
    account = explain(document)
    assert "".join(segment.text for one in account.stretches for segment in one.segments) == document.article.text
    assert [one.span for one in account.stretches if one.sentence is not None] == [one.span for one in document.sentences]


def test_a_mention_tells_entity_rule_and_confidence() -> None:
    (mark,) = marks(explain(report()), "局长周文")
    assert (mark.kind, mark.type, mark.name, mark.entity) == ("mention", "Person", "周文", examples.PERSON)
    assert (mark.by, mark.confidence) == ("names.suffix", 0.9)


def test_a_figure_tells_its_value_as_it_is_meant() -> None:
    account = explain(report())
    assert [mark.name for mark in marks(account, "8.5%")] == ["噪声投诉 -8.5 %"]
    assert [mark.name for mark in marks(account, "90%")] == ["办结率 ≥ 90 ≤ 95 %"]
    assert [mark.kind for mark in marks(account, "8.5%")] == ["figure"]


def test_a_bound_is_told_beside_the_value() -> None:
    document = report()
    (level,) = [one for one in document.observations if one.quantity.text == "不到500名"]
    bounded = dataclasses.replace(document, observations=(dataclasses.replace(level, maximum=Decimal(500)),))
    assert [mark.name for mark in marks(explain(bounded), "不到500名")] == ["调解员 500 名 (≤ 500)"]


def test_a_number_that_is_no_figure_tells_why() -> None:
    account = explain(report())
    (mark,) = marks(account, "10日")
    assert (mark.kind, mark.notes) == ("number", ("part of a date",))
    assert [(one.text, one.reason) for one in account.unused] == [("10日", "part of a date")]


def test_a_relation_belongs_to_the_sentence_it_stands_in() -> None:
    account = explain(report())
    (stretch,) = [one for one in account.stretches if "局长周文" in "".join(segment.text for segment in one.segments)]
    predicates = {account.relations[index].predicate for index in stretch.relations}
    assert predicates == {"organizer", "attendee", "location", "memberOf"}


def test_figures_come_in_the_order_of_the_text() -> None:
    spans = [one.quantity.span for one in explain(report()).figures]
    assert spans == sorted(spans)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(st.text(min_size=1, max_size=60))
    edges = st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True).map(sorted)
    spans = [Span(start=a, end=b) for a, b in draw(st.lists(edges, max_size=8))]
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
    return Document(
        article=Article(id="article/0", text=text),
        sentences=tuple(Sentence(span=Span(start=a, end=b), paragraph=0) for a, b in pairwise(cuts)),
        mentions=tuple(
            Mention(span=one, text=text[one.start : one.end], type="Person", by="rule", confidence=0.5) for one in spans[::2]
        ),
        quantities=tuple(
            Quantity(span=one, text=text[one.start : one.end], value=Decimal(1), unit="") for one in spans[1::2]
        ),
    )


@given(documents())
def test_the_law_holds_for_any_overlap(document: Document) -> None:
    account = explain(document)
    assert "".join(segment.text for one in account.stretches for segment in one.segments) == document.article.text
    for mark in account.marks:
        assert document.article.text[mark.span.start : mark.span.end] == mark.text
    covered = [
        number for one in account.stretches for segment in one.segments for _ in segment.text for number in segment.marks
    ]
    assert [covered.count(number) for number in range(len(account.marks))] == [len(mark.span) for mark in account.marks]
    account.to_html()


# --- on a terminal ---------------------------------------------------------------------------------------------------


def test_the_terminal_shows_text_marks_relations_and_what_was_set_aside() -> None:
    text = printed(report())
    assert "5月10日召开的调解工作会议由市司法局主办，局长周文出席，会议发出倡议书36。" in text
    assert "局长周文 = 周文 (人物)  [names.suffix, 90%]" in text
    assert "8.5% = 噪声投诉 -8.5 % (相对变化)  [metrics.change, 90%; period: 2024-01-01 – 2024-12-31" in text
    assert "周文 —任职于→ 青禾市司法局 (局长)  [relate.trigger, 85%]" in text
    assert "set aside 青禾市 (地级行政区)  [places: overlaps a longer name]" in text
    assert "10日 = 10 日  [part of a date]" in text
    assert "8 figures" in text


def test_nothing_in_an_article_drives_the_terminal() -> None:
    hostile = "[bold red]甲\x1b[2J\x07乙[/]\u3000丙"
    document = Document(article=Article(id="article/0", text=hostile))
    assert "[bold red]甲\ufffd[2J\ufffd乙[/]\u3000丙" in printed(document)


# --- as a page -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


def page_of(folder: Path, document: Document) -> Path:
    path = folder / "explain.html"
    path.write_text(explain(document).to_html(), encoding="utf-8")
    return path


def test_the_page_shows_the_article_to_the_letter_and_tells_of_each_mark(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, page_of(tmp_path, report())) as seen:
        page = seen.page
        assert page.locator("#text").text_content() == examples.REPORT
        page.locator(".mark", has_text="局长").hover()
        panel = page.locator("#panel")
        for words in ("周文", "人物", examples.PERSON, "names.suffix", "90%", "周文 —任职于→ 青禾市司法局（局长）"):
            expect(panel).to_contain_text(words)
        figure = page.locator(".mark.figure", has_text="8.5%")
        figure.focus()
        page.keyboard.press("Enter")
        expect(panel).to_contain_text("噪声投诉 -8.5 %")
        page.locator(".mark", has_text="局长").hover()
        expect(panel).to_contain_text("噪声投诉 -8.5 %")  # what was chosen stays
        assert seen.complaints == []
        assert seen.requests == []


def test_the_page_lists_figures_relations_and_what_was_set_aside(browser: Browser, tmp_path: Path) -> None:
    with visit(browser, page_of(tmp_path, report()), viewport={"width": 390, "height": 800}) as seen:
        page = seen.page
        figures = page.get_by_role("region", name="数字 Figures (8)")
        expect(figures.locator("tr", has_text="-8.5 %")).to_contain_text("去年 2024-01-01 – 2024-12-31")
        figures.get_by_role("link", name="倡议书").click()
        expect(page.locator("#text > span:target")).to_contain_text("会议发出倡议书36")
        expect(page.get_by_role("region", name="关系 Relations (12)")).to_contain_text("任职于")
        discards = page.get_by_role("region", name="未采用 Set aside (2)")
        expect(discards.locator("tr", has_text="青禾市")).to_contain_text("overlaps a longer name")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_takes_hostile_words_for_words(browser: Browser, tmp_path: Path) -> None:
    document = report()
    hostile = dataclasses.replace(
        document,
        article=dataclasses.replace(document.article, title=ATTACK, text=document.article.text + ATTACK),
        entities=tuple(dataclasses.replace(one, name=ATTACK, reason=ATTACK) for one in document.entities),
        discards=tuple(dataclasses.replace(one, reason=ATTACK, text=ATTACK) for one in document.discards),
    )
    with visit(browser, page_of(tmp_path, hostile)) as seen:
        page = seen.page
        expect(page.locator("h1")).to_have_text(ATTACK)
        assert page.locator("#text").text_content() == hostile.article.text
        page.locator(".mark", has_text="局长").click()
        expect(page.locator("#panel")).to_contain_text(ATTACK)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        assert seen.complaints == []
        assert seen.requests == []


def test_a_mark_has_the_colour_of_its_class(browser: Browser, tmp_path: Path) -> None:
    from kg import ontology

    with visit(browser, page_of(tmp_path, report())) as seen:
        border = seen.page.locator(".mark", has_text="局长").evaluate("e => getComputedStyle(e).borderBottomColor")
        color = ontology.load().color("Person")
        assert border == "rgb({}, {}, {})".format(*(int(color[i : i + 2], 16) for i in (1, 3, 5)))
