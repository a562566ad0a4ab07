"""Numerals: Arabic, full-width, Han, financial (壹仟) and mixed (1亿3千万, 3万5), read to an exact Decimal.

`read_numeral` works on text that `normalise` has narrowed; normalising keeps every offset.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_DIGITS = {c: i for i, row in enumerate(
    ("零〇○", "一壹弌", "二贰贰貳弍", "三叁參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for c in row}
_DIGITS |= {"两": 2, "俩": 2, "兩": 2}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ZERO = "零〇○"
_ONE_TO_NINE = "".join(c for c, v in _DIGITS.items() if v and c not in "两兩俩")

HAN = "".join(_DIGITS) + "".join(_SMALL) + "".join(_BIG)
"""Every Han character that can stand in a numeral."""
_MAGNITUDES = 5  # in a row; more (万万万万…) are no numeral of prose

GAP = r"[ \t]*+\n?+[ \t]*+"
"""Spaces and a hard line break that may stand inside a quantity; possessive, so that long gaps are scanned once."""
_SPACES = re.compile(GAP)
LONGEST = 24
"""Digits of the longest number read; a longer one is a code. Every value then fits Decimal's 28 digits exactly."""
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,7}(?!\d)(?:\.\d++)?+|\d++(?:\.\d++)?+|(?<![\d\w])\.\d++)"
_TOKEN = re.compile(
    rf"(?P<arabic>{ARABIC})|(?P<two>[两兩俩])|(?P<zero>[{_ZERO}])|(?P<digit>[{_ONE_TO_NINE}])"
    rf"|(?P<small>[{''.join(_SMALL)}])|(?P<big>[{''.join(_BIG)}])"
)
_AFTER_ARABIC = re.compile(rf"{GAP}(?=[万亿千百兆])")
_MAGNITUDE = re.compile(rf"[{''.join(_SMALL)}{''.join(_BIG)}]")
_SOFT = re.compile(  # what may stand inside a numeral: 两个亿, 一千多万, 十来万, 一千零几万
    r"个(?=亿(?![元级吨斤件]))|(?P<more>[多余馀])(?=[万亿千])|(?P<about>来)(?=[万亿])|(?<=零)几(?=[万亿])"
)
_PLAIN = re.compile(  # most numbers of a text: digits, with 万 or 亿 or without, or one Han digit, where no numeral goes on
    rf"(?:(?>(?P<digits>{ARABIC}))(?:{GAP}(?P<big>[万亿])(?![{HAN}\d])|(?!{GAP}[万亿千百兆]|[{HAN}]))"
    rf"|(?P<han>[{''.join(c for c in _DIGITS if c not in _ZERO)}])(?![{HAN}\d点點]))(?!{_SOFT.pattern})"
)
_POINT = re.compile(rf"[点點]([{_ZERO}{_ONE_TO_NINE}]{{1,{LONGEST}}}+|\d{{1,{LONGEST}}}+)(?!\d)")
_WIDE = "０１２３４５６７８９．％－−＋／　\xa0\u2009\u202f￥"
_NARROW = str.maketrans(_WIDE, "0123456789.%--+/    ¥")
_WIDE_RUN = re.compile(f"[{_WIDE}]++")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


class Numeral(NamedTuple):
    """A cardinal read from text: `end` is where it stops; `scales` are the trailing magnitudes, widest first."""

    value: Decimal
    end: int
    scales: tuple[Decimal, ...] = ()
    approx: str | None = None
    han: bool = False


def normalise(text: str) -> str:
    """Full-width digits and signs narrowed, special spaces made plain; the length stays the same."""
    return _WIDE_RUN.sub(lambda run: run[0].translate(_NARROW), _WIDE_COMMA.sub(",", text))


def skip_gap(text: str, pos: int) -> int:
    """Where the gap at `pos` ends; `pos` if there is none."""
    return _SPACES.match(text, pos).end() if text.startswith((" ", "\t", "\n"), pos) else pos  # type: ignore[union-attr]


class _Reader:
    """One pass over the tokens of a numeral: big parts, the section below 万, the digit not yet placed."""

    def __init__(self, text: str, pos: int, stop: re.Pattern[str] | None) -> None:
        self.text, self.pos, self.stop = text, pos, stop
        self.parts: list[tuple[int, Decimal]] = []  # (magnitude, value)
        self.section = Decimal(0)
        self.current: Decimal | None = None
        self.limit = 10**4  # small magnitudes must fall within a section
        self.last = 0  # the magnitude before the pending digit, 0 if 零 came between
        self.trail: list[int] = []  # trailing magnitudes
        self.approx: str | None = None
        self.han = False
        self.single = False
        self.run = 0  # how many digits stand in a row without magnitudes (二〇二一)

    def read(self) -> Numeral | None:
        """Consume tokens while they make a well-formed cardinal."""
        while token := self._next():
            kind, word = token.lastgroup, token.group()
            if not getattr(self, f"_{kind}")(word):
                break
            self.pos = token.end()
        return self._finish()

    def _next(self) -> re.Match[str] | None:
        pos = self.pos
        if self.current is not None and not self.han and (gap := _AFTER_ARABIC.match(self.text, pos)):
            pos = gap.end()
        soft = _SOFT.match(self.text, pos) if self._started() else None
        if soft:
            pos = soft.end()
        token = _TOKEN.match(self.text, pos)
        if token and self.stop and token.lastgroup in ("small", "big") and self.stop.match(self.text, pos):
            return None
        if soft and token and (soft["more"] or soft["about"]):
            self.approx = "moreThan" if soft["more"] else "about"
        return token

    def _started(self) -> bool:
        return self.current is not None or bool(self.parts) or bool(self.section)

    def _arabic(self, word: str) -> bool:
        if self.current is not None or len(word) > LONGEST or (self._started() and not self._fits(word)):
            return False
        self.current, self.single, self.trail = Decimal(word.replace(",", "")), len(word) == 1, []
        return True

    def _fits(self, word: str) -> bool:
        # after 万 come four digits (3万4000), one (3万5), those of a magnitude (5万4千) or those after 零, nothing else
        if "." in word or "," in word:
            return False
        follows = _MAGNITUDE.match(self.text, self.pos + len(word))
        return len(word) in (1, 4) or bool(follows) or not self.last

    def _two(self, _: str) -> bool:
        # 两 is a digit at the start or before a magnitude (三千两百), else the weight (三十两)
        follows = _MAGNITUDE.match(self.text, self.pos + 1)
        if self.current is not None or (self._started() and not follows):
            return False
        self.current, self.han, self.single, self.trail = Decimal(2), True, True, []
        return True

    def _zero(self, word: str) -> bool:
        if self.current is not None or self.run:
            return self._digit(word)
        if not self._started():
            self.current, self.run, self.han = Decimal(0), 1, True
            return True
        if not _TOKEN.match(self.text, self.pos + 1) and not _SOFT.match(self.text, self.pos + 1):
            return False
        self.last = 0
        return True

    def _digit(self, word: str) -> bool:
        self.han = True
        if self.current is not None:
            if self._magnitudes() or not 0 < self.run < LONGEST:
                return False
            self.run += 1
            self.current = self.current * 10 + _DIGITS[word]
            return True
        self.current, self.single, self.trail = Decimal(_DIGITS[word]), True, []
        self.run = 0 if self._magnitudes() else 1
        return True

    def _magnitudes(self) -> bool:
        return bool(self.parts) or bool(self.section)

    def _small(self, word: str) -> bool:
        size = _SMALL[word]
        if self.current == 0 and self.run:  # 零十
            self.current = None
        if size >= self.limit or self.run > 1 or (self.current is None and size > 10 and not self._odd_start()):
            return False
        self.han = self.han or self.current is None
        self.section += (Decimal(1) if self.current is None else self.current) * size
        self._placed(size, size)
        return True

    def _odd_start(self) -> bool:
        # a numeral may open with a bare 百 or 千 (百万, 千三); within one they need a digit
        return not self._started()

    def _big(self, word: str) -> bool:
        size = _BIG[word]
        value, empty = self.section + (self.current or 0), self.current is None and not self.section
        if self.run > 1 or len(self.trail) == _MAGNITUDES:
            return False
        while self.parts and self.parts[-1][0] < size:
            value, empty = value + self.parts.pop()[1], False
        if empty:
            if not self.parts or not self.trail or self.parts[-1][0] != size:
                return False
            value = self.parts.pop()[1]  # 四万万
        elif self.parts and self.parts[-1][0] == size:
            return False
        self.parts.append((size, value * size))
        self.section = Decimal(0)
        self._placed(size, 10**4)
        return True

    def _placed(self, size: int, limit: int) -> None:
        self.current, self.run, self.single = None, 0, False
        self.limit, self.last = limit, size
        self.trail.append(size)

    def _finish(self) -> Numeral | None:
        if not self._started():
            return None
        pending = self.current or Decimal(0)
        if self.single and self.last >= 100 and self.current is not None:
            pending = pending * self.last / 10  # 一万三, 九百九, 3万5
        value = sum((v for _, v in self.parts), Decimal(0)) + self.section + pending
        return self._point(value)

    def _magnitude_at(self, pos: int) -> bool:
        # 三点五千 is no numeral, but 三点五千米 is one before a unit
        return self.text[pos : pos + 1] in _SMALL and not (self.stop and self.stop.match(self.text, pos))

    def _point(self, value: Decimal) -> Numeral:
        if self.han and (point := _POINT.match(self.text, self.pos)) and not self._magnitude_at(point.end()):
            digits = "".join(str(_DIGITS.get(c, c)) for c in point[1])
            value, end, scales = value + Decimal(f"0.{digits}"), point.end(), Decimal(1)
            while (big := _BIG.get(self.text[end : end + 1])) and not (self.stop and self.stop.match(self.text, end)):
                value, end, scales = value * big, end + 1, scales * big
            return Numeral(value, end, (scales,) if scales > 1 else (), None, True)
        scales_: list[Decimal] = []
        for i in range(len(self.trail)):
            product = Decimal(1)
            for size in self.trail[i:]:
                product *= size
            if self.trail[i] >= 100:
                scales_.append(product)
        return Numeral(value, self.pos, tuple(scales_), self.approx, self.han)


def read_numeral(text: str, pos: int, stop: re.Pattern[str] | None = None) -> Numeral | None:
    """The cardinal that starts at `pos` of normalised `text`; `stop` matches units that begin like a magnitude."""
    plain = _PLAIN.match(text, pos)
    if plain is None:
        return _Reader(text, pos, stop).read()
    digits, big, han = plain.group("digits", "big", "han")
    if han:
        return Numeral(Decimal(_DIGITS[han]), plain.end(), han=True)
    if len(digits) > LONGEST or (big and stop and stop.match(text, plain.start("big"))):
        return _Reader(text, pos, stop).read()
    value = Decimal(digits.replace(",", ""))
    return Numeral(value * _BIG[big], plain.end(), (Decimal(_BIG[big]),)) if big else Numeral(value, plain.end())


SLASH = re.compile(r"(\d{1,2})/([1-9]\d{0,2})(?![\d/年月])")
"""A fraction written with a stroke: numerator and denominator."""
_POWER = re.compile(r"(\d{1,24}(?:\.\d{1,24})?)(?:[eE]([+-]?\d{1,3})|k)(?![A-Za-z\d])")
_SIGNS = frozenset("负-")
_SIGN = re.compile(r"[负-] *+")
_AND = "又"
_GOES_ON = frozenset("eEk分又")


def read_number(text: str, pos: int, stop: re.Pattern[str] | None = None) -> Numeral | None:
    """A signed number that may be a fraction (三分之一, 一又二分之一, 负二分之一)."""
    start = _after_sign(text, pos)
    found = read_numeral(text, start, stop)
    if found and text[found.end : found.end + 1] in _GOES_ON:
        found = _continued(text, start, found, stop)
    return found._replace(value=-found.value) if found and start > pos else found


def _after_sign(text: str, pos: int) -> int:
    sign = _SIGN.match(text, pos) if text[pos : pos + 1] in _SIGNS else None
    return sign.end() if sign else pos


def _continued(text: str, pos: int, first: Numeral, stop: re.Pattern[str] | None) -> Numeral:
    """The number at `pos` of which `first` is the beginning: a power of ten, a fraction or a mixed number."""
    if power := _POWER.match(text, pos):
        return Numeral(Decimal(power[1]).scaleb(int(power[2] or 3)), power.end())
    if text.startswith("分之", first.end):
        return _fraction(text, first)
    if not text.startswith(_AND, first.end):
        return first
    if slash := SLASH.match(text, first.end + 1):
        return Numeral(first.value + Decimal(slash[1]) / Decimal(slash[2]), slash.end())
    under = read_numeral(text, first.end + 1, stop)
    part = _fraction(text, under) if under and text.startswith("分之", under.end) else under
    return part._replace(value=first.value + part.value) if part and under and part.end > under.end else first


def _fraction(text: str, under: Numeral) -> Numeral:
    start = _after_sign(text, under.end + 2)
    over = read_numeral(text, start)
    if over is None or not under.value:
        return under
    value = over.value / under.value
    return Numeral(value if start == under.end + 2 else -value, over.end, (), None, True)


def parse_number(text: str) -> Decimal | None:
    """The value of a text that is one number and nothing else (``"3万5"`` is 35000), else None."""
    plain = normalise(text.strip())
    found = read_number(plain, 0)
    if found is None or found.end != len(plain):
        return Decimal(50) if plain == "半百" else None
    return found.value
