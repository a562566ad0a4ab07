"""Who belongs to a body that the title beside a person's name only implies or points back to: 市长, 该院院长."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from kg import lexicon, ontology
from kg.extract.persons import head_of_government
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
    """市长胡某: of the one government of that level in the document, which linking has put there."""
    post = head_of_government(view.sentence, person.span)
    if post is None:
        return
    place = document.place_ending(post.start)
    bodies = [e for e in document.entities if e.type == "GovernmentBody" and e.name.endswith("人民政府") and e.area]
    fit = [e for e in bodies if (place and e.area == place.code) or (not place and e.name.endswith(f"{post.level}人民政府"))]
    if len(fit) == 1:
        yield _member(view, person, fit[0], post.role, "posts.head")


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
