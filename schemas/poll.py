"""`Poll`: one fetch of one feed; a row of the lake's `polls` table, and what the next poll needs to know."""

from __future__ import annotations

import dataclasses
from typing import Optional

import pyarrow as pa

from schemas.article import INSTANT
from schemas.table import Table, described


@dataclasses.dataclass(frozen=True, slots=True)
class Poll:
    """What one request for a feed document gave. The meaning of each column stands in `POLLS.schema`."""

    poll_id: str
    feed_url: str
    polled_at: int
    date: str
    final_url: Optional[str] = None
    status: Optional[int] = None
    error_class: Optional[str] = None
    error: Optional[str] = None
    etag: Optional[str] = None
    last_modified: Optional[str] = None
    body_hash: Optional[str] = None
    bytes: int = 0
    duration_ms: int = 0
    title: Optional[str] = None
    format: Optional[str] = None
    entries: int = 0
    entries_new: int = 0
    entries_updated: int = 0
    entries_known: int = 0
    entries_dropped: int = 0
    dropped: Optional[str] = None
    entry_keys: list[str] = dataclasses.field(default_factory=list)
    entry_versions: list[str] = dataclasses.field(default_factory=list)
    arrivals_per_day: Optional[float] = None
    gap: bool = False
    entries_missed: int = 0
    permanent_url: Optional[str] = None
    permanent_since: Optional[int] = None
    permanent_sightings: int = 0
    failures: float = 0.0
    failing_since: Optional[int] = None
    next_poll_at: Optional[int] = None


POLLS = Table(
    name="polls",
    record=Poll,
    id_columns=("poll_id",),
    partition_columns=("date",),
    schema=pa.schema(
        [
            described("poll_id", pa.string(), "128-bit hex of feed URL and time", nullable=False),
            described("feed_url", pa.string(), "as the feed list has it", nullable=False),
            described("polled_at", INSTANT, "when the request was sent", nullable=False),
            described("final_url", pa.string(), "after redirects"),
            described("status", pa.int32(), "HTTP status; null where there was no answer"),
            described("error_class", pa.string(), "null where all went well: dns, timeout, http-5xx, too-large, not-a-feed, …"),
            described("error", pa.string(), "the error in words"),
            described("etag", pa.string(), "validator, verbatim"),
            described("last_modified", pa.string(), "validator, verbatim"),
            described("body_hash", pa.string(), "128-bit hex of the document; that of the last one where it was not modified"),
            described("bytes", pa.int64(), "of the document, after decompression", nullable=False),
            described("duration_ms", pa.int32(), "from request to the end of the body", nullable=False),
            described("title", pa.string(), "the feed's own title"),
            described("format", pa.string(), "rss20, atom10, rdf, …"),
            described("entries", pa.int32(), "in the document", nullable=False),
            described("entries_new", pa.int32(), "of these, not in the document before", nullable=False),
            described("entries_updated", pa.int32(), "of these, in the document before, with another title, date or text"),
            described("entries_known", pa.int32(), "of these, in the document before as they are", nullable=False),
            described("entries_dropped", pa.int32(), "of these, left out", nullable=False),
            described("dropped", pa.string(), "why, and how many: repeated, limit, blank, foreign, outside-gap"),
            described("entry_keys", pa.list_(pa.string()), "64-bit hex keys of the entries now in the document"),
            described(
                "entry_versions", pa.list_(pa.string()), "what each of them looks like, in the same order: another one tells of an update"
            ),
            described("arrivals_per_day", pa.float64(), "new entries a day, smoothed; null until the feed was seen to change"),
            described("gap", pa.bool_(), "whether nothing in the document was in the one before, so that some may have come and gone"),
            described("entries_missed", pa.int32(), "how many, by estimate"),
            described("permanent_url", pa.string(), "where nothing but permanent redirects (301, 308) led"),
            described("permanent_since", INSTANT, "the first poll in a row that they led there"),
            described("permanent_sightings", pa.int32(), "how many polls in a row they led there"),
            described("failures", pa.float64(), "failed polls in a row, each with the weight of its error; 0 where all went well"),
            described("failing_since", INSTANT, "the first of them"),
            described("next_poll_at", INSTANT, "when it is due again"),
            described("date", pa.string(), "partition: the day of the poll", nullable=False),
        ]
    ),
)
