"""`FeedState`: what the next poll of a feed must know of those before."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from schemas import Feed, Poll

_DAY = 86_400_000_000
_NEVER = 2**63 - 1
# A feed that was not polled for longer than this is polled as if it were new; nothing else is lost by forgetting it. Feeds that are
# gone are asked once in 30 days.
POLL_MEMORY_DAYS = 35
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
      polled_at, next_poll_at: when it was polled, and is due; good_at: when a poll last went well; whole_at: when a server last sent
        the document whole.
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
    whole_at: int | None = None
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

    @property
    def due_at(self) -> int:
        """From when on the feed is to be polled: a wait that failed or `Retry-After` set is kept to the second, any other nearly."""
        if self.next_poll_at is None or self.polled_at is None:
            return 0
        early = 0 if self.error_class else min(round((self.next_poll_at - self.polled_at) * _EARLY_SHARE), _EARLY_MOST)
        return self.next_poll_at - early

    def is_due(self, now: int) -> bool:
        """Whether the feed is to be polled now."""
        return now >= self.due_at


def state_after(state: FeedState, poll: Poll) -> FeedState:
    """The state in which a poll leaves a feed: what the lake tells of it once the row is there."""
    # A document that ended early was read as well.
    good = poll.error_class is None or poll.format is not None
    return FeedState(
        etag=poll.etag,
        last_modified=poll.last_modified,
        body_hash=poll.body_hash,
        entry_keys=frozenset(poll.entry_keys),
        versions=versions_of(poll.entry_keys, poll.entry_versions),
        polled_at=poll.polled_at,
        good_at=poll.polled_at if good else state.good_at,
        whole_at=poll.polled_at if good and poll.status not in (None, 304) else state.whole_at,
        next_poll_at=poll.next_poll_at,
        arrivals_per_day=poll.arrivals_per_day,
        error_class=poll.error_class,
        failures=poll.failures,
        failing_since=poll.failing_since,
        permanent_url=poll.permanent_url,
        permanent_since=poll.permanent_since,
        permanent_sightings=poll.permanent_sightings,
    )


def versions_of(keys: Sequence[str], versions: Sequence[str]) -> dict[str, str]:
    """What the entries of a document looked like, by key, of the two columns of its row; rows of an older schema have none."""
    return {key: version for key, version in zip(keys, versions, strict=False) if version}


def facing(state: FeedState, now: int, waiting: Sequence[int]) -> FeedState:
    """The state as a poll at an instant is to see it: when it is due, and whether an unchanged document may be left unread.

    Its document is asked for whole where no server has sent it whole for a day, and where an entry of it may be tried again.

    Args:
      waiting: the instants at which entries of the feed that could not be had may be tried again. It is due then; one that was polled
        well since does not show them any more.
    """
    again_at = min((at for at in waiting if at > (state.good_at or 0)), default=_NEVER)
    due = state.next_poll_at
    if state.error_class is None and due is not None:
        due = min(due, again_at)
    return dataclasses.replace(state, next_poll_at=due, revalidate=now < again_at and now - (state.whole_at or 0) < _DAY)


# Gives the state of each feed by its URL; called once a process, when the first feed is polled. It must pickle.
States = Callable[[], Mapping[str, FeedState]]


def no_states() -> Mapping[str, FeedState]:
    """The states of feeds that were never polled."""
    return {}


def address_of(feed: Feed, state: FeedState, now: int) -> str:
    """The URL to ask: the feed list's, or where the feed has moved for good. A feed with headers of its own is asked where they belong."""
    return feed.url if feed.headers else state.moved_to(now) or feed.url
