"""Relations that a trigger of the lexicon states."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon
from kg.model import Document, Mention, Relation
from kg.relate.view import FIRST, LAST, View, signs, stated, views

_SLOT = re.compile(r"\{([sox]):([A-Za-z+|]+)\}")
_LIST = re.compile(r"@([a-z-]+)@")
JOINT = "(?:、|和|与|及|以及|，|暨|联合|会同)?"


def triggered(document: Document) -> Iterator[Relation]:
    """Every relation a trigger finds in a sentence of the document."""
    for view in views(document):
        there = {view.text[at] for at in view.mentions}
        for (trigger, pattern), (subjects, objects) in zip(patterns(), _wanted(), strict=True):
            if subjects.isdisjoint(there) or objects.isdisjoint(there):
                continue
            for match in pattern.finditer(view.text):
                yield from _stated(view, trigger, match)


@functools.cache
def _wanted() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """For every trigger the signs of its subject and of its object: without one of each it states nothing."""
    slots = (dict(_SLOT.findall(t.pattern)) for t, _ in patterns())
    return tuple((frozenset(_signs(found["s"])), frozenset(_signs(found["o"]))) for found in slots)


def _stated(view: View, trigger: lexicon.Trigger, match: re.Match[str]) -> Iterator[Relation]:
    role = match.groupdict().get("role")
    for subject in _mentions(view, match, "s"):
        for object in _mentions(view, match, "o"):
            ids = subject.entity or "", trigger.predicate, object.entity or ""
            yield stated(view, *ids, f"relate.{trigger.name}", trigger.confidence, role)


def _mentions(view: View, match: re.Match[str], slot: str) -> list[Mention]:
    return [view.mentions[i] for i in range(match.start(slot), match.end(slot)) if i in view.mentions and not view.around(i)]


@functools.cache
def patterns() -> tuple[tuple[lexicon.Trigger, re.Pattern[str]], ...]:
    """Every trigger with its compiled pattern."""
    return tuple((t, re.compile(_expand(t.pattern))) for t in lexicon.triggers())


def _expand(pattern: str) -> str:
    pattern = pattern.replace("[^", rf"[^{chr(FIRST)}-{chr(LAST)}")  # what stands between names holds no name
    pattern = _LIST.sub(lambda m: lexicon.alternation(m.group(1)), pattern)
    return _SLOT.sub(lambda m: _slot(m.group(1), m.group(2)), pattern)


def _slot(name: str, classes: str) -> str:
    """{s:Class} as a group of signs; {s:Class+} as a list of them: A、B和C."""
    listed = "+" in classes
    one = f"[{_signs(classes)}]"
    body = rf"{one}(?:{JOINT}{one})*" if listed else one
    return f"(?P<{name}>{body})" if name != "x" else f"(?:{body})"


def _signs(classes: str) -> str:
    return "".join(signs(c.rstrip("+")) for c in classes.split("|"))
