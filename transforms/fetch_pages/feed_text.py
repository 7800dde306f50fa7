"""The feed's own text of an entry as a page: where it is the whole, where the site is not to be asked, where the page cannot be had."""

from __future__ import annotations

import html
import re

from schemas import Entry, Page, Unusable
from transforms.urls import canonical_url

# A content of so many characters is the article (reference/feeds.md 4a.14), and is read without asking for its page.
WHOLE = 500
# A description is a summary by its name; one of this length is not. Those of 70 words, which site generators make, have 600 characters.
WHOLE_DESCRIPTION = 1_500
# Where the page cannot be had, half of it is better than nothing; below that, what a feed calls its content is a teaser.
SUBSTANCE = 250
# A tag, or what is left of one at the end of a sample.
_TAG = re.compile(r"</?[a-zA-Z!][^<>]*(?:>|\Z)")
# `… Read more`, `[…]`: what follows the dots is no sentence.
_CUT = re.compile(r"(?:\u2026|\.\.\.)[^.!?\u2026]{0,30}$")
# A link, and nothing after it but tags.
_LAST_LINK = re.compile(
    r"<a\s[^<>]*?href\s*=\s*[\"']?([^\"'\s>]+)[^<>]*>(?:(?!</?a\b).){0,200}</a>(?:\s|</?[a-z][^<>]*>)*$", re.IGNORECASE | re.DOTALL
)
_TAIL = 1_000


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


def is_read_from_feed(entry: Entry) -> bool:
    """Whether the feed's text is read, and the page not asked for: by what `fetch` says; with `auto`, where the text is the whole."""
    if not entry.url or entry.feed.fetch == "never":
        return True
    return entry.feed.fetch == "auto" and _is_whole(entry)


def has_full_text(entry: Entry) -> bool:
    """Whether the feed carries a text of the entry that can stand for a page that cannot be had."""
    return entry.content is not None and _length(entry.content, SUBSTANCE) >= SUBSTANCE


def _is_whole(entry: Entry) -> bool:
    text, enough = (entry.content, WHOLE) if entry.content else (entry.summary or "", WHOLE_DESCRIPTION)
    return _length(text, enough) >= enough and not _is_cut(text, entry.url or "")


def _is_cut(text: str, url: str) -> bool:
    """Whether a text ends as teasers do: in dots, or in a link to its own page."""
    tail = text[-_TAIL:].rstrip()
    last = _LAST_LINK.search(tail)
    if last and canonical_url(html.unescape(last[1])) == canonical_url(url):
        return True
    return _CUT.search(plain_text(tail)) is not None


def plain_text(text: str) -> str:
    """The words of a feed's HTML."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def _length(text: str, enough: int) -> int:
    """Characters of plain text, counted as far as matters."""
    return len(plain_text(text[: enough * 40]))
