"""The words a fact stands on: the sentence, the exact stretch within it, and the article they come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from kg.network import Passage
from kg.serve.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An article, as a citation needs it. `path` is its page here."""

    iri: str
    id: str
    path: str
    headline: str = ""
    date: str = ""
    url: str = ""
    license: str = ""
    author: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`before` + `exact` + `after` is the sentence; all of it is `before` where no stretch is marked.

    `start` and `end` are its code points in the article; `path` leads to the marked stretch there.
    """

    before: str
    exact: str
    after: str
    start: int
    end: int
    path: str
    source: Source

    @property
    def text(self) -> str:
        return self.before + self.exact + self.after


def passage(site: Site, iri: str) -> Passage | None:
    """The passage of an IRI, None where the graph has no such passage or not all of it."""
    values = partial(site.value, iri)
    article, start, end = values("hasSource"), values("oa:start"), values("oa:end")
    if not (article and start.isdigit() and end.isdigit()):
        return None
    return Passage(iri=iri, article=article, start=int(start), end=int(end), text=values("exact"))


def source(site: Site, article: str) -> Source:
    """What the graph says of an article."""
    names = {name: tuple(site.label(iri) for iri in site.values(article, name)) for name in ("author", "publisher")}
    return Source(
        iri=article,
        id=article.removeprefix(site.store.base),
        path=site.path(article),
        headline=site.value(article, "headline"),
        date=site.value(article, "datePublished"),
        url=site.value(article, "schema:url"),
        license=site.value(article, "schema:license"),
        **names,
    )


def quote(site: Site, evidence: str, exact: str = "") -> Quote | None:
    """The quote of a fact: its sentence, and the exact stretch where there is one inside it."""
    whole = passage(site, evidence) if evidence else None
    part = passage(site, exact) if exact else None
    whole = whole or part
    if whole is None:
        return None
    inside = part is not None and part.article == whole.article and whole.start <= part.start <= part.end <= whole.end
    start, end = (part.start - whole.start, part.end - whole.start) if part and inside else (len(whole.text),) * 2
    return Quote(
        before=whole.text[:start],
        exact=whole.text[start:end],
        after=whole.text[end:],
        start=whole.start,
        end=whole.end,
        path=site.path(part.iri if part and inside else whole.iri),
        source=source(site, whole.article),
    )


def around(text: str, start: int, end: int, room: int = 30) -> tuple[str, str, str]:
    """Some words of a text with what stands before and after them, within their line."""
    left = max(text.rfind("\n", 0, start) + 1, start - room)
    stop = text.find("\n", end)
    right = min(stop if stop >= 0 else len(text), end + room)
    return text[left:start], text[start:end], text[end:right]
