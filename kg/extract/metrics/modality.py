"""Achieved or intended: whether a figure tells what is, or what is to be reached."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line
from kg.lexicon import words
from kg.model import Document, Period, Quantity, Sentence, Span

_DIGITS = 3
PLAN, ACHIEVED, UNCLEAR = "plan", "achieved", "unclear"


def is_target(line: Line, reading: Reading, period: Period | None, published: dt.date | None, *, plan: bool) -> bool:
    """Whether words of intent stand before a figure in its clause, its period is to come, or it stands in a plan."""
    start = line.clause_start(reading.number.start)
    before = line.cut(start, reading.number.start)
    for w, after in zip_longest(before, before[1:]):
        reached = after is not None and after.text in {"到", "了"}
        if w.text in words("figure-target") and w.pos not in {"n", "p"} and not reached:
            return True
    if published and period and period.finish and period.begin is None and period.finish > published:
        return True
    return plan and not any(w.text in words("figure-done") for w in before)


def modes(document: Document) -> dict[int, str]:
    """What each paragraph of a work report does: PLAN, ACHIEVED or UNCLEAR.

    Plans are bare verbs at the head of sentences, nothing said to be done, and round numbers. Where most of a report's
    paragraphs tell of what was achieved, one that looks like a plan stays unclear.
    """
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        if sentence.span.start >= document.article.body:
            paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    precise = [q.span for q in document.quantities if _precise(q)]
    found = {n: _mode(sentences, precise) for n, sentences in paragraphs.items()}
    said = list(found.values())
    if said.count(ACHIEVED) > said.count(PLAN):
        return {n: UNCLEAR if mode == PLAN else mode for n, mode in found.items()}
    return found


def _mode(sentences: list[Sentence], precise: list[Span]) -> str:
    if any(t.text in words("figure-done") for s in sentences for t in s.tokens):
        return ACHIEVED
    bare = sum(bool(s.tokens) and s.tokens[0].text in words("figure-plan-verb") for s in sentences)
    exact = any(s.span.covers(span) for s in sentences for span in precise)
    return PLAN if bare > len(sentences) / 2 and not exact else UNCLEAR


def _precise(quantity: Quantity) -> bool:
    """Whether a number has the digits of a count, not of a plan: 6101, 12.1%."""
    digits = [c for c in quantity.text if c.isdigit()]
    while digits and digits[-1] == "0":
        digits.pop()
    return len(digits) >= _DIGITS
