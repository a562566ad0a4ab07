"""A graph into any server that speaks the SPARQL 1.1 Graph Store HTTP Protocol: Oxigraph, Virtuoso, Fuseki, GraphDB, Stardog.

Each article becomes the named graph of its IRI, by PUT: pushing again replaces it, and a push that was interrupted is made
whole by the next. Triples that no article leads to go into a graph named by the base IRI. Or all go into one graph.

Bodies are N-Triples under the name of Turtle, which every such server reads, and are made batch by batch. A batch is sent
again where the server was busy or the connection broke: doing it twice changes nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import httpx
import pyoxigraph as ox

from kg.errors import GraphError
from kg.network import Quads
from kg.partition import base_of, parts

BATCH = 20_000
"""Triples in one request: about 3 MB."""
_TRIES = 4
_BUSY = frozenset({429, 502, 503, 504})
_PLACES = "Oxigraph's is /store, Virtuoso's /sparql-graph-crud-auth, Fuseki's /DATASET/data, kg serve has none"
_TAG = re.compile(r"<[^>]*>")
_QUOTED = 300  # characters of a server's answer that an error repeats

Method = Literal["PUT", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a server asks for: a user with a password (Basic or Digest, as the server wants), or a bearer token."""

    user: str = ""
    password: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """How much went over so far."""

    graphs: int = 0
    triples: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """One request: its graph (None for the default graph), and whether a graph is complete after it."""

    method: Method
    graph: str | None
    triples: Sequence[ox.Triple]
    last: bool


def push(
    store: Quads,
    endpoint: str,
    *,
    graph: str | None = None,
    replace: bool = False,
    login: Login | None = None,
    batch: int = BATCH,
    timeout: float = 300.0,
    each: Callable[[Pushed], None] | None = None,
) -> Pushed:
    """Send a graph to the Graph Store at `endpoint`; returns how much went over.

    Without `graph`, each article replaces the named graph of its IRI. With it (an IRI, or ``default``) everything is added to
    that one graph, or put in its place where `replace`. `batch` is triples in a request, `timeout` the seconds a server may
    take for one. `each` is called after every request. GraphError where the server can't be reached or refuses; what it
    says, and how much had gone over, stand in the message.
    """
    url = _checked(endpoint)
    done = Pushed()
    local = url.host in {"localhost", "127.0.0.1", "::1"}  # a proxy would look for it on its own machine
    limits = httpx.Timeout(timeout, connect=10)
    with httpx.Client(auth=_auth(login), timeout=limits, trust_env=not local) as client:
        for one in _batches(store, graph, replace=replace, size=batch):
            _send(client, url, one, done)
            done = Pushed(graphs=done.graphs + one.last, triples=done.triples + len(one.triples))
            if each:
                each(done)
    return done


def _checked(endpoint: str) -> httpx.URL:
    """The address as a URL."""
    try:
        url = httpx.URL(endpoint)
    except (httpx.InvalidURL, TypeError) as error:
        raise GraphError(f"{endpoint!r} is no address ({error}): give one such as http://localhost:7878/store") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise GraphError(f"{endpoint!r} is no address of a server: give one such as http://localhost:7878/store")
    if url.userinfo:
        raise GraphError(
            f"the address of {url.host} holds a password, which other users of this machine could read: "
            "set KG_PUSH_USER and KG_PUSH_PASSWORD instead"
        )
    return url


def _batches(store: Quads, graph: str | None, *, replace: bool, size: int) -> Iterator[_Batch]:
    if graph is not None:
        triples = sorted({quad.triple for quad in store.quads_for_pattern(None, None, None)}, key=_order)
        yield from _split(None if graph == "default" else graph, triples, size, "PUT" if replace else "POST")
        return
    for part in parts(store):
        name = part.article.value if part.article else base_of(store)
        yield from _split(name, sorted(part.triples, key=_order), size, "PUT")


def _order(triple: ox.Triple) -> tuple[bool, str]:
    """Triples with blank nodes first: a blank node is one within a request only, so those must go together."""
    return not _blank(triple), str(triple)


def _blank(triple: ox.Triple) -> bool:
    return isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode)


def _split(graph: str | None, triples: Sequence[ox.Triple], size: int, first: Method) -> Iterator[_Batch]:
    """The requests for one graph: the first replaces it where it is a PUT, the others add."""
    start, method = 0, first
    while start < len(triples) or start == 0:
        end = start + max(size, 1)
        while end < len(triples) and _blank(triples[end]):
            end += 1
        yield _Batch(method=method, graph=graph, triples=triples[start:end], last=end >= len(triples))
        start, method = end, "POST"


def _send(client: httpx.Client, url: httpx.URL, batch: _Batch, done: Pushed) -> None:
    """One request, again where the server is busy."""
    target = url.copy_merge_params({"graph": batch.graph} if batch.graph else {"default": ""})
    body = ox.serialize(batch.triples, format=ox.RdfFormat.N_TRIPLES) or b""
    for attempt in range(1, _TRIES + 1):
        try:
            answer = client.request(batch.method, target, content=body, headers={"Content-Type": "text/turtle"})
        except httpx.TransportError as error:
            absent = isinstance(error, httpx.ConnectError) and not done.triples  # it never was there
            if attempt == _TRIES or absent:
                raise GraphError(_unreachable(url, error, done)) from error
        else:
            if answer.is_success:
                return
            if attempt == _TRIES or answer.status_code not in _BUSY:
                raise GraphError(_refused(url, answer, batch, done))
        time.sleep(0.25 * 2**attempt)


def _unreachable(url: httpx.URL, error: httpx.TransportError, done: Pushed) -> str:
    why = str(error) or type(error).__name__
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return f"{url} took too long ({why}): give it more time by --timeout, or less at a time by --batch. {_so_far(done)}"
    return f"{url} can't be reached ({why}): start the server, or correct the address. {_so_far(done)}"


def _refused(url: httpx.URL, answer: httpx.Response, batch: _Batch, done: Pushed) -> str:
    words = _TAG.sub(" ", answer.text) if "html" in answer.headers.get("content-type", "") else answer.text
    said = " ".join("".join(c if c.isprintable() else " " for c in words).split())[:_QUOTED]
    status = f"{url} answered {answer.status_code} {answer.reason_phrase}".strip()
    to_do = {
        401: "set KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN, to an account that may write",
        403: "use an account that may write, in KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN",
        404: f"give the address of its Graph Store ({_PLACES})",
        405: f"give the address of its Graph Store ({_PLACES})",
        413: "send less at a time, by --batch",
        429: "try again later",
        503: "try again later",
    }.get(answer.status_code, "the server's log may say more")
    if answer.is_redirect:
        to_do = f"give the address it points to, {answer.headers.get('location', 'which it does not say')}"
    where = f"graph {batch.graph}" if batch.graph else "the default graph"
    return f"{status} for {where}{f' (“{said}”)' if said else ''}: {to_do}. {_so_far(done)}"


def _so_far(done: Pushed) -> str:
    if not done.triples:
        return "Nothing was written."
    return f"{done.graphs} graphs and {done.triples:,} triples had been written; push again to complete them."


def _auth(login: Login | None) -> httpx.Auth | None:
    if login is None or not (login.user or login.token):
        return None
    return _Bearer(login.token) if login.token else _AsAsked(login.user, login.password)


class _Bearer(httpx.Auth):
    """A token in every request."""

    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self.token}"
        yield request


class _AsAsked(httpx.Auth):
    """User and password in the way the server's first answer asks for: Virtuoso wants Digest, most others Basic."""

    def __init__(self, user: str, password: str) -> None:
        self.digest = httpx.DigestAuth(user, password)
        self.basic = httpx.BasicAuth(user, password)
        self.chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self.chosen is None:
            answer = yield request
            asked = " ".join(answer.headers.get_list("www-authenticate")).lower()
            if answer.status_code != 401 or not asked:
                return
            self.chosen = self.digest if "digest" in asked else self.basic
        yield from self.chosen.auth_flow(request)
