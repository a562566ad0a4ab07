"""Text out of bytes: plain text and Markdown.

The text is the decoded input with CRLF as LF and nothing else changed: every offset of the graph counts in it.
Markdown is read as it stands, so that its quotes are found again in the file.
"""

from __future__ import annotations

import codecs
import re

from kg.errors import InputError

MAX_BYTES = 20_000_000
"""A larger input is no article; the largest statistical yearbooks as text are under 10 MB."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a Word, Excel or ZIP file"), (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"))
_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
LEAST_CHINESE = 0.2
"""Han characters in Chinese prose are over 60 % of the text; below this share a text is in another language."""
_MOST_KANA = 0.1
"""Of Japanese prose about half is kana; Chinese prose has them in a name at most."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LEVEL1 = (0xB0, 0xD7)  # lead bytes of the 3755 characters of everyday use in GB 2312
_SURE = 0.6
"""Chinese prose is over 95 % everyday characters; another encoding read as GB 18030 is under a third."""


def decode(raw: bytes, name: str, declared: str | None = None) -> str:
    """The text of `raw`, read by its byte order mark, else as `declared`, UTF-8, GB 18030 or what fits best.

    `name` is what messages call the input. Raises InputError where it is binary, or no encoding fits.
    """
    _refuse_binary(raw, name)
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return _checked(_strict(raw[len(bom) :], encoding), name)
    if b"\0" in raw:
        message = f"{name} is binary, not text: it has a NUL byte at {raw.index(0):,}"
        raise InputError(message)
    for encoding in filter(None, (_known(declared), "utf-8")):
        text = _strict(raw, encoding)
        if text is not None:
            return _checked(text, name)
    text = _strict(raw, "gb18030")
    return _checked(text if text is not None and _everyday(text) >= _SURE else _guess(raw, text), name)


def normalise(text: str, name: str) -> str:
    """CRLF as LF. Raises InputError where nothing but blanks is left."""
    text = text.replace("\r\n", "\n")
    if not text.strip():
        message = f"{name} is empty: there is no text in it to read"
        raise InputError(message)
    return text


def han_share(text: str) -> float:
    """The share of Han characters in a text without its blanks; 0 where there is nothing else."""
    words = "".join(text.split())
    return len(_HAN.findall(words)) / len(words) if words else 0.0


def chinese(text: str) -> bool:
    """Whether a text is in Chinese: enough of it is Han characters, and little of it Japanese kana."""
    share = han_share(text)
    return share >= LEAST_CHINESE and len(_KANA.findall(text)) <= _MOST_KANA * len("".join(text.split()))


def _refuse_binary(raw: bytes, name: str) -> None:
    if len(raw) > MAX_BYTES:
        message = f"{name} has {len(raw):,} bytes, over the limit of {MAX_BYTES:,}: cut it into articles"
        raise InputError(message)
    for magic, what in _MAGIC:
        if raw.startswith(magic):
            message = f"{name} is {what}, not text: save its text as .txt or .html and read that"
            raise InputError(message)


def _known(declared: str | None) -> str | None:
    """A declared encoding that Python has; GB 2312 and GBK pages in truth use GB 18030, which holds both."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name if declared else ""
    except LookupError:
        return None
    return "gb18030" if name in {"gb2312", "gbk", "hz"} else name or None


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _everyday(text: str) -> float:
    """The share of everyday characters (GB 2312 level 1) among the Han characters of a text; 1 where it has none."""
    han = re.findall(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text)
    common = sum(_LEVEL1[0] <= c.encode("gb18030")[0] <= _LEVEL1[1] and c.encode("gb18030")[1] >= 0xA1 for c in han)
    return common / len(han) if han else 1.0


def _guess(raw: bytes, fallback: str | None) -> str | None:
    """The best of the encodings Chinese texts come in, by charset-normalizer's measure of coherence."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw, cp_isolation=["big5", "big5hkscs", "gb18030", "utf_16_le", "utf_16_be"]).best()
    return str(best) if best else fallback


def _checked(text: str | None, name: str) -> str:
    """The text, unless it failed to decode or holds the control characters of binary data."""
    if text is None:
        message = f"{name} can't be decoded: save it as UTF-8 and read it again"
        raise InputError(message)
    control = _CONTROL.search(text)
    if control:
        message = f"{name} is binary, not text: it has the character U+{ord(control[0]):04X} at offset {control.start()}"
        raise InputError(message)
    return text
