"""`FeedState`: what the next poll of a feed must know of the last one."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping


@dataclasses.dataclass(frozen=True, slots=True)
class FeedState:
    """The last `polls` row of a feed, as far as the next poll needs it. A row carries these on when a poll fails.

    Attributes:
      etag, last_modified: validators, verbatim.
      body_hash: of the last document that was read; the same one again is not read.
      entry_keys: the keys of the entries in that document.
      revalidate: whether an unchanged document may be left unread. False asks for it unconditionally, and reads it whatever it
        holds: once a day, against servers whose validators lie, and where entries of it wait for another try.
      failures: polls that have failed since the last good one.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    entry_keys: frozenset[str] = frozenset()
    revalidate: bool = True
    failures: int = 0

    @property
    def validators(self) -> dict[str, str]:
        """The request headers that make it conditional (RFC 9110 §13.1); both, for some servers know only one."""
        if not self.revalidate:
            return {}
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


# Gives the state of each feed by its URL; called once a process, when the first feed is polled. It must pickle.
States = Callable[[], Mapping[str, FeedState]]


def no_states() -> Mapping[str, FeedState]:
    """The states of feeds that were never polled."""
    return {}
