"""What a worker knows: the graph, an index of it, the texts of its articles, and how pages are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg import ontology as terms
from kg import query
from kg.errors import GraphError
from kg.ids import BASE
from kg.network import local_id
from kg.ontology import Ontology
from kg.serve.index import Figure, Index
from kg.serve.settings import Settings
from kg.store import GRAPH_FILE, Store, prefixes
from kg.views.pinyin import spelled
from kg.views.search import Entry

ONTOLOGY_GRAPH = terms.ONTOLOGY
"""The one named graph: what the ontology says, beside the default graph of what the articles say."""


@dataclass(slots=True, kw_only=True)
class Site:
    """One graph and all that its pages need. Made once, in the nursery; workers inherit it."""

    settings: Settings
    store: Store
    index: Index
    ontology: Ontology
    triples: int
    prefixes: dict[str, str]
    articles: Path | None
    entries: list[Entry]
    groups: list[list[Figure]] | None = field(default=None)
    """The figures that contradict each other, once a worker has looked for them: seconds on a million triples."""

    @classmethod
    def load(cls, settings: Settings) -> Site:
        """Read the graph of a folder or a Turtle file. GraphError where it is missing or no Turtle."""
        store = load_store(settings.path)
        ontology = terms.load()
        store.select("ASK {}", with_ontology=True)  # workers may open no file: the class tree is read now
        query.catalog()
        folder = settings.path / "articles"
        index = Index.of(store, ontology)
        return cls(
            settings=settings,
            store=store,
            index=index,
            ontology=ontology,
            triples=len(store),
            prefixes=prefixes(store.base),
            articles=folder if folder.is_dir() else None,
            entries=_entries(store.base, index),
        )

    def path(self, iri: str) -> str:
        """Where this server shows a thing: the path of its own IRI, else a page that is told the IRI."""
        if not iri.startswith(self.store.base):
            return f"/resource?iri={quote(iri, safe='')}"
        fragment = iri.partition("#")[2]
        return urlsplit(iri).path + (f"#{fragment}" if fragment else "")

    def iri(self, path: str) -> str:
        """The IRI whose path this is."""
        split = urlsplit(self.store.base)
        return f"{split.scheme}://{split.netloc}{path}"

    def known(self, iri: str) -> bool:
        """Whether the graph says anything of a thing."""
        try:
            return next(self.store.triples(ox.NamedNode(iri)), None) is not None
        except ValueError:  # no IRI at all
            return False

    def values(self, iri: str, name: str) -> list[str]:
        """The objects of a property of a thing, as plain text, sorted."""
        found = self.store.triples(ox.NamedNode(iri), ox.NamedNode(self.ontology.iri(name)))
        return sorted(str(t.object.value) for t in found if isinstance(t.object, (ox.NamedNode, ox.Literal)))

    def value(self, iri: str, name: str) -> str:
        """The first of those, "" where there is none."""
        return next(iter(self.values(iri, name)), "")

    def subjects(self, name: str, iri: str) -> list[str]:
        """The things whose property `name` is this one, sorted."""
        found = self.store.triples(None, ox.NamedNode(self.ontology.iri(name)), ox.NamedNode(iri))
        return sorted(t.subject.value for t in found if isinstance(t.subject, ox.NamedNode))

    def label(self, iri: str) -> str:
        """What a thing is called, its local id where it has no name."""
        thing = self.index.things.get(iri)
        if thing:
            return thing.zh
        name = self.ontology.name_of(iri)
        if name:
            return self.ontology.label(name)
        return self.value(iri, "skos:prefLabel") or self.value(iri, "schema:name") or local_id(iri)

    def text(self, article: str) -> str | None:
        """The whole text of an article, None where only the graph is there."""
        if self.articles is None:
            return None
        file = self.articles / f"{article.removeprefix(self.store.base).removeprefix('article/')}.txt"
        if file.parent != self.articles:
            return None
        try:
            return file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            return None


def _entries(base: str, index: Index) -> list[Entry]:
    """What can be searched for (kg.views.search), the heaviest first."""
    things = (thing for thing in index.things.values() if thing.root != "Observation")
    found = []
    for thing in sorted(things, key=lambda one: (-one.weight, one.iri)):
        entry = {
            "id": thing.iri.removeprefix(base),
            "type": thing.type,
            "zh": thing.zh,
            "en": thing.en,
            "aliases": list(thing.aliases),
            "code": thing.id.removeprefix("place/") if thing.root == "Place" else "",
            "pinyin": spelled([thing.zh, *thing.aliases]),
        }
        found.append({name: value for name, value in entry.items() if value})
    return found


def load_store(path: Path) -> Store:
    """As Store.load, through pyoxigraph's own loader: a third of the time on a million triples."""
    file = path / GRAPH_FILE if path.is_dir() else path
    if not file.is_file():
        raise GraphError(f"There is no graph at {path}. Build one first, or name a graph.ttl or its folder.")
    try:
        with file.open("rb") as data:
            parser = ox.parse(data, format=ox.RdfFormat.TURTLE)
            next(parser, None)  # by then it has read the prefixes
            article = parser.prefixes.get("article", "")
        store = Store(article.removesuffix("article/") if article.endswith("/article/") else BASE)
        store._inner.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE)  # noqa: SLF001 - Store has no such door yet
    except OSError as error:
        raise GraphError(f"{file} can't be read: {error.strerror}. Name a graph.ttl or its folder.") from error
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"{file} is not Turtle: {error}. Build it again, or correct that line.") from error
    return store
