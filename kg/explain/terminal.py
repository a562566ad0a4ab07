"""The account on a terminal: the text in the colours of its marks, under each sentence what they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.explain.account import Account, Mark, Stretch, amount, class_of, dates, label_of, source
from kg.ontology import Ontology


def print_account(account: Account, console: Console, ontology: Ontology) -> None:
    """Print an account; nothing in an article is read as markup or reaches the terminal as a control character."""
    _Printer(account, console, ontology).print()


@dataclass(slots=True)
class _Printer:
    account: Account
    console: Console
    ontology: Ontology

    def print(self) -> None:
        for stretch in self.account.stretches:
            words = self._words(stretch)
            if words.plain.strip():
                self.console.print(words)
                for line in self._lines(stretch):
                    self.console.print(line, style="dim")
        if self.account.figures:
            self.console.print(self._figures())

    def _words(self, stretch: Stretch) -> Text:
        words = Text()
        for segment in stretch.segments:
            mark = self.account.shown(segment)
            words.append(_printable(segment.text), style=self._style(mark) if mark else "")
        words.rstrip()
        return words

    def _style(self, mark: Mark) -> str:
        color = self.ontology.color(class_of(mark, self.ontology))
        return f"underline {color}" if mark.kind == "number" else f"bold #ffffff on {color}"

    def _lines(self, stretch: Stretch) -> Iterator[Text]:
        for index in stretch.marks:
            yield self._mark(self.account.marks[index])
        for index in stretch.relations:
            one = self.account.relations[index]
            said = f"{self.account.name(one.subject)} —{self._label(one.predicate)}→ {self.account.name(one.object)}"
            yield _line("relation", f"{said} ({one.role})" if one.role else said, source(one.by, one.confidence))
        told = {self.account.marks[index].span for index in stretch.marks if self.account.marks[index].kind == "number"}
        for index in stretch.discards:
            gone = self.account.discards[index]
            if gone.type == "Quantity" and gone.span in told:
                continue  # the number's own line gave the reason
            yield _line("set aside", f"{gone.text} ({self._label(gone.type)})", f"{gone.by}: {gone.reason}")

    def _mark(self, mark: Mark) -> Text:
        taken_for = f"{mark.text} = {mark.name}" if mark.name and mark.name != mark.text else mark.text
        why = "; ".join(filter(None, (source(mark.by, mark.confidence), *mark.notes)))
        label = label_of(mark, self.ontology)
        return _line(mark.kind, f"{taken_for} ({label})" if label else taken_for, why)

    def _label(self, local: str) -> str:
        return self.ontology.label(local) if local in self.ontology else local

    def _figures(self) -> Table:
        figures = self.account.figures
        table = Table("Indicator", "Value", "As written", "Period", "Place", "Confidence", "Rule", title=f"{len(figures)} figures")
        for one in figures:
            place = self.account.name(one.place) if one.place else ""
            cells = (one.indicator, amount(one), one.quantity.text, dates(one.period), place, f"{one.confidence:.0%}", one.by)
            table.add_row(*(Text(_printable(cell)) for cell in cells))
        return table


def _line(kind: str, said: str, why: str) -> Text:
    return Text(_printable(f"    {kind:<9} {said}" + (f"  [{why}]" if why else "")))


def _printable(text: str) -> str:
    """Text without the control characters that drive a terminal; lines, tabs and Chinese spaces stay."""
    return "".join(
        c if c in "\n\t" or c.isprintable() or unicodedata.category(c) == "Zs" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
