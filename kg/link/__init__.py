"""Which thing each mention means: the same IRI for the same thing, in this article and in every other.

Each root class has its own way (`places`, `agencies`, `names`). What a mention means may depend on the article: 全省
is the province the article is about, 省委政法委 its political-legal committee. What can't be decided is left out and
listed among the discards.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from kg import ontology
from kg.link.agencies import link_agency
from kg.link.context import Context, Linked
from kg.link.inside import names_inside, places_inside
from kg.link.names import link_concept, link_document, link_event, link_named, link_person, link_program
from kg.link.places import link_place
from kg.model import Discard, Document, Entity, Mention

SILENT = frozenset({"NaturalFeature"})
"""Classes that no rule of figures or relations reads: nothing runs in a river, and its name is part of what is measured."""
Linker = Callable[[Mention, Context], Linked | None]
LINKERS: dict[str, Linker] = {
    "Place": link_place,
    "Agency": link_agency,
    "Program": link_program,
    "Document": link_document,
    "Event": link_event,
    "Person": link_person,
    "Concept": link_concept,
}


def link(document: Document) -> Document:
    """Fill `entities`, `silent` and every mention's `entity`; a mention that means nothing certain goes to `discards`."""
    context = Context(document)
    found: dict[str, Entity] = {}
    beside: dict[str, Entity] = {}
    kept: list[Mention] = []
    discards: list[Discard] = []
    for mention in document.mentions:
        linked = LINKERS.get(ontology.load().root(mention.type), link_named)(mention, context)
        if linked is None:
            reason = "names no certain thing in this article"
            discards.append(
                Discard(span=mention.span, text=mention.text, type=mention.type, by=mention.by, reason=reason)
            )
            continue
        found[linked.entity.id] = _merged(found.get(linked.entity.id), linked)
        beside.update({e.id: e for e in linked.also})
        kept.append(dataclasses.replace(mention, entity=linked.entity.id, type=found[linked.entity.id].type))
    silent = [m for m in kept if m.type in SILENT]
    read = [m for m in kept if m.type not in SILENT]
    for mention, place in ((m, p) for holder in read for m, p in places_inside(document, holder, found[holder.entity or ""])):
        beside.setdefault(place.id, place)
        silent.append(mention)
    for mention, linked in names_inside(document, context):
        beside.update({e.id: e for e in (*linked.also, linked.entity) if e.id not in beside})
        silent.append(mention)
    found = {**beside, **found}
    types = {e.id: e.type for e in found.values()}
    mentions, aside = (tuple(dataclasses.replace(m, type=types[m.entity or ""]) for m in some) for some in (read, silent))
    entities = tuple(sorted([*found.values(), *context.parents(found)], key=lambda e: e.id))
    discards = [*document.discards, *discards]
    return dataclasses.replace(document, mentions=mentions, silent=aside, entities=entities, discards=tuple(discards))


def _merged(known: Entity | None, linked: Linked) -> Entity:
    """One entity of two readings of it: the first one's name and class, all names that stand alone."""
    entity = linked.entity
    if known is None:
        return entity
    aliases = {*known.aliases, *entity.aliases, entity.name} - {known.name}
    return dataclasses.replace(known, aliases=tuple(sorted(aliases)))
