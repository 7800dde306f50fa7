"""The report: its figures are the lake's, and the page is whole in itself."""

import base64
import html
import json
import re
import zlib
from pathlib import Path

import numpy as np
import pytest
from known_rows import NOON, SCRIPT, on

from pipeline.report import write_report
from pipeline.report.cube import make_cubes
from pipeline.report.health import (
    Latency,
    PollDay,
    feeds,
    latency_by_day,
    outcomes,
    polls_by_day,
    rejects,
    table_files,
)
from pipeline.report.news import Count, Coverage, DayCount, Totals, by_day, counts, coverage, newest, stories, totals
from pipeline.report.page import script_json
from pipeline.report.snapshot import take_snapshot
from transforms.instants import from_micros
from transforms.write_lake import Lake


def test_the_totals_count_an_article_once_whatever_its_revisions(snapshot):
    assert totals(snapshot.connection) == Totals(
        articles=6, revised=1, publishers=4, countries=4, languages=2, syndicated=1,
        first_day="2026-11-08", last_day="2026-11-10", last_fetched=from_micros(on("2026-11-10", 9)),
    )  # fmt: skip


def test_articles_are_counted_by_day_and_region(snapshot):
    assert by_day(snapshot.connection) == [
        DayCount("2026-11-08", "central-asia", 1),
        DayCount("2026-11-08", "northern-europe", 1),
        DayCount("2026-11-09", "northern-europe", 1),
        DayCount("2026-11-10", "northern-europe", 1),
        DayCount("2026-11-10", "south-eastern-asia", 1),
        DayCount("2026-11-10", "unknown", 1),
    ]


@pytest.mark.parametrize(
    ("column", "counted"),
    [
        ("country", [("IE", 2), ("GB", 1), ("KZ", 1), ("SG", 1)]),
        ("language", [("en", 4), ("ru", 1)]),
        ("publisher", [("Island Times", 2), ("Morning Post", 2), ("Harbour Ledger", 1), ("Steppe Herald", 1)]),
        ("source", [("Reuters", 2), ("AP", 1)]),
        ("credit", [("M. Tulegenov", 1), ("Reuters", 1)]),
    ],
)
def test_rankings_leave_out_what_is_absent(snapshot, column, counted):
    assert counts(snapshot.connection, column) == [Count(*row) for row in counted]


def test_coverage_tells_what_was_found_of_each_publisher(snapshot):
    assert coverage(snapshot.connection) == [
        Coverage("Island Times", 2, dateline=0, authors=1, date=2, credit=1, place=0, score=0.9),
        Coverage("Morning Post", 2, dateline=0, authors=0, date=2, credit=0, place=0, score=0.9),
        Coverage("Harbour Ledger", 1, dateline=0, authors=0, date=1, credit=0, place=0, score=0.9),
        Coverage("Steppe Herald", 1, dateline=1, authors=1, date=1, credit=1, place=1, score=0.9),
    ]


def test_a_story_is_told_by_its_first_copy(snapshot):
    (story,) = stories(snapshot)
    assert (story.headline, story.copies, story.publishers, story.regions, story.first_day, story.last_day) == (
        "Council meets again", 2, ["Harbour Ledger", "Morning Post"], ["northern-europe"], "2026-11-08", "2026-11-09",
    )  # fmt: skip


def test_the_newest_come_first_with_dateline_and_credit(snapshot):
    found = newest(snapshot)
    assert [row.date for row in found] == ["2026-11-10"] * 3 + ["2026-11-09"] + ["2026-11-08"] * 2
    (orchard,) = [row for row in found if row.country == "KZ"]
    assert (orchard.dateline, orchard.credit, orchard.source) == ("АЛМАТЫ, 8 ноября (Рейтер)", "M. Tulegenov", "Reuters")


def test_feeds_in_trouble_come_first(snapshot, clock):
    assert [(feed.url, feed.state, feed.failed_polls, feed.gaps) for feed in feeds(snapshot, clock)] == [
        ("https://bad.example/feed", "failing", 2, 0),
        ("https://still.example/feed", "still", 0, 1),
        ("https://good.example/feed", "ok", 0, 0),
    ]


def test_polls_are_counted_by_day_and_error(snapshot):
    assert polls_by_day(snapshot.connection)[-2:] == [PollDay("2026-11-10", "http-5xx", 2), PollDay("2026-11-10", "ok", 15)]


def test_latency_leaves_out_what_was_old_when_the_lake_was_filled(snapshot):
    assert latency_by_day(snapshot.connection) == [Latency("2026-11-09", 3600.0, 3600.0, 1), Latency("2026-11-10", 3600.0, 3600.0, 3)]


def test_rejects_have_their_last_examples(snapshot):
    first, second = rejects(snapshot.connection)
    assert (first.stage, first.reason, first.rejects, first.retried) == ("FetchPages", "http-404", 5, 0)
    assert [example.origin for example in first.examples] == [f"https://bad.example/{n}" for n in (4, 3, 2)]
    assert first.examples[0].rejected_at == from_micros(NOON + 4)
    assert (second.reason, second.rejects, second.retried) == ("no-article", 1, 1)


def test_sightings_and_files_are_counted(snapshot, clock):
    assert [(row.outcome, row.sightings) for row in outcomes(snapshot.connection)] == [("article", 3)]
    assert [(row.table, row.files) for row in table_files(snapshot, clock)] == [
        ("articles", 6),
        ("entries", 2),
        ("polls", 4),
        ("rejects", 1),
    ]


def unpacked(cube):
    raw, columns, at = zlib.decompress(base64.b64decode(cube.data)), {}, 0
    for name, width in zip(cube.columns, cube.types, strict=True):
        column = np.frombuffer(raw, f"<u{width}", cube.rows, at)
        columns[name] = np.cumsum(column.astype(np.int64)) % (1 << 8 * width) if name == "period" else column.astype(np.int64)
        at += width * cube.rows
    return columns


def test_the_cube_holds_every_combination(snapshot):
    cubes = make_cubes(snapshot.connection)
    cells = unpacked(cubes.articles)
    assert (cubes.period, cubes.periods) == ("day", ["2026-11-08", "2026-11-09", "2026-11-10"])
    told = sorted(
        (cubes.periods[cells["period"][at]], cubes.publishers[cells["publisher"][at] - 1], cubes.countries[cells["country"][at]] or "",
         cubes.regions[cells["region"][at]], cubes.languages[cells["language"][at]] or "", int(cells["n"][at]), int(cells["score"][at]))
        for at in range(cubes.articles.rows)
    )  # fmt: skip
    assert told == [
        ("2026-11-08", "Harbour Ledger", "GB", "northern-europe", "en", 1, 90),
        ("2026-11-08", "Steppe Herald", "KZ", "central-asia", "ru", 1, 90),
        ("2026-11-09", "Morning Post", "IE", "northern-europe", "en", 1, 90),
        ("2026-11-10", "Island Times", "", "unknown", "", 1, 90),
        ("2026-11-10", "Island Times", "SG", "south-eastern-asia", "en", 1, 90),
        ("2026-11-10", "Morning Post", "IE", "northern-europe", "en", 1, 90),
    ]


def test_a_cube_over_its_budget_is_told_in_longer_periods_and_stays_exact(snapshot):
    cubes = make_cubes(snapshot.connection, budget=0)
    assert (cubes.period, cubes.periods, unpacked(cubes.articles)["n"].sum()) == ("year", ["2026-01-01"], 6)


def test_an_empty_lake_has_a_report(tmp_path, clock):
    Lake.create_or_open(str(tmp_path / "lake"))
    assert write_report(str(tmp_path / "lake"), tmp_path / "report.html", clock) > 500_000


def test_the_page_needs_nothing_from_outside(known_lake, tmp_path, clock):
    size = write_report(known_lake, tmp_path / "report.html", clock)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert size < 1_000_000
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]* (?:src|href)=["'](?!data:)""", page.partition("<script>")[0]) == []
    assert "default-src 'none'" in html.unescape(page)


def test_no_text_of_the_lake_can_end_a_script_element():
    told = script_json({"headline": SCRIPT, "line": "a\u2028b\u2029c"})
    assert not set("<>&\u2028\u2029") & set(told)
    assert json.loads(told) == {"headline": SCRIPT, "line": "a\u2028b\u2029c"}


def test_a_lake_of_the_first_version_is_read():
    snapshot = take_snapshot("tests/data/lake-v1")
    assert (totals(snapshot.connection).articles, len(newest(snapshot))) == (6, 6)


def test_a_file_that_a_link_brings_from_outside_is_left_out(known_lake, tmp_path):
    lake = Lake.create_or_open(str(tmp_path / "lake"))
    folder = tmp_path / "lake/articles/date=2026-11-08/region=central-asia"
    folder.mkdir(parents=True)
    outside = next(Path(known_lake).rglob("articles/**/*.parquet"))
    (folder / "part-1.parquet").symlink_to(outside)
    assert totals(take_snapshot(lake.root).connection).articles == 0
