"""What programme or event a figure belongs to, and whose figure it is."""

from __future__ import annotations

from kg.extract.metrics.bodies import Bodies
from kg.extract.metrics.kinds import Reading
from kg.extract.metrics.line import Line, Number
from kg.extract.metrics.programmes import Programmes
from kg.extract.metrics.scene import Scene
from kg.extract.metrics.subject import Owners
from kg.extract.metrics.theme import theme_of


class Whose:
    """Goes through a document's lines in order and says the programme and the agency of each figure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.paragraph = -1
        self.last: Owners | None = None
        self.owners: dict[Number, Owners] = {}
        self.programmes = Programmes(scene)
        self.bodies = Bodies(scene, self.owners)

    def enter(self, line: Line) -> None:
        """Begin a line: a new paragraph forgets the actor of the one before."""
        first = line.sentence.paragraph != self.paragraph
        self.paragraph, self.last = line.sentence.paragraph, None
        self.programmes.enter(first=first)
        self.bodies.enter(line, first=first)

    def leave(self, line: Line) -> None:
        """End a line: its actor holds for a next line that has no subject."""
        self.bodies.leave(line)
        self.programmes.leave(line, self.last)

    def of(self, line: Line, reading: Reading) -> tuple[str | None, str | None]:
        """The programme or event a figure belongs to and the agency it is of; None where they are not clear."""
        parent = self.owners.get(reading.whole.number) if reading.whole else None
        if self.last is not None and not reading.own_label:
            parent = self.last
        theme = theme_of(self.scene, line, reading)
        about = parent.about if parent else self.programmes.of(line, reading, self.last, theme)
        agency = parent.agency if parent else self.bodies.of(line, reading, self.last, theme)
        found = self.last = self.owners[reading.number] = Owners(reading, about, agency, theme is not None)
        self.programmes.count(reading)
        return found.about, found.agency
