"""The period of each figure: its clause's, its sentence's, the paragraph's, the report's own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from kg.extract.metrics.frame import LONG, MONTH, QUARTER, Frame, happens, in_holiday, is_done, is_of_a_time
from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number, Placed, Word
from kg.extract.metrics.modality import ACHIEVED, PLAN, UNCLEAR
from kg.extract.metrics.scene import LEAD_IN, Scene
from kg.extract.metrics.subject import has_subject
from kg.lexicon import affixes, alternation, words
from kg.model import Period
from kg.ontology import load
from kg.values.numerals import parse_number
from kg.values.periods import anchor

_AGAINST = ("比", "较", "与", "同", "跟", "和", "相较于")
_IDLE = frozenset({"d", "ad", "c", "p", "f", "r", "w", "xc", "TIME", "LOC", "ORG", "PER"})
_EARLY = 3
_FEW_TIMES = 2
_UNTIL = ("截至", "截止")
_FROM = ("由", "从")
_TOLD = re.compile(r"[^，。；：]{0,20}(?:情况|状况|数据|形势|结果|公报)")
_PAST_YEARS = re.compile(r"^(?:过去|这|刚刚过去的)的?([两二三四五六七八九十]|\d{1,2})年(?:来|以来|间|里)?$")
_YEARS_SINCE = re.compile(r"^(?:近|最近)?([两二三四五六七八九十]|\d{1,2})年(?:来|以来)$")
_PAST_YEAR = re.compile(r"^(?:过去|刚刚过去的|这|近|最近)?一年(?:来|以来|里|间)?$")


@dataclass(slots=True)
class _Topic:
    period: Period | None = None
    age: int = 0
    year: int | None = None
    long: bool = False
    led_in: bool = False
    told: bool = False
    launched: bool = False


class When:
    """Goes through a document's lines in order and says the period of each figure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.topic = _Topic()
        self.headline = self._headline()
        self.frame = Frame(self.headline, scene.document.article.published)
        self.paragraph = -1
        self.first = True
        self.mode = ACHIEVED
        self.periods: dict[Number, Period | None] = {}
        self.framing: list[Placed[Period]] = []
        self.qualified: frozenset[Number] = frozenset()

    def enter(self, line: Line, readings: Sequence[Reading], mode: str) -> None:
        """Begin a line: a new paragraph forgets the period of the one before, unless that only led in.

        `mode` tells what the line's paragraph does (modality.py): a work report's plans are for the year after.
        """
        self.mode = mode
        self.qualified = frozenset(r.source.number for r in readings if r.source and r.direction)
        self.framing = [p for p in line.periods if self._frames(line, p)]
        self.topic.age += 1
        self.first = line.sentence.paragraph != self.paragraph
        if self.first:
            self.paragraph = line.sentence.paragraph
            if not self.topic.led_in:
                self.topic = _Topic(year=self.topic.year, long=self.topic.long)
            self.topic.led_in = False
            self.frame.begin(line, (self._placed(p.item, None) for p in self.framing))

    def leave(self, line: Line, readings: Sequence[Reading]) -> None:
        """End a line: the period it is about holds for the lines after it in the paragraph."""
        first = readings[0].number.start if readings else len(line.text)
        periods = self._resolved(line, first, leading=bool(readings))
        if not periods or self._of_many_times(readings):
            return
        leads = self._resolved(line, len(line.text), leading=True)
        self.frame.meet(leads, tells=bool(readings) or self._alone(line))
        period = periods[0] if readings else periods[-1]
        if not readings and period not in leads:
            self.topic.period = None
            return
        span = _length(period)
        lasting = period.stock or (span is not None and span >= QUARTER) or self._alone(line)
        self.topic.year = (period.finish or period.begin or dt.date.min).year
        self.topic.long = span > LONG if span is not None and not readings else self.topic.long
        self.topic.period = period if readings or lasting else None
        self.topic.age = 0
        self.topic.told = bool(readings)
        self.topic.launched = any(self._launched(line, p) for p in self.framing)
        self.topic.led_in = self.first and not readings and len(line.text) <= LEAD_IN

    def _of_many_times(self, readings: Sequence[Reading]) -> bool:
        """Whether a line tells of one time after another (2018年10件，2019年12件，2020年15件), none of which holds on."""
        times = {(p.begin, p.finish) for r in readings if (p := self.periods.get(r.number)) is not None}
        return len(times) > _FEW_TIMES

    def of(self, line: Line, reading: Reading, *, target: bool) -> Period | None:
        """The period of a figure; None where nothing says it. A change is of its level's period."""
        source = reading.source
        between = source and any(source.until <= p.start < reading.number.start for p in self.framing)
        if source is not None and reading.direction and source.number in self.periods and not between:
            return self.periods[source.number]
        period = self._of(line, reading, target=target)
        if period is None and reading.whole:
            period = self.periods.get(reading.whole.number)
        self.periods[reading.number] = period
        return period

    def _of(self, line: Line, reading: Reading, *, target: bool) -> Period | None:
        if reading.period:
            return self._placed(reading.period.item, self._year(self._resolved(line, reading.period.start, leading=True)))
        own = self._resolved(line, reading.number.start)
        if own and not (_starts_from(line, reading) and own[-1].begin):
            return own[-1]
        if in_holiday(line, 0, reading.number.start) or _starts_from(line, reading) or _of_a_part(line, reading):
            return None
        topic = self.topic
        if topic.period is not None and (self.scene.report or self._goes_on(line, reading)):
            if self.scene.communique and topic.period.stock and _is_event(reading):
                return self._year_of(topic.period)
            span = _length(topic.period)
            flows = reading.direction or span is None or span <= LONG or is_done(line, reading)
            return replace(topic.period, basis="Inherited") if flows else None
        return self._sectioned(line, reading, target=target) or self._report(target=target) or self._framed(line, reading, target=target)

    def _year_of(self, stock: Period) -> Period:
        """年末共有场馆9座。举办比赛7场: what happened is told of the year that a sentence before ended with."""
        year = self._report(target=False)
        ends = year is not None and year.finish == stock.finish
        return year if year is not None and ends else replace(stock, basis="Inherited")

    def _goes_on(self, line: Line, reading: Reading) -> bool:
        """Whether a figure of news is of the period that its paragraph told of: in the next sentence, and behind it if it changes.

        A day or month that only dates an event (2003年6月，改为区。) is no period of what there is.
        """
        span = _length(self.topic.period) if self.topic.period else None
        dates = span is not None and span < QUARTER and not self.topic.told
        if self.topic.launched and has_subject(line, 0, reading):
            return False
        counted = is_of_a_time(reading, self.qualified)
        if self.topic.age <= 1:
            return not dates or counted
        return span is not None and MONTH <= span <= LONG and not dates and counted

    def _sectioned(self, line: Line, reading: Reading, *, target: bool) -> Period | None:
        """The period of a report's section, by its heading: 一、7月份情况."""
        section = self.frame.section
        within = section is not None and self.scene.report and not target and happens(line, reading, self.qualified)
        return replace(section, basis="Inherited") if section is not None and within else None

    def _framed(self, line: Line, reading: Reading, *, target: bool) -> Period | None:
        """The period of the section or of the whole document."""
        period = self.frame.period
        if period is None or target or self.scene.report or not happens(line, reading, self.qualified):
            return None
        return replace(period, basis="Inherited")

    def _headline(self) -> list[Period]:
        """The periods of the document's title, with their years."""
        article = self.scene.document.article
        start = article.text.find(article.title) if article.title else -1
        ends = start + len(article.title or "")
        inside = (p for p in self.scene.document.periods if start <= p.span.start and p.span.end <= ends)
        return [self._placed(p, None) for p in inside] if start >= 0 else []

    def _resolved(self, line: Line, end: int, *, leading: bool = False) -> list[Period]:
        """The periods of a line that end before `end`, with their years; those that lead a clause only, or all."""
        found: list[Period] = []
        for p in self.framing:
            if p.end > end or self._of_base(line, p, end) or self._closed(line, p, end):
                continue
            local = self._local(line, p)
            if local is not None and (leading or local != end):
                continue
            here = not leading and (end == len(line.text) or line.clause_start(p.start) == line.clause_start(end))
            if not here and not self._leads(line, p):
                continue
            period = self._told(found) if p.item.text in words("figure-same-time") else None
            period = period or self._placed(p.item, self._year(found))
            if line.text[: p.start].endswith(_UNTIL):
                period = replace(period, begin=None, stock=True)
            if (period.begin or period.finish) and not in_holiday(line, p.end, end):
                found.append(_until(found[-1], period) if found else period)
        return found

    def _local(self, line: Line, p: Placed[Period]) -> int | None:
        """Where the only number begins that a period is of: 2020年的3万元, 由目前的每人3万元提高到; None where it may be of more."""
        if line.text[p.end : p.end + 1] != "的":
            return None
        first = next((n.start for n in line.numbers if n.start > p.end), None)
        return first if first == p.end + 1 or line.text.endswith(_FROM, 0, p.start) else None

    def _told(self, found: list[Period]) -> Period | None:
        """The period that the words before told of, in the line or before it."""
        return found[-1] if found else self.topic.period or self.frame.period

    def _year(self, found: list[Period]) -> int | None:
        """The year of a yearless period: that said before it in the line, a communiqué's, the paragraph's."""
        if found:
            return (found[-1].finish or found[-1].begin or dt.date.min).year
        if self.scene.work_report and self.mode == PLAN and self.scene.report_year:
            return self.scene.report_year + 1
        return self.scene.report_year if self.scene.communique else self.topic.year

    def _placed(self, period: Period, year: int | None) -> Period:
        published = self.scene.document.article.published
        if period.begin is None and period.finish is None:
            known = year or self.scene.report_year or (published.year if published else None)
            return anchor(period, known) if known else period
        year_said = any(c.isdigit() for c in period.text[:4]) or any(w in period.text for w in words("figure-year-word"))
        if self.scene.communique and period.basis == "RelativeToArticle" and not year_said and period.finish:
            return _in_year(period, self.scene.report_year or period.finish.year)
        if self.scene.communique and period.text in words("figure-this-year"):
            year = self.scene.report_year or year
            return replace(period, begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31)) if year else period
        if period.text.startswith(_UNTIL) and period.begin is not None:
            return replace(period, begin=None, stock=True)
        if published and published.month <= _EARLY and _PAST_YEAR.match(period.text):
            last = published.year - 1
            return replace(period, begin=dt.date(last, 1, 1), finish=dt.date(last, 12, 31))
        past = _PAST_YEARS.match(period.text) or (self.scene.work_report and _YEARS_SINCE.match(period.text)) or None
        if published and published.month <= _EARLY and past:
            first = published.year - int(parse_number(past[1]) or 0)
            return replace(period, begin=dt.date(first, 1, 1), finish=dt.date(published.year - 1, 12, 31))
        return period

    def _frames(self, line: Line, p: Placed[Period]) -> bool:
        """Whether a period frames figures: not one compared with, nor inside a name or a word."""
        if line.text.endswith(_AGAINST, 0, p.start) or line.text[p.end : p.end + 2] in {"相比", "同期"}:
            return False
        if any(w.start < p.start < w.end and w.pos not in {"m", "TIME"} for w in line.words):
            return False
        if _of_plan().match(line.text, p.end):  # 完成全年计划的: what the number is a part of
            return False
        if p.item.begin and p.item.begin == p.item.finish and _announced().match(line.text, p.end):
            return False
        return not any(n.start <= p.start and p.end <= n.end and load().root(n.item.type) != "Person" for n in line.names)

    def _alone(self, line: Line) -> bool:
        """Whether the last period of a line is a clause of its own (…，今年1月份，…)."""
        last = line.periods[-1]
        return line.clause_start(last.start) == last.start and line.text[last.end : last.end + 1] == "，"

    def _of_base(self, line: Line, p: Placed[Period], end: int) -> bool:
        """是1950年到1997年总和的1.7倍: a period inside what the number is a multiple of."""
        before = line.cut(line.clause_start(p.start), p.start)
        here = line.clause_start(p.start) == line.clause_start(end)
        return here and bool(before) and before[-1].text in words("figure-base") and line.text[:end].endswith("的")

    def _leads(self, line: Line, p: Placed[Period]) -> bool:
        """Whether a period stands at the head of its clause, behind nothing but names and words of leading up."""
        parts = line.cut(line.clause_start(p.start), p.start)
        said = next((k for k in range(len(parts) - 1, -1, -1) if parts[k].text in words("figure-announce")), None)
        if said is not None and _TOLD.match(line.text, p.end):  # 今天通报了1—2月的情况
            parts = tuple(w for w in parts[said + 1 :] if w.text != "了")
        if self._launched(line, p):
            parts = parts[:-1]
        named = [n for n in line.names if n.end <= p.start]
        return all(w.pos in _IDLE or _leads_up(w) or any(n.start <= w.start < n.end for n in named) for w in parts) or (
            len(parts) <= 3 and all(w.pos in {"n", "nz"} or w.pos in _IDLE for w in parts)
        )

    @staticmethod
    def _launched(line: Line, p: Placed[Period]) -> bool:
        """甲行动推出五年来: whether a period is the time since something was set going."""
        return p.item.text.endswith("来") and line.text.endswith(affixes("figure-set-going"), 0, p.start)

    def _closed(self, line: Line, p: Placed[Period], at: int) -> bool:
        """Whether a period stands in a bracket that is closed before `at`."""
        opened = line.text.rfind("（", 0, p.start)
        closed = line.text.find("）", p.end)
        return opened >= 0 and "）" not in line.text[opened : p.start] and 0 <= closed < at

    def _report(self, *, target: bool) -> Period | None:
        year = self.scene.report_year
        if self.scene.work_report and not target and (self.mode == UNCLEAR or self.scene.many_years):
            return None
        sentences = self.scene.document.sentences
        if year is None or not sentences or (self.topic.long and self.scene.work_report):
            return None
        year += 1 if target and self.scene.work_report else 0
        span = sentences[0].span
        part = next((p for p in self.headline if _is_part_of(p, year)), None)
        if part is not None and not target:
            return replace(part, basis="Inherited")
        return Period(span=span, text="", begin=dt.date(year, 1, 1), finish=dt.date(year, 12, 31), basis="Inherited")


def _is_part_of(period: Period, year: int) -> bool:
    """Whether a headline's period is some months of a year (2021年1—7月), not the year."""
    if period.begin is None or period.finish is None or period.stock:
        return False
    return period.begin.year == period.finish.year == year and MONTH <= period.finish - period.begin < dt.timedelta(days=360)


def _is_event(reading: Reading) -> bool:
    """举办比赛7场: whether a figure counts what happened, which cannot be at a point in time."""
    if reading.kind in {"AbsoluteChange", "Level"} and reading.label.startswith(affixes("figure-added")):
        return True  # 新增馆舍3座
    acts = reading.verb in words("figure-happening") or reading.label.startswith(affixes("figure-happening"))
    return not reading.direction and (acts or reading.number.quantity.unit in words("figure-event-unit"))


def _until(stock: Period, period: Period) -> Period:
    """截至6月底，今年新增: this year until then."""
    runs = period.text in words("figure-this-year") - {"全年"} and stock.stock and stock.finish and period.begin and period.finish
    if not runs or not period.begin <= stock.finish < period.finish:  # type: ignore[operator]
        return period
    return replace(period, finish=stock.finish)


@cache
def _announced() -> re.Pattern[str]:
    """3月28日，某局发布: the day when something is told is not its time."""
    return re.compile(rf"[^。；：]{{0,24}}?(?:{alternation('figure-announce')})")


def _starts_from(line: Line, reading: Reading) -> bool:
    """收入由3万元提高到4万元: the first was before the period that is told of; unless 由2020年的3万元 says when."""
    text, number = line.text, reading.number
    return text.endswith(_FROM, 0, number.start) and bool(_reaches().match(text, number.end))


def _of_a_part(line: Line, reading: Reading) -> bool:
    """夏季接警5万起, 汛期的7、8两个月降水5毫米: of a part of the time that is told of, and of which is not known."""
    start = line.clause_start(reading.number.start)
    return bool(_part_of_time().search(line.text, start, max(start, reading.number.start)))


@cache
def _part_of_time() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation('figure-part-of-time')})(?!行动|战役|攻势|整治)|\d{{1,2}}、\d{{1,2}}[两三四]个月")


@cache
def _reaches() -> re.Pattern[str]:
    return re.compile(rf"\D{{0,2}}(?:{alternation('figure-up', 'figure-down')})[到至为]")


@cache
def _of_plan() -> re.Pattern[str]:
    return re.compile(rf"(?<=全年)(?:{alternation('figure-plan')}){{1,2}}(?:任务|总)?[的数]")


def _leads_up(word: Word) -> bool:
    return word.text in words("figure-lead", "figure-adverb", "figure-until") and word.text not in words("figure-start")


def _length(period: Period) -> dt.timedelta | None:
    return period.finish - period.begin if period.begin and period.finish else None


def _in_year(period: Period, year: int) -> Period:
    """A quarter or month without a year, in the year a report tells of."""
    move = year - period.finish.year if period.finish else 0
    begin = period.begin.replace(year=period.begin.year + move) if period.begin else None
    return replace(period, begin=begin, finish=period.finish.replace(year=year) if period.finish else None)
