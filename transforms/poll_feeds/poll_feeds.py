"""`PollFeeds`: asks every feed once, all hosts at the same time, each host one feed after the other; then the sitemaps that it takes."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Feed
from transforms.counting import count
from transforms.http import Client, Courtesy, FetchError, HttpOptions, Response, Robots, host_key, stream
from transforms.http.background import Put
from transforms.http.sharding import host_shard
from transforms.instants import Clock, system_clock
from transforms.poll_feeds.cadence import NETWORK_ERRORS
from transforms.poll_feeds.fill_gaps import Gap, gap_of, narrowed, site_of, sitemaps_to_ask
from transforms.poll_feeds.read_poll import Polled, read_poll
from transforms.poll_feeds.state import FeedState, States, address_of
from transforms.rejecting import REJECTS

POLLS = "polls"

_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, */*;q=0.5"
# Of so many hosts, so large a share that fails in the network tells that the network is our own.
_ENOUGH_HOSTS, _OWN_FAILURE_SHARE = 20, 0.3
# One answer, and when its request was sent.
_Answer = tuple["_Request", Response | FetchError, int]


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


@dataclasses.dataclass(frozen=True, slots=True)
class _Request:
    """One document to ask for: a feed's, or a sitemap's that stands for it (`gap`: only for what the feed lost)."""

    feed: Feed
    address: str
    state: FeedState
    gap: Gap | None = None
    sitemap: bool = False


class _Poll(beam.DoFn):
    def __init__(self, states: States, http: HttpOptions, clock: Clock) -> None:
        super().__init__()
        self._load_states = states
        self._http = http
        self._clock = clock

    def setup(self) -> None:
        self._states: Mapping[str, FeedState] = self._load_states()
        self._poller = Poller(self._http, self._clock)

    def process(self, element: tuple[int, Iterable[Feed]]) -> Iterator[Any]:
        _, feeds = element
        yield from self._poller.poll(feeds, self._states)


class Poller:
    """Asks feeds, all hosts at the same time; it remembers between calls what hosts are owed: their rest, and their robots.txt."""

    def __init__(self, http: HttpOptions, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._states: Mapping[str, FeedState] = {}
        self._free_at: dict[str, float] = {}
        self._robots = Robots(self._http)

    def poll(self, feeds: Iterable[Feed], states: Mapping[str, FeedState]) -> Iterator[Any]:
        """Entries, and tagged as their outputs the rows of `polls` and the rejects, as they come."""
        self._states = states
        now = self._clock()
        requests = [_Request(feed, address_of(feed, state, now), state) for feed in feeds for state in (self._state(feed.url),)]
        gaps: list[tuple[Feed, Gap]] = []
        children: list[_Request] = []
        for request, polled in self._poll(requests):
            yield from _out(polled)
            children += self._children(request, polled)
            if gap := gap_of(polled, request.state):
                gaps.append((request.feed, gap))
        # The sitemaps of an index, and those that may hold what a feed has lost; of these again one level.
        children += stream(functools.partial(self._find_sitemaps, gaps)) if gaps else []
        while children:
            below: list[_Request] = []
            for request, polled in self._poll(children):
                yield from _out(polled)
                below += self._children(request, polled) if request.gap else []
            children = [request for request in below if request.address not in {child.address for child in children}]

    def _poll(self, requests: list[_Request]) -> Iterator[tuple[_Request, Polled]]:
        """Each request with what it gave; those that failed in the network last, when it is known whether that was our own."""
        hosts = _by_host(requests)
        failed: list[tuple[_Request, FetchError, int]] = []
        for request, answer, sent_at in stream(functools.partial(self._ask_all, hosts)):
            if isinstance(answer, FetchError) and answer.reason in NETWORK_ERRORS:
                failed.append((request, answer, sent_at))
            else:
                yield request, _read(request, answer, sent_at)
        ours = not is_own_failure(len({host_key(request.address) for request, *_ in failed}), len(hosts))
        for request, error, sent_at in failed:
            yield request, _read(request, error, sent_at, own_network=ours)

    async def _ask_all(self, hosts: list[list[_Request]], put: Put[_Answer]) -> None:
        async with self._client() as client, asyncio.TaskGroup() as tasks:
            for requests in hosts:
                tasks.create_task(self._ask_host(client, requests, put))

    async def _ask_host(self, client: Client, requests: list[_Request], put: Put[_Answer]) -> None:
        for request in requests:
            headers = {"Accept": _ACCEPT, **request.state.validators}
            most, rest = self._http.max_feed_bytes, self._http.feed_delay_s
            try:
                async with client.get(
                    request.address, max_bytes=most, rest=rest, headers=headers, private_headers=dict(request.feed.headers)
                ) as answer:
                    # Within the turn: an answer that waits to be read counts as one in flight, which bounds the memory.
                    await put((request, answer, answer.sent_at))
            except FetchError as error:
                await put((request, error, self._clock()))

    async def _find_sitemaps(self, gaps: list[tuple[Feed, Gap]], put: Put[_Request]) -> None:
        """Puts the sitemaps that may hold what was lost. A site whose robots.txt cannot be had has none."""
        async with self._client() as client:
            for feed, gap in gaps:
                with contextlib.suppress(FetchError):
                    site = site_of(gap)
                    for url in sitemaps_to_ask((await self._robots.rules(client, site)).sitemaps, site):
                        if url != feed.url and (request := self._sitemap(feed, url, gap)):
                            await put(request)

    def _children(self, request: _Request, polled: Polled) -> list[_Request]:
        found = [self._sitemap(request.feed, url, request.gap) for url in polled.children if url != request.address]
        return [child for child in found if child]

    def _sitemap(self, feed: Feed, url: str, gap: Gap | None) -> _Request | None:
        """The request for a sitemap; it is a feed of its own, with its own state. None while it rests from a failure."""
        state = self._state(url)
        if state.error_class and not state.is_due(self._clock()):
            return None
        if gap:
            state = dataclasses.replace(state, revalidate=False)
        return _Request(dataclasses.replace(feed, url=url, headers=()), url, state, gap, sitemap=True)

    def _client(self) -> Client:
        return Client(self._http, Courtesy(self._http.max_in_flight, free_at=self._free_at), clock=self._clock)

    def _state(self, url: str) -> FeedState:
        return self._states.get(url) or FeedState()


def is_own_failure(failed: int, asked: int) -> bool:
    """Whether so many of the hosts asked failed in the network that it was our own (reference/feeds.md 4a.5; miniflux/v2#2150)."""
    return asked >= _ENOUGH_HOSTS and failed > asked * _OWN_FAILURE_SHARE


def _read(request: _Request, answer: Response | FetchError, sent_at: int, *, own_network: bool = True) -> Polled:
    polled = read_poll(request.feed, request.state, answer, sent_at, own_network=own_network)
    _count(polled, request)
    return narrowed(polled, request.gap) if request.gap else polled


def _out(polled: Polled) -> Iterator[Any]:
    yield beam.pvalue.TaggedOutput(POLLS, polled.poll)
    if polled.reject is not None:
        yield beam.pvalue.TaggedOutput(REJECTS, polled.reject)
    yield from polled.entries


def _by_host(requests: Iterable[_Request]) -> list[list[_Request]]:
    """The requests host by host, each feed once, in an order that does not depend on theirs."""
    hosts: dict[str, list[_Request]] = collections.defaultdict(list)
    for _, request in sorted({request.feed.url: request for request in requests}.items()):
        hosts[host_key(request.address)].append(request)
    return list(hosts.values())


def _count(polled: Polled, request: _Request) -> None:
    if request.sitemap:
        count("sitemaps_polled")
        return
    count("feeds_polled")
    if polled.poll.error_class is not None:
        count("feeds_failed")
    if polled.unchanged:
        count("feeds_unchanged")
    if polled.poll.gap:
        count("feeds_with_gap")
