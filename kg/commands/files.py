"""What commands have in common: the graph they read, and a file written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

GraphPath = Annotated[
    str, typer.Argument(metavar="GRAPH", help="A build's folder, or a Turtle file; here or on another store.", show_default=False)
]


def write_file(target: Path | str, data: str | bytes | Iterator[bytes]) -> None:
    """Write a file, and the folder it stands in if that is absent; GraphError where it can't be written."""
    from kg.corpus.remote import written

    pieces = [data.encode("utf-8")] if isinstance(data, str) else [data] if isinstance(data, bytes) else data
    with written(target) as file:
        for piece in pieces:
            file.write(piece)
