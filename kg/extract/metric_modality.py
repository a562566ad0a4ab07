"""Achieved or intended: whether a figure tells what is, or what is to be reached."""

from __future__ import annotations

import datetime as dt

from kg.extract.metric_kinds import Reading
from kg.extract.metric_line import Line
from kg.lexicon import words
from kg.model import Document, Period, Sentence

PLAN, ACHIEVED, UNCLEAR = "plan", "achieved", "unclear"


def is_target(line: Line, reading: Reading, period: Period | None, published: dt.date | None, *, plan: bool) -> bool:
    """Whether words of intent stand before a figure in its clause, its period is to come, or it stands in a plan."""
    start = line.clause_start(reading.number.start)
    before = line.cut(start, reading.number.start)
    if any(w.text in words("figure-target") and w.pos not in {"n", "p"} for w in before):
        return True
    if published and period and period.finish and period.begin is None and period.finish > published:
        return True
    return plan and not any(w.text in words("figure-done") for w in before)


def modes(document: Document) -> dict[int, str]:
    """What each paragraph of a work report does: PLAN, ACHIEVED or UNCLEAR.

    Plans are bare verbs at the head of sentences with nothing said to be done; one word of what was done settles it.
    """
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    return {n: _mode(sentences) for n, sentences in paragraphs.items()}


def _mode(sentences: list[Sentence]) -> str:
    if any(t.text in words("figure-done") for s in sentences for t in s.tokens):
        return ACHIEVED
    bare = sum(bool(s.tokens) and s.tokens[0].text in words("figure-plan-verb") for s in sentences)
    return PLAN if bare > len(sentences) / 2 else UNCLEAR
