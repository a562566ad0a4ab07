"""WARC: the pages of a crawl, packed or not, and the plain texts of a WET file.

fastwarc reads records; it takes a file that ends early for one that ends, so the end is checked here.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, cast

from kg.errors import InputError
from kg.read import files
from kg.read.items import Item
from kg.read.text import MAX_BYTES

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_END = b"\r\n\r\n"  # ISO 28500: every record ends with two line ends
_OK = 200
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class _Watched:
    """A stream that remembers its last bytes."""

    def __init__(self, inner: gzip.GzipFile | IO[bytes]) -> None:
        self.inner = inner
        self.last = b""

    def read(self, size: int = -1) -> bytes:
        # what a packed file cut short still gives comes before its error, which one long read would swallow it for
        data = self.inner.read1(size) if isinstance(self.inner, gzip.GzipFile) else self.inner.read(size)
        if data:
            self.last = (self.last + data[-len(_END) :])[-len(_END) :]
        return data

    def tell(self) -> int:
        return self.inner.tell()


def items(name: str) -> Iterator[Item]:
    """The pages of a WARC file as items named ``name#number``, by the number of the response among all in the file.

    Pages that failed (any status but 200) and what is no page are passed over. InputError where the file ends early or
    is damaged, after all that could be read.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    number = whole = 0
    held: Item | None = None
    with files.open_file(name) as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        stream = _Watched(gzip.GzipFile(fileobj=file) if packed else file)
        try:
            for record in ArchiveIterator(cast("IO[bytes]", stream), record_types=wanted, auto_decode="all", fsspec_args=False):
                if held:
                    yield held  # whole, since another record follows it
                whole, number, held = number, number + 1, _item(f"{name}#{number + 1}", record)
                if held and len(held.raw or b"") == record.content_length:
                    yield held  # as long as it should be; of a packed page that can't be told before the next record
                    whole, held = number, None
        except (OSError, EOFError, zlib.error, ValueError) as error:
            raise _cut(name, whole, str(error)) from error
        if stream.last != _END:
            raise _cut(name, whole, "its last record has no end")
    if held:
        yield held


def _cut(name: str, number: int, why: str) -> InputError:
    return InputError(f"{name} is damaged or cut short after record {number} ({why}): the pages before it were read; fetch it anew")


def _item(source: str, record: WarcRecord) -> Item | None:
    """The item of a record; None where it holds no page."""
    url = str(record.headers.get("WARC-Target-URI", "")).strip("<>")
    http = record.http_headers if record.is_http else None
    if http is not None and http.status_code != _OK:
        return None
    media = (record.http_content_type if http is not None else record.headers.get("Content-Type", "")) or ""
    kind = "html" if media in _PAGES else "text" if media.partition(";")[0] == "text/plain" else ""
    if not kind or not files.is_web(url):
        return None
    raw = record.reader.read(MAX_BYTES + 1)
    charset = record.http_charset if http is not None else "utf-8"
    return Item(source=source, raw=raw, media=kind, charset=charset, url=url, crawled=True)
