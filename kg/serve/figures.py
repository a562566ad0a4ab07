"""The table of all figures: filters, order, charts, CSV and JSON; and the figures that contradict each other."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any

from kg import query as queries
from kg.serve import pages, quotes
from kg.serve.ask import Ask
from kg.serve.index import Figure
from kg.serve.site import Site
from kg.serve.wire import Reply

_PAGE = 50
_SUGGESTED = 300  # names that a filter offers while one types
_SERIES = 8  # places in one chart: more lines can't be told apart
_BARS = 30
_FILTERS = ("indicator", "place", "agency", "about", "kind", "year", "modality")
_CODED = frozenset({"kind", "year", "modality"})
_MARK = "\ufeff"  # a byte order mark, without which Excel reads Chinese as Latin letters
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection": an apostrophe before it makes it text
_NUMBERS = frozenset({"value", "minimum", "maximum"})
COLUMNS = (
    "figure", "indicator", "value_text", "value", "minimum", "maximum", "unit", "period_text", "period_start",
    "period_end", "comparison_date", "measure_kind", "direction", "approximation", "modality", "frequency",
    "comparison", "period_basis", "place", "about", "agency", "place_id", "about_id", "agency_id", "quote", "start",
    "end", "article", "headline", "date", "url", "license", "confidence", "by",
)  # fmt: skip
"""The columns of the CSV: those of `kg export -f csv`."""


_SHOWN = tuple(one.name for one in fields(Figure) if one.name != "filed")


def described(site: Site, figure: Figure) -> dict[str, Any]:
    """A figure as pages show it: labels beside IRIs, and its quote."""
    codes = ("kind", "direction", "approximation", "modality", "frequency", "comparison", "basis")
    return {name: getattr(figure, name) for name in _SHOWN} | {
        "indicator": site.label(figure.indicator) if figure.indicator else "",
        "indicator_iri": figure.indicator,
        "amount": pages.amount(figure),
        "dates": pages.period(figure),
        "codes": [(code, getattr(figure, code)) for code in codes if getattr(figure, code)],
        "by": site.label(figure.by) if figure.by else "",
        "quote": quotes.quote(site, figure.evidence, figure.stated),
    }


# --- which figures ---------------------------------------------------------------------------------------------------


def _tests(site: Site, ask: Ask) -> dict[str, Callable[[Figure], bool]]:
    """A test for each filter that is set.

    A thing is meant by its label, id or IRI; a name that no figure has in full stands for all names that hold it.
    """
    found = {}
    for name in _FILTERS:
        wanted = ask.get(name)
        if wanted:
            equal = _equal(site, name, wanted)
            if name not in _CODED and not any(map(equal, site.index.figures.values())):
                equal = _holding(name, wanted)
            found[name] = equal
    return found


def _equal(site: Site, name: str, wanted: str) -> Callable[[Figure], bool]:
    iri = wanted if "://" in wanted else site.store.base + wanted

    def test(figure: Figure) -> bool:
        if wanted in figure.filed[name]:
            return True
        return name not in _CODED and (iri == figure.indicator if name == "indicator" else iri in getattr(figure, name))

    return test


def _holding(name: str, wanted: str) -> Callable[[Figure], bool]:
    return lambda figure: any(wanted in label for label in figure.filed[name])


def matching(site: Site, ask: Ask) -> list[Figure]:
    """The figures that all filters let through, in the order of their IRIs."""
    tests = _tests(site, ask).values()
    return [one for one in site.index.figures.values() if all(test(one) for test in tests)]


def _number(figure: Figure) -> Decimal:
    return Decimal(figure.value or figure.minimum or figure.maximum or "0")


def _key(site: Site, figure: Figure, name: str) -> Any:
    """What a figure is ordered by; None where it lacks it."""
    if name == "value":
        return _number(figure) if figure.value or figure.minimum or figure.maximum else None
    if name == "period":
        return figure.end or figure.start or None
    if name == "place":
        return site.label(figure.place[0]) if figure.place else None
    if name == "confidence":
        return Decimal(figure.confidence) if figure.confidence else None
    return site.label(figure.indicator) if figure.indicator else None


def _sorted(site: Site, found: list[Figure], order: str) -> list[Figure]:
    """In the order a reader chose; figures that lack what they are ordered by come last."""
    name, _, down = order.partition("_")
    keyed = [(_key(site, one, name), one) for one in found]
    having = sorted((pair for pair in keyed if pair[0] is not None), key=lambda pair: pair[0], reverse=down == "down")
    return [one for _, one in having] + [one for value, one in keyed if value is None]


def _offers(site: Site, ask: Ask) -> dict[str, list[tuple[str, int]]]:
    """What each filter could be set to, as the others stand, and how many figures that would leave."""
    tests = _tests(site, ask)
    counts: dict[str, Counter[str]] = {name: Counter() for name in _FILTERS}
    for one in site.index.figures.values():
        failed = [name for name, test in tests.items() if not test(one)]
        if len(failed) < 2:  # another value of the one filter that stops it would let it through
            for name in failed or _FILTERS:
                counts[name].update(one.filed[name])
    found = {name: sorted(some.items(), key=lambda pair: (-pair[1], pair[0]))[:_SUGGESTED] for name, some in counts.items()}
    found["year"] = sorted(counts["year"].items(), reverse=True)
    return found


def figures(site: Site, ask: Ask) -> Reply:
    """The page of the table."""
    found = _sorted(site, matching(site, ask), ask.get("sort", "indicator"))
    last = max(1, -(-len(found) // _PAGE))
    page = ask.number("page", 1, last)
    charts, note = _charts(site, ask, found)
    return pages.render(
        site,
        ask,
        "figures.html",
        rows=[described(site, one) for one in found[(page - 1) * _PAGE : page * _PAGE]],
        count=len(found),
        page=page,
        last=last,
        offers=_offers(site, ask),
        given={name: ask.get(name) for name in (*_FILTERS, "sort")},
        query=pages.with_query(ask, page="", lang=""),
        previous=pages.with_query(ask, page=str(page - 1)),
        following=pages.with_query(ask, page=str(page + 1)),
        charts=charts,
        chart_note=note,
    )


# --- charts ----------------------------------------------------------------------------------------------------------


def _charts(site: Site, ask: Ask, found: Sequence[Figure]) -> tuple[list[dict[str, Any]], tuple[str, dict[str, Any]]]:
    """Data of the charts, and what to say of them (a message's key and its values): only like is drawn beside like."""
    if len({one.indicator for one in found}) != 1:
        return [], ("chart_hint", {}) if found else ("", {})
    groups = Counter((one.unit, one.kind) for one in found if one.value)
    if not groups:
        return [], ("", {})
    unit, kind = max(groups, key=lambda group: (groups[group], group))
    drawn = [one for one in found if one.value and (one.unit, one.kind) == (unit, kind)]
    kind_label = site.ontology.label(kind, ask.lang) if kind in site.ontology else kind
    label = pages.messages()[ask.lang]["chart_of"].format(indicator=site.label(drawn[0].indicator), unit=unit, kind=kind_label)
    note = ("chart_part", {"unit": unit, "kind": kind_label, "n": len(drawn)}) if len(drawn) < len(found) else ("", {})
    charts = [
        {"id": name, "data": {"kind": kind_of, "unit": unit, "label": f"{pages.messages()[ask.lang][name]}: {label}", "series": series}}
        for name, kind_of, series in (
            ("chart_time", "time", _over_time(site, drawn)),
            ("chart_place", "bars", _by_place(site, drawn)),
        )
        if series
    ]
    return charts, note


def _point(site: Site, figure: Figure, x: str) -> dict[str, Any]:
    return {"x": x, "y": float(figure.value), "text": figure.text, "href": site.path(figure.iri)}


def _over_time(site: Site, found: Iterable[Figure]) -> list[dict[str, Any]]:
    """A line for each of the places with most figures, where any has two dates."""
    lines: dict[str, list[Figure]] = defaultdict(list)
    for one in found:
        if one.end:
            lines[site.label(one.place[0]) if one.place else "—"].append(one)
    if len({one.end for line in lines.values() for one in line}) < 2:
        return []
    chosen = sorted(lines, key=lambda name: (-len(lines[name]), name))[:_SERIES]
    return [
        {"name": name, "points": [_point(site, one, one.end) for one in sorted(lines[name], key=lambda one: (one.end, one.iri))]}
        for name in chosen
    ]


def _by_place(site: Site, found: Iterable[Figure]) -> list[dict[str, Any]]:
    """A bar for each place, of its newest figure, where there are two places."""
    newest: dict[str, Figure] = {}
    for one in sorted(found, key=lambda one: (one.end, one.iri)):
        if one.place:
            newest[site.label(one.place[0])] = one
    if len(newest) < 2:
        return []
    order = sorted(newest, key=lambda name: (-float(newest[name].value), name))[:_BARS]
    return [{"name": "", "points": [_point(site, newest[name], name) for name in order]}]


# --- files -----------------------------------------------------------------------------------------------------------


def _row(site: Site, figure: Figure) -> dict[str, Any]:
    """A figure as the files have it."""
    found = quotes.quote(site, figure.evidence, figure.stated)
    ontology = site.ontology

    def word(code: str) -> str:
        return ontology.label(code) if code in ontology else code

    links = {name: sorted(getattr(figure, name)) for name in ("place", "about", "agency")}
    return {
        "figure": figure.iri.removeprefix(site.store.base),
        "indicator": site.label(figure.indicator) if figure.indicator else "",
        "value_text": figure.text,
        "value": figure.value,
        "minimum": figure.minimum,
        "maximum": figure.maximum,
        "unit": figure.unit,
        "period_text": figure.period,
        "period_start": figure.start,
        "period_end": figure.end,
        "comparison_date": figure.compared,
        "measure_kind": word(figure.kind),
        "direction": word(figure.direction),
        "approximation": word(figure.approximation),
        "modality": word(figure.modality),
        "frequency": word(figure.frequency),
        "comparison": word(figure.comparison),
        "period_basis": word(figure.basis),
        **{name: "；".join(map(site.label, iris)) for name, iris in links.items()},
        **{f"{name}_id": "；".join(iri.removeprefix(site.store.base) for iri in iris) for name, iris in links.items()},
        "quote": found.text if found else "",
        "start": found.start if found else "",
        "end": found.end if found else "",
        "article": found.source.id if found else "",
        "headline": (found.source.headline or found.source.id) if found else "",
        "date": found.source.date if found else "",
        "url": found.source.url if found else "",
        "license": found.source.license if found else "",
        "confidence": float(figure.confidence) if figure.confidence else None,
        "by": figure.by.rsplit("/", 1)[-1],
    }


def figures_csv(site: Site, ask: Ask) -> Reply:
    """The figures that the filters let through, as `kg export -f csv` writes them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for figure in _sorted(site, matching(site, ask), ask.get("sort")) if ask.get("sort") else matching(site, ask):
        row = _row(site, figure)
        writer.writerow(_cell(row[name], number=name in _NUMBERS) for name in COLUMNS)
    headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
    return Reply(type="text/csv; charset=utf-8", body=(_MARK + out.getvalue()).encode(), headers=headers)


def _cell(value: Any, *, number: bool) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if not number and text.startswith(_FORMULA) else text


def figures_json(site: Site, ask: Ask) -> Reply:
    """The same rows as JSON: numbers are strings of decimals, as exact as the graph has them."""
    rows = [{name: value for name, value in _row(site, one).items() if value not in ("", None)} for one in matching(site, ask)]
    reply = Reply.json({"figures": rows})
    reply.headers["Content-Disposition"] = 'attachment; filename="figures.json"'
    return reply


# --- conflicts -------------------------------------------------------------------------------------------------------


def contradictions(site: Site) -> list[list[Figure]]:
    """Figures that the named query `conflicts` puts together, each with all its values."""
    if site.groups is None:
        site.groups = _contradictions(site)
    return site.groups


def _contradictions(site: Site) -> list[list[Figure]]:
    text = queries.named("conflicts").text
    text = text.replace(" WHERE {", " (GROUP_CONCAT(DISTINCT STR(?fact)) AS ?facts) WHERE {", 1)
    found = queries.run(site.store, text)
    groups = [[site.index.figures[iri] for iri in sorted(row["facts"].split(" ")) if iri in site.index.figures] for row in found]
    return [sorted(group, key=lambda one: (_number(one), one.iri)) for group in groups if group]


def conflicts(site: Site, ask: Ask) -> Reply:
    """The page of contradictions, every figure with its quote."""
    groups = contradictions(site)
    last = max(1, -(-len(groups) // _PAGE))
    page = ask.number("page", 1, last)
    shown = [
        {"values": len({one.value for one in group}), "rows": [described(site, one) for one in group]}
        for group in groups[(page - 1) * _PAGE : page * _PAGE]
    ]
    return pages.render(
        site,
        ask,
        "conflicts.html",
        groups=shown,
        page=page,
        last=last,
        previous=pages.with_query(ask, page=str(page - 1)),
        following=pages.with_query(ask, page=str(page + 1)),
    )
