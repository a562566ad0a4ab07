"""The command line: each command parses its options, makes one library call and prints what came back.

Results go to standard output, progress and errors to standard error. Errors become exit codes in `main` alone.
"""

from __future__ import annotations

import codecs
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg import commands
from kg.commands.corpus import RulesFile
from kg.commands.files import GraphPath, write_file
from kg.commands.inputs import Engine, Fields, Published, Scheduler, Shards, Workers, pairs, stoppable, work
from kg.errors import InputError, KgError, NotValid
from kg.ids import BASE

app = typer.Typer(
    name="kg",
    help="Chinese official news and reports as a knowledge graph in which every fact keeps its quote.",
    epilog="Exit codes: 0 done; 1 other error; 2 an input or an option can't be used; 3 a graph can't be opened or written; "
    "4 a query is wrong; 5 the installed ontology or data is damaged; 6 a graph is not valid.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

class Format(StrEnum):
    """How the answer of a query is written."""

    table = "table"
    csv = "csv"
    json = "json"
    ttl = "ttl"


def main(args: list[str] | None = None) -> None:
    """Run the command line with `args` (those of the process if None); always ends in SystemExit with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name == "ascii":
            stream.reconfigure(encoding="utf-8")  # a bare locale (LC_ALL=C) says nothing of the terminal
    try:
        app(args=args)
    except KgError as error:
        typer.echo(f"kg: {error}", err=True)
        sys.exit(error.code)
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"kg {version('zhengtu')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Chinese official news and reports as a knowledge graph in which every fact keeps its quote."""


@app.command()
def build(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="A text, page, JSONL, WARC or archive; a folder or pattern of those; a URL; or - for standard input.",
        ),
    ],
    output: Annotated[str, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to, here or on another store.")],
    published: Published = None,
    base_iri: Annotated[str, typer.Option(metavar="IRI", help="Where the graph's identifiers live; ends in / or #.")] = BASE,
    view: Annotated[bool, typer.Option("--view/--no-view", help="Write graph.html, or leave it out.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Replace a graph that DIR holds.")] = False,
    rules: RulesFile = None,
    field: Fields = None,
    workers: Workers = None,
    engine: Engine = "local",
    scheduler: Scheduler = None,
    shards: Shards = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Build a graph from texts: graph.ttl, graph.html and the texts its quotes point into."""
    from kg.builder import build as run
    from kg.console import Progress, Told, print_summary
    from kg.summary import summarise

    with stoppable(), Progress(show=not (quiet or as_json)) as progress:
        told = Told(progress, keep=as_json)
        try:
            graph = run(
                *inputs,
                output=output,
                published=_date(published),
                base_iri=base_iri,
                view=view,
                force=force,
                rules=rules,
                fields=pairs(field),
                work=work(workers, engine, scheduler, shards, progress.advance),
                each=told,
            )
        except InputError as error:
            if not told.given:
                raise
            raise typer.Exit(error.code) from None  # nothing could be read, and why has been told
    if as_json or not quiet:  # counting takes a while in a large graph
        summary = summarise(told.outcomes, graph, output)
        if as_json:
            typer.echo(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            print_summary(summary, told)
    if told.failed:
        raise typer.Exit(told.failed.code)


@app.command()
def query(
    graph: GraphPath,
    sparql: Annotated[
        str | None, typer.Argument(metavar="SPARQL", help="A query. Prefixes need not be declared.", show_default=False)
    ] = None,
    named: Annotated[
        str | None, typer.Option(metavar="NAME", help="A named query instead; see kg queries.", show_default=False)
    ] = None,
    arguments: Annotated[
        list[str] | None,
        typer.Option("--arg", metavar="KEY=VALUE", help="An argument of the named query; may be repeated.", show_default=False),
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the answer.")] = Format.table,
) -> None:
    """Ask a graph: SPARQL, or a named query with its arguments."""
    from kg.query import run, run_named
    from kg.store import Store

    if (sparql is None) == (named is None):
        raise typer.BadParameter("give a SPARQL query or --named NAME, one of the two")
    if arguments and named is None:
        raise typer.BadParameter("--arg belongs to --named")
    store = Store.load(graph)
    answer = run(store, sparql) if sparql is not None else run_named(store, str(named), **_pairs(arguments or []))
    if form is Format.table and sys.stdout.isatty():
        from kg.console import standard_output, table

        header, *rows = answer.table()
        standard_output().print(table(tuple(header), rows))
    else:
        sys.stdout.write(answer.to(form.value))


def _pairs(arguments: list[str]) -> dict[str, str]:
    """``["place=定西市"]`` as ``{"place": "定西市"}``."""
    for argument in arguments:
        if "=" not in argument:
            raise typer.BadParameter(f"{argument!r} is no KEY=VALUE", param_hint="--arg")
    return {key.strip(): value for key, _, value in (argument.partition("=") for argument in arguments)}


@app.command()
def queries(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List the named queries and their arguments."""
    from kg.console import standard_output, table
    from kg.query import catalog

    rows = [
        {
            "name": one.name,
            "arguments": {p.name: p.type + (f" ({p.default} unless given)" if p.default else "") for p in one.parameters},
            "titles": dict(one.titles),
            "descriptions": dict(one.descriptions),
        }
        for one in catalog().values()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    shown = [(one.name, ", ".join(p.name for p in one.parameters), _by_language(one.titles)) for one in catalog().values()]
    standard_output().print(table(("Name", "Arguments", "What it answers"), shown))


def _by_language(texts: Mapping[str, str]) -> str:
    return " / ".join(texts[language] for language in sorted(texts))


@app.command()
def validate(graph: GraphPath) -> None:
    """Check a graph against the ontology's shapes and integrity queries. Exit code 6 where it breaks one."""
    from kg.store import Store
    from kg.validate import validate as check

    found = check(Store.load(graph))
    for violation in found:
        typer.echo(str(violation))
    if found:
        raise NotValid(f"{graph} breaks {len(found)} rules: correct what is listed, or build it again")
    typer.echo(f"{graph} is valid")


@app.command()
def explain(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="A file, a URL, or - for standard input.", show_default=False)],
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a page to read in a browser instead.", show_default=False)
    ] = None,
    unused: Annotated[bool, typer.Option("--unused", help="List only the numbers that became no figure, and why.")] = False,
    published: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="When the text was published, if it doesn't say it."),
    ] = None,
) -> None:
    """Show how a text was read: every mention, figure, period and relation with its rule, and what was set aside."""
    from kg.console import standard_output, table
    from kg.explain import explain as account
    from kg.pipeline import run
    from kg.read import read_one

    explanation = account(run(read_one(source, published=_date(published))))
    if html:
        write_file(html, explanation.to_html())
        typer.echo(html)
    elif unused:
        rows = [(one.text, one.span.start, one.reason) for one in explanation.unused]
        standard_output().print(table(("Number", "At", "Why it became no figure"), rows))
    else:
        explanation.to_text(standard_output())


@app.command()
def serve(
    graph: GraphPath,
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen at; 0.0.0.0 for all of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="PORT", min=0, max=65535, help="The port to listen at; 0 for any free one.")] = 8321,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    time_limit: Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="How long a query may run.")] = 10.0,
    max_rows: Annotated[int, typer.Option(metavar="N", min=1, help="How many rows an answer may have.")] = 100_000,
    max_body: Annotated[int, typer.Option(metavar="BYTES", min=1, help="How long a request may be.")] = 1_048_576,
    max_memory: Annotated[int, typer.Option(metavar="MIB", min=64, help="What a query may take beyond the graph.")] = 2048,
    workers: Annotated[int, typer.Option(metavar="N", min=1, help="How many queries run at a time.")] = 4,
    writable: Annotated[bool, typer.Option("--writable", help="Accept SPARQL updates that bring the token.")] = False,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", envvar="KG_TOKEN", help="The token; a new one is printed unless given.", show_default=False),
    ] = None,
) -> None:
    """Serve a graph as a web application: explorer, pages, figures, SPARQL. Read-only unless told otherwise."""
    import secrets

    from kg.corpus.directory import here
    from kg.serve import Settings, run

    if writable and not token:
        token = secrets.token_urlsafe(24)
        typer.echo(f"token for updates: {token}", err=True)
    settings = Settings(
        path=here(graph),
        host=host,
        port=port,
        seconds=time_limit,
        rows=max_rows,
        body=max_body,
        memory=max_memory * 2**20,
        workers=workers,
        token=token if writable else None,
    )
    run(settings, browse=browse)


@app.command()
def mcp(
    graph: GraphPath,
    time_limit: Annotated[float, typer.Option(metavar="SECONDS", min=0.1, help="How long a query may run.")] = 10.0,
    max_rows: Annotated[int, typer.Option(metavar="N", min=1, help="How many rows an answer may have.")] = 200,
) -> None:
    """Serve a graph to assistants over the Model Context Protocol, on standard input and output."""
    from kg.corpus.directory import here
    from kg.mcp import run
    from kg.serve import Settings

    run(Settings(path=here(graph), seconds=time_limit, rows=max_rows, workers=2))


def _date(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


commands.register(app)
