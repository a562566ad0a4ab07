"""Queries and updates as a worker runs them: the dataset, the formats of answers, and the limits on their size."""

from __future__ import annotations

import io
import itertools
import json
import re
from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox

from kg import query as queries
from kg.serve.accept import best
from kg.serve.rdf import GRAPH_TYPES, write
from kg.serve.site import ONTOLOGY_GRAPH, Site
from kg.serve.wire import Refusal, Reply

RESULT_TYPES = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""Media types of SELECT and ASK answers, the one for who does not care first."""

_HERE = ox.DefaultGraph()
_FROM = re.compile(r"\bfrom\b", re.IGNORECASE)
# Names and variables may hold the words (?load, zt:load): only the bare keyword is meant. As in kg.query, to refuse a
# harmless request that has it in a string is the better mistake.
_LOAD = re.compile(r"(?<![?$:/#\-])(?<![^\W\d])load(?![\w:])", re.IGNORECASE)
_ERRORS = (SyntaxError, ValueError, OverflowError, RuntimeError, OSError)


def query(site: Site, sparql: str, default: Sequence[str], named: Sequence[str], accept: str) -> Reply:
    """Run a query over the dataset that the request describes, else the query itself, else the whole store."""
    refuse_service(sparql)
    dataset = _dataset(site, sparql, default, named)
    try:
        found = site.store._inner.query(sparql, prefixes=site.prefixes, **dataset)  # noqa: SLF001 - Store.select has one dataset
        return _graph(site, found, accept) if isinstance(found, ox.QueryTriples) else _table(site, found, accept)
    except _ERRORS as error:
        raise Refusal(400, f"The query can't be run: {error}.") from error


def refuse_service(sparql: str) -> None:
    """Refuse a request that would reach another server, before anything of it runs."""
    plain = queries._ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), sparql)  # noqa: SLF001 - one rule for both doors
    if queries._SERVICE.search(plain):  # noqa: SLF001
        raise Refusal(400, "The query asks another server (SERVICE). This one queries its own graph only: leave it out.")


def _dataset(site: Site, sparql: str, default: Sequence[str], named: Sequence[str]) -> dict[str, Any]:
    """What pyoxigraph is to take as the dataset. A request's own description wins over the query's FROM (2.1.4)."""
    if default or named:
        return {"default_graph": [_graph_name(g) for g in default], "named_graphs": [_graph_name(g) for g in named]}
    if _FROM.search(sparql):
        return {}
    graphs: list[Any] = [_HERE]
    if queries._SEES_ONTOLOGY.search(sparql):  # noqa: SLF001 - as `kg query` does
        graphs.append(ox.NamedNode(ONTOLOGY_GRAPH))
    return {"default_graph": graphs}


def _graph_name(iri: str) -> ox.NamedNode:
    if iri != ONTOLOGY_GRAPH:
        raise Refusal(
            400,
            f"There is no graph <{iri}> here, and none is fetched. The named graph is <{ONTOLOGY_GRAPH}>; without "
            "default-graph-uri and named-graph-uri a query sees the graph of the articles.",
        )
    return ox.NamedNode(iri)


def _choose(accept: str, offers: Sequence[str]) -> str:
    found = best(accept, offers)
    if found is None:
        raise Refusal(406, f"This answer comes as {', '.join(offers)}; the Accept header takes none of them.")
    return found


def _table(site: Site, found: ox.QuerySolutions | ox.QueryBoolean, accept: str) -> Reply:
    type = _choose(accept, list(RESULT_TYPES))
    form = RESULT_TYPES[type]
    sink = Sink(site.settings.answer)
    found.serialize(sink, format=form)
    body = sink.getvalue()
    limit = site.settings.rows
    if isinstance(found, ox.QuerySolutions) and rows(body, form) > limit:
        _too_many(limit, "rows")
    text = type if type.startswith("application/sparql") else f"{type}; charset=utf-8"
    return Reply(type=text, body=body, headers={"Vary": "Accept"})


def _graph(site: Site, found: ox.QueryTriples, accept: str) -> Reply:
    type = _choose(accept, list(GRAPH_TYPES))
    limit = site.settings.rows
    triples = list(itertools.islice(found, limit + 1))
    if len(triples) > limit:
        _too_many(limit, "triples")
    body = write(triples, type, site.prefixes, site.ontology)
    return Reply(type=type, body=body, headers={"Vary": "Accept"})


def _too_many(limit: int, what: str) -> None:
    raise Refusal(
        422,
        f"The answer has more than {limit:,} {what}, the row limit. Add a LIMIT, or start the server with a greater --max-rows.",
    )


class Sink(io.BytesIO):
    """Bytes up to a limit; what would be more is refused while it is being written."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Any) -> int:
        """Take some more bytes."""
        if self.tell() + len(data) > self._limit:
            size = f"{self._limit // 2**20} MiB" if self._limit >= 2**20 else f"{self._limit} bytes"
            raise Refusal(422, f"The answer is larger than {size}, the size limit. Add a LIMIT, or select fewer columns.")
        return super().write(data)


def rows(body: bytes, form: ox.QueryResultsFormat) -> int:
    """How many solutions a serialised answer of pyoxigraph holds.

    Counted in the bytes, because solutions pyoxigraph serialises never become Python objects, which is most of the speed.
    """
    if form == ox.QueryResultsFormat.XML:
        return body.count(b"<result>")  # < is escaped in text
    if form == ox.QueryResultsFormat.TSV:
        return body.count(b"\n") - 1  # line breaks are escaped in terms
    if form == ox.QueryResultsFormat.CSV:
        return sum(part.count(b"\r\n") for part in body.split(b'"')[::2]) - 1  # line breaks outside of quotes
    if b"},{}" in body:  # solutions that bind nothing: rare, and no pattern tells them from text
        return len(json.loads(body)["results"]["bindings"])
    between = body.count(b'},{"')  # inside a string the quotation mark would have a backslash before it
    return between + (0 if body.endswith(b'"bindings":[]}}') else 1)


def update(site: Site, sparql: str) -> Reply:
    """Change the default graph and write it to its file, whole or not at all. The server loads it anew afterwards."""
    refuse_service(sparql)
    if _LOAD.search(sparql):
        raise Refusal(400, "The update fetches data (LOAD). Nothing is fetched here: send it with INSERT DATA.")
    inner = site.store._inner  # noqa: SLF001 - Store has no updates
    before = {quad for name in inner.named_graphs() for quad in inner.quads_for_pattern(None, None, None, name)}
    try:
        inner.update(sparql, prefixes=site.prefixes)
    except _ERRORS as error:
        raise Refusal(400, f"The update can't be run: {error}.") from error
    after = {quad for name in inner.named_graphs() for quad in inner.quads_for_pattern(None, None, None, name)}
    if before != after:
        raise Refusal(400, "The update changes a named graph. Only the default graph can be changed; nothing was.")
    site.store.save(site.settings.path)
    return Reply(status=204)
