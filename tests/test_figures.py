"""Figures in harder sentences: limits inside names, lists shared out by 分别, two changes, what a change is against."""

from __future__ import annotations

import pytest
from reading import figures, plain, said


def compared(text: str) -> list[str | None]:
    """What every figure of a text is measured against."""
    return [o.comparison or (o.comparison_date.isoformat() if o.comparison_date else None) for o in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("抓获7人以上盗窃团伙12个。", [("抓获7人以上盗窃团伙", "12", "个")]),
        ("一次死亡5人以上矿山事故起数同比下降8.1%。", [("一次死亡5人以上矿山事故起数", "-8.1", "%")]),
        ("对20户以上居住小区实行改造。", []),
        ("全省56个城市臭氧平均浓度为91微克/立方米。", [("城市臭氧平均浓度", "91", "微克/立方米")]),
        ("100名以上医务人员驰援灾区。", [("医务人员", "100", "名")]),
        ("共接报火灾80起，亡21人、伤35人。", [("接报火灾", "80", "起"), ("火灾死亡", "21", "人"), ("火灾受伤", "35", "人")]),
        ("脱贫人口830户2900人。", [("脱贫人口", "830", "户"), ("脱贫人口", "2900", "人")]),
    ],
)
def test_limits_and_sets_are_no_figures_of_what_follows(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城乡居民收入分别完成4.1万元、2.2万元。", [("城镇居民收入", "41000"), ("农村居民收入", "22000")]),
        ("牛羊存栏分别增长4%、3%。", [("牛存栏", "4"), ("羊存栏", "3")]),
        ("工业用水、农业用水比上年分别下降4%、3%。", [("工业用水", "-4"), ("农业用水", "-3")]),
        ("盗窃案、抢劫案分别下降17%、下降15%。", [("盗窃案", "-17"), ("抢劫案", "-15")]),
        ("进口额、出口额分别增长7%、下降5%。", [("进口额", "7"), ("出口额", "-5")]),
        ("优良率、达标率分别上升了0.4和0.3个百分点。", [("优良率", "0.4"), ("达标率", "0.3")]),
        ("蔬菜、水果产量分别为2.5和1.5万吨。", [("蔬菜产量", "25000"), ("水果产量", "15000")]),
        ("失业保险、工伤保险参保率稳定在91%和93%以上。", [("失业保险参保率", "91"), ("工伤保险参保率", "93")]),
        ("疲劳、酒驾引发的伤亡人数分别下降20%、30%。", [("疲劳引发的伤亡人数", "-20"), ("酒驾引发的伤亡人数", "-30")]),
        ("水泥、钢材、汽车出口分别实现3%、4%、5%的增长。", [("水泥出口", "3"), ("钢材出口", "4"), ("汽车出口", "5")]),
        ("交通事故起数、死亡人数分别下降6%、7%。", [("交通事故起数", "-6"), ("交通事故死亡人数", "-7")]),
        ("接报矿难9起、亡30人，分别比2024年减少1起、4人。", [("接报矿难", "9")]),
        (
            "出口雨伞40台，进口3台，金额分别为7万美元和2万美元。",
            [("出口雨伞", "40"), ("进口雨伞", "3"), ("出口雨伞金额", "70000"), ("进口雨伞金额", "20000")],
        ),
        ("接待游客9万人次，分别增长5%、3%。", [("接待游客", "90000")]),
        (
            "达标率85%，接报案件90起，分别同比上升2个百分点、下降7%。",
            [("达标率", "85"), ("接报案件", "90"), ("达标率", "2"), ("接报案件", "-7")],
        ),
        ("春季、夏季分别达到5亿元和6亿元。", []),
        ("查出的问题、整改建议企业采纳占比分别为60%、70%。", []),
        ("破获的旧案、新案件侦破占比分别为60%、70%。", []),
    ],
)
def test_what_a_list_shares_out_goes_to_each_in_turn_or_to_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(i, v) for i, v, _ in said(text)] == expected


def test_changes_go_to_the_accidents_and_their_dead_in_turn() -> None:
    text = "接报一般火灾9起、亡30人，分别比2024年减少1起、4人。"
    assert said(text)[2:] == [("接报一般火灾", "-1", "起"), ("一般火灾死亡", "-4", "人")]
    assert compared(text)[2:] == ["2024-12-31", "2024-12-31"]


def test_changes_of_a_shared_list_are_shared_too() -> None:
    text = "城乡居民收入分别完成4.1万元、2.2万元，同比增长5%和6%。"
    assert said(text)[2:] == [("城镇居民收入", "5", "%"), ("农村居民收入", "6", "%")]
    assert compared(text)[2:] == ["PreviousYear", "PreviousYear"]


def test_as_many_changes_as_levels_go_to_each_in_turn() -> None:
    assert said("接待游客5万人次、旅游收入4亿元，同比增长10%、12%。")[2:] == [("接待游客", "10", "%"), ("旅游收入", "12", "%")]
    assert said("接待游客5万人次，同比增长10%、12%。") == [("接待游客", "50000", "人次")]


def test_goods_exports_that_grow_are_changes() -> None:
    assert {(o.kind, o.direction) for o in figures("水泥、汽车出口分别实现3%、5%的增长。")} == {("RelativeChange", "Increase")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("参训人数7万人，同比增加2万人，增长4%。", [None, "PreviousYear", "PreviousYear"]),
        ("发生矿山事故8起，同比减少3起、下降27%。", [None, "PreviousYear", "PreviousYear"]),
        ("出厂价格同比下降1.2%，环比下降0.4%。", ["PreviousYear", "PreviousPeriod"]),
        ("贷款余额较年初增长6%。", ["PreviousYear"]),
        ("煤炭产量比“十三五”末增长31%。", ["2020-12-31"]),
    ],
)
def test_what_changes_are_against(text: str, expected: list[str | None]) -> None:
    assert compared(text) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("接待游客9万人次，比2022年“五一”黄金周增长30%。", "接待游客"),
        ("进出口总值5亿元，比去年同期（下同）增长7%。", "进出口总值"),
        ("工业用电量降幅较1—5月收窄2.4个百分点。", "工业用电量降幅"),
        ("水产出口增长9%，高出整体增速2个百分点。", "水产出口高出整体增速"),
        ("装备制造业增加值增长9%，比全部工业快3个百分点。", "装备制造业增加值比全部工业快"),
        ("居民收入增速高于产值增速、突破2万元。", "居民收入"),
        ("城镇新增就业3万人，完成全年计划的41%。", "城镇新增就业完成全年计划"),
        ("新开工项目90个、投资额7亿元，较去年同期多8个。", "新开工项目"),
    ],
)
def test_what_a_change_is_against_is_not_its_name(text: str, label: str) -> None:
    assert figures(text)[-1].indicator == label


def test_a_sum_is_named_by_what_it_pays_for() -> None:
    text = "水泵出口70台，金额20万美元，进口5台，金额9万美元。"
    assert [i for i, _, _ in said(text)] == ["水泵出口", "水泵出口金额", "水泵进口", "水泵进口金额"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("私营企业进出口9亿元，其中，出口5亿元，进口4亿元。", ["私营企业进出口", "私营企业出口", "私营企业进口"]),
        ("消费价格上涨0.5%，其中，城市上涨0.4%，农村上涨0.7%。", ["消费价格", "城市消费价格", "农村消费价格"]),
        ("新增9000个床位，其中医院新增5000个床位，敬老院新增4000个床位。", ["新增床位", "医院新增床位", "敬老院新增床位"]),
        ("出口9亿元，其中对东盟出口2亿元。", ["出口", "东盟出口"]),
        ("新增经营主体900户，其中商店500户、作坊300户。", ["新增经营主体", "新增商店", "新增作坊"]),
        ("受理民事案件90件，审结80件。", ["受理民事案件", "审结民事案件"]),
        ("城镇居民人均收入4万元，其中经营净收入2万元。", ["城镇居民人均收入", "经营净收入"]),
        (
            "城镇居民人均收入4万元，其中经营净收入2万元；农村居民人均收入2万元，其中经营净收入1万元。",
            ["城镇居民人均收入", "经营净收入（城镇居民人均收入）", "农村居民人均收入", "经营净收入（农村居民人均收入）"],
        ),
        ("发生一般事故8起、死亡5人；发生较大事故2起、死亡9人。", ["发生一般事故", "一般事故死亡", "发生较大事故", "较大事故死亡"]),
    ],
)
def test_two_facts_do_not_share_a_name(text: str, expected: list[str]) -> None:
    assert [o.indicator for o in figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县破6起盗窃案。", ("破盗窃案", "6", "起")),
        ("12家企业营业收入超过10亿元。", ("企业营业收入", "1000000000", "元")),
        ("共有35万网民参与投票。", ("网民", "350000", "人")),
        ("帮助48万贫困户脱贫。", ("贫困户", "480000", "户")),
        ("全县总人口31.2万。", ("总人口", "312000", "人")),
        ("提供法律援助达300人次。", ("提供法律援助", "300", "人次")),
        ("年均气温3.1摄氏度。", ("年均气温", "3.1", "摄氏度")),
        ("煤炭产量有望达到3亿吨。", ("煤炭产量", "300000000", "吨")),
        ("该局在开展巡查中发现案件线索70件。", ("发现案件线索", "70", "件")),
        ("依法办结非法采砂、合同诈骗等经济犯罪案件26件。", ("办结非法采砂、合同诈骗等经济犯罪案件", "26", "件")),
        ("出口水泵（商品编号：8413）70台。", ("出口水泵", "70", "台")),
        ("查处9起情节恶劣的旧案件。", ("查处旧案件", "9", "起")),
        ("受天气影响蔬菜价格为每公斤6元。", ("蔬菜价格", "6", "元")),
    ],
)
def test_names_are_free_of_what_only_leads_up_to_them(text: str, expected: tuple[str, str, str]) -> None:
    assert said(text)[-1] == expected


def test_broken_marks_and_exceeded_shares_are_more_than() -> None:
    for text in ("风电装机容量破300万千瓦。", "教育支出超过财政支出的2成。"):
        (figure,) = figures(text)
        assert (figure.approximation, figure.minimum) == ("MoreThan", figure.value)


def test_a_second_more_is_a_change_too() -> None:
    text = "新开工项目90个、投资规模7亿元，较去年同期多8个、投资规模多2亿元。"
    changes = figures(text)[2:]
    assert [(o.indicator, o.kind, o.comparison) for o in changes] == [
        ("新开工项目", "AbsoluteChange", "PreviousYear"),
        ("投资规模", "AbsoluteChange", "PreviousYear"),
    ]


def test_ditto_holds_for_every_later_change() -> None:
    assert compared("进出口9亿元，比去年同期（下同）增长7%。出口5亿元，增长4%。\n\n水产出口1亿元，增长2%。") == [
        *(None, "PreviousYear"),
        *(None, "PreviousYear"),
        *(None, "PreviousYear"),
    ]


def modalities(text: str) -> list[str]:
    """Achieved or Target, figure by figure."""
    return [o.modality for o in figures(text)]


def test_intent_holds_on_in_the_clauses_behind_it() -> None:
    assert modalities("今年，全县将突出民生，建设口袋公园12个。") == ["Target"]
    assert modalities("预计2025年，全县蔬菜产量可达9万吨。") == ["Target"]
    assert modalities("去年全县建设口袋公园12个，今年将继续推进。") == ["Achieved"]


def test_a_list_that_intent_announces_is_of_targets() -> None:
    text = "今年，全县将办好8件实事。具体包括：\n\n建设口袋公园12个。\n\n改造旧小区30个。"
    assert modalities(text) == ["Target"] * 3
    assert modalities("全县已办好8件实事。具体包括：\n\n建设口袋公园12个。") == ["Achieved"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("与上年相比，工业占比上升2个百分点，农业、林业占比分别回落1和0.5个百分点。", ["PreviousYear"] * 3),
        ("工业占比上升2个百分点。", [None]),
    ],
)
def test_a_clause_of_comparison_holds_for_the_next_ones(text: str, expected: list[str | None]) -> None:
    assert compared(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("网上销量超过门店销量，占总量的41%。", [("网上销量占比", "41", "%")]),
        ("城镇调查失业率为5.2%，稳定在5%左右的水平。", [("城镇调查失业率", "5.2", "%"), ("城镇调查失业率", "5", "%")]),
        ("27个村人均收入达1.3万元。", [("村人均收入", "13000", "元")]),
        ("收缴步枪3支，子弹20多发。", [("收缴步枪", "3", "支"), ("子弹", "20", "发")]),
        ("计划加开列车70列。", [("加开列车", "70", "列")]),
        ("3者合计占总量的41%。", []),
    ],
)
def test_shares_and_averages_have_a_thing_they_are_of(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


def test_what_gets_better_is_less_where_less_is_better() -> None:
    text = "臭氧平均浓度比上年改善6.5%，优良天数比例改善2个百分点。对船员收入减按60%计入应纳税额。"
    found = [(o.indicator, plain(o.value)) for o in figures(text)]
    assert found == [("臭氧平均浓度", "-6.5"), ("优良天数比例", "2")]
    assert [(o.indicator, o.kind) for o in figures("全县PM2.5平均浓度低于每立方米28微克。")] == [("PM2.5平均浓度", "Level")]


def test_an_age_that_changes_is_a_figure_and_an_age_of_somebody_is_none() -> None:
    assert [value for _, value, _ in said("全县人均预期寿命由2023年的78岁提高到2024年的78.4岁。")] == ["78", "78.4"]
    assert said("一名62岁的老人获救。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "安吉县、德清县分别接待游客12万人次、8万人次。",
            [("接待游客", "120000", "place/330523"), ("接待游客", "80000", "place/330521")],
        ),
        ("南通、扬州、泰州三地分别建成泵站3座、5座和8座。",
         [("建成泵站", "3", "place/320600"), ("建成泵站", "5", "place/321000"), ("建成泵站", "8", "place/321200")]),
        ("上海、北京地区生产总值分别增长5%、6%。",
         [("地区生产总值", "5", "place/310000"), ("地区生产总值", "6", "place/110000")]),
        ("德清县、安吉县法院分别受理案件30件、40件。", []),
    ],
)  # fmt: skip
def test_one_thing_in_each_of_several_places(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(o.indicator, plain(o.value), o.place) for o in figures(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1月、2月分别新建泵站3座、4座。", ["2026-01", "2026-02"]),
        ("2022年和2023年，全县新增就业分别为3万人和4万人。", ["2022-12", "2023-12"]),
        ("2025年一季度、二季度投资分别增长3.1%、4.2%。", ["2025-03", "2025-06"]),
        ("2025年7月和8月，新建泵站9座。", ["2025-08"]),
        ("全县粮食产量2023年、2024年分别达到8万吨和9万吨。", ["2023-12", "2024-12"]),
    ],
)
def test_one_thing_at_each_of_several_times(text: str, expected: list[str]) -> None:
    assert [f"{o.period.finish:%Y-%m}" for o in figures(text) if o.period and o.period.finish] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全县有裁判员90人，其中国家级3人，一级12人，二级75人。",
            [("裁判员", "90", "人"), ("国家级裁判员", "3", "人"), ("一级裁判员", "12", "人"), ("二级裁判员", "75", "人")],
        ),
        ("国家级教练3人，一级20人、二级30人。", [("国家级教练", "3", "人"), ("一级教练", "20", "人"), ("二级教练", "30", "人")]),
        (
            "市级以上龙头企业80家，其中国家级8家，省级27家。",
            [("市级以上龙头企业", "80", "家"), ("国家级龙头企业", "8", "家"), ("省级龙头企业", "27", "家")],
        ),
    ],
)
def test_each_grade_of_a_list_counts_for_itself(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县用电量在煤炭产量下降3成的情况下增长6%。", [("煤炭产量", "-3", "成"), ("用电量", "6", "%")]),
        ("在汽车出口下降5%的背景下，全县产值增长3%。", [("汽车出口", "-5", "%"), ("产值", "3", "%")]),
        ("在价格上涨的形势下产量增长3%。", [("产量", "3", "%")]),
    ],
)
def test_a_circumstance_has_a_subject_of_its_own(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全长90公里的引水工程支线投运。", [("全长", "90", "公里")]),
        ("药品采购为患者减负7亿元。", [("药品采购为患者减负", "700000000", "元")]),
        ("最低气温为负5度。", [("最低气温", "-5", "度")]),
        ("一名司机将60多吨生活垃圾倾倒在河边。", [("生活垃圾", "60", "吨")]),
        ("居前列的依次是抢劫罪9件，诈骗罪8件。", [("抢劫罪", "9", "件"), ("诈骗罪", "8", "件")]),
        ("补助标准再提高10%。", [("补助标准", "10", "%")]),
        ("新建2所中学和城东小学、城西小学等5所小学。", [("新建中学", "2", "所"), ("新建小学", "5", "所")]),
        ("幼儿园提供9班270个学位。", [("学位", "270", "个")]),
        ("共有体育馆8个、面积6万平方米。", [("体育馆", "8", "个"), ("体育馆面积", "60000", "平方米")]),
        ("组织9支龙舟队180人参加12项比赛。", [("龙舟队", "9", "支"), ("龙舟队", "180", "人"), ("参加比赛", "12", "项")]),
        ("现有9个地区水质较差的局面得到扭转。", [("地区", "9", "个")]),
    ],
)
def test_a_name_is_not_cut_out_of_other_words(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(text) == expected


def test_further_lists_are_of_the_places_that_were_given_theirs_in_turn() -> None:
    got = figures("柳州、梧州分别接待游客5万人次、3万人次，同比增长12%和8%，旅游收入2亿元、1亿元。")
    assert [(o.indicator, o.place) for o in got] == [
        ("接待游客", "place/450200"), ("接待游客", "place/450400"), ("接待游客", "place/450200"), ("接待游客", "place/450400"),
        ("旅游收入", "place/450200"), ("旅游收入", "place/450400"),
    ]  # fmt: skip
    assert plain(figures("柳州、梧州分别办展5场、3场，新建学校12所。")[-1].value) == "12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("三次产业结构由上年的7.1:41.3:51.6调整为6.2:40.1:53.7。", ["6.2", "40.1", "53.7"]),
        ("税收突破600亿元大关，达到609亿元，同比增长6%。", ["60900000000", "6"]),
        ("项目投产后年产值可达6亿元。", ["600000000"]),
    ],
)
def test_what_was_before_and_ways_of_speaking_are_no_figures(text: str, expected: list[str]) -> None:
    assert [v for _, v, _ in said(text)] == expected


def test_a_year_that_is_none_is_no_period() -> None:
    assert [o.period for o in figures("项目投产后年产值可达6亿元。")] == [None]


def test_the_latest_time_is_no_part_of_what_is_counted() -> None:
    assert said("力争年底前建成学校12所。") == [("建成学校", "12", "所")]


def test_computing_power_is_measured_in_its_units() -> None:
    assert said("算力总规模达8.3EFLOPS。") == [("算力总规模", "8.3", "EFLOPS")]


def test_within_the_year_is_this_year() -> None:
    (figure,) = figures("年内计划走访企业200家次。")
    assert figure.period is not None
    assert figure.period.finish is not None
    assert (figure.period.finish.month, figure.period.finish.day) == (12, 31)
    assert figures("三年内新建学校12所。")[0].period is None


def test_what_leads_up_to_a_change_is_no_part_of_its_name() -> None:
    text = "生产总值同比增长3%，经季节性调整后环比增长0.4%。消费开支转为增长1.9%。"
    assert said(text) == [("生产总值", "3", "%"), ("生产总值", "0.4", "%"), ("消费开支", "1.9", "%")]
