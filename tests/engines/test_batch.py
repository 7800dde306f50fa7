"""The bounded graph on an engine: the rows that this machine alone would have written, to the last bit."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.ingest import ingest
from pipeline.query import connect
from pipeline.run import run
from tests.engines.conftest import LOOPBACK
from tests.engines.growing import page
from transforms.http import HttpOptions
from transforms.instants import system_clock

pytestmark = pytest.mark.engines

FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
# `make test-engines` has the number that issue 7 asks for; .ci/run a short form of it.
PAGES = int(os.environ.get("DATELINE_ENGINE_PAGES", "300"))

ARTICLES = "select article_id, revision, content_hash, date, region, story_id from articles"
KNOWN = {
    "articles": ARTICLES,
    "sightings": "select sighting_id, link_id, outcome, article_id from entries",
    "rejects": "select reject_id, stage, reason from rejects",
    "polls": "select feed_url, status, error_class, body_hash, entry_keys from polls",
}


def rows(lake, query):
    with connect(str(lake)) as connection:
        return sorted(connection.execute(query).fetchall(), key=repr)


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    """A WARC of so many pages."""
    path = tmp_path_factory.mktemp("crawl") / "crawl.warc.gz"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(PAGES):
            url, content = page(number)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=content, http_headers=headers, warc_headers_dict={"WARC-Date": "2026-11-10T12:00:00Z"}
                )
            )
    return path


@pytest.fixture
def worker_pool(wheel_only):
    """A worker pool in a process of its own, which knows of Dateline what the wheel holds; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(wheel_only), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    with subprocess.Popen(command, env=environment, cwd=wheel_only, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        yield f"localhost:{port}"
        process.terminate()


def test_a_run_over_the_newsroom_writes_the_same_rows(engine, tmp_path):
    with Newsroom() as newsroom:
        feeds = tuple(read_feed_list(newsroom.write_feed_list(tmp_path / "feeds.yaml", trouble=True)))
        accounts = [
            run(Job(lake=str(tmp_path / name), run_at=system_clock(), feeds=feeds, http=FAST), flags)
            for name, flags in (("here", []), ("there", [*engine, *LOOPBACK]))
        ]
    assert [account.faults for account in accounts] == [[], []]
    for query in KNOWN.values():
        assert rows(tmp_path / "there", query) == rows(tmp_path / "here", query) != []


def test_a_crawl_read_by_workers_in_a_process_of_their_own_writes_the_same_rows(engine, crawl, worker_pool, tmp_path):
    external = ["--environment_type=EXTERNAL", f"--environment_config={worker_pool}"]
    for name, flags in (("here", []), ("there", [*engine, *external])):
        assert ingest(str(tmp_path / name), [str(crawl)], lambda: 1_794_312_000_000_000, flags).faults == []
    stored = rows(tmp_path / "there", ARTICLES)
    assert stored == rows(tmp_path / "here", ARTICLES)
    assert len(stored) == PAGES
