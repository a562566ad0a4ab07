"""Which triples belong to which article: the named graphs of a graph that was saved as one.

A graph directory's store has one named graph per article. A bare Turtle file has not; but every fact in it leads to its
article through its evidence, so that the graphs can be found again. What several articles say alike (a place's name, a
unit, a rule) stands in each of their graphs, as it does when each is built alone. Names cannot be told apart: what one
article calls a thing stands wherever the thing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import ontology as terms
from kg.ids import BASE
from kg.network import RDF_TYPE, Quads
from kg.ontology import OWL
from kg.store import Store

Key = tuple[object, object, object]
_DATASET = ox.NamedNode(OWL + "Ontology")
_FACT_ENDS = ("subject", "predicate", "object")
_LISTED = ("Article", "Passage", "Observation", "Statement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The triples of one article, sorted; `article` is None for those that no article leads to."""

    article: ox.NamedNode | None
    triples: tuple[ox.Triple, ...]


def base_of(store: Quads) -> str:
    """Where a graph's things live: the node that imports the ontology is named by it."""
    datasets = (quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, _DATASET))
    return min((node.value for node in datasets if isinstance(node, ox.NamedNode)), default=BASE)


def parts(store: Quads) -> Iterator[Part]:
    """The articles' parts in the order of their IRIs, one at a time, then what is left, if anything is.

    Their union is the graph. A graph directory's store has the parts as named graphs (see kg.corpus.quads), and they are
    read one by one; else they are found through the evidence, with the whole graph in memory.
    """
    kind = ox.NamedNode(terms.load().iri("Article"))
    articles = {quad.subject for quad in store.quads_for_pattern(None, RDF_TYPE, kind)}
    named = sorted((one for one in articles if isinstance(one, ox.NamedNode)), key=str)
    if isinstance(store, Store) and named and all(store.has_graph(one) for one in named):
        for one in named:
            yield _part(one, (quad.triple for quad in store.quads_for_pattern(None, None, None, one)))
    else:
        yield from _found(store)


def _found(store: Quads) -> Iterator[Part]:
    """The parts of a graph that is one."""
    triples = _Triples(store)
    seen: set[ox.Triple] = set()
    for article in triples.articles():
        mine = triples.of(article)
        seen.update(mine)
        yield _part(article, mine)
    if left := triples.all - seen:
        yield _part(None, left)


def _part(article: ox.NamedNode | None, triples: Iterable[ox.Triple]) -> Part:
    return Part(article=article, triples=tuple(sorted(triples, key=str)))


@dataclass(slots=True)
class _Index:
    """What leads from an article to its triples."""

    passages: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    facts: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    mentioned: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    statements: dict[Key, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))


class _Triples:
    """All triples of a graph by subject, and what leads to them."""

    def __init__(self, store: Quads) -> None:
        self.all = {quad.triple for quad in store.quads_for_pattern(None, None, None)}
        self.about: dict[object, list[ox.Triple]] = defaultdict(list)
        for triple in self.all:
            self.about[triple.subject].append(triple)
        ontology = terms.load()
        self.names = {ontology.iri(name): name for name in ("hasSource", "wasDerivedFrom", "mentionedIn", *_FACT_ENDS)}
        listed = {ontology.iri(name): name for name in _LISTED}
        types = [(t.subject, t.object.value) for t in self.all if t.predicate == RDF_TYPE and isinstance(t.object, ox.NamedNode)]
        self.kinds: dict[object, str] = {subject: listed[type] for subject, type in sorted(types, key=str) if type in listed}
        self.headers = [subject for subject, type in types if type == _DATASET.value]
        self.index = _Index()
        for triple in self.all:
            self._note(triple)
        for subject in list(self.about):
            self._note_statement(subject)

    def articles(self) -> list[ox.NamedNode]:
        """Every article, sorted by IRI."""
        return sorted((s for s, kind in self.kinds.items() if kind == "Article" and isinstance(s, ox.NamedNode)), key=str)

    def of(self, article: ox.NamedNode) -> set[ox.Triple]:
        """What an article states, and what is needed to read it."""
        passages = self.index.passages[article]
        facts = {fact for passage in passages for fact in self.index.facts[passage]}
        named = {thing for passage in passages for thing in self.index.mentioned[passage]}
        own: set[object] = {article, *passages, *facts}
        queue: list[object] = [*own, *named, *self.headers]
        found: set[ox.Triple] = set()
        reached = set(queue)
        while queue:
            for triple in self.about.get(queue.pop(), ()):
                if not self._is_mine(triple, passages, facts):
                    continue
                found.add(triple)
                if triple.object not in reached and (triple.object not in self.kinds or triple.object in own):
                    reached.add(triple.object)
                    queue.append(triple.object)
        return found

    def _is_mine(self, triple: ox.Triple, passages: set[ox.NamedNode], facts: set[ox.NamedNode]) -> bool:
        """Whether an article says this of a thing: others' mentions and others' statements are not its own."""
        if self.names.get(triple.predicate.value) == "mentionedIn":
            return triple.object in passages
        stated = self.index.statements.get((triple.subject, triple.predicate, triple.object))
        return not stated or bool(stated & facts)

    def _note(self, triple: ox.Triple) -> None:
        name, subject, value = self.names.get(triple.predicate.value), triple.subject, triple.object
        if not isinstance(subject, ox.NamedNode) or not isinstance(value, ox.NamedNode):
            return
        if name == "hasSource":
            self.index.passages[value].add(subject)
        elif name == "wasDerivedFrom":
            self.index.facts[value].add(subject)
        elif name == "mentionedIn":
            self.index.mentioned[value].add(subject)

    def _note_statement(self, subject: object) -> None:
        if self.kinds.get(subject) != "Statement" or not isinstance(subject, ox.NamedNode):
            return
        ends = {self.names.get(triple.predicate.value): triple.object for triple in self.about[subject]}
        if all(end in ends for end in _FACT_ENDS):
            self.index.statements[ends["subject"], ends["predicate"], ends["object"]].add(subject)
