"""What the lake knows of each feed: the state in which its polls have left it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas import POLLS
from transforms.instants import day_of
from transforms.poll_feeds.state import POLL_MEMORY_DAYS, FeedState, facing, versions_of
from transforms.write_lake import Lake, read_columns

_DAY = 86_400_000_000
# What a row says, under the names that the state has for it.
_CARRIED = (
    "etag",
    "last_modified",
    "body_hash",
    "polled_at",
    "next_poll_at",
    "arrivals_per_day",
    "error_class",
    "failing_since",
    "permanent_url",
    "permanent_since",
)


def feed_states(lake: Lake, now: int, waiting: Mapping[str, Sequence[int]] | None = None) -> dict[str, FeedState]:
    """The state of each feed that was polled in the last `POLL_MEMORY_DAYS`, by its URL.

    Args:
      waiting: by feed, the instants at which its entries that could not be had may be tried again (see `facing`).
    """
    since = day_of(max(0, now - POLL_MEMORY_DAYS * _DAY))
    columns = ["feed_url", "status", "format", "entry_keys", "entry_versions", "failures", "permanent_sightings", *_CARRIED]
    polls = read_columns(lake, POLLS, columns, partitions=lambda partition: partition["date"] >= since)
    micros = pc.cast(polls["polled_at"], pa.int64())
    for name in ("polled_at", "next_poll_at", "failing_since", "permanent_since"):
        polls = polls.set_column(polls.column_names.index(name), name, pc.cast(polls[name], pa.int64()))
    # A document that ended early was read as well.
    good = pc.or_(pc.is_null(polls["error_class"]), pc.is_valid(polls["format"]))
    whole = pc.and_(good, pc.fill_null(pc.not_equal(polls["status"], 304), False))
    good_at, whole_at = _latest(polls, micros, good), _latest(polls, micros, whole)
    states = {}
    for row in _last_of_each(polls, "feed_url", "polled_at").to_pylist():
        url = row["feed_url"]
        state = FeedState(
            **{name: row[name] for name in _CARRIED},
            entry_keys=frozenset(row["entry_keys"] or ()),
            versions=versions_of(row["entry_keys"] or (), row["entry_versions"] or ()),
            failures=row["failures"] or 0.0,
            permanent_sightings=row["permanent_sightings"] or 0,
            good_at=good_at.get(url),
            whole_at=whole_at.get(url),
        )
        states[url] = facing(state, now, (waiting or {}).get(url, ()))
    return states


def _latest(polls: pa.Table, polled_at: pa.ChunkedArray, which: pa.ChunkedArray) -> dict[str, int]:
    rows = pa.table({"feed_url": polls["feed_url"], "at": polled_at}).filter(which).group_by("feed_url").aggregate([("at", "max")])
    return dict(zip(rows["feed_url"].to_pylist(), rows["at_max"].to_pylist(), strict=True))


def _last_of_each(rows: pa.Table, key: str, order: str) -> pa.Table:
    ordered = rows.sort_by([(key, "ascending"), (order, "ascending")])
    keys = np.array(ordered[key].to_pylist(), dtype=object)
    return ordered.filter(pa.array(np.append(keys[1:] != keys[:-1], [True])[: len(keys)], pa.bool_()))
