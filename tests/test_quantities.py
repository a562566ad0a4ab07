"""Quantities: the right value, unit and bound at the right place; what counts nothing is left alone."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_numbers import Written, decimals, financial, fractions, han, numbers, shares, sums

from kg.model import Quantity, Span
from kg.values.quantities import find_quantities


def one(text: str) -> Quantity:
    """The only quantity of a text."""
    (found,) = find_quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "words", "value", "unit"),
    [
        ("调解纠纷3.6万件", "3.6万件", 36000, "件"),
        ("选派4.8万名网格员", "4.8万名", 48000, "名"),
        ("参加活动52.4万人次", "52.4万人次", 524000, "人次"),
        ("新增就业7.3万人。", "7.3万人", 73000, "人"),
        ("服务60万老年群众", "60万", 600000, ""),
        ("帮助3000家庭脱困", "3000", 3000, ""),
        ("完成10项目标任务", "10项", 10, "项"),
        ("有5个人到场", "5个", 5, "个"),
        ("覆盖42个县(市、区)", "42个", 42, "个"),
        ("编印简报240期(次)", "240期(次)", 240, "期(次)"),
        ("文物2.1万件/套", "2.1万件/套", 21000, "件/套"),
        ("发电3.2亿千瓦时", "3.2亿千瓦时", 320000000, "千瓦时"),
        ("补助1.5万元/亩", "1.5万元/亩", 15000, "元/亩"),
        ("标准为820元/人·月", "820元/人·月", 820, "元/人·月"),
        ("密度每平方公里计1.2万人/平方公里", "1.2万人/平方公里", 12000, "人/平方公里"),
        ("用水42立方米/万元", "42立方米/万元", 42, "立方米/万元"),
        ("死亡率为12.5/10万，", "12.5/10万", "12.5", "/10万"),
        ("节约21万吨标准煤", "21万吨标准煤", 210000, "吨标准煤"),
        ("走了三千米", "三千米", 3, "千米"),
        ("功率5兆瓦", "5兆瓦", 5, "兆瓦"),
        ("检查 31.5 万户次", "31.5 万户次", 315000, "户次"),
        ("受理 8.4 万\n件", "8.4 万\n件", 84000, "件"),
        ("为 1200万\n困难群众", "1200万", 12000000, ""),
        ("历时5个月", "5个月", 5, "个月"),
        ("用了三年", "三年", 3, "年"),
        ("实施8大行动", "8大", 8, "大"),
        ("存款两个亿", "两个亿", 200000000, ""),
        ("气温零下十度", "零下十度", -10, "度"),
        ("身高1米75", "1米75", "1.75", "米"),
        ("月薪6.5k", "6.5k", 6500, ""),
    ],
)
def test_count(text: str, words: str, value: int | str, unit: str) -> None:
    found = one(text)
    assert (found.text, found.value, found.unit) == (words, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("15%", 15, "%"), ("15％", 15, "%"), ("百分之十五", 15, "%"), ("百分之零点五", "0.5", "%"), ("三成", 3, "成"),
        ("三成半", "3.5", "成"), ("千分之二", 2, "‰"), ("4.1‰", "4.1", "‰"), ("五分之二", "0.4", ""),
        ("提高4个百分点", 4, "个百分点"), ("是上年的3倍", 3, "倍"), ("翻一番", 2, "倍"), ("翻了两番", 4, "倍"),
        ("增长率为-0.8‰", "-0.8", "‰"), ("增长-2.5%", "-2.5", "%"), ("1/4", "0.25", ""),
    ],
)  # fmt: skip
def test_share(text: str, value: int | str, unit: str) -> None:
    found = one(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("12元5角", "12.5", "元"), ("八块六毛三分", "8.63", "块"), ("四斤二两", "4.2", "斤"), ("五块七", "5.7", "块"),
        ("两吨半", "2.5", "吨"), ("两年半", "2.5", "年"), ("一个半小时", "1.5", "小时"), ("$40", 40, "美元"),
        ("¥7.5", "7.5", "元"), ("人民币300元", 300, "元"), ("300元人民币", 300, "元"), ("港币80元", 80, "港币"),
        ("25万美元", 250000, "美元"), ("6亿元", 600000000, "元"),
    ],
)  # fmt: skip
def test_sum_and_money(text: str, value: int | str, unit: str) -> None:
    found = one(text)
    assert (found.text, found.value, found.unit) == (text, Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value", "approx"),
    [
        ("约4万件", 40000, "about"), ("4万件左右", 40000, "about"), ("大约40家", 40, "about"), ("十来个", 10, "about"),
        ("4.5万余件", 45000, "moreThan"), ("30多家", 30, "moreThan"), ("超过3万户", 30000, "moreThan"),
        ("突破了500亿元", 50000000000, "moreThan"), ("5%以上", 5, "moreThan"), ("不少于6次", 6, "moreThan"),
        ("至少两名", 2, "moreThan"), ("逾百家", 100, "moreThan"), ("上千人", 1000, "moreThan"), ("百余名", 100, "moreThan"),
        ("三年多", 3, "moreThan"), ("一个多月", 1, "moreThan"), ("二十出头", 20, "moreThan"),
        ("近900万元", 9000000, "lessThan"), ("不到三成", 3, "lessThan"),
        ("不超过5%", 5, "lessThan"), ("3%以下", 3, "lessThan"), ("最多6天", 6, "lessThan"),
        ("约6万余人次", 60000, "moreThan"), ("4万件", 40000, None),
    ],
)  # fmt: skip
def test_bound_belongs_to_the_quantity(text: str, value: int, approx: str | None) -> None:
    found = one(text)
    assert (found.text, found.value, found.approx) == (text, Decimal(value), approx)


@pytest.mark.parametrize(
    ("text", "approx"),
    [("多达60家", None), ("已达60家", None), ("最近3天", None), ("附近3家", None), ("违约3起", None), ("反超5分", None)],
)
def test_words_that_only_look_like_a_bound(text: str, approx: str | None) -> None:
    assert one(text).approx == approx


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("15%—25%", 15, 25, "%"), ("15-25%", 15, 25, "%"), ("百分之三至五", 3, 5, "%"), ("4至6家", 4, 6, "家"),
        ("30-50万元", 300000, 500000, "元"), ("两到三万人", 20000, 30000, "人"), ("6000到2万元", 6000, 20000, "元"),
        ("3公里～5公里", 3, 5, "公里"), ("-0.5至1.5℃", "-0.5", "1.5", "℃"),
    ],
)  # fmt: skip
def test_range_gives_both_ends(text: str, low: int | str, high: int | str, unit: str) -> None:
    first, second = find_quantities(text)
    assert (first.value, second.value) == (Decimal(low), Decimal(high))
    assert first.unit == second.unit == unit
    assert first.group == second.group
    assert first.group is not None
    assert text[first.group.start : first.group.end] == text


def test_change_from_one_level_to_another_is_no_range() -> None:
    found = find_quantities("由3.2万人增加到5.6万人")
    assert [(q.value, q.group) for q in found] == [(32000, None), (56000, None)]


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月", "3月31日", "5月4号", "1—9月", "2016—2020年", "2021-02-03", "2021/2/3", "2019.09.06", "08年", "九十年代",
        "上午9:30", "8时30分", "下午3点半", "第八次会议", "第３组", "3号线", "周三", "星期五", "十九大以来", "二十届三中全会",
        "〔2024〕12号", "GB 5749-2022", "5G网络", "PM2.5浓度", "1+20+N", "“十四五”规划", "二三产业", "三五家", "几家", "数百人",
        "统一部署", "进一步推进", "一些地方", "十分重要", "四川", "三明", "五一假期", "百姓", "千方百计", "万众一心",
        "表3 主要指标", "（二）总体要求", "一、基本情况", "目标如下：\n一是稳定", "三是稳定预期", "https://example.org/a/20%2030",
        "010-12345678", "13800001111", "十几家",
    ],
)  # fmt: skip
def test_what_counts_nothing_is_left_alone(text: str) -> None:
    assert find_quantities(text) == ()


def test_a_day_of_a_month_does_not_swallow_the_next_number() -> None:
    assert [(q.value, q.unit) for q in find_quantities("3月12家企业入驻")] == [(12, "家")]


def test_digits_stay_apart_where_two_numbers_meet() -> None:
    assert [q.value for q in find_quantities("为250万60岁以上老人")] == [2500000, 60]


def test_values_are_plain_decimals() -> None:
    values = [str(q.value) for q in find_quantities("4.50万元、2.0%、3亿件、0.50")]
    assert values == ["45000", "2", "300000000", "0.5"]


PIECES = [
    "约", "近", "超过", "3", "12.5", "4,000", "二十", "三千五", "百", "万", "亿", "余", "多", "个", "家", "万元", "%", "％", "百分之",
    "至", "—", "-", "/", "以上", "左右", "年", "月", "日", "第", "半", "点", "，", "\n", " ", "增长", "（", "）", "负", "元", "角",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text())
def test_quotes_are_exact_ordered_and_apart(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.value.is_finite()
        assert quantity.group is None or quantity.group.covers(quantity.span)
    for before, after in pairwise(found):
        assert before.end <= after.start


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_the_ends_of_a_range_come_in_pairs(text: str) -> None:
    groups = [q.group for q in find_quantities(text) if q.group]
    assert len(groups) == 2 * len(set(groups))


SIGNS = st.sampled_from(["—", "——", "-", "～", "~", "至", "到"])
UNITS = st.sampled_from(["件", "户", "人", "元", "吨", "公里", "亩", "项", "小时", "千瓦时", "平方米", "人次"])


@given(numbers, UNITS)
def test_a_count_in_any_script_comes_back(written: Written, unit: str) -> None:
    words, value = written
    found = one(f"共计{words}{unit}，")
    assert (found.text, found.value, found.unit, found.approx) == (words + unit, value, unit, None)


@given(shares)
def test_a_share_in_any_form_comes_back(written: Written) -> None:
    words, value = written
    found = one(f"占比{words}，")
    assert (found.text, found.value, found.unit) == (words, value, "%")


@given(decimals, st.integers(1, 9), st.integers(1, 9))
def test_points_tenths_and_thousandths_come_back(points: Decimal, tenths: int, thousandths: int) -> None:
    found = one(f"提高{points:f}个百分点，")
    assert (found.value, found.unit) == (points, "个百分点")
    assert (one(f"占{han(tenths)}成，").value, one(f"占{han(tenths)}成半，").value) == (tenths, tenths + Decimal("0.5"))
    found = one(f"仅千分之{han(thousandths)}，")
    assert (found.value, found.unit) == (thousandths, "‰")


@given(fractions)
def test_a_fraction_comes_back(fraction: tuple[int, int]) -> None:
    under, over = fraction
    for words in (f"{han(under)}分之{han(over)}", f"{over}/{under}"):
        found = one(f"约占总数的{words}，")
        assert (found.text, found.value, found.unit) == (words, Decimal(over) / Decimal(under), "")


@given(numbers, numbers, SIGNS, st.sampled_from(["件", "吨", "公里"]))
def test_a_range_whose_ends_have_a_unit_each_comes_back(low: Written, high: Written, sign: str, unit: str) -> None:
    words = f"{low[0]}{unit}{sign}{high[0]}{unit}"
    first, second = find_quantities(f"预计{words}。")
    assert (first.value, second.value, first.unit, second.unit) == (low[1], high[1], unit, unit)
    assert first.group == second.group == Span(start=2, end=2 + len(words))


@given(st.integers(1, 999), st.integers(1, 999), SIGNS, st.sampled_from(["", "万", "亿"]), UNITS)
def test_a_range_that_shares_unit_and_magnitude_comes_back(low: int, more: int, sign: str, magnitude: str, unit: str) -> None:
    size = {"": 1, "万": 10**4, "亿": 10**8}[magnitude]
    first, second = find_quantities(f"预计{low}{sign}{low + more}{magnitude}{unit}。")
    assert (first.value, second.value) == (low * size, (low + more) * size)
    assert first.unit == second.unit == unit
    assert first.group == second.group is not None


@given(sums)
def test_a_sum_of_money_comes_back(parts: tuple[int, int, int]) -> None:
    yuan, jiao, fen = parts
    value = yuan + Decimal(jiao) / 10 + Decimal(fen) / 100
    for write in (str, han, financial):
        found = one(f"合计{write(yuan)}元{write(jiao)}角{write(fen)}分，")
        assert (found.value, found.unit) == (value, "元")
    assert one(f"合计{yuan}块{jiao}，").value == yuan + Decimal(jiao) / 10


@pytest.mark.parametrize("text", ["7" * 30, "七" * 30, "2." + "7" * 30, "1" + ",234" * 12, "万" * 40, "3" + "亿" * 40])
def test_a_number_too_long_to_keep_exactly_is_no_quantity(text: str) -> None:
    assert all(len(q.text) < 25 for q in find_quantities(f"编号{text}，"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("累计建成95\n7座", [("95\n7座", "957", "座")]),
        ("投资１０８９３．\n  ２亿元", [("１０８９３．\n  ２亿元", "1089320000000", "元")]),
        ("约12\n0至15\n0家", [("约12\n0", "120", "家"), ("15\n0家", "150", "家")]),
        ("建成12\n3月份", [("12", "12", "")]),
        ("12\n34家", [("12", "12", ""), ("34家", "34", "家")]),
    ],
)
def test_a_line_may_end_inside_a_number(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = find_quantities(text)
    assert [(q.text, str(q.value), q.unit) for q in found] == expected
    assert all(text[q.span.start : q.span.end] == q.text for q in found)
