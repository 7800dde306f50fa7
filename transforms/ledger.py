"""The ledger: what a run must know of earlier runs, read from the lake itself. There is no database beside it."""

from __future__ import annotations

import dataclasses
import functools
import threading
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas import ARTICLES, ENTRIES, REJECTS
from transforms.feed_states import feed_states
from transforms.instants import Clock, system_clock
from transforms.poll_feeds.state import FeedState
from transforms.suppression import Suppressed, read_suppressed
from transforms.write_lake import Lake, read_columns

# An entry whose page could not be had for a passing reason is tried three times in a day: an hour after the first, and seven hours after
# the second.
MAX_TRIES = 3
RETRY_AFTER_HOURS = (1, 7)
_HOUR = 3_600_000_000
# A feed that says at every poll that all is updated would have its pages fetched for ever.
MAX_READINGS = 24
# Until when the updates of an entry are known that is not read any more.
NEVER = 2**63 - 1


class IdMap:
    """128-bit hex ids, each with another one or none and a number or none, as arrays sorted by the first 64 bits.

    8 MB a million; with values 40 MB, with numbers 8 MB more. Of an id that is given twice, the first counts. An id that is not
    there is taken for one that is at odds of n / 2^64.
    """

    def __init__(self, ids: Sequence[str], values: Sequence[str | None] | None = None, numbers: Sequence[int] | None = None) -> None:
        prefixes = np.fromiter((_prefix(id_) for id_ in ids), dtype=np.uint64, count=len(ids))
        self._prefixes, first = np.unique(prefixes, return_index=True)
        self._values = None if values is None else np.array([value or "" for value in values], dtype="S32")[first]
        self._numbers = None if numbers is None else np.asarray(numbers, dtype=np.int64)[first]

    def __contains__(self, id_: str) -> bool:
        return self._find(id_) is not None

    def __len__(self) -> int:
        return len(self._prefixes)

    def get(self, id_: str) -> str | None:
        """The value of an id; None where it has none or is not there."""
        at = self._find(id_)
        return None if at is None or self._values is None else self._values[at].decode() or None

    def number(self, id_: str) -> int | None:
        """The number of an id; None where it has none or is not there."""
        at = self._find(id_)
        return None if at is None or self._numbers is None else int(self._numbers[at])

    def _find(self, id_: str) -> int | None:
        prefix = np.uint64(_prefix(id_))
        at = int(np.searchsorted(self._prefixes, prefix))
        return at if at < len(self._prefixes) and self._prefixes[at] == prefix else None


@dataclasses.dataclass(frozen=True, slots=True)
class Tried:
    """How often an entry's page was asked for in vain, and when it may be asked for again."""

    times: int
    again_at: int


@dataclasses.dataclass(frozen=True)
class Ledger:
    """What the lake knew when the run began.

    Attributes:
      articles: ids of the stored articles, each with the content hash and the number of its last revision.
      links: the links whose fate is settled, with the article that each led to (none for what was refused).
      sightings: the entries whose fate is settled, each with the instant up to which its updates are known.
      rejects: ids of the stored rejects.
      tries: the sightings that wait for another try.
      waiting: by feed, the instants at which those may be tried again.
      not_from_pages: ids of the stored articles of which no revision was read from the article's own page.
      forgotten: the links and the articles that were taken out of the lake.
      suppressed: the addresses and domains that are not to be taken in.
    """

    articles: IdMap
    links: IdMap
    sightings: IdMap
    rejects: IdMap
    tries: Mapping[str, Tried]
    waiting: Mapping[str, Sequence[int]]
    not_from_pages: IdMap = dataclasses.field(default_factory=lambda: IdMap([]))
    forgotten: IdMap = dataclasses.field(default_factory=lambda: IdMap([]))
    suppressed: Suppressed = dataclasses.field(default_factory=Suppressed)


@dataclasses.dataclass(frozen=True, slots=True)
class LedgerOf:
    """Gives the ledger of a lake, read once a process and run. It travels to the workers; the ledger does not."""

    root: str
    run_at: int

    def __call__(self) -> Ledger:
        with _reading:
            return _read(self)

    def feeds(self) -> Mapping[str, FeedState]:
        """The state of each feed after its last poll, by its URL: what `PollFeeds` asks for."""
        with _reading:
            return _read_feeds(self)


@dataclasses.dataclass(frozen=True, slots=True)
class FreshLedger:
    """Gives the ledger of a lake to a stream, read anew every so many seconds; what it does not know yet is in flight."""

    root: str
    every_s: int
    clock: Clock = system_clock

    def __call__(self) -> Ledger:
        return self._of_now()()

    def feeds(self) -> Mapping[str, FeedState]:
        """The state of each feed after its last poll, by its URL."""
        return self._of_now().feeds()

    def waiting(self) -> Mapping[str, Sequence[int]]:
        """By feed, the instants at which entries of it may be tried again."""
        return self().waiting

    def _of_now(self) -> LedgerOf:
        now = self.clock()
        return LedgerOf(self.root, now - now % (self.every_s * 1_000_000))


# Of the threads of a worker, one reads and the others wait for it.
_reading = threading.RLock()


# One run at a time is alive in a process; the one before it may still be unwinding.
@functools.lru_cache(maxsize=2)
def _read(of: LedgerOf) -> Ledger:
    lake = Lake.open(of.root)
    columns = ["sighting_id", "link_id", "feed_url", "article_id", "outcome", "date", "published_at", "updated_at", "seen_at", "tries"]
    entries = read_columns(lake, ENTRIES, columns)
    pending = pc.equal(entries["outcome"], "retry")
    settled, tried = entries.filter(pc.invert(pending)), entries.filter(pending)
    given_up, tries, waiting = _retries(tried, settled)
    gone = settled.filter(pc.equal(settled["outcome"], "forgotten"))
    columns = ["article_id", "revision", "content_hash", "url", "text_basis"]
    articles = read_columns(lake, ARTICLES, columns).sort_by([("revision", "descending")])
    # Rows of schema version 1 do not say what they were read from: one with an address may be its page's.
    is_from_page = pc.coalesce(pc.equal(articles["text_basis"], "page"), pc.is_valid(articles["url"]))
    from_pages = articles["article_id"].filter(is_from_page)
    not_from_pages = articles["article_id"].filter(pc.invert(pc.is_in(articles["article_id"], from_pages)))
    return Ledger(
        articles=IdMap(articles["article_id"].to_pylist(), articles["content_hash"].to_pylist(), articles["revision"].to_pylist()),
        links=IdMap(
            [*settled["link_id"].to_pylist(), *given_up["link_id"].to_pylist()],
            [*settled["article_id"].to_pylist(), *(None for _ in range(len(given_up)))],
        ),
        sightings=_known_until(pa.concat_tables([settled, given_up])),
        rejects=IdMap(read_columns(lake, REJECTS, ["reject_id"])["reject_id"].to_pylist()),
        tries=tries,
        waiting=waiting,
        not_from_pages=IdMap(not_from_pages.to_pylist()),
        forgotten=IdMap([*gone["link_id"].to_pylist(), *gone["article_id"].drop_null().to_pylist()]),
        suppressed=read_suppressed(lake),
    )


@functools.lru_cache(maxsize=2)
def _read_feeds(of: LedgerOf) -> Mapping[str, FeedState]:
    return feed_states(Lake.open(of.root), of.run_at, of().waiting)


def _retries(tried: pa.Table, settled: pa.Table) -> tuple[pa.Table, dict[str, Tried], dict[str, list[int]]]:
    """The rows of entries that are given up; those that wait for another try; for each of their feeds when they may be tried.

    An entry waits while the last that is known of it is that it could not be had.
    """
    tried = tried.set_column(tried.column_names.index("tries"), "tries", pc.fill_null(tried["tries"], 1))
    tries = tried.group_by("sighting_id").aggregate([("tries", "max"), ("seen_at", "max"), ("feed_url", "min")])
    ends = settled.filter(pc.is_in(settled["sighting_id"], tries["sighting_id"])).group_by("sighting_id").aggregate([("seen_at", "max")])
    settled_at = dict(zip(ends["sighting_id"].to_pylist(), _micros(ends["seen_at_max"]), strict=True))
    worn: set[str] = set()
    waiting: dict[str, Tried] = {}
    due: dict[str, list[int]] = {}
    for row, tried_at in zip(tries.to_pylist(), _micros(tries["seen_at_max"]), strict=True):
        if row["tries_max"] >= MAX_TRIES:
            worn.add(row["sighting_id"])
        elif tried_at > settled_at.get(row["sighting_id"], 0):
            again = Tried(row["tries_max"], tried_at + RETRY_AFTER_HOURS[row["tries_max"] - 1] * _HOUR)
            waiting[row["sighting_id"]] = again
            due.setdefault(row["feed_url_min"], []).append(again.again_at)
    return tried.filter(pc.is_in(tried["sighting_id"], pa.array(sorted(worn), pa.string()))), waiting, due


def _known_until(entries: pa.Table) -> IdMap:
    """The sightings, each with the last update that was read; where the feed gave none, when it was published, else seen."""
    readings = entries.group_by("sighting_id").aggregate([([], "count_all")])
    worn = readings["sighting_id"].filter(pc.greater_equal(readings["count_all"], MAX_READINGS))
    until = pc.coalesce(entries["updated_at"], entries["published_at"], entries["seen_at"]).cast(pa.int64())
    until = pc.if_else(pc.is_in(entries["sighting_id"], worn), NEVER, until)
    latest = pc.sort_indices(until, sort_keys=[("", "descending")])
    return IdMap(entries["sighting_id"].take(latest).to_pylist(), numbers=until.take(latest).to_pylist())


def _micros(instants: pa.ChunkedArray) -> list[int]:
    micros: list[int] = instants.cast(pa.int64()).to_pylist()
    return micros


def _prefix(id_: str) -> int:
    return int(id_[:16], 16)
