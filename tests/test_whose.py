"""Which programme and which agency a figure belongs to."""

import pytest

import kg

HEADER = "全国新闻摘编\n2026-03-10 来源:新华社\n\n"


def owners(text: str, header: str = HEADER) -> list[tuple[str, str | None, str | None]]:
    """(number as written, programme, agency) of every figure."""
    document = kg.extract(header + text)
    names = {e.id: e.name for e in document.entities}
    return [
        (o.quantity.text, names.get(o.about) if o.about else None, names.get(o.agency) if o.agency else None)
        for o in document.observations
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全市实施医疗救助4.2万人次、临时救助3100人次。", [("4.2万人次", "医疗救助"), ("3100人次", "临时救助")]),
        ("长护险参保人数达120万人，参保率88%。", [("120万人", "长期护理保险"), ("88%", "长期护理保险")]),
        ("全年开工老旧小区改造360个，新增停车位5000个。", [("360个", "城镇老旧小区改造"), ("5000个", None)]),
        ("代缴基本医疗费（含生育保险费）18亿元。", [("18亿元", None)]),
        ("发放低保、孤儿基本生活费等资金3亿元。", [("3亿元", None)]),
        ("高龄津贴惠及20万老年人，为35万老年人免费体检。", [("20万", "高龄津贴"), ("35万", None)]),
        ("国家开展河湖环境第三方评估。评估组走访了8个县。", [("8个", "河湖环境第三方评估")]),
        ("当年启动县级管理权限改革试点。这是一次探索，一次下放权限120项。", [("120项", "县级管理权限改革试点")]),
        ("开展河湖清漂行动，关停码头12处，清理垃圾3万吨。", [("12处", "河湖清漂行动"), ("3万吨", "河湖清漂行动")]),
        ("推行“容缺受理”审批模式，办理时间平均缩短9天。", [("9天", "“容缺受理”审批模式")]),
        ("实施创新驱动发展战略，研发投入增长9%。", [("9%", None)]),
        ("建立政府债务长效管理机制，不良贷款率为1.2%。", [("1.2%", None)]),
        ("开展河湖清漂行动，漂浮垃圾减少5%，财政收入18亿元。", [("5%", "河湖清漂行动"), ("18亿元", None)]),
        ("扫黑除恶专项斗争中，全县打掉盗窃团伙6个、诈骗团伙9个。", [("6个", "扫黑除恶专项斗争"), ("9个", "扫黑除恶专项斗争")]),
        ("职业技能培训6万人次、带动就业2万人。", [("6万人次", "职业技能培训"), ("2万人", None)]),
    ],
)
def test_the_programme_that_a_figure_hangs_on(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(number, about) for number, about, _ in owners(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("检察机关起诉盗窃案件320件，挽回损失40万元。", [("320件", "全国检察机关"), ("40万元", "全国检察机关")]),
        ("浙江全省90个检察院办结公益诉讼案件800件。", [("90个", "浙江省检察院"), ("800件", "浙江省检察院")]),
        (
            "全国各级法律援助机构受理申请9万件。全国现有法律援助机构2800个，工作人员1.3万人，公园45个。",
            [("9万件", "全国法律援助机构"), ("2800个", "全国法律援助机构"), ("1.3万人", "全国法律援助机构"), ("45个", None)],
        ),
    ],
)
def test_classes_of_bodies_act_and_have_people(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(number, agency) for number, _, agency in owners(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("南海区人民法院推行繁简分流改革。全院结案2.1万件。", [("2.1万件", "南海区人民法院")]),
        ("远光动力集团落户武汉。十年来，企业先后增资8次。", [("8次", "远光动力集团")]),
        ("水利部开展河湖清漂行动。全国累计建成水库9万座。", [("9万座", None)]),
        ("青川博物馆“远古大展”吸引观众。随后接待游客30万人次。", [("30万人次", None)]),
        ("武汉市公安局组织实施清网行动，去年侦破的案件占86%。", [("86%", "武汉市公安局")]),
    ],
)
def test_the_body_that_acts_is_told_before(text: str, expected: list[tuple[str, str | None]]) -> None:
    got = [(number, agency) for number, _, agency in owners(text)]
    assert [(n, a and a.removeprefix("广东省佛山市").removeprefix("佛山市")) for n, a in got] == expected


def test_a_class_of_bodies_is_of_the_articles_place() -> None:
    header = "甘肃社会治安持续向好\n2026-03-10 来源:甘肃日报\n\n"
    assert owners("全省形势平稳。公安机关破获盗窃案件320起。", header) == [("320起", None, "甘肃省公安机关")]


def test_a_class_of_bodies_without_a_figure_is_no_agency() -> None:
    document = kg.extract(HEADER + "公安机关要认真履职。")
    assert [m for m in document.mentions if m.text == "公安机关"] == []
