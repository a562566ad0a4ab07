"""What goes between the server's own processes: a call by name with plain arguments, and the reply to it.

A frame is two big-endian 32-bit lengths, a JSON header of the first and raw bytes of the second.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from dataclasses import dataclass, field
from typing import Any

_LENGTHS = struct.Struct(">II")
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer as a handler makes it. `trace` is for the log alone: why a handler failed."""

    status: int = 200
    type: str = TEXT
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    trace: str = ""

    @classmethod
    def text(cls, status: int, message: str, **headers: str) -> Reply:
        """A plain message; a header's name is written with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status=status, body=f"{message}\n".encode(), headers=named)

    @classmethod
    def json(cls, value: Any, status: int = 200) -> Reply:
        """A value as JSON."""
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(status=status, type=JSON, body=body)

    def frame(self) -> bytes:
        """The reply as it goes over a socket."""
        header = [self.status, self.type, self.headers, self.trace]
        return _frame(header, self.body)

    @classmethod
    def unframed(cls, header: list[Any], body: bytes) -> Reply:
        """The reply that `frame` was made of."""
        status, type, headers, trace = header
        return cls(status=status, type=type, headers=headers, trace=trace, body=body)


class Refusal(Exception):
    """Raised by a handler to answer with a message instead."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.reply = Reply.text(status, message, **headers)


def _frame(header: Any, body: bytes = b"") -> bytes:
    head = json.dumps(header).encode()
    return _LENGTHS.pack(len(head), len(body)) + head + body


def call(handler: str, arguments: dict[str, Any]) -> bytes:
    """The frame of a call."""
    return _frame([handler, arguments])


def receive(connection: socket.socket) -> tuple[Any, bytes] | None:
    """One frame from a blocking socket, None where the other side has closed it."""
    lengths = _exactly(connection, _LENGTHS.size)
    if lengths is None:
        return None
    head, body = _LENGTHS.unpack(lengths)
    data = _exactly(connection, head + body)
    return None if data is None else (json.loads(data[:head]), data[head:])


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        part = connection.recv(min(count, 2**20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


async def receive_async(reader: asyncio.StreamReader) -> tuple[Any, bytes]:
    """One frame from a stream; asyncio.IncompleteReadError where the other side has closed it."""
    head, body = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
    header = json.loads(await reader.readexactly(head))
    return header, await reader.readexactly(body)
