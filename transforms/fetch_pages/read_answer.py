"""What one answer of an article's server means: a page, or why there is none. Pure."""

from __future__ import annotations

import re

from schemas import Entry, Page, Unusable
from transforms.http import Response, retry_after, status_error
from transforms.wrappers import is_dead_end

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
# Types that servers give to anything: the bytes decide.
_VAGUE_TYPES = frozenset({"", "text/plain", "application/octet-stream", "text/xml", "application/xml", "unknown/unknown"})
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|div|p|article|h1)\b", re.IGNORECASE)
# What says text/html and is not.
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")


def page_of(entry: Entry, answer: Response, at: int) -> Page:
    """The page that an entry's link gave at an instant.

    Raises:
      FetchError: the status is not 200.
      Unusable: `empty`, `not-html`, `challenge` (a bot wall instead of the page), `unresolved` (a wrapper's page instead of the article's).
    """
    if "challenge" in answer.headers.get("cf-mitigated", "").lower():
        raise Unusable("challenge", answer.url)
    if answer.status not in {200, 203}:
        raise status_error(answer.status, answer.url, retry_after=retry_after(answer.headers, at))
    if is_dead_end(answer.url):
        raise Unusable("unresolved", f"{entry.url} leads no further than {answer.url}")
    if not answer.body.strip():
        raise Unusable("empty", answer.url)
    if not _is_html(answer):
        raise Unusable("not-html", f"{answer.url}: {answer.content_type or 'no Content-Type'}")
    return Page(
        origin=answer.url,
        content=answer.body,
        content_type=answer.content_type or "text/html",
        url=answer.url,
        fetched_at=at,
        entry=entry,
    )


def _is_html(answer: Response) -> bool:
    if answer.body.startswith(_BINARY):
        return False
    kind = answer.content_type.partition(";")[0].strip().lower()
    return kind in _HTML_TYPES or (kind in _VAGUE_TYPES and _HTML_START.search(answer.body[:4096]) is not None)
