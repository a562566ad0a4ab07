"""Sentences and words keep their place in the article, however the page was laid out."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Article, Document
from kg.pipeline import run, run_many
from kg.segment import read, segment


def sentences(text: str, body: int = 0) -> list[str]:
    document = segment(Document(article=Article(id="article/0", text=text, body=body)))
    return [s.text for s in document.sentences]


def test_sentences_end_at_stops_and_keep_a_closing_quote() -> None:
    assert sentences("“路修好了。”村民说。今年再修两条！") == ["“路修好了。”", "村民说。", "今年再修两条！"]


def test_a_wrapped_line_runs_on_and_a_heading_does_not() -> None:
    text = "全县今年新建农村公路四十二公里，改造危桥十\n二座，惠及群众三万人，投入资金两亿元。\n二、教育\n新建小学三所。"
    assert sentences(text) == [
        "全县今年新建农村公路四十二公里，改造危桥十二座，惠及群众三万人，投入资金两亿元。",
        "二、教育",
        "新建小学三所。",
    ]


def test_numbers_set_apart_by_wide_spaces_stay_apart() -> None:
    assert sentences("图2  2024年全县 35 座水库蓄水量") == ["图2 2024年全县35座水库蓄水量"]


def test_every_row_of_a_table_of_numbers_is_a_sentence_of_its_own() -> None:
    text = "水情如下：\n| 站点 | 水位（米） |\n|---|---|\n| 一号！ | 3.5 |\n各站正常。"
    document = segment(Document(article=Article(id="article/0", text=text)))
    assert [(s.text, s.table) for s in document.sentences] == [
        ("水情如下：", False), ("|站点|水位（米）|", True), ("|---|---|", True), ("|一号！|3.5|", True), ("各站正常。", False),
    ]  # fmt: skip


def test_short_lines_without_a_stop_are_lines_of_their_own() -> None:
    assert sentences("某某市统计局\n某某调查队\n综合\n全年经济平稳运行。") == ["某某市统计局", "某某调查队", "综合", "全年经济平稳运行。"]


def test_rules_read_one_form_of_every_mark_and_every_character_keeps_its_place() -> None:
    raw = "共 ７.２\u00a0万 人,占９５％(含\n流动人口);"
    clean, offsets = read(raw)
    assert clean == "共7.2万人，占95%（含流动人口）；"
    assert [raw[i] for i in offsets][:4] == ["共", "７", ".", "２"]


def test_numbers_and_times_keep_their_own_comma_and_colon() -> None:
    assert read("08:30 共1,234人,到会")[0] == "08:30 共1,234人，到会".replace(" ", "")


def test_straight_quotes_turn_into_pairs() -> None:
    assert read('推行"一站式"服务和"掌上办"')[0] == "推行“一站式”服务和“掌上办”"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="县今年新建公路,。;；!“”()（） \n\u3000\t0123456789.%％abc", max_size=120))
def test_every_span_is_where_it_says(text: str) -> None:
    document = segment(Document(article=Article(id="article/0", text=text)))
    at = 0
    for sentence in document.sentences:
        assert at <= sentence.span.start < sentence.span.end <= len(text)
        at = sentence.span.end
        assert "".join(t.text for t in sentence.tokens) == sentence.text
        assert len(sentence.offsets) == len(sentence.text)
        assert all(sentence.span.start <= i < sentence.span.end for i in sentence.offsets)
        assert sentence.locate(0, len(sentence.text)) == sentence.span


def test_articles_read_together_give_what_each_gives_alone() -> None:
    texts = ["去年，全县新建公路12条。", "省政府印发通知。\n全省粮食产量50万吨，增长3%。", "无", "去年，全县新建公路12条。" * 3]
    articles = [Article(id=f"article/{n}", text=text) for n, text in enumerate(texts)]
    assert list(run_many(articles)) == [run(article) for article in articles]
    assert list(run_many([])) == []
