"""Places that stand in other names only: 乙市 and 丙区 in 乙市丙区人民法院, 丁省 in a programme's name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kg import ontology
from kg.gazetteer import CHINA, Gazetteer, load
from kg.ids import place_id
from kg.model import Document, Entity, Mention, PlaceMatch

_HOLDERS = ("Agency", "Program", "Event")
_KNOWN_TO_ALL = frozenset({"Province", "Region"})
CONFIDENCE = 0.85


def places_inside(document: Document, mention: Mention, entity: Entity) -> Iterator[PlaceMatch]:
    """The places that the name of a body, programme or event holds and means.

    A full name (丙区) is meant, and a short one beside the name of the place around it (甲省|乙). Else a short one is meant
    in the name of a body of that place, or of one around or inside it (not 甲 in 甲大学, which may be a man's name); in
    other names where it is a province or a region, or lies with the article's own place.
    """
    if not any(ontology.load().is_a(entity.type, root) for root in _HOLDERS):
        return
    gazetteer = load()
    matches = [m for m in document.places_in(mention.span) if m.code and m.code != CHINA and m.span != mention.span]
    for match in matches:
        code = match.code or ""
        whole = gazetteer.name(code) == match.text or any(_beside(gazetteer, match, other) for other in matches)
        if whole or _is_meant(gazetteer, code, entity, document.home):
            yield match


def _beside(gazetteer: Gazetteer, match: PlaceMatch, other: PlaceMatch) -> bool:
    return (match.start == other.end or match.end == other.start) and _related(gazetteer, match.code or "", other.code)


def _is_meant(gazetteer: Gazetteer, code: str, entity: Entity, home: str | None) -> bool:
    if ontology.load().is_a(entity.type, "Agency"):
        return _related(gazetteer, code, entity.area)
    return gazetteer.place(code).level in _KNOWN_TO_ALL or _related(gazetteer, code, home)


def _related(gazetteer: Gazetteer, code: str, other: str | None) -> bool:
    """Whether one of two places lies in the other, and neither is the country."""
    if other in {None, CHINA} or other not in gazetteer:
        return False
    return code == other or gazetteer.is_within(code, other) or gazetteer.is_within(other, code)


def named_inside(document: Document) -> Document:
    """Add a mention for every place of the document that stands in other names only, where it stands.

    The last stage: for the rules of figures and relations a name is one piece.
    """
    entities = {e.id: e for e in document.entities}
    mentioned = {m.entity for m in document.mentions}
    added: list[Mention] = []
    for mention in document.mentions:
        entity = entities.get(mention.entity or "")
        for match in places_inside(document, mention, entity) if entity else ():
            id = place_id(match.code or "")
            if id in entities and id not in mentioned:
                added.append(
                    Mention(
                        span=match.span, text=match.text, type=entities[id].type, by="places.inside",
                        confidence=CONFIDENCE, entity=id,
                    )
                )  # fmt: skip
    mentions = sorted([*document.mentions, *added], key=lambda m: (m.span.start, -m.span.end))
    return dataclasses.replace(document, mentions=tuple(mentions)) if added else document
