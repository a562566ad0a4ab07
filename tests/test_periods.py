"""Periods and comparisons: the dates that the words mean, seen from the article's date."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Period
from kg.values import comparisons, periods
from kg.values.comparisons import find_comparisons
from kg.values.periods import anchor, find_periods
from kg.values.words import first_match

REFERENCE = dt.date(2024, 5, 20)  # a Monday


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def one(text: str, reference: dt.date = REFERENCE) -> Period:
    """The only period of a text."""
    (found,) = find_periods(text, reference)
    return found


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("2023年", "2023-01-01", "2023-12-31"), ("2023 年", "2023-01-01", "2023-12-31"),
        ("二〇二三年", "2023-01-01", "2023-12-31"), ("２０２３年", "2023-01-01", "2023-12-31"),
        ("2023年度", "2023-01-01", "2023-12-31"), ("2023年全年", "2023-01-01", "2023-12-31"),
        ("2024年2月", "2024-02-01", "2024-02-29"), ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024年2月8日", "2024-02-08", "2024-02-08"), ("2024/2/8", "2024-02-08", "2024-02-08"),
        ("2024.02.08", "2024-02-08", "2024-02-08"), ("20240208", "2024-02-08", "2024-02-08"),
        ("2023年第三季度", "2023-07-01", "2023-09-30"), ("2023年下半年", "2023-07-01", "2023-12-31"),
        ("2023年前11个月", "2023-01-01", "2023-11-30"), ("2023年春季", "2023-03-01", "2023-05-31"),
        ("2023年6月中旬", "2023-06-11", "2023-06-20"), ("2023年6月中下旬", "2023-06-11", "2023-06-30"),
        ("1990年代", "1990-01-01", "1999-12-31"), ("22年3-4月", "2022-03-01", "2022-04-30"), ("95年6月", "1995-06-01", "1995-06-30"),
        ("19世纪70年代", "1870-01-01", "1879-12-31"), ("2004年至2008年", "2004-01-01", "2008-12-31"),
        ("2016—2020年", "2016-01-01", "2020-12-31"), ("2021-2023年", "2021-01-01", "2023-12-31"),
        ("2022年9月—2023年6月", "2022-09-01", "2023-06-30"), ("2023年1-4月", "2023-01-01", "2023-04-30"),
        ("2023年11月至2月", "2023-11-01", "2024-02-29"), ("“十三五”期间", "2016-01-01", "2020-12-31"),
        ("“九五”时期", "1996-01-01", "2000-12-31"), ("十五五时期", "2026-01-01", "2030-12-31"),
    ],
)  # fmt: skip
def test_explicit(text: str, begin: str, finish: str) -> None:
    found = one(f"据统计，{text}，全区")
    assert (found.text, found.begin, found.finish) == (text, day(begin), day(finish))
    assert (found.basis, found.stock) == ("Explicit", False)


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("去年", "2023-01-01", "2023-12-31"), ("今年", "2024-01-01", "2024-12-31"), ("前年", "2022-01-01", "2022-12-31"),
        ("今年以来", "2024-01-01", "2024-05-20"), ("去年3月至9月", "2023-03-01", "2023-09-30"),
        ("今年上半年", "2024-01-01", "2024-06-30"), ("去年四季度", "2023-10-01", "2023-12-31"),
        ("一季度", "2024-01-01", "2024-03-31"), ("首季", "2024-01-01", "2024-03-31"),
        ("1—4月", "2024-01-01", "2024-04-30"), ("前4个月", "2024-01-01", "2024-04-30"),
        ("上月", "2024-04-01", "2024-04-30"), ("本月", "2024-05-01", "2024-05-31"), ("上周", "2024-05-13", "2024-05-19"),
        ("上季度", "2024-01-01", "2024-03-31"), ("本周三", "2024-05-22", "2024-05-22"), ("昨天", "2024-05-19", "2024-05-19"),
        ("本周末", "2024-05-25", "2024-05-26"), ("新中国成立70多年来", "1949-10-01", "2024-05-20"),
        ("5月10日", "2024-05-10", "2024-05-10"), ("5月10日至16日", "2024-05-10", "2024-05-16"),
        ("上世纪70年代", "1970-01-01", "1979-12-31"), ("近三年", "2021-05-20", "2024-05-20"), ("过去五年", "2019-05-20", "2024-05-20"),
        ("五年来", "2019-05-20", "2024-05-20"), ("近20天", "2024-04-30", "2024-05-20"),
        ("未来三天", "2024-05-21", "2024-05-23"), ("两年前", "2022-01-01", "2022-12-31"),
        ("二十多年来", None, "2024-05-20"), ("党的十九大以来", "2017-10-18", "2024-05-20"),
        ("改革开放以来", "1978-12-18", "2024-05-20"), ("“十四五”以来", "2021-01-01", "2024-05-20"),
    ],
)  # fmt: skip
def test_counted_from_the_article(text: str, begin: str | None, finish: str) -> None:
    found = one(f"报道称，{text}，")
    assert (found.text, found.begin, found.finish) == (text, day(begin), day(finish))
    assert found.basis == "RelativeToArticle"


@pytest.mark.parametrize(
    ("text", "finish"),
    [
        ("截至2022年底", "2022-12-31"), ("2022年末", "2022-12-31"), ("截至今年4月", "2024-04-30"), ("目前", "2024-05-20"),
        ("截至4月底", "2024-04-30"), ("截至2024年4月30日", "2024-04-30"), ("截至目前", "2024-05-20"), ("到2027年", "2027-12-31"),
        ("去年底", "2023-12-31"), ("“十三五”末", "2020-12-31"),
    ],
)  # fmt: skip
def test_point_in_time_has_no_beginning(text: str, finish: str) -> None:
    found = one(f"{text}，全区")
    assert (found.text, found.begin, found.finish, found.stock) == (text, None, day(finish), True)


def test_to_a_level_is_no_end_point() -> None:
    first, last = find_periods("由2022年的18万人增加到2023年的21万人", REFERENCE)
    assert (first.text, first.stock, last.text, last.stock) == ("2022年", False, "2023年", False)
    assert (last.begin, last.finish) == (dt.date(2023, 1, 1), dt.date(2023, 12, 31))


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("2021年以来", "2021-01-01", "2024-05-20"), ("2023年5月至今", "2023-05-01", "2024-05-20"),
        ("自2022年7月起", "2022-07-01", None), ("从2019年到2021年", "2019-01-01", "2021-12-31"),
        ("2030年前", None, "2029-12-31"), ("6月底前", None, "2024-06-30"), ("6月30日前", None, "2024-06-30"),
    ],
)  # fmt: skip
def test_open_ends(text: str, begin: str | None, finish: str | None) -> None:
    found = one(text)
    assert (found.text, found.begin, found.finish) == (text, day(begin), day(finish))


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("从3月1日开通业务起到3月9日", "2024-03-01", "2024-03-09"),
        ("从2020年的三成提高到2023年的五成", "2020-01-01", "2020-12-31"),
        ("从2月份企稳回升到3月份", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_period_may_reach_its_end_behind_the_words_of_what_began(text: str, begin: str, finish: str) -> None:
    first = find_periods(text, dt.date(2024, 5, 20))[0]
    assert (str(first.begin), str(first.finish)) == (begin, finish)


@pytest.mark.parametrize("text", ["自3月春季行动开展以来", "春季行动3月启动以来", "从3月起施行以来"])
def test_so_far_may_stand_apart_from_the_period_that_it_opens(text: str) -> None:
    found = one(text)
    assert (found.begin, found.finish) == (day("2024-03-01"), REFERENCE)


def test_hours_do_not_part_the_days_of_a_stretch() -> None:
    found = one("4月2日零时至9日20时")
    assert (found.begin, found.finish) == (day("2024-04-02"), day("2024-04-09"))


@pytest.mark.parametrize(
    ("text", "reference", "begin", "finish"),
    [
        ("12月", "2024-01-15", "2023-12-01", "2023-12-31"),
        ("12月", "2024-12-28", "2024-12-01", "2024-12-31"),
        ("1—9月", "2024-02-01", "2023-01-01", "2023-09-30"),
        ("1—9月", "2024-10-20", "2024-01-01", "2024-09-30"),
        ("前三季度", "2024-01-20", "2023-01-01", "2023-09-30"),
        ("9月30日", "2024-03-01", "2024-09-30", "2024-09-30"),
        ("30日", "2024-03-05", "2024-01-30", "2024-01-30"),
        ("三季度", "2024-02-10", "2023-07-01", "2023-09-30"),
        ("三季度", "2024-06-10", "2024-07-01", "2024-09-30"),
        ("11月到明年3月", "2024-06-10", "2024-11-01", "2025-03-31"),
    ],
)
def test_a_missing_year_is_the_one_that_is_meant(text: str, reference: str, begin: str, finish: str) -> None:
    found = one(text, dt.date.fromisoformat(reference))
    assert (found.begin, found.finish) == (day(begin), day(finish))


@pytest.mark.parametrize(
    ("text", "begin", "finish", "stock"),
    [
        ("全年", "2022-01-01", "2022-12-31", False), ("年末", None, "2022-12-31", True), ("同期", "2022-01-01", "2022-12-31", False),
        ("上半年", "2022-01-01", "2022-06-30", False), ("12月份", "2022-12-01", "2022-12-31", False),
        ("1—9月", "2022-01-01", "2022-09-30", False), ("当年11月", "2022-11-01", "2022-11-30", False),
        ("当年年底", None, "2022-12-31", True), ("次年3月", "2023-03-01", "2023-03-31", False), ("截至6月底", None, "2022-06-30", True),
    ],
)  # fmt: skip
def test_anchor_reads_the_words_in_another_year(text: str, begin: str | None, finish: str, *, stock: bool) -> None:
    found = anchor(one(text), 2022)
    assert (found.begin, found.finish, found.stock) == (day(begin), day(finish), stock)
    assert (found.text, found.basis) == (text, "Inherited")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025年二季度末", None, "2025-06-30"), ("一季度末", None, "2026-03-31"), ("上半年末", None, "2026-06-30"),
        ("2024年冬", "2024-12-01", "2025-02-28"), ("今年夏，", "2026-06-01", "2026-08-31"),
    ],
)  # fmt: skip
def test_ends_of_parts_of_a_year_and_bare_seasons(text: str, start: str | None, end: str) -> None:
    (found,) = find_periods(text, dt.date(2026, 7, 20))
    assert (found.begin, found.finish) == (day(start), day(end))


@pytest.mark.parametrize("text", ["全年", "年末", "同期"])
def test_no_year_to_be_had(text: str) -> None:
    found = one(text)
    assert (found.begin, found.finish, found.basis) == (None, None, "Inherited")


def test_anchor_leaves_a_written_year_alone() -> None:
    found = one("2023年3月")
    assert anchor(found, 2020) == found


@pytest.mark.parametrize(
    "text",
    [
        "同比增长", "比上年增长", "较上年末", "与去年同期相比", "上年同期", "环比下降", "比2019年增加", "目标", "“十四五”规划", "2020级",
        "三五年", "3年内", "百年老店", "每年", "13号线", "5号文件", "2月30日", "2023.5亩", "888-000-9999", "近年来", "第二十条",
        "四季分明", "学前三年",
        "五日游", "一日三餐", "表现在", "停产30年后", "2020年不变价", "上年纪", "比年初增加", "较常年同期",
        "按当年价格计算", "年初预算安排", "0世纪", "三百世纪", "0000年代", "上" * 9 + "周",
    ],
)  # fmt: skip
def test_what_names_no_period(text: str) -> None:
    assert find_periods(text, REFERENCE) == ()


@pytest.mark.parametrize(
    ("text", "words", "kind", "date"),
    [
        ("同比增长3%", "同比", "PreviousYear", None), ("比上年增长3%", "比上年", "PreviousYear", None),
        ("较上年末增加", "较上年末", "PreviousYear", None), ("与去年同期相比", "与去年同期相比", "PreviousYear", None),
        ("环比下降1%", "环比", "PreviousPeriod", None), ("比上月回落", "比上月", "PreviousPeriod", None),
        ("比年初增加", "比年初", "PreviousYear", None), ("较常年同期偏多", "较常年同期", None, None),
        ("较“十三五”末增加", "较“十三五”末", None, "2020-12-31"),
        ("比1978年增长", "比1978年", None, "1978-12-31"), ("与2019年相比", "与2019年相比", None, "2019-12-31"),
    ],
)  # fmt: skip
def test_comparison(text: str, words: str, kind: str | None, date: str | None) -> None:
    (found,) = find_comparisons(text)
    assert text[found.span.start : found.span.end] == words
    assert (found.kind, found.date) == (kind, day(date))


@pytest.mark.parametrize("text", ["同比例缩减", "2019年与2020年", "可比口径", "比重上升"])
def test_words_that_only_look_like_a_comparison(text: str) -> None:
    assert find_comparisons(text) == ()


PIECES = [
    "2023", "年", "5", "月", "12", "日", "号", "去年", "今年", "上", "半年", "季度", "第", "一", "十二", "末", "底", "初", "以来",
    "前", "后", "截至", "到", "至", "—", "-", "/", ".", "近", "三", "个", "周", "天", "世纪", "年代", "同比", "比", "全年", "“",
    "十四五", "”", "期间",
    "，", "\n", " ", "旬", "的", "0",
]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(),
    st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2900, 12, 31)),
)
def test_quotes_are_exact_ordered_and_apart(text: str, reference: dt.date) -> None:
    found = find_periods(text, reference)
    for period in found:
        assert text[period.start : period.end] == period.text
        assert period.begin is None or period.finish is None or period.begin <= period.finish
        anchor(period, 2020)
    for before, after in pairwise(found):
        assert before.end <= after.start


@pytest.mark.parametrize("module", [periods, comparisons])
@given(data=st.data())
def test_nothing_begins_with_a_character_that_is_not_looked_for(module: ModuleType, data: st.DataObject) -> None:
    pattern = module._starts() if module is periods else module._pattern()
    text = data.draw(st.text("0159 -./" + "".join(re.findall("[\u4e00-\u9fff“”]", pattern.pattern)), max_size=12))
    found, sooner = pattern.search(text), first_match(pattern, module._heads(), text)
    assert (found and found.span()) == (sooner and sooner.span())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年5月、6月", [("2023-05-01", "2023-06-30")]),
        ("2021年、2022年", [("2021-01-01", "2022-12-31")]),
        ("2023年3月、9月", [("2023-03-01", "2023-03-31"), ("2023-09-01", "2023-09-30")]),
        ("2023年5月、6月分别为", [("2023-05-01", "2023-05-31"), ("2023-06-01", "2023-06-30")]),
    ],
)
def test_times_listed_side_by_side(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_periods(text, REFERENCE)
    assert [(p.begin, p.finish) for p in found] == [(day(begin), day(finish)) for begin, finish in expected]
    assert all(text[p.start : p.end] == p.text for p in found)
