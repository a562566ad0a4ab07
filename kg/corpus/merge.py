"""Several graph directories as one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.corpus.directory import Mode
from kg.corpus.folder import Changes, Each, GraphFolder
from kg.corpus.reader import reading
from kg.corpus.remote import elsewhere
from kg.errors import GraphError


def merge(
    graphs: Sequence[Path | str],
    output: Path | str,
    *,
    view: bool = True,
    force: bool = False,
    rules: str | None = None,
    each: Each | None = None,
) -> Changes:
    """Make a graph directory of all articles of others; no text is read again.

    Where two have versions of one source or article, the one named later has its way, as if it had been added. User's
    rules of the others are not taken over: give `rules`. `output` may be an address on another store. GraphError where one
    is no graph directory, where their base IRIs differ, or where `output` can't be used.
    """
    with ExitStack() as stack:
        readers = [stack.enter_context(reading(path)) for path in graphs]
        bases = {reader.base for reader in readers}
        if len(bases) != 1:
            raise GraphError(f"graphs of different bases ({', '.join(sorted(bases))}) name no thing alike: build them with one --base-iri")
        there = elsewhere(output, force=force)
        place = stack.enter_context(there) if there else output
        mode: Mode = "rebuild" if force else "build"
        folder = stack.enter_context(GraphFolder.open(place, mode, base=bases.pop(), view=view, rules=rules))
        folder.run = 0
        for reader in readers:
            for run in reader.manifest.runs():
                folder.put(reader.shards(run), each)
                folder.run += 1
        folder.finish()
        if there:
            there.put()
        return folder.changes
