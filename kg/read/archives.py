"""Archives of pages and texts: ZIP, tar and packed tar, streamed member by member; nothing is unpacked to disk."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from kg.errors import InputError
from kg.read import files
from kg.read.items import HTML, TEXT, Item
from kg.read.text import MAX_BYTES


def items(name: str) -> Iterator[Item]:
    """The pages and texts in an archive, as items named ``name/member``; hidden members and others are passed over.

    A member is read up to the limit of an article, so that one that unpacks to far more than it is harms nobody.
    InputError where the archive is damaged or cut short, after all that could be read.
    """
    found = 0
    try:
        with files.open_file(name) as file:
            for member, raw in _zip(file) if name.lower().endswith(".zip") else _tar(file):
                found += 1
                media = "html" if member.lower().endswith(HTML) else "text"
                yield Item(source=f"{name}/{member}", raw=raw, media=media)
    except (OSError, EOFError, RuntimeError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise InputError(f"{name} is damaged, cut short or encrypted ({error}): {found} of its files were read") from error


def _wanted(member: str) -> bool:
    return member.lower().endswith(TEXT + HTML) and not any(part.startswith(".") for part in PurePosixPath(member).parts)


def _zip(file: object) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as archive:  # type: ignore[call-overload]
        for member in archive.infolist():
            if not member.is_dir() and _wanted(member.filename):
                with archive.open(member) as content:
                    yield member.filename, content.read(MAX_BYTES + 1)


def _tar(file: object) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=file, mode="r|*") as archive:  # type: ignore[call-overload]
        for member in archive:
            archive.members = []  # it would keep every member's header
            content = archive.extractfile(member) if member.isfile() and _wanted(member.name) else None
            if content:
                yield member.name, content.read(MAX_BYTES + 1)
