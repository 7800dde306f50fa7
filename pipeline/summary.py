"""What a person wants to know when a run has ended: what came of it, which feeds are in trouble, and where the files are."""

from __future__ import annotations

import collections
import dataclasses
import json
import logging
import os

import pyarrow.compute as pc

from pipeline.account import Account
from schemas import POLLS, REJECTS, TABLES
from transforms.instants import Clock, day_of
from transforms.write_lake import Lake, read_columns

_SLOWEST = 3
# A feed that answers faster than this is nobody's worry.
_SLOW_MS = 2_000


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """A run, in short.

    Attributes:
      reasons: of the rejects: each reason and how many; most first.
      failing: feeds that could not be read: URL and error, in the words of the poll.
      slowest: the slowest feeds: URL and milliseconds; none that took less than two seconds.
      files: where the articles are, for a program that reads Parquet.
      seconds: how long it took.
    """

    account: Account
    reasons: list[tuple[str, int]]
    failing: list[tuple[str, str]]
    slowest: list[tuple[str, int]]
    files: str
    seconds: float


def summarize(root: str, account: Account, began: int, clock: Clock) -> Summary:
    """The summary of a run that began at an instant, by what the lake has of it: so it is the same on every engine."""
    lake, ended = Lake.open(root), clock()
    first_day = day_of(began)
    polls = read_columns(
        lake,
        POLLS,
        ["feed_url", "polled_at", "error_class", "error", "duration_ms"],
        partitions=lambda partition: partition["date"] >= first_day,
    )
    of_run = polls.filter(pc.greater_equal(pc.cast(polls["polled_at"], "int64"), began)).to_pylist()
    rejects = read_columns(lake, REJECTS, ["reason", "rejected_at"], partitions=lambda partition: partition["date"] >= first_day)
    reasons = rejects.filter(pc.greater_equal(pc.cast(rejects["rejected_at"], "int64"), began))["reason"].to_pylist()
    slow = sorted((poll for poll in of_run if poll["duration_ms"] >= _SLOW_MS), key=lambda poll: (-poll["duration_ms"], poll["feed_url"]))
    return Summary(
        account=account,
        reasons=collections.Counter(reasons).most_common(),
        failing=sorted((poll["feed_url"], poll["error"] or poll["error_class"]) for poll in of_run if poll["error_class"]),
        slowest=[(poll["feed_url"], poll["duration_ms"]) for poll in slow[:_SLOWEST]],
        files=os.path.join(root, "articles", "**", "*.parquet"),
        seconds=round((ended - began) / 1e6, 1),
    )


def summary_json(summary: Summary) -> str:
    """A summary as one line of JSON, for programs."""
    account = summary.account
    outcomes = ("article", "updated", "known", "duplicate", "rejected", "retry", "forgotten")
    told = {
        "event": "finished",
        "seconds": summary.seconds,
        "feeds": {name: account[f"feeds_{name}"] for name in ("polled", "unchanged", "failed", "not_due", "with_gap")},
        "entries": {"all": account["entries"]} | {outcome: account[f"entries_{outcome}"] for outcome in outcomes},
        "pages": account["pages"],
        "articles": {outcome: account[f"articles_{outcome}"] for outcome in ("article", "updated", "known", "duplicate", "forgotten")},
        "rejects": account["rejects"],
        "reasons": dict(summary.reasons),
        "rows_written": {table.name: account[f"{table.name}_rows_written"] for table in TABLES},
        "failing": [{"feed": url, "error": error} for url, error in summary.failing],
        "slowest": [{"feed": url, "ms": ms} for url, ms in summary.slowest],
        "files": summary.files,
        "faults": account.faults,
    }
    return json.dumps(told, ensure_ascii=False)


class JsonLines(logging.Formatter):
    """Log records as lines of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """One line: event, time (seconds since 1970 UTC), level, where it comes from, and the message."""
        told = {
            "event": "log",
            "time": record.created,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        return json.dumps(told, ensure_ascii=False)
