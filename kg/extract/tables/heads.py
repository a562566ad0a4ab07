"""What one header says: a thing, a unit, a period, a place, a change, each cut off the words in turn."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.metrics.kinds import POINTS
from kg.extract.metrics.scene import Scene
from kg.extract.places import find_places
from kg.extract.tables.cells import is_unit
from kg.ids import place_id
from kg.lexicon import affixes, alternation, words
from kg.model import Mention, Period, Span
from kg.ontology import load
from kg.read.grids import Cell
from kg.segment import read
from kg.values.comparisons import find_comparisons
from kg.values.periods import find_periods

_NO_DATE = dt.date(2000, 1, 1)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERING = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d{1,2}(?:、|[.．](?!\d))|[·•])")
_BRACKET = re.compile(r"（([^（）]*)）$")
_UNIT_SAID = re.compile(r"(?:计量)?单位：?")
_UNIT_AFTER = re.compile(r"[/，：](?P<unit>[^/，：]+|[^，：]+)$")
_SIGNS = re.compile(r"[±＋+\-－−/]")
_CHANGES = (
    ("either", "table-either"),
    ("up", "figure-growth-up"),
    ("down", "figure-growth-down"),
    ("up", "figure-up"),
    ("down", "figure-down"),
)
_ASKED = ("table-to-date", "table-last-month", "table-year-before", "table-this-year")
_EDGES = "：，、 　"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A header read. `name` is what is left as the thing's name; `change` is up, down, either or "".

    `asked` says that a period was named that only the table's own can settle (上年同期, 本月): its kind is the list's
    name. `unplaced` marks a place name that nothing decides.
    """

    name: str = ""
    unit: str = ""
    period: Period | None = None
    asked: str = ""
    place: str | None = None
    unplaced: bool = False
    change: str = ""
    comparison: str | None = None
    date: dt.date | None = None
    target: bool = False
    total: bool = False
    part: bool = False
    percent: bool = False

    @property
    def timed(self) -> bool:
        """Whether the header says when, even if it can't be told here."""
        return self.period is not None or bool(self.asked)

    @property
    def placed(self) -> bool:
        """Whether the header says where, even if it can't be told here."""
        return self.place is not None or self.unplaced


class Reader:
    """Reads the headers of one document's tables."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.published = scene.document.article.published
        self._home = (scene.home or "").removeprefix("place/") or None
        self._mentions = {m.span.start: m for m in scene.document.mentions if load().root(m.type) == "Place"}
        self._known: dict[Span, Head] = {}

    def head(self, cell: Cell) -> Head:
        """What a header cell says."""
        if cell.span not in self._known:
            self._known[cell.span] = self._head(cell)
        return self._known[cell.span]

    def joined(self, cells: tuple[Cell, ...]) -> Head:
        """What header cells one above another say together."""
        heads = [self.head(cell) for cell in cells]
        whole = Head()
        for head in heads:
            whole = merged(whole, head)
        return whole

    def _head(self, cell: Cell) -> Head:
        text = read(re.sub(r"[*`]|<br */?>|\[\d+\]|[①-⑳¹²³]", "", cell.text))[0]
        part = next((w for w in words("table-part") if text.startswith(w)), "")
        text = _NUMBERING.sub("", text.removeprefix(part).lstrip(_EDGES), count=1)
        head = replace(self._place(cell, text), part=bool(part))
        if head.placed:
            return head
        text, unit = _unit(text)
        head = replace(self._when(cell, text, replace(head, unit=unit)), unit=unit)
        return _named(head)

    def _place(self, cell: Cell, text: str) -> Head:
        """The place that a header is and nothing else: as linked in the article, else by the gazetteer."""
        mention = self._mention(cell, text)
        if mention is not None:
            entity = self.scene.entity(mention)
            areas = entity is not None and (self.scene.is_a(entity, "AdministrativeArea") or self.scene.is_a(entity, "Region"))
            known = entity.id if entity is not None and areas and not entity.candidates else None
            return Head(place=known, unplaced=known is None)
        found = find_places(text, self._home)
        if found and found[0].start == 0 and found[-1].end == len(text):
            code = found[-1].code
            return Head(place=place_id(code) if code else None, unplaced=code is None)
        return Head()

    def _mention(self, cell: Cell, text: str) -> Mention | None:
        for start in range(cell.span.start, cell.span.end):
            mention = self._mentions.get(start)
            if mention is not None and read(mention.text)[0] == text:
                return mention
        return None

    def _when(self, cell: Cell, text: str, head: Head) -> Head:
        """The header without its period; what is left is its name."""
        for asked in _ASKED:
            word = max((w for w in words(asked) if text.startswith(w)), key=len, default="")
            if word and not find_comparisons(text[len(word) :]) and (asked == "table-to-date") <= (word == text):
                return replace(head, asked=asked, name=text.removeprefix(word))
        dated = text + "年" if _YEAR.fullmatch(text) else text
        compared = [c.span for c in find_comparisons(dated)]
        found = [p for p in find_periods(dated, self.published or _NO_DATE) if not any(c.overlaps(p.span) for c in compared)]
        at_edge = [p for p in found if p.start == 0 or p.end == len(dated)]
        if len(at_edge) != 1:
            return replace(head, name=text)
        period = at_edge[0]
        rest = (dated[: period.start] + dated[period.end :]).strip(_EDGES).removeprefix("的")
        if self.published is None and period.basis == "RelativeToArticle":
            period = replace(period, begin=None, finish=None)
        return replace(head, name=rest, period=replace(period, span=cell.span, text=cell.text if rest == "" else period.text))


def merged(first: Head, second: Head) -> Head:
    """Two headers of one cell: the second, nearer to it, says more precisely what both say."""
    name = second.name if first.name == "" or second.name.startswith(first.name) else first.name + second.name
    if first.name and second.name and second.name.endswith(first.name):
        name = second.name
    both = replace(first, name=name)
    for field in ("unit", "period", "asked", "place", "change", "comparison", "date"):
        if getattr(second, field):
            both = replace(both, **{field: getattr(second, field)})
    flags = ("unplaced", "target", "total", "part", "percent")
    return replace(both, **{f: getattr(first, f) or getattr(second, f) for f in flags})


def _unit(text: str) -> tuple[str, str]:
    """The text without the unit it ends with, and the unit; a bracket that is no unit stays in the name."""
    bracket = _BRACKET.search(text)
    if bracket:
        inner = _UNIT_SAID.sub("", bracket[1])
        bare = _SIGNS.sub("", inner) if "%" in inner or "个百分点" in inner else inner
        if is_unit(bare):
            sign = "±" if "±" in inner else ""
            return text[: bracket.start()] + sign, bare
        return text, ""
    after = _UNIT_AFTER.search(text)
    if after and is_unit(after["unit"]) and not is_unit(text):
        return text[: after.start()], after["unit"]
    if text.endswith("%"):
        return text[:-1].rstrip("/"), "%"
    return text, ""


def _named(head: Head) -> Head:
    """The header's words as a change, a target, a total or a name."""
    text, kind, date = head.name, None, None
    compared = find_comparisons(text)
    outside = [c for c in compared if "（" not in text[: c.span.start]]
    for one in reversed(outside):
        kind, date = one.kind or kind, one.date or date
        text = text[: one.span.start] + text[one.span.end :]
    text = text.strip(_EDGES)
    way, rest = _change(text, bool(outside))
    if way == "" and head.unit in POINTS and not head.timed:
        way, rest = "either", text
    if way:
        percent = head.name.strip(_EDGES).endswith(affixes("table-percent")) or not text
        rest = "" if _measured().fullmatch(rest) else rest.removesuffix("名义").removesuffix("实际")
        asked = head.asked or next((a for a in _ASKED if rest in words(a)), "")
        rest = "" if asked and not head.asked else rest
        return replace(head, change=way, asked=asked, name=_plain(rest), comparison=kind, date=date, percent=percent)
    text = head.name.strip(_EDGES)
    target = next((w for w in sorted(words("table-target"), key=len, reverse=True) if text.endswith(w)), "")
    if target:
        return replace(head, name=_plain(text.removesuffix(target)), target=True)
    total = text in words("table-total")
    return replace(head, name="" if total else _plain(text), total=total)


def _plain(text: str) -> str:
    """A name without marks around it; "" for one that says only that things or values stand here."""
    text = text.strip(_EDGES)
    text = text.removesuffix("的")
    return "" if text in words("table-generic") else text


@cache
def _measured() -> re.Pattern[str]:
    """按可比价格计算, 扣除价格因素: how a change is measured is no part of a name."""
    return re.compile(rf"(?:{alternation('figure-measured-by')}).*(?:{alternation('figure-measure-phrase')})")


@cache
def _ways() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Endings of a header that make it a change; verbs of one character end too many other words."""
    found = []
    for way, name in _CHANGES:
        long = "|".join(sorted((re.escape(w) for w in words(name) if len(w) > 1 or w == "±"), key=len, reverse=True))
        found.append((way, re.compile(rf"(?:{long})±?$")))
    return tuple(found)


def _change(text: str, compared: bool) -> tuple[str, str]:
    """Which way a header's change goes, and its words without it: "" where it is none."""
    if compared and not text:
        return "either", ""
    for way, pattern in _ways():
        ending = pattern.search(text)
        rest = text[: ending.start()] if ending else ""
        if ending and not rest.endswith("自然") and not _counts(text, rest, compared):
            inner = _change(rest, compared) if rest else ("", rest)
            return ("either" if way == "up" else way), inner[1] if inner[0] else rest
    return "", text


def _counts(text: str, rest: str, compared: bool) -> bool:
    """新增 and 净增就业: what was added, not by how much something grew; but 比上年增加 is a change."""
    begins = text.startswith(affixes("figure-new"))
    return begins and bool(rest) or not (rest or compared) and text.startswith(("新", "净"))
