"""The words of page headers (header.toml), as compiled patterns. Only kg/read/header.py uses them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from kg.errors import OntologyError

SPACE = r"[ \t\u00a0\u2002\u2003\u3000]"
"""The blanks of a Chinese page: ASCII, no-break, en, em and ideographic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """header.toml, ready for matching: `label` has a group ``word``; `field` says which field a label fills."""

    label: re.Pattern[str]
    field: dict[str, str]
    noise: re.Pattern[str]
    breadcrumb: re.Pattern[str]
    original: re.Pattern[str]
    own: re.Pattern[str]
    lead: re.Pattern[str]
    media: re.Pattern[str]
    dateline: re.Pattern[str]
    acts: re.Pattern[str]
    unnamed: frozenset[str]
    collective: tuple[str, ...]
    surnames: frozenset[str]


def _any(words: list[str]) -> str:
    """An alternation, longest word first, of words as they are or set with a blank between all their characters."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(form for word in ordered for form in (re.escape(word), f"{SPACE}+".join(map(re.escape, word))))


@cache
def load() -> Cues:
    """Read header.toml once. Raises OntologyError where the installed file is damaged or missing."""
    try:
        data = tomllib.loads(resources.files("kg.read").joinpath("header.toml").read_text(encoding="utf-8"))
        labels, noise, names = data["labels"], data["noise"], data["names"]
    except (OSError, ValueError, KeyError) as error:
        message = f"kg/read/header.toml can't be read ({error}); reinstall the package"
        raise OntologyError(message) from error
    colon = rf"{SPACE}*[:：]"
    blank = rf"{SPACE}+(?=[\u3400-\u9fff]{{2,4}}(?:{SPACE}|$))"  # …日报 记者 张三: a byline's label may lack its colon
    unmarked = rf"(?<={SPACE})(?P<unmarked>{_any(names['unmarked'])}){blank}"
    return Cues(
        label=re.compile(rf"(?P<word>{_any([word for words in labels.values() for word in words])}){colon}|{unmarked}"),
        field={word: field for field, words in labels.items() for word in words},
        noise=re.compile(rf"(?:{_any(noise['words'])})(?=$|[\s|｜丨/\]】)）:：\[【(（])"),
        breadcrumb=re.compile(rf"(?:{_any(noise['breadcrumb'])}){colon}"),
        original=re.compile(rf"[(（【\[]?(?:{_any(noise['original'])}){colon}"),
        own=re.compile(rf"(?:{_any(names['own'])}|[/／{SPACE[1:-1]}])+"),
        lead=re.compile(rf"[□■●◆▲▌※○◎✎\s]*(?:(?:{_any(names['own'])}|[/／]|{SPACE})*(?:{SPACE}|(?=记者)))?"),
        media=re.compile(rf"(?:{_any(names['media'])})$"),
        dateline=re.compile(
            rf"(?P<outlet>[^\s，。：:（）()]{{1,9}}?(?:{_any(names['media'])}))"
            r"(?:[^\s，。：:（）()]{0,10}\d{1,2}月\d{1,2}日(?:电|讯|消息)|消息|讯)(?=[\s(（:：])"
        ),
        acts=re.compile("|".join(names["acts"])),
        unnamed=frozenset(names["unnamed"]),
        collective=tuple(names["collective"]),
        surnames=frozenset("".join(names["surnames"].split())) | frozenset(names["double_surnames"]),
    )
