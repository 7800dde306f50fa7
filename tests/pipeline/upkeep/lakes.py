"""A lake of the offline newsroom, made once a test run, and copied for each test that changes it."""

from __future__ import annotations

from pathlib import Path

from fixtures.newsroom import Newsroom
from pipeline.account import Account
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.run import run
from transforms.http import HttpOptions
from transforms.instants import system_clock

# The newsroom is our own: it may be asked as fast as it answers.
FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)


def poll(newsroom: Newsroom, lake: Path, *, trouble: bool = False) -> Account:
    """A run over the newsroom, its pages kept."""
    feeds = tuple(read_feed_list(newsroom.write_feed_list(lake.parent / "feeds.yaml", trouble=trouble)))
    return run(Job(lake=str(lake), run_at=system_clock(), feeds=feeds, http=FAST, keep_pages=True))


def ask(lake: Path, sql: str) -> list[tuple]:
    with connect(str(lake)) as connection:
        return connection.execute(sql).fetchall()
