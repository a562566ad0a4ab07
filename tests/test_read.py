"""Reading inputs: what becomes of files, folders, pages and addresses, and of the headers at the top of them."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import FetchError, InputError
from kg.model import Article
from kg.read import expand, parse_header, read, read_one
from kg.read.url import MAX_REDIRECTS, fetch, is_public

BODY = "去年,全县新建公路12条。\n老街改造已经完成。\n"


def fields(text: str, *names: str) -> list[tuple[str, str]]:
    """The header fields of a text by name, headline and date left out unless asked for."""
    wanted = names or ("source", "editor", "reporter")
    return [(f.name, f.text) for f in parse_header(text).fields if f.name in wanted]


def only(path: Path) -> Article:
    (article,) = read(path)
    return article


# --- headers: the line of fields -------------------------------------------------------------------------------------

LINES = [
    ("23-04-02 07:46 来源:河湾日报 编辑:柳青", dt.date(2023, 4, 2), "07:46", [("source", "河湾日报"), ("editor", "柳青")]),
    ("2026-02-22 来源:河湾省人民政府", dt.date(2026, 2, 22), "", [("source", "河湾省人民政府")]),
    (
        "2024年7月30日 10:20 来源：河湾社 作者：王某 责任编辑：李某某",
        dt.date(2024, 7, 30),
        "10:20",
        [("source", "河湾社"), ("reporter", "王某"), ("editor", "李某某")],
    ),
    ("2024年7月30日10:20 | 来源：河湾网－河湾日报", dt.date(2024, 7, 30), "10:20", [("source", "河湾网"), ("source", "河湾日报")]),
    ("发布时间：2025-03-01", dt.date(2025, 3, 1), "", []),
    ("来源：河湾政府网  2021-02-14", dt.date(2021, 2, 14), "", [("source", "河湾政府网")]),
    ("来源：河湾日报、柳湾晚报 2021/2/14 9:05", dt.date(2021, 2, 14), "09:05", [("source", "河湾日报"), ("source", "柳湾晚报")]),
    ("来 源：河湾日报　　日　期：２０２１年２月１４日", dt.date(2021, 2, 14), "", [("source", "河湾日报")]),
    ("二〇二四年十一月二十五日", dt.date(2024, 11, 25), "", []),
    ("二○二四年十月三十一日", dt.date(2024, 10, 31), "", []),
    ("（2026年3月31日）", dt.date(2026, 3, 31), "", []),
    ("《河湾日报》（2024年05月06日 第02版）", dt.date(2024, 5, 6), "", [("source", "河湾日报")]),
    ("2024-05-06 星期一 08:00:30 河湾日报", dt.date(2024, 5, 6), "08:00", [("source", "河湾日报")]),
    (
        "发布日期：2025-04-24  浏览次数：14546 【字体：大 中 小】 打印 分享到：",
        dt.date(2025, 4, 24),
        "",
        [],
    ),
    ("成文日期：2024-01-02 发布日期：2024-01-09 索引号：HW-2024-7", dt.date(2024, 1, 9), "", []),
    ("来源：河湾发布  时间：2024-05-06  点击：[1234]", dt.date(2024, 5, 6), "", [("source", "河湾发布")]),
    ("责编：欧阳清、王　伟 来源：本网", None, "", [("editor", "欧阳清"), ("editor", "王　伟")]),
    ("来源：河湾电视台《早间新闻》 编辑：编辑部", None, "", [("source", "河湾电视台")]),
    ("作者：河湾社记者 赵一鸣 钱二", None, "", [("reporter", "赵一鸣"), ("reporter", "钱二")]),
]


@pytest.mark.parametrize(("line", "day", "time", "expected"), LINES, ids=[line for line, *_ in LINES])
def test_a_header_line_is_read(line: str, day: dt.date | None, time: str, expected: list[tuple[str, str]]) -> None:
    text = f"河湾县交通建设这一年\n{line}\n\n{BODY}"
    header = parse_header(text)
    assert header.title is not None
    assert text[header.title.start : header.title.end] == "河湾县交通建设这一年"
    assert header.published == day
    assert (f"{header.issued:%H:%M}" if header.issued else "") == time
    assert sorted(fields(text)) == sorted(expected)
    assert text[header.body :].strip() == BODY.strip()


def test_the_time_of_a_page_is_chinas() -> None:
    issued = parse_header(f"河湾县交通建设这一年\n2024-05-06 08:00 来源：河湾日报\n{BODY}").issued
    assert issued is not None
    assert issued.isoformat() == "2024-05-06T08:00:00+08:00"


@pytest.mark.parametrize("line", ["2024-02-30 来源：河湾日报", "2024-13-01 来源：河湾日报", "来源：河湾日报 时间：2024年5月"])
def test_a_date_the_calendar_lacks_stays_unknown(line: str) -> None:
    assert parse_header(f"河湾县交通建设这一年\n{line}\n{BODY}").published is None


def test_the_date_of_signature_is_the_last_resort() -> None:
    signed = f"河湾县人民政府关于修路的通知\n\n各乡镇：\n{BODY}河湾县人民政府\n2024年8月5日\n"
    assert parse_header(signed).published == dt.date(2024, 8, 5)
    published = f"河湾县人民政府关于修路的通知\n发布时间：2024-08-07\n各乡镇：\n{BODY}河湾县人民政府\n2024年8月5日\n"
    assert parse_header(published).published == dt.date(2024, 8, 7)


# --- headers: bylines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "people", "outlets"),
    [
        ("记者 王某", ["王某"], []),
        ("  河湾·河湾日报记者 王某", ["王某"], ["河湾日报"]),
        ("（记者 张三 李四）", ["张三", "李四"], []),
        ("本报记者 张三 通讯员 李四", ["张三", "李四"], []),
        ("本报记者张三丰", ["张三丰"], []),
        ("河湾社全媒体记者：王某、买买提·艾力", ["王某", "买买提·艾力"], ["河湾社"]),
        ("记者 王 某", ["王 某"], []),
        ("□ 本报记者 张三", ["张三"], []),
        ("文/图 图山日报记者 张三", ["张三"], ["图山日报"]),
    ],
)
def test_a_byline_is_read(line: str, people: list[str], outlets: list[str]) -> None:
    text = f"河湾县交通建设这一年\n2024-05-06\n\n{line}\n\n{BODY}"
    assert [text for _, text in fields(text, "reporter")] == people
    assert [text for _, text in fields(text, "source")] == outlets
    header = parse_header(text)
    assert text[header.body :].strip() == BODY.strip()


def test_the_outlet_of_a_byline_gives_way_to_the_labelled_source() -> None:
    text = f"河湾县交通建设这一年\n2024-05-06 来源：柳湾网\n河湾日报记者 王某\n{BODY}"
    assert fields(text, "source") == [("source", "柳湾网")]


@pytest.mark.parametrize(
    "line",
    ["记者调查", "记者节", "记者：这些钱做什么？", "记者从县交通局了解到,公路已经通车。", "本报编辑部", "记者手记", "当前位置十分重要"],
)
def test_a_line_that_only_looks_like_a_byline_is_left(line: str) -> None:
    text = f"河湾县交通建设这一年\n2024-05-06\n{line}\n{BODY}"
    assert fields(text) == []
    assert line in text[parse_header(text).body :]


def test_bylines_inside_the_first_and_last_lines_are_read() -> None:
    first = "河湾社柳湾5月6日电（记者王某）去年新建公路12条。"
    text = f"河湾县交通建设这一年\n\n{first}\n{BODY}工程仍在继续。（本报记者 张三）\n责任编辑：李某某\n"
    assert fields(text) == [("source", "河湾社"), ("reporter", "王某"), ("reporter", "张三"), ("editor", "李某某")]


# --- headers: titles, breadcrumbs, furniture -------------------------------------------------------------------------


def test_a_title_stands_after_a_breadcrumb_and_before_its_original_title() -> None:
    crumbs, line = "您当前的位置 : 河湾网 >> 河湾新闻 >> 要闻", "24-05-06 07:46 来源:河湾日报"
    text = f"{crumbs}\n\n河湾县交通建设这一年\n\n{line}\n\n  原标题:修路这一年\n\n  {BODY}"
    header = parse_header(text)
    assert header.fields[0].text == "河湾县交通建设这一年"
    assert text[header.body :].strip() == BODY.strip()


def test_an_original_title_serves_where_there_is_no_other() -> None:
    assert fields(f"首页 > 要闻\n2024-05-06\n原标题：修路这一年\n{BODY}", "headline") == [("headline", "修路这一年")]


def test_menus_page_numbers_and_labels_are_no_titles() -> None:
    menu = "首页\n机构\n政策\n首页 > 政务公开\n【大 中 小】\n【打印】 【关闭】\n第01版：要闻\n时间：上午\n"
    assert fields(f"{menu}河湾县交通建设这一年\n2024-05-06\n{BODY}", "headline") == [("headline", "河湾县交通建设这一年")]


def test_the_furniture_below_an_article_is_no_header() -> None:
    furniture = "版权声明:凡注明“来源：柳湾网”的稿件,均为柳湾网所有。\n河湾网微信\n分享到："
    text = f"河湾县交通建设这一年\n2024-05-06 来源：河湾日报\n{BODY}{furniture}"
    assert fields(text) == [("source", "河湾日报")]


@pytest.mark.parametrize(
    "text",
    [
        "一、综合\n全县新建公路12条。\n",
        "各位代表：\n现在，我向大会报告工作。\n",
        "全县新建公路12条。\n老街改造已经完成。\n",
        "全县新建公路12条，",
        "——公路建设。新建公路12条。\n老街改造已经完成。\n",
        "全县新建公路12条",
    ],
)
def test_a_text_without_a_header_is_all_running_text(text: str) -> None:
    header = parse_header(text)
    assert (header.title, header.fields, header.published, header.body) == (None, (), None, 0)


def test_a_short_first_line_is_the_title_of_a_text_without_header() -> None:
    text = f"河湾县公路建设稳步推进\n{BODY}"
    header = parse_header(text)
    assert [(f.name, f.text) for f in header.fields] == [("headline", "河湾县公路建设稳步推进")]
    assert text[header.body :] == BODY


def test_a_markdown_heading_is_the_title_without_its_sign(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"# 河湾县公路建设\n\n{BODY}", encoding="utf-8")
    article = only(path)
    assert article.title == "河湾县公路建设"
    assert article.text.startswith("# 河湾县公路建设\n")


PIECES = st.sampled_from(
    ["来源：", "记者 ", "王某", "2024-05-06", "》", "\n", "　", ">>", "（", "）", "河湾日报", "原标题：", "：", "。", "一、"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=20).map("".join))
def test_every_span_of_a_header_is_the_text_it_claims(text: str) -> None:
    header = parse_header(text)
    for field in header.fields:
        assert text[field.span.start : field.span.end] == field.text
        assert field.text
    assert 0 <= header.body <= len(text)


# --- text ------------------------------------------------------------------------------------------------------------


def test_only_line_ends_change(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff  河湾县　公路\r\n\r\n共12条。\rtab\t尾 \r\n".encode())
    assert only(path).text == "  河湾县　公路\n\n共12条。\rtab\t尾 \n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32", "big5"])
def test_encodings_of_chinese_texts_are_told(tmp_path: Path, encoding: str) -> None:
    text = "全市新增就業人口三萬人,比上年增長百分之五。城鎮居民人均可支配收入四萬元。" if encoding == "big5" else BODY
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert only(path).text == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t \r\n", "is empty"),
        ("公路\x0012条".encode(), "is binary"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (bytes(range(256)), "is binary"),
    ],
)
def test_what_is_no_text_says_so(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        only(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_and_an_unknown_suffix_say_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        list(read(tmp_path / "no.txt"))
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(InputError, match=r"suffix kg can't read \(.docx\)"):
        list(read(tmp_path / "a.docx"))


def test_a_folder_gives_its_texts_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.md", "a/1.html", ".hidden.txt", "c.csv", ".git/x.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PAGE if name.endswith("html") else BODY, encoding="utf-8")
    assert [Path(p).relative_to(tmp_path).as_posix() for p in expand(tmp_path)] == ["a/1.html", "a/2.md", "b.txt"]
    assert len(list(read(tmp_path))) == 3


def test_a_folder_without_texts_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no"):
        expand(tmp_path)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BODY.replace("\n", "\r\n").encode())))
    assert read_one("-").text == BODY


def test_the_date_given_by_the_user_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"河湾县交通建设这一年\n2024-05-06 07:00 来源：河湾日报\n{BODY}", encoding="utf-8")
    (article,) = read(path, published=dt.date(2023, 1, 1))
    assert article.published == dt.date(2023, 1, 1)
    assert article.issued is None


def test_the_same_text_has_the_same_id_and_another_another(tmp_path: Path) -> None:
    for name, text in (("a.txt", BODY), ("b.txt", BODY.replace("\n", "\r\n")), ("c.txt", BODY + "。")):
        (tmp_path / name).write_bytes(text.encode())
    a, b, c = (read_one(str(tmp_path / name)).id for name in ("a.txt", "b.txt", "c.txt"))
    assert a == b != c


# --- pages -----------------------------------------------------------------------------------------------------------

PARAGRAPHS = [
    "去年，河湾县新建公路12条，总长340公里，比上年增长百分之五，全县所有乡镇都通了公路，群众出行更加方便。",
    "县交通局负责人说，今年还要改造老街，修建停车场，完善公交线路，让城乡居民都能享受便捷的公共交通服务。",
    "在柳湾镇，新修的公路旁种上了果树，游客比往年多了一倍，不少村民开起了农家乐，日子越过越红火。",
]
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>河湾县交通建设这一年-河湾网</title>
<meta name="ArticleTitle" content="河湾县交通建设这一年"><meta name="PubDate" content="2024-05-06 08:30">
<meta name="ContentSource" content="河湾日报"><script>var a = "来源：坏网 2020-01-01";</script></head>
<body><div class="nav"><a href="/">首页</a><a href="/news">新闻</a></div><ul><li>2019-01-01</li></ul>
<div class="article"><h1>河湾县交通建设这一年</h1>
<div class="info"><span>2024-05-06 08:30</span><span><b>来源</b>：河湾日报</span><span>责任编辑：柳青</span></div>
<div class="content">{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</div></div>
<div class="footer">版权所有 河湾网 京ICP备0000号</div></body></html>"""


def test_a_page_gives_title_header_line_and_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    article = only(path)
    assert article.title == "河湾县交通建设这一年"
    assert (article.published, article.source, article.editor) == (dt.date(2024, 5, 6), "河湾日报", "柳青")
    assert all(p in article.text for p in PARAGRAPHS)
    assert "首页" not in article.text
    assert "版权所有" not in article.text
    assert article.text.count("河湾县交通建设这一年") == 1


def test_a_page_without_header_line_is_described_by_its_metadata(tmp_path: Path) -> None:
    start, end = PAGE.index('<div class="info">'), PAGE.index('<div class="content">')
    path = tmp_path / "a.html"
    path.write_text(PAGE[:start] + PAGE[end:], encoding="utf-8")
    article = only(path)
    assert (article.published, article.source, article.editor) == (dt.date(2024, 5, 6), "河湾日报", None)
    assert article.issued is not None


def test_a_header_line_in_pieces_is_put_together(tmp_path: Path) -> None:
    pieces = "<div><h1>河湾县交通建设这一年</h1><p>发布时间：2024-05-07</p><p>来源：柳湾网</p><p>责任编辑：柳青</p></div>"
    start, end = PAGE.index("<h1>"), PAGE.index('<div class="content">')
    path = tmp_path / "a.html"
    path.write_text(PAGE[:start] + pieces + PAGE[end:], encoding="utf-8")
    article = only(path)
    assert (article.published, article.source, article.editor) == (dt.date(2024, 5, 7), "柳湾网", "柳青")
    assert all(article.text[f.span.start : f.span.end] == f.text for f in article.header)


def test_json_ld_describes_a_page(tmp_path: Path) -> None:
    data = '{"@graph": [{"@type": "NewsArticle", "headline": "修路这一年", "datePublished": "2024-05-06T08:30:00+08:00",' \
        ' "author": [{"name": "王某"}, "张三"], "publisher": {"name": "河湾网"}}]}'
    path = tmp_path / "a.html"
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    path.write_text(
        f'<html><head><script type="application/ld+json">{data}</script><script type="application/ld+json">{{bad</script>'
        f"</head><body><article>{body}</article></body></html>",
        encoding="utf-8",
    )
    article = only(path)
    assert (article.title, article.author, article.source) == ("修路这一年", "王某、张三", "河湾网")
    assert article.published == dt.date(2024, 5, 6)


def test_a_page_without_date_gets_none(tmp_path: Path) -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><h1>修路</h1><article>{body}</article><p>© 2019-2021 河湾网</p></body></html>", encoding="utf-8")
    assert only(path).published is None


def test_a_gbk_page_is_read_by_its_declaration(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030"))
    assert PARAGRAPHS[0] in only(path).text


@pytest.mark.parametrize("page", ["<html><body><a href='/'>首页</a></body></html>", "<p></p>", "<"])
def test_a_page_without_an_article_says_so(tmp_path: Path, page: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(InputError, match="no article text|no HTML page"):
        only(path)


# --- addresses -------------------------------------------------------------------------------------------------------

SERVER = '''
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
page = sys.stdin.buffer.read()
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path
        to = {"/moved": "/page", "/loop": "/loop", "/out": "ftp://example.org/x", "/in": "http://[::ffff:10.0.0.1]/"}.get(path)
        self.send_response(302 if to else 404 if path == "/missing" else 200)
        if to:
            self.send_header("Location", to)
        types = {"/page": "text/html; charset=utf-8", "/plain": "text/plain; charset=gbk"}
        self.send_header("Content-Type", types.get(path, "image/png" if path == "/image" else "text/plain"))
        self.end_headers()
        if path == "/huge":
            try:
                for _ in range(200):
                    self.wfile.write(b"a" * 100_000)
            except OSError:
                pass
        elif path == "/plain":
            self.wfile.write("公路共十二条。".encode("gbk"))
        elif path == "/host":
            self.wfile.write(self.headers["Host"].encode())
        else:
            self.wfile.write(page)
    def log_message(self, *args):
        pass
server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
'''


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A web server of our own, in a process of its own."""
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(PAGE.encode())
        process.stdin.close()
        yield f"http://localhost:{int(process.stdout.readline())}"
        process.terminate()


def local(address: str) -> bool:
    """The allowance of these tests: the loopback address, besides public ones."""
    return address in {"127.0.0.1", "::1"} or is_public(address)


def test_a_url_gives_its_article(site: str) -> None:
    article = read_one(f"{site}/moved", permit=local)
    assert article.url == f"{site}/page"
    assert article.title == "河湾县交通建设这一年"
    assert PARAGRAPHS[1] in article.text


def test_a_plain_text_url_is_read_as_it_declares(site: str) -> None:
    assert read_one(f"{site}/plain", permit=local).text == "公路共十二条。"


def test_the_server_is_asked_by_its_name(site: str) -> None:
    assert fetch(f"{site}/host", permit=local).raw.decode() == site.removeprefix("http://")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "answers 404"),
        ("/loop", f"more than {MAX_REDIRECTS} times"),
        ("/out", "no http or https address"),
        ("/in", "no public internet address"),
        ("/image", "image/png"),
        ("/huge", "larger than"),
    ],
)
def test_what_may_not_be_fetched_says_why(site: str, path: str, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch(site + path, permit=local)


def test_this_machine_is_never_fetched_from(site: str) -> None:
    with pytest.raises(FetchError, match="no public internet address"):
        read_one(f"{site}/page")


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://2130706433/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "https://10.1.2.3:8080/x"],
)
def test_spellings_of_private_addresses_are_refused(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url)


def test_other_schemes_and_credentials_are_refused() -> None:
    for url in ("ftp://example.org/a.txt", "sftp://example.org/a.txt", "zip://a.txt::http://127.0.0.1/a.zip", "http://user:secret@example.org/"):
        with pytest.raises(InputError, match=r"can't be opened|never sends"):
            read_one(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 refused, not listened on
        "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "nonsense",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


def test_a_header_dated_by_the_month_names_its_source() -> None:
    assert fields("县里要闻\n2013-11 来源:图山日报\n\n今天开会。") == [("source", "图山日报")]
    assert fields("县里要闻\n2013年11月\n\n今天开会。") == []


def test_who_gave_a_picture_is_named_without_the_act() -> None:
    assert fields("县里要闻\n2024-05-06\n\n今天开会。（通讯员 赵六供图）") == [("reporter", "赵六")]
    assert fields("县里要闻\n2024-05-06\n\n今天开会。（通讯员供图）") == []


def test_a_byline_s_label_may_lack_its_colon() -> None:
    header = parse_header("某县修路\n2024-05-06 来源:某某日报 记者 张伟\n\n正文。")
    assert [(f.name, f.text) for f in header.fields][2:] == [("source", "某某日报"), ("reporter", "张伟")]


# --- licence ---------------------------------------------------------------------------------------------------------

_LICENSED = """<html><head><meta charset="utf-8"><title>秋收简报</title>{head}</head><body><article><h1>秋收简报</h1>
<p>今年秋天，禾县收割水稻三万亩，晒场上堆满了稻谷，农机手们忙到深夜才收工回家。</p>
<p>县里组织了二十支机耕队，帮助缺少劳力的农户抢收，粮食全部归仓，颗粒不丢。</p>{foot}</article></body></html>"""
_BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("head", "foot", "license"),
    [
        (f'<link rel="license" href="{_BY}">', "", _BY),
        ("", f'<a rel="nofollow license" href="{_BY}">CC BY</a>', _BY),
        (f'<meta name="DCTERMS.license" content="{_BY}">', "", _BY),
        (f'<script type="application/ld+json">{{"@type": "NewsArticle", "license": {{"@id": "{_BY}"}}}}</script>', "", _BY),
        ('<meta name="dc.rights" content="版权所有">', "", None),
        ('<link rel="license" href="javascript:alert(1)">', "", None),
        ("", "", None),
    ],
)
def test_the_licence_a_page_declares_is_kept(tmp_path: Path, head: str, foot: str, license: str | None) -> None:
    page = tmp_path / "page.html"
    page.write_text(_LICENSED.format(head=head, foot=foot), encoding="utf-8")
    assert read_one(str(page)).license == license
