"""How each feed of a list is doing, by what the lake knows of it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas import POLLS, Feed
from transforms.feed_states import feed_states
from transforms.instants import day_of, from_micros
from transforms.ledger import LedgerOf
from transforms.poll_feeds import POLL_MEMORY_DAYS, FeedState, take_due
from transforms.write_lake import Lake, read_columns

_DAY = 86_400_000_000
# Nothing new for so long: the feed answers, and is dead all the same.
_STILL_AFTER = 30 * _DAY


@dataclasses.dataclass(frozen=True, slots=True)
class FeedHealth:
    """One feed.

    Attributes:
      state: `ok`, `still` (answers, but shows nothing new for 30 days), `failing`, `gone` (says 410, and is asked once in 30 days),
        `moved` (is asked at `moved_to`), `new` (never polled).
      last_success, next_poll, last_new: instants; last_new: when it last showed a new entry.
      interval_s: from its last poll to the next.
      polls, failed_polls, gaps, entries_missed: of the last 35 days.
      error: of the last poll.
    """

    url: str
    publisher: str | None
    state: str
    last_success: datetime.datetime | None
    last_new: datetime.datetime | None
    next_poll: datetime.datetime | None
    interval_s: int | None
    arrivals_per_day: float | None
    polls: int
    failed_polls: int
    gaps: int
    entries_missed: int
    failures: float
    error: str | None
    moved_to: str | None


def feed_health(lake: Lake, feeds: Iterable[Feed], now: int) -> list[FeedHealth]:
    """The health of each feed, in the list's order."""
    states = feed_states(lake, now)
    sums = _sums(lake, now)
    return [_health(feed, states.get(feed.url), sums.get(feed.url, {}), now) for feed in feeds]


def next_due(lake: Lake, feeds: Sequence[Feed], now: int) -> tuple[int, Feed] | None:
    """The feed of a list that is due next, and when; None where none will be."""
    states, listed = LedgerOf(lake.root, now).feeds(), frozenset(feed.url for feed in feeds)
    waits = [(state.next_poll_at, feed) for feed in feeds if (state := states.get(feed.url)) and state.next_poll_at is not None]
    due = [(at, feed) for at, feed in waits if take_due(feed, states[feed.url], at, listed=listed, all_feeds=True)]
    return min(due, key=lambda wait: wait[0], default=None)


def _sums(lake: Lake, now: int) -> dict[str, dict[str, Any]]:
    """What the polls of each feed add up to, by its URL."""
    since = day_of(max(0, now - POLL_MEMORY_DAYS * _DAY))
    columns = ["feed_url", "polled_at", "error_class", "error", "entries_new", "gap", "entries_missed"]
    polls = read_columns(lake, POLLS, columns, partitions=lambda partition: partition["date"] >= since)
    at = pc.cast(polls["polled_at"], pa.int64())
    counted = pa.table(
        {
            "feed_url": polls["feed_url"],
            "polls": pa.array([1] * len(polls), pa.int64()),
            "failed": pc.cast(pc.is_valid(polls["error_class"]), pa.int64()),
            "gaps": pc.cast(pc.fill_null(polls["gap"], False), pa.int64()),
            "missed": pc.fill_null(polls["entries_missed"], 0),
            "new_at": pc.if_else(pc.greater(polls["entries_new"], 0), at, pa.scalar(None, pa.int64())),
            "first_at": at,
        }
    )
    aggregates = [("polls", "sum"), ("failed", "sum"), ("gaps", "sum"), ("missed", "sum"), ("new_at", "max"), ("first_at", "min")]
    return {row["feed_url"]: row for row in counted.group_by("feed_url").aggregate(aggregates).to_pylist()}


def _health(feed: Feed, state: FeedState | None, sums: dict[str, Any], now: int) -> FeedHealth:
    known = state or FeedState()
    moved_to = known.moved_to(now)
    waits = known.next_poll_at is not None and known.polled_at is not None
    return FeedHealth(
        url=feed.url,
        publisher=feed.publisher,
        state=_state(state, sums, moved_to, now),
        last_success=_instant(known.good_at),
        last_new=_instant(sums.get("new_at_max")),
        next_poll=_instant(known.next_poll_at),
        interval_s=((known.next_poll_at or 0) - (known.polled_at or 0)) // 1_000_000 if waits else None,
        arrivals_per_day=known.arrivals_per_day,
        polls=sums.get("polls_sum", 0),
        failed_polls=sums.get("failed_sum", 0),
        gaps=sums.get("gaps_sum", 0),
        entries_missed=sums.get("missed_sum", 0),
        failures=known.failures,
        error=known.error_class,
        moved_to=moved_to,
    )


def _state(state: FeedState | None, sums: dict[str, Any], moved_to: str | None, now: int) -> str:
    if state is None:
        return "new"
    if state.error_class:
        dormant = state.error_class == "http-410" and (state.next_poll_at or 0) - (state.polled_at or 0) > 14 * _DAY
        return "gone" if dormant else "failing"
    if moved_to:
        return "moved"
    return "still" if (sums.get("new_at_max") or sums.get("first_at_min") or now) < now - _STILL_AFTER else "ok"


def _instant(micros: int | None) -> datetime.datetime | None:
    return None if micros is None else from_micros(micros)
