"""Achieved or intended: whether a figure tells what is, or what is to be reached."""

from __future__ import annotations

import datetime as dt

from kg.extract.metric_kinds import Reading
from kg.extract.metric_line import Line
from kg.lexicon import words
from kg.model import Document, Period, Sentence


def is_target(line: Line, reading: Reading, period: Period | None, published: dt.date | None, plan: bool) -> bool:
    """Whether words of intent stand before a figure in its clause, its period is to come, or it stands in a plan."""
    start = line.clause_start(reading.number.start)
    before = line.cut(start, reading.number.start)
    if any(w.text in words("figure-target") and w.pos not in {"n", "p"} for w in before):
        return True
    if published and period and period.finish and period.begin is None and period.finish > published:
        return True
    return plan and not any(w.text in words("figure-done") for w in before)


def planning(document: Document) -> frozenset[int]:
    """The paragraphs of a work report that set out plans: bare verbs at the head, nothing said to be done."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    return frozenset(n for n, sentences in paragraphs.items() if _plans(sentences))


def _plans(sentences: list[Sentence]) -> bool:
    done = sum(any(t.text in words("figure-done") for t in s.tokens) for s in sentences)
    bare = sum(bool(s.tokens) and s.tokens[0].text in words("figure-plan-verb") for s in sentences)
    return bare >= 2 and bare > len(sentences) / 2 and done <= len(sentences) / 4
