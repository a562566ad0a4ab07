"""How a page is made: a template, the words of the reader's language, and what all pages share."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg.serve.ask import Ask
from kg.serve.index import Figure
from kg.serve.site import Site
from kg.serve.wire import HTML, Reply

_HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates; whatever comes from a graph is escaped. All are read now: a worker may be unable to later."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    for name in made.list_templates():
        made.get_template(name)
    return made


@lru_cache(maxsize=1)
def messages() -> dict[str, dict[str, str]]:
    """The words of the pages by language; words of the graph have theirs in the ontology."""
    found: dict[str, dict[str, str]] = json.loads((_HERE / "messages.json").read_text("utf-8"))
    return found


def render(site: Site, ask: Ask, template: str, *, status: int = 200, **values: Any) -> Reply:
    """A page. Templates have ``t(key)`` for words, ``term(name)`` for labels of the ontology, ``label(iri)``, ``path(iri)``."""
    words = messages()[ask.lang]

    def t(key: str, **given: Any) -> str:
        return words[key].format(**given) if given else words[key]

    def term(name: str) -> str:
        return site.ontology.label(name, ask.lang) if name in site.ontology else name

    page = environment().get_template(template).render(
        t=t,
        term=term,
        label=site.label,
        path=site.path,
        lang=ask.lang,
        other=with_query(ask, lang=next(one for one in LANGUAGES if one != ask.lang)),
        here=ask.path,
        **values,
    )
    headers = {"Vary": "Accept, Accept-Language, Cookie"}
    return Reply(status=status, type=HTML, body=page.encode(), headers=headers)


def with_query(ask: Ask, **changed: str) -> str:
    """The query string of a request with some parameters changed, or dropped where empty."""
    pairs = {name: values for name, values in ask.query.items() if name not in changed}
    return "?" + urlencode(pairs | {name: [value] for name, value in changed.items() if value}, doseq=True)


def amount(figure: Figure) -> str:
    """What a figure comes to, normalised: its value, or the bounds that are all the text says of it, with its unit.

    For reading: thousands are set apart, and a rise has its sign as a fall has.
    """
    low, high, value = (grouped(number) for number in (figure.minimum, figure.maximum, figure.value))
    if figure.direction == "Increase" and value[:1].isdigit():
        value = f"+{value}"
    if low and high:
        number = f"{low}–{high}"
    elif low or high:
        number = f"≥ {low}" if low else f"≤ {high}"
    else:
        number = f"≈ {value}" if figure.approximation == "About" and value else value
    return f"{number} {figure.unit}".strip()


def grouped(number: str) -> str:
    """A decimal number with commas between its thousands, from five digits on: 1809900.5 is 1,809,900.5, a year stays."""
    whole, point, rest = number.partition(".")
    digits = whole.lstrip("-")
    if len(digits) < 5 or not (digits.isascii() and digits.isdigit()):
        return number
    return f"{int(whole):,}{point}{rest}"


def period(figure: Figure) -> str:
    """The dates of a figure's period: from–to, or the day a stock was taken at."""
    if figure.start and figure.end:
        return figure.start if figure.start == figure.end else f"{figure.start} – {figure.end}"
    return figure.end or figure.start
