"""The report of a lake: everything that the page shows, as records."""

from __future__ import annotations

import dataclasses
import datetime
from importlib.metadata import version
from pathlib import Path

from pipeline.feed_health import FeedHealth
from pipeline.report import health, news
from pipeline.report.cube import Cubes, make_cubes
from pipeline.report.snapshot import Snapshot
from transforms.instants import Clock, from_micros


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What a lake holds and how its pipeline is doing, at one moment.

    Attributes:
      days: how many days back polls, sightings and rejects are counted.
    """

    lake: str
    version: str
    made_at: datetime.datetime
    days: int
    totals: news.Totals
    by_day: list[news.DayCount]
    stories: list[news.Story]
    newest: list[news.NewArticle]
    feeds: list[FeedHealth]
    polls: list[health.PollDay]
    latency: list[health.Latency]
    rejects: list[health.Rejected]
    outcomes: list[health.Outcome]
    files: list[health.TableFiles]
    cubes: Cubes


def make_report(snapshot: Snapshot, clock: Clock) -> Report:
    """The report of a lake as the snapshot has it."""
    connection = snapshot.connection
    return Report(
        lake=Path(snapshot.lake.root).resolve().name,
        version=version("dateline"),
        made_at=from_micros(clock()),
        days=health.DAYS,
        totals=news.totals(connection),
        by_day=news.by_day(connection),
        stories=news.stories(snapshot),
        newest=news.newest(snapshot),
        feeds=health.feeds(snapshot, clock),
        polls=health.polls_by_day(connection),
        latency=health.latency_by_day(connection),
        rejects=health.rejects(connection),
        outcomes=health.outcomes(connection),
        files=health.table_files(snapshot, clock),
        cubes=make_cubes(connection),
    )
