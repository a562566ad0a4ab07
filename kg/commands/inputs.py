"""Options of the commands that read inputs: which fields JSONL has, and who does the work."""

from __future__ import annotations

import contextlib
import datetime as dt
import signal
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Annotated, Any, Literal, cast

import typer

from kg.errors import InputError

Published = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="When the texts were published, if they don't say it."),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field", metavar="WHAT=NAME", show_default=False,
        help="Which field of JSONL holds the text, html, title, date, url, source, author or editor; may be repeated.",
    ),
]  # fmt: skip
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, show_default=False, help="How many processes read; 0 for this one alone. As many as processors."),
]
Engine = Annotated[str, typer.Option(metavar="NAME", help="Who reads: local processes, or dask.")]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The scheduler of a Dask cluster.", show_default=False)]
Shards = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Where a cluster's workers keep what is done; they must reach it.", show_default=False),
]


def pairs(fields: list[str] | None) -> dict[str, str]:
    """``["text=content"]`` as ``{"text": "content"}``."""
    found: dict[str, str] = {}
    for field in fields or []:
        what, equals, name = field.partition("=")
        if not equals or not name:
            raise InputError(f"{field!r} maps no field: write it as text=content")
        found[what] = name
    return found


def work(
    workers: int | None,
    engine: str,
    scheduler: str | None,
    shards: str | None,
    watch: Callable[[str], None] | None = None,
) -> Any:
    """The options as a kg.corpus.work.Work."""
    from kg.corpus.work import Work

    if engine not in {"local", "dask"}:
        raise typer.BadParameter(f"there is no engine {engine!r}; choose local or dask", param_hint="--engine")
    if scheduler and engine != "dask":
        raise typer.BadParameter("it belongs to --engine dask", param_hint="--scheduler")
    return Work(workers=workers, engine=cast("Literal['local', 'dask']", engine), scheduler=scheduler, shards=shards, watch=watch)


class _Stopped(BaseException):
    """Ctrl-C or SIGTERM came: no Exception, so that nothing on the way takes it for an error."""

    def __init__(self, number: int) -> None:
        self.number = number


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """End in order when Ctrl-C or SIGTERM comes, with the exit code a shell gives it, and say how to go on."""

    def stop(number: int, _: FrameType | None) -> None:
        for one in before:
            signal.signal(one, signal.SIG_IGN)  # once is enough: what follows is the end in order
        raise _Stopped(number)

    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    for one in before:
        signal.signal(one, stop)
    try:
        yield
    except _Stopped as stopped:
        typer.echo("kg: stopped. What was done is kept: run the same command again to go on", err=True)
        raise typer.Exit(128 + stopped.number) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
