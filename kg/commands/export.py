"""kg export: a graph in another form."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.commands.files import GraphPath, write_file


def export(
    graph: GraphPath,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="The file to write; here or on another store.", show_default=False),
    ],
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", metavar="NAME", help="Which form; by the end of FILE's name unless given.", show_default=False),
    ] = None,
) -> None:
    """Write a graph in another form: a page, Turtle, N-Quads, JSON-LD, GraphML, tables, a data cube."""
    from kg import ontology
    from kg.store import Store
    from kg.views import VIEWS, named

    file = output.rpartition("/")[2]
    name = named(form, file)
    if name is None:
        message = f"there is no form {form or file!r}; choose one of {', '.join(VIEWS)}"
        raise typer.BadParameter(message, param_hint="--format")
    write_file(output, VIEWS[name](Store.load(graph), ontology.load()))
    typer.echo(output)
