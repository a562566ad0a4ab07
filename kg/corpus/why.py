"""Why an entity is one thing: the names, articles, rules and decisions of the user that were made one."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import ontology as terms
from kg.corpus.reader import Reader, reading
from kg.corpus.rules import Rules
from kg.ontology import RDF, SKOS
from kg.query import resolve

KEYS = {
    "Agency": "its name and the code of its area",
    "Program": "its name and the code of its area",
    "Event": "its name and its year",
    "Document": "its title and its issuer's or area's code",
    "Person": "the name, in one article only",
    "Concept": "its name",
    "Indicator": "its name",
    "Place": "its code in GB/T 2260, or its name and the area or article it is in",
}
"""What two mentions have to have in common to be one thing, by class (see kg.ids.local_id)."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Name:
    """Words that were read as the entity by a rule: in how many articles, some of them, and the thing that a decision of
    the user took them from (its local id, "" where none did)."""

    words: str
    rule: str
    articles: int
    examples: tuple[str, ...]
    moved_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The audit trail of one entity."""

    iri: str
    label: str
    type: str
    key: str
    names: tuple[Name, ...]
    articles: tuple[str, ...]
    decisions: tuple[str, ...]


def why(path: Path | str, thing: str, *, examples: int = 3) -> Why:
    """The audit trail of an entity of a graph directory, given by IRI, local id or label.

    GraphError where there is no graph directory, QueryError where it knows no such thing.
    """
    with reading(path) as reader:
        node = resolve(reader.store, thing)
        articles = _articles(reader, node)
        rules = Rules.parse(reader.manifest.get("rules"), reader.base)
        type = _type(reader, node)
        return Why(
            iri=node.value,
            label=_label(reader, node),
            type=type,
            key=KEYS.get(terms.load().root(type), "its name and its area") if type else "",
            names=tuple(_names(reader, node, articles, rules, examples)),
            articles=tuple(articles),
            decisions=tuple(rules.about(node)),
        )


def _articles(reader: Reader, node: ox.NamedNode) -> list[str]:
    """The local ids of the articles that mention a thing, or measure an indicator."""
    names = ("mentionedIn", "hasSource", "variableMeasured", "wasDerivedFrom")
    mentioned, source, measured, derived = (ox.NamedNode(terms.load().iri(name)) for name in names)
    figures = [t.subject for t in reader.store.triples(None, measured, node) if isinstance(t.subject, ox.NamedNode)]
    passages = [t.object for t in reader.store.triples(node, mentioned)]
    passages += [t.object for figure in figures for t in reader.store.triples(figure, derived)]
    found = {t.object for p in passages if isinstance(p, ox.NamedNode) for t in reader.store.triples(p, source)}
    return sorted(a.value.removeprefix(reader.base) for a in found if isinstance(a, ox.NamedNode))


def _names(reader: Reader, node: ox.NamedNode, articles: list[str], rules: Rules, examples: int) -> list[Name]:
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for article in articles:
        audit = [json.loads(line) for line in reader.manifest.trail(article).splitlines()]
        for entity, words, rule, *moved in rules.trail(audit, reader.base):
            if reader.base + entity == node.value:
                key = (words, rule, moved[0] if moved else "")
                counts[key] += 1
                first[key] = [*first[key], article][:examples]
    ordered = sorted(counts, key=lambda key: (-counts[key], key))
    return [Name(words=k[0], rule=k[1], moved_from=k[2], articles=counts[k], examples=tuple(first[k])) for k in ordered]


def _type(reader: Reader, node: ox.NamedNode) -> str:
    types = (t.object for t in reader.store.triples(node, ox.NamedNode(RDF + "type")))
    return min((terms.load().name_of(t.value) or "" for t in types if isinstance(t, ox.NamedNode)), default="")


def _label(reader: Reader, node: ox.NamedNode) -> str:
    labels = (t.object for t in reader.store.triples(node, ox.NamedNode(SKOS + "prefLabel")))
    return min((o.value for o in labels if isinstance(o, ox.Literal) and o.language == "zh"), default="")
