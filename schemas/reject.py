"""`Reject`: what could not be used, why, and its bytes; a row of the lake's `rejects` table."""

from __future__ import annotations

import dataclasses
from typing import Optional

import pyarrow as pa

from schemas.article import INSTANT
from schemas.table import Table, described

# A reject keeps the head of what it refused: enough to see why, never enough to fill the lake.
PAYLOAD_LIMIT = 65_536


class Unusable(ValueError):  # noqa: N818 - it describes the input, as StopIteration does the iterator
    """What a step raises for input that it cannot use: the transform that called it makes a `Reject` of it.

    Attributes:
      reason: a short slug, the same for all of a kind: `empty`, `not-an-article`, `http-404`.
      detail: the rest of the story, for people.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


@dataclasses.dataclass(frozen=True, slots=True)
class Reject:
    """One refusal.

    Attributes:
      reject_id: 128-bit hex of stage, reason, origin and payload: the same input is refused once.
      stage: the transform that refused it; reason: a slug; error: the error in words.
      origin: URL or path. feed_url, entry_id: the sighting that led to it, where a feed did.
      payload: the first `PAYLOAD_LIMIT` bytes.
      retry: whether the next run may fare better (a timeout, a 503).
    """

    reject_id: str
    stage: str
    reason: str
    rejected_at: int
    date: str
    error: Optional[str] = None
    origin: Optional[str] = None
    feed_url: Optional[str] = None
    entry_id: Optional[str] = None
    payload: bytes = b""
    payload_bytes: int = 0
    retry: bool = False


REJECTS = Table(
    name="rejects",
    record=Reject,
    id_columns=("reject_id",),
    partition_columns=("date",),
    schema=pa.schema(
        [
            described("reject_id", pa.string(), "128-bit hex of stage, reason, origin and payload", nullable=False),
            described("stage", pa.string(), "the transform that refused it", nullable=False),
            described("reason", pa.string(), "a slug, the same for all of a kind", nullable=False),
            described("error", pa.string(), "the error in words"),
            described("origin", pa.string(), "URL or path"),
            described("feed_url", pa.string(), "the feed that led to it"),
            described("entry_id", pa.string(), "the entry in that feed"),
            described("payload", pa.binary(), "its first 65,536 bytes"),
            described("payload_bytes", pa.int64(), "its whole length in bytes", nullable=False),
            described("retry", pa.bool_(), "whether a later run tries again", nullable=False),
            described("rejected_at", INSTANT, "when", nullable=False),
            described("date", pa.string(), "partition: the day on which it was refused", nullable=False),
        ]
    ),
)
