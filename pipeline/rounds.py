"""A run over many feeds, in rounds: what a runner holds in memory is bounded by what one round brings, however long the feed list is."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterator, Mapping

from pipeline.graph import Job
from schemas import Feed
from transforms.http import host_key
from transforms.ledger import LedgerOf
from transforms.poll_feeds import FeedState

# New entries a round, as far as they can be foreseen: 15 kB each on the local runner, and the graph's start is a hundredth of the time.
ROUND_ENTRIES = 10_000
# What a feed shows that was never polled (the mean of 106 real feeds is 40), and what one that is polled may always show.
_OF_A_NEW_FEED = 50.0
_OF_ANY_FEED = 1.0
_DAY_US = 86_400_000_000


def rounds(job: Job, *, entries: int | None = None) -> Iterator[Job]:
    """The job in parts that are to be run one after the other; itself where one is enough.

    Later rounds know what the earlier ones have stored.
    """
    parts = list(_parts(job, LedgerOf(job.lake, job.run_at).feeds(), entries or ROUND_ENTRIES)) if job.feeds else []
    if len(parts) < 2:
        yield job
        return
    listed = frozenset(feed.url for feed in job.feeds)
    for number, feeds in enumerate(parts):
        yield dataclasses.replace(job, feeds=feeds, listed=listed, run_at=job.run_at + number)


def _parts(job: Job, states: Mapping[str, FeedState], entries: int) -> Iterator[tuple[Feed, ...]]:
    """The feeds, those of a host together: it is asked for one after the other."""
    hosts: dict[str, list[Feed]] = collections.defaultdict(list)
    for feed in job.feeds:
        hosts[host_key(feed.url)].append(feed)
    part: list[Feed] = []
    foreseen = 0.0
    for feeds in hosts.values():
        expected = sum(_expected(states.get(feed.url), job) for feed in feeds)
        if part and foreseen + expected > entries:
            yield tuple(part)
            part, foreseen = [], 0.0
        part += feeds
        foreseen += expected
    if part:
        yield tuple(part)


def _expected(state: FeedState | None, job: Job) -> float:
    """How many new entries a feed will probably bring."""
    if state is None or state.polled_at is None:
        return _OF_A_NEW_FEED
    if job.due_only and not state.is_due(job.run_at):
        return 0.0
    days = max(0, job.run_at - state.polled_at) / _DAY_US
    return _OF_ANY_FEED + min((state.arrivals_per_day or 0.0) * days, _OF_A_NEW_FEED)
