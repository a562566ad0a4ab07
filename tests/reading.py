"""A text read under a two-line header, and the figures that it gives."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from kg.model import Article, Document, Observation
from kg.pipeline import run

NEWS = "青石县为民服务见成效"


def read(text: str, title: str = NEWS, published: str = "2026-03-10", source: str = "新华社") -> Document:
    """The document of a text under a header of its title, date and source."""
    header = f"{title}\n{published} 来源:{source}\n\n"
    article = Article(
        id="article/test",
        text=header + text,
        title=title,
        published=dt.date.fromisoformat(published),
        source=source,
        body=len(header),
    )
    return run(article)


def figures(text: str, title: str = NEWS, published: str = "2026-03-10", source: str = "新华社") -> tuple[Observation, ...]:
    """The figures of a text under such a header."""
    return read(text, title, published, source).observations


def told(found: tuple[Observation, ...]) -> list[tuple[str, str, str]]:
    """(indicator, value, unit) of every figure."""
    return [(o.indicator, plain(o.value), o.quantity.unit) for o in found]


def said(text: str, title: str = NEWS) -> list[tuple[str, str, str]]:
    """(indicator, value, unit) of every figure of a text."""
    return told(figures(text, title))


def plain(value: Decimal | None) -> str:
    """A value as digits, "" for none."""
    return "" if value is None else f"{value.normalize():f}"
