"""kg push: a graph into a server."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.files import GraphPath

if TYPE_CHECKING:
    from kg.push import Pushed


def push(
    graph: GraphPath,
    endpoint: Annotated[str, typer.Argument(metavar="ENDPOINT", help="The address of a server's Graph Store.", show_default=False)],
    into: Annotated[
        str | None,
        typer.Option(
            "--graph", metavar="IRI", help="Add everything to this one graph; default is the default graph.", show_default=False
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what --graph holds.")] = False,
    batch: Annotated[int, typer.Option(metavar="N", min=1, help="Triples in one request.")] = 20_000,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", min=1, help="How long the server may take for a request.")] = 300.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
) -> None:
    """Load a graph into a server by the Graph Store Protocol, each article as a named graph.

    KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN, are the account.
    """
    from kg.push import Login
    from kg.push import push as send
    from kg.store import Store

    if replace and into is None:
        raise typer.BadParameter("--replace belongs to --graph: without it each article replaces its own graph")

    def note(done: Pushed) -> None:
        if sys.stderr.isatty() and not quiet:
            typer.echo(f"\r{done.graphs:,} graphs, {done.triples:,} triples", nl=False, err=True)

    login = Login(**{name: os.environ.get(f"KG_PUSH_{name.upper()}", "") for name in ("user", "password", "token")})
    done = send(
        Store.load(graph), endpoint, graph=into, replace=replace, login=login, batch=batch, timeout=timeout, each=note
    )
    if sys.stderr.isatty() and not quiet:
        typer.echo(err=True)
    if not quiet:
        typer.echo(f"{done.triples:,} triples in {done.graphs:,} graphs of {endpoint}")
