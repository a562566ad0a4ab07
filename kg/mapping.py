"""A Document as RDF: every figure and relation an IRI with the passage that states it. See docs/ontology.md.

Nothing here decides what an article says; it only writes down what the stages found. The same document always gives
the same triples, and those of many documents are joined by union.
"""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from importlib import metadata

import pyoxigraph as ox

from kg import indicators
from kg import ontology as terms
from kg.ids import BASE, digest, local_id
from kg.model import Article, Document, Entity, Observation, Relation, Span
from kg.ontology import OWL, QUDT, RDF, SKOS, Ontology
from kg.sameness import Rule

QUOTE_LIMIT = 400
"""Longest evidence, in code points: a reader has to see at a glance what the quote says."""

XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = ox.NamedNode(RDF + "type")
_PREF = ox.NamedNode(SKOS + "prefLabel")
_ALT = ox.NamedNode(SKOS + "altLabel")
_CLAUSE_END = re.compile(r"[，,；;。！!？?：:\n]")
_STOCK_KINDS = frozenset({"Level", "Proportion"})  # a change has a beginning even where it is told at a date

Term = ox.NamedNode | ox.Literal


def decimal(value: Decimal) -> ox.Literal:
    """An xsd:decimal in the canonical form of XSD 1.1 (25000, -15.97): the one form all RDF libraries keep."""
    text = format(value.normalize(), "f") if value else "0"
    return ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal"))


def unit_iri(word: str, base: str = BASE) -> str:
    """The IRI of a unit word as written ("" for a bare numeral): of units.ttl, else minted from the word."""
    known = terms.units().get(word)
    return str(known[0].subject)[1:-1] if known else f"{base}unit/{digest('Unit', word)}"


def unit_triples(word: str, base: str = BASE) -> Iterator[ox.Triple]:
    """What a graph says of a unit, so that it can be read without units.ttl. A minted unit counts something."""
    known = terms.units().get(word)
    if known:
        yield from known
        return
    unit = ox.NamedNode(unit_iri(word, base))
    yield ox.Triple(unit, _TYPE, ox.NamedNode(QUDT + "CountingUnit"))
    yield ox.Triple(unit, _PREF, ox.Literal(word, language="zh"))


def window(text: str, evidence: Span, keep: Span, limit: int = QUOTE_LIMIT) -> Span:
    """At most `limit` code points of `evidence` that hold `keep`, cut at clause ends where there are any.

    Clauses before `keep` are taken first: in Chinese what a figure counts stands before it.
    """
    evidence = Span(start=min(evidence.start, keep.start), end=max(evidence.end, keep.end))
    if len(evidence) <= limit:
        return evidence
    marks = (m.end() for m in _CLAUSE_END.finditer(text, evidence.start, evidence.end))
    cuts = [evidence.start, *marks, evidence.end]
    before = [cut for cut in cuts if cut <= keep.start]
    after = [cut for cut in cuts if cut >= keep.end]
    start, end = before.pop(), after.pop(0)
    if end - start > limit:  # one clause longer than the limit: no mark to cut at
        end = min(end, max(keep.end, start + limit))
        return Span(start=max(start, min(keep.start, end - limit)), end=end)
    while before and end - before[-1] <= limit:
        start = before.pop()
    while after and after[0] - start <= limit:
        end = after.pop(0)
    return Span(start=start, end=end)


def slug(rule: str) -> str:
    """The name of a rule or model as ASCII letters, digits and hyphens."""
    return re.sub(r"[^A-Za-z0-9]+", "-", rule).strip("-").lower() or digest("Tool", rule)


@lru_cache(maxsize=1)
def version() -> str:
    """The version of the rules: that of the package, else of the ontology beside it."""
    try:
        return metadata.version("zhengtu")
    except metadata.PackageNotFoundError:
        return terms.load().version


def triples(document: Document, base: str = BASE) -> Iterator[ox.Triple]:
    """Every triple of a document; some come more than once. Things are at `base` + local id."""
    return _Mapper(document, base).run()


class _Mapper:
    """One document on its way into triples."""

    def __init__(self, document: Document, base: str) -> None:
        self.document = document
        self.article = document.article
        self.base = base
        self.ontology: Ontology = terms.load()
        self.mentions: dict[str, list[Span]] = defaultdict(list)
        for mention in document.mentions:
            if mention.entity:
                self.mentions[mention.entity].append(mention.span)
        self.terms: dict[str, ox.NamedNode] = {}
        self.said: set[Span] = set()  # passages: many facts share one
        self.figures = list(self.observations())

    def run(self) -> Iterator[ox.Triple]:
        yield from self.header()
        yield from self.of_article(self.article)
        for entity in self.document.entities:
            yield from self.of_entity(entity)
        for id, observation in self.figures:
            yield from self.of_observation(id, observation)
        yield from self.relations()

    # terms

    def thing(self, local: str) -> ox.NamedNode:
        return ox.NamedNode(self.base + local)

    def term(self, name: str) -> ox.NamedNode:
        if name not in self.terms:
            self.terms[name] = ox.NamedNode(self.ontology.iri(name))
        return self.terms[name]

    def say(self, subject: ox.NamedNode, name: str, value: Term) -> ox.Triple:
        return ox.Triple(subject, self.term(name), value)

    def typed(self, subject: ox.NamedNode, name: str) -> ox.Triple:
        return ox.Triple(subject, _TYPE, self.term(name))

    def header(self) -> Iterator[ox.Triple]:
        """OWL tools take the terms for annotations unless the data import the ontology."""
        dataset = ox.NamedNode(self.base)
        yield ox.Triple(dataset, _TYPE, ox.NamedNode(OWL + "Ontology"))
        yield ox.Triple(dataset, ox.NamedNode(OWL + "imports"), ox.NamedNode(terms.ONTOLOGY))

    # sources

    def of_article(self, article: Article) -> Iterator[ox.Triple]:
        node = self.thing(article.id)
        yield self.typed(node, "Article")
        yield self.say(node, "sha256", ox.Literal(hashlib.sha256(article.text.encode("utf-8")).hexdigest()))
        if article.title:
            yield self.say(node, "headline", ox.Literal(article.title, language="zh"))
        if article.published:
            yield self.say(node, "datePublished", _typed(article.published.isoformat(), "date"))
        if article.issued:
            yield self.say(node, "issued", _typed(article.issued.isoformat(), "dateTime"))
        if url := _ascii_url(article.url or ""):
            yield self.say(node, "url", ox.NamedNode(url))
        if license := _ascii_url(article.license or ""):
            yield self.say(node, "license", ox.NamedNode(license))

    def passage_iri(self, span: Span) -> ox.NamedNode:
        return self.thing(f"{self.article.id}#char={span.start},{span.end}")

    def passage(self, span: Span) -> Iterator[ox.Triple]:
        if span in self.said:
            return
        self.said.add(span)
        node = self.passage_iri(span)
        yield self.typed(node, "Passage")
        yield self.say(node, "hasSource", self.thing(self.article.id))
        yield self.say(node, "exact", ox.Literal(self.document.text_of(span)))
        yield self.say(node, "start", ox.Literal(span.start))
        yield self.say(node, "end", ox.Literal(span.end))

    def tool(self, rule: str) -> Iterator[ox.Triple]:
        node = self.tool_iri(rule)
        yield self.typed(node, "SoftwareAgent")
        yield self.say(node, "softwareVersion", ox.Literal(_tool(rule)[1]))
        yield ox.Triple(node, ox.NamedNode(terms.SCHEMA + "name"), ox.Literal(_tool(rule)[0]))

    def tool_iri(self, rule: str) -> ox.NamedNode:
        name, release = _tool(rule)
        return self.thing(f"tool/{slug(name)}-{release}")

    # entities

    def of_entity(self, entity: Entity) -> Iterator[ox.Triple]:
        node = self.thing(entity.id)
        yield self.typed(node, entity.type)
        yield ox.Triple(node, _PREF, ox.Literal(entity.name, language="zh"))
        for alias in entity.aliases:
            if alias != entity.name:
                yield ox.Triple(node, _ALT, ox.Literal(alias, language="zh"))
        if entity.english:
            yield ox.Triple(node, _PREF, ox.Literal(entity.english, language="en"))
        if entity.code and self.ontology.is_a(entity.type, "AdministrativeArea"):
            yield self.say(node, "gbCode", ox.Literal(entity.code))
        if entity.reason:
            yield self.say(node, "note", ox.Literal(entity.reason))
        for candidate in entity.candidates:
            yield self.say(node, "candidate", self.thing(candidate))
        for span in self.mentions[entity.id]:
            yield self.say(node, "mentionedIn", self.passage_iri(span))
            yield from self.passage(span)

    def indicator(self, name: str, written: str = "", rule: Rule | None = None) -> Iterator[ox.Triple]:
        """An indicator under its name, with the name as `written` where a `rule` files it here."""
        node = self.thing(local_id("Indicator", name))
        yield self.typed(node, "Indicator")
        yield ox.Triple(node, _PREF, ox.Literal(name, language="zh"))
        if rule:
            yield ox.Triple(node, _ALT, ox.Literal(written, language="zh"))
            for language, why in rule.why(written, name).items():
                yield self.say(node, "note", ox.Literal(why, language=language))

    def quote(self, observation: Observation) -> Span:
        return window(self.article.text, observation.evidence, _stated(observation))

    def evidence(self, node: ox.NamedNode, evidence: Span, keep: Span, by: str) -> Iterator[ox.Triple]:
        """The passage a fact stands on and what found it."""
        quote = window(self.article.text, evidence, keep)
        yield self.say(node, "wasDerivedFrom", self.passage_iri(quote))
        yield from self.passage(quote)
        yield self.say(node, "wasAttributedTo", self.tool_iri(by))
        yield from self.tool(by)

    def observations(self) -> Iterator[tuple[str, Observation]]:
        """Each figure with its id. One span may give one indicator for two places: each is a figure of its own."""
        seen: dict[str, Observation] = {}
        for observation in self.document.observations:
            span = _stated(observation)
            key = [self.article.id, str(span.start), str(span.end), observation.indicator]
            id = local_id("Observation", *key)
            if id in seen and seen[id] != observation:
                id = local_id("Observation", *key, observation.place or "", observation.about or "", observation.kind)
            if id not in seen:
                seen[id] = observation
                yield id, observation

    def of_observation(self, id: str, observation: Observation) -> Iterator[ox.Triple]:
        node, span = self.thing(id), _stated(observation)
        unit = observation.quantity.unit
        yield self.typed(node, "Observation")
        yield self.say(node, "variableMeasured", self.thing(local_id("Indicator", indicators.filed(observation)[0])))
        for name in filter(None, (observation.indicator, observation.broader)):
            filed, rule = indicators.filed(observation, name)
            yield from self.indicator(filed, name, rule)
        yield self.say(node, "hasUnit", ox.NamedNode(unit_iri(unit, self.base)))
        yield from unit_triples(unit, self.base)
        yield self.say(node, "valueText", ox.Literal(self.document.text_of(span)))
        for name, number in _numbers(observation).items():
            yield self.say(node, name, decimal(number))
        for name, code in _codes(observation).items():
            yield self.say(node, name, self.term(code))
        if observation.comparison_date:
            yield self.say(node, "comparedWithDate", _typed(observation.comparison_date.isoformat(), "date"))
        for name, local in _links(observation).items():
            yield self.say(node, name, self.thing(local))
        yield from self.period(node, observation)
        yield from self.total(node, observation)
        yield self.say(node, "statedAt", self.passage_iri(span))
        yield from self.passage(span)
        yield from self.evidence(node, observation.evidence, span, observation.by)
        yield self.say(node, "confidence", _confidence(observation.confidence))

    def period(self, node: ox.NamedNode, observation: Observation) -> Iterator[ox.Triple]:
        period = observation.period
        if period is None:
            return
        at_a_date = period.stock and observation.kind in _STOCK_KINDS
        if period.begin and not at_a_date:
            yield self.say(node, "periodStart", _typed(period.begin.isoformat(), "date"))
        if period.finish:
            yield self.say(node, "periodEnd", _typed(period.finish.isoformat(), "date"))
        yield self.say(node, "periodText", ox.Literal(period.text))
        yield self.say(node, "periodBasis", self.term(period.basis))

    def total(self, node: ox.NamedNode, observation: Observation) -> Iterator[ox.Triple]:
        """The figure this one is a part of, where exactly one figure stands at the span named as its total."""
        if observation.part_of is None:
            return
        totals = [id for id, other in self.figures if observation.part_of == _stated(other)]
        if len(totals) == 1 and self.thing(totals[0]) != node:
            yield self.say(node, "partOf", self.thing(totals[0]))

    def relations(self) -> Iterator[ox.Triple]:
        """Plain triples and their statements; what an article says twice is one statement with two passages."""
        grouped: dict[tuple[str, str, str], list[Relation]] = defaultdict(list)
        between, others = indicators.relations(self.document, self.quote)
        for name in others:
            yield from self.indicator(name)
        for relation in (*self.document.relations, *between):
            grouped[relation.subject, relation.predicate, relation.object].append(relation)
        for key, relations in grouped.items():
            yield from self.of_statement(key, relations)

    def of_statement(self, key: tuple[str, str, str], relations: list[Relation]) -> Iterator[ox.Triple]:
        subject, predicate, object = self.thing(key[0]), self.term(key[1]), self.thing(key[2])
        node = self.thing(local_id("Statement", self.article.id, *key))
        yield ox.Triple(subject, predicate, object)
        yield self.typed(node, "Statement")
        yield self.say(node, "subject", subject)
        yield self.say(node, "predicate", predicate)
        yield self.say(node, "object", object)
        for relation in relations:
            yield from self.evidence(node, relation.evidence, self.ends(relation), relation.by)
            if relation.role:
                yield self.say(node, "role", ox.Literal(relation.role, language="zh"))
            for language, why in indicators.reasons(relation).items():
                yield self.say(node, "note", ox.Literal(why, language=language))
        yield self.say(node, "confidence", _confidence(max(relation.confidence for relation in relations)))

    def ends(self, relation: Relation) -> Span:
        """What a trimmed quote of a relation has to hold: the names of both ends, if they stand in the evidence."""
        named = (*self.mentions[relation.subject], *self.mentions[relation.object])
        inside = [span for span in named if relation.evidence.covers(span)]
        if not inside:
            return Span(start=relation.evidence.start, end=relation.evidence.start)
        hull = Span(start=min(inside).start, end=max(span.end for span in inside))
        return hull if len(hull) <= QUOTE_LIMIT else min(inside)


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


def _confidence(value: float) -> ox.Literal:
    """Four places: more would only show how floats are stored."""
    return decimal(round(Decimal(str(value)), 4))


def _tool(rule: str) -> tuple[str, str]:
    """Name and version: ``name@version`` says its own (a model, a table), any other rule is of the package."""
    name, at, release = rule.partition("@")
    return (name, re.sub(r"[^A-Za-z0-9.]+", "-", release)) if at and release else (name, version())


def _ascii_url(url: str) -> str | None:
    """A web address as an ASCII IRI, Han letters percent-encoded and the host in IDNA; None where it is none."""
    try:
        parts = urllib.parse.urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # covers UnicodeError: a host no resolver would take
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[A-Za-z0-9.-]+", host):
        return None
    path, query, fragment = (urllib.parse.quote(part, safe="%/:=&?~+!$,;'@()*") for part in parts[2:])
    return urllib.parse.urlunsplit((parts.scheme, host + port, path, query, fragment))


def _stated(observation: Observation) -> Span:
    """The exact span of a figure: the whole of it for a range."""
    quantity = observation.quantity
    return quantity.group if observation.value is None and quantity.group else quantity.span


def _numbers(observation: Observation) -> dict[str, Decimal]:
    """Value and bounds. A bound that 余, 超过, 不到 states is of the magnitude: for a fall it is the other side's."""
    given = {"value": observation.value, "minValue": observation.minimum, "maxValue": observation.maximum}
    numbers = {name: number for name, number in given.items() if number is not None}
    if observation.value is not None and not {"minValue", "maxValue"} & numbers.keys():
        sides = {"MoreThan": ("minValue", "maxValue"), "LessThan": ("maxValue", "minValue")}
        if observation.approximation in sides:
            falls = observation.direction == "Decrease" or observation.value < 0
            numbers[sides[observation.approximation][falls]] = observation.value
    return numbers


def _codes(observation: Observation) -> dict[str, str]:
    """The codes a figure carries, by property."""
    codes = {
        "measureKind": observation.kind,
        "approximation": observation.approximation,
        "modality": observation.modality,
        "direction": observation.direction,
        "comparedWith": observation.comparison,
        "frequency": observation.frequency,
    }
    return {name: code for name, code in codes.items() if code}


def _links(observation: Observation) -> dict[str, str]:
    """The things a figure belongs to, by property."""
    links = {
        "observationAbout": observation.place,
        "about": observation.about,
        "reportedFor": observation.agency,
    }
    return {name: local for name, local in links.items() if local}
