"""`dateline feeds`: finding, checking, importing, exporting."""

import asyncio
import datetime
import json
import sys
from pathlib import Path

import pytest

from pipeline.feed_health import FeedHealth, feed_health
from pipeline.feed_list import read_feed_list
from pipeline.find_feeds import find_feeds
from schemas import POLLS, Feed, Poll, Unusable
from transforms.http import HttpOptions
from transforms.instants import day_of, from_micros, system_clock
from transforms.write_lake import Lake, commit

sys.path.append(str(Path(__file__).parents[1] / "transforms" / "http"))  # the fault server lies there
from fault_server import FaultServer
from fault_server import feed as rss

HTTP = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
HOUR = 3_600_000_000
DAY = 24 * HOUR
SITEMAP = (
    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    b"<url><loc>/a</loc><n:news><n:title>A</n:title></n:news></url></urlset>"
)


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


def found(server, path, noon):
    return [feed.url.rpartition("/")[2] for feed in asyncio.run(find_feeds(server.url(path), HTTP, lambda: noon))]


def test_a_feed_is_found_at_its_own_address(server, noon):
    assert (found(server, "good", noon), server.paths()) == (["good"], ["/good"])


def test_the_feeds_that_a_page_links_are_found_and_what_is_no_feed_is_not(server, noon):
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{href}">' for href in ("/world", "/world#x", "/gone", "//[x"))
    server.pages["page"] = (200, "text/html", f"<head>{links}<link rel=alternate hreflang=de href=/de></head>".encode())
    server.pages["world"] = (200, "application/rss+xml", rss(3))
    assert (found(server, "page", noon), server.paths()) == (["world"], ["/page", "/world", "/gone"])


def test_where_a_page_declares_none_its_links_the_usual_places_and_the_sitemaps_are_tried(server, noon):
    server.pages["page"] = (200, "text/html", b'<a href="/rss/sport">RSS</a><a href="/about">About</a>')
    with pytest.raises(Unusable, match="no-feed"):
        found(server, "page", noon)
    server.pages["robots.txt"] = (200, "text/plain", b"Sitemap: /sitemap-news.xml")
    server.pages["sitemap-news.xml"] = (200, "application/xml", SITEMAP)
    assert found(server, "page", noon) == ["sitemap-news.xml"]
    server.pages["feed.xml"] = (200, "application/rss+xml", rss(1))
    assert found(server, "page", noon) == ["feed.xml"]
    server.pages["rss/sport"] = (200, "application/rss+xml", rss(1))
    assert found(server, "page", noon) == ["sport"]


def test_a_site_without_a_page_there_may_have_feeds(server, noon):
    with pytest.raises(Unusable, match="no-feed"):
        found(server, "nowhere", noon)
    server.pages["rss"] = (200, "application/rss+xml", rss(1))
    assert found(server, "nowhere", noon) == ["rss"]


def test_a_site_that_does_not_answer_says_why(noon):
    with pytest.raises(Unusable, match="refused-address"):
        asyncio.run(find_feeds("http://127.0.0.1:9/", HttpOptions(), lambda: noon))


def test_a_feed_is_added_once_with_what_is_said_of_it(dateline, server, tmp_path):
    path = tmp_path / "feeds.yaml"
    path.write_text("# mine\nfeeds:\n  - http://e.org/1\n")
    arguments = ["feeds", "add", server.url("good"), path, "--country", "ke", "--category", "World", "--allow-private-hosts"]
    arguments += ["--user-agent", "Desk/1.0"]
    assert dateline(*arguments) == (0, f"{server.url('good')}  added: Faulty Times, 2 entries, rss20\n", "")
    assert dateline(*arguments) == (0, f"{server.url('good')}  is listed already\n", "")
    assert [seen.headers["user-agent"] for seen in server.seen] == ["Desk/1.0"] * 2
    added = Feed(url=server.url("good"), publisher="Faulty Times", country="KE", category="World")
    assert read_feed_list(path) == [Feed(url="http://e.org/1"), added]
    assert path.read_text().startswith("# mine\nfeeds:\n  - http://e.org/1\n  - url: ")


def test_what_cannot_be_added_leaves_the_list_as_it_is(dateline, server, tmp_path):
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds:\n  - http://e.org/1\n")
    code, out, err = dateline("feeds", "add", server.url("good"), path)
    assert (code, out, "refused-address" in err, err.count("\n")) == (1, "", True, 1)
    code, _, err = dateline("feeds", "add", server.url("good"), path, "--country", "Kenya", "--allow-private-hosts")
    assert (code, "feeds.yaml:5: country" in err) == (2, True)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["feeds.yaml"]
    assert path.read_text() == "feeds:\n  - http://e.org/1\n"


def test_a_list_goes_to_opml_and_back(dateline, tmp_path):
    path, opml, back = tmp_path / "feeds.yaml", tmp_path / "feeds.opml", tmp_path / "back.yaml"
    path.write_text("feeds:\n  - {url: 'http://e.org/1', publisher: One, country: 'NO', category: World, fetch: never}\n")
    code, out, _ = dateline("feeds", "export", path)
    opml.write_text(out)
    assert (code, dateline("feeds", "import", opml, back)[:2]) == (0, (0, f"{back}: 1 feeds\n"))
    assert read_feed_list(back) == read_feed_list(path)
    code, _, err = dateline("feeds", "import", opml, back)
    assert (code, "is there already" in err) == (2, True)


def polled(lake, feed, at, **fields):
    row = Poll(poll_id=f"{at:016x}{feed:16}"[:32], feed_url=f"http://e.org/{feed}", polled_at=at, date=day_of(at), **fields)
    commit(lake, POLLS, {"date": row.date}, POLLS.to_arrow([row]))


@pytest.fixture
def lake(tmp_path, noon):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    polled(lake, "ok", noon - 4 * HOUR, status=200, format="rss20", entries=3, entries_new=3, gap=True, entries_missed=7)
    polled(lake, "ok", noon - HOUR, status=304, arrivals_per_day=12.0, next_poll_at=noon + 2 * HOUR)
    polled(lake, "still", noon - 31 * DAY, status=200, format="rss20", entries_new=1)
    polled(lake, "still", noon - HOUR, status=304, next_poll_at=noon + 23 * HOUR)
    polled(lake, "failing", noon - HOUR, error_class="dns", failures=0.25, failing_since=noon - HOUR, next_poll_at=noon + HOUR)
    polled(lake, "gone", noon - HOUR, status=410, error_class="http-410", failures=3.0, next_poll_at=noon - HOUR + 30 * DAY)
    moved = {"permanent_url": "http://e.net/", "permanent_since": noon - 9 * DAY, "permanent_sightings": 3}
    polled(lake, "moved", noon - HOUR, status=304, next_poll_at=noon, **moved)
    return lake


NAMES = ["ok", "still", "failing", "gone", "moved", "new"]


def test_the_health_of_each_feed_is_read_from_the_lake(lake, noon):
    health = feed_health(lake, [Feed(url=f"http://e.org/{name}", publisher=name) for name in NAMES], noon)
    assert [feed.state for feed in health] == NAMES
    assert health[0] == FeedHealth(
        url="http://e.org/ok",
        publisher="ok",
        state="ok",
        last_success=from_micros(noon - HOUR),
        last_new=from_micros(noon - 4 * HOUR),
        next_poll=from_micros(noon + 2 * HOUR),
        interval_s=3 * 3_600,
        arrivals_per_day=12.0,
        polls=2,
        failed_polls=0,
        gaps=1,
        entries_missed=7,
        failures=0.0,
        error=None,
        moved_to=None,
    )


def test_the_health_is_a_table_for_people_and_json_for_programs(dateline, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    lake, now = Lake.create_or_open(str(tmp_path / "lake")), system_clock()
    polled(lake, "ok", now - HOUR, status=304, next_poll_at=now + 2 * HOUR)
    polled(lake, "dead", now - HOUR, error_class="dns", gap=True, entries_missed=7, next_poll_at=now + HOUR)
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds:\n  - http://e.org/ok\n  - http://e.org/dead\n  - http://e.org/new\n")
    code, out, _ = dateline("feeds", "check", path, "--lake", lake.root)
    rows = [line.split() for line in out.splitlines() if "e.org" in line]
    at = [f"{from_micros(now + hours * HOUR):%m-%d %H:%M}".split() for hours in (-1, 1, 2)]
    assert (code, rows) == (
        0,
        [
            ["e.org/ok", "ok", *at[0], "·", "·", "3", "h", *at[2]],
            ["e.org/dead", "failing:", "dns", "·", "1", "of", "1", "1,", "7", "missed", "2", "h", *at[1]],
            ["e.org/new", "new", "·", "·", "·", "·", "·"],
        ],
    )
    code, out, _ = dateline("feeds", "check", path, "--lake", lake.root, "--json")
    told = json.loads(out)
    assert (code, [(feed["url"], feed["state"]) for feed in told]) == (
        0,
        [("http://e.org/ok", "ok"), ("http://e.org/dead", "failing"), ("http://e.org/new", "new")],
    )
    assert datetime.datetime.fromisoformat(told[0]["next_poll"]) == from_micros(now + 2 * HOUR)


def test_wrong_use_is_one_line(dateline, tmp_path):
    for arguments in (
        ["check", tmp_path / "none.yaml", "--lake", tmp_path],
        ["export", tmp_path / "none.yaml"],
        ["import", tmp_path / "none.opml", tmp_path / "x.yaml"],
        ["nothing"],
    ):
        code, out, err = dateline("feeds", *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1), err
