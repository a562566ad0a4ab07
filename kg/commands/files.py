"""What commands have in common: the graph they read, and a file written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kg.errors import GraphError

GraphPath = Annotated[Path, typer.Argument(metavar="GRAPH", help="A build's folder, or a Turtle file.", show_default=False)]


def write_file(target: Path, data: str | bytes | Iterator[bytes]) -> None:
    """Write a file, and the folder it stands in if that is absent; GraphError where it can't be written."""
    from kg.store import atomically

    pieces = [data.encode("utf-8")] if isinstance(data, str) else [data] if isinstance(data, bytes) else data
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomically(target) as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        raise GraphError(f"{target} can't be written ({error.strerror}): choose another file") from error
