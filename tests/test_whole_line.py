"""The whole line: the offline newsroom over HTTP, through the graph, into a lake."""

import dataclasses
import json
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.run import run
from schemas import TABLES, Feed
from transforms.http import HttpOptions
from transforms.instants import from_micros, system_clock
from transforms.read_pages import Piece, list_files

# The newsroom is our own: it may be asked as fast as it answers.
FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)

# The same, in a process of its own, to be killed.
RUN_ALONE = """
import sys
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.run import run
from transforms.http import HttpOptions
from transforms.instants import system_clock
http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
run(Job(lake=sys.argv[2], run_at=system_clock(), feeds=tuple(read_feed_list(sys.argv[1])), http=http))
"""


@pytest.fixture
def newsroom():
    with Newsroom() as newsroom:
        yield newsroom


def poll(newsroom, lake, *, trouble=False):
    feed_list = newsroom.write_feed_list(Path(lake).parent / "feeds.yaml", trouble=trouble)
    job = Job(lake=str(lake), run_at=system_clock(), feeds=tuple(read_feed_list(feed_list)), http=FAST)
    account = run(job)
    assert account.faults == []
    return account


def rows(lake, sql):
    with connect(str(lake)) as connection:
        return connection.execute(sql).fetchall()


def files(lake):
    return {path.relative_to(lake) for table in TABLES for path in (Path(lake) / table.name).rglob("*") if path.is_file()}


def feed_paths(newsroom):
    return {"/" + line["url"].split("/", 3)[3] for line in newsroom.feeds}


def test_every_story_of_the_newsroom_lands_once_and_the_account_adds_up(newsroom, tmp_path):
    lake = tmp_path / "lake"
    account = poll(newsroom, lake)
    published = [story for story in newsroom.stories() if story.published]
    assert account["articles_article"] == len(published)
    assert sorted(url for (url,) in rows(lake, "select canonical_url from articles")) == sorted(story.canonical_url for story in published)
    assert rows(lake, "select count(*) from polls where error_class is null") == [(len(newsroom.feeds),)]
    seen, known, duplicates = account["entries"], account["entries_known"], account["entries_duplicate"]
    assert seen == len(published) + known + duplicates
    assert duplicates > 0, "a story is in two feeds, and one is linked by its AMP page"
    outcomes = dict(rows(lake, "select outcome, count(*) from entries group by outcome"))
    assert outcomes == {"article": len(published), "duplicate": duplicates}
    unlinked = "select count(*) from entries where article_id is null or article_id not in (select article_id from articles)"
    assert rows(lake, unlinked) == [(0,)]


def test_what_lands_is_what_an_editor_would_say(newsroom, tmp_path):
    lake = tmp_path / "lake"
    poll(newsroom, lake)
    landed = rows(lake, "select canonical_url, headline, date, region, country, language, source, body from articles")
    truth = {}
    for story in newsroom.stories():
        if story.published:
            told = story.feed_truth or story.truth
            facts = [told[key] for key in ("headline", "date", "region", "country", "language", "source")]
            truth[story.canonical_url] = (*facts, "\n\n".join(told["body"]))
    assert {url: tuple(facts) for url, *facts in landed} == truth


def test_a_second_run_at_once_writes_no_row_and_asks_for_no_page(newsroom, tmp_path):
    lake = tmp_path / "lake"
    poll(newsroom, lake)
    before, asked = files(lake), len(newsroom.requests)
    account = poll(newsroom, lake)
    assert {path.parts[0] for path in files(lake) - before} == {"polls"}
    assert {request.path for request in newsroom.requests[asked:]} <= feed_paths(newsroom)
    assert {request.status for request in newsroom.requests[asked:]} == {304}
    assert (account["entries"], account["feeds_unchanged"]) == (0, len(newsroom.feeds))
    assert [account[f"{table}_rows_written"] for table in ("articles", "entries", "rejects")] == [0, 0, 0]


def test_a_story_added_between_runs_is_all_that_the_next_run_takes_in(newsroom, tmp_path):
    lake = tmp_path / "lake"
    poll(newsroom, lake)
    held_back = [story for story in newsroom.stories() if not story.published]
    for story in held_back:
        before, asked = files(lake), len(newsroom.requests)
        newsroom.publish(story.id)
        account = poll(newsroom, lake)
        assert account["articles_article"] == 1
        assert len([path for path in files(lake) - before if path.parts[0] == "articles"]) == 1
        pages = {request.path for request in newsroom.requests[asked:]} - feed_paths(newsroom) - {"/robots.txt"}
        assert pages <= {"/" + url.split("/", 3)[3] for url in story.urls}
    assert rows(lake, "select count(*), count(distinct article_id) from articles") == [(len(newsroom.stories()),) * 2]


def test_by_auto_a_feed_that_carries_its_stories_whole_is_read_and_no_page_is_asked_for(newsroom, tmp_path):
    feeds = [Feed(**(line | {"fetch": "auto"})) for line in newsroom.feeds if line.get("fetch") == "always"]
    account = run(Job(lake=str(tmp_path / "lake"), run_at=system_clock(), feeds=tuple(feeds), http=FAST))
    assert (account.faults, account["pages_fetched"]) == ([], 0)
    assert account["articles_article"] == account["pages_from_feed"] == account["entries"] > 0
    assert {request.path for request in newsroom.requests} == {"/" + feed.url.split("/", 3)[3] for feed in feeds}
    headlines = {story.truth["headline"] for story in newsroom.stories()}
    assert {headline for (headline,) in rows(tmp_path / "lake", "select headline from articles")} <= headlines


def test_a_story_whose_text_changes_becomes_a_revision_and_one_whose_text_does_not_stays(newsroom, tmp_path):
    lake = tmp_path / "lake"
    poll(newsroom, lake)
    corrected, touched = [
        story for story in newsroom.stories() if "atom" in story.feed["url"] and story.published and not story.feed_truth
    ][:2]
    (before,) = rows(lake, f"select body from articles where canonical_url = '{corrected.canonical_url}'")
    asked, now = len(newsroom.requests), from_micros(system_clock()).isoformat()
    newsroom.correct(corrected.id, "The number of visitors has been corrected since this story was first published.", now)
    newsroom.correct(touched.id, "", now)
    account = poll(newsroom, lake)
    assert (account["articles_article"], account["entries_updated"], account["articles_rows_written"]) == (0, 1, 1)
    pages = {request.path for request in newsroom.requests[asked:]} - feed_paths(newsroom) - {"/robots.txt"}
    assert pages == {"/" + story.urls[0].split("/", 3)[3] for story in (corrected, touched)}
    revised = rows(
        lake, f"select revision, body, story_id from articles where canonical_url = '{corrected.canonical_url}' order by revision"
    )
    assert [(number, body[: len(before[0])]) for number, body, _ in revised] == [(1, before[0]), (2, before[0])]
    assert len({story for *_, story in revised}) == 1
    assert rows(lake, "select max(revision), count(*) - count(distinct article_id) from articles_latest") == [(2, 0)]

    asked = len(newsroom.requests)
    account = poll(newsroom, lake)
    assert [account[f"{table}_rows_written"] for table in ("articles", "entries", "rejects")] == [0, 0, 0]
    assert {request.path for request in newsroom.requests[asked:]} <= feed_paths(newsroom)


KILLED_WHEN = {
    "half of the pages are fetched": lambda lake, newsroom: len(newsroom.requests) > len(newsroom.feeds) + len(newsroom.stories()) // 2,
    "the first articles are visible": lambda lake, newsroom: any((lake / "articles").rglob("*.parquet")),
    "the first sightings are visible": lambda lake, newsroom: any((lake / "entries").rglob("*.parquet")),
}


@pytest.mark.parametrize("moment", KILLED_WHEN)
def test_a_run_that_is_killed_and_run_again_loses_nothing_and_doubles_nothing(newsroom, tmp_path, moment):
    lake = tmp_path / "lake"
    feed_list = newsroom.write_feed_list(tmp_path / "feeds.yaml")
    process = subprocess.Popen([sys.executable, "-c", RUN_ALONE, str(feed_list), str(lake)], stderr=subprocess.DEVNULL)
    while process.poll() is None and not KILLED_WHEN[moment](lake, newsroom):
        with_patience(process)
    process.send_signal(signal.SIGKILL)
    process.wait()

    poll(newsroom, lake)
    published = sorted(story.canonical_url for story in newsroom.stories() if story.published)
    assert sorted(url for (url,) in rows(lake, "select canonical_url from articles")) == published
    assert rows(lake, "select count(*) - count(distinct sighting_id) from entries") == [(0,)]
    account = poll(newsroom, lake)
    assert (account["articles_article"], account["entries"]) == (0, 0)


def with_patience(process):
    try:
        process.wait(0.002)
    except subprocess.TimeoutExpired:
        return


def test_trouble_ends_in_rejects_or_polls_with_its_reason_and_harms_nothing_else(newsroom, tmp_path):
    lake = tmp_path / "lake"
    account = poll(newsroom, lake, trouble=True)
    published = {story.canonical_url for story in newsroom.stories() if story.published}
    assert published <= {url for (url,) in rows(lake, "select canonical_url from articles")}
    assert account["feeds_polled"] == len(newsroom.feeds) + len(newsroom.trouble)
    failed = rows(lake, "select feed_url, error_class, error from polls where error_class is not null")
    assert failed
    assert all(error for _, _, error in failed)
    refused = dict(rows(lake, "select reason, count(*) from rejects where entry_id is not null group by reason"))
    assert {"http-404", "robots"} <= set(refused)
    waiting = rows(lake, "select count(distinct link_id) from entries where outcome = 'retry'")[0][0]
    assert sum(refused.values()) == account["entries_rejected"] + waiting

    asked = len(newsroom.requests)
    again = poll(newsroom, lake, trouble=True)
    assert [again[f"{table}_rows_written"] for table in ("articles", "rejects")] == [0, 0]
    kept = {"/" + line["url"].split("/", 3)[3] for line in newsroom.feeds + newsroom.trouble} | {"/robots.txt"}
    kept |= {"/" + url.split("/", 3)[3] for (url,) in rows(lake, "select url from entries where outcome = 'retry'")}
    assert {request.path for request in newsroom.requests[asked:]} <= kept


def test_a_run_that_finds_no_entry_and_refuses_a_feed_adds_up(newsroom, tmp_path):
    feeds = tuple(Feed(**line) for line in newsroom.trouble if line["category"] in ("html", "no-entries"))
    account = run(Job(lake=str(tmp_path / "lake"), run_at=system_clock(), feeds=feeds, http=FAST))
    assert account.faults == []
    assert [account[name] for name in ("feeds_polled", "feeds_failed", "entries", "rejects", "rejects_rows_written")] == [2, 1, 0, 1, 1]


def test_files_go_the_same_way_and_a_second_ingest_writes_no_file(tmp_path):
    stories = tmp_path / "stories"
    (stories / "deep").mkdir(parents=True)
    plain = next((Path(__file__).parent.parent / "fixtures" / "stories").rglob("*.txt"))
    (stories / "story.txt").write_bytes(plain.read_bytes())
    (stories / "deep" / "copy.txt").write_bytes(plain.read_bytes())
    (stories / "line.txt").write_text("One line is no story")
    (stories / "empty.html").write_bytes(b"")
    (stories / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (stories / "torn.html.gz").write_bytes(b"\x1f\x8b\x08\x00torn")
    (stories / "notes.md").write_text("not looked at")
    lake = tmp_path / "lake"
    job = Job(lake=str(lake), run_at=system_clock(), pieces=tuple(map(Piece, list_files([str(stories)]))))
    account = run(job)
    assert account.faults == []
    assert (account["pages"], account["articles_article"], account["articles_duplicate"], account["rejects"]) == (6, 1, 1, 4)
    reasons = dict(rows(lake, "select regexp_extract(origin, '[^/]*$'), reason from rejects"))
    assert set(reasons) == {"line.txt", "empty.html", "picture.html", "torn.html.gz"}
    assert reasons["torn.html.gz"] == "bad-gzip"

    before = files(lake)
    again = run(dataclasses.replace(job, run_at=system_clock()))
    assert again.faults == []
    assert (again["articles_known"], files(lake)) == (2, before)


def test_worker_processes_give_the_same_rows_as_one(newsroom, tmp_path):
    feed_list = newsroom.write_feed_list(tmp_path / "feeds.yaml")
    for name, flags in {"one": [], "two": ["--direct_running_mode=multi_processing", "--direct_num_workers=2"]}.items():
        job = Job(lake=str(tmp_path / name), run_at=system_clock(), feeds=tuple(read_feed_list(feed_list)), http=FAST)
        assert run(job, flags).faults == []
    columns = "select article_id, content_hash, date, region, headline, source, images from articles order by article_id"
    assert rows(tmp_path / "one", columns) == rows(tmp_path / "two", columns)


def test_duckdb_pyarrow_polars_and_pandas_agree_on_the_lake(newsroom, tmp_path):
    lake = tmp_path / "lake"
    poll(newsroom, lake)
    articles = str(lake / "articles")
    glob = f"{articles}/**/*.parquet"
    grouped = f"select date::varchar, region, count(*) from read_parquet('{glob}', hive_partitioning = true) group by all"
    by_duckdb = duckdb.sql(grouped).fetchall()
    by_pyarrow = ds.dataset(articles, partitioning="hive").to_table().group_by(["date", "region"]).aggregate([([], "count_all")])
    by_polars = pl.read_parquet(glob, hive_partitioning=True).group_by("date", "region").len().rows()
    # Without a schema pandas takes partition values for dictionaries, which the string columns in the files are not.
    hive = ds.partitioning(pa.schema([("date", pa.string()), ("region", pa.string())]), flavor="hive")
    by_pandas = pd.read_parquet(articles, partitioning=hive).groupby(["date", "region"]).size()
    counts = {(str(date), region): count for date, region, count in by_duckdb}
    assert sum(counts.values()) == len([story for story in newsroom.stories() if story.published])
    assert {(row["date"], row["region"]): row["count_all"] for row in by_pyarrow.to_pylist()} == counts
    assert {(str(date), region): count for date, region, count in by_polars} == counts
    assert {(str(date), str(region)): count for (date, region), count in by_pandas.items()} == counts


def test_the_same_newsroom_gives_the_same_lake_but_for_the_time(newsroom, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        poll(newsroom, tmp_path / name / "lake")
    columns = "* exclude (fetched_at)"
    one, two = (rows(tmp_path / name / "lake", f"select {columns} from articles order by article_id") for name in ("one", "two"))
    assert json.dumps(one, default=str) == json.dumps(two, default=str)
