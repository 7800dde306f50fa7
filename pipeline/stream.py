"""`dateline stream`: the line for as long as it lives.

On one machine the bounded graph is run again, in one process, whenever a feed is due. On an engine it is one unbounded job.
"""

from __future__ import annotations

import collections
import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence

import apache_beam as beam
from apache_beam.runners.runner import PipelineState

from pipeline.account import account_of
from pipeline.graph import Job, Stream, build
from pipeline.run import run
from pipeline.runners import pipeline_options
from schemas import Feed
from transforms.ids import digest
from transforms.ledger import LedgerOf
from transforms.poll_feeds import FeedState, take_due
from transforms.poll_feeds.keep_polling import Listed
from transforms.ticks import Ticks
from transforms.write_lake import Lake

# How soon a change of the feed list is seen on one machine; how often an engine's job is asked how it does.
LIST_EVERY_S = 30.0
# Seconds between two looks, on an engine, at which feeds are due.
TICK_S = 10
# A story is in the lake when its window has closed, which is `window_s` after the poll at most, and its page has been read and written.
_WINDOWS_A_FLUSH = 2

# Waits so many seconds, and gives whether the stream is to end instead.
Wait = Callable[[float], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """How the stream does.

    Attributes:
      at: when.
      feeds: how many the list has.
      counts: what has been done since the last report, by the names of the account; nothing while it waits.
      next_at: when a feed is due next; None where none is, or where the engine knows.
      faults: what of it does not add up.
    """

    at: int
    feeds: int
    counts: Mapping[str, int] = dataclasses.field(default_factory=dict)
    next_at: int | None = None
    faults: Sequence[str] = ()


def stream_here(job: Job, listed: Listed, flags: Sequence[str] = (), *, wait: Wait, report: Callable[[Report], None]) -> None:
    """Polls each feed when it is due, until `wait` says that it is to end; a run that has begun is ended first.

    All that a run must know of those before is in the lake: a stream that is killed goes on where it was, and others may write
    to the lake meanwhile.

    Args:
      job: what to do, but for its feeds and its instant; its clock says what is due.
      listed: gives the feed list; asked again before each run, and while the stream waits.
      flags: Beam's own options.
      wait: ends a pause; report: is told of each run, and now and then in a pause.

    Raises:
      LakeError, OptionError: as `run` does.
    """
    Lake.create_or_open(job.lake)
    ended = False
    while not ended:
        at, feeds = job.clock(), tuple(listed())
        due_at = _due_at(feeds, LedgerOf(job.lake, at).feeds(), at)
        if due_at is not None and due_at <= at:
            account = run(dataclasses.replace(job, run_at=at, feeds=feeds, due_only=True), flags)
            due_at = _due_at(feeds, LedgerOf(job.lake, job.clock()).feeds(), at)
            report(Report(job.clock(), len(feeds), account.counts, due_at, account.faults))
        ended = _pause(job, listed, feeds, due_at, wait, report)


def stream_on_engine(
    job: Job, listed: Listed, name: str, flags: Sequence[str], *, flush_s: int, wait: Wait, report: Callable[[Report], None]
) -> None:
    """Runs the unbounded graph as one job, until `wait` says that it is to end; then the job drains: it writes all that it has polled.

    Args:
      name: tells this stream from others on the same lake.
      flush_s: the longest that a story may wait for others to be written with.

    Raises:
      LakeError, OptionError: as `run` does.
      RuntimeError: the job failed.
    """
    lake = Lake.create_or_open(job.lake)
    drain = Drain(job.lake, f"_streams/{digest(name)}.json", job.clock())
    pipeline = beam.Pipeline(options=pipeline_options(flags, streaming=True))
    ticks = Ticks(min(TICK_S, max(1, flush_s // 4)), drain, job.clock)
    window_s = max(1, flush_s // _WINDOWS_A_FLUSH)
    build(pipeline, dataclasses.replace(job, stream=Stream(ticks, listed, window_s)))
    result = pipeline.run()
    before: collections.Counter[str] = collections.Counter()
    while not PipelineState.is_terminal(result.state):
        ended = wait(LIST_EVERY_S)
        if ended:
            lake.storage.publish(drain.path, json.dumps({"at": job.clock()}).encode())
            result.wait_until_finish()
        counts = collections.Counter(account_of(result).counts)
        report(Report(job.clock(), len(listed()), counts - before))
        before = counts
        if ended:
            return
    # A job that ends unasked has failed: this raises what it died of.
    result.wait_until_finish()
    raise RuntimeError(f"the job ended: {result.state}")


@dataclasses.dataclass(frozen=True, slots=True)
class Drain:
    """Says whether the job of a stream is to end: a file in the lake, which every worker sees, tells the instant of the last order."""

    lake: str
    path: str
    started_at: int

    def __call__(self) -> bool:
        order = Lake.open(self.lake).storage.read(self.path)
        return order is not None and int(json.loads(order)["at"]) >= self.started_at


def _pause(job: Job, listed: Listed, feeds: tuple[Feed, ...], until: int | None, wait: Wait, report: Callable[[Report], None]) -> bool:
    """Waits until a feed is due or the list is another; gives whether the stream is to end."""
    while True:
        left_s = LIST_EVERY_S if until is None else (until - job.clock()) / 1e6
        if wait(max(0.0, min(left_s, LIST_EVERY_S))):
            return True
        if tuple(listed()) != feeds or (until is not None and job.clock() >= until):
            return False
        report(Report(job.clock(), len(feeds), next_at=until))


def _due_at(feeds: Sequence[Feed], states: Mapping[str, FeedState], now: int) -> int | None:
    """When the first of the feeds is to be polled; those that moved onto another one's URL are not."""
    urls = frozenset(feed.url for feed in feeds)
    known = ((feed, states.get(feed.url) or FeedState()) for feed in feeds)
    return min((state.due_at for feed, state in known if take_due(feed, state, now, listed=urls, all_feeds=True)), default=None)
