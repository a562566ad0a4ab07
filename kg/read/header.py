"""The header of a page as text: title, date, source, editor, reporter, and where the running text begins.

Nothing is read from the running text but bylines, and a value the page does not give stays None. The words that
label fields are data (header.toml); this file knows the shapes of lines:

    breadcrumb   您当前的位置：首页 >> 要闻
    title        the first substantial line
    fields       2024年8月30日 10:20 来源：某社 责任编辑：李某      (any order, any blanks)
    byline       某报记者 王某    （记者 王某 李某）    本报记者 王某 通讯员 李某
    noise        【字体：大 中 小】 打印 分享到：
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from kg.model import Field, Span
from kg.read import cues as cue_file
from kg.read import dates, names
from kg.read.cues import SPACE, Cues

HEAD_LINES = 25
"""How many lines that hold text may make up a header, menus included."""
GAP = 4
"""How many unlabelled lines (title, subtitle, issuing body) may stand between two header lines."""
BYLINE_LINES = 6
"""How far below the header a byline may stand alone on a line."""
TAIL_LINES = 12
"""How far above the end of a page editors, bylines and the date of signature are looked for."""
LINE = 200
"""A longer line is running text."""
TITLE = 80
"""A longer first line is running text, unless fields follow it."""

_SEPARATORS = re.compile(rf"(?:{SPACE}|[|｜丨/／·、，,;；\[\]【】()（）<>《》])+")
_WORD = re.compile(r"[^\s|｜，。：:]{2,20}")
_NEXT = re.compile(rf"{SPACE}*[|｜丨【\[]")
_SENTENCE = re.compile(r"[。！？；]|[，：、:,]$")
_CRUMBS = re.compile(r"首页\s*(?:>+|＞+|»|›|→|/|·)|\S\s*(?:>+|＞+|»|›|→)\s*\S.*?(?:>+|＞+|»|›|→)\s*\S")
_HEADING = re.compile(r"(?:第?[一二三四五六七八九十百]+[、.．章节]|[（(][一二三四五六七八九十]+[)）]|\d+[、.．]|[-*·•] )")
_MARKDOWN = re.compile(r"#{1,6} +")
_SUBTITLE = re.compile(r"[—－-]{1,3}")
_PAGE = re.compile(rf"第{SPACE}*\d+{SPACE}*版(?:{SPACE}*[:：|·].{{0,12}})?")
_EDITION = re.compile(
    rf"《(?P<outlet>[^《》]{{2,20}})》{SPACE}*[(（]{SPACE}*(?P<date>[^()（）]{{8,30}}?)"
    rf"{SPACE}*(?:第?{SPACE}*\d+{SPACE}*版)?{SPACE}*[)）]"
)
_BYLINE = re.compile(
    rf"[(（【]?(?P<before>[^\s，。：:！？（）()]{{0,24}}?)(?:{SPACE}|[·/／])*"
    rf"(?P<role>记者|通讯员)(?P<gap>(?:{SPACE}|[:：/／])*)(?P<names>[^，。！？；：:（）()\n]{{2,60}})[)）】]?"
)
_MONTH = re.compile(rf"(?<!\d)[12]\d{{3}}(?:[-/.]\d{{1,2}}(?![\d\-/.])|年\d{{1,2}}月(?!\d))(?={SPACE}|$)")
"""A month beside the labels of a header line, which dates nothing to the day."""
_INLINE = re.compile(rf"[(（](?P<before>[^（）()，。]{{0,20}}?)(?P<role>记者|通讯员){SPACE}*[:：]?(?P<names>[^（）()，。]{{2,60}})[)）]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the top of a page says of it. Offsets are into the text given; `body` is where running text begins.

    `fields` come in the order of the text, named headline, date, source, editor or reporter. `issued` carries the
    time of day at UTC+8 where the page gives one.
    """

    title: Span | None = None
    fields: tuple[Field, ...] = ()
    published: dt.date | None = None
    issued: dt.datetime | None = None
    body: int = 0


_Day = tuple[str, dt.date, dt.datetime | None, Field]
"""How a date was labelled ("date", "dated" or ""), the day, the moment where given, and the field."""


@dataclass(slots=True, kw_only=True)
class _Line:
    """A line that holds text: its trimmed stretch, what it is, and the fields found in it.

    `labelled` lines begin with a field's label, which no title does.
    """

    start: int
    end: int
    next: int
    text: str
    kind: str = ""
    labelled: bool = False
    fields: list[Field] = field(default_factory=list)
    days: list[_Day] = field(default_factory=list)


def parse_header(text: str) -> Header:
    """Read the header of `text` (any text, with or without one). Never raises on odd input."""
    cues = cue_file.load()
    lines = _lines(text)
    for line in [*lines[:HEAD_LINES], *lines[HEAD_LINES:][-TAIL_LINES:]]:
        _classify(line, text, cues)
    end = _header_end(lines)
    title, end = _title(lines, end, text)
    head, rest = lines[:end], lines[end:]
    tail = [line for line in rest[-TAIL_LINES:] if line.kind in {"fields", "byline"}]
    bylines = [line for line in rest[:BYLINE_LINES] if line.kind == "byline"]
    found = [f for line in head for f in line.fields]
    found += [f for line in bylines for f in line.fields] + _inline(text, rest, cues)
    found += [f for line in tail for f in line.fields if f.name in {"editor", "reporter"}]
    day = _day([d for line in head for d in line.days]) or _day(_signed(rest))
    if day:
        found.append(day[3])
    if title:
        found.append(Field(name="headline", span=title, text=text[title.start : title.end]))
    return Header(
        title=title,
        fields=_settle(found),
        published=day[1] if day else None,
        issued=day[2] if day else None,
        body=head[-1].next if head else 0,
    )


def field_names(line: str) -> frozenset[str]:
    """The names of the fields in a line that is nothing but header fields; empty for any other line.

    ``"labelled date"`` stands beside ``"date"`` where the line says what the date is.
    """
    whole = _Line(start=0, end=len(line), next=len(line), text=line)
    _classify(whole, line, cue_file.load())
    if whole.kind != "fields":
        return frozenset()
    names_found = {f.name for f in whole.fields} | {"date" for _ in whole.days}
    return frozenset(names_found | {"labelled date" for d in whole.days if d[0] == "date"})


def _lines(text: str) -> list[_Line]:
    """The lines of a text that hold something, each with its trimmed offsets."""
    found, at = [], 0
    for raw in text.split("\n"):
        bare = raw.strip(" \t\r\f\v\u00a0\u2002\u2003\u3000\ufeff\u200b")
        if bare:
            start = at + raw.index(bare)
            found.append(_Line(start=start, end=start + len(bare), next=min(at + len(raw) + 1, len(text)), text=bare))
        at += len(raw) + 1
    return found


def _classify(line: _Line, text: str, cues: Cues) -> None:
    """Set the kind of a line: crumbs, original, fields, byline, noise, or "" for anything else."""
    if len(line.text) > LINE:
        return
    label = cues.label.match(line.text)
    line.labelled = bool(label and cues.field[re.sub(r"\s", "", label["word"] or label["unmarked"])] != "ignored")
    crumbs = _CRUMBS.search(line.text) and not _SENTENCE.search(line.text)
    if crumbs or cues.breadcrumb.match(line.text) or _PAGE.fullmatch(line.text):
        line.kind = "crumbs"
    elif cues.original.match(line.text):
        line.kind = "original"
    elif _edition(line, text, cues) or _fields(line, text, cues):
        line.kind = "fields" if line.fields or line.days else "noise"
    elif _byline(line, text, cues):
        line.kind = "byline"


def _edition(line: _Line, text: str, cues: Cues) -> bool:
    """《某某日报》（2024年5月1日 第02版）: the printed paper an article stood in."""
    m = _EDITION.fullmatch(line.text)
    day = dates.DATE.fullmatch(m["date"].strip()) if m else None
    if not m or not day or not dates.value(day):
        return False
    line.fields += names.outlets(text, line.start + m.start("outlet"), line.start + m.end("outlet"), cues)
    start = line.start + m.start("date")
    _add_day(line, "date", day, text, start)
    return True


def _fields(line: _Line, text: str, cues: Cues) -> bool:
    """Whether the whole line is labelled fields, dates, outlets and noise; its fields are kept if so."""
    at, outlets = 0, []
    while at < len(line.text):
        if m := _SEPARATORS.match(line.text, at):
            at = m.end()
        elif m := cues.label.match(line.text, at):
            end = _value_end(line.text, m.end(), cues)
            if not _labelled(line, m, end, text, cues):
                return _forget(line)
            at = end
        elif m := dates.DATE.match(line.text, at):
            if not _add_day(line, "", m, text, line.start):
                return _forget(line)
            at = m.end()
        elif m := cues.noise.match(line.text, at) or _MONTH.match(line.text, at):
            at = m.end()
        elif m := _WORD.match(line.text, at):
            outlets.append(m.span())
            at = m.end()
        else:
            return _forget(line)
    return _bare(line, outlets, text, cues)


def _bare(line: _Line, outlets: list[tuple[int, int]], text: str, cues: Cues) -> bool:
    """An unlabelled word passes only beside a date, and only if it ends as outlets do: 2024-05-01 某某日报."""
    if (outlets and not line.days) or _MONTH.fullmatch(line.text.strip()):  # a month alone may be a heading
        return _forget(line)
    for a, b in outlets:
        if not cues.media.search(line.text[a:b]):
            return _forget(line)
        line.fields += names.outlets(text, line.start + a, line.start + b, cues)
    return True


def _forget(line: _Line) -> bool:
    """Drop what a line seemed to hold: it is no header line."""
    line.fields.clear()
    line.days.clear()
    return False


def _value_end(text: str, at: int, cues: Cues) -> int:
    """Where the value that begins at `at` ends: before the next label, date or noise, or with the line."""
    blank = _SEPARATORS.match(text, at)
    start = blank.end() if blank else at
    if m := dates.DATE.match(text, start):
        return m.end()
    ends = [len(text)]
    for pattern in (cues.label, dates.DATE, _NEXT):
        if m := pattern.search(text, start):
            ends.append(m.start())
    return min(ends)


def _labelled(line: _Line, label: re.Match[str], end: int, text: str, cues: Cues) -> bool:
    """Keep one labelled value. False where the value is none of its kind, so that the line is running text."""
    value = line.text[label.end() : end]
    kind = cues.field[re.sub(r"\s", "", label["word"] or label["unmarked"])]
    start, stop = line.start + label.end(), line.start + end
    if _SENTENCE.search(value.strip()):
        return False
    if kind in {"date", "dated"}:
        m = dates.DATE.search(value)
        return not value.strip() or bool(m and _add_day(line, kind, m, text, start))
    if kind == "source":
        line.fields += names.outlets(text, start, stop, cues)
    elif kind in {"editor", "reporter"}:
        line.fields += names.people(text, start, stop, kind, cues)
    return True


def _add_day(line: _Line, kind: str, match: re.Match[str], text: str, offset: int) -> bool:
    """Keep a date of the line; False where the calendar has no such day."""
    read = dates.value(match)
    if not read:
        return False
    start, end = offset + match.start(), offset + match.start() + len(match[0].rstrip())
    line.days.append((kind, *read, Field(name="date", span=Span(start=start, end=end), text=text[start:end])))
    return True


def _byline(line: _Line, text: str, cues: Cues) -> bool:
    """A line that is nothing but who wrote it. Without a blank after 记者 the name must begin with a surname."""
    lead = cues.lead.match(line.text)  # a bullet, 文/图 and the like
    m = _BYLINE.fullmatch(line.text, lead.end() if lead else 0)
    if not m:
        return False
    people = names.people(text, line.start + m.start("names"), line.start + m.end("names"), "reporter", cues)
    rest = re.sub(rf"记者|通讯员|{SPACE}|[、，,/／&]|{'|'.join(re.escape(p.text) for p in people) or '$.'}", "", m["names"])
    if not people or rest or not (m["gap"] or all(names.has_surname(p.text, cues) for p in people)):
        return False
    line.fields += _outlet_before(line.start + m.start("before"), m["before"], text, cues) + people
    return True


def _outlet_before(start: int, before: str, text: str, cues: Cues) -> list[Field]:
    """The outlets whose reporter it is (某社记者), where what stands before 记者 ends as an outlet's name does."""
    own = cues.own.search(before)
    while own and own.end() != len(before):
        own = cues.own.search(before, own.end())
    end = own.start() if own else len(before)
    found = [f for a, b in names.cut(before[:end], start, "[·•、]") for f in names.outlets(text, a, b, cues)]
    return [Field(name="byline", span=f.span, text=f.text) for f in found if cues.media.search(f.text)]


def _inline(text: str, lines: list[_Line], cues: Cues) -> list[Field]:
    """Bylines in brackets inside the first lines (本报讯（记者 王某）) and at the end of the last ones."""
    found = []
    for i, line in enumerate(lines):
        if i >= BYLINE_LINES and i < len(lines) - TAIL_LINES:
            continue
        for m in _INLINE.finditer(line.text):
            at_start = i < BYLINE_LINES and m.start() <= 40
            if line.kind == "byline" or not (at_start or m.end() == len(line.text)):
                continue
            people = names.people(text, line.start + m.start("names"), line.start + m.end("names"), "reporter", cues)
            before = _outlet_before(line.start + m.start("before"), m["before"], text, cues)
            found += before + people if people else []
    for line in lines[:1]:
        if dateline := cues.dateline.match(line.text):
            found += _outlet_before(line.start, dateline["outlet"], text, cues)
    return found


def _header_end(lines: list[_Line]) -> int:
    """How many lines the header takes: through the last field line that only short unlabelled lines separate."""
    end = gap = 0
    for i, line in enumerate(lines[:HEAD_LINES]):
        if line.kind:
            end, gap = i + 1, 0
            continue
        gap += 1
        if gap > GAP or len(line.text) > LINE // 2 or "。" in line.text:
            break
    return end


def _title(lines: list[_Line], end: int, text: str) -> tuple[Span | None, int]:
    """The title and the end of the header. Inside a header any substantial line serves; else it must look like one."""
    for line in lines[:end]:
        if not line.kind and len(re.findall(r"\w", line.text)) >= 4 and not line.text.endswith("。") and not line.labelled:
            return _title_span(line), end
    if end < len(lines) - 1 and _looks_like_title(lines[end]):
        return _title_span(lines[end]), end + 1
    original = next((line for line in lines[:end] if line.kind == "original"), None)
    return (_original_title(original, text) if original else None), end


def _original_title(line: _Line, text: str) -> Span | None:
    """What stands after 原标题：, without the brackets the line may be in."""
    label = re.search(r"[:：]\s*", line.text)
    start = line.start + label.end() if label else line.end
    end = len(text[: line.end].rstrip(")）】]"))
    return Span(start=start, end=end) if start < end else None


def _title_span(line: _Line) -> Span:
    """The line without Markdown's number signs."""
    mark = _MARKDOWN.match(line.text)
    return Span(start=line.start + (mark.end() if mark else 0), end=line.end)


def _looks_like_title(line: _Line) -> bool:
    """A short line that is no sentence, no numbered heading and no salutation."""
    if line.kind or line.labelled or len(line.text) > TITLE or len(line.text) < 4:
        return False
    return not (_SENTENCE.search(line.text) or _HEADING.match(line.text) or _SUBTITLE.match(line.text))


def _day(days: list[_Day]) -> _Day | None:
    """The date of publication: labelled as such, else unlabelled, else the day of signature."""
    return min(days, key=lambda d: ("date", "", "dated").index(d[0]), default=None)


def _signed(lines: list[_Line]) -> list[_Day]:
    """The date under which an official text was signed, alone on one of the last lines."""
    tail = [d for line in lines[-TAIL_LINES:] if line.kind == "fields" for d in line.days]
    return tail[-1:]


def _settle(found: list[Field]) -> tuple[Field, ...]:
    """Fields in order, each once; the outlet of a byline is the source only where the page labels none."""
    labelled = any(f.name == "source" for f in found)
    kept: dict[tuple[str, str], Field] = {}
    for f in found:
        name = "source" if f.name == "byline" else f.name
        if f.name != "byline" or not labelled:
            kept.setdefault((name, f.text), Field(name=name, span=f.span, text=f.text))
    return tuple(sorted(kept.values(), key=lambda f: (f.span, f.name)))
