"""Identity: the digests by which the lake knows a story, a sighting and a text."""

from __future__ import annotations

import hashlib


def digest(*parts: str | bytes) -> str:
    """128-bit hex (BLAKE2b) of the parts; the parts are kept apart, so ("ab", "c") is not ("a", "bc")."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "big"))
        state.update(raw)
    return state.hexdigest()


def sighting_id(feed_url: str, entry_id: str) -> str:
    """The id of an entry in a feed: the same each time that the feed shows it."""
    return digest("sighting", feed_url, entry_id)


def article_id(canonical: str) -> str:
    """The id of the article at a canonical URL (see `transforms.urls.canonical_url`); http and https are one."""
    return digest("article", canonical.partition("://")[2] or canonical)
