"""What XML documents of the wild have wrong before any reader sees them, put right where that is in our power."""

from __future__ import annotations

import re

# A document opens within this much: a comment, a stylesheet, a licence may stand before it.
HEAD = 65_536
_ROOT = re.compile(r"<(?P<prefix>[\w.-]+:)?(?P<name>rss|feed|rdf|channel|urlset|sitemapindex)(?=[\s>/])", re.IGNORECASE)
_PAGE = re.compile(r"<!DOCTYPE\s+html\b|<html[\s>]", re.IGNORECASE)
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CHARACTER_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def root_of(text: str) -> re.Match[str] | None:
    """The first tag that a feed or a sitemap may open with (groups `prefix`, `name`); None where there is none."""
    return _ROOT.search(text, 0, HEAD)


def is_sitemap(root: re.Match[str] | None) -> bool:
    """Whether a document with this root is a sitemap or an index of sitemaps."""
    return root is not None and root["name"].lower() in _SITEMAPS


def is_page(text: str) -> bool:
    """Whether a document opens as a page. Some servers put a feed into one; on others it is about feeds."""
    return _PAGE.search(text, 0, min(HEAD, root.start() if (root := root_of(text)) else HEAD)) is not None


def legal(text: str) -> str:
    """The text without the characters, and the references to them, that XML does not allow; feedparser raises for some."""
    return _CHARACTER_REFERENCE.sub(_legal_reference, _ILLEGAL.sub("", text))


def without_entities(text: str) -> str:
    """The text with each `&` escaped that opens no entity of XML's own, for a strict reader: HTML's are read from the text later."""
    return _BARE_AMPERSAND.sub("&amp;", text)


def _legal_reference(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    code = int(digits, 16 if match[1] else 10) if len(digits) < 10 else 0
    is_legal = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return match[0] if is_legal else ""
