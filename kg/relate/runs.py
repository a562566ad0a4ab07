"""Where a program runs when no sentence says it: in the area of who carries it out, else where its text is at home."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg import gazetteer, lexicon, ontology
from kg.extract.home import own_words
from kg.gazetteer import CHINA
from kg.ids import place_id
from kg.model import Document, Entity, Mention, Relation, Span
from kg.relate.gatherings import programs_in
from kg.relate.scope import done, wider
from kg.relate.view import View, follows, stated, views

_NATION = place_id(CHINA)
_WIDER = re.compile(
    r"“?(?:首[次个批]|第[一二三四五六七八九十\d]+[次批])?(?:全国|国家|中央|中国|我国|国际|世界|全球|亚洲|亚太|一带一路|共建“?一带一路)"
)
"""How the names of programs begin that no one place runs."""


def runs(document: Document, found: Collection[Relation]) -> Iterator[Relation]:
    """operatesIn of the programs that have none among the relations found so far."""
    told = {r.subject for r in found if r.predicate == "operatesIn"}
    entities = {e.id: e for e in document.entities}
    carried = [r for r in found if r.predicate == "carriedOutBy" and r.subject not in told]
    for relation in carried:
        yield from _of_the_carrier(relation, entities)
    told |= {r.subject for r in carried}
    home = place_id(document.home or "")
    if home in entities and _clear(document, home, entities):
        yield from _at_home(document, home, entities, told)
    elif document.home is None and _NATION in entities and _of_the_country(document, entities):
        yield from _in_the_country(document, entities, told)


def _of_the_carrier(relation: Relation, entities: dict[str, Entity]) -> Iterator[Relation]:
    """What a city's body carries out runs in the city, what a ministry does in the country."""
    carrier, program = entities.get(relation.object), entities.get(relation.subject)
    area = place_id(carrier.area or "") if carrier else ""
    if area in entities and program and not (area == _NATION and _in_part(program)):
        yield follows(relation, relation.subject, "operatesIn", area, "runs.carrier", 0.7)


def _clear(document: Document, home: str, entities: dict[str, Entity]) -> bool:
    """Whether a text says whose it is: as 我市, 我省, or by its headline, which names the place or a body of it."""
    if any(word[0].startswith("我") for word in own_words(document.article.text)):
        return True
    title = document.article.title or ""
    start = document.article.text.find(title)
    headline = Span(start=start, end=start + len(title))
    around = {document.home, *gazetteer.load().ancestors(document.home or "")} - {CHINA}
    if any(m.code in around and _opens(title, m.start - start) for m in document.places_in(headline)):
        return True
    headed = [m for m in document.mentions if headline.covers(m.span) and m.by != "places.home"]
    alone = (m for m in headed if not any(o.span != m.span and o.span.covers(m.span) for o in headed))
    return any(home in (m.entity, place_id(entities[m.entity or ""].area or "")) for m in alone if _places(m))


def _at_home(document: Document, home: str, entities: dict[str, Entity], told: set[str]) -> Iterator[Relation]:
    """What a text with a home tells of runs there, unless its sentence or the paragraph before tells of another place."""
    around = {home, *map(place_id, gazetteer.load().ancestors(document.home or ""))}
    meetings = (e for e in entities.values() if ontology.load().is_a(e.type, "Event"))
    held = {e.id: set(programs_in(e, entities)) for e in meetings}
    paragraph, away = -1, False
    for view in views(document):
        if view.sentence.paragraph != paragraph:
            paragraph, away = view.sentence.paragraph, False
        here = _areas(view, entities)
        away = bool(here - around) if here - {_NATION} else away
        if not away and (home in here or not _national(view, entities)):
            within = [m for at, m in view.mentions.items() if not wider(view, at)]
            named = ({m.entity or ""} if _program(m) else held.get(m.entity or "", set()) for m in within)
            for program in set[str]().union(*named) - told:
                if not _WIDER.match(entities[program].name):
                    yield stated(view, program, "operatesIn", home, "runs.home", 0.65)


def _of_the_country(document: Document, entities: dict[str, Entity]) -> bool:
    """Whether all bodies and places that a text names are the whole country's."""
    areas = {place_id(e.area) for e in entities.values() if e.area and ontology.load().is_a(e.type, "Agency")}
    return areas == {_NATION} and not any(m.code not in {None, CHINA} for m in document.places)


def _in_the_country(document: Document, entities: dict[str, Entity], told: set[str]) -> Iterator[Relation]:
    """What a text that tells of the country alone says to be done runs in the country."""
    for view in views(document):
        for at, mention in view.mentions.items():
            if _program(mention) and mention.entity not in told and done(view.text, at) and not _in_part(entities[mention.entity or ""]):
                yield stated(view, mention.entity or "", "operatesIn", _NATION, "runs.country", 0.6)


def _in_part(program: Entity) -> bool:
    return any(word in program.name for word in lexicon.words("part-of-country"))


def _opens(title: str, at: int) -> bool:
    """Whether a clause of the headline begins there: 甲县…, not 平安甲县."""
    return at == 0 or not title[at - 1].isalnum()


def _places(mention: Mention) -> bool:
    return ontology.load().root(mention.type) in {"Place", "Agency"}


def _program(mention: Mention) -> bool:
    return ontology.load().is_a(mention.type, "Program")


def _areas(view: View, entities: dict[str, Entity]) -> set[str]:
    """The places that a sentence names, itself or by the bodies of them."""
    found: set[str] = set()
    for mention in view.mentions.values():
        if ontology.load().is_a(mention.type, "Place"):
            found.add(mention.entity or "")
        elif ontology.load().is_a(mention.type, "Agency") and (area := entities[mention.entity or ""].area):
            found.add(place_id(area))
    return found


def _national(view: View, entities: dict[str, Entity]) -> bool:
    """Whether a body of the whole country stands in a sentence: what it does runs wider than the home."""
    agencies = (m for m in view.mentions.values() if ontology.load().is_a(m.type, "Agency") and m.type != "Medium")
    return any(entities[m.entity or ""].area == CHINA for m in agencies)
