"""Figures in harder sentences: limits inside names, lists shared out by 分别, two changes, what a change is against."""

from __future__ import annotations

import datetime as dt

import pytest

from kg.model import Article, Document, Observation
from kg.pipeline import run

TITLE = "青石县为民服务见成效"


def read(text: str) -> Document:
    """The document of a text under a two-line header."""
    header = f"{TITLE}\n2026-03-10 来源:新华社\n\n"
    published = dt.date(2026, 3, 10)
    return run(Article(id="article/test", text=header + text, title=TITLE, published=published, source="新华社", body=len(header)))


def figures(text: str) -> tuple[Observation, ...]:
    return read(text).observations


def said(text: str) -> list[tuple[str, str, str]]:
    """(indicator, value, unit) of every figure."""
    return [(o.indicator, f"{o.value.normalize():f}" if o.value is not None else "", o.quantity.unit) for o in figures(text)]


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
        ("一季度、二季度分别达到5亿元和6亿元。", []),
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
        ("固定资产投资降幅较1—5月收窄3.1个百分点。", "固定资产投资降幅"),
        ("水产出口增长9%，高出整体增速2个百分点。", "水产出口高出整体增速"),
        ("装备制造业增加值增长9%，比全部工业快3个百分点。", "装备制造业增加值比全部工业快"),
        ("居民收入增速高于经济增速、突破3万元。", "居民收入"),
        ("城镇新增就业3万人，完成全年计划的41%。", "城镇新增就业完成全年计划"),
        ("新开工项目90个、投资额7亿元，较去年同期多8个。", "新开工项目"),
    ],
)
def test_what_a_change_is_against_is_not_its_name(text: str, label: str) -> None:
    assert figures(text)[-1].indicator == label


def test_a_sum_is_named_by_what_it_pays_for() -> None:
    text = "水泵出口70台，金额20万美元，进口5台，金额9万美元。"
    assert [i for i, _, _ in said(text)] == ["水泵出口", "水泵出口金额", "水泵进口", "水泵进口金额"]
