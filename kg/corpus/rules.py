"""The user's own decisions on what is one thing (--rules FILE.ttl), honoured whenever an article comes into the graph.

    agency:1a2b… owl:sameAs agency:3c4d… .             the first is the second
    agency:3c4d… skos:prefLabel "甲省水利厅"@zh .       what the second is called (needed where others are made it)
    place:5e6f…  owl:differentFrom place:620102 .      the ambiguous name does not mean this one

A graph keeps, of each article that a rule changes, what it stated before: other rules later begin from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg import ontology as terms
from kg.errors import GraphError
from kg.ontology import OWL, SKOS
from kg.store import prefixes

Node = ox.NamedNode | ox.BlankNode | ox.Triple | ox.Literal
_SAME = ox.NamedNode(OWL + "sameAs")
_DIFFERENT = ox.NamedNode(OWL + "differentFrom")
_PREF = ox.NamedNode(SKOS + "prefLabel")
_ALT = ox.NamedNode(SKOS + "altLabel")


@dataclass(frozen=True, slots=True)
class Rules:
    """Decisions: `same` maps a thing to the one it is; `different` holds pairs, in both orders; `names` the labels."""

    text: str = ""
    same: dict[Node, ox.NamedNode] = field(default_factory=dict)
    different: frozenset[tuple[Node, Node]] = frozenset()
    names: dict[Node, frozenset[ox.Literal]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, base: str) -> Rules:
        """The rules of a Turtle text; the graph's prefixes need not be declared.

        GraphError where it is no Turtle, says anything else, or contradicts itself.
        """
        heads = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes(base).items())
        try:
            triples = [quad.triple for quad in ox.parse(f"{heads}@prefix owl: <{OWL}> .\n{text}", format=ox.RdfFormat.TURTLE)]
        except SyntaxError as error:
            raise GraphError(f"the rules are no Turtle ({error}; lines count from {heads.count(chr(10)) + 2}): correct them") from error
        return _rules(text, triples)

    @property
    def things(self) -> set[ox.NamedNode]:
        """All things that rules speak of."""
        pairs = [node for pair in self.different for node in pair]
        found = (*self.same, *self.same.values(), *pairs, *self.names)
        return {node for node in found if isinstance(node, ox.NamedNode)}

    def applied(self, triples: set[ox.Triple]) -> set[ox.Triple]:
        """What an article states, by these rules."""
        moved = {self._moved(triple) for triple in triples}
        here = {triple.subject for triple in moved} & self.names.keys()
        given = {ox.Triple(node, _PREF, name) for node in here for name in self.names[node]}
        return {self._named(triple) for triple in moved if not self._refused(triple)} | given

    def _moved(self, triple: ox.Triple) -> ox.Triple:
        """A triple of the things that its own are by the rules."""
        return ox.Triple(
            self.same.get(triple.subject, triple.subject), triple.predicate, self.same.get(triple.object, triple.object)
        )

    def _named(self, triple: ox.Triple) -> ox.Triple:
        """A preferred name becomes another one where the user gave one in its language."""
        names = self.names.get(triple.subject, ()) if triple.predicate == _PREF else ()
        value = triple.object
        other = any(isinstance(value, ox.Literal) and name.language == value.language and name != value for name in names)
        return ox.Triple(triple.subject, _ALT, value) if other else triple

    def _refused(self, triple: ox.Triple) -> bool:
        """Whether a triple says that a thing may be one that it is not, or is itself, or gives its name as another one."""
        if triple.predicate == _ALT:
            return triple.object in self.names.get(triple.subject, ())
        if triple.predicate.value != terms.load().iri("candidate"):
            return False
        return triple.subject == triple.object or (triple.subject, triple.object) in self.different

    def about(self, node: ox.NamedNode) -> list[str]:
        """The decisions that speak of a thing, or made others it, as lines of Turtle."""
        same = [f"{one} owl:sameAs {other} ." for one, other in self.same.items() if node in (one, other)]
        different = [f"{one} owl:differentFrom {other} ." for one, other in self.different if node == one]
        names = [f"{node} skos:prefLabel {name} ." for name in self.names.get(node, ())]
        return sorted(same) + sorted(different) + sorted(names)

    def trail(self, audit: Iterable[list[str]], base: str) -> list[list[str]]:
        """An audit (see kg.corpus.shard.audit_of) by these rules: what a rule moved says at its end which thing it was."""
        known = {_iri(one): other.value.removeprefix(base) for one, other in self.same.items()}
        return [[known[base + line[0]], *line[1:], line[0]] if base + line[0] in known else line for line in audit]


def _iri(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def _rules(text: str, triples: list[ox.Triple]) -> Rules:
    same: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    different: set[tuple[ox.NamedNode, ox.NamedNode]] = set()
    names: dict[ox.NamedNode, set[ox.Literal]] = defaultdict(set)
    for triple in triples:
        one, other = triple.subject, triple.object
        if isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode) and triple.predicate == _SAME:
            same[one].add(other)
        elif isinstance(one, ox.NamedNode) and isinstance(other, ox.NamedNode) and triple.predicate == _DIFFERENT:
            different |= {(one, other), (other, one)}
        elif isinstance(one, ox.NamedNode) and isinstance(other, ox.Literal) and triple.predicate == _PREF and other.language:
            names[one].add(other)
        else:
            raise GraphError(f"{triple} is no rule: use owl:sameAs, owl:differentFrom, or skos:prefLabel with a language")
    ends: dict[Node, ox.NamedNode] = {one: _end(one, same) for one in same}
    _check(ends, different, names)
    return Rules(text, ends, frozenset(different), {node: frozenset(found) for node, found in names.items()})


def _end(node: ox.NamedNode, same: dict[ox.NamedNode, set[ox.NamedNode]]) -> ox.NamedNode:
    """The thing at the end of a chain of sameAs."""
    seen = [node]
    while seen[-1] in same:
        nexts = same[seen[-1]]
        if len(nexts) > 1:
            raise GraphError(f"the rules make {seen[-1]} two things: keep one owl:sameAs of it, and say the other of its object")
        seen += nexts
        if seen[-1] in seen[:-1]:
            raise GraphError(f"the rules make {seen[-1]} the same as itself in a circle: leave out one owl:sameAs")
    return seen[-1]


def _check(
    ends: dict[Node, ox.NamedNode],
    different: set[tuple[ox.NamedNode, ox.NamedNode]],
    names: dict[ox.NamedNode, set[ox.Literal]],
) -> None:
    for one, other in sorted(different, key=str):
        if ends.get(one, one) == ends.get(other, other):
            raise GraphError(f"the rules say that {one} and {other} are the same and that they differ: keep one of the two")
    for node in sorted(set(ends.values()), key=str):
        if not any(name.language == "zh" for name in names.get(node, ())):
            raise GraphError(f'the rules make other things {node} without its name: add {node} skos:prefLabel "…"@zh')
    for node, given in names.items():
        if len({name.language for name in given}) < len(given):
            raise GraphError(f"the rules give {node} two preferred names in one language: keep one of them")
        if node in ends:
            raise GraphError(f"the rules name {node}, which they make another thing: name that one, {ends[node]}")
