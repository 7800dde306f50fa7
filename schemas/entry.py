"""`Entry`: one sighting of a story in a feed; a row of the lake's `entries` table."""

from __future__ import annotations

import dataclasses
from typing import Optional

import pyarrow as pa

from schemas.article import INSTANT
from schemas.feed import Feed
from schemas.table import Table, described

# What became of an entry. `retry` is not final: the next run tries again. `forgotten` was taken out of the lake: of such an entry
# only ids are left, by which it is known if a feed shows it again.
OUTCOMES = ("article", "updated", "known", "duplicate", "rejected", "retry", "forgotten")


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """An entry as a feed shows it. What is not in `ENTRIES.schema` flows but is not stored.

    Attributes:
      sighting_id: 128-bit hex of (feed URL, entry id): the same each time the feed shows it.
      link_id: 128-bit hex of the canonical form of its link; the `article_id` unless the page names another URL.
      entry_id: guid or atom:id, else the link, else a digest of title and text.
      url: its link, absolute; None where it has none.
      title: plain text. summary, content: HTML or text as the feed has it; content only where the feed carries full text.
      image_url, image_credit: media:content and media:credit.
      is_changed: its feed shows it with another title, date or text than at the last poll.
      outcome: one of `OUTCOMES`, empty until known; reason: why, for what was not taken.
      tries: how often its page was asked for in vain.
    """

    sighting_id: str
    link_id: str
    feed: Feed
    entry_id: str
    feed_url: str
    seen_at: int
    date: str
    url: Optional[str] = None
    title: Optional[str] = None
    summary: Optional[str] = None
    content: Optional[str] = None
    authors: list[str] = dataclasses.field(default_factory=list)
    tags: list[str] = dataclasses.field(default_factory=list)
    language: Optional[str] = None
    published_at: Optional[int] = None
    published_raw: Optional[str] = None
    updated_at: Optional[int] = None
    image_url: Optional[str] = None
    image_credit: Optional[str] = None
    is_changed: bool = False
    article_id: Optional[str] = None
    outcome: str = ""
    reason: Optional[str] = None
    tries: int = 0

    @property
    def settled(self) -> bool:
        """Whether no other run is to try again."""
        return self.outcome != "retry"


ENTRIES = Table(
    name="entries",
    record=Entry,
    # An attempt that failed and the one that later succeeds are two rows; so are a story and its update. What became of it is not part
    # of that: of two runs at once one may find new what the other has just made known.
    id_columns=("sighting_id", "settled", "tries", "updated_at"),
    partition_columns=("date",),
    schema=pa.schema(
        [
            described("sighting_id", pa.string(), "128-bit hex of feed URL and entry id", nullable=False),
            described("link_id", pa.string(), "128-bit hex of the link's canonical form", nullable=False),
            described("feed_url", pa.string(), "the feed that showed it", nullable=False),
            described(
                "entry_id",
                pa.string(),
                "guid or atom:id, else the link, else a digest of its text; sighting_id where it is forgotten",
                nullable=False,
            ),
            described("url", pa.string(), "its link"),
            described("title", pa.string(), "as the feed has it"),
            described("article_id", pa.string(), "the article that it led to"),
            described("outcome", pa.string(), "article, updated, known, duplicate, rejected, retry or forgotten", nullable=False),
            described("settled", pa.bool_(), "false where another run is to try again (outcome retry)", nullable=False),
            described("reason", pa.string(), "why it was not taken"),
            described("tries", pa.int32(), "how often its page was asked for in vain, this time included; 0 where it is settled"),
            described("published_at", INSTANT, "as the feed says"),
            described(
                "published_raw",
                pa.string(),
                "the date as the feed writes it; published_at is null where it cannot be, or leaves open which",
            ),
            described(
                "updated_at",
                INSTANT,
                "as the feed says, else when it was seen to have changed; an entry that is updated later is read again",
            ),
            described("seen_at", INSTANT, "when the feed was polled", nullable=False),
            described("date", pa.string(), "partition: the day on which it was seen", nullable=False),
        ]
    ),
)
