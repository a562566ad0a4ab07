r"""What one input gave, as one self-contained file: the unit that workers write and a graph directory takes in.

A shard depends on its input alone, so any worker may write it, twice if need be: the bytes are the same. A checksum
stands inside, so that a truncated or damaged one is told from a whole one. The user's rules (--rules) are no part of
a shard: GraphFolder.take applies them, and a change of rules reads nothing again.

    zhengtu shard 1\n
    SHA-256 of all that follows, in hex\n
    deflated (zlib): the fields as one line of JSON with the lengths in bytes of what follows, then
    text (UTF-8), triples (N-Triples), audit (lines of JSON)
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import asdict, dataclass, field
from typing import Any

from kg import indicators, mapping
from kg.errors import GraphError
from kg.model import Document
from kg.read.text import LEAST_CHINESE, han_share
from kg.turtle import lines

SUFFIX = ".shard"
_MAGIC = b"zhengtu shard 1\n"
_DIGEST = 64


class CorruptShard(GraphError):
    """A shard is truncated or damaged: throw it away and process its input again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """What one input gave: an article with its triples, or an error in words.

    `source` is the input's name; `key` hashes all that the result depends on (see key_of); `article` is the local id
    (``article/…``) and `text` the exact text that offsets count in, both None where there is an error. `triples` are
    sorted, deduplicated N-Triples lines (see lines). `note` says why an article yields nothing, "" where it does.
    `audit` says which words were taken for which entity by which rule (see audit_of). `packed` are the bytes it was
    decoded from, b"" for none: all of it but the source is in them.
    """

    source: str
    key: str
    article: str | None = None
    text: str | None = None
    triples: bytes = b""
    note: str = ""
    error: str | None = None
    audit: bytes = b""
    packed: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A shard without its content: what a worker returns, and one line of a manifest.

    `shard` is the shard's file name, `sha256` the digest of that file's bytes in hex; both are "" where the graph
    directory has this source with this key already, so that nothing was done.
    """

    source: str
    key: str
    article: str | None = None
    shard: str = ""
    sha256: str = ""
    note: str = ""
    error: str | None = None

    def line(self) -> str:
        """The record as one line of JSON, without its end."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def parse(cls, line: str | bytes) -> Record:
        """The record of a line; GraphError where it is none."""
        try:
            return cls(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise GraphError(f"{line[:80]!r} is no record of a manifest: build the graph again") from error


def key_of(raw: bytes, *how: str, base: str, published: object = None) -> str:
    """The key of a shard, 64 hex digits: the bytes read, what says `how` to read them (a suffix, a media type, an
    address), the date of publication that was given (or None), the base IRI, and the version of the rules."""
    parts = [hashlib.sha256(raw).hexdigest(), *how, base, str(published or ""), mapping.version()]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def shard_of(document: Document, *, source: str, key: str, base: str) -> Shard:
    """The shard of an article that was read."""
    return Shard(
        source=source,
        key=key,
        article=document.article.id,
        text=document.article.text,
        triples=lines(mapping.triples(document, base)),
        note=why_nothing(document),
        audit=audit_of(document),
    )


def audit_of(document: Document) -> bytes:
    """Which words of an article were taken for which entity: sorted lines of JSON, ``[entity id, words, rule]``."""
    found = {(m.entity, m.text, m.by) for m in document.mentions if m.entity} | indicators.audit(document)
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in sorted(found)).encode("utf-8")


def why_nothing(document: Document) -> str:
    """Why a document has neither mentions nor figures, in words; "" where it has some."""
    if document.mentions or document.observations:
        return ""
    share = han_share(document.article.text)
    if share < LEAST_CHINESE:
        return f"nothing found: only {share:.0%} of its characters are Chinese, and kg reads Chinese"
    considered = f", {len(document.discards)} candidates were set aside" if document.discards else ""
    return (
        f"nothing found: none of its {len(document.sentences)} sentences names an organ, place, programme, document, event or "
        f"person that kg knows by its form, or states a figure{considered}; kg explain shows how each was read"
    )


def name_of(key: str) -> str:
    """The file name of the shard with this key."""
    return key + SUFFIX


def record_of(shard: Shard, data: bytes) -> Record:
    """The record of a shard whose encoded bytes are `data`."""
    return Record(
        source=shard.source,
        key=shard.key,
        article=shard.article,
        shard=name_of(shard.key),
        sha256=hashlib.sha256(data).hexdigest(),
        note=shard.note,
        error=shard.error,
    )


def encode(shard: Shard) -> bytes:
    """A shard as bytes: the same shard always as the same ones."""
    text = (shard.text or "").encode("utf-8")
    fields: dict[str, Any] = {
        "source": shard.source,
        "key": shard.key,
        "article": shard.article,
        "text": None if shard.text is None else len(text),
        "triples": len(shard.triples),
        "note": shard.note,
        "error": shard.error,
    }
    head = json.dumps(fields, sort_keys=True).encode("ascii")
    body = zlib.compress(head + b"\n" + text + shard.triples + shard.audit, 1)
    return _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n" + body


def decode(data: bytes) -> Shard:
    """The shard that `data` holds; CorruptShard where a byte is missing, changed or too many."""
    start = len(_MAGIC) + _DIGEST + 1
    body = data[start:]
    if data[:start] != _MAGIC + hashlib.sha256(body).hexdigest().encode("ascii") + b"\n":
        raise CorruptShard("a shard is truncated or damaged: remove it and build again, its input will be read anew")
    head, _, content = zlib.decompress(body).partition(b"\n")
    fields = json.loads(head)
    text = fields["text"] or 0
    audit = text + fields["triples"]
    return Shard(
        source=fields["source"],
        key=fields["key"],
        article=fields["article"],
        text=None if fields["text"] is None else content[:text].decode("utf-8"),
        triples=content[text:audit],
        note=fields["note"],
        error=fields["error"],
        audit=content[audit:],
        packed=data,
    )
