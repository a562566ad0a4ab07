"""Quantities and periods of a document: what the grammars of kg.values find in its text."""

from __future__ import annotations

import dataclasses
import datetime as dt

from kg.model import Document, Period
from kg.values.periods import find_periods
from kg.values.quantities import find_quantities

_NO_DATE = dt.date(2000, 1, 1)
RELATIVE = "RelativeToArticle"


def measure(document: Document) -> Document:
    """Fill `quantities` and `periods`.

    Without a date of publication 去年 and 今年以来 stay unresolved: both ends of such a period are None.
    """
    text, published = document.article.text, document.article.published
    periods = find_periods(text, published or _NO_DATE)
    if published is None:
        periods = tuple(_unresolved(p) for p in periods)
    return dataclasses.replace(document, quantities=find_quantities(text), periods=periods)


def _unresolved(period: Period) -> Period:
    return dataclasses.replace(period, begin=None, finish=None) if period.basis == RELATIVE else period
