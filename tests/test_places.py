"""Places in running text: what counts as one, and what it means."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import HOSTILE, growth

import kg
from kg.extract.home import home, home_place
from kg.extract.places import find_places, places
from kg.gazetteer import load
from kg.model import Article, Document, PlaceMatch, Span, Token
from kg.segment import segment


def codes(text: str, context: str | None = None) -> list[tuple[str, str | None]]:
    return [(m.text, m.code) for m in find_places(text, context)]


def document(text: str, title: str | None = None, source: str | None = None) -> Document:
    article = Article(id="article/0", text=text, title=title, source=source, published=dt.date(2024, 3, 1))
    return places(home(segment(Document(article=article))))


def found(text: str, title: str | None = None, source: str | None = None) -> list[tuple[str, str | None]]:
    return [(m.text, m.code) for m in document(text, title, source).places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("广东省梅州市大埔县", [("广东省", "440000"), ("梅州市", "441400"), ("大埔县", "441422")]),
        ("江苏昆山", [("江苏", "320000"), ("昆山", "320583")]),
        ("天津宝坻", [("天津", "120000"), ("宝坻", "120115")]),
        ("吉林省吉林市船营区", [("吉林省", "220000"), ("吉林市", "220200"), ("船营区", "220204")]),
        ("浙江温州乐清", [("浙江", "330000"), ("温州", "330300"), ("乐清", "330382")]),
        ("湖南湘潭县", [("湖南", "430000"), ("湘潭县", "430321")]),
        ("甘南州合作市", [("甘南州", "623000"), ("合作市", "623001")]),
        ("新疆乌鲁木齐新市区", [("新疆", "650000"), ("乌鲁木齐", "650100"), ("新市区", "650104")]),
    ],
)
def test_each_element_of_a_chain_is_a_place(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("兰州市榆中县和平镇", "620123104"),
        ("贵州省长顺县长寨街道", "522729001"),
        ("乡宁县乡镇企业", None),
        ("甘肃乡村", None),
    ],
)
def test_a_township_counts_behind_the_place_it_lies_in(text: str, code: str | None) -> None:
    assert next((m.code for m in find_places(text) if len(m.code or "") == len("620123104")), None) == code


@pytest.mark.parametrize(
    "text",
    ["三委会理事名单", "孙中山先生诞辰", "近日本报记者走访", "3月5日本网讯", "决定西迁", "普通化工企业",
     "社会安定、人民安宁", "世界和平与发展", "社会治安庆典", "实现长治久安", "绿色通道畅通", "美味三明治", "成立合作社",
     "各县市区要落实", "全县（市、区）", "对外友好合作", "大理石材"],
)  # fmt: skip
def test_no_place_inside_ordinary_words(text: str) -> None:
    assert find_places(text) == ()


@pytest.mark.parametrize("text", ["香港路18号", "在南京东路步行街", "太原1路", "和平镇", "金华镇政府驻地", "湘江新闻"])
def test_no_place_in_the_names_of_streets_and_towns(text: str) -> None:
    assert find_places(text) == ()


def test_a_station_is_not_the_island_whose_name_its_characters_spell() -> None:
    assert codes("上海南站开通运营") == [("上海", "310000")]
    assert codes("南昌都市圈建设") == [("南昌", "360100")]


@pytest.mark.parametrize(
    "text",
    ["张掖市委", "兰州大学", "浙江省政府", "北京南站", "甘肃日报", "兰州银行", "浙江省高级人民法院", "云南省昆明市公安局",
     "湖北省武汉市第一人民医院"],
)  # fmt: skip
def test_a_place_inside_a_body_s_name_is_marked(text: str) -> None:
    matches = find_places(f"据{text}消息")
    assert matches
    assert all(m.inside for m in matches)


@pytest.mark.parametrize("text", ["他在兰州工作", "甘肃的大学", "浙江召开教育大会，银行行长参加", "张掖市民"])
def test_a_place_that_stands_alone_is_not_inside(text: str) -> None:
    assert [m.inside for m in find_places(text)] == [False]


def test_the_name_ends_where_the_next_word_begins() -> None:
    assert codes("张掖市委、兰州市场、甘肃省会宁县") == [
        ("张掖", "620700"), ("兰州", "620100"), ("甘肃省", "620000"), ("会宁县", "620422"),
    ]  # fmt: skip
    assert codes("以西安区域中心建设") == [("西安", "610100")]


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [("吉林", "220000", "province"), ("临夏", "622900", "prefecture"), ("湘潭", "430300", "prefecture")],
)
def test_the_larger_place_of_the_same_name_comes_first_and_says_so(text: str, code: str, why: str) -> None:
    (match,) = find_places(text)
    assert match.code == code
    assert len(match.candidates) > 1
    assert why in match.reason


def test_a_list_decides_an_ambiguous_name() -> None:
    assert codes("吉林、长春两市") == [("吉林", "220200"), ("长春", "220100")]
    assert codes("吉林、辽宁两省") == [("吉林", "220000"), ("辽宁", "210000")]
    assert codes("果洛、海南两州")[1] == ("海南", "632500")


def test_a_prefecture_of_the_context_keeps_a_province_s_name_open() -> None:
    (match,) = find_places("海南牧区", "青海日报")
    assert (match.code, set(match.candidates)) == (None, {"460000", "632500", "150303"})
    assert codes("海南自贸港", "甘肃日报") == [("海南", "460000")]


def test_an_ambiguous_name_stays_ambiguous() -> None:
    (match,) = find_places("朝阳区某小区")
    assert match.code is None
    assert set(match.candidates) == {"110105", "220104"}
    assert match.reason == ""


def test_context_decides_an_ambiguous_name_and_says_so() -> None:
    (match,) = find_places("鼓楼区某小区", "350100")
    assert (match.code, match.reason) == ("350102", "the context is 福州市")
    assert find_places("鼓楼区某小区", "福建日报")[0].code == "350102"
    assert find_places("鼓楼区某小区", "620000")[0].code is None


def test_a_parent_named_elsewhere_decides_an_ambiguous_name() -> None:
    *_, last = find_places("沈阳今日通报。记者在和平区看到，市民有序排队。")
    assert (last.text, last.code, last.reason) == ("和平区", "210102", "the text names 沈阳市")


def test_former_names_mean_their_successor() -> None:
    (match,) = find_places("襄樊")
    assert match.code == "420600"
    assert match.reason == "襄樊 became 襄阳市 in 2010"
    assert codes("重庆市江津市")[1] == ("江津市", "500116")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("陕甘宁革命老区", [("陕", "610000"), ("甘", "620000"), ("宁", "640000")]),
        ("川渝合作", [("川", "510000"), ("渝", "500000")]),
        ("鲁、豫、皖三省", [("鲁", "370000"), ("豫", "410000"), ("皖", "340000")]),
        ("来浙务工", [("浙", "330000")]),
        ("援疆干部", [("疆", "650000")]),
        ("创新云贵川模式", [("云", "530000"), ("贵", "520000"), ("川", "510000")]),
        ("京津冀协同发展", [("京津冀", "region-jing-jin-ji")]),
        ("甘肃新闻", [("甘肃", "620000")]),
        ("陇原大地", [("陇原大地", "620000")]),
        ("全新面貌、豫剧、在鲁迅故居", []),
    ],
)
def test_one_character_and_literary_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert codes(text) == expected


def test_countries() -> None:
    assert codes("中国、日本和缅甸") == [("中国", "CN"), ("日本", "JP"), ("缅甸", "MM")]
    assert codes("中国式现代化") == []


def test_words_of_the_tagger_keep_names_whole() -> None:
    words = [("我", "r"), ("和", "c"), ("王定西", "PER"), ("在", "p"), ("定西", "LOC"), ("见面", "v")]
    text, tokens = "", []
    for word, pos in words:
        tokens.append(Token(span=Span(start=len(text), end=len(text) + len(word)), text=word, pos=pos))
        text += word
    (match,) = find_places(text, None, tokens)
    assert (match.start, match.code) == (6, "621100")


def test_a_county_s_short_name_counts_near_home() -> None:
    text = "会议在会宁召开，代表们参观了靖远的项目。"
    assert ("会宁", "620422") in found(text, title="甘肃推进黄河治理")
    assert found(text, title="甘肃推进黄河治理") == [("会宁", "620422"), ("靖远", "620421")]


def test_an_ordinary_word_is_a_county_only_under_its_parent() -> None:
    assert found("各地要维护社会和平，建设平安校园。", title="海东市召开会议") == []
    assert ("平安区", "630203") in found("记者在平安区采访。", title="海东市召开会议")


def test_no_place_across_the_tagger_s_words() -> None:
    assert found("现代化体系要顺应城市发展，做好南昌都市圈规划。") == [("南昌", "360100")]


def test_names_across_a_line_break() -> None:
    text = (
        "去年一月，调查组的同志先后两次来到位于边境的黑龙\n"
        "江省，开展了为期两个月的耕地保护和防汛工作检查，\n"
        "发现了一些普遍存在的问题，随后督促各地进行整改。\n"
    )
    assert [(m.text, m.code) for m in document(text).places] == [("黑龙\n江省", "230000")]


@pytest.mark.parametrize(
    ("title", "source", "text", "home"),
    [
        ("张掖市出台新规", "甘肃日报", "", "620700"),
        ("甘肃张掖：戈壁变绿洲", None, "", "620700"),
        ("全力推进乡村振兴", "遵义市统计局", "", "520300"),
        ("全力推进乡村振兴", "大众日报", "", "370000"),
        ("浙江与四川结对", "四川日报", "", "510000"),
        ("全力推进乡村振兴", None, "兰州和天水的企业到访，酒泉也派员参加。", "620000"),
        ("全力推进乡村振兴", None, "全省粮食增产，海口举行现场会。", "460000"),
        ("全力推进乡村振兴", None, "兰州、成都、武汉都派员参加。", None),
        ("全力推进乡村振兴", "新华社", "各地积极行动。", None),
        ("全国粮食丰收", "甘肃日报", "各地积极行动。", None),
        ("国家粮储局：夏收顺利", "甘肃日报", "各地积极行动。", None),
        ("公安部部署夏季行动", "甘肃日报", "各地积极行动。", None),
        ("公安部表彰先进", "甘肃日报", "我省两人获奖。", "620000"),
        ("小小核桃香飘万里走向全国大市场", "甘肃日报", "各地积极行动。", "620000"),
        ("全国首单绿色保险落地", "甘肃日报", "各地积极行动。", "620000"),
        ("全国劳动模范李青的一天", "甘肃日报", "", "620000"),
        ("全国粮食丰收", "甘肃日报", "我省增产。", "620000"),
        ("民乐将添新校舍", "张掖日报", "民乐县教育局介绍了情况。", "620722"),
        ("全县经济形势", "张掖市统计局", "全县产值增长，民乐县委作出部署。", "620722"),
        ("全县经济形势", "张掖市统计局", "全县产值增长。", "620700"),
        ("假日出游", None, "全国各地人山人海。长假期间，全国出游4亿人次。我国出游潮再现。甘肃敦煌游人如织，兰州也是。", None),
        ("座谈会召开", None, "会议在京召开，各地代表赴京参加。", None),
        ("安吉县客人来我区考察", "中山市石岐区办事处", "客人参观了企业。", "442000"),
        ("安吉县建成新校", "湖州市教育局", "学校建成。", "330523"),
        ("简讯", "某社", "德清县建桥。安吉县修路。德清县通车。厦门市办展。泉州市办学。", None),
    ],
)
def test_home_place(title: str, source: str | None, text: str, home: str | None) -> None:
    article = Article(id="article/0", text=text, title=title, source=source)
    assert home_place(Document(article=article)) == home


@pytest.mark.parametrize(
    ("text", "places"),
    [("王海南同志表示，", []), ("记者李江西说，", []), ("在海南表示，", ["海南"]), ("向海南同志学习", ["海南"]), ("全海南说", ["海南"])],
)
def test_a_persons_given_name_is_no_place(text: str, places: list[str]) -> None:
    assert [m.text for m in find_places(text)] == places


names = st.sampled_from(
    ["甘肃", "兰州市", "吉林", "朝阳", "平安", "张掖市委", "京津冀", "川渝", "日本", "区", "县", "的", "在", "，", "\n"]
)


@given(st.one_of(st.text(max_size=40), st.lists(names, max_size=12).map("".join)))
def test_laws_of_every_match(text: str) -> None:
    matches = find_places(text)
    assert all(text[m.start : m.end] == m.text for m in matches)
    assert all(a.end <= b.start for a, b in pairwise(matches))
    assert all(is_sound(m) for m in matches)


def is_sound(match: PlaceMatch) -> bool:
    known = all(code in load() for code in match.candidates)
    return known and (match.code in match.candidates if match.code else len(match.candidates) > 1)


@pytest.mark.parametrize("unit", [*HOSTILE, "朝阳区、", "吉林", "甘肃省兰州市", "和平镇", "在浙", "北京路", "南京市长江"])
def test_twice_the_text_is_at_most_two_and_a_half_times_the_work(unit: str) -> None:
    assert growth(find_places, unit) <= 2.5


def test_a_name_that_its_neighbours_spell_by_chance_takes_no_place_away() -> None:
    assert codes("上海地区下了雨") == [("上海", "310000")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("去年，福建新增就业5230人。", "350000"), ("记者从江苏获悉，去年新建学校12所。", "320000"), ("广西北部有大到暴雨。", "450000")],
)
def test_a_place_ends_where_the_next_word_begins(text: str, code: str) -> None:
    """建新 and 从江 are words and places elsewhere, not across the words of these."""
    assert [m.code for m in kg.extract(text).places] == [code]
