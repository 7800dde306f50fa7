"""The ledger: what a run must know of earlier runs, read from the lake itself. There is no database beside it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS
from transforms.instants import day_of
from transforms.poll_feeds.state import FeedState
from transforms.write_lake import Lake, read_columns

# An entry whose page could not be had for a passing reason is tried again, on this many days at the most.
MAX_RETRY_DAYS = 3
# A feed that was not polled for longer than this is polled without validators; nothing else is lost by forgetting it.
POLL_MEMORY_DAYS = 35
_DAY = 86_400_000_000


class IdMap:
    """128-bit hex ids, each with another one or none, as arrays sorted by the first 64 bits: 8 MB a million, 40 MB with values.

    An id that is not there is taken for one that is at odds of n / 2^64.
    """

    def __init__(self, ids: Sequence[str], values: Sequence[str | None] | None = None) -> None:
        prefixes = np.fromiter((_prefix(id_) for id_ in ids), dtype=np.uint64, count=len(ids))
        self._prefixes, first = np.unique(prefixes, return_index=True)
        self._values = None if values is None else np.array([value or "" for value in values], dtype="S32")[first]

    def __contains__(self, id_: str) -> bool:
        return self._find(id_) is not None

    def __len__(self) -> int:
        return len(self._prefixes)

    def get(self, id_: str) -> str | None:
        """The value of an id; None where it has none or is not there."""
        at = self._find(id_)
        return None if at is None or self._values is None else self._values[at].decode() or None

    def _find(self, id_: str) -> int | None:
        prefix = np.uint64(_prefix(id_))
        at = int(np.searchsorted(self._prefixes, prefix))
        return at if at < len(self._prefixes) and self._prefixes[at] == prefix else None


@dataclasses.dataclass(frozen=True)
class Ledger:
    """What the lake knew when the run began.

    Attributes:
      articles: ids of the stored articles.
      links: the links whose fate is settled, with the article that each led to (none for what was refused).
      sightings: the entries whose fate is settled.
      rejects: ids of the stored rejects.
      feeds: the state of each feed after its last good poll, by its URL.
    """

    articles: IdMap
    links: IdMap
    sightings: IdMap
    rejects: IdMap
    feeds: Mapping[str, FeedState]


@dataclasses.dataclass(frozen=True, slots=True)
class LedgerOf:
    """Gives the ledger of a lake, read once a process and run. It travels to the workers; the ledger does not."""

    root: str
    run_at: int

    def __call__(self) -> Ledger:
        return _read(self)

    def feeds(self) -> Mapping[str, FeedState]:
        """What `PollFeeds` asks for."""
        return self().feeds


# One run at a time is alive in a process; the one before it may still be unwinding.
@functools.lru_cache(maxsize=2)
def _read(of: LedgerOf) -> Ledger:
    lake = Lake.open(of.root)
    entries = read_columns(lake, ENTRIES, ["sighting_id", "link_id", "feed_url", "article_id", "outcome", "date"])
    pending = pc.equal(entries["outcome"], "retry")
    settled = entries.filter(pc.invert(pending))
    settled_sightings = IdMap(settled["sighting_id"].to_pylist())
    tries = entries.filter(pending).group_by(["sighting_id", "link_id", "feed_url"]).aggregate([("date", "count_distinct")]).to_pylist()
    given_up = [row for row in tries if row["date_count_distinct"] >= MAX_RETRY_DAYS]
    waiting = {
        row["feed_url"] for row in tries if row["date_count_distinct"] < MAX_RETRY_DAYS and row["sighting_id"] not in settled_sightings
    }
    return Ledger(
        articles=IdMap(read_columns(lake, ARTICLES, ["article_id"])["article_id"].to_pylist()),
        links=IdMap(
            [*settled["link_id"].to_pylist(), *(row["link_id"] for row in given_up)],
            [*settled["article_id"].to_pylist(), *(None for _ in given_up)],
        ),
        sightings=IdMap([*settled["sighting_id"].to_pylist(), *(row["sighting_id"] for row in given_up)]),
        rejects=IdMap(read_columns(lake, REJECTS, ["reject_id"])["reject_id"].to_pylist()),
        feeds=_feed_states(lake, day_of(max(0, of.run_at - POLL_MEMORY_DAYS * _DAY)), waiting),
    )


def _feed_states(lake: Lake, since: str, waiting: set[str]) -> dict[str, FeedState]:
    """Each feed's last good poll. A feed with entries that wait for another try is asked for its whole document again."""
    columns = ["feed_url", "polled_at", "error_class", "etag", "last_modified", "body_hash", "entry_keys"]
    polls = read_columns(lake, POLLS, columns, partitions=lambda partition: partition["date"] >= since)
    good = polls.filter(pc.is_null(polls["error_class"]))
    return {
        row["feed_url"]: FeedState(
            etag=row["etag"],
            last_modified=row["last_modified"],
            body_hash=row["body_hash"],
            entry_keys=frozenset(row["entry_keys"] or ()),
            revalidate=row["feed_url"] not in waiting,
        )
        for row in _last_of_each(good, "feed_url", "polled_at").to_pylist()
    }


def _last_of_each(rows: pa.Table, key: str, order: str) -> pa.Table:
    ordered = rows.sort_by([(key, "ascending"), (order, "ascending")])
    keys = np.array(ordered[key].to_pylist(), dtype=object)
    return ordered.filter(pa.array(np.append(keys[1:] != keys[:-1], [True])[: len(keys)], pa.bool_()))


def _prefix(id_: str) -> int:
    return int(id_[:16], 16)
