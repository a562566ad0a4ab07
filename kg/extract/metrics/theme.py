"""The theme of a clause: 开展X行动，关停企业12家，减排…: what a clause without figures says is carried out, and by whom.

The clause right behind tells what came of it, whatever its subject; a later one only while it goes on with a verb.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number, Placed
from kg.extract.metrics.scene import Scene
from kg.lexicon import affixes, alternation, words
from kg.model import Mention

_TRAIL = 4
"""Characters that may stand behind a programme at the end of its clause: 工作, 建设, 全覆盖."""
_IDLE = frozenset({"w", "TIME", "LOC", "c", "f", "d", "ad", "vd"})


@dataclass(frozen=True, slots=True)
class Theme:
    """A programme that the clause ending at `end` carries out, and the agency that does so, if the clause names it."""

    end: int
    program: str
    agency: str | None


def theme_of(scene: Scene, line: Line, reading: Reading) -> Theme | None:
    """The theme that a figure's clause tells the outcome of; None where there is none."""
    if not scene.names(line, "Program", "Event"):
        return None
    own = start = line.clause_start(reading.number.start)
    while start and line.text[start - 1] == "，":
        before = line.clause_start(start - 1)
        goes_on = _goes_on(line, own, reading)
        if (theme := _stated(scene, line, before, start - 1, made=goes_on)) is not None:
            return theme if start == own or goes_on else None
        if any(before <= n.start < start for n, _ in scene.names(line, "Program", "Event")):
            return None
        if not any(before <= n.start < start for n in line.numbers) and not _only_time(line, before, start):
            return None
        start = before
    return None


def _stated(scene: Scene, line: Line, start: int, end: int, *, made: bool) -> Theme | None:
    """What the clause `start` to `end` says is carried out or, where `made`, created; None where it has a figure."""
    named = [(n, e) for n, e in scene.names(line, "Program", "Event") if start <= n.start and n.end <= end and end - n.end <= _TRAIL]
    if not named or any(start <= n.start < end and not _beside(line, start, n, named[-1][0]) for n in line.numbers):
        return None
    name, program = named[-1]
    weak = made and program.type == "Campaign" and bool(_summed().match(line.text, end + 1))
    if program.name.endswith(affixes("figure-no-theme", "figure-no-about")):
        return None
    event = scene.is_a(program, "Event")
    if event and line.text[name.start - 1 : name.start] in {"、", "和"}:  # 举办甲大会、乙大会
        return None
    introduced = _held() if event else _introduced(made, weak)
    if (event and not made) or not introduced.search(line.text[start : name.start]):
        return None
    actors = [e.id for n, e in scene.names(line, "Agency") if start <= n.start and n.end <= name.start]
    return Theme(end, program.id, actors[0] if len(actors) == 1 else None)


def _beside(line: Line, start: int, number: Number, name: Placed[Mention]) -> bool:
    """Whether a number is in the programme's name, or of those who are made to carry it out: 组织9个县开展X行动."""
    if number.start >= name.start:
        return number.start < name.end
    return next((w.pos for w in line.cut(start, number.start) if w.pos not in _IDLE), "") == "v"


@functools.cache
def _summed() -> re.Pattern[str]:
    """共打掉…, 今年累计查处…, 在三个月的时间里，共检查…: the next clause sums up."""
    return re.compile(r"(?:在[^，。；]{1,10}[里内间]，)?[^，。；]{0,8}?(?:共|累计|先后)")


@functools.cache
def _held() -> re.Pattern[str]:
    """举办甲大会: who holds an event tells next what came of it."""
    return re.compile(rf"(?:{alternation('figure-hold')})(?:了|起)?[^，。；]{{0,12}}$")


@functools.cache
def _introduced(made: bool, weak: bool) -> re.Pattern[str]:
    lists = ["carry-out", "figure-theme-verb", *(["create"] if made else []), *(["figure-theme-weak"] if weak else [])]
    return re.compile(rf"(?:{alternation(*lists)})(?:了|起)?[^，。；]{{0,12}}$")


def _goes_on(line: Line, start: int, reading: Reading) -> bool:
    """Whether a clause begins with a verb: 关停企业12家, 累计办件…"""
    first = next((w for w in line.cut(start, reading.number.start) if w.pos not in _IDLE), None)
    return first is None or first.pos in {"v", "vn"} or first.text in words("figure-goes-on")


def _only_time(line: Line, start: int, end: int) -> bool:
    return all(w.pos in {"TIME", "w", "p", "d", "f"} or w.text in words("figure-lapse") for w in line.cut(start, end))
