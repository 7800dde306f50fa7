"""A run over many feeds, in rounds."""

import dataclasses
from pathlib import Path

import pytest

from fixtures.newsroom import Newsroom
from pipeline import rounds as module
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.rounds import rounds
from pipeline.run import run
from schemas import POLLS, Feed, Poll
from transforms.http import HttpOptions
from transforms.ids import digest
from transforms.instants import system_clock
from transforms.write_lake import Lake, commit

HOUR = 3_600_000_000


@pytest.fixture
def job(tmp_path, noon):
    Lake.create_or_open(str(tmp_path / "lake"))
    feeds = tuple(Feed(f"https://www.host{n % 6}.example/feed/{n}") for n in range(12))
    return Job(lake=str(tmp_path / "lake"), run_at=noon, feeds=feeds)


def polled(job, feed, *, hours_ago, arrivals, next_in=1):
    at = job.run_at - hours_ago * HOUR
    due = at + next_in * HOUR
    poll = Poll(digest(feed.url), feed.url, at, "2026-11-10", status=200, arrivals_per_day=arrivals, next_poll_at=due)
    commit(Lake.open(job.lake), POLLS, {"date": poll.date}, POLLS.to_arrow([poll]))


def numbers(parts):
    return [[int(feed.url.rpartition("/")[2]) for feed in part.feeds] for part in parts]


def test_feeds_that_were_never_polled_are_read_some_at_a_time_those_of_a_host_together(job):
    parts = list(rounds(job, entries=200))
    assert numbers(parts) == [[0, 6, 1, 7], [2, 8, 3, 9], [4, 10, 5, 11]]
    assert {part.listed for part in parts} == {frozenset(feed.url for feed in job.feeds)}
    assert [part.run_at - job.run_at for part in parts] == [0, 1, 2]
    assert list(rounds(job, entries=600)) == [job]


def test_a_host_of_many_feeds_is_one_round(job):
    feeds = tuple(Feed(f"https://www.host.example/feed/{n}") for n in range(12))
    assert len(list(rounds(dataclasses.replace(job, feeds=feeds), entries=200))) == 1


def test_feeds_that_are_known_bring_what_has_come_since(job):
    for feed in job.feeds:
        polled(job, feed, hours_ago=1, arrivals=24.0)
    assert numbers(rounds(job, entries=8)) == [[0, 6, 1, 7], [2, 8, 3, 9], [4, 10, 5, 11]]
    assert list(rounds(job, entries=24)) == [job]


def test_feeds_that_are_not_due_bring_nothing(job):
    for feed in job.feeds:
        polled(job, feed, hours_ago=1, arrivals=24.0, next_in=24)
    due = dataclasses.replace(job, due_only=True)
    assert list(rounds(due, entries=1)) == [due]


def test_files_are_one_round(job):
    job = dataclasses.replace(job, feeds=())
    assert list(rounds(job, entries=1)) == [job]


def test_a_run_in_rounds_gives_the_rows_of_one_and_its_account_adds_up(tmp_path, monkeypatch):
    told = {}
    with Newsroom() as newsroom:
        feeds = tuple(read_feed_list(newsroom.write_feed_list(Path(tmp_path, "feeds.yaml"), trouble=True)))
        for name, entries in {"one": 10_000, "many": 60}.items():
            monkeypatch.setattr(module, "ROUND_ENTRIES", entries)
            http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
            job = Job(lake=str(tmp_path / name), run_at=system_clock(), feeds=feeds, http=http)
            account = run(job)
            assert account.faults == []
            with connect(job.lake) as connection:
                rows = "select article_id, content_hash, date, region, headline from articles order by all"
                told[name] = (
                    connection.execute(rows).fetchall(),
                    connection.execute("select count(distinct sighting_id) from entries").fetchall(),
                    connection.execute("select feed_url, error_class from polls order by all").fetchall(),
                    account["feeds_polled"],
                )
    assert told["many"] == told["one"]
