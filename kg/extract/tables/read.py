"""One table's cells as figures, each from the headers of its row and column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.extract.metrics.kinds import PERCENT, POINTS, kind_of
from kg.extract.metrics.line import Number
from kg.extract.metrics.scene import Scene
from kg.extract.metrics.tails import Tail
from kg.extract.tables.cells import Value, is_blank, value_of
from kg.extract.tables.heads import Head, Reader, merged
from kg.extract.tables.layout import Column, Layout, cell_at, is_section, layout_of
from kg.extract.tables.names import composed, is_bare, is_measure, within
from kg.extract.tables.setting import Setting, period_of, setting_of
from kg.lexicon import affixes, words
from kg.model import Observation, Quantity, Span
from kg.read.grids import Cell, Grid, Row

BY = "tables.cell"
_SURE, _COMPOSED, _LOOSE = 0.9, 0.85, 0.75
"""One axis names the thing and a unit stands by it; a name put together from both; no unit, or a title's name."""
_APPROXIMATIONS = {"about": "About", "moreThan": "MoreThan", "lessThan": "LessThan", None: "Exact"}
_YEAR_BEFORE = "table-year-before"
_MONTHS = frozenset({"月份", "月"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A cell's figure; `cell` is its row and column, `whole` those of what it is a part of, `timing` its headers' words."""

    observation: Observation
    cell: tuple[int, int]
    whole: tuple[int, int] | None
    timing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A number in a table that is no figure, and why."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row's headers: those of its section and its own, how far it is set in, the row it is a part of."""

    section: Head
    head: Head
    indent: int
    whole: int | None


class _UnclearError(Exception):
    """The headers of a cell do not say what it is; the message says why. It never leaves this module."""


def figures(scene: Scene, grid: Grid) -> Iterator[Figure | Fault]:
    """Every number in the value columns of a table, as a figure or as none with the reason."""
    layout = layout_of(grid)
    table = _Table(Reader(scene), layout, setting_of(scene, grid, layout))
    for index, row in enumerate(layout.rows):
        for column in layout.columns:
            cell = cell_at(row, column.index)
            if cell is not None and not is_blank(cell.text) and is_section(row, layout) is None:
                found = table.cell(index, column, cell)
                if found is not None:
                    yield found


class _Table:
    """A table with the headers of all its rows and columns."""

    def __init__(self, reader: Reader, layout: Layout, setting: Setting) -> None:
        self.reader, self.layout, self.setting = reader, layout, setting
        self.heads = {c.index: reader.joined(c.headers) for c in layout.columns}
        self.lines = {names: self._lines(names) for names in {c.names for c in layout.columns}}
        corner = merged_all([reader.head(cell) for _, cell in layout.corners[:1]])
        self.corner = corner if is_measure(corner.name) else Head(unit=corner.unit)

    def cell(self, index: int, column: Column, cell: Cell) -> Figure | Fault | None:
        """The figure of a cell; None where it holds words only."""
        row = self.layout.rows[index]
        try:
            return self._figure(index, column, cell, row)
        except _UnclearError as unclear:
            found = value_of(cell, "")
            return Fault(span=found.quantity.span, reason=str(unclear)) if found else None

    # ---- rows -----------------------------------------------------------------------------------------------------

    def _lines(self, names: tuple[int, ...]) -> list[_Line]:
        """The headers of every row, read from the columns `names`."""
        lines: list[_Line] = []
        section = Head()
        carried: dict[int, Cell] = {}
        for row in self.layout.rows:
            title = is_section(row, self.layout)
            if title is not None:
                section, carried = self.reader.head(title), {}
            cells = self._stubs(row, names, carried)
            head = merged_all([self.reader.head(cell) for cell in cells])
            indent = max((cell.indent for cell in cells), default=0)
            lines.append(_Line(section=section, head=head, indent=indent, whole=_whole(lines, head, indent)))
        return lines

    def _stubs(self, row: Row, names: tuple[int, ...], carried: dict[int, Cell]) -> list[Cell]:
        """The cells that name a row; an empty one before another goes on with that above."""
        found: list[Cell] = []
        corners = {i: cell.text for i, cell in self.layout.corners}
        for n, i in enumerate(names):
            cell = cell_at(row, i)
            if cell is None and any(cell_at(row, k) for k in names[n + 1 :]):
                cell = carried.get(i)
            elif cell is not None:
                carried[i] = cell
            sorts = corners.get(i, "") in words("table-class") and n + 1 < len(names)
            if cell is None or sorts or cell.text in {c.text for c in found}:
                continue
            month = corners.get(i, "") in _MONTHS and cell.text.isdecimal()
            found.append(replace(cell, text=cell.text + "月") if month else cell)
        return found

    # ---- one cell -------------------------------------------------------------------------------------------------

    def _figure(self, index: int, column: Column, cell: Cell, row: Row) -> Figure | None:
        line, own = self.lines[column.names][index], self.heads[column.index]
        if line.head.change and own.change:
            raise _UnclearError("a change of a change")
        change = own if own.change else line.head if line.head.change else Head()
        base = self._base(column, own) if own.change else own
        if change.change and change is line.head and not change.name:
            line = replace(line, head=self._changed(index, column))
        name, loose = self._name(line, base, column)
        value = self._value(cell, self._unit(row, column, line, own, change), change)
        if value is None:
            return None
        kind, direction, sign = self._kind(value, change, name)
        self._check_rate(kind, value, row, column, line, base, name)
        heads = (line.head, own if own.timed or not base.timed else base, line.section)
        place = self._place(line, own)
        period = period_of(heads, self._around(column, heads), row.span)
        confidence = _LOOSE if loose or not value.quantity.unit else _COMPOSED if line.head.name and own.name else _SURE
        first, low, high = _bounds(value, sign)
        observation = Observation(
            indicator=name,
            quantity=value.quantity,
            value=first,
            minimum=low,
            maximum=high,
            kind=kind,
            direction=direction,
            approximation="Range" if value.upper else _APPROXIMATIONS[value.quantity.approx],
            comparison=change.comparison,
            comparison_date=change.date,
            modality="Target" if own.target or line.head.target else "Achieved",
            period=period,
            place=place,
            evidence=row.span,
            by=BY,
            confidence=confidence,
        )
        timing = tuple(h.asked + (h.period.text if h.period else "") for h in heads)
        whole = None if line.whole is None else (line.whole, column.index)
        return Figure(observation=observation, cell=(index, column.index), whole=whole, timing=timing)

    def _around(self, column: Column, heads: Sequence[Head]) -> Setting:
        """The table's setting; 上年同期 is that of the column before it, an aim not of the year a report looks back on."""
        if any(h.asked == _YEAR_BEFORE for h in heads):
            beside = [self.heads[c.index] for c in self.layout.columns if c.index < column.index and c.names == column.names]
            timed = [h for h in beside if h.timed and not h.change and h.asked != _YEAR_BEFORE]
            return replace(self.setting, period=period_of(timed[-1:], self.setting, column.headers[0].span))
        reported = self.setting.period is not None and not self.setting.period.text
        return replace(self.setting, period=None) if reported and any(h.target for h in heads) else self.setting

    def _name(self, line: _Line, column_head: Head, column: Column) -> tuple[str, bool]:
        """The indicator of a cell, and whether it comes from the table's title or corner only."""
        row = line.head.name
        if line.whole is not None and row:
            row = within(row, self.lines[column.names][line.whole].head.name)
        name = composed(row, column_head.name)
        self._check_total(line, column, name)
        if name and not is_bare(name):
            return name, False
        for known in (self.corner.name, self.setting.name):
            if known and known.endswith(name) and not is_bare(known):
                return known, True
        raise _UnclearError("the headers do not say what it counts")

    def _check_total(self, line: _Line, column: Column, name: str) -> None:
        """合计 over years is no figure of any of them; without a name it is of nothing."""
        rows, columns = self.lines[column.names], self.heads.values()
        over = (line.head.total and any(r.head.timed for r in rows)) or (
            self.heads[column.index].total and any(h.timed for h in columns)
        )
        if over:
            raise _UnclearError("a sum over several periods")

    def _base(self, column: Column, own: Head) -> Head:
        """The header of what a column of changes changes: the level columns to its left, which must name one thing.

        粮食 over 增长 is what 粮食 over 产量 beside it says in full.
        """
        beside = [c for c in self.layout.columns if c.index < column.index and c.names == column.names]
        while beside and self.heads[beside[-1].index].change:
            beside.pop()
        group: list[Head] = []
        while beside and not self.heads[beside[-1].index].change:
            group.append(self.heads[beside.pop().index])
        group = [h for h in group if h.name.startswith(own.name)]
        if own.name and len({h.name for h in group}) != 1:
            return own
        if len({h.name for h in group}) > 1:
            raise _UnclearError("the headers do not say what the change is of")
        dated = [h for h in group if h.period is not None and h.period.finish is not None]
        if len(dated) != len([h for h in group if h.timed]) or len(dated) > 2:
            return replace(group[0], period=None, asked="the later of its columns")
        return max(dated, key=_finish) if dated else group[0] if group else Head()

    def _changed(self, index: int, column: Column) -> Head:
        """The header of the row that a row of changes follows."""
        change = self.lines[column.names][index].head
        for line in reversed(self.lines[column.names][:index]):
            if not line.head.change:
                if not line.head.name:
                    break
                return merged(replace(change, name=""), replace(line.head, unit="", change=change.change))
        raise _UnclearError("the headers do not say what the change is of")

    def _unit(self, row: Row, column: Column, line: _Line, own: Head, change: Head) -> str:
        beside = cell_at(row, column.units) if column.units is not None else None
        said = "" if beside is None or is_blank(beside.text) else beside.text
        if change.change and change is own:
            return own.unit or ("%" if own.percent else "")
        if change.change:
            return change.unit or said or ("%" if change.percent else "")
        whole = self.lines[column.names][line.whole].head.unit if line.whole is not None else ""
        return own.unit or said or line.head.unit or whole or line.section.unit or self.corner.unit or self.setting.unit

    def _value(self, cell: Cell, unit: str, change: Head) -> Value | None:
        """The value of a cell, 0 for 持平 under a change; None where it holds words."""
        if change.change and cell.text in words("figure-same"):
            return Value(quantity=Quantity(span=cell.span, text=cell.text, value=Decimal(0), unit=unit or "%"))
        value = value_of(cell, unit)
        if value is None and value_of(cell, "") is not None:
            raise _UnclearError("its unit has a magnitude and so has the number")
        if value is not None and (change.change or value.way) and not value.quantity.unit:
            raise _UnclearError("a change whose unit is not said")
        return value

    def _kind(self, value: Value, change: Head, name: str) -> tuple[str, str | None, int]:
        """Kind and direction of a figure, and by what its number is multiplied to be signed."""
        number = value.quantity.value
        if not (change.change or value.way):
            kind, direction, _ = kind_of(Number(0, 0, value.quantity), Tail(subject=()), name)
            if kind is None:
                raise _UnclearError("a difference that does not say which way")
            return kind, direction, -1 if direction == "Decrease" else 1
        way = value.way or change.change
        if way == "down" and number < 0:
            raise _UnclearError("a fall below zero: which way it goes is not said")
        sign = -1 if way == "down" else 1
        unit = value.quantity.unit
        kind = "RelativeChange" if unit in PERCENT - POINTS or unit == "倍" else "AbsoluteChange"
        signed = number * sign
        return kind, "Increase" if signed > 0 else "Decrease" if signed < 0 else "Unchanged", sign

    def _check_rate(self, kind: str, value: Value, row: Row, column: Column, line: _Line, base: Head, name: str) -> None:
        """A rate that changes by 0.2 %: whether percent or points are meant is not said."""
        if kind != "RelativeChange":
            return
        beside = cell_at(row, column.units) if column.units is not None else None
        units = {line.head.unit, base.unit if not base.change else "", beside.text if beside else ""}
        level = line.head.change == "" and units & PERCENT
        if level or name.endswith(affixes("figure-rate")):
            raise _UnclearError("a change of a rate: percent or percentage points")

    def _place(self, line: _Line, own: Head) -> str | None:
        """The place of a cell: of one of its headers, the table's, the article's; None where two differ."""
        said = [h for h in (line.head, own, line.section) if h.placed]
        if any(h.unplaced for h in said) or len({h.place for h in said[:2]}) > 1:
            return None
        return said[0].place if said else self.setting.place or self.setting.home


def merged_all(heads: Sequence[Head]) -> Head:
    """Several headers of one row as one."""
    whole = Head()
    for head in heads:
        whole = merged(whole, head)
    return whole


def _whole(lines: Sequence[_Line], head: Head, indent: int) -> int | None:
    """The row that a row is a part of: marked by 其中, or set in under it."""
    for k in range(len(lines) - 1, -1, -1):
        above = lines[k]
        if above.head.change and not above.head.name:
            continue
        if head.part and not above.head.part and above.indent <= indent and (not indent or above.indent < indent or not above.whole):
            return k
        if not head.part and above.indent < indent:
            return above.whole if above.head.part and not above.indent else k  # set in under what follows 其中：
        if not head.part and not indent:
            return None
    return None


def _finish(head: Head) -> dt.date:
    return head.period.finish if head.period and head.period.finish else dt.date.min


def _bounds(value: Value, sign: int) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, minimum and maximum of a figure, signed."""
    first = value.quantity.value * sign or Decimal(0)
    if value.upper is not None:
        low, high = sorted((first, value.upper.value * sign))
        return None, low, high
    more = {"moreThan": sign > 0, "lessThan": sign < 0}.get(value.quantity.approx or "")
    return first, first if more is True else None, first if more is False else None
