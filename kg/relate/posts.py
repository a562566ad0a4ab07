"""Who belongs to a body that the title beside a person's name only implies or points back to: 市长, 该院院长."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import gazetteer, lexicon, ontology
from kg.extract.home import is_of_level
from kg.extract.persons import heads, place_of
from kg.ids import place_id
from kg.model import Document, Entity, Mention, Relation
from kg.relate.view import View, stated, views


def posts(document: Document) -> Iterator[Relation]:
    """memberOf by a head of government's title, and by a title behind 该院, 本局."""
    told: list[Entity] = []
    entities = {e.id: e for e in document.entities}
    for view in views(document):
        for at, mention in sorted(view.mentions.items()):
            entity = entities.get(mention.entity or "")
            if entity is not None and ontology.load().is_a(entity.type, "Agency"):
                told.append(entity)
            elif entity is not None and entity.type == "Person":
                yield from _heads(document, view, mention)
                yield from _pointed(view, at, mention, told)


def _heads(document: Document, view: View, person: Mention) -> Iterator[Relation]:
    """市长胡某, 市委书记胡某: of the one government or committee of that level in the document, which linking has put there."""
    for post in heads(view.sentence, person.span):
        place = place_of(document, post)
        bodies = (e for e in document.entities if e.area and e.name == lexicon.forms()[post.body].format(_area_name(e.area)))
        fit = [
            e for e in bodies
            if (e.area == place.code if place else post.alone) and is_of_level(e.area or "", post.level)
        ]  # fmt: skip
        if len(fit) == 1:
            yield _member(view, person, fit[0], post.role, "posts.head")
            area = document.entity(place_id(fit[0].area or ""))
            if area is not None:  # a body that only its head's title names has no other sentence that shows it
                yield stated(view, fit[0].id, "jurisdiction", area.id, "posts.head", 0.9)


def _area_name(code: str) -> str:
    return gazetteer.load().name(code) if code in gazetteer.load() else ""


def _pointed(view: View, at: int, person: Mention, told: list[Entity]) -> Iterator[Relation]:
    """该院检察长王某: of the body told of before whose name ends so."""
    match = _pointing().search(view.text[:at])
    body = next((e for e in reversed(told) if match and e.name.endswith(match["last"])), None)
    if match is not None and body is not None:
        yield _member(view, person, body, match["role"], "posts.pointed")


@functools.cache
def _pointing() -> re.Pattern[str]:
    last, titles = lexicon.alternation("figure-pointed"), lexicon.alternation("person-title")
    return re.compile(rf"[该本](?P<last>{last})(?P<role>[\u4e00-\u9fff]{{0,8}}?(?:{titles}))$")


def _member(view: View, person: Mention, body: Entity, role: str, by: str) -> Relation:
    return stated(view, person.entity or "", "memberOf", body.id, by, 0.85, role)
