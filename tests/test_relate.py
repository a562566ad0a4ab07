"""Relations: stated by a trigger, plain from a name, or by the clause's own area or subject."""

import pytest

import kg

HEAD = "贵州省法治建设回望\n2024-05-06 来源:贵州日报\n\n"


def relations(text: str) -> set[tuple[str, str, str]]:
    document = kg.extract(text, published="2024-05-06")
    name = {e.id: e.name for e in document.entities} | {document.article.id: "article"}
    return {(name[r.subject], r.predicate, name[r.object]) for r in document.relations}


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        ("国务院公布《农田灌溉条例》。", ("农田灌溉条例", "issuedBy", "中华人民共和国国务院")),
        ("教育部、财政部联合印发《校车管理办法》。", ("校车管理办法", "issuedBy", "中华人民共和国财政部")),
        ("毕节市公安局开展夏季治安打击整治专项行动。", ("夏季治安打击整治专项行动", "carriedOutBy", "毕节市公安局")),
        ("毕节市公安局研发的“云眼”平台上线。", ("“云眼”平台", "carriedOutBy", "毕节市公安局")),
        ("“云眼”平台由毕节市公安局开发建设。", ("“云眼”平台", "carriedOutBy", "毕节市公安局")),
        ("毕节市公安局以“暖冬行动”为抓手，打击犯罪。", ("“暖冬行动”", "carriedOutBy", "毕节市公安局")),
        ("“暖冬行动”开展以来，毕节市公安局共破案30起。", ("“暖冬行动”", "carriedOutBy", "毕节市公安局")),
        ("记者从毕节市公安局获悉，《河道巡查指引》近日印发。", ("河道巡查指引", "issuedBy", "毕节市公安局")),
        ("毕节市公安局关于印发《河道巡查指引》的通知。", ("河道巡查指引", "issuedBy", "毕节市公安局")),
        ("贵州省公安厅所属贵州警察学院招生300人。", ("贵州警察学院", "subOrganizationOf", "贵州省公安厅")),
        ("贵州警察学院是贵州省公安厅直属单位。", ("贵州警察学院", "subOrganizationOf", "贵州省公安厅")),
        ("毕节市公安局在全省公安局处长会议上作交流发言。", ("公安局处长会议", "attendee", "毕节市公安局")),
        ("根据《校车管理办法》，毕节市开展“暖冬行动”。", ("“暖冬行动”", "implements", "校车管理办法")),
        ("国家统计局贵州调查总队发布数据。", ("国家统计局贵州调查总队", "subOrganizationOf", "国家统计局")),
        ("毕节推行“一站式”矛盾纠纷化解模式。", ("“一站式”矛盾纠纷化解模式", "operatesIn", "毕节市")),
        ("国新办举行全国法治宣传工作新闻发布会。", ("全国法治宣传工作新闻发布会", "organizer", "国务院新闻办公室")),
        ("毕节市中级人民法院院长周建国介绍了情况。", ("周建国", "memberOf", "毕节市中级人民法院")),
        ("毕节市公安局作了通报。", ("毕节市公安局", "jurisdiction", "毕节市")),
        ("贵州毕节建成公园一座。", ("毕节市", "containedInPlace", "贵州省")),
        ("推进平安贵州建设。", ("平安贵州建设", "operatesIn", "贵州省")),
        ("财政部“暖冬”慰问专项行动启动。", ("“暖冬”慰问专项行动", "carriedOutBy", "中华人民共和国财政部")),
        ("毕节市公安局制定下发《河道巡查指引》。", ("河道巡查指引", "issuedBy", "毕节市公安局")),
        ("财政部等9部门今天（5月6日）发布《农村校车行动方案》。", ("农村校车行动方案", "issuedBy", "中华人民共和国财政部")),
        ("毕节市公安局联合毕节市治超办召开夏季治安新闻发布会。", ("夏季治安新闻发布会", "organizer", "毕节市公安局")),
        ("毕节市公安局6日举行夏季治安新闻发布会。", ("夏季治安新闻发布会", "organizer", "毕节市公安局")),
        ("自毕节市公安局3月起部署“雷霆”会战以来，秩序好转。", ("“雷霆”会战", "carriedOutBy", "毕节市公安局")),
        ("全国渔政部门统筹推进“亮剑”护渔行动。", ("“亮剑”护渔行动", "carriedOutBy", "全国渔政部门")),
        ("由财政部联合三家银行共同发起的“暖冬”慰问专项行动启动。", ("“暖冬”慰问专项行动", "carriedOutBy", "中华人民共和国财政部")),
        ("在财政部统一部署下，集中开展“清库”专项行动。", ("“清库”专项行动", "carriedOutBy", "中华人民共和国财政部")),
        ("公安部通报“清源”专项行动战果。", ("“清源”专项行动", "carriedOutBy", "中华人民共和国公安部")),
        ("财政部开展“清库”专项行动。", ("“清库”专项行动", "operatesIn", "中国")),
        ("毕节市公安局开展“雷霆”专项行动。", ("“雷霆”专项行动", "operatesIn", "毕节市")),
        ("全市“雷霆”专项行动由毕节市公安局牵头。", ("“雷霆”专项行动", "carriedOutBy", "毕节市公安局")),
        ("中国校车安全论坛在贵州毕节开幕。", ("中国校车安全论坛", "location", "毕节市")),
        ("记者从在毕节举行的中国校车安全论坛上获悉，校车增多。", ("中国校车安全论坛", "location", "毕节市")),
        ("《校车管理办法》由教育部、财政部联合印发。", ("校车管理办法", "issuedBy", "中华人民共和国财政部")),
        ("根据教育部《校车管理办法》要求，车辆应当年检。", ("校车管理办法", "issuedBy", "中华人民共和国教育部")),
        ("教育部、财政部联合印发校车管理办法，《办法》明确了责任。", ("办法", "issuedBy", "中华人民共和国财政部")),
        ("《校车管理办法》印发\n日前，教育部、财政部联合印发办法，明确了责任。", ("校车管理办法", "issuedBy", "中华人民共和国财政部")),
        (
            "《教育部、财政部关于校车管理的通知》已经施行，财政部作了说明。",
            ("教育部、财政部关于校车管理的通知", "issuedBy", "中华人民共和国财政部"),
        ),
        ("《校车管理办法》经国务院同意，由教育部发布。", ("校车管理办法", "issuedBy", "中华人民共和国教育部")),
        ("贵州省人大常委会表决通过《贵州省校车条例》。", ("贵州省校车条例", "issuedBy", "贵州省人民代表大会常务委员会")),
        ("教育部出台首部部门规章《校车管理办法》。", ("校车管理办法", "issuedBy", "中华人民共和国教育部")),
        ("《关于推行“校车管家”模式的意见》印发，“校车管家”模式推开。", ("“校车管家”模式", "implements", "关于推行“校车管家”模式的意见")),
        ("由毕节市公安局牵头，组织实施“雷霆”专项行动。", ("“雷霆”专项行动", "carriedOutBy", "毕节市公安局")),
        ("今年以来毕节市公安局把力量下沉，开展“雷霆”专项行动。", ("“雷霆”专项行动", "carriedOutBy", "毕节市公安局")),
        ("中国校车安全大会由教育部主办、贵州省教育厅承办，在贵阳市举行。", ("中国校车安全大会", "organizer", "贵州省教育厅")),
        ("中国校车安全大会由教育部主办、贵州省教育厅承办，在贵阳市举行。", ("中国校车安全大会", "location", "贵阳市")),
        ("全国校车安全工作会议6日在贵阳召开，教育部部长李向东出席并讲话。", ("全国校车安全工作会议", "attendee", "李向东")),
        ("教育部部长李向东主持全国校车安全工作会议。", ("全国校车安全工作会议", "attendee", "李向东")),
        ("全国校车安全工作会议强调安全。会议由教育部主办。", ("全国校车安全工作会议", "organizer", "中华人民共和国教育部")),
        ("教育部副部长、国家文物局局长李向东介绍。", ("李向东", "memberOf", "中华人民共和国教育部")),
        ("贵州省委书记、省人大常委会主任李向东出席。", ("李向东", "memberOf", "中共贵州省委员会")),
        ("公安部的校车保护工作会议召开。各地推行“校车管家”模式。", ("“校车管家”模式", "operatesIn", "中国")),
        ("省委书记李向东在全国校车安全工作会议上强调安全。", ("全国校车安全工作会议", "attendee", "李向东")),
        ("新华社贵阳5月6日电（记者李向东）水库建成。", ("李向东", "memberOf", "新华通讯社")),
        ("毕节市公安局按照毕节市委、市政府部署，全面开展“雷霆”专项行动。", ("“雷霆”专项行动", "carriedOutBy", "毕节市公安局")),
        ("毕节市公安局举办“平安校车”活动。", ("“平安校车”活动", "carriedOutBy", "毕节市公安局")),
        ("“校车管家”模式逐步推开，今年覆盖贵州毕节、遵义。", ("“校车管家”模式", "operatesIn", "遵义市")),
        ("毕节市公安局召开夏季治安新闻发布会。", ("夏季治安新闻发布会", "location", "毕节市")),
        ("毕节市公安局召开全市“雷霆”专项行动推进会。“雷霆”专项行动成效好。", ("“雷霆”专项行动", "carriedOutBy", "毕节市公安局")),
        ("第3次毕节市水利局工作会议召开，毕节市水利局作了报告。", ("第3次毕节市水利局工作会议", "organizer", "毕节市水利局")),
        ("毕节市公安局立足实际，推动“校车管家”模式。", ("“校车管家”模式", "carriedOutBy", "毕节市公安局")),
        ("财政部启动实施新一轮财税领域的“清库”专项行动。", ("“清库”专项行动", "carriedOutBy", "中华人民共和国财政部")),
        ("国家统计局毕节调查队发布数据。", ("国家统计局", "jurisdiction", "中国")),
        ("以李向东同志为核心的党中央作出部署。", ("李向东", "memberOf", "中国共产党中央委员会")),
        ("贵州省委书记李向东出席会议。", ("李向东", "memberOf", "中共贵州省委员会")),
        ("贵州省委书记李向东出席会议。", ("中共贵州省委员会", "jurisdiction", "贵州省")),
    ],
)
def test_a_sentence_states(text: str, triple: tuple[str, str, str]) -> None:
    assert triple in relations(text)


def test_an_issuer_that_only_a_title_names_has_no_sentence_that_tells_its_parent() -> None:
    found = relations("大家学习中国共产党章程，落实《中共中央关于建设书香社会的决定》。")
    assert [triple for triple in found if triple[1] == "subOrganizationOf"] == []
    assert {predicate for _, predicate, _ in found} >= {"issuedBy"}


def test_the_last_of_a_list_that_is_no_subject_carries_out_nothing() -> None:
    found = relations("毕节市水利局委托贵州大学、贵州师范大学开展河湖健康评估行动，随着棉纺厂、毕节市热电厂小区改造提升行动完成。")
    assert not any(p == "carriedOutBy" and "热电" in o for _, p, o in found)


def roles(text: str) -> set[tuple[str, str, str | None]]:
    document = kg.extract(text)
    name = {e.id: e.name for e in document.entities}
    return {(name[r.subject], name[r.object], r.role) for r in document.relations if r.predicate == "memberOf"}


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("3月5日，市长李向东作政府工作报告。", ("李向东", "毕节市人民政府", "市长")),
        ("贵州省副省长张国华出席会议。", ("张国华", "贵州省人民政府", "副省长")),
        ("市检察院作了汇报。该院检察长王学文到会。", ("王学文", "毕节市人民检察院", "检察长")),
        ("水利部新闻发言人、规划司司长赵小刚表示平稳。", ("赵小刚", "中华人民共和国水利部", "新闻发言人、规划司司长")),
        ("贵州日报讯（全媒体记者周建国）市里召开会议。", ("周建国", "贵州日报", "全媒体记者")),
    ],
)
def test_a_title_says_whose_member(text: str, member: tuple[str, str, str]) -> None:
    assert member in roles("毕节市要闻\n2024-05-06 来源:毕节日报\n\n" + text)


def test_a_title_without_a_place_of_its_level_makes_no_member() -> None:
    assert roles("县长王小兵介绍了情况。") == set()


def test_the_place_in_a_publisher_s_name_publishes_nothing() -> None:
    document = kg.extract("毕节要闻\n2024-05-06 来源:黔西市人民政府\n\n水库建成。")
    name = {e.id: e.name for e in document.entities}
    assert {name[r.object] for r in document.relations if r.predicate == "publisher"} == {"黔西市人民政府"}


def test_the_role_of_a_member_is_kept() -> None:
    document = kg.extract("毕节市中级人民法院副院长周建国介绍了情况。")
    (member,) = [r for r in document.relations if r.predicate == "memberOf"]
    assert member.role == "副院长"
    assert "周建国" in document.text_of(member.evidence)


def test_all_province_places_what_its_sentence_names() -> None:
    assert ("黑臭水体专项整治", "operatesIn", "贵州省") in relations(HEAD + "黑臭水体专项整治开展以来，全省查获案件一批。")


def test_each_of_a_list_of_agencies_has_its_own_program() -> None:
    found = relations("教育部推动校园安全专项行动、财政部牵头开展国库支付改革。")
    assert ("国库支付改革", "carriedOutBy", "中华人民共和国财政部") in found
    assert ("国库支付改革", "carriedOutBy", "中华人民共和国教育部") not in found


def test_who_published_edited_and_wrote_an_article() -> None:
    head = "贵州法治建设回望\n2024-05-06 来源:贵州日报 编辑:李小明\n\n本报记者 张伟\n\n正文从这里开始，全省工作有序推进。"
    found = relations(head)
    assert ("article", "publisher", "贵州日报") in found
    assert ("article", "editor", "李小明") in found
    assert ("article", "author", "张伟") in found


def test_nothing_is_related_to_itself() -> None:
    assert all(s != o for s, _, o in relations(HEAD + "省委政法委、贵州省委政法委召开会议，推进平安贵州建设。"))


def test_what_a_local_text_tells_of_runs_at_its_home() -> None:
    head = "毕节深化审批改革\n2024-05-06 来源:毕节日报\n\n"
    assert ("“一窗办结”改革", "operatesIn", "毕节市") in relations(head + "近年来，持续推进“一窗办结”改革，群众办事更快。")


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("毕节深化审批改革", "在遵义市，窗口人员说起“一窗办结”改革，赞不绝口。"),  # another place
        ("毕节深化审批改革", "财政部介绍了“一窗办结”改革。"),  # a body of the country
        ("审批改革走深走实", "持续推进“一窗办结”改革，群众办事更快。"),  # nothing says whose text it is
        ("推进平安毕节建设", "持续推进“一窗办结”改革，群众办事更快。"),  # nor does a place inside a name
    ],
)
def test_where_a_program_runs_is_not_guessed(head: str, text: str) -> None:
    found = relations(f"{head}\n2024-05-06 来源:毕节日报\n\n{text}")
    assert ("“一窗办结”改革", "operatesIn", "毕节市") not in found


def test_what_a_ministry_does_in_a_part_of_the_country_does_not_run_in_all_of_it() -> None:
    found = relations("财政部启动实施黄土高原梯田改造工程。")
    assert not [o for _, p, o in found if p == "operatesIn" and o == "中国"]


def test_a_place_that_only_places_the_next_one_is_no_place_of_its_own() -> None:
    found = relations("贵州毕节推行“一站式”矛盾纠纷化解模式，“雷霆”专项行动在贵州毕节启动。")
    assert ("“一站式”矛盾纠纷化解模式", "operatesIn", "毕节市") in found
    assert not [o for _, p, o in found if p == "operatesIn" and o == "贵州省"]


def test_one_program_is_part_of_another() -> None:
    found = relations("作为“百库千渠”重大水利工程之一——毕节水库工程开工。“百库千渠”重大水利工程包括遵义引水工程。")
    assert ("毕节水库工程", "isPartOf", "“百库千渠”重大水利工程") in found


def test_who_speaks_at_the_meeting_that_a_text_tells_of_takes_part() -> None:
    found = relations("毕节市公安局召开夏季治安新闻发布会。\n毕节市公安局局长周建国在会上介绍了情况。")
    assert ("夏季治安新闻发布会", "attendee", "周建国") in found


def test_a_province_s_or_a_ministry_s_meeting_may_be_anywhere() -> None:
    found = relations("贵州省公安厅召开夏季治安新闻发布会，财政部召开国库支付改革新闻发布会。")
    assert not [1 for _, p, _ in found if p == "location"]


def test_who_takes_part_in_a_program_does_not_carry_it_out() -> None:
    for text in ("毕节市公安局组织参加“清库”专项行动。", "毕节市公安局推动各派出所融入“清库”专项行动。"):
        assert not [1 for _, p, _ in relations(text) if p == "carriedOutBy"]


def test_what_a_subject_was_granted_it_does_not_carry_out() -> None:
    found = relations("毕节市公安局加快建设，获批“雷霆”专项行动试点。")
    assert not [1 for _, p, _ in found if p == "carriedOutBy"]


def test_the_branch_of_a_company_is_of_the_place_in_its_name() -> None:
    assert ("贵州农担毕节分公司", "jurisdiction", "毕节市") in relations("贵州农担毕节分公司在保余额增加。")


def test_a_country_lies_in_the_continents_and_regions_that_the_text_names() -> None:
    document = kg.extract("泰国与东南亚各国合作，瑞士是欧洲国家，巴西没有参加。")
    within = {(r.subject, r.object) for r in document.relations if r.predicate == "containedInPlace"}
    assert within == {("place/TH", "place/region-southeast-asia"), ("place/CH", "place/region-europe")}


def test_a_post_is_of_the_one_who_stands_beside_it() -> None:
    text = "甲区税务局副局长王大明，余姚市教育局局长李小红参加。慈溪市气象局陈立新主任说，已作准备。赵文明，湖州市水利局局长，作了介绍。"
    document = kg.extract("宁波新闻\n2024-05-06 来源:宁波日报\n\n" + text)
    names = {e.id: e.name for e in document.entities}
    posts = {(names[r.subject], names[r.object], r.role) for r in document.relations if r.predicate == "memberOf"}
    assert posts == {
        ("王大明", "区税务局", "副局长"),
        ("李小红", "余姚市教育局", "局长"),
        ("陈立新", "慈溪市气象局", "主任"),
        ("赵文明", "湖州市水利局", "局长"),
    }


def test_the_last_of_places_chained_is_where_a_clause_is() -> None:
    told = relations(HEAD + "在贵州毕节的青杠村，当地政府打造了“十二坊”项目。")
    assert ("“十二坊”项目", "operatesIn", "青杠村") in told
    assert ("“十二坊”项目", "operatesIn", "贵州省") not in told


def test_to_be_the_first_in_the_country_is_not_to_run_there() -> None:
    told = relations(HEAD + "毕节市在全国率先开展河道保洁积分制试点。")
    assert ("河道保洁积分制试点", "operatesIn", "中国") not in told


def test_what_a_place_joins_reaches_beyond_it() -> None:
    told = relations(HEAD + "毕节市主动融入“一带一路”建设。我国与“一带一路”沿线国家贸易增长。")
    assert not {t for t in told if "一带一路" in t[0] and t[1] == "operatesIn"}


def test_a_village_lies_in_the_township_right_in_front_of_it() -> None:
    told = relations("龙场镇见闻\n2024-05-06 来源:贵州日报\n\n贵州省毕节市织金县猫场镇青杠村的村民增收。")
    assert ("青杠村", "containedInPlace", "猫场镇") in told


def test_projects_counted_behind_their_places_run_there() -> None:
    told = relations(HEAD + "实施遵义、毕节2个省级河道综合治理示范项目。")
    assert {p for s, r, p in told if r == "operatesIn" and "治理" in s} >= {"遵义市", "毕节市"}


def test_a_standing_meeting_is_held_by_the_body_it_is_of() -> None:
    document = kg.extract("国务院总理李大明主持召开国务院常务会议。山西、河南是中部地区省份。")
    names = {e.id: e.name for e in document.entities}
    told = {(names.get(r.subject), r.predicate, names.get(r.object)) for r in document.relations}
    assert ("国务院常务会议", "organizer", "中华人民共和国国务院") in told
    assert {("山西省", "containedInPlace", "中部地区"), ("河南省", "containedInPlace", "中部地区")} <= told


def test_a_meeting_of_ministers_is_held_by_the_body_it_is_named_after() -> None:
    told = relations(HEAD + "上海合作组织教育部长会今天在山西太原召开。")
    assert ("上海合作组织教育部长会", "organizer", "上海合作组织") in told


def test_posts_told_one_after_the_other_stay_with_their_persons() -> None:
    text = "外交部官员李向东，教育部副部长、国家文物局局长王建平，中国驻欧盟使团团长赵明辉到场迎接。荷兰政府发表声明。"
    document = kg.extract(HEAD + text)
    names = {e.id: e.name for e in document.entities}
    posts = {(names[r.subject], names[r.object]) for r in document.relations if r.predicate == "memberOf"}
    assert ("李向东", "中华人民共和国教育部") not in posts
    assert ("王建平", "国家文物局") in posts
    assert not any(person == "赵明辉" for person, _ in posts)
    assert "荷兰政府" in names.values()


def test_the_area_among_whose_parts_one_has_a_rank_is_not_where_a_program_runs() -> None:
    found = relations(f"{HEAD}毕节市美丽乡村建设完成投资3亿元，全省排名第2。")
    assert ("美丽乡村建设", "operatesIn", "贵州省") not in found


@pytest.mark.parametrize(
    ("place", "text", "body"),
    [
        ("广西", "自治区主席王建国出席。", "广西壮族自治区人民政府"),
        ("南宁", "广西壮族自治区副主席王建国出席。", "广西壮族自治区人民政府"),
        ("锡林郭勒盟", "盟长王建国出席。", "锡林郭勒盟行政公署"),
        ("阿克苏地区", "地委书记王建国出席。", "中共阿克苏地区委员会"),
    ],
)
def test_the_heads_of_autonomous_regions_leagues_and_prefectures(place: str, text: str, body: str) -> None:
    document = kg.extract(f"{place}新闻\n2024-05-06\n\n{text}")
    name = {e.id: e.name for e in document.entities}
    assert ("王建国", "memberOf", body) in {(name.get(r.subject), r.predicate, name.get(r.object)) for r in document.relations}
    assert kg.extract(f"贵州新闻\n2024-05-06\n\n{text}").relations != document.relations
