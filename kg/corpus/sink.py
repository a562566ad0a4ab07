"""Where workers put their shards: a folder here, or on any store that kg.read.files opens."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from kg.errors import GraphError, InputError
from kg.read import files
from kg.store import write_atomically

_TEMPORARY = re.compile(r"\..+\.shard\.\d+-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Sink:
    """A folder of shards, by its path or address; small, so that it travels to workers.

    A file stands under its name whole or not at all.
    """

    location: str

    def make(self) -> None:
        """Make the folder. GraphError where it can't be."""
        path = files.local(self.location)
        if path is None:
            return  # stores of objects have no folders to make
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def put(self, name: str, data: bytes) -> None:
        """Write a file: beside its name first, flushed to disk, then renamed; a store of objects does the like by itself.

        GraphError where it can't be written.
        """
        path = files.local(self.location)
        try:
            if path is not None:
                write_atomically(path / name, data)
            else:
                system, inside = files.filesystem(self.location)
                system.pipe_file(f"{inside.rstrip('/')}/{name}", data)
        except OSError as error:
            raise self._unwritable(error) from error

    def get(self, name: str) -> bytes | None:
        """The bytes of a file, None where there is none that can be read."""
        path = files.local(self.location)
        try:
            if path is not None:
                return (path / name).read_bytes()
            system, inside = files.filesystem(self.location)
            return bytes(system.cat_file(f"{inside.rstrip('/')}/{name}"))
        except (OSError, InputError):
            return None

    def sweep(self) -> None:
        """Remove what killed writers left half-written. For whoever holds the folder alone."""
        path = files.local(self.location)
        if path is not None and path.is_dir():
            with os.scandir(path) as entries:
                left = [entry.name for entry in entries if _TEMPORARY.fullmatch(entry.name)]
            for name in left:
                Path(path, name).unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> GraphError:
        return GraphError(f"{self.location} can't be written to ({error.strerror or error}): make room, or choose another --output")
