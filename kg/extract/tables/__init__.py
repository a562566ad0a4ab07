"""Figures in tables: a cell is a figure where its row and its column say what it counts.

Of each axis the headers are read (heads), laid out (layout), named (names), dated and placed with what holds for the
whole table (setting). A cell whose headers leave open what it counts, or say the same of two cells, is let go.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.extract.metrics.scene import Scene
from kg.extract.tables.cells import value_of
from kg.extract.tables.read import BY, Fault, Figure, figures
from kg.model import Discard, Document, Observation, Span
from kg.read.grids import Grid, grids
from kg.values.quantities import find_quantities

_AMBIGUOUS = "the table says the same of cells that differ"


def tables(document: Document) -> Document:
    """Add the figures of tables to `observations` and the numbers in them that are none to `discards`.

    What the rules of prose made of a table's rows is dropped: a row is no sentence.
    """
    rows = _Places(s.span for s in document.sentences if s.table)
    if not rows:
        return document
    prose = tuple(o for o in document.observations if o.quantity.span not in rows)
    kept = tuple(d for d in document.discards if d.type != "Quantity" or d.span not in rows)
    document = replace(document, observations=prose, discards=kept)
    scene = Scene(document)
    found: list[Observation] = []
    discards: list[Discard] = []
    for grid in grids(document.article.text):
        if grid.has_numbers and grid.lines[0].start >= document.article.body:
            made, left = _read(scene, grid)
            found += made
            discards += left
    return scene.with_places(
        replace(document, observations=(*prose, *found), discards=(*document.discards, *discards))
    )


def _read(scene: Scene, grid: Grid) -> tuple[list[Observation], list[Discard]]:
    read: list[Figure] = []
    faults: list[Fault] = []
    for one in figures(scene, grid):
        if isinstance(one, Figure):
            read.append(one)
        else:
            faults.append(one)
    clear, unclear = _told_apart(read)
    faults += [Fault(span=f.observation.quantity.span, reason=_AMBIGUOUS) for f in unclear]
    made = _with_wholes(clear)
    used = [o.quantity.span for o in made]
    left = [_discard(scene, f.span, f.reason) for f in faults]
    known = sorted(span.start for span in (*used, *(f.span for f in faults)))
    left += [_discard(scene, span, "in a header of a table") for span in _others(grid, known)]
    return made, sorted(left, key=lambda d: d.span)


def _told_apart(read: list[Figure]) -> tuple[list[Figure], list[Figure]]:
    """The figures whose headers differ, and those that say the same of different values."""
    same: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in read:
        o = figure.observation
        when = (o.period.begin, o.period.finish) if o.period else figure.timing
        key = (o.indicator, o.kind, o.quantity.unit, o.place, when, o.modality, o.comparison, o.comparison_date)
        same[key].append(figure)
    values = {key: {(f.observation.value, f.observation.minimum) for f in group} for key, group in same.items()}
    clear = [f for key, group in same.items() if len(values[key]) == 1 for f in group]
    unclear = [f for key, group in same.items() if len(values[key]) > 1 for f in group]
    return sorted(clear, key=lambda f: f.observation.quantity.span), unclear


def _with_wholes(clear: list[Figure]) -> list[Observation]:
    """Parts with the indicator of their whole, and its figure where that stands in the same column and unit."""
    at = {f.cell: f.observation for f in clear}
    made = []
    for figure in clear:
        o = figure.observation
        whole = at.get(figure.whole) if figure.whole else None
        if whole is None or whole.indicator == o.indicator or whole.kind != o.kind:
            made.append(o)
            continue
        fits = o.kind == "Level" and whole.quantity.unit == o.quantity.unit and (o.value or 0) <= (whole.value or 0)
        made.append(replace(o, broader=whole.indicator, part_of=whole.quantity.span if fits else None))
    return made


class _Places:
    """Spans apart from each other, asked whether one of them covers another span."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._starts = [span.start for span in self._spans]

    def __len__(self) -> int:
        return len(self._spans)

    def __contains__(self, span: Span) -> bool:
        k = bisect_right(self._starts, span.start) - 1
        return k >= 0 and self._spans[k].covers(span)


def _others(grid: Grid, known: list[int]) -> Iterator[Span]:
    """Where numbers stand in cells in which nothing known begins (`known` is sorted)."""
    for row in grid.rows:
        for cell in row.cells:
            if bisect_left(known, cell.span.start) < bisect_left(known, cell.span.end):
                continue
            value = value_of(cell, "")
            spans = [value.quantity.span] if value else [
                Span(start=cell.span.start + q.start, end=cell.span.start + q.end) for q in find_quantities(cell.text)
            ]
            yield from spans


def _discard(scene: Scene, span: Span, reason: str) -> Discard:
    return Discard(span=span, text=scene.document.text_of(span), type="Quantity", by=BY, reason=reason)
