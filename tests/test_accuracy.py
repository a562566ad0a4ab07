"""The quality gate: what kg finds in annotated texts never gets worse unseen, and its confidence means something."""

from __future__ import annotations

import dataclasses
import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import calibration  # noqa: E402 - the scripts are no package
import evaluate  # noqa: E402
import floors  # noqa: E402
import gold  # noqa: E402
import matching  # noqa: E402

OWN = ROOT / "tests" / "gold"
GOLD = sorted((OWN / "gold").glob("*.json"))


@functools.cache
def measured(corpus: str) -> list[gold.Comparison]:
    """A corpus compared with what is found in it; skips the test where the corpus is not beside the checkout."""
    folder = floors.corpora().get(corpus)
    if folder is None:
        pytest.skip(f"NOT MEASURED: the {corpus} corpus is not beside this checkout, so its floors were not checked")
    return evaluate.measure(folder)


def own(name: str) -> gold.Comparison:
    return next(one for one in measured("own") if one.gold.id == name)


# ---- the gate --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("corpus", floors.names())
def test_no_measure_is_below_its_floor(corpus: str) -> None:
    found = evaluate.score(measured(corpus)).measures()
    pinned = floors.load()["corpora"][corpus]["floors"]
    below = {name: (found.get(name, 0.0), floor) for name, floor in pinned.items() if found.get(name, 0.0) < floor}
    assert pinned
    assert not below, f"below their floors in {corpus} (benchmarks/evaluate.py --verbose lists what is missed): {below}"


@pytest.mark.parametrize("kind", evaluate.KINDS)
@pytest.mark.parametrize("corpus", floors.names())
def test_what_is_claimed_with_nine_tenths_is_right_nine_times_in_ten(corpus: str, kind: str) -> None:
    rate = calibration.by_tenth(calibration.verdicts(measured(corpus)))[kind]["0.9"]
    assert rate.right >= 0.9 * rate.judged


def test_every_corpus_text_gives_facts_of_every_kind() -> None:
    for one in measured("own"):
        assert all(getattr(one, kind).pairs for kind in evaluate.KINDS), one.gold.id


# ---- floors ----------------------------------------------------------------------------------------------------------


def test_a_floor_lies_on_a_step_at_or_below_the_measure() -> None:
    assert [floors.floor(x) for x in (0.8, 0.8049, 0.805, 0.99999, 1.0, 0.0)] == [0.8, 0.8, 0.805, 0.995, 1.0, 0.0]


def test_floors_rise_by_themselves_and_sink_only_with_a_reason(tmp_path: Path) -> None:
    path, page = tmp_path / "floors.json", tmp_path / "accuracy.md"
    every = evaluate.score(measured("own")).measures()
    floors.update({"own": (6, every | {"entities.f1": 0.5})}, path=path, page=page)
    floors.update({"own": (6, every | {"entities.f1": 0.71})}, path=path, page=page)
    assert floors.load(path)["corpora"]["own"]["floors"]["entities.f1"] == 0.71
    before = path.read_bytes()
    with pytest.raises(floors.WouldSink, match=r"entities.f1: 0.71 -> 0.6"):
        floors.update({"own": (6, every | {"entities.f1": 0.6})}, path=path, page=page)
    assert path.read_bytes() == before
    floors.update({"own": (6, every | {"entities.f1": 0.6})}, "stricter names", path=path, page=page)
    after = floors.load(path)
    assert after["corpora"]["own"]["floors"]["entities.f1"] == 0.6
    assert after["lowered"] == [
        {"corpus": "own", "measure": "entities.f1", "from": 0.71, "to": 0.6, "reason": "stricter names"}
    ]


def test_a_corpus_that_is_not_there_keeps_its_floors(tmp_path: Path) -> None:
    path, page = tmp_path / "floors.json", tmp_path / "accuracy.md"
    floors.update({"own": (6, {"entities.f1": 0.5}), "external": (15, {"entities.f1": 0.9})}, path=path, page=page)
    floors.update({"own": (6, {"entities.f1": 0.6})}, path=path, page=page)
    assert floors.load(path)["corpora"]["external"]["floors"] == {"entities.f1": 0.9}


def test_the_tables_of_the_page_are_those_of_the_floors_file() -> None:
    page = floors.PAGE.read_text(encoding="utf-8")
    data = floors.load()
    assert floors.with_tables(page, data) == page, "run benchmarks/evaluate.py --update"
    for entry in data["corpora"].values():
        assert f"{entry['measured']['observations.f1']:.3f}" in page


# ---- the scorer ------------------------------------------------------------------------------------------------------


def test_a_figure_with_another_value_is_one_missed_and_one_wrong() -> None:
    one = own("xiangtan-communique")
    index = next(i for i, o in enumerate(one.gold.observations) if "生猪存栏" in o.indicators and o.kinds == {"level"})
    changed = list(one.gold.observations)
    changed[index] = dataclasses.replace(changed[index], value=changed[index].value + 1)
    other = matching.match_observations(dataclasses.replace(one.gold, observations=tuple(changed)), one.found)
    assert len(other.missed) == len(one.observations.missed) + 1
    assert len(other.wrong) == len(one.observations.wrong) + 1


def test_an_optional_thing_is_neither_missed_nor_wrong() -> None:
    one = own("gansu-2022")
    thing = next(g for g, _ in one.entities.pairs if not g.optional)
    loose = tuple(dataclasses.replace(e, optional=e.optional or e.id == thing.id) for e in one.gold.entities)
    nothing = dataclasses.replace(one.found, entities=tuple(f for f in one.found.entities if not f.names & thing.names))
    for found in (one.found, nothing):
        match = matching.match_entities(dataclasses.replace(one.gold, entities=loose), found)
        assert thing.label not in {g.label for g in match.missed}
        assert len(match.wrong) == len(one.entities.wrong)


def test_a_name_of_another_class_is_missed_and_wrong() -> None:
    one = own("gansu-2022")
    pair = next((g, f) for g, f in one.entities.pairs if g.type == "Event")
    entities = tuple(dataclasses.replace(f, type="Concept") if f == pair[1] else f for f in one.found.entities)
    match = matching.match_entities(one.gold, dataclasses.replace(one.found, entities=entities))
    assert pair[0] in match.missed
    assert len(match.wrong) == len(one.entities.wrong) + 1


def test_a_relation_with_its_ends_exchanged_is_wrong() -> None:
    one = own("circuit-court")
    pair = next((g, f) for g, f in one.relations.pairs if g.predicate == "within" and not g.optional)
    turned = dataclasses.replace(pair[1], subject=pair[1].object, object=pair[1].subject)
    relations = tuple(turned if f == pair[1] else f for f in one.found.relations)
    match = matching.match_relations(one.gold, dataclasses.replace(one.found, relations=relations))
    assert pair[0] in match.missed
    assert turned in match.wrong


def test_dates_agree_as_far_as_both_are_given() -> None:
    one = own("xiangtan-communique")
    december = next(g for g, _ in one.observations.pairs if "居民消费价格" in g.indicators)
    found = next(f for g, f in one.observations.pairs if g == december)
    assert matching.same_period(december, found)
    assert not matching.same_period(december, dataclasses.replace(found, start="2024-11-01"))
    assert not matching.same_period(december, dataclasses.replace(found, start=None))


def test_the_command_prints_what_the_gate_measures() -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "evaluate.py"), str(OWN), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    printed = json.loads(done.stdout)["gold"]["measures"]
    assert printed == {k: round(v, 4) for k, v in evaluate.score(measured("own")).measures().items()}


# ---- the annotations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GOLD, ids=lambda p: p.stem)
def test_an_annotation_speaks_of_its_text(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    text = next(g.text for g in gold.read_corpus(OWN) if g.id == path.stem)
    bare = gold.plain(text)
    ids = [e["id"] for e in data["entities"]]
    assert len(ids) == len(set(ids))
    assert not [e["id"] for e in data["entities"] if not any(gold.plain(n) in bare for n in e["names"])]
    assert not [o["quote"] for o in data["observations"] if o["quote"] not in text]
    ends = {r[end] for r in data["relations"] for end in ("s", "o")}
    belongs = {o.get(key) for o in data["observations"] for key in ("place", "about", "agency")} - {None}
    assert ends | belongs <= set(ids)
    assert {r["p"] for r in data["relations"]} <= set(gold.PREDICATES.values())
