"""SPARQL over a store, and the named queries of kg/queries/.

A query only reads the store it is given: it can't reach another server. Arguments of named queries are bound as terms,
never pasted into the text. Queries that name a term of RDFS (``rdfs:subClassOf``) see the ontology's class tree beside
the graph; all others see the graph alone, so that counts count what the articles say.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg import mapping
from kg import ontology as terms
from kg import store as stores
from kg.errors import QueryError
from kg.ontology import RDF, SKOS
from kg.results import Result
from kg.store import Store

Term = ox.NamedNode | ox.Literal

_ENTITY_ROOTS = ("Agency", "Place", "Program", "Document", "Event", "Person", "Concept", "Indicator")
_KINDS = {"place": ("Place",), "indicator": ("Indicator",), "entity": _ENTITY_ROOTS}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# The keyword wherever a parser might see one, in strings and comments too: to refuse a harmless query is the better
# mistake. Before it may stand what makes it part of a variable, a local name or an IRI, but no digit (“1SERVICE”).
_SERVICE = re.compile(r"(?<![?$:/#\-])(?<![^\W\d])service", re.IGNORECASE)
_SEES_ONTOLOGY = re.compile(r"\brdfs:|rdf-schema#")
_HEADER = re.compile(r"^# ([a-z]+(?:-[a-z]+)?)(?: ([a-z]+))?: ?(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument of a named query. `type` is place, indicator, entity, fact, decimal or year."""

    name: str
    type: str
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedQuery:
    """A query of kg/queries/: titles and descriptions by language, parameters in order."""

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    text: str


def run(store: Store, sparql: str, /, **substitutions: Term) -> Result:
    """Run a SELECT, ASK, CONSTRUCT or DESCRIBE query; variables named in `substitutions` stand for their terms.

    Such a variable has to be in the projection (that is pyoxigraph's rule) and is left out of the answer.
    The prefixes of the graph and the ontology need not be declared. QueryError where it is not SPARQL, changes
    something, or calls another server.
    """
    if _SERVICE.search(_ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), sparql)):
        raise QueryError("The query asks another server (SERVICE); only the graph itself can be queried. Leave it out.")
    prefixes = stores.prefixes(store.base)
    sees = bool(_SEES_ONTOLOGY.search(sparql))
    try:
        found = store.select(sparql, substitutions=substitutions, prefixes=prefixes, with_ontology=sees)
        return Result.of(found, prefixes, substitutions)
    except (SyntaxError, ValueError, OverflowError, RuntimeError, OSError) as error:
        raise QueryError(f"The query can't be run: {error}. It has to be one SELECT, ASK or CONSTRUCT.") from error


def run_named(store: Store, name: str, /, **arguments: object) -> Result:
    """Run a named query. A place, indicator or entity is given by its IRI, local id or label.

    QueryError where the name or an argument is unknown, missing, or means several things.
    """
    query = named(name)
    return run(store, query.text, **bind(store, query, arguments))


def named(name: str) -> NamedQuery:
    """The query of this name; QueryError, with the names there are, where there is none."""
    queries = catalog()
    if name not in queries:
        raise QueryError(f"There is no named query “{name}”. Choose one of: {', '.join(queries)}.")
    return queries[name]


@lru_cache(maxsize=1)
def catalog() -> dict[str, NamedQuery]:
    """All named queries by name, sorted."""
    folder = Path(__file__).parent / "queries"
    return {path.stem: _read(path) for path in sorted(folder.glob("*.rq"))}


def _read(path: Path) -> NamedQuery:
    """A named query from its file: a header of comment lines, then SPARQL."""
    text = path.read_text(encoding="utf-8")
    said: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    parameters = []
    for line in text.splitlines():
        match = _HEADER.match(line)
        if not match:
            break
        key, parameter, value = match.groups()
        if parameter:
            type, equals, default = (part.strip() for part in value.partition("="))
            parameters.append(Parameter(name=parameter, type=type, default=default if equals else None))
        else:
            what, _, language = key.partition("-")
            said[what][language] = value
    return NamedQuery(
        name=path.stem,
        titles=said["title"],
        descriptions=said["description"],
        parameters=tuple(parameters),
        text=text,
    )


def bind(store: Store, query: NamedQuery, arguments: Mapping[str, object]) -> dict[str, Term]:
    """The terms that a named query's variables stand for."""
    names = [parameter.name for parameter in query.parameters]
    for name in arguments:
        if name not in names:
            takes = f"It takes {', '.join(names)}." if names else "It takes no argument."
            raise QueryError(f"The query {query.name} has no argument “{name}”. {takes}")
    bound: dict[str, Term] = {}
    for parameter in query.parameters:
        value = arguments.get(parameter.name, parameter.default)
        if value is None or value == "":
            raise QueryError(f"The query {query.name} needs the argument {parameter.name} ({parameter.type}).")
        bound |= _argument(store, parameter, value)
    return bound


def _argument(store: Store, parameter: Parameter, value: object) -> dict[str, Term]:
    if parameter.type == "decimal":
        return {parameter.name: mapping.decimal(_number(parameter, value))}
    if parameter.type == "year":
        year = _year(parameter, value)
        date = ox.NamedNode(mapping.XSD + "date")
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        return {
            f"{parameter.name}_first": ox.Literal(first.isoformat(), datatype=date),
            f"{parameter.name}_last": ox.Literal(last.isoformat(), datatype=date),
        }
    return {parameter.name: resolve(store, str(value), parameter.type)}


def _number(parameter: Parameter, value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise QueryError(f"The argument {parameter.name} has to be a number, not “{value}”.")
    return number


def _year(parameter: Parameter, value: object) -> int:
    text = str(value)
    if not re.fullmatch(r"[0-9]{4}", text, re.ASCII) or int(text) < 1:
        raise QueryError(f"The argument {parameter.name} has to be a year of four digits, not “{value}”.")
    return int(text)


def resolve(store: Store, text: str, kind: str = "entity") -> ox.NamedNode:
    """The thing meant by an IRI, a local id (``place/620000``), a GB/T code or a label.

    Full names win over short ones. QueryError where nothing is meant, or several things: it lists them.
    """
    text = text.strip()
    if re.match(r"https?://|[a-z]+/[0-9A-Za-z]+$", text):
        return _known(store, text)
    if kind == "fact":
        raise QueryError(f"“{text}” is no fact: give its IRI or local id (fact/ and 16 hex digits).")
    found = _by_name(store, text, kind)
    if len(found) > 1:
        choices = "; ".join(sorted(_describe(store, node) for node in found))
        raise QueryError(f"“{text}” may mean {len(found)} things. Give the id of one: {choices}.")
    if not found:
        near = difflib.get_close_matches(text, sorted(_labels(store, kind)), n=5, cutoff=0.4)
        hint = f"Did you mean: {', '.join(near)}?" if near else "Give a label, local id or IRI that the graph holds."
        raise QueryError(f"The graph knows no {kind} called “{text}”. {hint}")
    return found.pop()


def _known(store: Store, text: str) -> ox.NamedNode:
    try:
        node = store.node(text)
    except ValueError as error:
        raise QueryError(f"“{text}” is no IRI. Give a label, local id or IRI that the graph holds.") from error
    if next(store.triples(node), None) is None:
        raise QueryError(f"The graph says nothing of {text}. Give a label, local id or IRI that it holds.")
    return node


def _by_name(store: Store, text: str, kind: str) -> set[ox.NamedNode]:
    for predicate in ("prefLabel", "altLabel"):
        nodes = {
            triple.subject
            for language in ("zh", "en")
            for triple in store.triples(None, ox.NamedNode(SKOS + predicate), ox.Literal(text, language=language))
        }
        found = {node for node in nodes if isinstance(node, ox.NamedNode) and _is(store, node, kind)}
        if found:
            return found
    coded = store.triples(None, ox.NamedNode(terms.load().iri("gbCode")), ox.Literal(text))
    nodes = {triple.subject for triple in coded}
    return {node for node in nodes if isinstance(node, ox.NamedNode) and _is(store, node, kind)}


def _types(store: Store, node: ox.NamedNode) -> list[str]:
    ontology = terms.load()
    found = (triple.object for triple in store.triples(node, ox.NamedNode(RDF + "type")))
    names = (ontology.name_of(type.value) for type in found if isinstance(type, ox.NamedNode))
    return sorted(name for name in names if name)


def _is(store: Store, node: ox.NamedNode, kind: str) -> bool:
    ontology = terms.load()
    return any(ontology.is_a(type, root) for type in _types(store, node) for root in _KINDS.get(kind, _ENTITY_ROOTS))


def _labels(store: Store, kind: str) -> set[str]:
    names = (t for p in ("prefLabel", "altLabel") for t in store.triples(None, ox.NamedNode(SKOS + p)))
    return {
        t.object.value
        for t in names
        if isinstance(t.object, ox.Literal) and isinstance(t.subject, ox.NamedNode) and _is(store, t.subject, kind)
    }


def _describe(store: Store, node: ox.NamedNode) -> str:
    """Label, class and id of a thing, to choose by."""
    labels = (t.object for t in store.triples(node, ox.NamedNode(SKOS + "prefLabel")))
    names = sorted(o.value for o in labels if isinstance(o, ox.Literal) and o.language == "zh")
    return f"{'/'.join(names)} ({', '.join(_types(store, node))}) {node.value.removeprefix(store.base)}"
