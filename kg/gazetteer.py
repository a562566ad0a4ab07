"""The gazetteer: administrative divisions of China, their short and former names, named regions, countries.

Codes are GB/T 2260 (six digits; GB/T 10114's nine for townships), ``CN`` for China, ISO 3166-1 alpha-2 for other
countries, ``region-…`` for regions.
The tables are kg/data/gazetteer*.tsv (written by tools/make_gazetteer.py, which names their sources) and
ontology/vocab/regions.ttl and provinces.ttl.
"""

from __future__ import annotations

import csv
import functools
import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import ahocorasick_rs as ac

from kg.errors import OntologyError
from kg.ontology import SKOS, ZT, local_name, ontology_dir, read_turtle

LEVELS = {"Country": 0, "Region": 1, "Province": 2, "Prefecture": 3, "County": 4, "Township": 5}
"""Ontology class of a place to its rank: a lower number is a larger place."""

CHINA = "CN"
_OLDEST_SHORT = 1990  # the bare form of a name (襄樊 of 襄樊市) outlives it by a generation, not more


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteerPlace:
    """One place. `level` is an ontology class name, `short` its barest usual name, `aliases` all its other names."""

    code: str
    name: str
    level: str
    parent: str | None
    short: str
    english: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One meaning of a name: `kind` is "full", "short", "literary" or "former"; `year` is when a former name ended."""

    code: str
    kind: str
    year: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """One-character names of provinces: which character is which place, and where it counts (see provinces.ttl)."""

    strong: dict[str, str]
    weak: dict[str, str]
    before: frozenset[str]
    pairs: frozenset[str]
    forms: frozenset[str]


class Gazetteer:
    """All places and names. Use `load()`, which keeps one copy."""

    def __init__(self) -> None:
        self._places: dict[str, GazetteerPlace] = {}
        self._senses: dict[str, list[Sense]] = defaultdict(list)
        self._children: dict[str, list[str]] = defaultdict(list)
        self._members: dict[str, tuple[str, ...]] = {}
        self._regions: dict[str, list[str]] = defaultdict(list)
        self._former: dict[str, list[str]] = defaultdict(list)
        for table in ("gazetteer.tsv", "gazetteer-countries.tsv"):
            for row in _table(table, ("code", "name", "level", "parent", "short", "english")):
                self._add(row, row["short"].split())
        for row in _table("gazetteer-history.tsv", ("name", "code", "successor", "year", "change", "document")):
            self._add_former(row)
        self._read_regions()
        self.abbreviations = self._read_provinces()
        self.words = _words()
        self._names = list(self._senses)
        self._blocks = sorted(self.words["word"] - self._senses.keys())
        self._automaton = ac.AhoCorasick(self._names + self._blocks, implementation=ac.Implementation.ContiguousNFA)

    def _add(self, row: dict[str, str], others: list[str]) -> None:
        code, name, parent = row["code"], row["name"], row["parent"] or None
        if row["level"] not in LEVELS or code in self._places or not name:
            raise OntologyError(f"The gazetteer is damaged at {code!r} ({name}). Install the package again.")
        short = name if row["level"] == "Country" or not others else others[0]
        self._places[code] = GazetteerPlace(
            code=code, name=name, level=row["level"], parent=parent, short=short,
            english=row["english"] or None, aliases=tuple(others),
        )  # fmt: skip
        self._senses[name].append(Sense(code=code, kind="full"))
        for other in others:
            self._senses[other].append(Sense(code=code, kind="short"))
        if parent:
            self._children[parent].append(code)

    def _add_former(self, row: dict[str, str]) -> None:
        name, code, year = row["name"], row["successor"], int(row["year"])
        self._require(code, "gazetteer-history.tsv")
        self._former[row["code"]].append(code)
        self._former[name].append(code)
        self._senses[name].append(Sense(code=code, kind="former", year=year))
        bare = name.removesuffix("地区") if name.endswith("地区") else name[:-1]
        if len(bare) > 1 and year >= _OLDEST_SHORT and name[-1] in "县市" and bare not in self._senses:
            self._senses[bare].append(Sense(code=code, kind="former", year=year))

    def _read_regions(self) -> None:
        for node, facts in _nodes("regions.ttl", "KnownRegion"):
            code = node.removeprefix("known-")
            labels, others = facts["prefLabel"], facts["altLabel"]
            chinese = next((text for text, lang in labels if lang == "zh"), "")
            english = next((text for text, lang in labels if lang == "en"), "")
            parent = next((text for text, _ in facts["place"]), "")
            aliases = [text for text, _ in others]
            row = {"code": code, "name": chinese, "level": "Region", "parent": parent, "english": english}
            self._add(row, aliases)
            members = tuple(sorted(text for text, _ in facts["member"]))
            for member in members:
                self._require(member, "regions.ttl")
            self._members[code] = members
            for member in members:
                self._regions[member].append(code)

    def _read_provinces(self) -> Abbreviations:
        strong: dict[str, str] = {}
        weak: dict[str, str] = {}
        for _, facts in _nodes("provinces.ttl", "KnownPlaceName"):
            code = facts["place"][0][0]
            self._require(code, "provinces.ttl")
            strong |= {text: code for text, _ in facts["abbreviation"]}
            weak |= {text: code for text, _ in facts["weakAbbreviation"]}
            for text, _ in facts["altLabel"]:
                self._senses[text].append(Sense(code=code, kind="literary"))
        rule = next(facts for _, facts in _nodes("provinces.ttl", "AbbreviationRule"))
        before, pairs, forms = (frozenset(t for t, _ in rule[key]) for key in ("before", "pair", "form"))
        return Abbreviations(strong=strong, weak=weak, before=before, pairs=pairs, forms=forms)

    def _require(self, code: str, where: str) -> None:
        if code not in self._places:
            raise OntologyError(f"{where} names {code}, which is no place of gazetteer.tsv. Correct it.")

    def __contains__(self, code: object) -> bool:
        """Whether this is the code of a place of today."""
        return code in self._places or (isinstance(code, str) and _township_name(code) is not None)

    def place(self, code: str) -> GazetteerPlace:
        """The place with this code. Raises KeyError where there is none: ask `code in gazetteer` first."""
        name = None if code in self._places else _township_name(code)
        if name is None:
            return self._places[code]
        return GazetteerPlace(code=code, name=name, level="Township", parent=code[:6], short=name)

    def name(self, code: str) -> str:
        """The full name of the place with this code; KeyError where there is none."""
        return self.place(code).name

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The places this one lies in, the nearest first: a county's prefecture, province and country."""
        found = []
        parent = self.place(code).parent if code in self else None
        while parent:
            found.append(parent)
            parent = self._places[parent].parent
        return tuple(found)

    def is_within(self, code: str, ancestor: str) -> bool:
        """Whether one place is another or lies in it; for a region, whether it lies in one of its members."""
        chain = (code, *self.ancestors(code))
        return ancestor in chain or any(member in chain for member in self._members.get(ancestor, ()))

    def regions_of(self, code: str) -> tuple[str, ...]:
        """The codes of the regions that a place is a member of (欧洲 of a country)."""
        return tuple(self._regions.get(code, ()))

    def children(self, code: str) -> tuple[str, ...]:
        """The divisions directly under a place, in code order; a region's are its members."""
        if code in self._members:
            return self._members[code]
        return tuple(c for c in self._children.get(code, ()) if self._places[c].level != "Region")

    def senses(self, name: str) -> tuple[Sense, ...]:
        """Every meaning of a name, those of today first."""
        return tuple(sorted(self._senses.get(name, ()), key=lambda s: s.kind == "former"))

    def lookup(self, name: str) -> tuple[str, ...]:
        """The codes a name may mean, the largest places first; a former name gives its successors of today."""
        senses = self.senses(name)
        today = [s.code for s in senses if s.kind != "former"] or [s.code for s in senses]
        return tuple(sorted(dict.fromkeys(today), key=lambda c: (LEVELS[self._places[c].level], c)))

    def successor(self, code_or_name: str) -> str | None:
        """The code of the unit of today that an abolished code or name became; None where unknown or several."""
        if code_or_name in self._places:
            return code_or_name
        found = dict.fromkeys(self._former.get(code_or_name, ()))
        return next(iter(found)) if len(found) == 1 else None

    def townships(self, name: str, within: str) -> tuple[str, ...]:
        """The codes of the townships of this full name (镇, 乡, 街道) in a county or a larger place."""
        lines = ((county, _townships().get(county, "")) for county in sorted({*self._below(within)}))
        found = ((county, item) for county, items in lines if name in items for item in items.split())
        return tuple(county + item[-3:] for county, item in found if item[:-3] == name)

    def _below(self, code: str) -> Iterator[str]:
        """A place and all that lies in it, townships aside."""
        yield code
        for child in self.children(code):
            yield from self._below(child)

    @property
    def regions(self) -> tuple[GazetteerPlace, ...]:
        """The named regions (京津冀, 长三角…); `children` gives their members."""
        return tuple(p for p in self._places.values() if p.level == "Region")

    def find(self, text: str) -> Iterator[tuple[int, int, str | None]]:
        """Every occurrence of every name, overlaps included: start, end, name; None for a longer ordinary word."""
        count = len(self._names)
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield start, end, self._names[index] if index < count else None


@functools.cache
def load() -> Gazetteer:
    """The gazetteer. Raises OntologyError where a table is missing or damaged."""
    return Gazetteer()


@functools.cache
def _townships() -> dict[str, str]:
    """The townships of each county by its code, read only when a text or a graph asks for one.

    An item is a name and the last three digits of its code. They stay together in a line: an index of forty thousand
    names takes longer to make than most texts ask for names.
    """
    path = resources.files("kg").joinpath("data", "gazetteer-townships.tsv.gz")
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        return {county: items for county, _, items in (line.partition("\t") for line in lines)}
    except (OSError, EOFError, ValueError) as error:
        raise OntologyError(f"{path} can't be read ({error}). Install the package again.") from error


def _township_name(code: str) -> str | None:
    if len(code) != 9 or not code.isdigit():
        return None
    items = _townships().get(code[:6], "").split()
    return next((item[:-3] for item in items if item.endswith(code[6:])), None)


def _table(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a tab-separated table of kg/data."""
    try:
        text = resources.files("kg").joinpath("data", name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"kg/data/{name} can't be read ({error}). Install the package again.") from error
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or any(row.get(column) is None for row in rows for column in columns):
        raise OntologyError(f"kg/data/{name} is damaged: a row lacks one of {', '.join(columns)}. Install it again.")
    return rows


def _words() -> dict[str, frozenset[str]]:
    """The word lists that place finding needs, by kind (kg/data/gazetteer-words.tsv)."""
    lists: dict[str, set[str]] = defaultdict(set)
    for row in _table("gazetteer-words.tsv", ("kind", "words")):
        lists[row["kind"]].update(row["words"].split())
    return {kind: frozenset(words) for kind, words in lists.items()}


def _nodes(file: str, kind: str) -> Iterator[tuple[str, dict[str, list[tuple[str, str]]]]]:
    """The nodes of a class in a vocabulary file: local name, and (text, language) by local name of the property."""
    nodes: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    kinds: dict[str, str] = {}
    for triple in read_turtle(ontology_dir() / "vocab" / file):
        subject, predicate = local_name(str(triple.subject)[1:-1]), triple.predicate.value
        if predicate.endswith("#type"):
            kinds[subject] = local_name(getattr(triple.object, "value", ""))
        elif predicate.startswith((ZT, SKOS)):
            value, language = getattr(triple.object, "value", ""), getattr(triple.object, "language", None)
            nodes[subject][local_name(predicate)].append((value, language or ""))
    return ((node, nodes[node]) for node in sorted(nodes) if kinds.get(node) == kind)
