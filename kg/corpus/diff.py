"""What differs between two graphs: as facts in words, and as an RDF Patch that makes the first one the second.

A fact that is the same in both, but stands elsewhere or in another article, is moved. One that says another value of the
same thing (indicator, place, period and whatever else tells figures apart) is changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import ontology as terms
from kg.ontology import RDF, SKOS
from kg.store import Store
from kg.turtle import ordered

_TYPE = ox.NamedNode(RDF + "type")
_OF_FIGURE = ("variableMeasured", "observationAbout", "about", "reportedFor", "periodText", "measureKind", "direction", "comparedWith",
              "modality", "frequency")  # fmt: skip
_VALUES = ("valueText", "value", "minValue", "maxValue", "hasUnit", "approximation")
_SHOWN = ("observationAbout", "about", "reportedFor", "periodText", "variableMeasured")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fact:
    """A figure or relation in words: what it is about, what it says (for a relation ""), the quote it stands on."""

    about: str
    says: str
    quote: str
    iri: str

    def __str__(self) -> str:
        says = f": {self.says}" if self.says else ""
        return f"{self.about}{says}  “{self.quote}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a difference: a fact `before` and `after`, None where it is not there; `moved` where only its place differs."""

    before: Fact | None = None
    after: Fact | None = None
    moved: bool = False

    def __str__(self) -> str:
        if self.before and self.after:
            says = "moved" if self.moved else f"{self.before.says} → {self.after.says}"
            return f"{'=' if self.moved else '~'} {self.after.about}: {says}  “{self.after.quote}”"
        return f"+ {self.after}" if self.after else f"- {self.before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What makes one graph another one: triples sorted, facts in words, articles by local id."""

    removed: tuple[ox.Triple, ...]
    added: tuple[ox.Triple, ...]
    changes: tuple[Change, ...]
    articles_removed: tuple[str, ...]
    articles_added: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def data(self) -> dict[str, Any]:
        """As JSON-ready data: changes with both facts, articles, and how many triples."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "articles": {"removed": list(self.articles_removed), "added": list(self.articles_added)},
            "triples": {"removed": len(self.removed), "added": len(self.added)},
        }

    def patch(self) -> str:
        """As RDF Patch (the form of Apache Jena): D for each triple that goes, A for each that comes."""
        rows = [f"{sign} {triple} .\n" for sign, triples in (("D", self.removed), ("A", self.added)) for triple in triples]
        return "".join(["TX .\n", *rows, "TC .\n"])


def diff(before: Path | str, after: Path | str) -> Difference:
    """What differs between two graphs (directories, or Turtle files). Memory grows with the difference, not the graphs.

    GraphError where one of them can't be read.
    """
    one, other = Store.load(before), Store.load(after)
    removed = tuple(ordered(t for t in one.triples() if t not in other))
    added = tuple(ordered(t for t in other.triples() if t not in one))
    old, new = _facts(one, removed), _facts(other, added)
    return Difference(
        removed=removed,
        added=added,
        changes=tuple(sorted(_changes(old, new), key=_rank)),
        articles_removed=_articles(one, removed),
        articles_added=_articles(other, added),
    )


def _rank(change: Change) -> tuple[int, str, str]:
    """Changed facts first, then new ones, those gone, those moved; each by what they are about."""
    fact = change.after or change.before
    kind = 3 if change.moved else 0 if change.before and change.after else 1 if change.after else 2
    return kind, fact.about if fact else "", fact.iri if fact else ""


def _articles(store: Store, triples: Iterable[ox.Triple]) -> tuple[str, ...]:
    article = ox.NamedNode(terms.load().iri("Article"))
    return tuple(str(t.subject)[1:-1].removeprefix(store.base) for t in triples if t.predicate == _TYPE and t.object == article)


def _facts(store: Store, triples: Iterable[ox.Triple]) -> dict[Key, list[Fact]]:
    """The facts that triples are of, by what they are about."""
    reader = _Words(store)
    found: dict[Key, list[Fact]] = defaultdict(list)
    for node in dict.fromkeys(triple.subject for triple in triples):
        if isinstance(node, ox.NamedNode) and (read := reader.fact(node)):
            found[read[0]].append(read[1])
    return found


def _changes(old: dict[Key, list[Fact]], new: dict[Key, list[Fact]]) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        before, after = sorted(old.get(key, [])), sorted(new.get(key, []))
        for fact in list(before):
            same = next((one for one in after if one.says == fact.says), None)
            if same:
                before.remove(fact)
                after.remove(same)
                yield Change(before=fact, after=same, moved=True)
        both = min(len(before), len(after))
        yield from (Change(before=one, after=other) for one, other in zip(before[:both], after[:both], strict=True))
        yield from (Change(before=one) for one in before[both:])
        yield from (Change(after=one) for one in after[both:])


class _Words:
    """Facts of a store in words."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ontology = terms.load()

    def values(self, node: ox.NamedNode, name: str) -> list[ox.NamedNode | ox.Literal]:
        found = (t.object for t in self.store.triples(node, ox.NamedNode(self.ontology.iri(name))))
        return sorted((o for o in found if isinstance(o, (ox.NamedNode, ox.Literal))), key=str)

    def label(self, term: ox.NamedNode | ox.Literal) -> str:
        """A term in words: its Chinese name, a code's label, a literal's text."""
        if isinstance(term, ox.Literal):
            return term.value
        names = (t.object for t in self.store.triples(term, ox.NamedNode(SKOS + "prefLabel")))
        labels = sorted(o.value for o in names if isinstance(o, ox.Literal) and o.language in ("zh", None))
        if labels:
            return labels[0]
        name = self.ontology.name_of(term.value)
        return self.ontology.label(name, "zh") if name else term.value.removeprefix(self.store.base)

    def said(self, node: ox.NamedNode, *names: str) -> str:
        """The values of properties, in words."""
        return " ".join(self.label(term) for name in names for term in self.values(node, name))

    def quote(self, node: ox.NamedNode) -> str:
        passages = self.values(node, "wasDerivedFrom")
        quotes = [self.said(passage, "exact") for passage in passages if isinstance(passage, ox.NamedNode)]
        return min(quotes, default="")

    def fact(self, node: ox.NamedNode) -> tuple[Key, Fact] | None:
        """What a node is about, to compare by, and the fact in words; None where it is no fact."""
        types = {self.ontology.name_of(t.value) for t in self._types(node)}
        if "Observation" in types:
            key = tuple(str(self.values(node, name)) for name in _OF_FIGURE)
            words = self.said(node, *_SHOWN)
            says = " ".join(filter(None, (self.said(node, "valueText"), self.said(node, "direction"))))
        elif "Statement" in types:
            key = tuple(str(self.values(node, name)) for name in ("subject", "predicate", "object"))
            words, says = self.said(node, "subject", "predicate", "object"), ""
        else:
            return None
        return key, Fact(about=words, says=says, quote=self.quote(node), iri=node.value)

    def _types(self, node: ox.NamedNode) -> list[ox.NamedNode]:
        return [t.object for t in self.store.triples(node, _TYPE) if isinstance(t.object, ox.NamedNode)]
