"""The feed's own text of an entry as a page: for feeds that are read without their site, and for pages that cannot be had."""

from __future__ import annotations

import re

from schemas import Entry, Page, Unusable
from transforms.poll_feeds.items import plain_line

# Below this many characters of text, what a feed calls its content is a teaser (half of the 500 that reference/feeds.md 4a.14
# takes for "short", since here there is nothing better).
SUBSTANCE = 250
_TAG = re.compile(r"<[^<>]+>")


def page_from_feed(entry: Entry) -> Page:
    """A page of the entry's content, else of its summary. Raises Unusable `no-text` where it has neither."""
    text = entry.content or entry.summary
    if not text:
        raise Unusable("no-text", "the feed carries no text of this entry")
    return Page(
        origin=entry.url or entry.entry_id,
        content=text.encode("utf-8", "replace"),
        content_type="text/html; charset=utf-8",
        url=entry.url,
        fetched_at=entry.seen_at,
        entry=entry,
        from_feed=True,
    )


def has_full_text(entry: Entry) -> bool:
    """Whether the feed carries the entry's full text, and enough of it to be read for the article."""
    return entry.content is not None and len(plain_line(_TAG.sub(" ", entry.content[: SUBSTANCE * 40])) or "") >= SUBSTANCE
