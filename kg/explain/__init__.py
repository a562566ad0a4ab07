"""How an article was read: its text with every mention, figure, period and relation marked, and what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg import ontology
from kg.explain.account import Account, Mark, Segment, Stretch, marks_of, names_of, stretches_of
from kg.model import Document

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Explanation", "Mark", "Segment", "Stretch", "explain"]


class Explanation(Account):
    """An account that can be printed, or written as a page."""

    def to_text(self, console: Console) -> None:
        """Print the account: the text with its marks in the colours of their classes, then what they are."""
        from kg.explain.terminal import print_account

        print_account(self, console, ontology.load())

    def to_html(self) -> str:
        """A self-contained page: escaped, asking for nothing, with a panel that tells what lies under the pointer."""
        from kg.explain.page import render

        return render(self, ontology.load())


def explain(document: Document) -> Explanation:
    """The account of a document as far as its stages have come."""
    marks = marks_of(document)
    stretches = tuple(stretches_of(document, marks))
    return Explanation(document=document, marks=marks, stretches=stretches, names=names_of(document))
