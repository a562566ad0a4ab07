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
        ("“清源”护河行动开展两年来，各地清理河道60条，关停码头8座。", [("60条", "“清源”护河行动"), ("8座", "“清源”护河行动")]),
        (
            "开展“清源”护河行动。行动开展以来，关停码头8座，收缴渔具70件。",
            [("8座", "“清源”护河行动"), ("70件", "“清源”护河行动")],
        ),
        ("深入推进“清源”护河行动，共关停码头8座，收缴渔具70件。", [("8座", "“清源”护河行动"), ("70件", "“清源”护河行动")]),
        ("组织湖北等9个重点省份开展“清源”护河行动，关停码头8座。", [("9个", "“清源”护河行动"), ("8座", "“清源”护河行动")]),
        (
            "开展“清源”护河行动。据介绍，在专项行动期间，全县清理河道9条；关停码头8座。",
            [("9条", "“清源”护河行动"), ("8座", "“清源”护河行动")],
        ),
        (
            "“清源”护河行动自3月1日启动以来，成效明显。各乡镇共关停码头8座，收缴渔具70件。",
            [("8座", "“清源”护河行动"), ("70件", "“清源”护河行动")],
        ),
        ("“清源”护河行动自3月1日启动以来，成效明显。全县有学校40所。", [("40所", None)]),
        ("“清源”护河行动方面，关停码头8座；粮食生产方面，播种小麦7万亩。", [("8座", "“清源”护河行动"), ("7万亩", None)]),
        ("党的十九大以来，全县修建水渠60条，其中干渠8条。", [("60条", None), ("8条", None)]),
        (
            "第九届中国花卉博览会在温州开幕，设置了6个展区、34个展园。新建学校8所。",
            [("6个", "第九届中国花卉博览会"), ("34个", "第九届中国花卉博览会"), ("8所", None)],
        ),
        (
            "第九届全国职业技能大赛将在温州举行。大赛共设置项目18个，已有选手90名报名。",
            [("18个", "第九届全国职业技能大赛"), ("90名", "第九届全国职业技能大赛")],
        ),
        ("全市举办第九届中国花卉博览会，吸引客商900名，财政收入增长5%。", [("900名", "第九届中国花卉博览会"), ("5%", None)]),
        ("水利部通报了“清源”护河行动结果，在3个月的时间里，共关停码头8座。", [("8座", "“清源”护河行动")]),
        ("第九届中国茶业大会开幕。大会强调，全县新建茶园18万亩。", [("18万亩", None)]),
        ("水利部举行防汛工作新闻发布会，全国水库蓄水60亿立方米。", [("60亿立方米", None)]),
        ("本周，“书香”阅读专项行动推出线上专场，提供图书90万册。", [("90万册", "“书香”阅读专项行动")]),
        ("粮库扩容工程开工，完成投资9亿元。", [("9亿元", None)]),
        ("今年以来，“码上办”平台受理诉求6万件，挽回损失8万元。", [("6万件", "“码上办”平台"), ("8万元", None)]),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("贵州省水利厅会同贵州省财政厅下达专款36亿元。", [("36亿元", "贵州省水利厅")]),
        (
            "武汉市公安局破获赌博案件20起，传销案件8起，处罚90人。",
            [("20起", "武汉市公安局"), ("8起", "武汉市公安局"), ("90人", "武汉市公安局")],
        ),
        (
            "武汉大学扩建校舍，新增床位900张。改建的湖北博物馆、湖北美术馆分别可接待游客6万人次、5万人次。",
            [("900张", "武汉大学"), ("6万人次", None), ("5万人次", None)],
        ),
        ("全省粮食储备系统检查粮库40座，关停企业9家。", [("40座", "湖北省粮食储备系统"), ("9家", "湖北省粮食储备系统")]),
    ],
)
def test_the_body_goes_on_through_its_clauses(text: str, expected: list[tuple[str, str | None]]) -> None:
    header = "湖北要闻\n2026-03-10 来源:湖北日报\n\n"
    assert [(number, agency) for number, _, agency in owners(text, header)] == expected


def test_a_court_s_own_report_speaks_of_it_as_ours_and_its_clauses_go_on() -> None:
    header = "毕节市中级人民法院2025年工作情况\n2026-01-06 来源:毕节日报\n\n"
    text = "2025年，我院共受理各类案件900件，同比上升3%；办结800件。"
    assert {agency for _, _, agency in owners(text + "刑事案件300件，下降2%。", header)} == {"毕节市中级人民法院"}
    assert [agency for _, _, agency in owners(text + "全国法院结案9万件。", header)][-1] == "全国法院"


def test_in_a_work_report_an_act_goes_on_from_the_figure_before() -> None:
    header = "毕节市中级人民法院工作报告\n2026-01-06\n\n"
    got = owners("2025年，全市法院受理案件9万件，办结8万件。基本养老保险参保4万人。", header)
    assert [agency for _, _, agency in got] == ["毕节市法院", "毕节市法院", None]


def test_a_class_of_bodies_is_of_the_articles_place() -> None:
    header = "甘肃社会治安持续向好\n2026-03-10 来源:甘肃日报\n\n"
    assert owners("全省形势平稳。公安机关破获盗窃案件320起。", header) == [("320起", None, "甘肃省公安机关")]


def test_a_class_of_bodies_without_a_figure_is_no_agency() -> None:
    document = kg.extract(HEADER + "公安机关要认真履职。")
    assert [m for m in document.mentions if m.text == "公安机关"] == []
