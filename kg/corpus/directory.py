"""The files of a graph directory as files: the lock, what a killed process left, and how a build is moved into place."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from filelock import FileLock, Timeout

from kg.corpus.export import ARTICLES, VIEW_FILE, sweep_texts
from kg.corpus.manifest import FILE, Manifest
from kg.errors import GraphError
from kg.read import files
from kg.store import GRAPH_FILE, STORE_FOLDER, write_atomically

BUILD = ".build"
SHARDS = "shards"
_LOCK = ".lock"
_PARTS = (STORE_FOLDER, FILE, VIEW_FILE, GRAPH_FILE)  # in the order in which a build moves them into place, after its texts
_COMPLETE = "complete"
_OLD = ".old-"
_LEFT = re.compile(r"\.(?:sort-.*|old-.*|.*\.\d+-[0-9a-f]{8})")  # by kg.corpus.export, by a move, by kg.store.atomically

Mode = Literal["build", "rebuild", "update"]


def here(name: Path | str) -> Path:
    """The folder that a name means. GraphError where it is on another store, where a graph can't grow or be written to."""
    path = files.local(name)
    if path is None:
        raise GraphError(
            f"{name} is not on this machine: copy the folder here first. kg build and kg merge write to such an address, "
            f"kg query, validate, diff, export and push read the graph.ttl there"
        )
    return path


class Closes(Protocol):
    def close(self) -> None:
        """Let go of what it holds."""


T = TypeVar("T", bound=Closes)


@contextlib.contextmanager
def opened(path: Path, mode: Mode, make: Callable[[Path], T]) -> Iterator[T]:
    """What `make` makes of the directory to work in, alone: `path` itself to update it, else a build's folder in it.

    GraphError where another process writes to it, where it holds a graph ("build") or none ("update"), or where it
    can't be written.
    """
    home = path if mode == "update" else path / BUILD
    with _errors(path):
        if mode != "update":
            _make(path)
        elif not path.is_dir():
            raise GraphError(f"There is no graph at {path}: make one with kg build")
        with _locked(path):
            moved = _sweep(path)
            _check(path, mode, moved=moved)
            home.mkdir(exist_ok=True)
            made = make(home)
            try:
                yield made
            finally:
                made.close()


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Failures to write in words."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, sqlite3.Error) as error:
        what = (error.strerror if isinstance(error, OSError) else None) or str(error)
        where = getattr(error, "filename", None) or path
        raise GraphError(
            f"{where} can't be written ({what}): make room or choose another folder; "
            f"what was reported done is kept, and the same command goes on from there"
        ) from error


def _make(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GraphError(f"{path} can't be a folder ({error.strerror}): choose another --output") from error


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone in a directory. The system lets go of the lock of a killed process."""
    lock = FileLock(path / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise GraphError(f"another kg writes to {path} at this moment: wait until it has ended, then try again") from error
    try:
        yield
    finally:
        lock.release()


def _sweep(path: Path) -> bool:
    """Put away what killed processes left; whether a build that was complete was moved into place by that."""
    moved = (path / BUILD / _COMPLETE).exists()
    if moved:
        _move_in(path)
    for folder in (path, path / BUILD, path / ARTICLES, path / BUILD / ARTICLES, path / SHARDS):
        for left in folder.iterdir() if folder.is_dir() else ():
            if _LEFT.fullmatch(left.name):
                _remove(left)
    return moved


def _check(path: Path, mode: Mode, *, moved: bool) -> None:
    """Whether the directory is fit for what is wanted."""
    whole = (path / FILE).is_file() and (path / STORE_FOLDER).is_dir()
    some = whole or (path / GRAPH_FILE).exists()
    if mode == "build" and some and not moved:
        raise GraphError(f"{path} holds a graph: add to it with kg add, or build it anew with --force")
    if mode == "update" and not whole:
        what = "has a graph.ttl but no store" if some else "holds no graph"
        raise GraphError(f"{path} {what}: make it with kg build{' --force' if some else ''}")


def complete(path: Path) -> None:
    """Move a build that is whole, and closed, into place. Once it is marked so, the next process would end the move."""
    build = path / BUILD
    parts = [name for name in _PARTS if (build / name).exists()]
    write_atomically(build / _COMPLETE, json.dumps(parts).encode("ascii"))
    _move_in(path)


def _move_in(path: Path) -> None:
    """Move the parts of a build into place; begun again after it was broken off, it ends the same."""
    build = path / BUILD
    parts = json.loads((build / _COMPLETE).read_bytes())
    (path / ARTICLES).mkdir(exist_ok=True)
    for name in os.listdir(build / ARTICLES):  # noqa: PTH208 - of a hundred thousand names, paths would take ten times the memory
        (build / ARTICLES / name).replace(path / ARTICLES / name)
    for name in _PARTS:
        if name not in parts:
            _remove(path / name)
        elif (build / name).exists():
            old = path / f"{_OLD}{name}"
            _remove(old)
            if (path / name).exists():
                (path / name).rename(old)
            (build / name).rename(path / name)
    with contextlib.closing(Manifest(path / FILE, readonly=True)) as manifest:
        sweep_texts(path, manifest)
    _remove(build / _COMPLETE)
    _remove(build)
    for name in _PARTS:
        _remove(path / f"{_OLD}{name}")


def _remove(path: Path) -> None:
    """Remove a file or folder, where there is one."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
