"""An Article out of a text, or out of an item's bytes."""

from __future__ import annotations

import datetime as dt
import hashlib

from kg.ids import local_id
from kg.model import Article, Field
from kg.read import dates
from kg.read.header import parse_header
from kg.read.items import STDIN, Item
from kg.read.text import decode, normalise


def article_of(
    text: str,
    *,
    published: dt.date | None = None,
    url: str | None = None,
    declared: dict[str, str] | None = None,
) -> Article:
    """The article of a text: what its header says, else what is `declared` of it (title, date, source, author,
    editor, license, as a page's metadata has them). `published` wins over both."""
    header, declared = parse_header(text), declared or {}
    day = dates.DATE.search(declared.get("date", ""))
    moment = dates.value(day) if day else None
    if header.published or not moment:
        moment = (header.published, header.issued) if header.published else None
    known = (url,) if url else (hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),)
    issued = moment[1] if moment else None
    return Article(
        id=local_id("Article", *known),
        text=text,
        title=_field(header.fields, "headline") or declared.get("title") or None,
        published=published or (moment[0] if moment else None),
        issued=issued if not published or (issued and issued.date() == published) else None,
        source=_field(header.fields, "source") or declared.get("source") or None,
        author=_field(header.fields, "reporter") or declared.get("author") or None,
        editor=_field(header.fields, "editor") or declared.get("editor") or None,
        url=url,
        license=declared.get("license") or None,
        header=header.fields,
        body=header.body,
    )


def _field(fields: tuple[Field, ...], name: str) -> str:
    """The values of a header field, joined as Chinese lists are."""
    return "、".join(f.text for f in fields if f.name == name)


def article(item: Item, published: dt.date | None = None) -> Article:
    """The article of an item whose bytes are read (see kg.read.items.load).

    `published` wins over the date the item gives. InputError where it is empty, binary, too large or no article.
    """
    raw, name = item.raw or b"", "standard input" if item.source == STDIN else item.source
    declared = dict(item.declared)
    if item.media == "text":
        text = normalise(decode(raw, name, item.charset), name)
        return article_of(text, published=published, url=item.url, declared=declared)
    from kg.read import html

    page = html.parse(raw, name, item.charset)
    said = {key: getattr(page, key) for key in ("title", "date", "source", "author", "editor", "license")} | declared
    return article_of(normalise(page.text, name), published=published, url=item.url or page.url or None, declared=said)
