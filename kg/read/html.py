"""An article out of a web page: trafilatura finds its text, the page's own metadata and header line describe it.

The article's text is what the page shows of it, in its order: title, header line (date, source, editor), paragraphs.
Dates come from what the page declares or labels; none is guessed from addresses or copyright lines.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import InputError
from kg.read.header import field_names
from kg.read.tables import restored, simplified
from kg.read.text import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"<meta[^>]{1,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_NAMES = {
    # Names of <meta> elements, lower case: Open Graph, Dublin Core, and the set that GB-style government sites must
    # carry (Guide to Website Development of Government Departments, State Council Office 2017, annex on meta tags).
    "title": ("articletitle", "og:title", "dc.title", "twitter:title"),
    "date": ("pubdate", "publishdate", "article:published_time", "og:release_date", "dc.date", "date", "weibo:article:create_at"),
    "source": ("contentsource", "source", "og:site_name", "dc.source"),
    "author": ("author", "article:author", "dc.creator"),
    "editor": ("editor",),
    "url": ("og:url", "url"),
    "license": ("dcterms.license", "dc.rights.license", "dcterms.rights", "dc.rights"),
}
_LINE = 160
"""A longer stretch of a page is no header line."""
_SHORTEST = 50
"""Fewer characters without a sentence are a menu or a notice, not an article."""
_SITE_TITLE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,20}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a web page says: the article's text, and the metadata it declares ("" where it doesn't)."""

    text: str
    title: str = ""
    date: str = ""
    source: str = ""
    author: str = ""
    editor: str = ""
    url: str = ""
    license: str = ""


def declared_charset(raw: bytes) -> str | None:
    """The encoding a page declares in its first 4096 bytes, or None."""
    found = _CHARSET.search(raw[:4096])
    return found[1].decode("ascii") if found else None


def parse(raw: bytes, name: str, charset: str | None = None) -> Page:
    """The article in a page. `charset` is that of the HTTP header, which wins over the page's own.

    Raises InputError where the page can't be read or holds no article text.
    """
    from lxml import html as lxml_html
    from lxml.etree import LxmlError

    source = decode(raw, name, charset or declared_charset(raw))
    try:
        # the declaration would contradict the text, which is decoded already
        tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", source))
    except (LxmlError, ValueError) as error:
        message = f"{name} is no HTML page that can be read ({error})"
        raise InputError(message) from error
    meta = _metadata(tree)
    plain = simplified(tree)
    body = _body(source if plain is None else plain)
    if len(body) < _SHORTEST and not re.search("[。！？；]", body):
        message = f"{name} holds no article text that can be told from menus and links: save the article's text as .txt and read that"
        raise InputError(message)
    title = meta.get("title") or _heading(tree)
    return Page(text=_compose(title, _header_line(tree), body), **{**meta, "title": title})


def _body(source: str | HtmlElement) -> str:
    """The paragraphs of the article, one a line, as trafilatura tells them from the rest of the page.

    A table is one line a row, its cells between pipes.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what the InputError says already
    found = trafilatura.extract(source, include_comments=False, include_tables=True, target_language=None)
    return restored(found or "").strip()


def _compose(title: str, line: str, body: str) -> str:
    """Title, header line and paragraphs; where the extracted text holds the first two itself, anywhere, once only."""
    furniture = {title, *line.split("\n")}
    paragraphs = [paragraph for paragraph in body.split("\n") if paragraph.strip() not in furniture]
    return "\n\n".join(filter(None, (title, line, "\n".join(paragraphs).strip())))


def _metadata(tree: HtmlElement) -> dict[str, str]:
    """What <meta> elements, JSON-LD and the canonical link declare."""
    declared: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        content = re.sub(r"\s+", " ", element.get("content") or "").strip()
        if name and content:
            declared.setdefault(name, content)
    found = {key: next((declared[n] for n in names if n in declared), "") for key, names in _NAMES.items()}
    for node in _json_ld(tree):
        for key, value in node.items():
            found[key] = found.get(key) or value
    canonical = next((e.get("href") for e in tree.iter("link") if (e.get("rel") or "").lower() == "canonical"), "")
    found["url"] = next((u for u in (canonical, found["url"]) if re.match(r"https?://", u or "")), "")
    linked = next((e.get("href") for e in tree.iter("link", "a") if "license" in (e.get("rel") or "").lower().split()), "")
    found["license"] = next((u for u in (linked, found["license"]) if re.match(r"https?://", u or "")), "")
    return found


def _json_ld(tree: HtmlElement) -> Iterator[dict[str, str]]:
    """The articles that JSON-LD scripts describe, in the names of Page."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # a page with a broken script is still a page
        nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for node in nodes if isinstance(nodes, list) else []:
            if isinstance(node, dict) and re.search(r"Article|Posting|Report", str(node.get("@type"))):
                yield {
                    "title": _name(node.get("headline")),
                    "date": _name(node.get("datePublished")),
                    "author": _name(node.get("author")),
                    "source": _name(node.get("publisher")),
                    "editor": _name(node.get("editor")),
                    "license": _address(node.get("license")),
                }


def _address(value: Any) -> str:
    """The address of a JSON-LD value: a string, or a thing with an @id or url."""
    if isinstance(value, dict):
        return _address(value.get("@id") or value.get("url"))
    return value.strip() if isinstance(value, str) else ""


def _name(value: Any) -> str:
    """The text of a JSON-LD value: a string, a thing with a name, or a list of those."""
    if isinstance(value, list):
        return "、".join(filter(None, map(_name, value)))
    if isinstance(value, dict):
        return _name(value.get("name"))
    return value.strip() if isinstance(value, str) else ""


def _heading(tree: HtmlElement) -> str:
    """The page's only <h1>, else its <title> without the name of the site."""
    headings = [re.sub(r"\s+", " ", str(e.text_content())).strip() for e in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    title = next((re.sub(r"\s+", " ", str(e.text_content())).strip() for e in tree.iter("title")), "")
    return _SITE_TITLE.sub("", title)


def _header_line(tree: HtmlElement) -> str:
    """What the page says of when and by whom the article was published: one line, or several where it is split up.

    trafilatura leaves it out as furniture. A date alone counts only if labelled: lists of links are full of dates.
    """
    for element in tree.xpath("//script | //style | //noscript"):
        element.drop_tree()
    lines: list[str] = []
    seen: set[str] = set()
    for element in tree.iter("div", "p", "span", "td", "tr", "li", "ul", "h2", "h3", "h4", "h5", "section", "header"):
        line = re.sub(r"\s+", " ", " ".join(element.itertext())).strip()
        names = field_names(line) if len(line) <= _LINE else frozenset()
        if "date" in names and len(names - {"labelled date"}) > 1:
            return line
        if (names - {"date"}) - seen:
            lines.append(line)
            seen |= names
    return "\n".join(lines)
