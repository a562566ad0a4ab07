"""Tables in Markdown and HTML give figures: headers are indicator, unit, place and period; empty cells give none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import reading
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import plain, told

from kg.model import Article, Document, Observation
from kg.pipeline import run
from kg.read import read_one
from kg.read.grids import grids

TITLE = "金昌市种植业生产情况"
JINCHANG, YONGCHANG, JINCHUAN = "place/620300", "place/620321", "place/620302"


def read(text: str, title: str = TITLE, published: str = "2025-02-20") -> Document:
    """The document of a text under the header of a local paper."""
    return reading.read(text, title, published, "甘肃日报")


def figures(text: str, **header: str) -> tuple[Observation, ...]:
    return read(text, **header).observations


def said(text: str, **header: str) -> list[tuple[str, str, str]]:
    """(indicator, value, unit) of every figure."""
    return told(figures(text, **header))


def refused(text: str) -> dict[str, str]:
    """The numbers that became no figure, with the reason."""
    return {d.text: d.reason for d in read(text).discards if d.type == "Quantity"}


def years(one: Observation) -> tuple[str, str]:
    assert one.period is not None
    return str(one.period.begin), str(one.period.finish)


CROPS = """表2 2024年主要作物产量

| 作物 | 单位 | 产量 | 比上年增长（%） |
|:-----|:----:|-----:|----------------:|
| 马铃薯 | 万吨 | 1,203.5 | 4.2 |
| 其中：种薯 | 万吨 | 80 | -1.5 |
| 胡麻 | 吨 | 960 | 持平 |
| 苜蓿 | 吨 | — | … |
| 中药材 | 吨 | 700 | 下降0.8 |
"""


def test_a_table_of_things_by_measures() -> None:
    assert said(CROPS) == [
        ("马铃薯产量", "12035000", "吨"),
        ("马铃薯产量", "4.2", "%"),
        ("种薯产量", "800000", "吨"),
        ("种薯产量", "-1.5", "%"),
        ("胡麻产量", "960", "吨"),
        ("胡麻产量", "0", "%"),
        ("中药材产量", "700", "吨"),
        ("中药材产量", "-0.8", "%"),
    ]


def test_a_change_column_says_kind_direction_and_comparison() -> None:
    found = figures(CROPS)[1::2]
    assert {(o.kind, o.comparison) for o in found} == {("RelativeChange", "PreviousYear")}
    assert [o.direction for o in found] == ["Increase", "Decrease", "Unchanged", "Decrease"]


def test_the_evidence_is_the_row_and_the_span_the_cells_value() -> None:
    document = read(CROPS)
    first, *_, last = document.observations
    assert document.text_of(first.evidence) == "| 马铃薯 | 万吨 | 1,203.5 | 4.2 |"
    assert document.text_of(first.quantity.span) == first.quantity.text == "1,203.5"
    assert document.text_of(last.quantity.span) == "0.8"
    assert all(o.evidence.covers(o.quantity.span) for o in document.observations)


def test_a_part_knows_its_whole() -> None:
    document = read(CROPS)
    part = next(o for o in document.observations if o.indicator == "种薯产量" and o.kind == "Level")
    assert part.broader == "马铃薯产量"
    assert part.part_of is not None
    assert document.text_of(part.part_of) == "1,203.5"


def test_rows_set_in_are_parts_of_the_row_above_them() -> None:
    found = figures("| 指标 | 数值 |\n|---|---|\n| 常住人口（万人） | 40 |\n| 　城镇 | 28 |\n| 　乡村 | 12 |\n| 出生人口（人） | 300 |\n")
    assert [(o.indicator, plain(o.value), o.quantity.unit, o.broader) for o in found] == [
        ("常住人口", "400000", "人", None),
        ("城镇常住人口", "280000", "人", "常住人口"),
        ("乡村常住人口", "120000", "人", "常住人口"),
        ("出生人口", "300", "人", None),
    ]


def test_the_title_over_a_table_dates_it() -> None:
    assert {years(o) for o in figures(CROPS)} == {("2024-01-01", "2024-12-31")}
    assert {o.period.basis for o in figures(CROPS) if o.period} == {"Inherited"}


def test_places_as_rows_and_their_sum_is_the_articles_place() -> None:
    text = "| 县区 | 水库（座） | 库容（万立方米） |\n|---|---|---|\n| 永昌县 | 6 | 150 |\n| 金川区 | 3 | 40 |\n| 合计 | 9 | 190 |\n"
    found = figures(text)
    assert [(o.place, o.indicator, plain(o.value)) for o in found] == [
        (YONGCHANG, "水库", "6"), (YONGCHANG, "库容", "1500000"),
        (JINCHUAN, "水库", "3"), (JINCHUAN, "库容", "400000"),
        (JINCHANG, "水库", "9"), (JINCHANG, "库容", "1900000"),
    ]  # fmt: skip


def test_a_place_that_is_not_decided_leaves_the_place_open() -> None:
    document = run(Article(id="article/test", text="| 地区 | 水库（座） |\n|---|---|\n| 城关区 | 6 |\n", published=dt.date(2025, 2, 20)))
    assert [(o.indicator, o.place) for o in document.observations] == [("水库", None)]


def test_two_header_rows_of_things_and_years() -> None:
    text = (
        "| 县区 | 蔬菜产量（吨） | | 水果产量（吨） | |\n| | 2022年 | 2023年 | 2022年 | 2023年 |\n"
        "| 永昌县 | 10 | 11 | 20 | 21 |\n| 金川区 | 30 | 31 | 40 | 41 |\n"
    )
    found = figures(text)
    assert [(o.indicator, plain(o.value), years(o)[0][:4]) for o in found[:4]] == [
        ("蔬菜产量", "10", "2022"), ("蔬菜产量", "11", "2023"), ("水果产量", "20", "2022"), ("水果产量", "21", "2023"),
    ]  # fmt: skip
    assert [o.place for o in found] == [YONGCHANG] * 4 + [JINCHUAN] * 4


def test_a_merged_first_row_is_the_tables_title() -> None:
    text = "| 2023年主要经济指标（单位：亿元） | | |\n| 指标 | 绝对量 | 增速（%） |\n"
    text += "| 工业总产值 | 52 | 6 |\n| 固定资产投资 | 31 | -2.5 |\n"
    found = figures(text)
    assert [(o.indicator, plain(o.value), o.quantity.unit) for o in found] == [
        ("工业总产值", "5200000000", "元"), ("工业总产值", "6", "%"), ("固定资产投资", "3100000000", "元"), ("固定资产投资", "-2.5", "%"),
    ]  # fmt: skip
    assert {years(o) for o in found} == {("2023-01-01", "2023-12-31")}


def test_a_transposed_table_has_its_measures_in_rows() -> None:
    text = "| 指标 | 永昌县 | 金川区 |\n|---|---|---|\n"
    text += "| 羊存栏（万只） | 60 | 15 |\n| 同比增长（%） | 3.1 | -0.4 |\n| 牛存栏（头） | 900 | 80 |\n"
    found = figures(text)
    assert [(o.indicator, plain(o.value), o.place, o.comparison) for o in found[:4]] == [
        ("羊存栏", "600000", YONGCHANG, None),
        ("羊存栏", "150000", JINCHUAN, None),
        ("羊存栏", "3.1", YONGCHANG, "PreviousYear"),
        ("羊存栏", "-0.4", JINCHUAN, "PreviousYear"),
    ]


def test_a_table_without_a_header_is_read_by_its_row_names() -> None:
    assert said("| 甜菜产量 | 31 | 万吨 |\n| 供水人口 | 9 | 万人 |\n") == [("甜菜产量", "310000", "吨"), ("供水人口", "90000", "人")]


def test_years_as_rows_are_periods() -> None:
    found = figures("单位：万元\n\n| 年份 | 旅游收入 |\n|---|---|\n| 2021 | 700 |\n| 2022 | 650 |\n")
    assert [(o.indicator, plain(o.value), years(o)) for o in found] == [
        ("旅游收入", "7000000", ("2021-01-01", "2021-12-31")),
        ("旅游收入", "6500000", ("2022-01-01", "2022-12-31")),
    ]


def test_months_take_the_year_of_the_title_and_the_year_before_that_of_the_column_beside() -> None:
    text = "2024年1—8月工业运行情况表\n\n"
    text += "| 指标 | 单位 | 8月 | 1—8月 | 上年同期 |\n|---|---|---|---|---|\n| 发电量 | 万千瓦时 | 20 | 150 | 140 |\n"
    assert [(plain(o.value), *years(o)) for o in figures(text)] == [
        ("200000", "2024-08-01", "2024-08-31"), ("1500000", "2024-01-01", "2024-08-31"), ("1400000", "2023-01-01", "2023-08-31"),
    ]  # fmt: skip


def test_the_end_of_a_year_is_a_point_in_time() -> None:
    found = figures("| 指标 | 2024年末 |\n|---|---|\n| 各项存款余额（亿元） | 410 |\n")
    assert [(years(o), plain(o.value)) for o in found] == [(("None", "2024-12-31"), "41000000000")]


def test_an_aim_is_a_target_of_its_own_year() -> None:
    found = figures("| 指标 | 2024年 | 2025年目标 |\n|---|---|---|\n| 污水处理率（%） | 95 | 96 |\n", title="2024年金昌市统计公报")
    assert [(o.modality, years(o)[0], o.kind) for o in found] == [
        ("Achieved", "2024-01-01", "Proportion"), ("Target", "2025-01-01", "Proportion"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("| 县区 | 产量 |\n|---|---|\n| 永昌县 | 12 |\n", {"12": "the headers do not say what it counts"}),
        (
            "| 指标 | 数值 | 数值 |\n|---|---|---|\n| 用水户（户） | 5 | 6 |\n",
            dict.fromkeys("56", "the table says the same of cells that differ"),
        ),
        (
            "| 指标 | 单位 | 同比增长（%） |\n|---|---|---|\n| 失业率 | % | 0.2 |\n",
            {"0.2": "a change of a rate: percent or percentage points"},
        ),
        ("| 指标 | 比上年增加 |\n|---|---|\n| 登记商户 | 40 |\n", {"40": "a change whose unit is not said"}),
        ("| 指标 | 降幅（%） |\n|---|---|\n| 单位能耗 | -3 |\n", {"-3": "a fall below zero: which way it goes is not said"}),
        ("| 指标 | 产量（万吨） |\n|---|---|\n| 玉米 | 3万 |\n", {"3万": "its unit has a magnitude and so has the number"}),
    ],
)
def test_what_headers_leave_open_is_let_go_with_the_reason(text: str, reasons: dict[str, str]) -> None:
    assert said(text) == []
    assert refused(text) == reasons


def test_numbers_of_rows_and_ranks_are_no_figures() -> None:
    text = "| 序号 | 县区 | 学校（所） | 位次 |\n|---|---|---|---|\n| 7 | 永昌县 | 21 | 2 |\n| 8 | 金川区 | 34 | 1 |\n"
    assert said(text) == [("学校", "21", "所"), ("学校", "34", "所")]
    assert set(refused(text)) == {"7", "8", "2", "1"}


def test_prose_rules_do_not_read_rows_and_still_read_the_text_around_them() -> None:
    text = f"全市新建水窖300口。\n\n{CROPS}\n全市改造农田25万亩。"
    by = [o.by.partition(".")[0] for o in figures(text)]
    assert by == ["metrics", "metrics", *["tables"] * 8]


def test_prose_set_in_columns_is_read_as_prose() -> None:
    text = "| 任务 | 单位 |\n|---|---|\n| 新建幼儿园12所 | 教育局 |\n"
    assert [(o.indicator, plain(o.value), o.by) for o in figures(text)] == [("新建幼儿园", "12", "metrics.level")]


def test_a_range_in_a_cell_has_two_bounds() -> None:
    (one,) = figures("| 作物 | 价格（元/斤） |\n|---|---|\n| 大蒜 | 2.5—3.5 |\n")
    assert (one.value, one.minimum, one.maximum, one.approximation) == (None, Decimal("2.5"), Decimal("3.5"), "Range")


PAGE = """<html><head><title>河西某地种植业年报</title></head><body><h1>金昌市种植业年报</h1>
<p>2024年，全市种植业生产总体平稳，各项工作有序推进，农民收入继续增加，生产条件不断改善，现将主要情况公布如下。</p>
<table><caption>表1 2024年主要作物</caption><thead>
<tr><th rowspan="2">县区</th><th colspan="2">啤酒大麦</th></tr><tr><th>产量（吨）</th><th>增长（%）</th></tr></thead>
<tbody><tr><td>永昌县</td><td><p>1,500</p></td><td>2.0</td></tr><tr><td>　金川区</td><td><b>320</b></td><td>&nbsp;</td></tr></tbody></table>
<p>下一步，全市将继续做好田间管理和技术服务，提高种植效益，保障粮食安全，促进农民持续增收，推动产业发展。</p>
<table><tr><td rowspan="2">绵羊存栏（只）</td><td>永昌县</td><td>70</td></tr><tr><td>金川区</td><td>90</td></tr></table>
<p>以上数据为初步统计结果，最终数据以年鉴公布为准，各县区要进一步加强数据审核，确保数据真实准确完整。</p></body></html>"""


def test_the_tables_of_a_web_page_with_merged_cells(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    document = run(read_one(str(page), published=dt.date(2025, 2, 20)))
    assert [(o.indicator, plain(o.value), o.quantity.unit, o.place) for o in document.observations] == [
        ("啤酒大麦产量", "1500", "吨", YONGCHANG),
        ("啤酒大麦产量", "2", "%", YONGCHANG),
        ("啤酒大麦产量", "320", "吨", JINCHUAN),
        ("绵羊存栏", "70", "只", YONGCHANG),
        ("绵羊存栏", "90", "只", JINCHUAN),
    ]
    assert all(document.text_of(o.quantity.span) == o.quantity.text for o in document.observations)
    assert {years(o)[0] for o in document.observations[:3]} == {"2024-01-01"}


THINGS = ("苹果", "葡萄", "核桃", "花椒", "枸杞", "红枣")
MEASURES = ("产量（吨）", "种植面积（亩）", "销售额（元）", "价格（元/斤）")
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(lambda d: abs(d) if d == 0 else d)


@settings(max_examples=60)
@given(st.data(), st.integers(1, 6), st.integers(1, 4), st.booleans())
def test_any_grid_of_numbers_written_as_a_table_is_read_back(data: st.DataObject, height: int, width: int, commas: bool) -> None:
    values = data.draw(st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=height, max_size=height))
    lines = ["作物 | " + " | ".join(MEASURES[:width]), "|".join(["---"] * (width + 1))]
    lines += [" | ".join([thing, *(f"{v:,}" if commas else str(v) for v in row)]) for thing, row in zip(THINGS, values, strict=False)]
    found = {(o.indicator, o.value) for o in figures("\n".join(f"| {line} |" for line in lines))}
    names = [m.partition("（")[0] for m in MEASURES]
    assert found == {(THINGS[i] + names[j], v) for i, row in enumerate(values) for j, v in enumerate(row)}


@given(st.text(alphabet="|-: \n甲产量（吨）1.5，其中年2024", max_size=120))
def test_any_pipes_are_read_without_an_error_and_spans_hold_their_text(text: str) -> None:
    document = read(text)
    for one in document.observations:
        assert document.text_of(one.quantity.span) == one.quantity.text
    for grid in grids(text):
        for cell in (cell for row in grid.rows for cell in row.cells):
            assert text[cell.span.start : cell.span.end] == cell.text
