"""What follows from who holds a meeting: where it is, and who carries out the programme that it drives on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg import gazetteer, lexicon, ontology
from kg.gazetteer import CHINA
from kg.ids import place_id
from kg.model import Document, Entity, Relation
from kg.relate.view import follows

_LOCAL = frozenset({"Prefecture", "County", "Township"})
_MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
_HELD = "gatherings.held"
MIN_NAMED = 4
"""Characters of a programme's name that the name of a meeting is searched for."""


def gatherings(document: Document, found: Collection[Relation]) -> Iterator[Relation]:
    """location and carriedOutBy that the organizers found so far imply."""
    entities = {e.id: e for e in document.entities}
    placed = {r.subject for r in found if r.predicate == "location"}
    for held in (r for r in found if r.predicate == "organizer"):
        event, body = entities.get(held.subject), entities.get(held.object)
        if event is None or body is None:
            continue
        if event.id not in placed and _of_a_town(body) and place_id(body.area or "") in entities:
            yield follows(held, event.id, "location", place_id(body.area or ""), _HELD, 0.65)
        if event.name.endswith(lexicon.affixes("drive-meeting")):
            for program in programs_in(event, entities):
                yield follows(held, program, "carriedOutBy", body.id, _HELD, 0.75)


def programs_in(event: Entity, entities: dict[str, Entity]) -> Iterator[str]:
    """The programmes whose names stand in the name of a meeting."""
    for other in entities.values() if len(event.name) > MIN_NAMED else ():
        if ontology.load().is_a(other.type, "Program"):
            names = (name.strip("“”") for name in (other.name, *other.aliases))
            if any(len(name) >= MIN_NAMED and name in event.name for name in names):
                yield other.id


def _of_a_town(body: Entity) -> bool:
    """Whether a body is of a city or of less: a province's body, or a ministry, may meet anywhere in it."""
    area = body.area or CHINA
    known = area != CHINA and area in gazetteer.load()
    return known and (area in _MUNICIPALITIES or gazetteer.load().place(area).level in _LOCAL)
