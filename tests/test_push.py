"""kg push against real servers: what is in them afterwards, and what a user reads where it fails."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import example_documents as examples
import pyoxigraph as ox
import pytest
from fixtures_push import GraphStore, free_port, oxigraph, virtuoso
from fixtures_view import example_store, store_of

from kg import mapping
from kg.errors import GraphError
from kg.ids import BASE
from kg.push import Pushed, push
from kg.store import Store

REPORT, NOTICE = BASE + examples.REPORT_ID, BASE + examples.NOTICE_ID


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    with request.param(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return example_store().save(tmp_path / "graph").parent


def run(*args: str, code: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KG_PUSH")}
    done = subprocess.run(
        [sys.executable, "-m", "kg", "push", *args], env=clean | environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == code, done.stderr
    return done


def said(document: examples.Document) -> set[ox.Triple]:
    return set(mapping.triples(document, BASE))


def test_each_article_is_the_graph_of_its_iri(server: GraphStore, folder: Path) -> None:
    done = run(str(folder), server.write, **server.account)
    assert server.graph(REPORT) == said(examples.report())
    assert server.graph(NOTICE) == said(examples.notice())
    assert done.stdout == f"{len(said(examples.report())) + len(said(examples.notice()))} triples in 2 graphs of {server.write}\n"


def test_pushing_again_replaces_and_leaves_the_other_graphs(server: GraphStore, tmp_path: Path) -> None:
    old = ox.Triple(ox.NamedNode(REPORT), ox.NamedNode("https://schema.org/headline"), ox.Literal("旧标题", language="zh"))
    edited = store_of(examples.report())
    edited.add_triples([old])
    run(str(edited.save(tmp_path / "old.ttl")), server.write, **server.account)
    assert old in server.graph(REPORT)
    run(str(store_of(examples.notice()).save(tmp_path / "notice.ttl")), server.write, **server.account)
    run(str(store_of(examples.report()).save(tmp_path / "report.ttl")), server.write, **server.account)
    assert server.graph(REPORT) == said(examples.report())
    assert server.graph(NOTICE) == said(examples.notice())


def test_one_graph_is_added_to_unless_replaced(server: GraphStore, folder: Path, tmp_path: Path) -> None:
    one = "https://example.org/graph/one"
    run(str(store_of(examples.notice()).save(tmp_path / "notice.ttl")), server.write, "--graph", one, **server.account)
    run(str(store_of(examples.report()).save(tmp_path / "report.ttl")), server.write, "--graph", one, **server.account)
    assert server.graph(one) == set(example_store().triples())
    notice = str(tmp_path / "notice.ttl")
    run(notice, server.write, "--graph", one, "--replace", "--batch", "7", **server.account)
    assert server.graph(one) == said(examples.notice())


def test_small_batches_bring_the_same(server: GraphStore) -> None:
    seen: list[Pushed] = []
    login = {"user": server.user, "password": server.password}
    from kg.push import Login

    store = example_store()
    done = push(store, server.write, login=Login(**login), batch=10, each=seen.append)
    assert server.graph(REPORT) == said(examples.report())
    assert len(seen) == sum(-(-len(said(one)) // 10) for one in (examples.report(), examples.notice()))
    assert seen[-1] == done
    assert done.graphs == 2


def test_a_wrong_password_is_refused_with_words(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> None:
    with virtuoso(tmp_path_factory.mktemp("server")) as server:
        done = run(str(folder), server.write, code=3, KG_PUSH_USER="dba", KG_PUSH_PASSWORD="wrong")
        assert "answered 401" in done.stderr
        assert "set KG_PUSH_USER and KG_PUSH_PASSWORD" in done.stderr
        assert "Nothing was written." in done.stderr
        assert "wrong" not in done.stderr
        done = run(str(folder), server.read, code=3)
        assert "answered 403" in done.stderr
        assert "<" not in done.stderr


def test_triples_of_no_article_are_the_graph_of_the_base(tmp_path: Path) -> None:
    stray = ox.Triple(ox.NamedNode("https://example.org/stray"), ox.NamedNode("https://schema.org/name"), ox.Literal("孤儿"))
    store = store_of(examples.notice())
    store.add_triples([stray])
    with oxigraph(tmp_path) as server:
        assert push(store, server.write).graphs == 2
        assert server.graph(BASE) == {stray}
        assert server.graph(None) == set()
        push(store, server.write, graph="default")
        assert server.graph(None) == set(store.triples())


def test_blank_nodes_of_other_graphs_stay_whole_across_batches(tmp_path: Path) -> None:
    lines = "".join(f"_:a <https://example.org/p> <https://example.org/{n}> .\n" for n in range(25))
    (tmp_path / "blank.ttl").write_text(lines, encoding="ascii")
    with oxigraph(tmp_path) as server:
        run(str(tmp_path / "blank.ttl"), server.write, "--batch", "3")
        assert len({triple.subject for triple in server.graph(BASE)}) == 1
        assert len(server.graph(BASE)) == 25


def test_an_empty_graph_is_pushed_as_nothing(tmp_path: Path) -> None:
    with oxigraph(tmp_path) as server:
        assert push(Store(), server.write) == Pushed()


# --- what can go wrong -----------------------------------------------------------------------------------------------


class Busy(BaseHTTPRequestHandler):
    """A server that is busy at first, asks for Basic credentials, and then takes what comes; or always says one thing."""

    always = 0
    seen: list[tuple[str, str]]
    busy = 2

    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Busy.seen.append((self.path, self.headers.get("Authorization", "")))
        if Busy.always:
            self.answer(Busy.always)
        elif Busy.busy:
            Busy.busy -= 1
            self.answer(503)
        elif not self.headers.get("Authorization"):
            self.answer(401)
        else:
            self.answer(204)

    do_POST = do_PUT  # noqa: N815 - the names http.server looks for

    def answer(self, status: int) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        if status == 307:
            self.send_header("Location", "https://elsewhere.example/store")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def busy() -> Iterator[str]:
    Busy.seen, Busy.busy, Busy.always = [], 2, 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}/data"
        httpd.shutdown()


def test_a_busy_server_is_asked_again_and_gets_the_password_only_when_it_asks(busy: str, folder: Path) -> None:
    run(str(folder), busy, KG_PUSH_USER="u", KG_PUSH_PASSWORD="p")
    authorised = [header for _, header in Busy.seen]
    assert authorised[:3] == ["", "", ""]
    assert set(authorised[3:]) == {"Basic dTpw"}
    assert {path.partition("?")[0] for path, _ in Busy.seen} == {"/data"}


def test_a_token_goes_with_every_request(busy: str, folder: Path) -> None:
    run(str(folder), busy, KG_PUSH_TOKEN="secret")
    assert {header for _, header in Busy.seen} == {"Bearer secret"}


@pytest.mark.parametrize(
    ("status", "words"),
    [(307, "https://elsewhere.example/store"), (404, "give the address of its Graph Store"), (413, "--batch"), (500, "log")],
)
def test_what_a_server_refuses_is_said_with_what_to_do(busy: str, folder: Path, status: int, words: str) -> None:
    Busy.always = status
    done = run(str(folder), busy, code=3, KG_PUSH_TOKEN="secret")
    assert f"answered {status}" in done.stderr
    assert words in done.stderr
    assert NOTICE in done.stderr or REPORT in done.stderr
    assert len(Busy.seen) == 1
    assert "secret" not in done.stderr


def test_a_server_that_is_not_there_is_named(folder: Path) -> None:
    port = free_port()
    done = run(str(folder), f"http://127.0.0.1:{port}/store", code=3)
    assert f"http://127.0.0.1:{port}/store can't be reached" in done.stderr
    assert "start the server, or correct the address" in done.stderr


@pytest.mark.parametrize("address", ["ftp://example.org/", "localhost:7878/store", "", "http://", "http://[::1", "file:///etc/passwd"])
def test_no_address_is_no_address(address: str) -> None:
    with pytest.raises(GraphError, match=r"is no address.*: give one such as"):
        push(example_store(), address)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(GraphError, match="set KG_PUSH_USER and KG_PUSH_PASSWORD instead") as caught:
        push(example_store(), "http://me:hidden@example.org/store")
    assert "hidden" not in str(caught.value)


def test_replace_needs_a_graph(folder: Path) -> None:
    assert "--replace belongs to --graph" in run(str(folder), "http://127.0.0.1:1/", "--replace", code=2).stderr
