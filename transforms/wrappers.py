"""Wrapped links: addresses of a third party that only lead to the article's own. Pure: what the address itself tells is read."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qs, urlsplit

# Host (and all below it), path, and the parameters that hold the address; the first one that does counts.
_REDIRECTORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("google.com", r"/url", ("q", "url")),
    ("bing.com", r"/news/apiclick\.aspx", ("url",)),
    ("facebook.com", r"/l\.php", ("u",)),
    ("instagram.com", r"/", ("u",)),
    ("linkedin.com", r"/redir/redirect", ("url",)),
    ("youtube.com", r"/redirect", ("q",)),
    ("vk.com", r"/away\.php", ("to",)),
    ("t.umblr.com", r"/redirect", ("z",)),
    ("redirectingat.com", r"/", ("url",)),
    ("skimresources.com", r"/", ("url",)),
    ("getpocket.com", r"/redirect", ("url",)),
    ("safelinks.protection.outlook.com", r"/", ("url",)),
)
_GOOGLE_NEWS = re.compile(r"/(?:rss/)?(?:articles|read)/([\w-]+)=*")
# Within the decoded id: a length of one or two bytes (protobuf), and the address. Newer ids hold none.
_INNER = re.compile(rb"https?://[\x21-\x7e]{4,2048}")
# Where a wrapper that could not be resolved ends.
_DEAD_ENDS = ("news.google.com", "consent.google.com")
_DEEPEST = 3


def unwrapped(url: str) -> str:
    """The address that a wrapped link leads to, as far as the link tells; any other link as it is.

    >>> unwrapped("https://www.google.com/url?rct=j&url=https://www.example.org/a%3Fid%3D7&ct=ga")
    'https://www.example.org/a?id=7'
    """
    for _ in range(_DEEPEST):
        inner = _inner(url)
        if inner is None:
            return url
        url = inner
    return url


def is_dead_end(url: str) -> bool:
    """Whether this is the page of a wrapper, or of the consent that it asks for, and never that of an article."""
    return _host(url) in _DEAD_ENDS


def _inner(url: str) -> str | None:
    host = _host(url)
    if host == "news.google.com" and (match := _GOOGLE_NEWS.fullmatch(urlsplit(url).path)):
        return _google_news(match[1])
    for domain, path, names in _REDIRECTORS:
        if (host == domain or host.endswith("." + domain)) and re.fullmatch(path, urlsplit(url).path or "/"):
            values = parse_qs(urlsplit(url).query)
            return next((value for name in names for value in values.get(name, ()) if _is_address(value)), None)
    return None


def _google_news(id_: str) -> str | None:
    try:
        raw = base64.urlsafe_b64decode(id_ + "=" * (-len(id_) % 4))
    except (binascii.Error, ValueError):
        return None
    match = _INNER.search(raw)
    if match is None:
        return None
    # The length says where it ends; what follows (an AMP address, in older ids) is text as well.
    start, length = match.start(), raw[match.start() - 1] if match.start() else 0
    if start > 1 and raw[start - 2] & 0x80:
        length = (raw[start - 2] & 0x7F) | length << 7
    address = raw[start : start + length].decode("ascii", "replace") if length else match[0].decode()
    return address if _is_address(address) else None


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and bool(_host(text))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
