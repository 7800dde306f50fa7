"""`FetchPages`: the page behind each entry, or the feed's own text of it."""

from __future__ import annotations

import asyncio
import collections
import functools
from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam

from schemas import Entry, Page, Reject, Unusable
from transforms.counting import count
from transforms.fetch_pages.feed_text import has_full_text, is_read_from_feed, page_from_feed
from transforms.fetch_pages.read_answer import page_of
from transforms.http import Client, Courtesy, FetchError, HttpOptions, Robots, host_key, stream
from transforms.http.background import Put
from transforms.http.sharding import host_shard
from transforms.instants import Clock, system_clock
from transforms.rejecting import REJECTS, reject

STAGE = "FetchPages"

_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"


class FetchPages(beam.PTransform):
    """Entries to pages (main output); entries that lead to none in `rejects`.

    What `entry.feed.fetch` says is done: `never` takes the feed's text, `always` the page, `auto` the feed's text where that is the
    whole, else the page and, where that cannot be had, what full text the feed has. Pages come out as they arrive and are not
    shuffled: fuse the reading of them to this.

    Args:
      http: how to ask.
      clock: when it is.
      shards: over how many workers the hosts are spread.
    """

    def __init__(self, *, http: HttpOptions, clock: Clock = system_clock, shards: int = 1) -> None:
        super().__init__()
        self._http = http
        self._clock = clock
        self._shards = shards

    def expand(self, entries: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return (
            entries
            | "KeyByHost" >> beam.Map(_keyed, shards=self._shards).with_output_types(tuple[int, Entry])
            | "GroupByHost" >> beam.GroupByKey()
            | "Fetch" >> beam.ParDo(_Fetch(self._http, self._clock)).with_outputs(REJECTS, main="pages")
        )


def _keyed(entry: Entry, shards: int) -> tuple[int, Entry]:
    return host_shard(entry.url or entry.feed_url, shards), entry


class _Fetch(beam.DoFn):
    def __init__(self, http: HttpOptions, clock: Clock) -> None:
        super().__init__()
        self._http = http
        self._clock = clock

    def setup(self) -> None:
        self._free_at: dict[str, float] = {}
        self._robots = Robots(self._http)

    def process(self, element: tuple[int, Iterable[Entry]]) -> Iterator[Any]:
        _, entries = element
        linked: list[Entry] = []
        for entry in entries:
            if is_read_from_feed(entry):
                yield _out(self._without_request(entry))
            else:
                linked.append(entry)
        if linked:
            for result in stream(functools.partial(self._fetch_all, _by_host(linked))):
                yield _out(result)

    def _without_request(self, entry: Entry) -> Page | Reject:
        try:
            return page_from_feed(entry)
        except Unusable as unusable:
            reason = unusable.reason if entry.url else "no-link"
            return self._refused(entry, reason, unusable.detail)

    async def _fetch_all(self, hosts: list[list[Entry]], put: Put[Page | Reject]) -> None:
        courtesy = Courtesy(self._http.max_in_flight, free_at=self._free_at)
        async with Client(self._http, courtesy, clock=self._clock) as client, asyncio.TaskGroup() as tasks:
            for entries in hosts:
                tasks.create_task(self._fetch_host(client, entries, put))

    async def _fetch_host(self, client: Client, entries: list[Entry], put: Put[Page | Reject]) -> None:
        for entry in entries:
            try:
                await self._fetch(client, entry, put)
            except FetchError as error:
                await put(self._otherwise(entry, error.reason, error.detail, retry=error.retry))

    async def _fetch(self, client: Client, entry: Entry, put: Put[Page | Reject]) -> None:
        """Puts the page of an entry, or what there is instead. Raises FetchError where the request itself failed."""
        url = entry.url or ""
        rules = await self._robots.rules(client, url)
        if not rules.allow(url):
            await put(self._otherwise(entry, "robots", f"{url}: robots.txt disallows it"))
            return
        rest = min(rules.crawl_delay, self._http.max_crawl_delay_s)
        async with client.get(url, max_bytes=self._http.max_page_bytes, rest=rest, headers={"Accept": _ACCEPT}) as answer:
            try:
                page = page_of(entry, answer, answer.sent_at)
            except Unusable as unusable:
                await put(self._otherwise(entry, unusable.reason, unusable.detail, payload=answer.body))
            except FetchError as error:
                await put(self._otherwise(entry, error.reason, error.detail, payload=answer.body, retry=error.retry))
            else:
                # Within the turn: a page that waits to be read counts as one in flight, which bounds the memory.
                await put(page)

    def _otherwise(self, entry: Entry, reason: str, detail: str, *, payload: bytes = b"", retry: bool = False) -> Page | Reject:
        """What is done where the page cannot be had."""
        if entry.feed.fetch == "auto" and has_full_text(entry):
            return page_from_feed(entry)
        return self._refused(entry, reason, detail, payload, retry)

    def _refused(self, entry: Entry, reason: str, detail: str, payload: bytes = b"", retry: bool = False) -> Reject:
        return reject(
            STAGE,
            reason,
            self._clock(),
            error=detail or None,
            origin=entry.url or entry.entry_id,
            feed_url=entry.feed_url,
            entry_id=entry.entry_id,
            payload=payload,
            retry=retry,
        )


def _out(result: Page | Reject) -> Any:
    if isinstance(result, Reject):
        return beam.pvalue.TaggedOutput(REJECTS, result)
    count("pages_from_feed" if result.from_feed else "pages_fetched")
    return result


def _by_host(entries: Iterable[Entry]) -> list[list[Entry]]:
    """The entries host by host, in an order that does not depend on theirs."""
    hosts: dict[str, list[Entry]] = collections.defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (entry.url or "", entry.sighting_id)):
        hosts[host_key(entry.url or "")].append(entry)
    return list(hosts.values())
