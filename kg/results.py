"""Answers of a query, and the formats they leave in: table, CSV, SPARQL JSON, Turtle."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.errors import QueryError
from kg.turtle import turtle

_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANGUAGE_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a query answered: rows of a SELECT, the truth of an ASK, or the triples of a CONSTRUCT.

    Rows hold RDF terms in the order of `variables`, None where unbound. Iterating gives rows as dictionaries of
    Python strings by variable.
    """

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Node | None, ...], ...] = ()
    truth: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, found: object, prefixes: Mapping[str, str], given: Collection[str] = ()) -> Result:
        """The whole answer of pyoxigraph, read to its end, without the columns whose value was `given`."""
        if isinstance(found, ox.QuerySolutions):
            variables = tuple(variable.value for variable in found.variables if variable.value not in given)
            rows = tuple(tuple(solution[name] for name in variables) for solution in found)
            return cls(variables=variables, rows=rows, prefixes=prefixes)
        if isinstance(found, ox.QueryBoolean):
            return cls(truth=bool(found), prefixes=prefixes)
        if isinstance(found, ox.QueryTriples):
            return cls(triples=tuple(found), prefixes=prefixes)
        raise TypeError(f"no answer of a query: {found!r}")

    def __len__(self) -> int:
        return len(self.rows if self.triples is None else self.triples)

    def __bool__(self) -> bool:
        """The answer of an ASK, else whether there is any."""
        return self.truth if self.truth is not None else len(self) > 0

    def __iter__(self) -> Iterator[dict[str, str]]:
        for row in self.rows:
            yield {name: _plain(term) for name, term in zip(self.variables, row, strict=True) if term is not None}

    def table(self) -> list[list[str]]:
        """Header and rows for people to read: IRIs shortened by the graph's prefixes."""
        if self.truth is not None:
            return [["answer"], ["true" if self.truth else "false"]]
        if self.triples is not None:
            parts = ([self._short(part) for part in (t.subject, t.predicate, t.object)] for t in self.triples)
            return [["subject", "predicate", "object"], *sorted(parts)]
        return [list(self.variables), *([self._short(term) for term in row] for row in self.rows)]

    def _short(self, term: Node | None) -> str:
        if isinstance(term, ox.NamedNode):
            fits = [(len(iri), name, iri) for name, iri in self.prefixes.items() if term.value.startswith(iri)]
            if fits:
                _, name, iri = max(fits)
                return f"{name}:{term.value[len(iri) :]}"
        return _plain(term)

    def to_csv(self) -> str:
        """SPARQL 1.1 CSV results: RFC 4180, CRLF, plain values, an empty cell where unbound."""
        if self.triples is not None:
            raise QueryError("A CONSTRUCT gives triples, not rows. Ask for ttl, or write a SELECT.")
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        if self.truth is not None:
            writer.writerows(self.table())
        else:
            writer.writerow(self.variables)
            writer.writerows([_plain(term) for term in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> str:
        """SPARQL 1.1 Query Results JSON."""
        if self.triples is not None:
            raise QueryError("A CONSTRUCT gives triples, not rows. Ask for ttl, or write a SELECT.")
        if self.truth is not None:
            return json.dumps({"head": {}, "boolean": self.truth}) + "\n"
        bindings = [
            {name: _json(term) for name, term in zip(self.variables, row, strict=True) if term is not None}
            for row in self.rows
        ]
        answer = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"

    def to_turtle(self) -> str:
        """The triples of a CONSTRUCT or DESCRIBE as sorted Turtle."""
        if self.triples is None:
            raise QueryError("Only a CONSTRUCT or DESCRIBE gives Turtle. Ask for table, csv or json.")
        return turtle(self.triples, self.prefixes).decode("utf-8")

    def to(self, format: str) -> str:
        """The answer as ``table`` (tab-separated), ``csv``, ``json`` or ``ttl``; QueryError for another name."""
        formats = {"csv": self.to_csv, "json": self.to_json, "ttl": self.to_turtle, "table": self._tabs}
        if format not in formats:
            raise QueryError(f"There is no format “{format}”. Choose one of: {', '.join(formats)}.")
        return formats[format]()

    def _tabs(self) -> str:
        return "".join(
            "\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row) + "\n" for row in self.table()
        )


def _plain(term: Node | None) -> str:
    """A term as a bare string, "" where unbound."""
    if term is None:
        return ""
    return term.value if isinstance(term, (ox.NamedNode, ox.Literal)) else str(term)


def _json(term: Node) -> dict[str, str]:
    """A term as SPARQL JSON has it."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        raise QueryError("The answer holds a quoted triple, which SPARQL 1.1 JSON can't carry. Select its parts.")
    out = {"type": "literal", "value": term.value}
    if term.language:
        return out | {"xml:lang": term.language}
    return out if term.datatype.value in (_STRING, _LANGUAGE_STRING) else out | {"datatype": term.datatype.value}
