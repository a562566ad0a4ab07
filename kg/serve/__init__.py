"""`kg serve`: a read-only web application over one graph. Explorer, pages of things, articles and figures, SPARQL.

`run` is the whole of it. Needs the extra `serve` (Starlette, uvicorn) and a system that can fork: Linux, macOS, WSL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.serve.settings import Settings

if TYPE_CHECKING:
    import socket

__all__ = ["Settings", "run"]


def run(settings: Settings, *, browse: bool = False) -> None:
    """Serve until interrupted (Ctrl-C or SIGTERM: what runs is finished first).

    Says on standard output where it listens, once it does; requests are logged on standard error, a JSON object a line.
    GraphError where the graph can't be read, KgError where the address is taken or the system can't serve.
    """
    import asyncio
    import contextlib
    import os

    from kg.errors import KgError

    if not hasattr(os, "fork"):
        raise KgError("kg serve needs a system that can fork processes: Linux, macOS, or WSL on Windows.")
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise KgError(f"kg serve needs {error.name}, which is not installed: pip install 'zhengtu[serve]'.") from error
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it anew once all is done
        asyncio.run(_serve(settings, browse=browse))


async def _serve(settings: Settings, *, browse: bool) -> None:
    import sys
    import webbrowser

    import uvicorn

    from kg.serve.app import Server, browser_address

    listening = _bind(settings)
    server = Server(settings, sys.stderr)
    engine = await server.start()
    config = uvicorn.Config(
        server.app(), log_level="warning", access_log=False, lifespan="on", timeout_graceful_shutdown=int(settings.seconds) + 5
    )
    address = browser_address(settings, listening.getsockname()[1])
    size = f"{engine.nursery.triples:,} triples, {engine.nursery.articles:,} articles"

    class Announcing(uvicorn.Server):
        """Says that it listens once it does, and once a signal would stop it in order."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(f"listening on {address}  ({size})", flush=True)  # noqa: T201 - what the command is asked for
            if browse:
                webbrowser.open(address)

    await Announcing(config).serve(sockets=[listening])


def _bind(settings: Settings) -> socket.socket:
    """The socket, bound before the graph is read: an address that is taken is told at once."""
    import socket

    from kg.errors import KgError

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio turns Nagle's algorithm off for sockets that say they are TCP: else a small answer waits 40 ms
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((settings.host, settings.port))
    except OSError as error:
        made.close()
        raise KgError(
            f"Can't listen on {settings.host}:{settings.port} ({error.strerror}). Choose another with --port (0: any) or --host."
        ) from error
    return made
