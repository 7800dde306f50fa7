"""The unbounded graph on an engine: what grows is taken in, once, whatever is killed; what is told to end drains."""

import collections
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fixtures.newsroom import Newsroom
from pipeline.query import connect
from pipeline.upkeep import check
from tests.engines.conftest import LOOPBACK
from tests.engines.fast_clock import FastClock
from tests.engines.growing import GrowingSites
from transforms.ids import sighting_id
from transforms.instants import system_clock
from transforms.write_lake import Lake

pytestmark = pytest.mark.engines

# `make soak` makes it long; here it is short.
SECONDS = int(os.environ.get("DATELINE_SOAK_S", "40"))
KILLS = int(os.environ.get("DATELINE_SOAK_KILLS", "1"))
SITES = 6
# How long a slow machine may take to be done; nothing waits for so long that is done before.
PATIENCE_S = 180
# An hour is ten seconds, and the ten minutes that lie between two polls at least less than two.
SPEED = 360
RUNNER = Path(__file__).with_name("stream_runner.py")
ROOT = Path(__file__).parents[2]


def sql(lake, query):
    with connect(str(lake)) as connection:
        return connection.execute(query).fetchall()


def stored_urls(lake):
    return [url for (url,) in sql(lake, "select url from articles")]


def keys_of(urls):
    """The keys by which polls remember stories of `GrowingSites`."""
    parts = [url.partition("/story/") for url in urls]
    return {sighting_id(f"{base}/feed.xml", f"/story/{count}")[:16] for base, _, count in parts}


def keys_seen(lake):
    return {key for (keys,) in sql(lake, "select entry_keys from polls") for key in keys or ()}


def memory_mb(group):
    """What the processes of a group hold, by name: `make soak` prints it every minute."""
    held = collections.Counter()
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError):
            if os.getpgid(int(status.parent.name)) == group:
                fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
                held[fields["Name"].strip()] += int(fields["VmRSS"].split()[0]) // 1024
    return dict(held)


@contextlib.contextmanager
def a_stream(*command):
    """A process group of its own: an engine that it starts is killed with it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_feeds_that_grow_and_fail_are_taken_in_once_each_through_kills(engine, tmp_path):
    clock, chance = FastClock(system_clock(), SPEED), random.Random(7)
    lake, feeds = tmp_path / "lake", tmp_path / "feeds.yaml"
    pause = threading.Event()
    with GrowingSites(SITES, clock) as sites:
        feeds.write_text(sites.feed_list)
        sites.grow()
        command = [sys.executable, RUNNER, feeds, lake, clock.origin, clock.speed, *engine, *LOOPBACK]
        for life in range(KILLS + 1):
            with a_stream(*command) as process:
                for second in range(SECONDS // (KILLS + 1)):
                    # The world goes on by the clock on the wall; what is asserted is not when, but what.
                    pause.wait(1)
                    assert process.poll() is None
                    if second % 4 == 0:
                        sites.grow()
                    if second % 11 == 10:
                        sites.break_down(chance.randrange(SITES))
                    if second % 60 == 59:
                        minute = life * SECONDS // (KILLS + 1) // 60 + second // 60 + 1
                        print(f"{minute:3} min", memory_mb(process.pid), f"{len(sites.urls)} stories shown", flush=True)
                if life == KILLS:
                    sites.grow()
                    for _ in range(PATIENCE_S):
                        if set(sites.newest) <= set(stored_urls(lake)):
                            break
                        pause.wait(1)
                    process.send_signal(signal.SIGTERM)
                    assert "DONE" in process.communicate(timeout=PATIENCE_S)[0]
        stored = stored_urls(lake)
        assert len(stored) == len(set(stored))
        assert set(sites.newest) <= set(stored) <= set(sites.urls)
        # A feed that fails for long may let stories pass that no poll has seen; the polls say so (`gap`). What one saw is there.
        assert not keys_of(set(sites.urls) - set(stored)) & keys_seen(lake)
    assert sql(lake, "select sighting_id from entries where settled group by sighting_id, updated_at having count(*) > 1") == []
    assert [finding for finding in check(Lake.open(str(lake)), system_clock) if finding.fault != "orphan"] == []


def test_sigterm_drains_the_job_and_what_was_polled_is_in_the_lake(engine, tmp_path):
    with Newsroom() as newsroom:
        feeds, lake = newsroom.write_feed_list(tmp_path / "feeds.yaml"), tmp_path / "lake"
        options = ["--flush", "4", "--allow-private-hosts", *engine, *LOOPBACK]
        with a_stream(sys.executable, "-m", "pipeline.cli", "stream", feeds, "--lake", lake, *options) as process:
            begun = threading.Event()
            while not newsroom.requests and process.poll() is None:
                begun.wait(0.05)
            process.send_signal(signal.SIGTERM)
            said = process.communicate(timeout=PATIENCE_S)[0]
        assert process.returncode == 0
        published = sum(story.published for story in newsroom.stories())
        assert f"8 of 8 feeds polled (0 failed), {published} articles" in said
        assert sql(lake, "select count(*), count(distinct article_id) from articles") == [(published, published)]
        assert sql(lake, "select count(*) from polls") == [(len(newsroom.feeds),)]
