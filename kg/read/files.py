"""Bytes and names of files, here or on any store that fsspec knows: a path, file:, memory:, s3: and the like.

Only stores whose server the user's own settings name are opened: an address that names a server itself (http:, ftp:,
a chain like zip::http:) could lead to what only this machine can reach, and goes through kg.read.url or nowhere.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast
from urllib.parse import unquote, urlsplit

from kg.errors import FetchError, InputError

STORES = frozenset({"memory", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oci", "oss"})
"""Schemes whose server is the user's own setting, never part of the address."""
_PACKAGES = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "oci": "ocifs", "oss": "ossfs"}
_WEB = frozenset({"http", "https"})
_WILD = re.compile(r"[*?\[]")
_BUILD = frozenset({"graph.ttl", "articles"})  # what every folder that kg build has written holds


def scheme(name: str) -> str:
    """The scheme of an address, in lower case; "" for a path."""
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(?:://|//|:)", name)
    return found[1].lower() if found else ""


def is_web(name: str) -> bool:
    """Whether it is an http or https address."""
    return scheme(name) in _WEB


def local(name: Path | str) -> Path | None:
    """The path that a name means, None for an address elsewhere; a Path is one. FetchError for a scheme kg doesn't open."""
    if isinstance(name, Path):
        return name
    kind = scheme(name)
    if kind in {"file", "local"}:
        return Path(unquote(urlsplit(name).path) if kind == "file" else name.partition("://")[2])
    if not kind:
        return Path(name)
    if kind not in STORES | _WEB or "::" in name:
        known = ", ".join(sorted(STORES))
        raise FetchError(f"{name} can't be opened: kg reads paths, http and https pages, file: and {known} addresses")
    return None


def filesystem(name: str) -> tuple[Any, str]:
    """The fsspec file system of an address that is not local, and the path in it.

    InputError where its package isn't installed or it can't be reached.
    """
    import fsspec

    kind = scheme(name)
    try:
        return cast("tuple[Any, str]", fsspec.core.url_to_fs(name))
    except ImportError as error:
        package = _PACKAGES.get(kind, "adlfs")
        raise InputError(f"{name} needs the package {package}: pip install {package}") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{name} can't be opened ({error}): check the address and its credentials") from error


def suffix(name: str) -> str:
    """What a name ends in, in lower case, with that of a compression: ``.jsonl.gz``."""
    parts = [part.lower() for part in PurePosixPath(name).suffixes]
    packed = len(parts) > 1 and parts[-1] in {".gz", ".bz2", ".xz"}
    return "".join(parts[-2:]) if packed else "".join(parts[-1:])


def exists(name: str) -> bool:
    """Whether there is a file or folder of this name, here or on another store."""
    path = local(name)
    if path is not None:
        return path.exists()
    system, inside = filesystem(name)
    return bool(system.exists(inside))


def open_file(name: str) -> IO[bytes]:
    """Open a file for reading, as it stands. InputError where it is missing or can't be opened."""
    path = local(name)
    try:
        if path is not None:
            return path.open("rb")
        system, inside = filesystem(name)
        return cast("IO[bytes]", system.open(inside, "rb"))
    except FileNotFoundError as error:
        raise _missing(name) from error
    except OSError as error:
        raise _unreadable(name, error) from error
    except Exception as error:  # the packages behind fsspec raise what they like
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name} can't be opened ({error}): check the address and its credentials") from error


def read_bytes(name: str, limit: int) -> bytes:
    """A file's bytes, at most `limit` and one more, by which a longer file is known. InputError as open_file."""
    try:
        with open_file(name) as file:
            return file.read(limit + 1)
    except OSError as error:
        raise _unreadable(name, error) from error


def _missing(name: str) -> InputError:
    return InputError(f"there is no file, folder or URL {name}: check the name")


def _unreadable(name: str, error: OSError) -> InputError:
    return InputError(f"{name} can't be read ({error.strerror or error}): check its permissions")


def names(given: str, wanted: tuple[str, ...]) -> Iterator[str]:
    """The files a name stands for: a folder's files that end in one of `wanted`, those a pattern (``*``, ``**``, ``?``,
    ``[…]``) matches, or the name itself; in order of name, folder by folder.

    Hidden files are left out, links to folders are not followed, nor is the folder of another build entered.
    InputError where a folder or a pattern holds nothing.
    """
    path = local(given)
    if is_web(given):
        found: Iterator[str] = iter([given])
    elif path is not None:
        found = _here(path, given, wanted)
    else:
        found = _there(given, wanted)
    first = next(found, None)
    if first is None:
        some = ", ".join(wanted)
        raise InputError(
            f"the pattern {given} matches no file: check it, and quote it so that the shell leaves it alone"
            if _WILD.search(given)
            else f"the folder {given} holds no {some} file: name the files, or rename them"
        )
    yield first
    yield from found


def _here(path: Path, given: str, wanted: tuple[str, ...]) -> Iterator[str]:
    if path.is_dir():
        yield from _walk(path, wanted)
    elif path.exists() or not _WILD.search(given):
        yield str(path) if path.exists() else given
    else:
        for match in sorted(glob.iglob(str(path), recursive=True)):  # noqa: PTH207 Path.glob takes no absolute pattern
            if Path(match).is_file() and not any(part.startswith(".") for part in Path(match).parts[1:]):
                yield match


def _walk(folder: Path, wanted: tuple[str, ...]) -> Iterator[str]:
    """One folder after the other, so that a tree of any size takes the memory of its largest folder."""
    try:
        with os.scandir(folder) as entries:
            listed = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        raise _unreadable(str(folder), error) from error
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            if not all((folder / entry.name / name).exists() for name in _BUILD):
                yield from _walk(folder / entry.name, wanted)
        elif entry.name.lower().endswith(wanted) and not entry.is_dir():
            yield str(folder / entry.name)


def _there(given: str, wanted: tuple[str, ...]) -> Iterator[str]:
    """As _here, of another store."""
    system, inside = filesystem(given)
    try:
        if _WILD.search(given):
            yield from (system.unstrip_protocol(one) for one in sorted(system.glob(inside)) if not system.isdir(one))
        elif system.isdir(inside):
            for folder, _, files in system.walk(inside):
                kept = (name for name in sorted(files) if name.lower().endswith(wanted) and not name.startswith("."))
                yield from (system.unstrip_protocol(f"{folder.rstrip('/')}/{name}") for name in kept)
        else:
            yield given
    except OSError as error:
        raise _unreadable(given, error) from error
    except Exception as error:  # the packages behind fsspec raise what they like
        raise InputError(f"{given} can't be listed ({error}): check the address and its credentials") from error
