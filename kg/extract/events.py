"""Events: congresses known by name, and meetings, fairs and incidents found by how their names end."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon
from kg.extract.chunks import Words, chunks, mention
from kg.extract.known import Names
from kg.model import Document, Mention

EVENTS = frozenset({"Meeting", "Incident", "Event"})
_ORDINAL = re.compile(r"第[一二三四五六七八九十百\d]+[届次]")
_PLENUMS = re.compile(r"((?:党的)?[一二三四五六七八九十]+届)([一二三四五六七八]中)((?:、[一二三四五六七八]中)+全会)")
_CASE = re.compile(r"[^，。；：、“”《》]{0,8}“[^“”]{2,10}”(?:专?案|事件|事故)(?![件例情])")


def events(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of events in one sentence."""
    text = words.sentence.text
    for match in _PLENUMS.finditer(text):
        yield mention(words, match.start(1), match.end(2), "Meeting", "events.plenum", 0.95)
        for item in re.finditer(r"、([一二三四五六七八]中(?:全会)?)", match.group(3)):
            yield mention(words, match.start(3) + item.start(1), match.start(3) + item.end(1), "Meeting", "events.plenum", 0.95)
    for start, end, known in _known().find(text):
        yield mention(words, start, end, known.type, "events.known", 0.95)
    for cue in lexicon.cues("NameCue"):
        if cue.marks not in EVENTS:
            continue
        for chunk in chunks(words, cue):
            ordinal = bool(_ORDINAL.search(chunk.text))
            alone = words.pos[words.index(chunk.start)] == "nz" and chunk.end in words.starts and chunk.modifiers == 1
            if chunk.points + ordinal >= cue.needs + (0 if ordinal or alone or chunk.points > 1 else 1):
                yield mention(words, chunk.start, chunk.end, cue.marks, f"events.{cue.name}", cue.confidence)
    for match in _CASE.finditer(text):
        start = words.starts[words.index(match.start())]
        yield mention(words, start, match.end(), "Incident", "events.case", 0.8)


def plenum(text: str, before: str) -> str:
    """The whole short name of a plenary session named in a list: 二十届二中, and 三中全会 behind 二十届."""
    session = re.search(r"[一二三四五六七八]中", text)
    congress = re.findall(r"[一二三四五六七八九十]+届", before + text)
    return f"{congress[-1]}{session.group()}全会" if session and congress else text


@functools.cache
def _known() -> Names:
    return Names(lexicon.known("KnownEvent"))
