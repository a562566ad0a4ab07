"""The store on disk of a graph directory: each article in a named graph of its own, their union in the default graph.

Oxigraph's own union of graphs gives a triple once for each graph that has it, which counts wrong; so the union is kept
beside the articles. A triple goes from it with the last article that states it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg import ontology as terms
from kg.store import Store
from kg.turtle import Sorted, lines

_FEW = 2_000_000  # bytes of N-Triples up to which a transaction is no slower than a bulk load
_PIECE = 8_000_000  # bytes of them that one thread loads at a time; fewer and larger loads are quicker and take more memory
_UNION = ox.DefaultGraph()
_ONTOLOGY = ox.NamedNode(terms.ONTOLOGY)


def _quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


class Quads:
    """A store on disk, open for writing. Additions wait in memory until `settle`, which loads them by `threads`."""

    def __init__(self, path: Path, base: str, *, threads: int = 1) -> None:
        """Open it, made if absent. OSError where another process has it open."""
        self.inner = ox.Store(str(path))
        self.base = base
        self.threads = threads
        self._waiting: list[tuple[ox.NamedNode, bytes]] = []
        self._sorted: Sorted | None = None
        if not self.inner.contains_named_graph(_ONTOLOGY):
            core = terms.read_turtle(terms.ontology_dir() / "core.ttl")
            self.inner.bulk_extend([_quad(triple, _ONTOLOGY) for triple in core])
            self._sorted = Sorted(path.parent)

    def close(self) -> None:
        """Let go of the files: pyoxigraph closes a store with the last reference to it."""
        del self.inner
        self._unsorted()

    def store(self) -> Store:
        """The union, to be read."""
        return Store(self.base, self.inner)

    def triples(self) -> Iterator[ox.Triple]:
        """The union, triples of one subject side by side."""
        return (quad.triple for quad in self.inner.quads_for_pattern(None, None, None, _UNION))

    def graph(self, article: str) -> ox.NamedNode:
        """The name of an article's graph: the article's own IRI."""
        return ox.NamedNode(self.base + article)

    def of_article(self, article: str) -> Iterator[ox.Triple]:
        """What one article states."""
        return (quad.triple for quad in self.inner.quads_for_pattern(None, None, None, self.graph(article)))

    def naming(self, things: Iterable[ox.NamedNode]) -> set[str]:
        """The articles that say something of any of these things."""
        found = set()
        for thing in things:
            said = self.inner.quads_for_pattern(thing, None, None, None)
            for quad in chain(said, self.inner.quads_for_pattern(None, None, thing, None)):
                if quad.graph_name not in (_UNION, _ONTOLOGY) and isinstance(quad.graph_name, ox.NamedNode):
                    found.add(quad.graph_name.value.removeprefix(self.base))
        return found

    def replace(self, article: str, triples: bytes) -> None:
        """Put triples, lines of N-Triples, in the place of what an article stated. They are in the store after `settle`.

        Done again, also after it was broken off, it ends the same: nothing leaves the article's graph before it has
        left the union, and all that is new is added whether or not it is there.
        """
        graph = self.graph(article)
        before = lines(self.of_article(article)).splitlines(keepends=True)
        if before:
            self._unsorted()
            gone = b"".join(sorted(set(before) - set(triples.splitlines(keepends=True))))
            for quad in ox.parse(gone, format=ox.RdfFormat.N_TRIPLES, lenient=True):
                if not self._stated_elsewhere(quad.triple, graph):
                    self.inner.remove(quad)
                self.inner.remove(_quad(quad.triple, graph))
        if triples:
            self._waiting.append((graph, triples))
        else:
            self.inner.remove_graph(graph)

    def _stated_elsewhere(self, triple: ox.Triple, graph: ox.NamedNode) -> bool:
        """Whether another article states a triple as well."""
        besides = (_UNION, _ONTOLOGY, graph)
        found = self.inner.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)
        return any(quad.graph_name not in besides for quad in found)

    @contextlib.contextmanager
    def compacting(self) -> Iterator[None]:
        """Rewrite the files of the store as few sorted ones: reading from it, and adding to it, gets faster.

        Beside what is done inside, where more than one thread may work.
        """
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(self.inner.optimize)
            if self.threads == 1:
                done.result()
            yield
            done.result()

    def settle(self) -> None:
        """Put what waits into the store, and all of it on the disk."""
        waiting, self._waiting = self._waiting, []
        if sum(len(triples) for _, triples in waiting) > _FEW:
            with ThreadPoolExecutor(self.threads) as pool:  # pyoxigraph loads without the interpreter's lock
                loads = [pool.submit(self._load, piece) for piece in _pieces(waiting)]
                self._keep_sorted(waiting)
            for load in loads:
                load.result()
            _give_back()
        else:  # a bulk load makes files of its own for every index, however little it brings
            quads = ox.parse(b"".join(chain.from_iterable(map(_both, waiting))), format=ox.RdfFormat.N_QUADS, lenient=True)
            self.inner.extend(quads)
            self._keep_sorted(waiting)
        self.inner.flush()

    def _load(self, piece: list[tuple[ox.NamedNode, bytes]]) -> None:
        data = b"".join(chain.from_iterable(map(_both, piece)))
        self.inner.bulk_load(data, format=ox.RdfFormat.N_QUADS, lenient=True)  # written by pyoxigraph, so well-formed

    def _keep_sorted(self, waiting: list[tuple[ox.NamedNode, bytes]]) -> None:
        for _, triples in waiting if self._sorted else ():
            self._sorted.add(triples)  # type: ignore[union-attr]

    def _unsorted(self) -> None:
        """What was put in is no longer all that the store holds."""
        if self._sorted:
            self._sorted.close()
        self._sorted = None

    def sorted(self, scratch: Path) -> Sorted:
        """The union on its way into sorted Turtle. What went into a store made since it was opened is at hand; else it is read."""
        found, self._sorted = self._sorted, None
        if found is None:
            found = Sorted(scratch)
            dump = scratch / f".sort-{os.getpid()}.nt"
            self.inner.dump(str(dump), format=ox.RdfFormat.N_TRIPLES, from_graph=_UNION)
            found.add_file(dump)
            dump.unlink()
        return found


def _give_back() -> None:
    """Give memory that is free to the system: several threads that load leave it scattered, more with every load.

    Done where the C library can, which is glibc.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _both(one: tuple[ox.NamedNode, bytes]) -> tuple[bytes, bytes]:
    """Triples as quads of N-Quads: in the union and in the graph of their article."""
    graph, triples = one
    return triples, triples.replace(b" .\n", f" {graph} .\n".encode("ascii"))  # a line break stands at the end of a line only


def _pieces(waiting: list[tuple[ox.NamedNode, bytes]]) -> Iterator[list[tuple[ox.NamedNode, bytes]]]:
    piece: list[tuple[ox.NamedNode, bytes]] = []
    size = 0
    for one in waiting:
        piece.append(one)
        size += len(one[1])
        if size >= _PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece
