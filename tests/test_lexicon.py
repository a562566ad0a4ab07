"""The lexicon is whole, and says what is missing."""

import re

import pytest

from kg import lexicon, ontology
from kg.errors import OntologyError


def test_every_cue_marks_a_class_and_every_trigger_states_a_property() -> None:
    classes = set(ontology.load().classes())
    for kind in ("NameCue", "BodyCue", "TitleCue"):
        for cue in lexicon.cues(kind):
            assert cue.marks in classes
            assert cue.words
            assert 0 < cue.confidence <= 1
    for trigger in lexicon.triggers():
        assert ontology.load().iri(trigger.predicate)
        assert re.search(r"\{s:", trigger.pattern)
        assert re.search(r"\{o:", trigger.pattern)


def test_every_known_name_marks_a_class_and_has_a_name_of_its_own() -> None:
    classes = set(ontology.load().classes())
    for kind in ("KnownAgency", "KnownEvent", "KnownConcept", "KnownProgram", "KnownDocument", "KnownFeature"):
        known = lexicon.known(kind)
        assert known
        assert all(k.type in classes for k in known)
        labels = [k.label for k in known]
        assert len(labels) == len(set(labels))


def test_parents_of_known_agencies_are_known() -> None:
    names = {k.name for k in lexicon.known("KnownAgency")}
    assert all(k.parent in names for k in lexicon.known("KnownAgency") if k.parent)


def test_forms_have_one_place_for_the_area() -> None:
    assert all(full.count("{}") == 1 for full in lexicon.forms().values())


def test_the_longest_ending_marks_the_class() -> None:
    assert lexicon.marked("BodyCue", "某县公安局") == "PoliceBody"
    assert lexicon.marked("BodyCue", "某县水利局") == "GovernmentBody"
    assert lexicon.marked("BodyCue", "某县") is None


def test_a_missing_list_is_named() -> None:
    with pytest.raises(OntologyError, match="zt:words-no-such-list"):
        lexicon.words("no-such-list")
