"""The web application: it reads requests, keeps limits, has workers make the answers, and logs what it did."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hmac
import json
import time
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TextIO

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.errors import KgError
from kg.serve import protocol
from kg.serve.pool import Nursery, Pool, sizes
from kg.serve.settings import Settings
from kg.serve.wire import TEXT, Refusal, Reply
from kg.views.html import THEME

_STATIC = Path(__file__).parent / "static"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_POLICIES = {
    # the page of the graph brings its own policy, with the hashes of all it runs
    "explorer": "frame-ancestors 'none'",
    # the editor's library sets styles in markup
    "editor": _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
}
_PATIENCE = 120.0
"""Seconds that a page which is made once for everybody may take; a query of one client has its own limit."""
_SAME = frozenset({"explorer", "api-graph"})
"""Pages that are the same for everybody where the address asks for nothing."""
_PAGES = {
    "/": "explorer",
    "/api/graph": "api-graph",
    "/api/entity": "api-entity",
    "/api/search": "api-search",
    "/search": "search",
    "/articles": "articles",
    "/figures": "figures",
    "/figures.csv": "figures-csv",
    "/figures.json": "figures-json",
    "/conflicts": "conflicts",
    "/resource": "thing",
    "/.well-known/void": "description",
}

Endpoint = Callable[[Request], Awaitable[Response]]


class Engine:
    """A loaded graph and the workers that answer from it."""

    def __init__(self, nursery: Nursery, settings: Settings) -> None:
        queries, pages = sizes(settings)
        self.nursery = nursery
        self.settings = settings
        self.queries = Pool(nursery, settings, size=queries, confined=True)
        self.pages = Pool(nursery, settings, size=pages, confined=False)
        self._kept: dict[str, asyncio.Task[Reply]] = {}

    @classmethod
    async def start(cls, settings: Settings) -> Engine:
        """Load the graph. KgError where that is not possible."""
        return cls(await Nursery.start(settings), settings)

    async def kept(self, name: str, **ask: Any) -> Reply:
        """A page that is the same for everybody, made once: what the explorer begins with takes seconds to lay out."""
        if name not in self._kept:
            self._kept[name] = asyncio.ensure_future(self.pages.call(name, seconds=_PATIENCE, **ask))
        reply = await asyncio.shield(self._kept[name])
        if reply.status != 200:
            self._kept.pop(name, None)
        return reply

    async def update(self, sparql: str) -> Reply:
        """Run an update in a worker of its own: the others must not see what becomes of it."""
        alone = Pool(self.nursery, self.settings, size=1, confined=False)
        reply = await alone.call("update", sparql=sparql)
        await alone.drain()
        return reply

    async def close(self) -> None:
        """Let what runs come to its end, then end all workers."""
        await self.queries.drain()
        await self.pages.drain()
        await self.nursery.close()


class Server:
    """The handlers of all routes over one engine, which an update replaces."""

    def __init__(self, settings: Settings, log: TextIO) -> None:
        self.settings = settings
        self.log = log
        self.engine: Engine | None = None
        self._writing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def app(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/healthz", self._logged(self.health), methods=["GET"]),
            Route("/sparql", self._logged(self.sparql), methods=[*_METHODS, "OPTIONS"]),
            Route("/store", self._logged(self.store), methods=_METHODS),
            *(Route(path, self._logged(self._page(name)), methods=["GET"]) for path, name in _PAGES.items()),
            Route("/static/theme.css", _theme, methods=["GET"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
            Route("/{path:path}", self._logged(self._page("thing")), methods=["GET"]),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            if self.engine:
                await self.engine.close()

    async def start(self) -> Engine:
        """Load the graph; done before the server listens, so that whoever reaches it gets answers at once.

        The explorer's first part is made as well: two seconds of a million triples, which nobody has to wait for.
        """
        self.engine = await Engine.start(self.settings)
        await self.engine.kept("api-graph")
        return self.engine

    @property
    def _engine(self) -> Engine:
        if self.engine is None:
            raise KgError("The server has no graph yet. Start it before it is asked.")
        return self.engine

    # --- routes ----------------------------------------------------------------------------------------------------

    async def health(self, request: Request) -> Reply:
        """Whether queries can be answered, and of how much."""
        nursery = self._engine.nursery
        state = {"status": "ok" if nursery.alive else "failed", "triples": nursery.triples, "articles": nursery.articles}
        return Reply.json(state, 200 if nursery.alive else 503)

    async def sparql(self, request: Request) -> Reply:
        """SPARQL 1.1 Protocol; a browser that asks for nothing gets the editor, others the service description."""
        if request.method == "OPTIONS":
            return Reply(status=204, headers={"Allow": protocol.METHODS})
        body = await self._body(request)
        operation = protocol.read(request.method, request.url.query, request.headers.get("content-type", ""), body)
        accept = ", ".join(request.headers.getlist("accept"))
        if operation is None:
            reads = "text/html" in accept
            return await self._call("editor" if reads else "description", request)
        if operation.kind == "update":
            return await self._update(request, operation.text)
        return await self._watched(
            request,
            self._engine.queries,
            "query",
            sparql=operation.text,
            default=operation.default,
            named=operation.named,
            accept=accept,
        )

    async def store(self, request: Request) -> Reply:
        """Graph Store Protocol, of which reading alone."""
        if request.method not in {"GET", "HEAD"}:
            raise Refusal(403, "Graphs can't be written through the graph store. It is read-only; see /sparql for updates.")
        return await self._call("store", request)

    def _page(self, name: str) -> Callable[[Request], Awaitable[Reply]]:
        async def page(request: Request) -> Reply:
            return await self._call(name, request)

        return page

    # --- how they are answered ---------------------------------------------------------------------------------------

    async def _body(self, request: Request) -> bytes:
        """The body of a request, refused as soon as it is too long."""
        limit, parts, size = self.settings.body, [], 0
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise Refusal(
                    413,
                    f"The request is larger than {limit:,} bytes, the body limit. Send less, or start the server with a "
                    "greater --max-body.",
                    Connection="close",
                )
            parts.append(part)
        return b"".join(parts)

    async def _call(self, name: str, request: Request) -> Reply:
        """Have a worker make a page."""
        pairs: dict[str, list[str]] = {}
        for key, value in protocol.parameters(request.url.query.encode("ascii", "replace"), "address"):
            pairs.setdefault(key, []).append(value)
        ask = {
            "path": urllib.parse.quote(request.scope["path"], safe="/:@!$&'()*+,;=~%"),
            "query": pairs,
            "accept": ", ".join(request.headers.getlist("accept")),
            "lang": _language(request, pairs),
            "origin": f"{request.url.scheme}://{request.url.netloc}",
            "today": dt.datetime.now(tz=dt.UTC).astimezone().date().isoformat(),
        }
        if name in _SAME and not pairs:
            reply = await self._engine.kept(name, **ask)
        else:
            reply = await self._watched(request, self._engine.pages, name, **ask)
        reply.headers.setdefault("Content-Security-Policy", _POLICIES.get(name, _POLICY))
        if pairs.get("lang"):
            reply.headers["Set-Cookie"] = f"lang={ask['lang']}; Path=/; SameSite=Lax; Max-Age=31536000"
        return reply

    async def _watched(self, request: Request, pool: Pool, name: str, **arguments: Any) -> Reply:
        """A worker's reply; where the client leaves before it, the worker is stopped."""
        gone = asyncio.ensure_future(_left(request))
        try:
            return await pool.call(name, gone=gone, **arguments)
        finally:
            gone.cancel()

    async def _update(self, request: Request, sparql: str) -> Reply:
        token = self.settings.token
        if token is None:
            raise Refusal(403, "This server is read-only. Start it with --writable to accept updates.")
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise Refusal(
                403, "An update needs the server's token. Send it as “Authorization: Bearer TOKEN”.", WWW_Authenticate="Bearer"
            )
        async with self._writing:
            old = self._engine
            reply = await old.update(sparql)
            if reply.status == 204:
                self.engine = await Engine.start(self.settings)
                task = asyncio.ensure_future(old.close())
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            return reply

    def _logged(self, handler: Callable[[Request], Awaitable[Reply]]) -> Endpoint:
        """The endpoint of a handler: refusals become answers, and each request a line of the log."""

        async def endpoint(request: Request) -> Response:
            begun = time.perf_counter()
            try:
                reply = await handler(request)
            except Refusal as refusal:
                reply = refusal.reply
            except ClientDisconnect:
                reply = Reply(status=499)
            self._note(request, reply, time.perf_counter() - begun)
            return _response(reply)

        return endpoint

    def _note(self, request: Request, reply: Reply, seconds: float) -> None:
        line: dict[str, Any] = {
            "time": dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds"),
            "client": request.client.host if request.client else "",
            "method": request.method,
            "path": request.url.path,
            "status": reply.status,
            "bytes": len(reply.body),
            "ms": round(seconds * 1000, 1),
        }
        if reply.status >= 400:
            line["why"] = reply.body.decode("utf-8", "replace").strip()[:500] if reply.type == TEXT else "see the page"
        if reply.trace:
            line["trace"] = reply.trace
        print(json.dumps(line, ensure_ascii=False), file=self.log, flush=True)


async def _theme(_: Request) -> Response:
    """The colours that the pages share with the viewer, which is another package's."""
    return FileResponse(THEME)


async def _left(request: Request) -> None:
    """Ends when the client closes the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _language(request: Request, query: dict[str, list[str]]) -> str:
    """What the address, a cookie, else the browser wishes: zh or en."""
    wished = [*query.get("lang", [])[-1:], request.cookies.get("lang", "")]
    wished += [part.strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((one for one in wished if one in {"zh", "en"}), "zh")


def _response(reply: Reply) -> Response:
    headers = {"Content-Type": reply.type} if reply.body else {}
    headers |= {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} | reply.headers
    return Response(reply.body, status_code=reply.status, headers=headers)


def browser_address(settings: Settings, port: int) -> str:
    """Where a browser on this machine finds the server."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host  # noqa: S104 - any address: this one too
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
