"""What the command line prints on a terminal: tables, a build's summary, a bar of progress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Self

from rich import progress
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 160
"""Columns of a table that goes to a file or a pipe."""


def standard_output() -> Console:
    """Standard output as rich writes it: as wide as the terminal, whole lines elsewhere, nothing read as markup."""
    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else _WIDE)


class Progress:
    """A bar on standard error, on a terminal and over several inputs only."""

    def __init__(self, *, show: bool) -> None:
        self.show = show and sys.stderr.isatty()
        self.bar: progress.Progress | None = None
        self.done = 0

    def __enter__(self) -> Self:
        return self

    def advance(self, source: str) -> None:
        """Say that one more input was read."""
        self.done += 1
        if not self.show or self.done == 1:
            return
        if not self.bar:  # inputs are streamed: how many there are is not known
            columns = (progress.SpinnerColumn(), "{task.completed:,}", progress.TimeElapsedColumn(), "{task.description}")
            self.bar = progress.Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.add_task("reading", total=None, completed=1)
            self.bar.start()
        self.bar.update(self.bar.task_ids[0], advance=1, description=Path(source).name)

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()


def print_summary(summary: dict[str, Any]) -> None:
    """What a build found, as tables: counts by class, the figures of a single article, where the files are."""
    console = standard_output()
    console.print(table(("Class", "", "Found"), summary["counts"], right=(2,)))
    if len(summary["inputs"]) == 1 and summary["inputs"][0].get("figures"):
        rows = [tuple(figure.values()) for figure in summary["inputs"][0]["figures"]]
        console.print(table(("Figure", "Value", "Unit", "As written", "Place", "Period"), rows, right=(1,)))
    articles = sum(1 for one in summary["inputs"] if "article" in one)
    console.print(f"{articles} of {len(summary['inputs'])} inputs read, {summary['triples']:,} triples")
    for path in summary["files"].values():
        console.print(path, soft_wrap=True)
    if summary["note"]:
        console.print(summary["note"], soft_wrap=True)


def table(headings: tuple[str, ...], rows: list[Any], right: tuple[int, ...] = ()) -> Table:
    """A plain table; text from articles is never read as markup."""
    grid = Table(box=SIMPLE, pad_edge=False)
    for i, heading in enumerate(headings):
        grid.add_column(heading, justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return grid
