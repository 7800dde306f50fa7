"""`KeepPolling`: polls each feed whenever it is due, for as long as the stream lives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import apache_beam as beam
from apache_beam import coders
from apache_beam.transforms import userstate

from schemas import Feed
from transforms.counting import count
from transforms.http import HttpOptions
from transforms.http.sharding import host_shard
from transforms.instants import Clock, system_clock
from transforms.poll_feeds.poll_feeds import POLLS, Poller
from transforms.poll_feeds.state import POLL_MEMORY_DAYS, FeedState, States, facing, state_after
from transforms.poll_feeds.take_due import take_due
from transforms.rejecting import REJECTS

_DAY = 86_400_000_000

# Gives the feed list as it is now. It must pickle.
Listed = Callable[[], Sequence[Feed]]
# Gives, by feed, the instants at which entries of it may be tried again. It must pickle.
Waiting = Callable[[], Mapping[str, Sequence[int]]]


class KeepPolling(beam.PTransform):
    """Ticks (instants, in the global window) in; what `PollFeeds` gives out, at the time of the tick that it was polled for.

    The feeds of a host are one worker's. Each shard keeps in its state what its feeds' last polls left behind: validators, entry
    keys, when they are due. A feed that it has not polled begins with what the lake knows of it. One that leaves the list rests, and
    goes on where it was if it comes back within `POLL_MEMORY_DAYS`.

    Args:
      listed: gives the feed list, asked anew at each tick.
      states: gives what the lake knows of each feed, by its URL.
      waiting: gives the entries that wait for another try: by feed, when.
      shards: over how many keys the hosts are spread; the workers share them out.
    """

    def __init__(
        self, *, listed: Listed, states: States, waiting: Waiting, http: HttpOptions, clock: Clock = system_clock, shards: int
    ) -> None:
        super().__init__()
        self._poll = _KeepPolling(listed, states, waiting, http, clock, shards)
        self._shards = shards

    def expand(self, ticks: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        keyed = ticks | "Shards" >> beam.FlatMap(_each_shard, shards=self._shards).with_output_types(tuple[int, int])
        return keyed | "Poll" >> beam.ParDo(self._poll).with_outputs(POLLS, REJECTS, main="entries")


def _each_shard(tick: int, shards: int) -> Iterator[tuple[int, int]]:
    for shard in range(shards):
        yield shard, tick


_STATES = beam.DoFn.StateParam(userstate.ReadModifyWriteStateSpec("feeds", coders.PickleCoder()))


class _KeepPolling(beam.DoFn):
    def __init__(self, listed: Listed, states: States, waiting: Waiting, http: HttpOptions, clock: Clock, shards: int) -> None:
        super().__init__()
        self._listed = listed
        self._stored = states
        self._waiting = waiting
        self._http = http
        self._clock = clock
        self._shards = shards

    def setup(self) -> None:
        self._poller = Poller(self._http, self._clock)
        self._list: Sequence[Feed] = ()
        self._parts: dict[int, list[Feed]] = {}

    def process(self, element: tuple[int, int], memory: Any = _STATES) -> Iterator[Any]:
        shard, tick = element
        feeds, urls = self._part(shard)
        states: dict[str, FeedState] = memory.read() or {}
        if any(feed.url not in states for feed in feeds):
            stored = self._stored()
            states = {feed.url: stored.get(feed.url) or FeedState() for feed in feeds} | states
        waiting = self._waiting()
        seen = {url: facing(state, tick, waiting.get(url, ())) for url, state in states.items()}
        due = [feed for feed in feeds if take_due(feed, seen[feed.url], tick, listed=urls, all_feeds=False)]
        count("ticks")
        if not due:
            return
        for output in self._poller.poll(due, seen):
            if isinstance(output, beam.pvalue.TaggedOutput) and output.tag == POLLS:
                row = output.value
                states[row.feed_url] = state_after(states.get(row.feed_url) or FeedState(), row)
            yield output
        oldest = tick - POLL_MEMORY_DAYS * _DAY
        memory.write({url: state for url, state in states.items() if (state.polled_at or tick) >= oldest})

    def _part(self, shard: int) -> tuple[list[Feed], frozenset[str]]:
        """The feeds of a shard, and the URLs of them all."""
        listed = self._listed()
        if listed is not self._list:
            self._list, self._urls, self._parts = listed, frozenset(feed.url for feed in listed), {}
            for feed in listed:
                self._parts.setdefault(host_shard(feed.url, self._shards), []).append(feed)
        return self._parts.get(shard, []), self._urls
