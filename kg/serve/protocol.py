"""SPARQL 1.1 Protocol: what a request to /sparql asks for, read as the specification has it.

https://www.w3.org/TR/sparql11-protocol/, section numbers below are its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.serve.wire import Refusal

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One query or update, and the graphs that make up its dataset."""

    kind: str
    text: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def read(method: str, query_string: str, content_type: str, body: bytes) -> Operation | None:
    """The operation of a request, None where it asks for nothing (then the service description is the answer).

    Refusal with 400, 405 or 415, and the reason, where it is none.
    """
    given = parameters(query_string.encode("ascii", "replace"), "address")
    if method in {"GET", "HEAD"}:
        if any(name == "update" for name, _ in given):
            raise Refusal(400, "An update can't be sent with GET (2.2). Send it with POST.")
        return _operation(given, wanted=False)
    if method != "POST":
        raise Refusal(405, f"{method} is no operation of the SPARQL protocol. Use GET or POST.", Allow=METHODS)
    media, charset = _media_type(content_type)
    if charset not in {"", "utf-8", "utf8"}:
        raise Refusal(415, f"The body is said to be {charset}; the protocol knows UTF-8 only (2.1.3, 2.2.2).")
    if media == FORM:
        return _operation(given + parameters(body, "body"), wanted=True)
    if media in {QUERY, UPDATE}:
        kind = "query" if media == QUERY else "update"
        return _operation([*given, (kind, _decoded(body, "body"))], wanted=True)
    said = f"Content-Type {media}" if media else "no Content-Type"
    accepted = f"{QUERY}, {FORM}, {UPDATE}"
    raise Refusal(415, f"A POST with {said} is no operation here. Its type has to be one of {accepted}.", Accept_Post=accepted)


def parameters(encoded: bytes, where: str) -> list[tuple[str, str]]:
    """The pairs of a query string or a form. Refusal where they are no UTF-8."""
    try:
        return parse_qsl(encoded.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The {where} of the request is no UTF-8: {error.reason} at byte {error.start}.") from error
    except ValueError as error:
        raise Refusal(400, f"The {where} of the request has more than 1000 parameters.") from error


def _decoded(body: bytes, where: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The {where} of the request is no UTF-8: {error.reason} at byte {error.start}.") from error


def _media_type(header: str) -> tuple[str, str]:
    """Type and charset of a Content-Type, in lower case, "" where not given."""
    media, *rest = (part.strip() for part in header.split(";"))
    charsets = [part.partition("=")[2].strip().strip('"') for part in rest if part.lower().startswith("charset")]
    return media.lower(), (charsets[0] if charsets else "").lower()


def _operation(given: list[tuple[str, str]], *, wanted: bool) -> Operation | None:
    def all(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in given if key == name)

    queries, updates = all("query"), all("update")
    if not queries and not updates:
        if wanted or all("default-graph-uri") or all("named-graph-uri"):
            raise Refusal(400, "The request holds no query. Give it as the parameter “query”, or as the body.")
        return None
    if len(queries) + len(updates) > 1:
        raise Refusal(400, "The request holds several operations. Send one query or one update at a time (2.1.4, 2.2.3).")
    if queries:
        return Operation(kind="query", text=queries[0], default=all("default-graph-uri"), named=all("named-graph-uri"))
    if all("using-graph-uri") or all("using-named-graph-uri"):
        raise Refusal(400, "using-graph-uri and using-named-graph-uri are not supported. Write USING into the update.")
    return Operation(kind="update", text=updates[0])
