"""What the command line prints on a terminal: tables, a build's summary, a bar of progress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rich import progress
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from kg.builder import Outcome
    from kg.errors import KgError

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

    def say(self, line: str) -> None:
        """A line on standard error, above the bar."""
        if self.bar:
            self.bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            sys.stderr.write(f"{line}\n")

    def __exit__(self, *_: object) -> None:
        if self.bar:
            self.bar.stop()


class Told:
    """What became of the inputs, told on standard error as it comes; in memory are counts, and the first input.

    `keep` has all of them in memory. To be called with each outcome.
    """

    def __init__(self, progress: Progress, *, keep: bool = False) -> None:
        self.progress = progress
        self.keep = keep
        self.outcomes: list[Outcome] = []
        self.given = self.read = 0
        self.failed: KgError | None = None
        """The first error."""

    def __call__(self, outcome: Outcome) -> None:
        self.given += 1
        self.read += bool(outcome.article)
        self.failed = self.failed or outcome.error
        if self.keep or not self.outcomes:
            self.outcomes.append(outcome)
        if outcome.error or outcome.note:
            self.progress.say(f"kg: {outcome.error or f'{outcome.source}: {outcome.note}'}")


def print_summary(summary: dict[str, Any], told: Told) -> None:
    """What a build found, as tables: counts by class, the figures of a single article, where the files are."""
    console = standard_output()
    console.print(table(("Class", "", "Found"), summary["counts"], right=(2,)))
    if told.given == 1 and summary["inputs"][0].get("figures"):
        rows = [tuple(figure.values()) for figure in summary["inputs"][0]["figures"]]
        console.print(table(("Figure", "Value", "Unit", "As written", "Place", "Period"), rows, right=(1,)))
    console.print(f"{told.read} of {told.given} inputs read, {summary['triples']:,} triples")
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
