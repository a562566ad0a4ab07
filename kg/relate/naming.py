"""Relations that follow from names and the gazetteer: which area lies in which, whose body an agency is."""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator

from kg import gazetteer, lexicon, ontology
from kg.ids import place_id
from kg.link.names import unnumbered
from kg.model import Document, Entity, Mention, Relation, Span
from kg.relate.view import evidence as sentence_of

NESTED = 0.85
_SETS_GOING = "(?:推行|实施|开展|建立|启动|组织|推进)"
MIN_TITLED = 4
"""Characters of a program's name that a document's title is searched for."""
_OWN_REPORT = re.compile(r"(?:\d{4}年)?(?:年度)?(?:工作报告|工作总结|年度报告|公报|白皮书|年报)$")


def naming(document: Document) -> Iterator[Relation]:
    """within, jurisdiction, part of: as far as names make them plain."""
    first = _first_sentences(document)
    entities = {e.id: e for e in document.entities}
    towns = _towns(document, entities)
    yield from _within(document, entities, first, towns)
    yield from _jurisdiction(entities, first)
    yield from _known_parents(entities, first)
    yield from _nested(entities, first)
    yield from _inside_names(document, entities)
    yield from _named_by_body(entities, first)


def _first_sentences(document: Document) -> dict[str, Span]:
    """For every entity, the sentence that first names it, a body also inside the name of another or of a meeting."""
    first: dict[str, Span] = {}
    for mention in document.mentions:
        first.setdefault(mention.entity or "", sentence_of(document, mention.span))
    longer = [m for m in document.mentions if ontology.load().root(m.type) in {"Agency", "Event"} and m.entity]
    texts = "\n".join(m.text for m in longer)  # one text, for a body may be looked for in thousands of names
    starts = list(itertools.accumulate((len(m.text) + 1 for m in longer), initial=0))
    for body in (e for e in document.entities if e.id not in first and ontology.load().is_a(e.type, "Agency")):
        found = [at for name in (body.name, *body.aliases) if len(name) > 3 and (at := texts.find(name)) >= 0]
        if found:
            first[body.id] = sentence_of(document, longer[bisect_right(starts, min(found)) - 1].span)
    return first


def _towns(document: Document, entities: dict[str, Entity]) -> dict[str, str]:
    """For every village that the gazetteer lacks, the township named right in front of it, known or not: 甲镇|乙村."""
    places = [m for m in document.mentions if m.entity in entities and ontology.load().is_a(m.type, "Place")]
    touching = ((a, b) for a, b in itertools.pairwise(places) if a.span.end == b.span.start and a.entity != b.entity)
    beside = ((a.entity or "", b.entity or "") for a, b in touching)
    return {village: town for town, village in beside if _township(entities[town]) and entities[village].code is None}


def _township(place: Entity) -> bool:
    """Whether a place is so small that only a village lies in it."""
    return place.code is None or gazetteer.load().place(place.code).level == "Township"


def _within(
    document: Document, entities: dict[str, Entity], first: dict[str, Span], towns: dict[str, str]
) -> Iterator[Relation]:
    """Each place in the nearest place around it that the graph holds, and in the nearest that the article names."""
    table = gazetteer.load()
    written = {place_id(m.code) for m in document.places if m.code} | set(first)
    for entity in entities.values():
        evidence = first.get(entity.id) or _evidence_below(entity, entities, first)
        if evidence and entity.area and ontology.load().is_a(entity.type, "Place"):
            parent = towns.get(entity.id) or place_id(entity.area)
            yield _relation(entity.id, "containedInPlace", parent, evidence, "naming.behind", 0.8)
        if entity.code is None or evidence is None:
            continue
        around = [id for id in map(place_id, table.ancestors(entity.code)) if id in entities]
        named = [id for id in around if id in written]
        regions = [id for id in map(place_id, table.regions_of(entity.code)) if id in written and id in entities]
        for id in dict.fromkeys([*around[:1], *named[:1], *regions]):
            yield _relation(entity.id, "containedInPlace", id, evidence, "gazetteer", 1.0)


def _evidence_below(entity: Entity, entities: dict[str, Entity], first: dict[str, Span]) -> Span | None:
    """A place that nothing names is evidenced by the first thing named in it or after it."""
    table = gazetteer.load()
    inside = (
        e
        for e in entities.values()
        for code in (e.code or e.area,)
        if e.id in first and code and entity.code in (code, *table.ancestors(code))
    )
    return min((first[e.id] for e in inside), default=None)


def _jurisdiction(entities: dict[str, Entity], first: dict[str, Span]) -> Iterator[Relation]:
    for entity in entities.values():
        area = place_id(entity.area or "")
        if area in entities and ontology.load().is_a(entity.type, "Agency") and entity.id in first:
            yield _relation(entity.id, "jurisdiction", area, first[entity.id], "naming.jurisdiction", 0.95)


def _known_parents(entities: dict[str, Entity], first: dict[str, Span]) -> Iterator[Relation]:
    by_label = {e.name: e for e in entities.values() if ontology.load().is_a(e.type, "Agency")}
    for item, parent in _parents():
        child, whole = by_label.get(item.label), by_label.get(parent.label)
        if child and whole and child.id in first:  # an issuer that only a title names has no sentence to show
            yield _relation(child.id, "subOrganizationOf", whole.id, first[child.id], "naming.known", 0.95)


@functools.cache
def _parents() -> list[tuple[lexicon.Known, lexicon.Known]]:
    """Every known agency that is part of another, with that one."""
    known = {k.name: k for k in lexicon.known("KnownAgency")}
    return [(item, known[item.parent]) for item in known.values() if item.parent in known]


def _nested(entities: dict[str, Entity], first: dict[str, Span]) -> Iterator[Relation]:
    """甲院立案庭 is part of 甲院: a body whose name begins with another body's whole name."""
    agencies = [e for e in entities.values() if ontology.load().is_a(e.type, "Agency")]
    for entity in (e for e in agencies if e.id in first):
        names = (entity.name, *entity.aliases)
        around = [
            (len(name), other)
            for other in agencies
            for name in (other.name, *other.aliases)
            if other.id != entity.id and len(name) > 2 and any(_nests(name, n) for n in names)
            and other.type != "Medium"
        ]
        if around:
            other = max(around, key=lambda pair: pair[0])[1]
            yield _relation(entity.id, "subOrganizationOf", other.id, first[entity.id], "naming.nested", NESTED)


def _nests(name: str, longer: str) -> bool:
    """Whether a name begins with a body's and says more than its form of company: 甲集团有限公司 is 甲集团."""
    rest = longer.removeprefix(name)
    return rest not in {longer, ""} and rest not in lexicon.words("company-form")


def _inside_names(document: Document, entities: dict[str, Entity]) -> Iterator[Relation]:
    """A program named after a place: 平安X runs in X."""
    for mention in document.mentions:
        entity = entities.get(mention.entity or "")
        if entity is None or not ontology.load().is_a(entity.type, "Program"):
            continue
        sentence = sentence_of(document, mention.span)
        if re.match(r"(?:第[一二三四五六七八九十\d]+次)?全国", entity.name) and "place/CN" in entities:
            yield _relation(entity.id, "operatesIn", "place/CN", sentence, "naming.national", 0.85)
        for place in _places_in(document, mention, entities):
            yield _relation(entity.id, "operatesIn", place, sentence, "naming.place-in-name", 0.9)


def _named_by_body(entities: dict[str, Entity], first: dict[str, Span]) -> Iterator[Relation]:
    """A document named by its issuer, a meeting by who meets, and the program that a document's title sets going."""
    agencies = [e for e in entities.values() if ontology.load().is_a(e.type, "Agency")]
    for entity in (e for e in entities.values() if e.id in first):
        sentence = first[entity.id]
        if ontology.load().is_a(entity.type, "Event"):
            for body in (a for a in agencies if _held_by_name(entity, a)):
                yield _relation(entity.id, "organizer", body.id, sentence, "naming.host", 0.8)
        if ontology.load().is_a(entity.type, "Document"):
            yield from _carried_by_title(entity, entities, sentence)
            for body in (a for a in agencies if _issued_in_name(entity, a)):
                yield _relation(entity.id, "issuedBy", body.id, sentence, "naming.issuer-in-title", 0.9)


def _carried_by_title(document: Entity, entities: dict[str, Entity], sentence: Span) -> Iterator[Relation]:
    """《关于推行甲改革的意见》, 《甲行动实施方案》: what a document's title sets going carries it out."""
    for other in entities.values():
        if ontology.load().is_a(other.type, "Program"):
            names = {n.strip("“”") for n in (other.name, *other.aliases)}
            said = "|".join(re.escape(n) for n in sorted(names) if len(n) >= MIN_TITLED and n in document.name)
            if said and re.search(rf"{_SETS_GOING}“?(?:{said})|(?:{said})”?(?:实施|行动|工作|总体)方案$", document.name):
                yield _relation(other.id, "implements", document.id, sentence, "naming.title", 0.8)


def _places_in(document: Document, mention: Mention, entities: dict[str, Entity]) -> Iterator[str]:
    """The places inside a program's name; of 甲省|乙市 the last one."""
    table, matches = gazetteer.load(), document.places_in(mention.span)
    for match, following in itertools.zip_longest(matches, matches[1:]):
        code, inner = match.code or "", following.code if following and following.start == match.end else None
        if place_id(code) in entities and not (inner and table.is_within(inner, code)):
            yield place_id(code)


def _issued_in_name(document: Entity, agency: Entity) -> bool:
    """甲部、乙局关于…, 甲院工作报告: whether a document's name begins with a body, or one of several."""
    issuers = document.name.partition("关于")[0].split("、")
    names = {agency.name, *agency.aliases}
    return (len(issuers[-1]) < len(document.name) and any(i in names for i in issuers)) or _OWN_REPORT.sub("", document.name) in names


def _held_by_name(event: Entity, agency: Entity) -> bool:
    """第3次甲委员会会议, 甲院工作会议: whether a meeting's name begins with a body's whole one, which meets there."""
    rest, kinds = unnumbered(event.name), lexicon.words("bare-meeting")
    names = [n for n in (agency.name, *agency.aliases) if rest.startswith(n) and rest != n]
    meets = event.name.endswith(lexicon.affixes("own-meeting"))
    return meets and any(len(n) > 3 or rest.removeprefix(n) in kinds for n in names)


def _relation(subject: str, predicate: str, object: str, evidence: Span, by: str, confidence: float) -> Relation:
    return Relation(
        subject=subject, predicate=predicate, object=object, evidence=evidence, by=by, confidence=confidence
    )
