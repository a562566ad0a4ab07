"""The triples of a graph in memory: add, replace and remove an article, load, and save as sorted Turtle.

The file a store writes depends on the triples alone, not on the order in which they came. Articles are joined by union;
removing one drops what it alone states.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from kg import mapping
from kg import ontology as terms
from kg.errors import GraphError, InputError
from kg.ids import BASE
from kg.model import Document
from kg.ontology import OWL, RDF
from kg.read import files
from kg.turtle import turtle

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

GRAPH_FILE = "graph.ttl"
"""The name of the graph in the folder of a build."""
STORE_FOLDER = "store"
"""The name of the store on disk in the folder of a build: the union of its articles in the default graph, beside it
one named graph for each article, and one with the ontology's class tree."""

_HERE = ox.DefaultGraph()
_TYPE = ox.NamedNode(RDF + "type")
_ONTOLOGY_GRAPH = ox.NamedNode(terms.ONTOLOGY)


def prefixes(base: str = BASE) -> dict[str, str]:
    """The prefixes of a graph: one for each class of things, then those of the ontology's terms."""
    ontology = terms.load()
    classes = {ontology.prefix(name) for name in ontology.classes()} - {""}
    own = {name: f"{base}{name}/" for name in sorted(classes | {"tool", "unit"})}
    return own | ontology.prefixes


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph = _HERE) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


class Store:
    """Triples about articles, at `base` + local id. All IRIs in arguments and results may be local ids or full."""

    def __init__(self, base: str = BASE, inner: ox.Store | None = None) -> None:
        """A store of its own in memory; or one over `inner`, which holds the ontology's class tree already."""
        self.base = base
        self._inner = ox.Store() if inner is None else inner
        self._on_disk = self._with_ontology = inner is not None

    def __len__(self) -> int:
        """How many triples it holds."""
        return sum(1 for _ in self.triples())

    def __contains__(self, triple: ox.Triple) -> bool:
        return _quad(triple) in self._inner

    def node(self, local: str) -> ox.NamedNode:
        """A thing by its local id or full IRI."""
        return ox.NamedNode(local if "://" in local else self.base + local)

    def triples(
        self,
        subject: ox.NamedNode | None = None,
        predicate: ox.NamedNode | None = None,
        object: ox.NamedNode | ox.Literal | None = None,
    ) -> Iterator[ox.Triple]:
        """The triples that match; None matches anything. In no particular order."""
        return (quad.triple for quad in self.quads_for_pattern(subject, predicate, object))

    def quads_for_pattern(
        self,
        subject: ox.NamedNode | None,
        predicate: ox.NamedNode | None,
        object: ox.NamedNode | ox.Literal | None,
        graph_name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
    ) -> Iterator[ox.Quad]:
        """As pyoxigraph's, over the graph itself unless another is named: what the ontology says is not in it."""
        return self._inner.quads_for_pattern(subject, predicate, object, graph_name or _HERE)

    def has_graph(self, article: ox.NamedNode) -> bool:
        """Whether an article has a named graph of its own, as in a graph directory."""
        return self._inner.contains_named_graph(article)

    def add(self, document: Document) -> None:
        """Add what a document states. Adding the same one again changes nothing."""
        self.add_triples(mapping.triples(document, self.base))

    def add_triples(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples, all of them or, where one of them can't be read, none."""
        quads = [_quad(triple) for triple in triples]
        try:
            self._inner.bulk_extend(quads)
        except (OSError, RuntimeError) as error:
            raise _read_only(error) from error

    def replace(self, document: Document) -> None:
        """Put a document in the place of an earlier reading of the same article."""
        self.remove(document.article.id)
        self.add(document)

    def articles(self) -> tuple[str, ...]:
        """The local ids of the articles, sorted."""
        nodes = self.triples(None, _TYPE, ox.NamedNode(terms.load().iri("Article")))
        return tuple(sorted(_value(t.subject).removeprefix(self.base) for t in nodes))

    def remove(self, article_id: str) -> None:
        """Remove an article and what it alone states; GraphError where the graph has no such article.

        Things that no other article mentions, or needs to place or measure what it mentions, go with it. The names of
        those that stay are kept, whoever gave them: a name is no claim of an article.
        """
        article = self.node(article_id)
        if ox.Triple(article, _TYPE, ox.NamedNode(terms.load().iri("Article"))) not in self:
            raise GraphError(f"The graph has no article {article_id}. List its articles, and name one of them.")
        _Removal(self, article).run()

    def drop(self, triples: Iterable[ox.Triple]) -> None:
        """Take triples out."""
        try:
            for triple in list(triples):
                self._inner.remove(_quad(triple))
        except (OSError, RuntimeError) as error:
            raise _read_only(error) from error

    def select(
        self,
        query: str,
        *,
        substitutions: dict[str, ox.NamedNode | ox.Literal] | None = None,
        prefixes: dict[str, str] | None = None,
        with_ontology: bool = False,
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run SPARQL; `with_ontology` lets the query see core.ttl too. Errors are pyoxigraph's: see kg.query.

        The graphs that GRAPH may name are those of the articles and of the ontology on disk; in memory there are none.
        """
        graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [_HERE]
        if with_ontology:
            graphs.append(self._load_ontology())
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
        bound = {ox.Variable(name): term for name, term in (substitutions or {}).items()}
        named: list[ox.NamedNode | ox.BlankNode] | None = None if self._on_disk else []  # None is all there are
        return self._inner.query(query, prefixes=prefixes, default_graph=graphs, named_graphs=named, substitutions=bound)

    def _load_ontology(self) -> ox.NamedNode:
        """The class tree in a graph of its own, so that it is never saved, counted or matched by accident."""
        if not self._with_ontology:
            core = terms.read_turtle(terms.ontology_dir() / "core.ttl")
            self._inner.bulk_extend([_quad(triple, _ONTOLOGY_GRAPH) for triple in core])
            self._with_ontology = True
        return _ONTOLOGY_GRAPH

    @classmethod
    def load(cls, path: Path | str, base: str | None = None) -> Store:
        """Read a Turtle file, or the folder of a build: its store on disk, read-only, where it has one, else its graph.ttl.

        A string may be the address of either on another store (s3:, gs:, …), of which the Turtle is read. The base is that
        of the graph unless given. GraphError where the file is missing or no Turtle.
        """
        here = files.local(path)
        if here and (here / STORE_FOLDER).is_dir():
            return cls.on_disk(here / STORE_FOLDER, base)
        file: Path | str = _graph_file(here) if here else _graph_address(str(path))
        try:
            with files.open_file(str(file)) as data:
                parser = ox.parse(data, format=ox.RdfFormat.TURTLE)
                triples = [quad.triple for quad in parser]
        except (OSError, InputError) as error:
            what = error.strerror if isinstance(error, OSError) else str(error)
            raise GraphError(f"{file} can't be read: {what}. Name a graph.ttl or its folder.") from error
        except (SyntaxError, ValueError) as error:
            raise GraphError(f"{file} is not Turtle: {error}. Build it again, or correct that line.") from error
        found = parser.prefixes.get("article", "")
        store = cls(base or (found.removesuffix("article/") if found.endswith("/article/") else BASE))
        store.add_triples(triples)
        return store

    @classmethod
    def on_disk(cls, path: Path, base: str | None = None) -> Store:
        """A store on disk, as it is now; it can't be changed. Nothing is read into memory."""
        try:
            inner = ox.Store.read_only(str(path))
        except OSError as error:
            raise GraphError(f"{path} can't be opened ({error}). Build the graph again.") from error
        heads = inner.quads_for_pattern(None, _TYPE, ox.NamedNode(OWL + "Ontology"), _HERE)
        found = next((_value(quad.subject) for quad in heads), BASE)
        return cls(base or found, inner)

    def to_turtle(self) -> str:
        """The whole graph as sorted Turtle."""
        return turtle(self.triples(), prefixes(self.base)).decode("utf-8")

    def save(self, path: Path | str) -> Path:
        """Write sorted Turtle to a .ttl file, or to graph.ttl in a folder (made if absent); returns the file.

        Whole or not at all: a reader, or a crash, never meets half a graph. GraphError where it can't be written.
        """
        target = Path(path)
        if target.suffix != ".ttl":
            target = target / GRAPH_FILE
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, turtle(self.triples(), prefixes(self.base)))
        except OSError as error:
            raise GraphError(f"{target} can't be written: {error.strerror}. Choose another folder.") from error
        return target


def _read_only(error: Exception) -> GraphError:
    return GraphError(f"The graph can't be changed ({error}). It is read from its folder: use kg add and kg remove.")


@contextlib.contextmanager
def atomically(target: Path, *, flush: bool = True) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `target` when all of it is on the disk, with the permissions a new file has.

    It stands beside the target until then, and goes away where writing fails. Without `flush` the caller sees to it
    that what he wrote is on the disk.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as file:
            yield file
            if flush:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def write_atomically(target: Path, data: bytes) -> None:
    """Write beside the target, flush to disk, then rename over it."""
    with atomically(target) as file:
        file.write(data)


def to_rdflib(store: Store) -> rdflib.Graph:
    """A copy of a store as an rdflib Graph, with its prefixes; terms are the same to the character."""
    import rdflib  # here: a build has no need of it

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in prefixes(store.base).items():
        graph.bind(prefix, iri)
    for triple in store.triples():
        graph.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    return graph


def _rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Node:
    """A term as rdflib has it, to the character."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        string = term.datatype.value == "http://www.w3.org/2001/XMLSchema#string"
        return Literal(term.value, datatype=None if string else URIRef(term.datatype.value), normalize=False)
    raise TypeError(f"rdflib has no quoted triples: {term}")


def _graph_file(path: Path) -> Path:
    """The Turtle file meant by a path."""
    if path.is_dir():
        path = path / GRAPH_FILE
    if not path.is_file():
        raise GraphError(f"There is no graph at {path}. Build one first, or name a graph.ttl or its folder.")
    return path


def _graph_address(address: str) -> str:
    """The Turtle file meant by an address on another store."""
    if files.is_web(address):
        raise GraphError(f"A graph is not read from the web: save {address} here, and name the file.")
    return address if address.endswith(".ttl") else f"{address.rstrip('/')}/{GRAPH_FILE}"


def _value(term: object) -> str:
    """The IRI of a node."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class _Removal:
    """Takes one article out of a store."""

    def __init__(self, store: Store, article: ox.NamedNode) -> None:
        self.store = store
        self.article = article
        self.ontology = terms.load()

    def term(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(self.ontology.iri(name))

    def subjects(self, name: str, value: ox.NamedNode) -> set[ox.NamedNode]:
        found = self.store.triples(None, self.term(name), value)
        return {triple.subject for triple in found if isinstance(triple.subject, ox.NamedNode)}

    def run(self) -> None:
        passages = self.subjects("hasSource", self.article)
        facts = {fact for passage in passages for fact in self.subjects("wasDerivedFrom", passage)}
        self.store.drop(self.claims(facts))
        for node in {self.article} | passages | facts:
            self.store.drop(self.store.triples(node))
            self.store.drop(self.store.triples(None, None, node))
        self.sweep()

    def claims(self, facts: set[ox.NamedNode]) -> list[ox.Triple]:
        """The plain triples that only these facts state."""
        lone = []
        for fact in facts:
            ends = [next(self.store.triples(fact, self.term(end)), None) for end in ("subject", "predicate", "object")]
            subject, predicate, value = (end.object if end else None for end in ends)
            if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None:
                others = self.subjects("subject", subject) & self.subjects("object", value) - facts  # type: ignore[arg-type]
                if not any(ox.Triple(other, self.term("predicate"), predicate) in self.store for other in others):
                    lone.append(ox.Triple(subject, predicate, value))
        return lone

    def sweep(self) -> None:
        """Drop the things that nothing left in the graph leads to."""
        kinds = ("Article", "Passage", "Observation", "Statement")
        roots = {triple.subject for kind in kinds for triple in self.store.triples(None, _TYPE, self.term(kind))}
        roots |= {triple.subject for triple in self.store.triples(None, self.term("mentionedIn"))}
        if not roots:  # the last article is gone
            self.store.drop(self.store.triples())
            return
        roots.add(ox.NamedNode(self.store.base))
        reached, queue = set(roots), list(roots)
        while queue:
            for triple in self.store.triples(queue.pop()):  # type: ignore[arg-type]
                if isinstance(triple.object, ox.NamedNode) and triple.object not in reached:
                    reached.add(triple.object)
                    queue.append(triple.object)
        self.store.drop(triple for triple in self.store.triples() if triple.subject not in reached)
