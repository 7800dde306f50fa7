"""`PollFeeds`: asks every feed once, all hosts at the same time, each host one feed after the other."""

from __future__ import annotations

import asyncio
import collections
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Feed
from transforms.counting import count
from transforms.http import Client, Courtesy, FetchError, HttpOptions, Response, host_key, stream
from transforms.http.background import Put
from transforms.http.sharding import host_shard
from transforms.instants import Clock, system_clock
from transforms.poll_feeds.read_poll import Polled, read_poll
from transforms.poll_feeds.state import FeedState, States
from transforms.rejecting import REJECTS

POLLS = "polls"

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
# One answer, and when its request was sent.
_Answer = tuple[Feed, Response | FetchError, int]


class PollFeeds(beam.PTransform):
    """Feeds to entries (main output), with a row for each poll in `polls` and what is no feed in `rejects`.

    Args:
      states: gives what the last polls left behind, by feed URL.
      http: how to ask.
      clock: when it is.
      shards: over how many workers the hosts are spread; a host's feeds stay together.
    """

    def __init__(self, *, states: States, http: HttpOptions, clock: Clock = system_clock, shards: int = 1) -> None:
        super().__init__()
        self._states = states
        self._http = http
        self._clock = clock
        self._shards = shards

    def expand(self, feeds: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return (
            feeds
            | "KeyByHost" >> beam.Map(_keyed, shards=self._shards).with_output_types(tuple[int, Feed])
            | "GroupByHost" >> beam.GroupByKey()
            | "Poll" >> beam.ParDo(_Poll(self._states, self._http, self._clock)).with_outputs(POLLS, REJECTS, main="entries")
        )


def _keyed(feed: Feed, shards: int) -> tuple[int, Feed]:
    return host_shard(feed.url, shards), feed


class _Poll(beam.DoFn):
    def __init__(self, states: States, http: HttpOptions, clock: Clock) -> None:
        super().__init__()
        self._load_states = states
        self._http = http
        self._clock = clock

    def setup(self) -> None:
        self._states: Mapping[str, FeedState] = self._load_states()
        self._free_at: dict[str, float] = {}

    def process(self, element: tuple[int, Iterable[Feed]]) -> Iterator[Any]:
        _, feeds = element
        hosts = _by_host(feeds)
        for feed, answer, sent_at in stream(functools.partial(self._ask_all, hosts)):
            polled = read_poll(feed, self._state(feed), answer, sent_at)
            _count(polled)
            yield beam.pvalue.TaggedOutput(POLLS, polled.poll)
            if polled.reject is not None:
                yield beam.pvalue.TaggedOutput(REJECTS, polled.reject)
            yield from polled.entries

    async def _ask_all(self, hosts: list[list[Feed]], put: Put[_Answer]) -> None:
        courtesy = Courtesy(self._http.max_in_flight, free_at=self._free_at)
        async with Client(self._http, courtesy, clock=self._clock) as client, asyncio.TaskGroup() as tasks:
            for feeds in hosts:
                tasks.create_task(self._ask_host(client, feeds, put))

    async def _ask_host(self, client: Client, feeds: list[Feed], put: Put[_Answer]) -> None:
        for feed in feeds:
            headers = {"Accept": _ACCEPT, **self._state(feed).validators}
            most, rest = self._http.max_feed_bytes, self._http.feed_delay_s
            try:
                async with client.get(feed.url, max_bytes=most, rest=rest, headers=headers) as answer:
                    # Within the turn: an answer that waits to be read counts as one in flight, which bounds the memory.
                    await put((feed, answer, answer.sent_at))
            except FetchError as error:
                await put((feed, error, self._clock()))

    def _state(self, feed: Feed) -> FeedState:
        return self._states.get(feed.url) or FeedState()


def _by_host(feeds: Iterable[Feed]) -> list[list[Feed]]:
    """The feeds host by host, each once, in an order that does not depend on theirs."""
    hosts: dict[str, list[Feed]] = collections.defaultdict(list)
    for url, feed in sorted({feed.url: feed for feed in feeds}.items()):
        hosts[host_key(url)].append(feed)
    return list(hosts.values())


def _count(polled: Polled) -> None:
    count("feeds_polled")
    if polled.poll.error_class is not None:
        count("feeds_failed")
    if polled.unchanged:
        count("feeds_unchanged")
