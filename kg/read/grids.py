"""Tables in a text: pipe tables of Markdown, and the rows that a web page's tables become (kg.read.tables).

A table is lines in a row that begin with a pipe, or lines with pipes of which one is a rule (|---|---|). Nothing is
interpreted here but where each cell stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.model import Span

INDENT = "　\u00a0\u2003"
"""Spaces that set a cell in under the one above; plain spaces only align a table's source."""
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?:?-+:?(?:\|:?-+:?)*\|?")
_MARKUP = " \t*`_" + INDENT
_NUMBER = re.compile(
    r"[约近超逾]?[+\-－−–]?[\d０-９][\d０-９,，.．]*[余多]?\s*(?:[%％‰]|(?![年月日号时])[\u4e00-\u9fff/·]{0,6})"
)
_HEADER = 3  # a rule further down than this many rows sets off a part of the table, not its header


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: its text without spaces and emphasis around it, where that stands, how far it is set in."""

    span: Span
    text: str
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as it stands in the text, a line without its end."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table; `header` is how many rows its rule sets off as header, 0 where there is none. `lines` has rules too."""

    rows: tuple[Row, ...]
    header: int
    lines: tuple[Span, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether any cell is a number by itself: else the table is prose set in columns."""
        return any(_NUMBER.fullmatch(cell.text) for row in self.rows for cell in row.cells)


def grids(text: str) -> Iterator[Grid]:
    """The tables of a text, in order."""
    lines = [Span(start=m.start(), end=m.end()) for m in re.finditer(r"[^\n]+", text)] if "|" in text else []
    i = 0
    while i < len(lines):
        size = _size(text, lines, i)
        if size > 1:
            yield _grid(text, lines[i : i + size])
        i += max(size, 1)


def _size(text: str, lines: list[Span], first: int) -> int:
    """How many lines from the first one on are one table, 0 where none begins."""
    raw = [text[lines[first].start : lines[first].end]]
    if not _PIPE.search(raw[0]):
        return 0
    ruled = first + 1 < len(lines) and _is_rule(text, lines[first + 1])
    begins = raw[0].lstrip().startswith("|")
    if not (ruled or begins):
        return 0
    size = 1
    for before, line in pairwise(lines[first:]):
        here = text[line.start : line.end]
        goes_on = here.lstrip().startswith("|") or (ruled and _PIPE.search(here))
        if text[before.end : line.start] != "\n" or not goes_on:
            break
        size += 1
    return size


def _is_rule(text: str, line: Span) -> bool:
    raw = text[line.start : line.end]
    return "|" in raw and _RULE.fullmatch("".join(raw.split())) is not None


def _grid(text: str, lines: list[Span]) -> Grid:
    rules = [i for i, line in enumerate(lines) if _is_rule(text, line)]
    rows = tuple(Row(span=line, cells=_cells(text, line)) for i, line in enumerate(lines) if i not in set(rules))
    above = [r - n for n, r in enumerate(rules) if 0 < r - n <= _HEADER]
    return Grid(rows=rows, header=max(above, default=0), lines=tuple(lines))


def _cells(text: str, line: Span) -> tuple[Cell, ...]:
    cuts = [line.start + m.start() for m in _PIPE.finditer(text[line.start : line.end])]
    edges = [line.start - 1, *cuts, line.end]
    parts = [(a + 1, b) for a, b in pairwise(edges)]
    if not text[slice(*parts[0])].strip():
        parts = parts[1:]
    if parts and not text[slice(*parts[-1])].strip():
        parts = parts[:-1]
    return tuple(_cell(text, start, end) for start, end in parts)


def _cell(text: str, start: int, end: int) -> Cell:
    raw = text[start:end]
    inner = raw.strip(_MARKUP)
    at = start + len(raw) - len(raw.lstrip(_MARKUP)) if inner else start
    lead = raw[: len(raw) - len(raw.lstrip())]
    indent = sum(char in INDENT for char in lead) if inner else 0
    return Cell(span=Span(start=at, end=at + len(inner)), text=inner.replace("\\|", "|"), indent=indent)
