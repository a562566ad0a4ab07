"""Figures: what each number of a text counts, when, where and whose, and which numbers are none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from reading import NEWS, figures, read, said

COMMUNIQUE = "2025年兰州市国民经济和社会发展统计公报"


def refused(text: str) -> dict[str, str]:
    """The numbers that became no figure, with the reason."""
    return {d.text: d.reason for d in read(text).discards if d.type == "Quantity"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县新建农村书屋45个。", [("新建农村书屋", "45", "个")]),
        ("全县破获盗窃案件320余起。", [("破获盗窃案件", "320", "起")]),
        ("为2.3万户居民更换水表。", [("居民", "23000", "户")]),
        ("打掉60个盗窃团伙、8个诈骗团伙。", [("打掉盗窃团伙", "60", "个"), ("打掉诈骗团伙", "8", "个")]),
        ("建成养老院12个、床位900张。", [("建成养老院", "12", "个"), ("床位", "900", "张")]),
        ("45名医务人员、3个防疫小分队驰援灾区。", [("医务人员", "45", "名"), ("防疫小分队", "3", "个")]),
        ("开通12条通往乡镇的公交线路。", [("公交线路", "12", "条")]),
        ("群众满意率达98.5%。", [("群众满意率", "98.5", "%")]),
        ("85%以上的医务人员下沉到了一线。", [("医务人员", "85", "%")]),
        ("全县2.6万人脱贫。", [("脱贫", "26000", "人")]),
        ("城乡居民收入比由2.6:1缩小到2.3:1。", [("城乡居民收入比", "2.6", ""), ("城乡居民收入比", "2.3", "")]),
        ("全年罚款超过千万元。", [("罚款", "10000000", "元")]),
        ("为群众挽回损失近亿元。", [("挽回损失", "100000000", "元")]),
        ("投入2000万元改善校舍。", [("投入资金", "20000000", "元")]),
    ],
)
def test_a_figure_counts_what_stands_beside_it(text: str, expected: list[tuple[str, str, str]]) -> None:
    got = said(text)
    assert [(v, u) for _, v, u in got] == [(v, u) for _, v, u in expected]
    for (label, _, _), (wanted, _, _) in zip(got, expected, strict=True):
        assert wanted in label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15个车间中4个事故起数下降。", [("车间", "15"), ("车间", "4")]),
        ("8个乡镇中，有5个乡镇空气质量达标。", [("乡镇", "8"), ("乡镇", "5")]),
        ("7个行业中3个行业产值增长。", [("行业", "7"), ("行业", "3")]),
        ("9个县（区）中2个县财政收入下降12%。", [("县（区）", "9"), ("县（区）", "2"), ("财政收入", "-12")]),
        ("60家企业中，14家上市公司实现盈利。", [("企业", "60"), ("上市公司", "14")]),
    ],
)
def test_some_of_those_counted_before_are_counted_as_they_were(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.indicator, str(f.value)) for f in figures(text)] == expected


def test_the_member_of_a_list_in_front_of_a_number_is_not_what_it_counts() -> None:
    assert [(label, value) for label, value, _ in said("民政部、13个对口支援省市共同开展帮扶。")] == [("对口支援省市", "13")]
    assert refused("提高基础养老金、3次提高低保标准。") == {"3次": "no indicator: what stands before it is another member of the list"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("事故造成7人死亡、12人受伤。", [("死亡", "7"), ("受伤", "12")]),
        ("会议对85名先进个人和20个先进集体进行表彰。", [("先进个人", "85"), ("先进集体", "20")]),
        ("刚刚通车的公路中，定西市有25条。", [("通车的公路", "25")]),
        ("项目总投资4500万元，目前已完成工程总量的60%。", [("总投资", "45000000"), ("完成工程总量", "60")]),
        ("该县造林任务是3万亩。", [("造林任务", "30000")]),
        ("先后组织4轮河道采砂集中清理行动。", [("河道采砂集中清理行动", "4")]),
        ("“雪莲号”列车512车次在隧道口停车。", []),
        ("1、幼儿园招生900人。", [("幼儿园招生", "900")]),
        ("督促保护耕地38亩、林地18亩。", [("督促保护耕地", "38"), ("督促保护林地", "18")]),
        ("治理水域4万亩、被污染土壤42亩。", [("治理水域", "40000"), ("被污染土壤", "42")]),
        ("满意率为90%，整改率逐年提升，由2018年的97%上升至2021年的99%。", [("满意率", "90"), ("整改率", "97"), ("整改率", "99")]),
        ("器材、汽车、设备分别出口6亿、5.5亿、2亿元。", [("器材出口", "600000000"), ("汽车出口", "550000000"), ("设备出口", "200000000")]),
        ("从办案数量看，2018年为10万件。", [("办案数量", "100000")]),
        ("27个乡镇事故起数和死亡人数同比“双下降”。", [("乡镇", "27")]),
        ("全县因灾死亡9人。", [("因灾死亡", "9")]),
        ("来自43个国家的企业参展。", [("国家", "43")]),
        ("全县还受理环境案件80件。", [("受理环境案件", "80")]),
        ("债券还本付息900万元。", [("还本付息", "9000000")]),
        ("衔接资金占比力争达到60%。", [("衔接资金占比", "60")]),
        ("该县以北29公里处发现残骸。", []),
        ("渭源县、临洮县、漳县同比增加2人。", []),
        (
            "软件、互联网服务业，仓储和邮政业增加值同比分别增长19%、15%。",
            [("软件、互联网服务业增加值", "19"), ("仓储和邮政业增加值", "15")],
        ),
        ("生产总值同比增长9%，两年平均增长5%。", [("生产总值", "9"), ("生产总值（两年平均）", "5")]),
        ("2023-2024学年（以下简称为2023年），全县共有学校160所。", [("学校", "160")]),
        ("大家比较关心的房价指数为98。", [("房价指数", "98")]),
        ("优良率为90%，未出现重污染天，同比持平。", [("优良率", "90")]),
        ("（三）2022年造林考核指标5万亩，完成6万亩。", [("造林考核指标", "50000"), ("造林", "60000")]),
    ],
)
def test_what_a_number_counts_in_news(text: str, expected: list[tuple[str, str]]) -> None:
    found = figures(text)
    assert [str(f.value) for f in found] == [value for _, value in expected]
    for figure, (label, _) in zip(found, expected, strict=True):
        assert figure.indicator.endswith(label)


def test_amounts_of_a_list_share_the_unit_said_with_the_last() -> None:
    assert {f.quantity.unit for f in figures("器材、汽车、设备分别出口6亿、5.5亿、2亿元。")} == {"元"}


def test_a_report_s_section_and_its_headline_say_of_which_months_it_tells() -> None:
    text = "一、7月份事故情况\n道路运输业方面。全市发生事故15起。\n二、1-7月份事故情况\n道路运输业方面。全市发生事故60起。"
    found = figures(text, "2021年1-7月份兰州市安全生产情况统计公报", "2021-08-09")
    months = [(f.period.begin, f.period.finish) for f in found if f.period]
    assert months == [(dt.date(2021, 7, 1), dt.date(2021, 7, 31)), (dt.date(2021, 1, 1), dt.date(2021, 7, 31))]


def test_what_began_in_a_year_and_goes_on_is_of_all_the_time_since() -> None:
    (figure,) = figures("自2009年投产至今，管道累计输送天然气1268亿立方米。", published="2022-11-08")
    assert figure.period is not None
    assert (figure.period.begin, figure.period.finish) == (dt.date(2009, 1, 1), dt.date(2022, 11, 8))


def test_a_line_of_many_times_leaves_none_to_the_next() -> None:
    text = "从办案数量看，2018年突破10万件，2019年为11万件，2020年达到15万件。从效果看，共清理河道约78公里。"
    *dated, cleaned = figures(text, "兰州检察工作情况")
    assert [f.period.finish.year for f in dated if f.period and f.period.finish] == [2018, 2019, 2020]
    assert cleaned.period is None or cleaned.period.finish is None or cleaned.period.finish.year != 2018


def test_what_was_done_in_many_years_is_of_all_of_them_and_what_there_is_at_their_end_is_not() -> None:
    text = "过去五年，全市检察机关积极履职。依法办理相关案件133件。城镇居民人均收入突破4万元。"
    done, income = figures(text, "兰州市人民检察院工作报告")
    assert done.period is not None
    assert done.period.begin is not None
    assert income.period is None or income.period.begin is None or income.period.begin.year == income.period.finish.year  # type: ignore[union-attr]


def test_what_is_paid_by_somebody_counts_as_paid() -> None:
    assert said("该园区由镇财政投资2亿元建成。") == [("园区投资", "200000000", "元")]


def test_a_thing_may_be_told_of_by_a_long_clause_before_its_noun() -> None:
    assert said("化解3200件多年未能解决的信访积案。") == [("化解信访积案", "3200", "件")]
    assert said("解决2.4万件长期想解决而没有解决的问题。") == [("解决问题", "24000", "件")]


def test_a_change_takes_the_name_of_the_level_it_qualifies() -> None:
    level, change, points = figures("全市地区生产总值3200亿元，比上年增长5.6%，增速提高0.4个百分点。", COMMUNIQUE)
    assert level.indicator == change.indicator == "地区生产总值"
    assert (level.kind, level.value) == ("Level", Decimal(320000000000))
    assert (change.kind, change.direction, change.comparison) == ("RelativeChange", "Increase", "PreviousYear")
    assert (points.indicator, points.kind) == ("地区生产总值增速", "AbsoluteChange")


def test_a_fall_is_negative_and_its_bound_is_on_the_signed_value() -> None:
    (fall,) = figures("刑事案件同比下降15%以上。")
    assert (fall.value, fall.minimum, fall.maximum) == (Decimal(-15), None, Decimal(-15))
    assert (fall.direction, fall.approximation) == ("Decrease", "MoreThan")


def test_bounds_follow_the_words_of_approximation() -> None:
    more, less, about = figures("接待游客120余万人次，销售收入近3亿元，发放补贴约500万元。")
    assert (more.approximation, more.minimum, more.maximum) == ("MoreThan", Decimal(1200000), None)
    assert (less.approximation, less.minimum, less.maximum) == ("LessThan", None, Decimal(300000000))
    assert (about.approximation, about.minimum, about.maximum) == ("About", None, None)


def test_a_range_is_one_figure_without_a_value() -> None:
    (band,) = figures("进出口总额增长8%—10%。")
    assert (band.value, band.minimum, band.maximum) == (None, Decimal(8), Decimal(10))
    assert band.approximation == "Range"


def test_an_arrived_value_is_a_level_and_points_are_a_change() -> None:
    level, change = figures("最低工资标准提高到2200元，劳动参与率提高3个百分点。")
    assert (level.kind, level.direction) == ("Level", None)
    assert (change.kind, change.direction, change.quantity.unit) == ("AbsoluteChange", "Increase", "个百分点")


def test_from_and_to_keep_their_own_years() -> None:
    before, after = figures("公路里程由2020年的3100公里增加到2024年的4200公里。")
    assert before.indicator == after.indicator == "公路里程"
    assert before.period is not None
    assert after.period is not None
    assert (before.period.finish, after.period.finish) == (dt.date(2020, 12, 31), dt.date(2024, 12, 31))
    assert after.kind == "Level"


def test_unchanged_is_a_change_of_nothing() -> None:
    same, fall = figures("食品价格与上年持平，衣着类下降1.7%。")
    assert (same.indicator, same.value, same.direction, same.comparison) == ("食品价格", Decimal(0), "Unchanged", "PreviousYear")
    assert fall.direction == "Decrease"


def test_comparison_with_a_year_is_a_date() -> None:
    (growth,) = figures("粮食产量比1978年增长2.3倍。")
    assert (growth.comparison, growth.comparison_date) == (None, dt.date(1978, 12, 31))
    assert (growth.kind, growth.quantity.unit) == ("RelativeChange", "倍")


def test_respective_lists_are_matched_one_to_one() -> None:
    got = figures("盗窃案件、诈骗案件、火灾事故分别下降12%、8.5%、30%。")
    assert [(o.indicator, o.value) for o in got] == [
        ("盗窃案件", Decimal(-12)),
        ("诈骗案件", Decimal("-8.5")),
        ("火灾事故", Decimal(-30)),
    ]


def test_elliptic_lists_take_the_tail_of_the_last_member() -> None:
    labels = [o.indicator for o in figures("城镇、农村居民人均可支配收入分别为4.2万元和2.1万元。")]
    assert labels == ["城镇居民人均可支配收入", "农村居民人均可支配收入"]
    labels = [o.indicator for o in figures("第一、二、三产业增加值分别增长3%、5%、6%。")]
    assert labels == ["第一产业增加值", "第二产业增加值", "第三产业增加值"]


def test_respectively_may_point_back_to_earlier_figures() -> None:
    got = figures("接待国内游客410万人次、入境游客9万人次，分别增长6.7%、39.6%。")
    assert [o.indicator for o in got[2:]] == [o.indicator for o in got[:2]]
    assert all(o.kind == "RelativeChange" for o in got[2:])


def test_a_respective_list_that_does_not_match_gives_nothing() -> None:
    text = "三地税收分别增长3%、5%、6%、8%。"
    assert not figures(text)
    assert len(refused(text)) >= 4


def test_shares_belong_to_their_subject() -> None:
    whole, part, share = figures("全县教师3200人，其中高级教师640人，占20%。")
    assert "高级教师" in share.indicator
    assert (share.kind, share.direction) == ("Proportion", None)
    assert part.broader == whole.indicator
    assert part.part_of == whole.quantity.span


def test_parts_end_with_their_list() -> None:
    text = "全县共有图书馆60个，其中县级2个、乡级58个；体育馆9个。"
    got = {o.indicator: o.broader for o in figures(text)}
    assert got["体育馆"] is None
    assert got["县级图书馆"] == "图书馆"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("拨打“12345”热线。", "12345"),
        ("第八次会议在京召开。", "八次"),
        ("开通5G信号。", "5"),
        ("为65岁以上老年人体检。", "65岁以上"),
        ("经过三个月的努力，面貌一新。", "三个月"),
        ("一名医生赶到现场。", "一名"),
        ("推进全市四级联动。", "四级"),
        ("居全国第3位。", "3位"),
        ("经济总量迈上2个百亿元台阶。", "2个"),
        ("每万人拥有医生32人。", "万人"),
    ],
)
def test_numbers_that_are_no_figures(text: str, number: str) -> None:
    assert number not in {o.quantity.text for o in figures(text)}


def test_every_number_is_a_figure_or_is_let_go_with_a_reason() -> None:
    text = "今年以来，全县开展三项检查，为65岁以上老人体检1.2万人次，拨打“12345”热线的群众满意率达97%。"
    document = read(text)
    told = {o.quantity.span for o in document.observations}
    dropped = {d.span for d in document.discards if d.type == "Quantity" and d.reason}
    body = [q.span for q in document.quantities if q.span.start >= document.article.body]
    assert all(any(t.covers(q) for t in told | dropped) for q in body)


def test_a_limit_defines_the_thing_and_is_no_figure() -> None:
    (counted,) = figures("年收入超10亿元的企业达32家。")
    assert (counted.value, counted.quantity.unit) == (Decimal(32), "家")
    assert "超10亿元的企业" in counted.indicator


def test_figures_of_a_communique_are_of_its_year_and_place() -> None:
    flow, stock = figures("全年粮食产量120万吨。\n年末户籍人口330万人。", COMMUNIQUE)
    assert flow.period is not None
    assert stock.period is not None
    assert (flow.period.begin, flow.period.finish) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    assert (stock.period.begin, stock.period.finish) == (None, dt.date(2025, 12, 31))
    assert {flow.place, stock.place} == {"place/620100"}


def test_the_period_of_a_sentence_holds_for_the_next_one_only() -> None:
    text = "2023年，全县种植苹果3万亩。产量达9万吨。群众增收明显。合作社有120家。"
    first, second, third = figures(text)
    assert first.period is not None
    assert first.period.basis == "Explicit"
    assert second.period is not None
    assert second.period.basis == "Inherited"
    assert third.period is None


def test_a_paragraph_forgets_the_period_of_the_one_before() -> None:
    first, second = figures("2023年，全县种植苹果3万亩。\n\n全县有合作社120家。")
    assert first.period is not None
    assert second.period is None


def test_the_year_of_a_communique_may_be_written_in_wide_digits() -> None:
    (flow,) = figures("全年粮食产量120万吨。", "２０２２年兰州市国民经济和社会发展统计公报", "2023-09-12")
    assert flow.period is not None
    assert (flow.period.begin, flow.period.finish) == (dt.date(2022, 1, 1), dt.date(2022, 12, 31))


def periods(text: str, title: str = NEWS, published: str = "2024-04-20") -> list[tuple[str, str]]:
    """(begin, finish) of every figure, "" where there is none."""
    ends = [(o.period.begin, o.period.finish) if o.period else (None, None) for o in figures(text, title, published)]
    return [(str(begin or ""), str(finish or "")) for begin, finish in ends]


YEAR_2023 = ("2023-01-01", "2023-12-31")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("青石县法院2023年审判工作综述", "全县法院审结案件900件。\n\n调解案件80件，同比增长5%。\n\n结案率达95%。"),
        (NEWS, "2023年，全县法院审结案件900件。\n\n调解案件80件，同比增长5%。\n\n结案率达95%。"),
        (NEWS, "一、2023年工作回顾\n全县审结案件900件。\n（一）民生\n调解案件80件，同比增长5%。\n1.质效\n结案率达95%。"),
    ],
)
def test_headline_opening_and_section_name_the_period_of_paragraphs_that_name_none(title: str, text: str) -> None:
    assert set(periods(text, title)) == {YEAR_2023}


def test_what_happened_is_of_the_paragraphs_period_to_its_end() -> None:
    text = "2023年，全县收案100件。审结90件。群众满意。调解8件，增长5%。有法庭3个。"
    assert periods(text) == [YEAR_2023, YEAR_2023, YEAR_2023, YEAR_2023, ("", "")]


def test_a_document_that_turns_to_another_time_has_no_period_for_what_follows() -> None:
    text = "2023年，全县审结案件900件。\n\n五年来，全县建成法庭12个。\n\n调解案件80件。"
    assert periods(text)[-1] == ("", "")


def test_a_numbered_section_ends_with_the_next() -> None:
    text = "一、2023年工作回顾\n全县审结案件900件。\n二、存在的问题\n积压案件80件。"
    assert periods(text, "青石县法院工作") == [YEAR_2023, ("", "")]


def test_an_event_of_long_ago_in_the_opening_dates_no_figures() -> None:
    assert periods("2003年6月，青石县改为市。全市面积达800平方公里。\n\n调解案件80件。") == [("", ""), ("", "")]


def test_a_holiday_is_no_whole_year_and_its_days_are_not_guessed() -> None:
    assert periods("2024年春节假期，全县接待游客8万人次，增长5%。") == [("", ""), ("", "")]
    assert periods("全县接待游客8万人次，比2023年国庆假期增长5%。", "青石县2024年一季度旅游") == [("2024-01-01", "2024-03-31")] * 2


def test_the_same_time_is_the_time_last_told_of() -> None:
    text = "2024年3月，全县出口机床30台。同期，进口机床5台。"
    assert periods(text) == [("2024-03-01", "2024-03-31")] * 2


def test_the_plan_that_a_figure_is_part_of_is_not_its_period() -> None:
    text = "一季度，全县城镇新增就业900人，完成全年目标任务的32%，增长5%。"
    assert set(periods(text)) == {("2024-01-01", "2024-03-31")}


def test_the_day_when_something_is_told_is_not_its_time() -> None:
    text = "4月18日，县水利局发布数据：全县水库蓄水3亿立方米，同比增长5%。"
    assert periods(text) == [("", ""), ("", "")]
    text = "县生态环境局今天通报了1—3月全县环境质量状况：全县优良天数比例为95%，同比上升2个百分点。"
    assert set(periods(text)) == {("2024-01-01", "2024-03-31")}


def test_since_something_began_lasts_until_the_articles_date() -> None:
    text = "“清风”行动开展以来，全县破获案件12起。\n\n抓获嫌疑人25人，其中网上逃犯3人。"
    assert set(periods(text)) == {("", "2024-04-20")}


def test_the_time_since_something_was_set_going_holds_while_no_other_subject_comes() -> None:
    years = ("2019-04-20", "2024-04-20")
    text = "“清风”行动推出五年来，入驻企业90家。累计提供岗位8万个。甲公司开办商店40家。"
    assert periods(text) == [years, years, ("", "")]


def test_what_happened_in_a_communique_is_of_the_year_whose_end_the_sentence_before_named() -> None:
    title = "2023年兰州市国民经济和社会发展统计公报"
    got = periods("年末全市有体育场馆60座。游泳馆8座。全年活动丰富，举办健身赛事240场次，获得金牌8枚。", title)
    assert got == [("", "2023-12-31"), ("", "2023-12-31"), YEAR_2023, YEAR_2023]
    assert periods("年末全市有体育场馆60座。举办健身赛事240场次，获得金牌8枚。", title)[1:] == [YEAR_2023, YEAR_2023]


def test_this_year_reaches_to_the_day_that_is_named_before() -> None:
    assert periods("截至3月底，今年全县新建农田3万亩。") == [("2024-01-01", "2024-03-31")]


def test_a_state_to_change_is_of_now_and_the_next_number_is_not() -> None:
    now, then = periods("低保标准由目前的每人每月500元提高到每人每月600元。")
    assert now == ("", "2024-04-20")
    assert then == ("", "")


def test_the_past_years_of_an_early_report_are_whole_years() -> None:
    assert periods("过去五年，全县造林5万亩。", published="2024-02-08") == [("2019-01-01", "2023-12-31")]


def test_a_part_and_a_second_unit_are_of_the_time_of_their_figure() -> None:
    text = "2023年，全县审结案件900件1200人。\n\n查出隐患800项，其中重大隐患30项。不起诉70件80人。"
    assert set(periods(text)) == {YEAR_2023}


def test_a_part_of_a_time_is_not_the_whole_of_it() -> None:
    text = "2023年，全县接警9000起。夏季接警4000起，增长5%。冬季行动破案30起。"
    assert periods(text) == [YEAR_2023, ("", ""), ("", ""), YEAR_2023]


def test_where_a_change_starts_from_is_not_of_its_period() -> None:
    assert periods("2023年，全县贫困发生率由8%降低到2%。") == [("", ""), YEAR_2023]


def test_figures_are_for_the_place_their_clause_tells_of() -> None:
    here, there = figures("兰州新建公园12个，张掖新建公园8个。", "甘肃公园建设提速")
    assert (here.place, there.place) == ("place/620100", "place/620700")


def test_a_change_is_where_and_when_its_level_is() -> None:
    text = "兰州粮食产量12万吨，增长3%；张掖粮食产量150万吨，增长2%。\n年末兰州户籍人口330万人，比上年末增长0.2%。"
    got = figures(text, "甘肃粮食增产")
    assert [o.place for o in got[:4]] == ["place/620100", "place/620100", "place/620700", "place/620700"]
    level, change = got[4:]
    assert level.period is not None
    assert change.period == level.period


NOWHERE = "喜迎丰收"


def where(text: str, title: str = NOWHERE, source: str = "甘肃日报") -> list[str | None]:
    """The places of the figures of a text."""
    return [o.place for o in figures(text, title, source=source)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("全国图书馆共接待读者3亿人次。", ["place/CN"]),
        ("全国邮政业务收入1200亿元。其中快递收入800亿元。", ["place/CN", "place/CN"]),
        ("五天长假全国售出车票9000万张。", ["place/CN"]),
        ("检查组走访了全国120个县。", ["place/CN"]),
        ("从全国看，投产项目90个。", ["place/CN"]),
        ("全国铁路里程达15万公里。", ["place/CN"]),
        ("全国高速公路里程达18万公里。甘肃高速公路里程达6000公里，占全国的3%。", ["place/CN", *["place/620000"] * 2]),
        ("兰州新建公园12个，全国园林城市复查合格率98%。", ["place/620100", "place/620100"]),
        ("全国文明乡镇有32个。", ["place/620000"]),
        ("苹果产量90万吨，全国第一。全年种树30万亩。", ["place/620000", "place/620000"]),
        ("全国最大的花海迎来游客。全年种树30万亩。", ["place/620000"]),
    ],
)
def test_what_is_said_of_the_country_is_the_country_s_in_a_local_text_too(text: str, places: list[str]) -> None:
    assert where(text) == places


def test_a_count_of_an_area_that_nothing_names_has_no_place() -> None:
    assert where("全县种植苹果3万亩。\n\n建成合作社120家。", source="张掖市统计局") == [None, None]
    assert where("全县种植苹果3万亩。", "临泽农村商业银行服务果农", source="") == ["place/620723"]
    assert where("全省种植苹果3万亩。", source="张掖市统计局") == ["place/620000"]


def test_a_headline_may_be_the_place_that_the_gazetteer_lacks() -> None:
    text = "2004年，经批准改制为张掖市河西管理区。全区种植苹果3万亩。\n建成合作社120家。"
    document = read(text, "河西管理区概况", source="")
    assert {place.name for o in document.observations if (place := document.entity(o.place))} == {"河西管理区"}


def test_several_places_together_are_no_figure_s_place() -> None:
    text = "陕西、四川等地新建粮库12座。全年种树30万亩。"
    assert where(text) == [None, "place/620000"]
    assert where("云南昆明、陕西西安、四川成都等城市接待游客100万人次。", source="") == [None]
    assert where("特别是陕西宝鸡东站、四川绵阳西站，日均发车300班。", source="") == [None]


def test_a_publisher_s_place_is_no_home_of_a_text_about_several_other_provinces() -> None:
    assert where("督查组走访贵州省、湖南省、福建省。查阅资料9000份。")[-1] != "place/620000"
    assert where("督查组走访贵州省、湖南省、福建省。全省查阅资料9000份。")[-1] == "place/620000"


def test_a_place_that_is_one_example_of_several_is_not_the_figure_s() -> None:
    assert where("张掖等9个市修建水渠60条。") == ["place/620000", "place/620000"]


def test_a_customs_house_speaks_for_its_district_not_for_its_city() -> None:
    assert where("据兰州海关统计，上半年进出口12亿元。") == ["place/620000"]


def test_a_sector_behind_a_place_makes_no_body_of_it() -> None:
    assert where("兰州举行现场会，青海新能源装机容量3000万千瓦。", source="新华社") == ["place/630000"]


def test_targets_are_not_achievements() -> None:
    (target,) = figures("力争全县粮食产量达到50万吨。")
    (done,) = figures("全县粮食产量达到50万吨。")
    assert (target.modality, done.modality) == ("Target", "Achieved")


def test_a_work_report_tells_of_the_year_before_and_plans_the_next() -> None:
    title = "2026年甘肃省政府工作报告"
    text = (
        "过去的工作扎实有效。新建公路3127公里，获评全国先进，受益群众达41.6万人。\n"
        "扎实推进乡村建设。加快农村公路改造，新建公路3000公里。提升供水能力，新建水厂20座。"
    )
    got = figures(text, title, "2026-01-20", "甘肃省人民政府")
    achieved, planned = got[0], got[-1]
    assert (achieved.modality, planned.modality) == ("Achieved", "Target")
    assert achieved.period is not None
    assert achieved.period.finish == dt.date(2025, 12, 31)
    assert planned.period is not None
    assert planned.period.finish == dt.date(2026, 12, 31)


def test_a_figure_belongs_to_the_campaign_and_the_body_that_acts() -> None:
    text = "甘肃省公安厅开展“雷霆行动”专项行动，累计打掉盗窃团伙45个。"
    document = read(text)
    (figure,) = document.observations
    about, agency = document.entity(figure.about), document.entity(figure.agency)
    assert about is not None
    assert "雷霆行动" in about.name
    assert agency is not None
    assert agency.name == "甘肃省公安厅"


def test_yearly_counts_have_a_frequency() -> None:
    (figure,) = figures("全县每年培训电工1500多人次。")
    assert figure.frequency == "Annual"


def test_every_figure_quotes_its_text() -> None:
    text = "全县新建农村书屋45个，\n惠及群众２．６万人。"
    document = read(text)
    assert document.observations
    for o in document.observations:
        assert document.text_of(o.quantity.span) == o.quantity.text
        assert o.evidence.covers(o.quantity.span)
        assert 0 < o.confidence <= 1
        assert o.by.startswith("metrics.")


def test_no_numbers_no_figures() -> None:
    document = read("各地认真落实部署要求。")
    assert document.observations == ()


def test_a_clause_may_begin_with_the_earlier_value() -> None:
    found = figures("城镇化率稳步提高，由2011年的51.3%提高到2020年的63.9%。")
    assert [str(f.value) for f in found] == ["51.3", "63.9"]
    figures("由的51.3%。")  # a broken clause is no error
