"""Programs: campaigns, plans, reforms, mechanisms, platforms and projects, by how they end and what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg import lexicon, ontology
from kg.extract.chunks import Words, chunk_before, chunks, mention
from kg.model import Document, Mention

_QUOTED = re.compile(r"“([^“”。；！？]{2,16})”")
_LISTED = re.compile(r"等(?:\d+个|一批|多个|重大|重点|标志性)*(?:项目|工程)")
_MEASURES = re.compile(r"(?:\d+|[一二三四五六七八九十]+)(?:条|项)(?:政策|惠企政策|具体)?(?:措施|政策|举措)")


def programs(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of programs in one sentence."""
    for cue in lexicon.cues("NameCue"):
        if ontology.load().is_a(cue.marks, "Program"):
            yield from _by_ending(document, words, cue)
    yield from _themed(words)
    yield from _quoted(words)
    yield from _listed(words)
    yield from _measures(words)


def _by_ending(document: Document, words: Words, cue: lexicon.Cue) -> Iterator[Mention]:
    for chunk in chunks(words, cue):
        if chunk.text in lexicon.words("vague") or not chunk.text.replace("全省", "").replace("全市", ""):
            continue
        points = chunk.points + (_occurrences(document, chunk.text) > 1)
        if points >= cue.needs:
            sure = min(0.95, cue.confidence + 0.03 * (points - cue.needs))
            yield mention(words, chunk.start, chunk.end, cue.marks, f"programs.{cue.name}", sure)


def _occurrences(document: Document, text: str) -> int:
    return sum(s.text.count(text) for s in document.sentences)


def _themed(words: Words) -> Iterator[Mention]:
    """平安X, 数字X, 法治X建设: a theme and the name of a place."""
    pattern = re.compile(rf"(?:{lexicon.alternation('theme')})(?=[\u4e00-\u9fff]{{2}})")
    for match in pattern.finditer(words.sentence.text):
        if match.end() not in words.starts or match.start() not in words.starts:
            continue
        i = words.index(match.end())
        if words.pos[i] != "LOC":
            continue
        end = words.starts[i + 1]
        if words.sentence.text.startswith("建设", end) and end + 2 in words.starts:
            end += 2
        yield mention(words, match.start(), end, "Project", "programs.themed", 0.9)


def _quoted(words: Words) -> Iterator[Mention]:
    """“X” that a verb introduces or that a place owns (甲地的“X”“Y”), where no noun goes on behind it."""
    text = words.sentence.text
    owned = False
    for match in _QUOTED.finditer(text):
        if match.end() not in words.starts:
            continue
        after = words.index(match.end()) if match.end() < len(text) else None
        owned = _owned(words, match.start()) or owned and text[match.start() - 1] in "”、"
        if after is not None and words.pos[after] in {"n", "nz", "vn", "an", "m"} and words.text[after] not in lexicon.words("follow"):
            continue
        chunk = chunk_before(words, match.start(), match.end())
        if owned:
            yield mention(words, match.start(), match.end(), "Mechanism", "programs.owned", 0.85)
        elif chunk is not None and chunk.introduced:
            yield mention(words, chunk.start, chunk.end, "Mechanism", "programs.quoted", 0.75)


def _owned(words: Words, start: int) -> bool:
    i = words.index(start)
    return i > 1 and words.text[i - 1] == "的" and words.pos[i - 2] == "LOC"


def _listed(words: Words) -> Iterator[Mention]:
    """A、B、C等项目: every item of the list is a project."""
    text = words.sentence.text
    for match in _LISTED.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) for mark in "，。；：") + 1
        at = begin
        for item in text[begin : match.start()].split("、"):
            start, at = at, at + len(item) + 1
            verb = _leading_verb(words, start, start + len(item))
            if 3 <= start + len(item) - verb <= 24:
                yield mention(words, verb, start + len(item), "Project", "programs.listed", 0.8)


def _leading_verb(words: Words, start: int, end: int) -> int:
    """Where the item begins behind a verb that introduces the list."""
    for i in range(words.index(start), words.index(end - 1) + 1):
        if words.text[i] not in lexicon.words("introduce") and words.pos[i] not in {"d", "ad", "p", "u"}:
            return words.starts[i]
    return end


def _measures(words: Words) -> Iterator[Mention]:
    """出台…的32条措施: a package of measures known by its number."""
    text = words.sentence.text
    for match in _MEASURES.finditer(text):
        before = re.search(r"(?:出台|推出|实施|制定|发布|印发)(?:了)?([^，。；：]{0,30})$", text[: match.start()])
        if before:
            yield mention(words, before.start(1), match.end(), "PolicyPlan", "programs.measures", 0.8)
