"""Quantities and periods of a document: what the grammars of kg.values find in its sentences.

They read the sentences as rules do, not the raw text: where a page was wrapped inside a number (９５ / ７座) or a unit
(立方 / 米), the sentence holds it whole, and its span in the article covers the break.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from kg.model import Document, Period, Quantity, Span
from kg.values.periods import find_periods
from kg.values.quantities import find_quantities

_NO_DATE = dt.date(2000, 1, 1)
_BREAK = "\n\n"  # between sentences: no number, unit or period reaches over it
RELATIVE = "RelativeToArticle"


def measure(document: Document) -> Document:
    """Fill `quantities` and `periods` from the sentences; rows of tables are left to kg.extract.tables.

    Without a date of publication 去年 and 今年以来 stay unresolved: both ends of such a period are None.
    """
    published = document.article.published
    prose = [s for s in document.sentences if not s.table]
    text = _BREAK.join(s.text for s in prose)
    where = [i for s in prose for i in (*s.offsets, *([s.span.end] * len(_BREAK)))]

    def span(found: Span) -> Span:
        return Span(start=where[found.start], end=where[found.end - 1] + 1)

    quantities = tuple(_moved(q, span, document) for q in find_quantities(text))
    periods = tuple(_placed(p, span, document) for p in find_periods(text, published or _NO_DATE))
    if published is None:
        periods = tuple(_unresolved(p) for p in periods)
    return dataclasses.replace(document, quantities=quantities, periods=periods)


def _moved(quantity: Quantity, span: Callable[[Span], Span], document: Document) -> Quantity:
    at = span(quantity.span)
    group = span(quantity.group) if quantity.group else None
    return Quantity(
        span=at, text=document.text_of(at), value=quantity.value, unit=quantity.unit, approx=quantity.approx, group=group
    )


def _placed(period: Period, span: Callable[[Span], Span], document: Document) -> Period:
    at = span(period.span)
    return dataclasses.replace(period, span=at, text=document.text_of(at))


def _unresolved(period: Period) -> Period:
    return dataclasses.replace(period, begin=None, finish=None) if period.basis == RELATIVE else period
