"""The words that rules look for, read from ``ontology/``: lists, cues, triggers and known names.

    zt:WordList     zt:word …                                        words(name)
    zt:NameCue      zt:marks a class; zt:word its endings; zt:needs  cues("NameCue")
    zt:BodyCue      the same for agencies                            cues("BodyCue")
    zt:TitleCue     the same for titles of documents                 cues("TitleCue")
    zt:BodyForm     zt:short and zt:full, {} for the place           forms()
    zt:Trigger      zt:states a property; zt:pattern                 triggers()
    zt:Known…       zt:marks a class; skos:prefLabel, skos:altLabel  known()

A newcomer adds a kind of thing or a relation here, without Python. Names are the local parts of the nodes' IRIs.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg import ontology
from kg.errors import OntologyError
from kg.ontology import ontology_dir

ZT = "https://w3id.org/zhengtu/def#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Endings that mark a class. `needs` is how much evidence a name with them wants (see kg.extract.chunks)."""

    name: str
    marks: str
    words: tuple[str, ...]
    needs: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A pattern over a sentence in which {s:Class} and {o:Class} stand for mentions; it states `predicate`."""

    name: str
    predicate: str
    pattern: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name known beforehand: an agency, a congress, a doctrine, a region."""

    name: str
    kind: str
    type: str
    label: str
    aliases: tuple[str, ...]
    english: str | None = None
    parent: str | None = None
    place: str | None = None
    begin: dt.date | None = None
    end: dt.date | None = None


@functools.cache
def words(*names: str) -> frozenset[str]:
    """The words of the lists ``zt:words-NAME``. Raises OntologyError where there is no such list."""
    return frozenset().union(*(_list(name) for name in names))


def _list(name: str) -> frozenset[str]:
    try:
        return _read().lists[f"words-{name}"]
    except KeyError:
        raise OntologyError(f"no list zt:words-{name} in {ontology_dir()}; add it to lexicon.ttl") from None


@functools.cache
def affixes(*names: str) -> tuple[str, ...]:
    """The same words as str.startswith and str.endswith take them."""
    return tuple(words(*names))


@functools.cache
def alternation(*names: str) -> str:
    """The words of some lists as one regular expression alternative, longest first."""
    every = sorted({w for name in names for w in words(name)}, key=lambda w: (-len(w), w))
    return "|".join(map(re.escape, every))


def cues(kind: str) -> tuple[Cue, ...]:
    """Every cue of a kind (NameCue, BodyCue, TitleCue), in the order of their names."""
    return _read().cues[kind]


@functools.lru_cache(maxsize=65536)
def marked(kind: str, text: str) -> str | None:
    """The class that the longest matching ending of `text` marks, or None."""
    ending = next((text[i:] for i in range(max(0, len(text) - _read().longest), len(text)) if text[i:] in _read().endings[kind]), None)
    return _read().endings[kind][ending] if ending else None


def forms() -> dict[str, str]:
    """Short names of an area's bodies to their full names, with {} where the area's name goes."""
    return _read().forms


def triggers() -> tuple[Trigger, ...]:
    """Every trigger, in the order of their names."""
    return _read().triggers


@functools.cache
def known(kind: str) -> tuple[Known, ...]:
    """Every node of class ``zt:KIND`` (KnownAgency, KnownEvent, KnownConcept…), in the order of their names."""
    return tuple(k for k in _read().known if k.kind == kind)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    lists: dict[str, frozenset[str]]
    endings: dict[str, dict[str, str]]  # per kind of cue, each ending with the class it marks
    longest: int  # characters of the longest ending
    cues: dict[str, tuple[Cue, ...]]
    forms: dict[str, str]
    triggers: tuple[Trigger, ...]
    known: tuple[Known, ...]


@functools.cache
def _read() -> _Lexicon:
    store = _load(ontology_dir())
    found = {kind: tuple(_cue(store, n) for n in _instances(store, kind)) for kind in ("NameCue", "BodyCue", "TitleCue")}
    endings = {kind: {w: c.marks for c in reversed(kinds) for w in c.words} for kind, kinds in found.items()}
    return _Lexicon(
        {_local(n): frozenset(_texts(store, n, ZT + "word")) for n in _instances(store, "WordList")},
        endings,
        max((len(w) for marks in endings.values() for w in marks), default=0),
        found,
        {s: _required(store, n, ZT + "full") for n in _instances(store, "BodyForm") for s in _texts(store, n, ZT + "short")},
        tuple(_trigger(store, n) for n in _instances(store, "Trigger")),
        tuple(_known(store, n, kind) for kind in _known_kinds(store) for n in _instances(store, kind)),
    )


def _load(folder: Path) -> ox.Store:
    store = ox.Store()
    for path in sorted(folder.rglob("*.ttl")):
        try:
            store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
        except (SyntaxError, ValueError, OSError) as error:
            raise OntologyError(f"{path.name} in {folder} can't be read ({error}); restore it or reinstall") from error
    return store


def _local(term: object) -> str:
    return str(getattr(term, "value", term)).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def _instances(store: ox.Store, kind: str) -> list[ox.NamedNode]:
    quads = store.quads_for_pattern(None, _TYPE, ox.NamedNode(ZT + kind))
    nodes = (q.subject for q in quads)
    return sorted((n for n in nodes if isinstance(n, ox.NamedNode)), key=lambda n: n.value)


def _known_kinds(store: ox.Store) -> list[str]:
    types = {_local(q.object) for q in store.quads_for_pattern(None, _TYPE, None)}
    return sorted(t for t in types if t.startswith("Known"))


def _objects(store: ox.Store, node: ox.NamedNode, predicate: str) -> Iterable[ox.NamedNode | ox.Literal]:
    for quad in store.quads_for_pattern(node, ox.NamedNode(predicate), None):
        if isinstance(quad.object, ox.NamedNode | ox.Literal):
            yield quad.object


def _texts(store: ox.Store, node: ox.NamedNode, predicate: str, lang: str | None = None) -> list[str]:
    found = _objects(store, node, predicate)
    return sorted(o.value for o in found if isinstance(o, ox.Literal) and (lang is None or o.language == lang))


def _one(store: ox.Store, node: ox.NamedNode, predicate: str) -> str | None:
    return next((o.value for o in _objects(store, node, predicate)), None)


def _required(store: ox.Store, node: ox.NamedNode, predicate: str) -> str:
    value = _one(store, node, predicate)
    if value is None:
        raise OntologyError(f"zt:{_local(node)} has no {_local(predicate)}; add it in {ontology_dir()}")
    return value


def _cue(store: ox.Store, node: ox.NamedNode) -> Cue:
    return Cue(
        name=_local(node).removeprefix("cue-"),
        marks=_class(store, node),
        words=tuple(sorted(_texts(store, node, ZT + "word"), key=lambda w: (-len(w), w))),
        needs=float(_one(store, node, ZT + "needs") or 1),
        confidence=float(_one(store, node, ZT + "cueConfidence") or 0.8),
    )


def _class(store: ox.Store, node: ox.NamedNode) -> str:
    """The class a node marks, which core.ttl must define."""
    marked = _local(_required(store, node, ZT + "marks"))
    if marked not in ontology.load():
        raise OntologyError(f"zt:{_local(node)} marks zt:{marked}, which no class in core.ttl is; define it or correct the name")
    return marked


def _trigger(store: ox.Store, node: ox.NamedNode) -> Trigger:
    return Trigger(
        name=_local(node).removeprefix("trigger-"),
        predicate=_local(_required(store, node, ZT + "states")),
        pattern=_required(store, node, ZT + "pattern"),
        confidence=float(_one(store, node, ZT + "cueConfidence") or 0.8),
    )


def _known(store: ox.Store, node: ox.NamedNode, kind: str) -> Known:
    labels = _texts(store, node, SKOS + "prefLabel", "zh")
    if not labels:
        raise OntologyError(f"zt:{_local(node)} has no skos:prefLabel @zh; add it in {ontology_dir()}")
    parent = _one(store, node, ZT + "parent")
    begin, end = _one(store, node, ZT + "begin"), _one(store, node, ZT + "end")
    return Known(
        name=_local(node),
        kind=kind,
        type=_class(store, node),
        label=labels[0],
        aliases=tuple(_texts(store, node, SKOS + "altLabel", "zh")),
        english=next(iter(_texts(store, node, SKOS + "prefLabel", "en")), None),
        parent=_local(parent) if parent else None,
        place=_one(store, node, ZT + "place"),
        begin=dt.date.fromisoformat(begin) if begin else None,
        end=dt.date.fromisoformat(end) if end else None,
    )
