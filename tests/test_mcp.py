"""`kg mcp` as an assistant meets it: the official client over standard input and output."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import example_documents as examples
import fixtures_serve as fixtures
import pytest
from mcp import Client, StdioServerParameters

BASE = "https://w3id.org/zhengtu/id/"
QUOTE = "去年，青禾市受理投诉1.2万余件，其中噪声投诉300件，同比下降8.5%。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fixtures.example_folder(tmp_path_factory.mktemp("graph"))


def ask(folder: Path, *calls: tuple[str, dict[str, Any]], options: tuple[str, ...] = ()) -> list[Any]:
    """The results of some calls, in one session."""

    async def session(client: Client) -> list[Any]:
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    return talk(folder, session, options)


def talk(folder: Path, session: Callable[[Client], Awaitable[list[Any]]], options: tuple[str, ...] = ()) -> list[Any]:
    async def run() -> list[Any]:
        command = StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", str(folder), *options])
        async with Client(command) as client:
            return await session(client)

    return asyncio.run(run())


def test_the_tools_say_what_they_take_and_only_read(folder: Path) -> None:
    async def session(client: Client) -> list[Any]:
        return list((await client.list_tools()).tools)

    tools = {tool.name: tool for tool in talk(folder, session)}
    assert set(tools) == {"search_entities", "entity", "figures", "sparql"}
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert len(tool.description) > 40
        assert all(value.get("description") for value in tool.input_schema["properties"].values())


def test_from_a_name_to_figures_with_their_quotes(folder: Path) -> None:
    search, typed, entity, figures = ask(
        folder,
        ("search_entities", {"text": "qinghe"}),
        ("search_entities", {"text": "青禾市", "type": "Agency"}),
        ("entity", {"id": examples.CITY}),
        ("figures", {"place": "青禾市", "indicator": "噪声投诉", "kind": "RelativeChange"}),
    )
    assert search.structured_content["entities"][0]["iri"] == BASE + examples.CITY
    assert [one["label"] for one in typed.structured_content["entities"]] == ["青禾市司法局"]
    said = entity.structured_content
    assert QUOTE in {one["quote"]["text"] for one in said["figures"]}
    assert any(one["subject"]["label"] == "柳河县" and one["quote"]["text"] for one in said["relations"])
    (fall,) = figures.structured_content["figures"]
    assert (fall["value"], fall["unit"], fall["direction"]) == ("-8.5", "%", "Decrease")
    assert fall["iri"].startswith(BASE + "fact/")
    assert fall["quote"]["text"] == QUOTE
    assert examples.REPORT[fall["quote"]["start"] : fall["quote"]["end"]] == QUOTE
    assert fall["quote"]["url"] == "https://example.org/news/1.html"


def test_sparql_answers_and_says_what_is_wrong(folder: Path) -> None:
    good, bad, service, unknown, many = ask(
        folder,
        ("sparql", {"query": "SELECT ?name { ?x a zt:Meeting ; skos:prefLabel ?name }"}),
        ("sparql", {"query": "SELECT"}),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}),
        ("entity", {"id": "place/000000"}),
        ("sparql", {"query": "SELECT * { ?s ?p ?o }"}),
        options=("--max-rows", "20"),
    )
    assert [row["name"]["value"] for row in good.structured_content["results"]["bindings"]] == ["调解工作会议"]
    for refused, word in ((bad, "can't be run"), (service, "SERVICE"), (unknown, "no “place/000000”"), (many, "--max-rows")):
        assert refused.is_error
        assert word in refused.content[0].text


def test_a_query_without_end_is_stopped(folder: Path) -> None:
    endless = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"}
    stopped, after = ask(folder, ("sparql", endless), ("search_entities", {"text": "青禾"}), options=("--time-limit", "1"))
    assert "time limit of 1 seconds" in stopped.content[0].text
    assert after.structured_content["total"] > 0


def test_a_graph_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg", "mcp", str(tmp_path)], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 3
    assert "There is no graph" in done.stderr
    assert done.stdout == ""
