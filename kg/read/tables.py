"""Tables of a web page, made simple enough that they come through text extraction whole.

A cell that spans rows or columns is repeated in each of them, so that every row says all of itself; spaces that set a
row in are kept. Tables that only lay out a page are left alone.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from kg.read.grids import INDENT

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 80  # characters of a cell; more is running text, and the table a page's layout
_MOST = 60  # columns a span may claim: spans of thousands are mistakes
_KEEP = "\u2800"  # a blank that is no space: stands for a leading space, which extraction would strip


def simplified(tree: HtmlElement) -> HtmlElement | None:
    """A copy of a page in which every table of data is plain; None where the page has no such table."""
    if not any(_is_data(table) for table in tree.iter("table")):
        return None
    page = copy.deepcopy(tree)
    for table in [t for t in page.iter("table") if _is_data(t)]:
        _simplify(table)
    return page


def restored(text: str) -> str:
    """Extracted text with the spaces that `simplified` protected."""
    return text.replace(_KEEP, "　")


def _is_data(table: HtmlElement) -> bool:
    cells = list(table.iter("td", "th"))
    rows = list(table.iter("tr"))
    nested = any(inner is not table for inner in table.iter("table"))
    if nested or len(rows) < 2 or len(cells) < 2 * len(rows) - 2:
        return False
    texts = [_text(cell) for cell in cells]
    return max(map(len, texts)) <= _LONGEST and any(re.search(r"\d", text) for text in texts)


def _text(cell: HtmlElement) -> str:
    """The words of a cell on one line; every leading wide space stays one."""
    raw = " ".join(cell.itertext())
    lead = raw[: len(raw) - len(raw.lstrip())]
    return "　" * sum(char in INDENT for char in lead) + re.sub(r"\s+", " ", raw).strip()


def _simplify(table: HtmlElement) -> None:
    """Rebuild a table's rows in place."""
    from lxml import html as lxml_html

    caption = next((c for c in table.iter("caption")), None)
    title = _text(caption) if caption is not None else ""
    rows = _expanded(table)
    for child in list(table):
        table.remove(child)
    for key in list(table.attrib):
        del table.attrib[key]
    table.text = None
    for cells, header in rows:
        row = lxml_html.Element("tr")
        for text in cells:
            cell = lxml_html.Element("th" if header else "td")
            cell.text = text.replace("　", _KEEP) if text.startswith("　") else text
            row.append(cell)
        table.append(row)
    parent = table.getparent()
    if title.strip() and parent is not None:
        paragraph = lxml_html.Element("p")
        paragraph.text = title.strip()
        parent.insert(parent.index(table), paragraph)


def _expanded(table: HtmlElement) -> list[tuple[list[str], bool]]:
    """Per row its cells, those that span it included, and whether it is a row of header cells only."""
    waiting: dict[int, tuple[int, str]] = {}
    rows = []
    for tr in table.iter("tr"):
        own = [cell for cell in tr if cell.tag in {"td", "th"}]
        cells: list[str] = []
        _fill(cells, waiting)
        for cell in own:
            text, below = _text(cell), _span(cell, "rowspan") - 1
            for _ in range(_span(cell, "colspan")):
                if below > 0:
                    waiting[len(cells)] = (below, text)
                cells.append(text)
            _fill(cells, waiting)
        if cells:
            rows.append((cells, bool(own) and all(cell.tag == "th" for cell in own)))
    return rows


def _fill(cells: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    """Append the cells that reach down into this row at its present end."""
    while len(cells) in waiting:
        below, text = waiting.pop(len(cells))
        if below > 1:
            waiting[len(cells)] = (below - 1, text)
        cells.append(text)


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST) if value.isascii() and value.isdigit() else 1
