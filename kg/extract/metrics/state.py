"""What is known while the numbers of a line are read from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kg.extract.metrics.kinds import Memory, Reading, Unread
from kg.extract.metrics.line import Line, Number, Word
from kg.extract.metrics.tails import Tail
from kg.lexicon import words
from kg.ontology import load

_LIST_MARKS = frozenset({"、", "和", "及", "与"})


@dataclass(slots=True)
class State:
    """One line being read: its figures, those done and refused, and where the next name may begin (`floor`)."""

    line: Line
    numbers: Sequence[Number]
    memory: Memory
    done: list[Reading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    floor: int = 0
    whole: Reading | None = None
    parts_from: int = 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A number about to be read, the figures behind it, where its words begin and what they say."""

    number: Number
    nexts: Sequence[Number]
    start: int
    tail: Tail

    @property
    def unit(self) -> str:
        """The unit as written."""
        return self.number.quantity.unit

    @property
    def last(self) -> Word | None:
        """The last word of the subject."""
        return self.tail.subject[-1] if self.tail.subject else None


def adjoins(state: State, number: Number) -> bool:
    """Whether only a list mark stands between the figure before and this one's clause."""
    return bool(state.done) and state.line.text[state.done[-1].until : number.start][:1] in _LIST_MARKS


def bracketed(line: Line, at: int, before: int) -> bool:
    """Whether a bracket around `at` is closed before `before`."""
    opened = line.text.rfind("（", 0, at)
    return opened >= 0 and "）" not in line.text[opened:at] and "）" in line.text[at:before]


def runs_on(line: Line, number: Number) -> bool:
    """Whether a word follows the number directly."""
    after = line.text[number.end : number.end + 1]
    bound = after == "以" and line.text[number.end + 1 : number.end + 2] in tuple("上下内外来及")
    return "\u4e00" <= after <= "\u9fff" and after not in "和及与或等" and not bound


def is_scope(line: Line, word: Word) -> bool:
    """Whether a word only says where, when or who: 全省, a place, an agency."""
    return word.text in words("figure-scope") or word.pos in {"LOC", "TIME", "f", "s"} or is_named(line, word, "Place", "Agency")


def is_named(line: Line, word: Word, *roots: str) -> bool:
    """Whether a word stands inside a name of some root classes."""
    return any(load().root(n.item.type) in roots and n.start <= word.start and word.end <= n.end for n in line.names)
