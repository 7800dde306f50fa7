"""`Page`: bytes that may hold an article, and where they are from. Pages flow; they are not stored, and never shuffled."""

from __future__ import annotations

import dataclasses
from typing import Optional

from schemas.entry import Entry


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """A document to read.

    Attributes:
      origin: what to call it in messages: its URL, or the path of a file.
      url: its address after redirects; None for a file that is not known to have one.
      content: the bytes, after decompression.
      content_type: as the server said it (`text/html; charset=windows-1251`); `text/plain` for `.txt`.
      fetched_at: microseconds since 1970 UTC; None where nobody knows.
      entry: the entry that led here; None for a file.
      from_feed: `content` is the feed's own text of the entry, not its page.
    """

    origin: str
    content: bytes
    content_type: str = "text/html"
    url: Optional[str] = None
    fetched_at: Optional[int] = None
    entry: Optional[Entry] = None
    from_feed: bool = False
