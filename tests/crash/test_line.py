"""The whole line, killed at random instants, and several runs of it at once: 0 rows lost, 0 doubled, 0 files unreadable.

`make crash` does it 30 times over; here it is short.
"""

from __future__ import annotations

import json
import os
import pathlib
import random
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fixtures.newsroom import Newsroom, feed_list_yaml
from pipeline.query import connect
from schemas import TABLES
from transforms.instants import from_micros, system_clock
from transforms.write_lake import Lake
from transforms.write_lake.encoding import id_keys

KILLS = int(os.environ.get("DATELINE_CRASH_KILLS", "4"))
CROWDS = int(os.environ.get("DATELINE_CRASH_CROWDS", "1"))
SEED = int(os.environ.get("DATELINE_CRASH_SEED", "0"))
AT_ONCE = 3


@pytest.fixture
def newsroom():
    with Newsroom() as newsroom:
        yield newsroom


@pytest.fixture
def feed_lists(newsroom, tmp_path):
    """The feed list, with the broken feeds: there are rows for every table; then three that overlap, and together are all of it."""
    lines = newsroom.feeds + newsroom.trouble
    parts = [lines, *([line for at, line in enumerate(lines) if at % AT_ONCE != left_out] for left_out in range(AT_ONCE))]
    paths = [tmp_path / f"feeds-{number}.yaml" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        path.write_text(feed_list_yaml(part), encoding="utf-8")
    return [str(path) for path in paths]


@pytest.fixture
def start(feed_lists, tmp_path):
    """Starts a run, or several on overlapping feeds, on a lake; gives how each ended, and the seconds that it took."""
    runner = pathlib.Path(__file__).with_name("line_runner.py")
    errors = tmp_path / "errors.txt"
    with (
        errors.open("w") as stderr,
        subprocess.Popen([sys.executable, runner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True) as process,
    ):

        def order(lake, *, at_once=False, kill_after=None):
            lists = feed_lists[1:] if at_once else feed_lists[:1]
            process.stdin.write(json.dumps({"feeds": lists, "lake": str(lake), "kill_after": kill_after}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert "failed" not in answer["ended"], errors.read_text()[-3000:]
            return answer["ended"], answer["seconds"]

        yield order
        process.stdin.close()


def rows(lake, sql):
    with connect(str(lake)) as connection:
        return connection.execute(sql).fetchall()


def row_counts(lake):
    return {table.name: rows(lake, f"select count(*) from {table.name}")[0][0] for table in TABLES}


# What a run that nothing disturbs knows of the newsroom, apart from when it learned it.
KNOWN = {
    "texts": "select article_id, content_hash, date, region from articles_latest",
    "sightings": "select distinct sighting_id, link_id from entries where settled",
    "refusals": "select reject_id from rejects",
    "feeds": "select distinct feed_url, error_class from polls",
}


def assert_sound(lake, undisturbed):
    """The lake has all that the undisturbed one has, each row once, in files that are whole."""
    opened = Lake.open(str(lake))
    for table in TABLES:
        files = [pq.read_table(pathlib.Path(lake, file.path), partitioning=None) for file in opened.files(table)]
        keys = id_keys(table, pa.concat_tables(files))
        assert len(keys) == len(keys.unique()) > 0, f"{table.name}: {len(keys) - len(keys.unique())} rows are there twice"
    for name, sql in KNOWN.items():
        lost = set(rows(undisturbed, sql)) - set(rows(lake, sql))
        assert not lost, f"{name}: {sorted(lost)[:3]} and others are lost"
    again = "select article_id, content_hash from articles_latest"
    assert sorted(rows(lake, again)) == sorted(rows(undisturbed, again))
    assert rows(lake, "select article_id from articles group by article_id having max(revision) <> count(*)") == []
    seen_twice = "select sighting_id from entries where settled group by sighting_id, updated_at having count(*) > 1"
    assert rows(lake, seen_twice) == []
    assert (
        rows(lake, "select * from entries where outcome in ('article', 'updated') and article_id not in (select article_id from articles)")
        == []
    )


def test_runs_killed_at_random_instants_lose_and_double_nothing(newsroom, start, tmp_path):
    chance = random.Random(SEED)
    corrected = [story.id for story in newsroom.stories() if "atom" in story.feed["url"] and story.published and not story.feed_truth]
    lake, killed = tmp_path / "lake", 0
    _, whole = start(tmp_path / "timed")
    for number in range(3 * KILLS):
        (ended,), seconds = start(lake, kill_after=chance.uniform(0, whole))
        killed += ended == "killed"
        if killed == KILLS:
            break
        # A run has less to do, the more the lake knows; what is killed is to have something to do.
        whole = whole if ended == "killed" else seconds
        for story in chance.sample(corrected, len(corrected) // 2):
            newsroom.correct(story, f"Correction number {number} has been made.", from_micros(system_clock()).isoformat())
    assert killed == KILLS
    assert start(lake)[0] == start(tmp_path / "undisturbed")[0] == ["done"]
    assert_sound(lake, tmp_path / "undisturbed")
    before = row_counts(lake)
    start(lake)
    assert row_counts(lake) | {"polls": 0} == before | {"polls": 0}


@pytest.mark.parametrize("crowd", range(CROWDS))
def test_runs_at_once_double_nothing(start, tmp_path, crowd):
    assert start(tmp_path / "lake", at_once=True)[0] == ["done"] * AT_ONCE
    start(tmp_path / "undisturbed")
    assert_sound(tmp_path / "lake", tmp_path / "undisturbed")
