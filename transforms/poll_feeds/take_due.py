"""`TakeDue`: of the feed list, what is to be polled now."""

from __future__ import annotations

from collections.abc import Iterator

import apache_beam as beam

from schemas import Feed
from transforms.counting import count
from transforms.poll_feeds.state import FeedState, States, address_of


def take_due(feed: Feed, state: FeedState, now: int, *, listed: frozenset[str], all_feeds: bool) -> bool:
    """Whether a feed is to be polled at an instant: it is due, or all are; not, where it has moved onto another of the `listed` URLs."""
    address = address_of(feed, state, now)
    if address != feed.url and address in listed:
        return False
    return all_feeds or state.is_due(now)


class TakeDue(beam.PTransform):
    """Feeds in; those that are to be polled out, the others counted (`feeds_not_due`).

    Args:
      states: gives what the last polls left behind, by feed URL.
      now: microseconds since 1970 UTC.
      listed: the URLs of the feed list.
      all_feeds: whether to take them all.
    """

    def __init__(self, *, states: States, now: int, listed: frozenset[str], all_feeds: bool) -> None:
        super().__init__()
        self._states = states
        self._now = now
        self._listed = listed
        self._all_feeds = all_feeds

    def expand(self, feeds: beam.PCollection) -> beam.PCollection:
        return feeds | beam.ParDo(_Take(self._states, self._now, self._listed, self._all_feeds))


class _Take(beam.DoFn):
    def __init__(self, states: States, now: int, listed: frozenset[str], all_feeds: bool) -> None:
        super().__init__()
        self._states = states
        self._now = now
        self._listed = listed
        self._all_feeds = all_feeds

    def process(self, feed: Feed) -> Iterator[Feed]:
        state = self._states().get(feed.url) or FeedState()
        if take_due(feed, state, self._now, listed=self._listed, all_feeds=self._all_feeds):
            yield feed
        else:
            count("feeds_not_due")
