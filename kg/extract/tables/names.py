"""How a row's and a column's words make one indicator, the same that prose would give: 粮食 and 产量 are 粮食产量."""

from __future__ import annotations

import datetime as dt
import re

from kg.lexicon import affixes, words
from kg.values.periods import find_periods

_PARTITIVE = ("级", "性", "籍")  # as in kg.extract.metrics.parts
_SHORT = 4
_TABLE = re.compile(r"^(?:附?表|专栏|附件)[\s\d一二三四五六七八九十.．\-—]*[：:、\s]*|^[（(]?续[表]?[）)]?")
_LONGEST = 20
_ANY = dt.date(2000, 1, 1)  # the words of a period are cut off, whenever it is


def is_measure(name: str) -> bool:
    """Whether a name ends in what things are measured by."""
    return name.endswith(affixes("table-measure", "figure-measure-noun"))


def is_bare(name: str) -> bool:
    """Whether a name is only a measure, and does not say of what."""
    return name in words("table-bare")


def composed(row: str, column: str) -> str:
    """The indicator of a cell whose row and column both name something."""
    if not row or not column or row.endswith(column):
        return row or column
    if column.startswith(row):
        return column
    leads = column in words("figure-new") or (column in words("table-partitive") and is_measure(row))
    if leads or (is_measure(row) and not is_measure(column)) or is_bare(row):
        return column + row
    return row + column


def within(part: str, whole: str) -> str:
    """The name of a part under the name of its whole: 城镇 of 常住人口 is 城镇常住人口, 夏粮 of 粮食 is itself."""
    elliptic = part in words("table-partitive") or (part.endswith(_PARTITIVE) and len(part) <= _SHORT)
    return part + whole if elliptic and whole and not whole.startswith(part) else part


def captioned(text: str) -> str:
    """The indicator that a table's title names, "" where it names none for certain: it must end in a measure."""
    name = _TABLE.sub("", text).strip("：:。 　")
    for period in reversed(find_periods(name, _ANY)):
        name = name[: period.start] + name[period.end :]
    name = re.sub(r"[（(][^）)]*[）)]", "", name)
    changed = True
    while changed:
        before = name
        for word in sorted(words("table-caption-tail"), key=len, reverse=True):
            name = name.removesuffix(word)
        for word in sorted(words("table-caption-scope"), key=len, reverse=True):
            name = name.removeprefix(word)
        name = name.strip("：:、的 　")
        changed = name != before
    return name if is_measure(name) and len(name) <= _LONGEST and not is_bare(name) else ""
