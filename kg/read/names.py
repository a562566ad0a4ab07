"""The values of header fields, cut into the names they list: outlets of a source line, people of a byline."""

from __future__ import annotations

import itertools
import re

from kg.model import Field, Span
from kg.read.cues import SPACE, Cues

_LIST = rf"[、，,;；/／|｜&]|{SPACE}+"
_PERSON = re.compile(rf"[\u3400-\u9fff]{SPACE}+[\u3400-\u9fff](?![\u3400-\u9fff])|[\u3400-\u9fff·•]+")
_OUTLET = re.compile(r"[\u3400-\u9fffA-Za-z0-9·•+“”（）()]+")
_TITLE = re.compile(r"《[^《》]*》$")
_MAX_PERSON = 4
_MAX_FOREIGN = 15


def cut(text: str, start: int, pattern: str) -> list[tuple[int, int]]:
    """The stretches of `text` between matches of `pattern`, as offsets moved by `start`, blanks trimmed."""
    cuts = [(0, 0), *(m.span() for m in re.finditer(pattern, text)), (len(text), len(text))]
    return [(start + a[1], start + b[0]) for a, b in itertools.pairwise(cuts) if a[1] < b[0]]


def _field(name: str, text: str, start: int, end: int) -> Field:
    return Field(name=name, span=Span(start=start, end=end), text=text[start:end])


def outlets(text: str, start: int, end: int, cues: Cues) -> list[Field]:
    """The sources listed in text[start:end]: 甲日报、乙网 are two, 甲网-乙日报 too; 本站 and addresses are none."""
    found = []
    for a, b in cut(text[start:end], start, rf"{_LIST}|[-－—]+"):
        name = text[a:b]
        programme = _TITLE.search(name)
        if programme and programme.start():
            b = a + programme.start()  # 某电视台《早间新闻》: the programme is no publisher
        elif programme:
            a, b = a + 1, b - 1  # 《某某日报》
        if _OUTLET.fullmatch(text[a:b]) and text[a:b] not in cues.unnamed and re.search(r"[\u3400-\u9fff]", text[a:b]):
            found.append(_field("source", text, a, b))
    return found


def is_person(name: str, cues: Cues) -> bool:
    """Whether a listed name can be a person's: two to four Han characters, or a longer one with ·, and no office."""
    bare = re.sub(SPACE, "", name)
    longest = _MAX_FOREIGN if re.search("[·•]", bare) else _MAX_PERSON
    return 1 < len(bare) <= longest and bare not in cues.unnamed and not bare.endswith(cues.collective)


def has_surname(name: str, cues: Cues) -> bool:
    """Whether the name begins as most Chinese names do; asked where the page itself does not label it."""
    return name[:1] in cues.surnames or name[:2] in cues.surnames


def people(text: str, start: int, end: int, name: str, cues: Cues) -> list[Field]:
    """The people listed in text[start:end], after 某社记者 where that stands before them.

    王　某 set with a blank is one name; 编辑部 and 本网 are nobody, and 供图 is what one does.
    """
    line = text[start:end]
    first = line.rfind("记者") + len("记者") if "记者" in line else 0
    apart = cues.acts.sub(lambda act: "、" * len(act[0]), line)  # as many separators keep every offset
    spans = [m.span() for m in _PERSON.finditer(apart, first)]
    return [_field(name, text, start + a, start + b) for a, b in spans if is_person(line[a:b], cues)]
