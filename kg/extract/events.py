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
_CASE = re.compile(r"[^，。；：、“”《》]{0,8}“[^“”]{2,10}”(?:专?案|事件|事故)(?![件例情])")


def events(document: Document, words: Words) -> Iterator[Mention]:
    """Mentions of events in one sentence."""
    text = words.sentence.text
    for start, end, known in _known().find(text):
        yield mention(words, start, end, known.type, "events.known", 0.95)
    for cue in lexicon.cues("NameCue"):
        if cue.marks not in EVENTS:
            continue
        for chunk in chunks(words, cue):
            ordinal = bool(_ORDINAL.search(chunk.text))
            if chunk.points + ordinal >= cue.needs + (0 if ordinal or chunk.points > 1 else 1):
                yield mention(words, chunk.start, chunk.end, cue.marks, f"events.{cue.name}", cue.confidence)
    for match in _CASE.finditer(text):
        start = words.starts[words.index(match.start())]
        yield mention(words, start, match.end(), "Incident", "events.case", 0.8)


@functools.cache
def _known() -> Names:
    return Names(lexicon.known("KnownEvent"))
