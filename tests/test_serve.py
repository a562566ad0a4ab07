"""`kg serve` as its users meet it: pages, downloads, limits, updates, log and end, asked of the real server."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import example_documents as examples
import fixtures_serve as fixtures
import httpx
import pyoxigraph as ox
import pytest
from fixtures_view import crowd

from kg import ontology
from kg.store import Store
from kg.views import tables

ID = "/zhengtu/id/"
BASE = "https://w3id.org/zhengtu/id/"
CITY = ID + examples.CITY
REPORT = ID + examples.REPORT_ID
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fixtures.example_folder(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def server(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[fixtures.Running]:
    with fixtures.serving(folder, "--workers", "2", log=tmp_path_factory.mktemp("log") / "log") as running:
        yield running


def page(server: fixtures.Running, path: str, lang: str = "en") -> str:
    """The words of a page, tags taken out."""
    answer = server.client.get(path, headers={"accept": "text/html", "accept-language": lang})
    assert answer.status_code == 200, answer.text
    return html.unescape(re.sub(r"<[^>]+>", "", answer.text))


def figure_of(server: fixtures.Running, indicator: str) -> str:
    """The path of the first figure of an indicator."""
    (row, *_) = server.get("/figures.json", indicator=indicator).json()["figures"]
    return ID + str(row["figure"])


# --- things ----------------------------------------------------------------------------------------------------------


def test_a_thing_is_at_the_path_of_its_iri_with_its_facts_and_quotes(server: fixtures.Running) -> None:
    said = page(server, CITY)
    assert "青禾市" in said
    assert "Qinghe" in said
    assert "去年，青禾市受理投诉1.2万余件，其中噪声投诉300件，同比下降8.5%。" in said
    assert "青禾市司法局工作报告" in said
    assert "柳河县" in said  # which lies in it


@pytest.mark.parametrize("type", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_a_thing_as_data_says_what_its_page_says(server: fixtures.Running, type: str) -> None:
    answer = server.get(CITY, type)
    assert answer.headers["content-type"].split(";")[0] == type
    form = ox.RdfFormat.from_media_type(type)
    assert form
    triples = {str(quad.triple) for quad in ox.parse(answer.content, format=form)}
    city = f"<{BASE}{examples.CITY}>"
    assert any(one.startswith(f"{city} <http://www.w3.org/2004/02/skos/core#prefLabel>") for one in triples)
    assert any(one.endswith(city) for one in triples)


def test_a_browser_gets_the_page_and_a_link_can_ask_for_data(server: fixtures.Running) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert server.get(CITY, browser).headers["content-type"].startswith("text/html")
    assert server.get(CITY, browser, format="ttl").headers["content-type"] == "text/turtle"
    assert server.get("/resource", "text/turtle", iri=BASE + examples.CITY).content == server.get(CITY, "text/turtle").content


def test_what_is_not_there_is_said_not_to_be(server: fixtures.Running) -> None:
    missing = server.get(ID + "place/000000", "text/html")
    assert missing.status_code == 404
    assert BASE + "place/000000" in missing.text
    assert server.get(ID + "place/000000", "text/turtle").status_code == 404
    assert server.get(CITY, "image/png").status_code == 406


def test_pages_are_in_the_readers_language_and_remember_a_choice(server: fixtures.Running) -> None:
    assert "Prefecture" in page(server, CITY, "en-GB,en;q=0.9")
    assert "Prefecture" not in page(server, CITY, "zh-CN")
    chosen = server.client.get(f"{CITY}?lang=en", headers={"accept": "text/html", "accept-language": "zh"})
    assert 'lang="en"' in chosen.text
    assert "lang=en" in chosen.headers["set-cookie"]
    server.client.cookies.clear()


def test_search_finds_by_name_alias_and_pinyin(server: fixtures.Running) -> None:
    for words in ("青禾市", "青禾", "qinghe", "qhs"):
        assert "青禾市" in page(server, f"/search?q={words}").split("results")[1], words
    assert "Nothing was found" in page(server, "/search?q=没有这个")


# --- articles --------------------------------------------------------------------------------------------------------


def text_of(source: str) -> str:
    """The article's text as its page has it."""
    found = re.search(r'<div class="text"[^>]*>(.*?)</div>', source, re.DOTALL)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def test_an_article_page_has_the_text_to_the_character(server: fixtures.Running) -> None:
    assert text_of(server.get(REPORT, "text/html").text) == examples.REPORT


def test_every_mention_and_figure_is_marked_and_linked_both_ways(server: fixtures.Running) -> None:
    source = server.get(REPORT, "text/html").text
    for words, kind in (("青禾市司法局", "mention"), ("周文", "mention"), ("1.2万余件", "figure"), ("90%—95%", "figure")):
        pattern = rf'<a class="{kind}" href="([^"]+)" data-fact="([^"]+)">{words}</a>'
        links = re.findall(pattern, source)
        assert links, words
        for href, facts in links:
            assert server.get(href, "text/html").status_code == 200
            assert any(re.search(rf'<li data-fact="{fact}">', source) for fact in facts.split())


def test_every_quote_links_to_its_place_in_the_article(server: fixtures.Running) -> None:
    source = server.get(figure_of(server, "噪声投诉"), "text/html").text
    path, _, fragment = re.findall(r'href="(/zhengtu/id/article/[^"]+)"', source)[0].partition("#")
    assert fragment
    assert f'id="{fragment}"' in server.get(path, "text/html").text


def test_from_a_bare_file_articles_show_their_passages_and_say_so(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder / "graph.ttl", log=tmp_path / "log") as bare:
        source = page(bare, REPORT)
    assert "passages alone" in source
    assert "截至6月底，全市有调解员不到500名，今年力争调解成功率达到98%。" in source
    assert "来源：禾省日报 记者：周文" in source


def test_a_text_that_does_not_fit_its_graph_is_not_shown(folder: Path, tmp_path: Path) -> None:
    other = fixtures.example_folder(tmp_path / "graph")
    file = other / fixtures.REPORT_TEXT
    file.write_text("改" + file.read_text("utf-8"), encoding="utf-8")
    with fixtures.serving(other, log=tmp_path / "log") as running:
        source = page(running, REPORT)
    assert "does not match" in source
    assert "改青禾市" not in source


def test_the_list_of_articles_has_them_all(server: fixtures.Running) -> None:
    source = server.get("/articles", "text/html").text
    assert source.count('href="/zhengtu/id/article/') == 2


# --- figures ---------------------------------------------------------------------------------------------------------


def test_a_figure_has_value_quote_and_both_citations(server: fixtures.Running) -> None:
    said = page(server, figure_of(server, "队伍规模"))
    assert "周文. 青禾市司法局工作报告[EB/OL]. 禾省日报 (2025-07-02)[" in said
    assert "https://example.org/news/1.html. “市司法局依据" in said
    assert "@online{article:" in said
    assert r"办结率在90\%—95\%之间" in said
    assert "date = {2025-07-02}" in said


def test_filters_leave_the_figures_that_fit(server: fixtures.Running) -> None:
    def indicators(**filters: str) -> list[str]:
        return [row["indicator"] for row in server.get("/figures.json", **filters).json()["figures"]]

    assert len(indicators()) == 10
    assert set(indicators(place="柳河县")) == {"来访"}
    assert sorted(indicators(indicator="投诉")) == ["投诉", "投诉"]  # the whole name, where one has it
    assert len(indicators(indicator="噪声")) == 2  # else part of it
    assert indicators(indicator="噪声投诉", kind="RelativeChange") == ["噪声投诉"]
    assert set(indicators(modality="Target")) == {"调解成功率"}
    assert set(indicators(agency=examples.BUREAU)) == {"办结率", "队伍规模"}
    assert "调解员" in indicators(year="2025")
    assert "调解员" not in indicators(year="2024")
    assert indicators(place="没有") == []


def test_the_table_is_ordered_as_asked(server: fixtures.Running) -> None:
    def amounts(sort: str) -> list[str]:
        source = server.get("/figures", "text/html", sort=sort).text
        return re.findall(r'class="amount"[^>]*>([^<]*)<', source)

    up = amounts("value")
    assert up[:3] == ["-8.5 %", "0 %", "36"]
    assert up[-3:] == ["≤ 500 名", "≥ 12,000 件", "≥ 13,000 件"]
    assert amounts("value_down") == up[::-1]
    assert "≈ 40 人次/窗口" in up
    assert "90–95 %" in up


def test_the_csv_is_that_of_the_command_line_and_opens_in_a_spreadsheet(server: fixtures.Running, folder: Path) -> None:
    answer = server.get("/figures.csv")
    assert answer.content.startswith("\ufeff".encode())
    assert answer.content.decode() == tables.figures(Store.load(folder), ontology.load())
    rows = list(csv.DictReader(io.StringIO(server.get("/figures.csv", place="柳河县").content.decode("utf-8-sig"))))
    assert [(row["indicator"], row["value"], row["unit"]) for row in rows] == [("来访", "40", "人次/窗口")]
    assert rows[0]["quote"] == "柳河县年均接待来访约40人次/窗口。"


def test_one_indicator_is_drawn_over_time_and_by_place(tmp_path: Path) -> None:
    store = Store.load(fixtures.example_folder(tmp_path / "graph"))
    forty = ox.Literal("40", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    (one,) = (t.subject for t in store.triples(None, ox.NamedNode("https://schema.org/value"), forty))
    copy = ox.NamedNode(BASE + "fact/00000000000000aa")
    said = [ox.Triple(copy, t.predicate, t.object) for t in store.triples(one)]  # type: ignore[arg-type]
    place, end = (ox.NamedNode(ontology.load().iri(name)) for name in ("observationAbout", "periodEnd"))
    store.add_triples([*(t for t in said if t.predicate != place), ox.Triple(copy, place, store.node(examples.CITY))])
    date = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    for figure, day in ((copy, "2025-12-31"), (one, "2024-12-31")):
        store.add_triples([ox.Triple(figure, end, ox.Literal(day, datatype=date))])
    store.save(tmp_path / "graph")
    with fixtures.serving(tmp_path / "graph", log=tmp_path / "log") as running:
        source = running.get("/figures", "text/html", indicator="来访").text
        whole = running.get("/figures", "text/html", lang="en").text
    scripts = re.findall(r'<script type="application/json" id="(\w+)-data">(.*?)</script>', source)
    charts = {name: json.loads(data) for name, data in scripts}
    assert {series["name"] for series in charts["chart_time"]["series"]} == {"青禾市", "柳河县"}
    assert [point["x"] for point in charts["chart_place"]["series"][0]["points"]] == ["柳河县", "青禾市"]
    assert charts["chart_time"]["unit"] == "人次/窗口"
    assert "Choose one indicator" in whole


def test_conflicts_are_shown_with_both_quotes(server: fixtures.Running) -> None:
    said = page(server, "/conflicts")
    assert "2 different values" in said
    assert "去年，青禾市受理投诉1.2万余件" in said
    assert "2024年，青禾市受理投诉13000余件" in said


# --- the explorer's data ---------------------------------------------------------------------------------------------


def test_the_explorer_gets_parts_of_the_graph(server: fixtures.Running) -> None:
    whole = server.get("/api/graph").json()
    near = server.get("/api/graph", entity=examples.BUREAU, depth="1").json()
    one = server.get("/api/entity", id=examples.BUREAU).json()
    ids = {node["id"] for node in near["nodes"]}
    assert {examples.BUREAU, examples.CITY, examples.PERSON} <= ids
    assert len(ids) < len(whole["nodes"]) == whole["total"]
    assert examples.BUREAU in one["complete"]
    assert server.get("/api/search", q="tiaojie").json()["results"][0]["id"] in {examples.REGULATION, examples.MEETING}
    assert server.get("/api/graph", entity="agency/none").status_code == 404
    assert server.get("/api/entity", id="agency/none").status_code == 404


# --- safety ----------------------------------------------------------------------------------------------------------


def test_names_are_text_and_never_markup(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(2)>" onmouseover="alert(3)'
    file = fixtures.example_folder(tmp_path / "graph") / "graph.ttl"
    quoted = evil.replace('"', '\\"')
    text = file.read_text("utf-8").replace('"青禾市"@zh', f'"{quoted}"@zh').replace('"噪声投诉"@zh', f'"噪声投诉{quoted}"@zh')
    text = text.replace('"青禾市司法局工作报告"@zh', f'"{quoted}"@zh')
    file.write_text(text.replace("<https://example.org/news/1.html>", "<javascript:alert(4)>"), encoding="utf-8")
    paths = [CITY, REPORT, "/", "/figures", "/conflicts", "/articles", "/sparql", "/search?q=script"]
    paths += [f"/search?q={evil}", f"/figures?place={evil}"]
    with fixtures.serving(file, log=tmp_path / "log") as running:
        paths.append(figure_of(running, "噪声投诉"))
        for path in paths:
            answer = running.get(path, "text/html")
            assert answer.status_code == 200, path
            assert "<script>alert" not in answer.text, path
            assert "<img" not in answer.text, path
            assert '" onmouseover="alert' not in answer.text, path
            assert 'href="javascript:' not in answer.text, path


def test_every_page_forbids_what_it_does_not_need(server: fixtures.Running) -> None:
    for path in (CITY, REPORT, "/figures", "/conflicts", "/articles", "/search", ID + "place/0"):
        headers = server.get(path, "text/html").headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/zhengtu/id/article/..%2f..%2fgraph"])
def test_no_path_leads_to_other_files(server: fixtures.Running, path: str) -> None:
    with socket.create_connection((server.client.base_url.host, server.client.base_url.port or 80), timeout=60) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        with raw.makefile("rb") as answer:
            assert b" 404 " in answer.readline()


# --- limits ----------------------------------------------------------------------------------------------------------


def test_a_query_without_end_is_stopped_while_others_go_on(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, "--time-limit", "2", "--workers", "2", log=tmp_path / "log") as running:
        slow: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: slow.append(httpx.get(f"{running.address}/sparql", params={"query": ENDLESS}, timeout=60)))
        thread.start()
        answered = 0
        while thread.is_alive():
            assert running.query(COUNT).status_code == 200
            assert running.get(CITY, "text/html").status_code == 200
            answered += 1
        assert answered > 1
        assert slow[0].status_code == 503
        assert "time limit of 2 seconds" in slow[0].text
        assert "--time-limit" in slow[0].text
        assert running.query(COUNT).status_code == 200


def test_the_explorers_first_part_is_made_whatever_the_limit_of_a_query(tmp_path: Path) -> None:
    crowd(1400).save(tmp_path)  # laying it out takes longer than the least limit there is
    with fixtures.serving(tmp_path, "--time-limit", "0.1", log=tmp_path / "log") as server:
        assert len(server.get("/api/graph").json()["drawn"]) > 1000


def test_an_answer_of_too_many_rows_is_refused(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, "--max-rows", "5", log=tmp_path / "log") as running:
        for accept in ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"):
            assert running.query("SELECT * { ?s ?p ?o } LIMIT 5", accept).status_code == 200
            refused = running.query("SELECT * { ?s ?p ?o } LIMIT 6", accept)
            assert refused.status_code == 422
            assert "--max-rows" in refused.text
        construct = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
        assert running.query(construct, "text/turtle").status_code == 422


def test_a_query_that_takes_too_much_memory_is_stopped(folder: Path, tmp_path: Path) -> None:
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with fixtures.serving(folder, "--max-memory", "64", "--time-limit", "60", log=tmp_path / "log") as running:
        refused = running.query(hungry)
        assert refused.status_code == 503, refused.text
        assert "--max-memory" in refused.text
        assert running.query(COUNT).status_code == 200


def test_a_request_that_is_too_long_is_refused(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, "--max-body", "100", log=tmp_path / "log") as running:
        long = running.client.post("/sparql", content=COUNT + " " * 100, headers={"content-type": "application/sparql-query"})
        assert long.status_code == 413
        assert "--max-body" in long.text


def test_a_client_that_leaves_frees_its_worker(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, "--time-limit", "60", "--workers", "1", log=tmp_path / "log") as running:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{running.address}/sparql", params={"query": ENDLESS}, timeout=0.5)
        assert running.query(COUNT).status_code == 200  # the only worker there is


# --- updates ---------------------------------------------------------------------------------------------------------


def test_updates_need_the_token_and_last(tmp_path: Path) -> None:
    graph = fixtures.example_folder(tmp_path / "graph")
    insert = f'INSERT DATA {{ <{BASE}{examples.CITY}> skos:altLabel "禾城"@zh }}'
    ask = f'ASK {{ <{BASE}{examples.CITY}> skos:altLabel "禾城"@zh }}'
    with fixtures.serving(graph, "--writable", "--token", "secret", log=tmp_path / "log") as running:

        def update(text: str, token: str = "") -> httpx.Response:
            headers = {"content-type": "application/sparql-update"} | ({"authorization": f"Bearer {token}"} if token else {})
            return running.client.post("/sparql", content=text.encode(), headers=headers)

        assert update(insert).status_code == 403
        assert update(insert, "guess").status_code == 403
        assert running.query(ask).json()["boolean"] is False
        for refused in ("INSERT", "LOAD <http://127.0.0.1:9/x>", "INSERT DATA { GRAPH <a:b> { <a:b> <a:b> <a:b> } }"):
            assert update(refused, "secret").status_code == 400, refused
        assert update(insert, "secret").status_code == 204
        assert running.query(ask).json()["boolean"] is True
        assert running.get("/search", "text/html", q="禾城").text.count(CITY) == 1
    assert "禾城" in (graph / "graph.ttl").read_text("utf-8")


# --- start, log, end -------------------------------------------------------------------------------------------------


def test_health_says_how_much_there_is(server: fixtures.Running, folder: Path) -> None:
    state = server.get("/healthz").json()
    assert state == {"status": "ok", "triples": len(Store.load(folder)), "articles": 2}


def test_void_counts_what_is_there(server: fixtures.Running, folder: Path) -> None:
    answer = server.get("/.well-known/void", "text/turtle")
    void = "http://rdfs.org/ns/void#"
    said = {(t.predicate.value, getattr(t.object, "value", "")) for t in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
    assert (void + "triples", str(len(Store.load(folder)))) in said
    assert (void + "sparqlEndpoint", f"{server.address}/sparql") in said
    assert (void + "uriSpace", BASE) in said


def test_the_log_is_an_object_a_line_and_says_why(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, log=tmp_path / "log") as running:
        running.get("/healthz")
        running.query("SELECT")
    first, second = (json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines())
    assert (first["method"], first["path"], first["status"]) == ("GET", "/healthz", 200)
    assert second["status"] == 400
    assert "can't be run" in second["why"]


def test_a_stop_lets_what_runs_finish_and_leaves_no_process(folder: Path, tmp_path: Path) -> None:
    with fixtures.serving(folder, "--time-limit", "3", log=tmp_path / "log") as running:
        answers: list[int] = []
        asked = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=running.address, timeout=60) as client:
                client.get("/healthz")
                asked.set()
                answers.append(client.get("/sparql", params={"query": ENDLESS}).status_code)

        thread = threading.Thread(target=ask)
        thread.start()
        asked.wait()
        while '"/healthz"' not in running.log.read_text("utf-8") or not children(running.process.pid):
            pass
        running.process.send_signal(signal.SIGTERM)
        nurseries = children(running.process.pid)
        thread.join()
        assert running.process.wait(60) in {0, -signal.SIGTERM}
        assert answers == [503]
        assert not any(alive(pid) for pid in nurseries)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_is_quiet(folder: Path, tmp_path: Path, stop: signal.Signals) -> None:
    with fixtures.serving(folder, log=tmp_path / "log") as running:
        running.process.send_signal(stop)
        assert running.process.wait(60) in {0, -stop}
    assert (tmp_path / "log").read_text("utf-8") == ""


def children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    if not file.exists():
        pytest.skip("this system does not say which processes a process has")
    return [int(one) for one in file.read_text("ascii").split()]


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("content", "code", "said"), [(None, 3, "There is no graph"), ("no turtle", 3, "is not Turtle")]
)
def test_a_graph_that_cannot_be_served_is_told_at_once(tmp_path: Path, content: str | None, code: int, said: str) -> None:
    file = tmp_path / "graph.ttl"
    if content:
        file.write_text(content, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "kg", "serve", str(file), "--port", "0"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_is_taken_is_told(server: fixtures.Running, folder: Path) -> None:
    port = server.address.rsplit(":", 1)[1]
    done = subprocess.run([sys.executable, "-m", "kg", "serve", str(folder), "--port", port], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--port" in done.stderr


def test_an_empty_graph_has_pages_too(tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_text("", encoding="utf-8")
    with fixtures.serving(tmp_path, log=tmp_path / "log") as running:
        for path in ("/", "/figures", "/conflicts", "/articles", "/search?q=x", "/sparql", "/.well-known/void", "/api/graph"):
            assert running.get(path, "text/html, */*;q=0.5").status_code == 200, path
