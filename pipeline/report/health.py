"""How the pipeline is doing: feeds, polls, errors, latency, rejects and files, counted."""

from __future__ import annotations

import dataclasses
import datetime
import statistics
from pathlib import Path

import duckdb

from pipeline.feed_health import FeedHealth, feed_health
from pipeline.report.snapshot import Snapshot
from pipeline.upkeep import compact
from schemas import TABLES, Feed
from transforms.instants import Clock, to_micros

# Polls and rejects are looked at over this many days back from the last of them.
DAYS = 35
_EXAMPLES = 3


@dataclasses.dataclass(frozen=True, slots=True)
class PollDay:
    """The polls of a day that ended in one way; `error_class` is `ok` where all went well."""

    date: str
    error_class: str
    polls: int


@dataclasses.dataclass(frozen=True, slots=True)
class Latency:
    """From publication to lake, in seconds: the median and the ninetieth percentile of a day's articles."""

    date: str
    median_s: float
    p90_s: float
    articles: int


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """One reject."""

    origin: str | None
    error: str | None
    rejected_at: datetime.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Rejected:
    """The rejects of one stage and reason, with the last few of them."""

    stage: str
    reason: str
    rejects: int
    retried: int
    examples: list[Example]


@dataclasses.dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of a table, and how many it would have after `dateline compact`."""

    table: str
    files: int
    bytes: int
    median_bytes: int
    files_after_compact: int


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """How many sightings of entries came to what."""

    outcome: str
    sightings: int


def feeds(snapshot: Snapshot, clock: Clock) -> list[FeedHealth]:
    """Each feed that the lake has polled in its last days; those in trouble first."""
    polled = snapshot.connection.execute(
        f"select feed_url from polls where date >= {_since('polls')} group by feed_url order by feed_url"
    ).fetchall()
    last = snapshot.connection.execute("select max(polled_at) from polls").fetchone()
    # A lake that was not run for months is judged by the day of its last poll.
    now = min(clock(), to_micros(last[0])) if last and last[0] else clock()
    order = {"failing": 0, "gone": 1, "still": 2, "moved": 3, "new": 4, "ok": 5}
    names = dict(
        snapshot.connection.execute(
            f"select feed_url, arg_max(title, polled_at) from polls where date >= {_since('polls')} and title is not null group by feed_url"
        ).fetchall()
    )
    health = feed_health(snapshot.lake, [Feed(url=url, publisher=names.get(url)) for (url,) in polled], now)
    return sorted(health, key=lambda feed: (order[feed.state], feed.url))


def polls_by_day(connection: duckdb.DuckDBPyConnection) -> list[PollDay]:
    """The polls of the last days by their end."""
    rows = connection.execute(
        f"select date, coalesce(error_class, 'ok'), count(*) from polls where date >= {_since('polls')} group by all order by all"
    ).fetchall()
    return [PollDay(*row) for row in rows]


def latency_by_day(connection: duckdb.DuckDBPyConnection) -> list[Latency]:
    """From publication to lake, for what was published since the lake was first filled: what was old then tells nothing."""
    rows = connection.execute(
        """
        select strftime(day, '%Y-%m-%d'), median(s), quantile_cont(s, 0.9), count(*)
        from (
          select published_at::date as day, date_diff('second', published_at, fetched_at) as s from latest
          where published_at between (select min(fetched_at) from latest) and fetched_at)
        group by day order by day
        """
    ).fetchall()
    return [Latency(*row) for row in rows]


def rejects(connection: duckdb.DuckDBPyConnection) -> list[Rejected]:
    """The rejects of the last days by stage and reason, most first."""
    rows = connection.execute(
        f"""
        select stage, reason, count(*), count_if(retry),
               arg_max({{'origin': origin, 'error': error, 'rejected_at': rejected_at}}, rejected_at, {_EXAMPLES}) from (
          select stage, reason, retry, origin, error, rejected_at from rejects where date >= {_since("rejects")})
        group by stage, reason order by 3 desc, stage, reason
        """
    ).fetchall()
    return [
        Rejected(stage, reason, n, retried, [Example(**example) for example in examples]) for stage, reason, n, retried, examples in rows
    ]


def outcomes(connection: duckdb.DuckDBPyConnection) -> list[Outcome]:
    """What became of the entries that were seen in the last days, most first."""
    rows = connection.execute(
        f"select outcome, count(*) from entries where date >= {_since('entries')} group by outcome order by 2 desc, 1"
    ).fetchall()
    return [Outcome(*row) for row in rows]


def table_files(snapshot: Snapshot, clock: Clock) -> list[TableFiles]:
    """The files of each table, and what compaction would gain."""
    gains = {gain.table: gain.files_before - gain.files_after for gain in compact(snapshot.lake, clock, dry_run=True)}
    root = Path(snapshot.lake.root)
    found = []
    for table in TABLES:
        sizes = [path.stat().st_size for file in snapshot.files[table.name] if (path := root / file.path).exists()]
        median = int(statistics.median(sizes)) if sizes else 0
        found.append(TableFiles(table.name, len(sizes), sum(sizes), median, len(sizes) - gains[table.name]))
    return found


def _since(table: str) -> str:
    return f"(select strftime(max(date)::date - {DAYS - 1}, '%Y-%m-%d') from {table})"
