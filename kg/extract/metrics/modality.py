"""Achieved or intended: whether a figure tells what is, or what is to be reached."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import zip_longest

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line
from kg.lexicon import alternation, words
from kg.model import Document, Period, Quantity, Sentence

_DIGITS = 3
_ITEM = 120
PLAN, ACHIEVED, UNCLEAR = "plan", "achieved", "unclear"


def is_target(line: Line, reading: Reading, period: Period | None, published: dt.date | None, *, plan: bool) -> bool:
    """Whether words of intent stand before a figure in its clause, its period is to come, or it stands in a plan."""
    start = line.clause_start(reading.number.start)
    before = line.cut(start, reading.number.start)
    intent = _intent().search(line.text, start, reading.number.start)
    for w, after in zip_longest(before, before[1:]) if intent else ():
        reached = after is not None and after.text in {"到", "了"}
        planned = w.pos == "n" and w is before[0] and w.text in words("figure-intent") and after is not None and after.pos in {"v", "vd"}
        if w.text in words("figure-target") and (planned or w.pos not in {"n", "p"}) and not reached:
            return True
    if _carried(line, start):
        return True
    if published and period and period.finish and period.begin is None and period.finish > published:
        return True
    return plan and not any(w.text in words("figure-past") for w in before)


def _carried(line: Line, start: int) -> bool:
    """将抓好校园建设，新建学校12所: a word of intent holds on while clauses of the sentence begin with a verb."""
    begin = line.text.rfind("；", 0, start) + 1
    if not _intent().search(line.text, begin, start):
        return False
    before = line.cut(begin, start)
    meant = [i for i, w in enumerate(before) if w.text in words("figure-intent") and w.pos not in {"n", "p"}]
    last = meant[-1] if meant else None
    if last is None or any(w.text in words("figure-past", "figure-done") for w in before[last:]):
        return False
    clauses = [line.cut(a, b) for a, b in _clauses(line, before[last].end, start)]
    own = line.cut(start, line.clause_end(start))
    only_when = all(w.pos in {"TIME", "w", "d"} for w in before[last + 1 :])  # 预计2030年，产量可达…
    return only_when or all(c and c[0].pos in {"v", "vd"} and c[0].text not in words("figure-pivot") for c in (*clauses, own))


def _clauses(line: Line, begin: int, end: int) -> list[tuple[int, int]]:
    """The whole clauses of a stretch after the one it begins in."""
    found, at = [], line.clause_end(begin) + 1
    while at < end:
        found.append((at, line.clause_end(at)))
        at = found[-1][1] + 1
    return found


@cache
def _intent() -> re.Pattern[str]:
    return re.compile(alternation("figure-target"))


def promised(document: Document) -> frozenset[int]:
    """The paragraphs of a list that a sentence of intent announces: 今年将办好8件实事，具体包括：."""
    found, listing = set(), False
    for n, sentences in _paragraphs(document).items():
        if listing := _announces(sentences) or (listing and _listed(sentences)):
            found.add(n)
    return frozenset(found)


def _paragraphs(document: Document) -> dict[int, list[Sentence]]:
    """The sentences of the running text by their paragraphs' numbers."""
    paragraphs: dict[int, list[Sentence]] = {}
    for sentence in document.sentences:
        if sentence.span.start >= document.article.body:
            paragraphs.setdefault(sentence.paragraph, []).append(sentence)
    return paragraphs


def _announces(sentences: list[Sentence]) -> bool:
    said = sentences[-1].text.rstrip()
    if not said.endswith("：") or not any(w in said for w in words("figure-listing")):
        return False
    tokens = [t for s in sentences for t in s.tokens]
    intended = any(t.text in words("figure-intent") and t.pos not in {"n", "p"} for t in tokens)
    return intended and not any(t.text in words("figure-past") for t in tokens)


def _listed(sentences: list[Sentence]) -> bool:
    """Whether a paragraph is an item of such a list: acts, short, and nothing said to be done."""
    tokens = [t for s in sentences for t in s.tokens]
    acts = all(any(t.pos in {"v", "vd", "vn", "p"} for t in s.tokens[:3]) for s in sentences)
    return acts and sum(len(t.text) for t in tokens) <= _ITEM and not any(t.text in words("figure-past") for t in tokens)


def modes(document: Document) -> dict[int, str]:
    """What each paragraph of a work report does: PLAN, ACHIEVED or UNCLEAR.

    Plans are bare verbs at the head of sentences, nothing said to be done, and round numbers. A paragraph that does not
    say goes with the ones before and behind it, where those agree.
    """
    within = (document.sentence_at(q.span) for q in document.quantities if _precise(q))
    exact = {sentence.paragraph for sentence in within if sentence}
    return _settled({n: _mode(sentences, exact=n in exact) for n, sentences in _paragraphs(document).items()})


def _settled(found: dict[int, str]) -> dict[int, str]:
    """UNCLEAR goes with its decided neighbours where they agree; a lone PLAN between others becomes UNCLEAR."""
    numbers = sorted(found)
    before, behind = _decided_before(found, numbers), _decided_before(found, numbers[::-1])
    settled = {}
    for n in numbers:
        around = {before[n], behind[n]} - {UNCLEAR}
        settled[n] = found[n]
        if found[n] == UNCLEAR and len(around) == 1:
            settled[n] = around.pop()
        elif found[n] == PLAN and before[n] == behind[n] == ACHIEVED:
            settled[n] = UNCLEAR
    return settled


def _decided_before(found: dict[int, str], numbers: list[int]) -> dict[int, str]:
    """For each paragraph what the nearest one in front of it does that says so, in the order given."""
    before, last = {}, UNCLEAR
    for n in numbers:
        before[n] = last
        last = found[n] if found[n] != UNCLEAR else last
    return before


def _mode(sentences: list[Sentence], *, exact: bool) -> str:
    done = sum(t.text in words("figure-done") for s in sentences for t in s.tokens)
    bare = sum(bool(s.tokens) and s.tokens[0].text in words("figure-plan-verb") for s in sentences)
    if bare > len(sentences) / 2 and done <= 1 and not exact:
        return PLAN
    return ACHIEVED if done > 1 or (done and (exact or bare <= len(sentences) / 2)) else UNCLEAR


def _precise(quantity: Quantity) -> bool:
    """Whether a number has the digits of a count, not of a plan: 6101, 12.1%."""
    digits = [c for c in quantity.text if c.isdigit()]
    while digits and digits[-1] == "0":
        digits.pop()
    return len(digits) >= _DIGITS
