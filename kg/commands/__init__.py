"""Commands of the command line that have a module of their own; each is a function, registered here."""

from __future__ import annotations

import typer

from kg.commands.corpus import add, diff, merge, remove, stats, why
from kg.commands.export import export
from kg.commands.push import push

_SAME_AS_EXPORT = "The same as kg export, under its first name."


def register(app: typer.Typer) -> None:
    """Add them to the command line."""
    app.command()(export)
    app.command("view", help=_SAME_AS_EXPORT)(export)
    app.command()(push)
    for command in (add, remove, merge, diff, stats, why):
        app.command()(command)
