"""The page of the query editor: the named queries as tabs, their arguments filled in with things of this graph."""

from __future__ import annotations

import re
from collections import Counter

from kg import query as queries
from kg.errors import QueryError
from kg.query import NamedQuery, Parameter
from kg.serve import pages
from kg.serve.ask import Ask
from kg.serve.site import Site
from kg.serve.wire import Reply

_USED = re.compile(r"\b([a-z]+):(?=[A-Za-z])")
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


def editor(site: Site, ask: Ask) -> Reply:
    """/sparql in a browser."""
    tabs = [{"label": one.titles.get(ask.lang, one.name), "query": text(site, one, ask.lang)} for one in queries.catalog().values()]
    ontology = site.ontology
    return pages.render(
        site,
        ask,
        "sparql.html",
        queries=tabs,
        prefixes=site.prefixes,
        terms=[ontology.iri(name) for name in (*ontology.classes(), *ontology.properties())],
        graph=site.store.base,
        settings=site.settings,
    )


def text(site: Site, query: NamedQuery, lang: str) -> str:
    """A named query to be sent as it is: prefixes declared, arguments as VALUES that a reader may change."""
    arguments = {parameter.name: example(site, parameter) for parameter in query.parameters}
    try:
        bound = queries.bind(site.store, query, arguments)
    except QueryError:  # an empty graph has nothing to name
        bound = {}
    values = "".join(f"  VALUES ?{name} {{ {term} }}\n" for name, term in bound.items())
    head, brace, rest = _COMMENT.sub("", query.text).partition("WHERE {\n")
    body = head + brace + values + rest
    used = [name for name in dict.fromkeys(_USED.findall(body)) if name in site.prefixes]
    declared = "".join(f"PREFIX {name}: <{site.prefixes[name]}>\n" for name in sorted(used))
    return f"# {query.descriptions.get(lang, '')}\n{declared}\n{body}"


def example(site: Site, parameter: Parameter) -> str:
    """A value for an argument that has an answer in this graph: what the most figures have."""
    if parameter.default is not None:
        return parameter.default
    figures = list(site.index.figures.values())
    if parameter.type == "fact":
        return next(iter(site.index.figures), "")
    if parameter.type == "year":
        years = Counter(one.years[-1] for one in figures if one.years)
        return str(max(years, key=lambda year: (years[year], year), default=2024))
    if parameter.type == "decimal":
        return "1000"
    pairs = Counter((place, one.indicator) for one in figures for place in one.place)
    place, indicator = max(pairs, key=lambda pair: (pairs[pair], pair), default=("", ""))
    return indicator if parameter.type == "indicator" else place
