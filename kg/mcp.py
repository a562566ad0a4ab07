"""`kg mcp`: the graph for assistants, over the Model Context Protocol on standard input and output.

Four tools that only read: search_entities, entity, figures, sparql. Their answers carry quotes and IRIs, so that an
assistant can cite the article and not itself. Queries keep the limits of `kg serve`: they run in the same workers.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from kg.errors import KgError
from kg.serve.pool import Nursery, Pool
from kg.serve.settings import Settings

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
    from pydantic import Field
except ImportError as error:
    raise KgError("kg mcp needs the MCP SDK, which is not installed: pip install 'zhengtu[serve]'.") from error

Limited = Annotated[int, Field(ge=1, le=200, description="How many at most")]

_INSTRUCTIONS = """A knowledge graph of Chinese official news and reports. Every figure and relation has the exact quote it was
read from, with the article and the offsets in its text. Cite the quote and the article whenever you use a fact. Start with
search_entities to find the IRI of a place, agency, program or indicator; then entity or figures; sparql for all else.
Values are normalised (2.5万 is 25000), changes are signed (a fall is negative); "text" is the value as written. What a
graph does not say is absent: do not fill it in."""


def run(settings: Settings) -> None:
    """Serve until standard input ends. KgError where the graph can't be read."""
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    nursery = await Nursery.start(settings)
    pool = Pool(nursery, settings, size=settings.workers, confined=True)
    try:
        await server(pool).run_stdio_async()
    finally:
        await nursery.close()


def server(pool: Pool) -> MCPServer:
    """The MCP server whose tools are answered by a pool of workers."""
    made = MCPServer("zhengtu", title="政图 Zhengtu", instructions=_INSTRUCTIONS, log_level="WARNING")
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

    async def answer(handler: str, **arguments: Any) -> dict[str, Any]:
        reply = await pool.call(handler, **arguments)
        if reply.status != 200:
            raise ToolError(reply.body.decode().strip())
        found: dict[str, Any] = json.loads(reply.body)
        return found

    @made.tool(annotations=reads)
    async def search_entities(
        text: Annotated[str, Field(description="A name, short name, GB/T code or pinyin: 甘肃省, gansu, gs")],
        type: Annotated[str, Field(description="A class, if only its things are wanted: Place, Agency, Program, Indicator…")] = "",
        limit: Limited = 20,
    ) -> dict[str, Any]:
        """Find places, agencies, programs, documents, events, persons, concepts, indicators and articles by name."""
        return await answer("tool-search", text=text, type=type, limit=limit)

    @made.tool(annotations=reads)
    async def entity(
        id: Annotated[str, Field(description="An IRI or local id (place/620000), as search_entities gives it")],
        limit: Limited = 50,
    ) -> dict[str, Any]:
        """All that the graph says of one thing: names, relations and figures with their quotes, articles that name it."""
        return await answer("tool-entity", id=id, limit=limit)

    @made.tool(annotations=reads)
    async def figures(
        indicator: Annotated[str, Field(description="Name (or part of it), local id or IRI of what is counted")] = "",
        place: Annotated[str, Field(description="Name, local id or IRI of the place the figure is for")] = "",
        agency: Annotated[str, Field(description="Name, local id or IRI of the agency whose figure it is")] = "",
        about: Annotated[str, Field(description="Name, local id or IRI of the program or event it belongs to")] = "",
        year: Annotated[str, Field(description="A year its period touches: 2021")] = "",
        kind: Annotated[str, Field(description="Level, Proportion, RelativeChange or AbsoluteChange")] = "",
        limit: Limited = 50,
        offset: Annotated[int, Field(ge=0, description="How many to pass over")] = 0,
    ) -> dict[str, Any]:
        """Figures by indicator, place, agency, program, year and kind: value, unit, period, and the quote of each."""
        filters = {"indicator": indicator, "place": place, "agency": agency, "about": about, "year": year, "kind": kind}
        return await answer("tool-figures", limit=limit, offset=offset, **filters)

    @made.tool(annotations=reads)
    async def sparql(
        query: Annotated[str, Field(description="SELECT or ASK, SPARQL 1.1; the graph's prefixes need no declaration")],
    ) -> dict[str, Any]:
        """Ask the graph in SPARQL; SPARQL 1.1 JSON results. Select prov:wasDerivedFrom/oa:exact to get the quotes."""
        accept = "application/sparql-results+json"
        return await answer("query", sparql=query, default=[], named=[], accept=accept)

    return made
