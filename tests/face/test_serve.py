"""The server: what it answers, whom it lets in, and that nothing but the lake can be reached through it."""

import http.client
import json
import shutil
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from conftest import serving
from known_rows import GOOD, SCRIPT

from pipeline.report.snapshot import take_snapshot
from pipeline.serve.access import is_loopback
from pipeline.serve.diff import Change, changes
from pipeline.serve.lake import Asked, Found, LiveLake
from pipeline.serve.sql import Sql, SqlError
from pipeline.serve.views import snippets
from pipeline.serve.worker import SqlWorker
from transforms.ids import digest
from transforms.write_lake import Lake


def get(address, path, **headers):
    """Status, headers and text of an answer."""
    request = urllib.request.Request(address + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.build_opener(_NoRedirect).open(request) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get_json(address, path, **query):
    status, _, text = get(address, f"{path}?{urllib.parse.urlencode(query)}")
    return status, json.loads(text)


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=council", "/feeds", "/rejects", "/rejects?reason=http-404", "/sql", "/api"])
def test_every_view_is_a_page_with_a_policy(served, path):
    status, headers, text = get(served, path)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "text/html; charset=utf-8", "no-store")
    assert "default-src 'none'; script-src 'self'" in headers["Content-Security-Policy"]
    assert "<script>document" not in text


def test_a_search_finds_words_in_headline_and_body_newest_first(served):
    status, found = get_json(served, "/api/search", q="COUNCIL met")
    assert (status, found["complete"], found["searched_since"]) == (200, True, "2026-11-08")
    assert [(row["date"], row["headline"]) for row in found["articles"]] == [
        ("2026-11-09", "Council meets, again"),
        ("2026-11-08", "Council meets again"),
    ]


@pytest.mark.parametrize(
    ("query", "headlines"),
    [
        ({"q": "урожай"}, ["Под Алматы собрали урожай"]),
        ({"region": "south-eastern-asia"}, ["Harbour reopens"]),
        ({"language": "ru"}, ["Под Алматы собрали урожай"]),
        ({"since": "2026-11-09", "until": "2026-11-09"}, ["Council meets, again"]),
        ({"q": "100% _ \\ ' \""}, []),
    ],
)
def test_a_search_is_narrowed_by_region_language_and_days(served, query, headlines):
    status, found = get_json(served, "/api/search", **query)
    assert (status, [row["headline"] for row in found["articles"]]) == (200, headlines)


def test_a_search_whose_time_is_up_says_how_far_it_went(known_lake, clock):
    assert LiveLake(known_lake, clock).search(Asked(("council",)), seconds=0.0) == Found([], None, False)


def test_an_article_is_told_with_revisions_sightings_and_copies(served):
    status, told = get_json(served, f"/api/article/{digest('article', 'council')}")
    assert status == 200
    assert (told["article"]["headline"], told["article"]["revision"]) == ("Council meets again", 2)
    (revision,) = told["revisions"]
    assert [change["text"] for change in revision["changes"] if change["kind"] == "del"] == [" Monday.", "The mayor"]
    assert [(row["outcome"], row["feed_url"]) for row in told["sightings"]] == [("article", GOOD), ("article", "https://bad.example/feed")]
    assert [(row["publisher"], row["source"]) for row in told["copies"]] == [("Morning Post", "AP")]


def test_an_article_that_is_not_there_is_said_so(served):
    assert get_json(served, "/api/article/00") == (404, {"error": "the lake has no article of this id"})
    assert get(served, "/article/00")[0] == 404


def test_an_article_page_shows_markup_and_links_no_script(served):
    text = get(served, f"/article/{digest('article', 'script')}")[2]
    assert "&lt;script&gt;document.title=" in text
    assert "<script>document" not in text
    assert 'href="javascript:' not in get(served, f"/article/{digest('article', 'island')}")[2]


def test_rejects_are_browsed_by_reason(served):
    status, rows = get_json(served, "/api/rejects", reason="http-404", limit=2, offset=1)
    assert (status, [row["origin"] for row in rows]) == (200, ["https://bad.example/3", "https://bad.example/2"])
    assert rows[0]["payload"].startswith("<h1>Not ")
    assert get_json(served, "/api/rejects", limit="many") == (400, {"error": "limit: many is no number from 1 to 1000"})


def test_feeds_and_report_are_json_as_well(served):
    assert [row["state"] for row in get_json(served, "/api/feeds")[1]] == ["failing", "still", "ok"]
    report = get_json(served, "/api/report")[1]
    assert (report["totals"]["articles"], report["totals"]["syndicated"], len(report["newest"])) == (6, 1, 6)


def test_the_metrics_are_prometheus_text(served):
    _, headers, text = get(served, "/metrics")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "dateline_articles 6\n" in text
    assert 'dateline_feeds{state="failing"} 1\n' in text
    assert 'dateline_rejects_recent{stage="FetchPages",reason="http-404"} 5\n' in text
    assert all(line.startswith("#") or " " in line for line in text.splitlines())


def test_every_address_of_the_description_answers(served):
    description = get_json(served, "/api/openapi.json")[1]
    asked = {"/api/search": {"q": "council"}, "/api/sql": {"q": "select 1"}}
    for path in description["paths"]:
        status, _, _ = get(
            served, f"{path.replace('{article_id}', digest('article', 'copy'))}?{urllib.parse.urlencode(asked.get(path, {}))}"
        )
        assert (path, status) == (path, 200)


def test_what_is_written_meanwhile_is_seen_by_the_next_look(tmp_path, clock, known_lake):
    root = shutil.copytree(known_lake, tmp_path / "lake")
    live = LiveLake(str(root), clock)
    assert live.report().totals.articles == 6
    shutil.rmtree(root / "articles/date=2026-11-10")
    live.refresh()
    assert live.report().totals.articles == 3


def test_what_compact_has_just_replaced_is_read_from_its_new_place(tmp_path, clock, known_lake):
    root = shutil.copytree(known_lake, tmp_path / "lake")
    live = LiveLake(str(root), clock)
    (old,) = (root / "articles/date=2026-11-09").rglob("*.parquet")
    old.rename(old.with_name("part-merged.parquet"))
    assert [row["headline"] for row in live.search(Asked(("council", "met"), since="2026-11-09")).articles] == ["Council meets, again"]


# Who is let in.


@pytest.mark.parametrize(
    ("host", "own"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)]
)
def test_loopback_is_told_from_other_addresses(host, own):
    assert is_loopback(host) is own


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_answered(served, method):
    connection = http.client.HTTPConnection(served.removeprefix("http://"))
    connection.request(method, "/api/sql?q=select+1")
    assert connection.getresponse().status == 405


def test_without_a_token_only_this_machine_is_answered(served):
    assert get(served, "/", Host="rebound.example")[0] == 403
    assert get(served, "/", Host="localhost:1")[0] == 200
    assert get(served, "/api/sql?q=select+1", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="cors")[0] == 403


def test_with_a_token_nothing_is_shown_without_it(known_lake, clock):
    with serving(known_lake, clock, token="sesame") as address:
        for path in ("/", "/search", "/api/report", "/metrics", "/sql", "/static/page.css", "/?token=wrong"):
            status, headers, text = get(address, path)
            assert (path, status, headers["WWW-Authenticate"]) == (path, 401, 'Bearer realm="dateline"')
            assert "Council" not in text
        assert get(address, "/healthz")[0] == 200
        assert get(address, "/api/feeds", Authorization="Bearer sesame", Host="lake.example")[0] == 200
        status, headers, _ = get(address, "/?token=sesame")
        assert (status, headers["Location"]) == (303, "/")
        assert "HttpOnly" in headers["Set-Cookie"]
        assert "SameSite=Strict" in headers["Set-Cookie"]
        assert get(address, "/", Cookie=headers["Set-Cookie"].partition(";")[0])[0] == 200


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/page.py", "/static//etc/passwd", "/static/..%2f..%2fcli.py"])
def test_no_file_but_the_static_ones_is_served(served, path):
    connection = http.client.HTTPConnection(served.removeprefix("http://"))
    connection.request("GET", path)
    assert connection.getresponse().status in (403, 404)


# SQL.


@pytest.fixture(scope="module")
def sql(known_lake, snapshot):
    return Sql(Lake.open(known_lake), snapshot.files)


def test_sql_reads_the_tables(sql):
    answer = sql.ask("select publisher, count(*) as n from articles_latest group by all order by n desc, 1 limit 2;")
    assert (answer.columns, answer.types, answer.rows, answer.truncated) == (
        ["publisher", "n"], ["VARCHAR", "BIGINT"], [["Island Times", 2], ["Morning Post", 2]], False,
    )  # fmt: skip


def test_sql_gives_so_many_rows_and_so_much_of_a_text(sql):
    answer = sql.ask("select n, repeat('x', 50000) as long from range(3000) as numbers(n)")
    assert (len(answer.rows), answer.truncated, len(answer.rows[0][1])) == (1000, True, 20_000)


ESCAPES = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_json_auto('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from '{lake}/../outside.parquet'",
    "select * from read_parquet('{lake}/../outside.parquet')",
    "select * from read_parquet('{lake}/articles/link.parquet')",
    "select * from read_parquet('{lake}/articles/**/*.parquet')",
    "select * from parquet_metadata('{lake}/articles/link.parquet')",
    "select * from glob('/etc/*')",
    "select * from glob('{lake}/**')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from read_parquet('https://127.0.0.1/x.parquet')",
    "select * from read_csv('s3://bucket/x.csv')",
    "copy (select 1) to '{lake}/x.csv'",
    "copy articles from '/etc/passwd'",
    "export database '{lake}/x'",
    "import database '{lake}/x'",
    "attach '{lake}/x.db'",
    "attach '/etc/passwd' as x (readonly)",
    "install httpfs",
    "load httpfs",
    "load '/etc/passwd'",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "reset lock_configuration",
    "pragma database_list",
    "call pragma_version()",
    "create table x as select 1",
    "create or replace view articles as select 1",
    "insert into articles select * from articles",
    "delete from articles",
    "drop view articles",
    "select 1; copy (select 1) to '{lake}/x.csv'",
    "select 1) as asked(c0); copy (select 1) to '{lake}/x.csv'; --",
    "select * from query('copy (select 1) to ''{lake}/x.csv''')",
    "select * from query_table('/etc/passwd')",
    "explain analyze copy (select 1) to '{lake}/x.csv'",
    "with x as (delete from articles returning *) select * from x",
    "select * from files",
    "select getenv('HOME')",
    "",
]


@pytest.mark.parametrize("statement", ESCAPES)
def test_sql_reaches_no_file_and_changes_nothing(sql, known_lake, snapshot, statement, tmp_path):
    before = sorted(path for path in Path(known_lake).rglob("*"))
    with pytest.raises(SqlError):
        sql.ask(statement.replace("{lake}", known_lake))
    assert sorted(path for path in Path(known_lake).rglob("*")) == before


def test_sql_reads_no_file_that_a_link_brings_into_the_lake(known_lake, tmp_path):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    folder = tmp_path / "lake/articles/date=2026-11-08/region=central-asia"
    folder.mkdir(parents=True)
    (folder / "part-1.parquet").symlink_to(next(Path(known_lake).rglob("articles/**/*.parquet")))
    assert Sql(lake, take_snapshot(lake.root).files).ask("select count(*) from articles").rows == [[0]]


@pytest.mark.parametrize(
    "slow",
    ["select count(*) from range(1000000000000)", "select count(*) from articles a, range(1000000000) b where a.body = b.range::varchar"],
)
def test_sql_stops_when_its_time_is_up(sql, slow):
    with pytest.raises(SqlError, match=r"stopped after 0\.2 seconds"):
        sql.ask(slow, timeout_s=0.2)


def test_sql_that_cannot_be_interrupted_ends_with_its_process(known_lake, snapshot):
    worker = SqlWorker(known_lake, snapshot.files, grace_s=0.1)
    try:
        with pytest.raises(SqlError, match="stopped after"):
            worker.ask("select range(100000000)", timeout_s=0.1)
        assert worker.ask("select 1").rows == [[1]]
    finally:
        worker.close()


def test_sql_keeps_to_its_memory(sql):
    with pytest.raises(SqlError, match=r"(?i)memory|stopped"):
        sql.ask("select list(n) from (select repeat('x', 1000) || n as n from range(100000000) as r(n))", timeout_s=20)


# Words.


def test_a_change_is_told_word_by_word_within_its_paragraph():
    assert changes("One two three.\n\nThe end.", "One 2 three.\n\nThe end.\n\nMore.") == [
        Change("same", "One"),
        Change("del", " two"),
        Change("ins", " 2"),
        Change("same", " three."),
        Change("same", "\n\n"),
        Change("same", "The end.\n\n"),
        Change("ins", "More.\n\n"),
    ]


def test_a_snippet_marks_what_was_found():
    assert snippets("A zebra, and a Zebra.", ["zebra"]) == [
        ("A ", False),
        ("zebra", True),
        (", and a ", False),
        ("Zebra", True),
        (".", False),
    ]
    assert snippets(SCRIPT, [], whole=True) == [(SCRIPT, False)]
