"""kg add, remove, merge, diff, stats, why: graph directories."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.commands.files import GraphPath
from kg.commands.inputs import Engine, Fields, Published, Scheduler, Shards, Workers, pairs, stoppable, work
from kg.errors import InputError

if TYPE_CHECKING:
    from kg.corpus.folder import Changes

DirPath = Annotated[str, typer.Argument(metavar="DIR", help="A graph directory, as kg build makes it.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
RulesFile = Annotated[
    Path | None,
    typer.Option("--rules", metavar="FILE", help="Your decisions on what is one thing, in Turtle.", show_default=False),
]


class Form(StrEnum):
    """How a difference is written."""

    words = "words"
    patch = "patch"
    json = "json"


def add(
    graph: DirPath,
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="As for kg build.", show_default=False)],
    published: Published = None,
    rules: RulesFile = None,
    field: Fields = None,
    workers: Workers = None,
    engine: Engine = "local",
    scheduler: Scheduler = None,
    shards: Shards = None,
    quiet: Quiet = False,
) -> None:
    """Add inputs to a graph directory. What it knows already is left alone; an edited file replaces what it gave."""
    from kg.builder import add as run
    from kg.console import Progress, Told

    with stoppable(), Progress(show=not quiet) as progress:
        changes = run(
            graph,
            *inputs,
            published=published.date() if published else None,
            rules=rules,
            fields=pairs(field),
            work=work(workers, engine, scheduler, shards, progress.advance),
            each=Told(progress),
        )
    if not quiet:
        typer.echo(_said(changes))
    if changes.failed:
        raise typer.Exit(InputError.code)


def _said(changes: Changes) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(changes).items() if count) or "nothing to do"


def remove(
    graph: DirPath,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE", help="Its id (article/…) or IRI.", show_default=False)],
    quiet: Quiet = False,
) -> None:
    """Remove articles from a graph directory, with all that they alone state."""
    from kg.builder import remove as run

    run(graph, *articles)
    if not quiet:
        typer.echo(f"{len(articles)} removed")


def merge(
    graphs: Annotated[list[str], typer.Argument(metavar="DIR...", help="Graph directories.", show_default=False)],
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="DIR", help="The directory to make; here or on another store.", show_default=False)
    ],
    rules: RulesFile = None,
    view: Annotated[bool, typer.Option("--view/--no-view", help="Write graph.html, or leave it out.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a graph that DIR holds.")] = False,
    quiet: Quiet = False,
) -> None:
    """Make one graph directory of several, without reading a text again. Of two versions the one named later stays."""
    from kg.builder import read_rules
    from kg.corpus.merge import merge as run

    changes = run(graphs, output, view=view, force=force, rules=read_rules(rules))
    if not quiet:
        typer.echo(_said(changes))


def diff(
    before: GraphPath,
    after: GraphPath,
    form: Annotated[Form, typer.Option("--format", "-f", help="How to write it: in words, as RDF Patch, as JSON.")] = Form.words,
    moved: Annotated[bool, typer.Option("--moved", help="List the facts that only stand elsewhere, too.")] = False,
) -> None:
    """Show which facts were added, removed, changed or moved from one graph to another."""
    from kg.corpus.diff import diff as run

    found = run(before, after)
    if form is Form.patch:
        typer.echo(found.patch(), nl=False)
        return
    if form is Form.json:
        typer.echo(json.dumps(found.data(), ensure_ascii=False, indent=2))
        return
    for sign, articles in (("-", found.articles_removed), ("+", found.articles_added)):
        for article in articles:
            typer.echo(f"{sign} {article}")
    for change in found.changes:
        if moved or not change.moved:
            typer.echo(str(change))
    elsewhere = sum(change.moved for change in found.changes)
    typer.echo(f"{elsewhere} facts only moved; {len(found.removed)} triples removed, {len(found.added)} added")


def stats(
    graph: DirPath,
    sources: Annotated[bool, typer.Option("--sources", help="List the sources, each with its article, note or error.")] = False,
    as_json: Json = False,
) -> None:
    """Show what a graph directory holds, in numbers."""
    from kg.console import standard_output, table
    from kg.corpus import stats as numbers

    if sources:
        rows = numbers.sources(graph)
        if as_json:
            typer.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2))
            return
        shown = [(row.source, row.article or "", row.error or row.note) for row in rows]
        standard_output().print(table(("Source", "Article", ""), shown))
        return
    found = numbers.stats(graph)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    lines: list[tuple[str, Any]] = [(name, value) for name, value in found.items() if name != "classes"]
    standard_output().print(table(("", ""), [(n, f"{v:,}" if isinstance(v, int) else v) for n, v in lines], right=(1,)))
    standard_output().print(table(("Class", "Found"), sorted(found["classes"].items(), key=lambda one: (-one[1], one[0])), right=(1,)))


def why(
    graph: DirPath,
    thing: Annotated[str, typer.Argument(metavar="THING", help="Its IRI, local id or name.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Show why a thing is one: which names, articles, rules and decisions of yours made it."""
    from kg.console import standard_output, table
    from kg.corpus.why import why as run

    found = run(graph, thing)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found.label}  {found.type}  {found.iri}")
    typer.echo(f"Mentions are one where they share {found.key}; {len(found.articles)} articles mention it.")
    rows = [(n.words, n.rule, n.articles, ", ".join(n.examples), n.moved_from) for n in found.names]
    if rows:
        standard_output().print(table(("As written", "Rule", "Articles", "Such as", "Your rule took it from"), rows, right=(2,)))
    for decision in found.decisions:
        typer.echo(decision)
