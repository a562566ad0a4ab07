"""What a server was told when it was started: the graph, its address, and the limits it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`seconds` bounds a query, `rows` and `answer` (bytes) its result, `body` (bytes) a request, `memory` (bytes) what
    one worker may take beyond the graph itself; `workers` queries run at a time, `waiting` may queue. Updates need `token`.
    """

    path: Path
    host: str = "127.0.0.1"
    port: int = 8321
    seconds: float = 10.0
    rows: int = 100_000
    answer: int = 256 * 2**20
    body: int = 2**20
    memory: int = 2 * 2**30
    workers: int = 4
    waiting: int = 256
    token: str | None = None

    @property
    def writable(self) -> bool:
        """Whether SPARQL updates are accepted from who has the token."""
        return self.token is not None
