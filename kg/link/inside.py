"""Things that stand in other names only: 乙市 and 丙区 in 乙市丙区人民法院, a college in the name of its new campus."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterator

from kg import ontology
from kg.gazetteer import CHINA, Gazetteer, load
from kg.link.agencies import link_agency
from kg.link.context import Context, Linked, place_entity
from kg.link.names import link_concept, link_program
from kg.model import Discard, Document, Entity, Mention, PlaceMatch, Span

_HOLDERS = ("Agency", "Program", "Event")
_KNOWN_TO_ALL = frozenset({"Province", "Region"})
CONFIDENCE = 0.85
_CHANCE = 3
"""Characters of a known name that may stand by chance across two words."""
_CLASSES = ("agencies.collective", "agencies.local", "agencies.class")
"""Rules that find classes of bodies, which a name holds without meaning them."""
_LINKERS = {"Agency": link_agency, "Program": link_program, "Concept": link_concept}
_WHOLE_PROGRAMS = ("campaign", "action", "reform", "mechanism", "plan", "model", "project", "known", "themed")
"""Rules of programs whose names stand whole inside the name of a meeting about them."""


def places_inside(document: Document, mention: Mention, entity: Entity) -> Iterator[tuple[Mention, Entity]]:
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
            place = place_entity(gazetteer.place(code))
            yield _inside(match.span, match.text, place.type, "places", place.id), place


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


def names_inside(document: Document, context: Context) -> Iterator[tuple[Mention, Linked]]:
    """The bodies and doctrines that names of programs and events hold, and the programs that names of events hold.

    甲学院 in 甲学院新校区项目, 乙专项行动 in 乙专项行动推进会: found like any other, and given up for the longer name.
    """
    is_a, starts = ontology.load().is_a, [m.span.start for m in document.mentions]
    taken = -1
    for discard in sorted(_given_up(document), key=lambda d: (d.span.start, -d.span.end, not d.by.endswith(".known"))):
        holder = document.mentions[max(0, bisect_right(starts, discard.span.start) - 1)]
        if discard.span.start < taken or holder.span == discard.span or not holder.span.covers(discard.span):
            continue
        root = ontology.load().root(discard.type)
        held = is_a(holder.type, "Event") or holder.by == "programs.stretch" or (root != "Program" and is_a(holder.type, "Program"))
        if not held or not _ends_a_word(document, discard):
            continue
        mention = Mention(span=discard.span, text=discard.text, type=discard.type, by=discard.by, confidence=CONFIDENCE)
        linked = _LINKERS[root](mention, context)
        if linked is not None:
            taken = discard.span.end
            yield _inside(mention.span, mention.text, mention.type, mention.by.partition(".")[0], linked.entity.id), linked


def _inside(span: Span, text: str, type: str, kind: str, entity: str) -> Mention:
    return Mention(span=span, text=text, type=type, by=f"{kind}.inside", confidence=CONFIDENCE, entity=entity)


def _given_up(document: Document) -> Iterator[Discard]:
    """What an overlap cost of bodies that are no mere class, and of programs named whole.

    Not the congress in the name of its session, which is the congress come together.
    """
    is_a = ontology.load().is_a
    for discard in document.discards:
        rule = discard.by.rpartition(".")[2]
        if not discard.reason.startswith("overlaps ") or discard.by in _CLASSES or discard.type == "Congress":
            continue
        known_doctrine = discard.by == "concepts.known"
        if known_doctrine or is_a(discard.type, "Agency") or (discard.by.startswith("programs.") and rule in _WHOLE_PROGRAMS):
            yield discard


def _ends_a_word(document: Document, discard: Discard) -> bool:
    if discard.by.endswith(".known") and len(discard.span) > _CHANCE:
        return True
    sentence = document.sentence_at(discard.span)
    return sentence is not None and any(token.span.end == discard.span.end for token in sentence.tokens)


def named_inside(document: Document) -> Document:
    """Add what is `silent` to the mentions of the document, where nothing else mentions the same: the last stage."""
    mentioned = {m.entity for m in document.mentions}
    added = [m for m in document.silent if m.entity not in mentioned]
    mentions = sorted([*document.mentions, *added], key=lambda m: (m.span.start, -m.span.end))
    return dataclasses.replace(document, mentions=tuple(mentions)) if added else document
