"""`FeedState`: what the next poll of a feed must know of those before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from schemas import Feed

_DAY = 86_400_000_000
# A permanent redirect is believed when it was seen so often over so long (NewsBlur waits for 10 sightings, against hijacks: RSSOwlnix#32).
_MOVED_AFTER, _MOVED_FOR = 3, 7 * _DAY
# Runs come by a cron job's clock, and a poll happens a little into its run: an hour later is an hour less a little.
_EARLY_SHARE, _EARLY_MOST = 0.1, 300_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class FeedState:
    """The last `polls` row of a feed, as far as the next poll needs it. A row carries these on when a poll fails.

    Attributes:
      etag, last_modified: validators, verbatim.
      body_hash: of the last document that was read; the same one again is not read.
      entry_keys: the keys of the entries in that document; versions: by key, what they looked like.
      revalidate: whether an unchanged document may be left unread. False asks for it unconditionally, and reads it whatever it
        holds: once a day, against servers whose validators lie, and where entries of it wait for another try.
      polled_at, next_poll_at: when it was polled, and is due; good_at: when a poll last went well.
      arrivals_per_day: how fast new entries come, None until that is known.
      error_class: of the last poll. failures, failing_since: the weights and the first of the failed polls in a row, that one included.
      permanent_url, permanent_since, permanent_sightings: where nothing but permanent redirects has led, since when, how often.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    entry_keys: frozenset[str] = frozenset()
    versions: Mapping[str, str] = dataclasses.field(default_factory=dict)
    revalidate: bool = True
    polled_at: int | None = None
    good_at: int | None = None
    next_poll_at: int | None = None
    arrivals_per_day: float | None = None
    error_class: str | None = None
    failures: float = 0.0
    failing_since: int | None = None
    permanent_url: str | None = None
    permanent_since: int | None = None
    permanent_sightings: int = 0

    @property
    def validators(self) -> dict[str, str]:
        """The request headers that make it conditional (RFC 9110 §13.1); both, for some servers know only one."""
        if not self.revalidate:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def moved_to(self, now: int) -> str | None:
        """Where the feed has moved for good: three sightings of permanent redirects and nothing else, over a week at least."""
        settled = self.permanent_sightings >= _MOVED_AFTER and now - (self.permanent_since or now) >= _MOVED_FOR
        return self.permanent_url if settled else None

    def is_due(self, now: int) -> bool:
        """Whether the feed is to be polled: a wait that failed or `Retry-After` set is kept to the second, any other nearly."""
        if self.next_poll_at is None or self.polled_at is None:
            return True
        early = 0 if self.error_class else min(round((self.next_poll_at - self.polled_at) * _EARLY_SHARE), _EARLY_MOST)
        return now >= self.next_poll_at - early


# Gives the state of each feed by its URL; called once a process, when the first feed is polled. It must pickle.
States = Callable[[], Mapping[str, FeedState]]


def no_states() -> Mapping[str, FeedState]:
    """The states of feeds that were never polled."""
    return {}


def address_of(feed: Feed, state: FeedState, now: int) -> str:
    """The URL to ask: the feed list's, or where the feed has moved for good. A feed with headers of its own is asked where they belong."""
    return feed.url if feed.headers else state.moved_to(now) or feed.url
