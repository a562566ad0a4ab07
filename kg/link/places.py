"""Places: by their code, or by what 全省, 我市 and 全国 mean here."""

from __future__ import annotations

import dataclasses

from kg import ids, lexicon
from kg.extract.known import known_names
from kg.link.context import Context, Linked, place_entity, plain
from kg.model import Entity, Mention


def link_place(mention: Mention, context: Context) -> Linked | None:
    """The entity of a place mention; an ambiguous name becomes a place of its own with its candidates."""
    text = plain(mention)
    if mention.by == "places.home":
        level = "country" if text in lexicon.words("country") else _level(text)
        return _by_code(context.level_place(level, mention.span), context)
    match = context.match(mention.span)
    if mention.by == "places.settlement":
        return _settlement(mention, text, context)
    if mention.by == "places.behind":
        return _behind(mention, text, context)
    if mention.by == "places.zone":
        return _zone(mention, text, context)
    if mention.by == "places.bare-zone":
        return _bare_zone(mention, text, context)
    if mention.type == "NaturalFeature":
        return _feature(text, context)
    if match is None:
        return None
    if match.code is not None:
        linked = _by_code(match.code, context)
        return _with(linked, reason=match.reason) if linked else None
    if not match.candidates:
        return None
    id = ids.local_id("Place", text, context.document.article.id)
    candidates = tuple(ids.place_id(code) for code in match.candidates)
    entity = Entity(id=id, type="Place", name=text, candidates=candidates, reason=match.reason)
    return Linked(entity, tuple(place_entity(context.gazetteer.place(code)) for code in match.candidates))


def _level(text: str) -> str:
    return "自治区" if text.endswith("自治区") else text[-1]


def _by_code(code: str | None, context: Context) -> Linked | None:
    place = context.place(code) if code else None
    return Linked(place_entity(place)) if place else None


def _with(linked: Linked, *, reason: str) -> Linked:
    return Linked(dataclasses.replace(linked.entity, reason=reason)) if reason else linked


def _behind(mention: Mention, text: str, context: Context) -> Linked | None:
    """A place the gazetteer lacks, in the place that stands in front of it."""
    front = context.document.place_ending(mention.span.start)
    if front is None or front.code is None:
        return None
    core = text
    for word in lexicon.words("area"):
        core = core.removesuffix(word)
    id = ids.local_id("Place", core, front.code)
    aliases = tuple(sorted({text, front.text + text, front.text + core} - {core}))
    return Linked(Entity(id=id, type="Place", name=core, aliases=aliases, area=front.code))


def _zone(mention: Mention, text: str, context: Context) -> Linked | None:
    """A zone by the place that its name begins with: 甲市高新区 and 甲高新区 are one."""
    front = next((m for m in context.matches_in(mention.span) if m.code), None)
    return _zone_of(front.code, text.removeprefix(front.text), context) if front and front.code else None


def _bare_zone(mention: Mention, text: str, context: Context) -> Linked | None:
    """高新区 alone: of the city of the zone listed right before it, of the one that the article names in full, or of its own."""
    whole = [(z, m.code) for z in context.mentions("Zone") for m in context.matches_in(z.span)[:1]]
    listed = {code for z, code in whole if z.span.end + 1 == mention.span.start}
    named = listed or {code for z, code in whole if plain(z).endswith(text)}
    home = context.home
    if len(named) == 1:
        return _zone_of(named.pop(), text, context)
    if named or home is None or context.gazetteer.place(home).level not in {"Prefecture", "County"}:
        return None
    return _zone_of(home, text, context)


def _zone_of(code: str | None, zone: str, context: Context) -> Linked | None:
    place = context.place(code) if code else None
    if place is None:
        return None
    full = {place.name + zone, place.short + zone}
    name = place.short + zone
    id = ids.local_id("Place", zone, place.code)
    return Linked(Entity(id=id, type="Zone", name=name, aliases=tuple(sorted(full - {name})), area=place.code))


def _feature(text: str, context: Context) -> Linked:
    """A known river or mountain; else one of the article's province, as names like 东河 come back in every one."""
    if known := known_names("KnownFeature").get(text):
        return Linked(Entity(id=ids.local_id("Place", known.label), type=known.type, name=known.label, aliases=known.aliases))
    table, home = context.gazetteer, context.home or ""
    province = next((code for code in (home, *table.ancestors(home)) if code and table.place(code).level == "Province"), "")
    return Linked(Entity(id=ids.local_id("Place", text, province), type="NaturalFeature", name=text))


def _settlement(mention: Mention, text: str, context: Context) -> Linked | None:
    """A township of the gazetteer; else a village or township in the place named last before it, or the article's own."""
    area = context.named_before(mention.span) or context.home
    if area == "CN":
        area = None
    codes = {p.code for p in context.document.places if p.code and p.text.endswith(text) and context.gazetteer.name(p.code) == text}
    codes = codes or set(context.gazetteer.townships(text, area) if area else ())
    if len(codes) == 1 and (linked := _by_code(codes.pop(), context)) is not None:
        return linked
    return Linked(Entity(id=ids.local_id("Place", text, area or ""), type="Place", name=text, area=area))
