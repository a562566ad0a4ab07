"""Where a table says what: its header rows, the columns of names, of units and of values.

Nothing here depends on what the words mean beyond a few kinds of header (单位, 序号); kg.extract.tables.heads reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.tables.cells import is_blank, is_number, is_unit
from kg.lexicon import words
from kg.read.grids import Cell, Grid, Row

_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTE = re.compile(r"(?:附?注|备注|说明|来源|资料来源|数据来源)[\d\s]*[：:]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of values: its header cells from top to bottom, the columns that name its rows, that of its units."""

    index: int
    headers: tuple[Cell, ...]
    names: tuple[int, ...]
    units: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table read: its title rows, the headers of the columns of names, the value columns, the rows below."""

    titles: tuple[Cell, ...]
    corners: tuple[tuple[int, Cell], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def layout_of(grid: Grid) -> Layout:
    """The layout of a table."""
    rows = list(grid.rows)
    width = max(len(row.cells) for row in rows)
    titles = []
    while len(rows) > 1 and (title := _title(rows[0], width)):
        titles.append(title)
        rows.pop(0)
    top = _header_rows(rows, max(0, grid.header - len(titles)), width)
    body = [row for row in rows[top:] if not _is_note(row)]
    heads = [_path(rows[:top], i) for i in range(width)]
    kinds = [_kind(i, heads[i], body) for i in range(width)]
    columns = _columns(heads, kinds)
    corners = tuple((i, heads[i][-1]) for i in range(width) if kinds[i] == "name" and heads[i])
    return Layout(titles=tuple(titles), corners=corners, columns=tuple(columns), rows=tuple(body))


def cell_at(row: Row, index: int) -> Cell | None:
    """The cell of a row in a column; None where the row is too short or the cell empty."""
    cell = row.cells[index] if index < len(row.cells) else None
    return cell if cell is not None and cell.text else None


def is_section(row: Row, layout: Layout) -> Cell | None:
    """The one text of a row that names the rows below it: it fills the row, or all other cells are empty."""
    texts = {cell.text for cell in row.cells if cell.text}
    first = next((cell for cell in row.cells if cell.text), None)
    if len(texts) != 1 or first is None or is_number(first.text) or is_blank(first.text):
        return None
    leading = row.cells.index(first) in {i for i, _ in layout.corners} or row.cells.index(first) == 0
    return first if leading else None


def _title(row: Row, width: int) -> Cell | None:
    """The text of a row that is one merged cell over the whole table."""
    filled = [cell for cell in row.cells if cell.text]
    merged = len({cell.text for cell in filled}) == 1 and width > 1 and len(row.cells) in {1, width}
    if not merged or is_number(filled[0].text) or (1 < len(filled) < width):
        return None
    return filled[0] if len(filled) > 1 or row.cells[0].text else None


def _is_note(row: Row) -> bool:
    first = next((cell.text for cell in row.cells if cell.text), "")
    return bool(_NOTE.match(first))


def _header_rows(rows: Sequence[Row], ruled: int, width: int) -> int:
    """How many of the first rows are headers."""
    count = ruled if 0 < ruled < len(rows) and not _has_values(rows[0], years_too=False) else 0
    if not count and len(rows) > 1 and _is_header(rows[0], rows[1:], width):
        count = 1
    while 0 < count < len(rows) - 1 and _goes_on(rows[count - 1], rows[count]):
        count += 1
    return count


def _has_values(row: Row, *, years_too: bool) -> bool:
    return any(is_number(c.text) and (years_too or not _YEAR.fullmatch(c.text)) for c in row.cells)


def _is_header(row: Row, below: Sequence[Row], width: int) -> bool:
    """Whether a first row without a rule is a header: no values in it, or years over values that are none."""
    filled = [cell for cell in row.cells[1:] if cell.text and not is_blank(cell.text)]
    if _has_values(row, years_too=False):
        return False
    if not filled or all(is_unit(cell.text) for cell in filled):
        return bool(filled) and bool(row.cells[0].text) and row.cells[0].text in words("table-generic")
    years = [int(cell.text) for cell in filled if _YEAR.fullmatch(cell.text)]
    return len(set(years)) == len(years) and years in (sorted(years), sorted(years, reverse=True))


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a row below a header row is one too: no values, and nothing new, or only units, before its headers."""
    filled = [cell for cell in row.cells[1:] if cell.text and not is_blank(cell.text)]
    if len(filled) < 2 or _has_values(row, years_too=False):
        return False
    if len({cell.text for cell in row.cells}) == 1:
        return False
    first, over = (r.cells[0].text if r.cells else "" for r in (row, above))
    return not first or first == over or all(is_unit(cell.text.strip("（）()")) for cell in filled)


def _path(rows: Sequence[Row], index: int) -> tuple[Cell, ...]:
    """The header cells over a column; an empty one above another is part of the merged cell to its left."""
    found: list[Cell] = []
    for n, row in enumerate(rows):
        cell = cell_at(row, index)
        if cell is None and any(cell_at(r, index) for r in rows[n + 1 :]):
            cell = next((cell_at(row, i) for i in range(index - 1, 0, -1) if cell_at(row, i)), None)
        if cell is not None and cell.text not in {c.text for c in found}:
            found.append(cell)
    return tuple(found)


def _kind(index: int, heads: Sequence[Cell], body: Sequence[Row]) -> str:
    """What a column holds: value, name, unit, serial, or nothing."""
    texts = [cell.text for row in body if (cell := cell_at(row, index)) and not is_blank(cell.text)]
    said = {re.sub(r"\s", "", cell.text) for cell in heads}
    if said & words("table-serial"):
        return "serial"
    numbers = sum(map(is_number, texts))
    if texts and not numbers and (said & words("table-unit") or (index and all(map(is_unit, texts)))):
        return "unit"
    if not texts:
        return "empty"
    years = all(map(_YEAR.fullmatch, texts)) and len(set(texts)) == len(texts)
    dated = bool(said & {"年份", "年度", "月份", "时间", "年", "月"})
    if (index == 0 and years and len(texts) > 1) or (dated and numbers):
        return "name"
    return "value" if 2 * numbers >= len(texts) and numbers else "name"


def _columns(heads: Sequence[tuple[Cell, ...]], kinds: Sequence[str]) -> list[Column]:
    """The value columns. Where the header of the first name column comes again, a second table stands beside the first."""
    named = [i for i, kind in enumerate(kinds) if kind == "name"]
    values = [i for i, kind in enumerate(kinds) if kind == "value"]
    if named and kinds[0] == "value" and kinds[1:2] == ["name"] and not heads[0]:
        values = values[1:]  # numbers without a header before the names count the rows
    found = []
    start = 0
    for i in values:
        again = [k for k in named if start < k < i and values[0] < k and heads[k] and _same(heads[k], heads[named[0]])]
        start = again[-1] if again else start
        before = [k for k in named if start <= k < i and not any(start <= v < k for v in values)]
        mine = before or ([] if again else named[:1])
        units = [k for k, kind in enumerate(kinds) if kind == "unit" and k >= start]
        unit = max((k for k in units if k < i), default=min(units, default=None))
        found.append(Column(index=i, headers=heads[i], names=tuple(mine), units=unit))
    return found


def _same(one: Sequence[Cell], other: Sequence[Cell]) -> bool:
    return [cell.text for cell in one] == [cell.text for cell in other]
