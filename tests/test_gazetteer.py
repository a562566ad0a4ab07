"""The gazetteer: what it holds, and how codes and names lead to each other."""

import importlib.resources
from pathlib import Path

import pytest

from kg import gazetteer
from kg.errors import OntologyError
from kg.gazetteer import Gazetteer, load


@pytest.fixture
def places() -> Gazetteer:
    return load()


def descendants(places: Gazetteer, code: str) -> list[str]:
    below = list(places.children(code))
    return below + [c for child in below for c in descendants(places, child)]


def test_it_holds_every_division_of_2026(places: Gazetteer) -> None:
    levels = [places.place(c).level for c in descendants(places, "CN")]
    assert {level: levels.count(level) for level in set(levels)} == {"Province": 34, "Prefecture": 333, "County": 2847}


def test_gansu_has_14_prefectures_and_86_counties(places: Gazetteer) -> None:
    prefectures = places.children("620000")
    assert len(prefectures) == 14
    assert sum(len(places.children(p)) for p in prefectures) == 86


def test_every_name_of_every_division_leads_back_to_it(places: Gazetteer) -> None:
    for code in descendants(places, "CN"):
        place = places.place(code)
        assert all(code in places.lookup(name) for name in (place.name, place.short, *place.aliases))


@pytest.mark.parametrize(
    ("code", "short", "aliases"),
    [
        ("620000", "甘肃", {"甘肃"}),
        ("620700", "张掖", {"张掖"}),
        ("622900", "临夏", {"临夏", "临夏州"}),
        ("623000", "甘南", {"甘南", "甘南州"}),
        ("650000", "新疆", {"新疆"}),
        ("150000", "内蒙古", {"内蒙古", "内蒙"}),
        ("652700", "博尔塔拉", {"博尔塔拉", "博尔塔拉州", "博州"}),
        ("620923", "肃北", {"肃北", "肃北县"}),
        ("341322", "萧县", set()),
        ("810000", "香港", {"香港"}),
    ],
)
def test_short_names(places: Gazetteer, code: str, short: str, aliases: set[str]) -> None:
    assert places.place(code).short == short
    assert set(places.place(code).aliases) == aliases


@pytest.mark.parametrize(
    ("code", "english"),
    [("620000", "Gansu"), ("610000", "Shaanxi"), ("610100", "Xi'an"), ("150100", "Hohhot"), ("140400", "Changzhi"),
     ("622900", "Linxia Hui Autonomous Prefecture"), ("JP", "Japan")],
)  # fmt: skip
def test_english_names(places: Gazetteer, code: str, english: str) -> None:
    assert places.place(code).english == english


def test_ancestors_run_from_the_nearest_to_the_country(places: Gazetteer) -> None:
    assert places.ancestors("620102") == ("620100", "620000", "CN")
    assert places.ancestors("429004") == ("420000", "CN")  # a city right under its province
    assert places.ancestors("JP") == ()


def test_within(places: Gazetteer) -> None:
    assert places.is_within("620102", "620000")
    assert places.is_within("620102", "620102")
    assert places.is_within("620102", "CN")
    assert places.is_within("620102", "region-northwest")
    assert not places.is_within("620000", "620102")
    assert not places.is_within("JP", "CN")


def test_lookup_puts_the_larger_place_first(places: Gazetteer) -> None:
    assert places.lookup("吉林") == ("220000", "220200")
    assert places.lookup("临夏")[0] == "622900"
    assert places.lookup("不是地名") == ()


def test_former_names_lead_to_their_successors(places: Gazetteer) -> None:
    assert places.lookup("襄樊") == ("420600",)
    assert places.successor("襄樊市") == "420600"
    assert places.successor("莱芜市") == "370116"
    assert places.successor("510132") == "510118"  # the old code of 新津县
    assert places.successor("420600") == "420600"
    assert places.successor("不是地名") is None


def test_a_name_of_today_is_not_given_its_former_meaning(places: Gazetteer) -> None:
    # 重庆's 江北区 was abolished, 宁波's was not
    assert places.lookup("江北区") == ("330205",)


def test_regions_have_members(places: Gazetteer) -> None:
    assert {r.name for r in places.regions} >= {"京津冀", "长三角", "珠三角", "粤港澳大湾区", "长江经济带", "东北地区", "汾渭平原", "苏北"}
    assert places.children("region-jing-jin-ji") == ("110000", "120000", "130000")


def test_an_unknown_code_is_no_place(places: Gazetteer) -> None:
    assert "999999" not in places
    with pytest.raises(KeyError):
        places.place("999999")


@pytest.mark.parametrize("content", [None, "", "code\tname\n620000\t甘肃省\n", "代码"])
def test_a_missing_or_damaged_table_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    (tmp_path / "data").mkdir()
    if content is not None:
        (tmp_path / "data" / "gazetteer.tsv").write_text(content, encoding="utf-8")
    monkeypatch.setattr(importlib.resources, "files", lambda _: tmp_path)
    with pytest.raises(OntologyError, match=r"gazetteer\.tsv .*Install"):
        gazetteer.Gazetteer()


def test_townships_are_known_by_their_nine_digits(places: Gazetteer) -> None:
    (code,) = places.townships("张家窝镇", "120000")
    assert code in places
    assert places.place(code).level == "Township"
    assert places.ancestors(code) == ("120111", "120000", "CN")
    assert places.townships("张家窝镇", "440000") == ()
