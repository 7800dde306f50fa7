"""`dateline stream` on one machine: rounds of the bounded graph, on a clock that the test turns."""

import dataclasses
import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fixtures.newsroom import Newsroom
from pipeline.alone import alone
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.stream import stream_here
from pipeline.watched_list import WatchedList
from schemas import Feed
from transforms.http import HttpOptions

FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)


@dataclasses.dataclass
class Clock:
    """Goes on by a microsecond when it is looked at, and by what it is turned. In a run, whose parts are pickled, it all but stands."""

    now: int

    def __call__(self):
        self.now += 1
        return self.now


@dataclasses.dataclass
class Scene:
    """What happens at which pause: waiting turns the clock by what is waited for."""

    clock: Clock
    pauses: int
    events: dict = dataclasses.field(default_factory=dict)
    reports: list = dataclasses.field(default_factory=list)
    waited: list = dataclasses.field(default_factory=list)

    def wait(self, seconds):
        self.clock.now += round(seconds * 1e6)
        self.waited.append(seconds)
        self.events.pop(len(self.waited), lambda: None)()
        return len(self.waited) > self.pauses

    def counts(self, name):
        return [report.counts.get(name, 0) for report in self.reports if report.counts]


@pytest.fixture
def newsroom():
    with Newsroom() as newsroom:
        yield newsroom


def play(scene, newsroom, tmp_path, listed=None):
    lake = str(tmp_path / "lake")
    listed = listed or WatchedList(str(newsroom.write_feed_list(tmp_path / "feeds.yaml")))
    job = Job(lake=lake, run_at=scene.clock(), http=FAST, clock=scene.clock)
    stream_here(job, listed, wait=scene.wait, report=scene.reports.append)
    with connect(lake) as connection:
        return connection.execute("select count(*), count(distinct article_id) from articles").fetchone()


def test_each_feed_is_polled_when_it_is_due_and_what_is_new_is_taken_in(newsroom, tmp_path, noon):
    held_back = next(story for story in newsroom.stories() if not story.published)
    scene = Scene(Clock(noon), pauses=2_900, events={10: lambda: newsroom.publish(held_back.id)})
    stored = play(scene, newsroom, tmp_path, listed=lambda: (Feed(**held_back.feed),))
    assert scene.counts("feeds_polled") == [1, 1]
    assert scene.counts("articles_article")[1] == 1
    assert stored == (sum(scene.counts("articles_article")),) * 2
    assert len(scene.reports) > 100, "it says that it lives while it waits"
    assert all(list(report.faults) == [] for report in scene.reports)
    assert all(report.next_at for report in scene.reports)


def test_a_feed_added_while_the_stream_runs_is_polled_at_once_and_one_taken_out_rests(newsroom, tmp_path, noon):
    feeds = [Feed(**line) for line in newsroom.feeds]
    listed = feeds[:1]
    scene = Scene(Clock(noon), pauses=200, events={3: lambda: listed.append(feeds[1]), 6: lambda: listed.pop(0)})
    play(scene, newsroom, tmp_path, listed=lambda: tuple(listed))
    assert scene.counts("feeds_polled")[:2] == [1, 1]
    polled = [request.path for request in newsroom.requests if request.path.endswith((".xml", ".rss", ".atom", ".json"))]
    assert polled.count("/" + feeds[0].url.split("/", 3)[3]) == 1


def test_an_empty_list_waits_for_a_feed(newsroom, tmp_path, noon):
    listed = []
    scene = Scene(Clock(noon), pauses=4, events={2: lambda: listed.append(Feed(**newsroom.feeds[0]))})
    play(scene, newsroom, tmp_path, listed=lambda: tuple(listed))
    assert scene.counts("feeds_polled") == [1]


def test_a_list_that_is_broken_by_an_edit_stays_as_it_was(tmp_path, caplog):
    path = tmp_path / "feeds.yaml"
    path.write_text("feeds:\n  - https://www.example.org/feed\n")
    listed = WatchedList(str(path))
    before = listed()
    path.write_text("feeds:\n  - not a url at all\n")
    assert [listed(), listed()] == [before, before]
    assert len(caplog.records) == 1
    path.write_text("feeds:\n  - https://www.example.org/feed\n  - https://www.example.org/other\n")
    assert [feed.url for feed in listed()] == ["https://www.example.org/feed", "https://www.example.org/other"]


def test_sigterm_ends_it_with_0_when_what_has_begun_is_in_the_lake(newsroom, tmp_path):
    feeds, lake, health = newsroom.write_feed_list(tmp_path / "feeds.yaml"), tmp_path / "lake", tmp_path / "health.json"
    command = [sys.executable, "-m", "pipeline.cli", "stream", feeds, "--lake", lake, "--health", health, "--allow-private-hosts"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        # It polls at once: the first request is the sign that it has begun.
        begun = threading.Event()
        while not newsroom.requests and process.poll() is None:
            begun.wait(0.05)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 0
    with connect(str(lake)) as connection:
        (stored,) = connection.execute("select count(*) from articles").fetchone()
    assert stored == sum(story.published for story in newsroom.stories())
    assert said.count("\n") == 1
    assert f"{len(newsroom.feeds)} of {len(newsroom.feeds)} feeds polled (0 failed), {stored} articles" in said
    told = json.loads(Path(health).read_text())
    assert (told["feeds"], told["faults"], told["counts"]["articles_article"]) == (len(newsroom.feeds), [], stored)


def test_one_stream_polls_into_a_lake(newsroom, tmp_path, dateline):
    feeds, lake = newsroom.write_feed_list(tmp_path / "feeds.yaml"), str(tmp_path / "lake")
    with alone(lake, Clock(0)):
        code, _, err = dateline("stream", feeds, "--lake", lake)
    assert (code, "another run polls into" in err, newsroom.requests) == (2, True, [])
