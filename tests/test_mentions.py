"""What is named in a sentence, and what only looks like a name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.extract.persons import _is_full_name


def named(text: str, root: str | None = None) -> set[str]:
    from kg import ontology

    document = kg.extract(text, published="2024-05-06")
    return {m.text for m in document.mentions if root is None or ontology.load().root(m.type) == root}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("全县深入开展农村黑臭水体整治专项行动。", {"农村黑臭水体整治专项行动"}),
        ("县里启动了数字乡村建设三年行动。", {"数字乡村建设三年行动"}),
        ("推行“吹哨报到、接诉即办”社区治理模式。", {"“吹哨报到、接诉即办”社区治理模式"}),
        ("实施高校毕业生就业促进计划、青年技能提升计划。", {"高校毕业生就业促进计划", "青年技能提升计划"}),
        ("永安水库除险加固、城东污水处理厂二期等项目开工建设。", {"永安水库除险加固", "城东污水处理厂二期"}),
        ("深化“最多跑一次”改革。", {"“最多跑一次”改革"}),
        ("推进平安贵州建设。", {"平安贵州建设"}),
        ("出台了支持民营企业发展的24条措施。", {"支持民营企业发展的24条措施"}),
        ("毕节市公安局“雷霆”护航专项行动启动。", {"“雷霆”护航专项行动"}),
        ("常态化推进留守儿童“暖阳”行动。", {"留守儿童“暖阳”行动"}),
        ("全县水务部门积极参与打击河道盗采、整治围垦湖面等专项行动。", {"打击河道盗采", "整治围垦湖面"}),
        ("实施百万农民电商技能培育计划。", {"百万农民电商技能培育计划"}),
        ("赣江上游至福建输电线路工程开工。", {"赣江上游至福建输电线路工程"}),
        ("西北部农村电网改造工程正式通电。", {"西北部农村电网改造工程"}),
        ("“2022文旅消费季”在贵阳启动。", {"“2022文旅消费季”"}),
        ("推广“板凳夜话”等做法。", {"“板凳夜话”"}),
        ("全年组织开展8次河道采砂集中清理行动。", {"河道采砂集中清理行动"}),
        ("优化提升乡村快递“一张网”。", {"乡村快递“一张网”"}),
        ("我市农村供水管理改革、该局内部采购流程改革深入推进。", {"农村供水管理改革", "内部采购流程改革"}),
        ("推进非法采挖贩卖野生兰草专项整治行动。", {"非法采挖贩卖野生兰草专项整治行动"}),
        ("健全完善林业碳汇价值实现机制。", {"林业碳汇价值实现机制"}),
        ("建立覆盖所有乡镇的横向湿地保护补偿机制。", {"横向湿地保护补偿机制"}),
        ("开展非遗剪纸进社区活动12场。", {"非遗剪纸进社区活动"}),
        ("启动陆海大通道建设工程。", {"陆海大通道建设工程"}),
        ("“北疆快班”实现每周对开。", {"“北疆快班”"}),
        ("出台推动县属国企转型的18项重点举措。", {"推动县属国企转型的18项重点举措"}),
        ("川贵铁路毕节至遵义段开工。", {"川贵铁路毕节至遵义段"}),
        ("完善以实绩为导向的教师考核制度改革。", {"以实绩为导向的教师考核制度改革"}),
        ("推进供水、供暖、排水、燃气“四大工程”。", {"“四大工程”"}),
        ("为合作社与商超搭建农产品产销对接平台。", {"农产品产销对接平台"}),
        ("创建村级“早议、午巡、晚结”三步法。", {"村级“早议、午巡、晚结”三步法"}),
        ("企业对“办证不出园”举措评价很好。", {"“办证不出园”举措"}),
        ("推行“首接负责”机制。", {"“首接负责”机制"}),
        ("全县“茶叶贷”分别投放和收回3亿元。", {"“茶叶贷”"}),
        ("常态化开展打击盗采河砂等专项行动。", {"打击盗采河砂"}),
        ("制定农村宅基地依法管理工作方案。", {"农村宅基地依法管理工作方案"}),
        ("通报了全县农贸市场秩序集中整治“清风行动”结果。", {"全县农贸市场秩序集中整治“清风行动”"}),
        ("毕节学院金海湖校区建成投用。", {"毕节学院金海湖校区"}),
        ("毕节市第一人民医院新院区完成设计。", {"毕节市第一人民医院新院区"}),
        ("贵州夹山水库工程开工建设。", {"贵州夹山水库工程"}),
        ("打好打击走私、整治赌博等专项行动。", {"打击走私", "整治赌博"}),
        ("我国高标准农田建设加快推进。", {"高标准农田建设"}),
        ("推进扫黑除恶常态化，保交楼项目全部复工。", {"扫黑除恶常态化", "保交楼"}),
        ("平安校园、平安景区建设有序推进。", {"平安校园", "平安景区建设"}),
    ],
)
def test_programs_are_named_whole(text: str, names: set[str]) -> None:
    assert names <= named(text, "Program")


@pytest.mark.parametrize(
    "text",
    [
        "改革开放以来，农村面貌发生了变化。",
        "要完善体制机制，加强党的建设。",
        "经济保持平稳发展，各项工作有序开展。",
        "他说，这个平台很好用。",
        "黔西市水务局狠抓专项行动，全力护航春耕。",
        "先后开展了烟酒、瓶装水、儿童玩具虚假宣传等专项整治行动。",
        "打击“路霸”“车霸”等黑恶势力。",
        "聚焦“所思所盼”，办好民生实事。",
        "坚持“定向培养”与“结对帮扶”相结合。",
        "抓实抓细养老政策，推出一批新水上旅游项目。",
        "推出系列民俗展演活动，新开工重大交通工程。",
        "严厉打击整治走私违法犯罪活动，加强外来务工者社区文体服务。",
        "从五个维度入手，制定26项措施。",
        "全县将启动发放观影消费券等惠民活动。",
        "七成农户具有灌溉调度系统。",
        "着力构建城乡融合新格局，支持国防和军队建设。",
        "全县社区卫生服务中心达到12家。",
        "深化农信社、供销社等改革，开展食品安全等专项整治。",
        "基础设施“硬联通”加快。",
        "今年活动的主题是“人人学科普——乡村在行动”。",
        "铁路“五一”假期运输启动，开展多项文艺展演活动。",
        "推动“以治水为中心”向“以用水为中心”转变。",
        "全县乡村物流综合服务站达36个。",
        "县重点水利工程建设管理处承建一座大坝。",
        "推进重点领域关键环节改革，完成“十三五”减排目标。",
        "昔日川南不通高速公路。",
        "村里的道路、水利、公厕等基础设施不断健全。",
        "“暖心”服务“面对面”，群众办事更方便。",
    ],
)
def test_what_only_ends_like_a_program_is_none(text: str) -> None:
    assert named(text, "Program") == set()


def test_a_case_is_named_without_the_verb_in_front_and_not_where_it_is_counted() -> None:
    assert named("警方成功侦办“断流”专案。", "Event") == {"“断流”专案"}
    assert named("全年侦办“断流”专案30起。", "Event") == set()


def test_a_case_goes_by_a_name_and_is_no_person() -> None:
    text = "法院重审了李大勇案、赵文海案。"
    assert named(text, "Event") == {"李大勇案", "赵文海案"}
    assert named(text, "Person") == set()
    assert named("依法办结诈骗案、走私案，完善方案、预案。", "Event") == set()
    assert named("“云贷网”非法集资案开庭。", "Event") == {"“云贷网”非法集资案"}


def test_a_level_and_a_kind_are_no_event() -> None:
    assert named("组织全市锦标赛，参加12项市级以上联赛。", "Event") == set()
    assert "全省青年足球联赛" in named("举办全省青年足球联赛。", "Event")
    assert named("前三季度，中国重特大事故下降。", "Event") == set()


def test_an_incident_has_a_place_and_is_no_class() -> None:
    assert named("未发生重特大事故，防范暴雪、冰川泥石流。", "Event") == set()
    assert named("汶川特大地震发生后，各地驰援。", "Event") == {"汶川特大地震"}


def test_titles_in_marks_are_documents_and_a_newspaper_is_none() -> None:
    assert named("省政府印发《湖南省乡村公路管理办法》，《人民日报》作了报道。", "Document") == {"《湖南省乡村公路管理办法》"}


def test_a_regulation_without_marks_counts_after_a_verb_of_enacting() -> None:
    assert named("推动出台河道管理条例、农田灌溉管理办法。", "Document") == {"河道管理条例", "农田灌溉管理办法"}
    assert named("条例对此作了规定。", "Document") == set()
    assert named("深入落实湿地保护法，并听取最高人民法院工作报告。", "Document") == {"湿地保护法", "最高人民法院工作报告"}


def test_agencies_by_name_by_level_and_by_ending() -> None:
    text = "贵州省毕节市中级人民法院与毕节市公安局联合发文，最高检作了部署。"
    assert named(text, "Agency") == {"贵州省毕节市中级人民法院", "毕节市公安局", "最高检"}


def test_a_class_of_bodies_is_no_agency_until_a_level_makes_it_one() -> None:
    assert named("基层法院和三级公立医院都参加了培训。", "Agency") == set()
    assert named("全国公安机关破获案件一批。", "Agency") == {"全国公安机关"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市委市政府部署工作。", {"市委", "市政府"}),
        ("毕节市委市政府部署工作。", {"毕节市委", "市政府"}),
        ("按照省政府和财政部决策部署推进。", {"省政府", "财政部"}),
        ("于是，经省政府同意设立。", {"省政府"}),
        ("省公安厅经侦总队通报情况。", {"省公安厅经侦总队"}),
        ("遵义市公安局经侦支队破案5起。", {"遵义市公安局经侦支队"}),
        ("市生态环境局七星关分局处罚3家。", {"市生态环境局七星关分局"}),
        ("国家统计局甘肃调查总队发布数据。", {"国家统计局甘肃调查总队"}),
        ("记者从中国水利部获悉。", {"水利部"}),
        ("全省粮食储备系统开展检查。", {"全省粮食储备系统"}),
        ("全国渔政部门检查渔港30个。", {"全国渔政部门"}),
        ("黔西市纪检监察机关立案30件。", {"黔西市纪检监察机关"}),
        ("全市有关部门加强配合。", set()),
        ("全国生态系统总体稳定。", set()),
        ("其中，中级法院收案3000件。", set()),
        ("市安委办召开会议。", {"市安委办"}),
        ("国务院安委会巡查组近日反馈情况。", {"国务院安委会巡查组"}),
        ("贵州省委书记赵长山、市委副书记李小云出席。", {"贵州省委", "市委"}),
        ("记者从市政府新闻办获悉。", {"市政府新闻办"}),
        ("鸭池镇综治中心成立以来，调解纠纷30起。", {"鸭池镇综治中心"}),
        ("毕节市扫黑除恶办通报情况。", {"毕节市扫黑除恶办"}),
        ("全年发行我市政府债券20亿元。", set()),
        ("油库、加油站等企业安全检查全覆盖。", set()),
        ("持续开展平安医院创建，建设法治政府。", set()),
    ],
)
def test_agencies_are_whole_and_apart(text: str, names: set[str]) -> None:
    head = "毕节要闻\n2024-05-06 来源:贵州日报\n\n"
    assert {m.text for m in kg.extract(head + text).mentions if m.text in text and m.by.startswith("agencies.")} == names


def test_a_word_across_two_words_is_no_place() -> None:
    assert named("贵州的司机说，运输成本省了一半。", "Place") == {"贵州"}


def test_persons_have_full_names() -> None:
    document = kg.extract("毕节市中级人民法院院长周建国介绍，杨律师也到了现场。")
    assert {m.text for m in document.mentions if m.type == "Person"} == {"周建国"}


def test_single_characters_between_dots_are_no_person() -> None:
    assert named("主题是“船·桥·人——同心同行”。", "Person") == set()


def test_names_side_by_side_are_two_and_end_with_their_bracket() -> None:
    assert {"谢小冰", "梁辉"} <= named("（记者谢小冰梁辉）今天，全县喜降大雪。", "Person")
    text = "本报3月10日电（谢雁山 梁晓明）中国交通运输部公路局局长王二说，路修好了。"
    assert named(text, "Agency") == {"中国交通运输部公路局"}
    assert "法治乡村（社区）建设" in named("深入推进法治乡村（社区）建设。", "Program")


def test_a_person_s_name_is_whole() -> None:
    assert named("贵州省水利厅副厅长吴长才介绍。", "Person") == {"吴长才"}
    assert named("县水利局局长吴长也介绍了情况。", "Person") == {"吴长"}
    assert not _is_full_name("高山云海")
    assert not _is_full_name("赵某")
    assert not _is_full_name("孙警官")
    assert not _is_full_name("黄石港")
    assert not _is_full_name("周转率")
    assert _is_full_name("欧阳文山")


def test_what_the_tagger_took_for_a_person_in_a_compound_is_none() -> None:
    assert named("这条陆海新通道连通三地。陆海新通道建成。", "Person") == set()
    assert named("全县民警对党忠诚、服务群众。", "Person") == set()


def test_meetings_of_heads_and_dialogues_are_events() -> None:
    assert named("中国—东盟环境部长会议在贵阳召开。", "Event") == {"中国—东盟环境部长会议"}
    assert named("举办贵州—老挝特色农业企业对话会。", "Event") == {"贵州—老挝特色农业企业对话会"}


@pytest.mark.parametrize(
    ("text", "root", "expected"),
    [
        ("全县坚决打赢脱贫攻坚战。", "Program", {"脱贫攻坚战"}),
        ("他向全县发出脱贫攻坚的号召。", "Program", {"脱贫攻坚"}),
        ("2019年全州高标准农田建设加快推进。", "Program", {"高标准农田建设"}),
        ("这里是绍兴打造纺织新格局的起点。", "Agency", set()),
        ("在京中央单位有关负责同志出席会议。", "Event", set()),
        ("引进投资2000万的摩达（北京）科技有限公司互联网创业平台项目。", "Program", set()),
        ("王静、李晓梅、赵国栋等代表作报告。", "Person", {"王静", "李晓梅", "赵国栋"}),
        ("第六届进博会和2024年服贸会促成签约。", "Event", {"第六届进博会", "2024年服贸会"}),
    ],
)
def test_names_stop_where_they_should(text: str, root: str, expected: set[str]) -> None:
    assert named(text, root) == expected


def test_fairs_of_three_characters_and_tours_of_a_place_are_events() -> None:
    assert "茶旅会" in named("举办茶博会、贵洽会、茶旅会。", "Event")
    assert "座谈会" not in named("举办茶博会、贵洽会、座谈会。", "Event")
    assert named("举办知名侨商贵阳行、茶博会等活动。", "Event") == {"知名侨商贵阳行", "茶博会"}


def test_what_is_founded_for_the_whole_country_is_one_body() -> None:
    assert named("建立全国山地公益联盟。", "Agency") == {"全国山地公益联盟"}
    assert named("支持全国行业协会发展。", "Agency") == set()


def test_congresses_fairs_and_doctrines() -> None:
    text = "党的二十大以来，贵州省深入学习贯彻习近平法治思想，连续举办第十二届贵阳国际茶业博览会。"
    assert {"第十二届贵阳国际茶业博览会"} <= named(text, "Event")
    assert "习近平法治思想" in named(text, "Concept")
    assert {"“黔超”足球联赛"} <= named("“黔超”足球联赛开幕。", "Event")
    assert {"全国农村科普活动周"} <= named("全国农村科普活动周在毕节启动。", "Event")


def test_what_an_overlap_cost_is_told() -> None:
    document = kg.extract("建成永安县农村公共法律服务信息化平台建设工程。")
    assert any(d.reason.startswith("overlaps ") and d.by.startswith("programs.") for d in document.discards)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["贵州省", "毕节市", "公安局", "开展", "专项行动", "“", "”", "《", "》", "、", "和", "，", "。", "\n", " ", "\u3000", "第三届",
             "博览会", "7.1万名", "增长", "5%", "(", ")", "<b>", "去年", "条例", "的", "张伟", "﻿", "𠮷", "é"]
        ),
        max_size=40,
    )
)
def test_every_span_of_any_text_is_what_it_claims(parts: list[str]) -> None:
    text = "".join(parts)
    if not text.strip():
        return
    document = kg.extract(text, published="2024-05-06")
    for item in (*document.mentions, *document.discards, *document.periods):
        assert document.article.text[item.span.start : item.span.end] == item.text
    for observation in document.observations:
        assert document.text_of(observation.quantity.span) == observation.quantity.text
        assert observation.evidence.covers(observation.quantity.span)
    ids = {e.id for e in document.entities}
    assert all(m.entity in ids for m in document.mentions)
    ends = {end for r in document.relations for end in (r.subject, r.object)}
    assert ends <= ids | {document.article.id}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依据治安管理处罚法，予以处罚。", [("治安管理处罚法", "中华人民共和国治安管理处罚法")]),
        ("违反刑法第三条，违反消防法的行为增多。", [("刑法", "中华人民共和国刑法"), ("消防法", "中华人民共和国消防法")]),
        ("《中华人民共和国种子法》施行，种子法有新规定。",
         [("《中华人民共和国种子法》", "中华人民共和国种子法"), ("种子法", "中华人民共和国种子法")]),
        ("学习宪法法律知识，食品安全法律法规齐备。", []),
    ],
)  # fmt: skip
def test_laws_are_known_without_marks_of_title(text: str, expected: list[tuple[str, str]]) -> None:
    document = kg.extract(text)
    named = {e.id: e.name for e in document.entities}
    assert [(m.text, named[m.entity or ""]) for m in document.mentions if m.type == "Regulation"] == expected


def test_who_acts_together_with_a_body_is_no_part_of_its_name() -> None:
    text = "会同市财政局检查，会同省公安厅、联合市教育局印发通知，配合慈溪市公安局抓捕。会同县公安局破案，联合国开会。"
    document = kg.extract("宁波新闻\n2024-05-06\n\n" + text)
    bodies = [m.text for m in document.mentions if kg.ontology.load().is_a(m.type, "Agency")]
    assert bodies == ["市财政局", "省公安厅", "市教育局", "慈溪市公安局", "会同县公安局", "联合国"]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("大连市公安局破案30起。", "大连市公安局"),
        ("市南区公安局破案30起。", "市南区公安局"),
        ("让胡路区公安局破案30起。", "让胡路区公安局"),
        ("记者从会宁县教育局获悉，新建学校12所。", "会宁县教育局"),
        ("从江县公安局破案30起。", "从江县公安局"),
    ],
)
def test_a_body_begins_where_its_place_does(text: str, body: str) -> None:
    document = kg.extract(text)
    assert [m.text for m in document.mentions if kg.ontology.load().is_a(m.type, "Agency")] == [body]


def test_a_place_that_looks_like_a_person_is_a_place() -> None:
    document = kg.extract("去年，子长市新增就业5230人。")
    assert [(m.text, m.type) for m in document.mentions] == [("子长市", "County")]
    assert document.observations[0].place == "place/610681"


def test_a_known_name_begins_no_later_than_its_numeral() -> None:
    document = kg.extract("浙江\n2024-05-06\n\n去年，推进“百千万工程”，“千万工程”经验推广到村。")
    assert [m.text for m in document.mentions if m.type == "Concept"] == ["“千万工程”经验"]


@pytest.mark.parametrize(
    ("text", "event", "type"),
    [
        ("天水“8·15”重大交通事故已查明。", "天水“8·15”重大交通事故", "Incident"),
        ("今天是“5·12”全国防灾减灾日。", "“5·12”全国防灾减灾日", "Meeting"),
        ("第33个全国节能宣传周启动。", "第33个全国节能宣传周", "Meeting"),
        ("全省安全生产电视电话会议召开。", "全省安全生产电视电话会议", "Meeting"),
    ],
)
def test_incidents_and_days_called_after_their_date_and_number(text: str, event: str, type: str) -> None:
    document = kg.extract(f"甘肃新闻\n2024-05-06\n\n{text}")
    named = [(m.text, m.type) for m in document.mentions if kg.ontology.load().root(m.type) in {"Event", "Program"}]
    assert named == [(event, type)]


def test_bodies_on_both_sides_of_a_conjunction_are_two() -> None:
    document = kg.extract("贵州新闻\n2024-05-06\n\n贵阳市政府与国家信息中心签署协议。")
    assert [m.text for m in document.mentions if kg.ontology.load().is_a(m.type, "Agency")] == ["贵阳市政府", "国家信息中心"]


def test_the_secretary_of_a_party_group_is_of_the_body() -> None:
    document = kg.extract("济宁市交通运输局党组书记、局长孔卫东介绍情况。")
    (post,) = [r for r in document.relations if r.predicate == "memberOf"]
    body = document.entity(post.object)
    assert body is not None
    assert (body.name, post.role) == ("济宁市交通运输局", "党组书记、局长")


def test_a_company_s_legal_name_is_whole() -> None:
    document = kg.extract("信达生物制药（苏州）有限公司关务总监周婷说。")
    assert "信达生物制药（苏州）有限公司" in [m.text for m in document.mentions]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("自治区农业农村厅副厅长次仁顿珠介绍情况。", "次仁顿珠"),
        ("地区农业农村局副局长艾力·买买提说，棉花丰收。", "艾力·买买提"),
        ("自治区主席艾尔肯·吐尼亚孜出席会议。", "艾尔肯·吐尼亚孜"),
        ("驻村第一书记扎西多吉表示，收入增长。", "扎西多吉"),
    ],
)
def test_names_that_no_han_surname_begins(text: str, person: str) -> None:
    assert named(text, "Person") == {person}
