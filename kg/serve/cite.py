"""Citations of an article, and of a quote from it: GB/T 7714-2015 and BibTeX."""

from __future__ import annotations

import re

from kg.serve.quotes import Quote, Source

_SPECIAL = re.compile(r"([\\{}$&#^_%~])")
_TEX = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


def gbt(source: Source, today: str, quote: Quote | None = None) -> str:
    """GB/T 7714-2015, section 4.6 (electronic resources): 责任者. 题名[EB/OL]. 出版者 (发布日期)[引用日期]. 地址.

    [Z] where the article has no address. A quote follows with its place, which the standard leaves to the citing text.
    """
    kind = "EB/OL" if source.url else "Z"
    dates = f"({source.date})" if source.date else ""
    dates += f"[{today}]" if source.url and today else ""
    origin = " ".join(filter(None, (", ".join(source.publisher), dates)))
    parts = [", ".join(source.author), f"{source.headline or source.id}[{kind}]", origin, source.url]
    cited = ". ".join(part for part in parts if part) + "."
    return f"{cited} {place(quote)}" if quote else cited


def place(quote: Quote) -> str:
    """The quote and where it stands, in code points of the text that was read."""
    return f"“{quote.text.strip()}”（第{quote.start + 1}—{quote.end}字）"


def bibtex(source: Source, today: str, quote: Quote | None = None) -> str:
    """A BibLaTeX @online entry, @misc where the article has no address; what TeX would read as a command is escaped."""
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in source.author),
        "title": f"{{{_escaped(source.headline or source.id)}}}",
        "organization": ", ".join(map(_escaped, source.publisher)),
        "date": source.date,
        "url": source.url,
        "urldate": today if source.url else "",
        "note": _escaped(place(quote)) if quote else "",
        "langid": "chinese",
    }
    key = source.id.replace("/", ":") + (f":{quote.start}-{quote.end}" if quote else "")
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{'online' if source.url else 'misc'}{{{key},\n{lines}}}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _TEX.get(found[0], "\\" + found[0]), " ".join(text.split()))
