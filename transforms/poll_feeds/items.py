"""What every format of feed is read into, before it is known which entry is which."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from transforms.ids import digest

# What a feed may hold of one text; a whole book in an entry is a mistake, and a cost to everyone.
TEXT_LIMIT = 256 * 1024
_TITLE_LIMIT = 2_000
_LONGEST_ID = 2_048


@dataclasses.dataclass(frozen=True, slots=True)
class Item:
    """An entry as the document has it: texts may hold HTML, dates are as written, links are absolute."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str | None = None
    published: str | None = None
    updated: str | None = None
    image_url: str | None = None
    image_credit: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    """A feed document.

    Attributes:
      format: rss20, atom10, rss10, jsonfeed11, news-sitemap, …
      left_out: how many entries are not among the items, by reason: `limit` in the middle of a very long document, `foreign`.
      cut_off: it ends in the middle, so that there may be more.
      min_interval_s: how often the publisher says it is worth asking, at most (`ttl`, `sy:`).
      children: of an index of sitemaps each sitemap, and when it was last modified as written.
    """

    format: str
    items: tuple[Item, ...]
    title: str | None = None
    language: str | None = None
    min_interval_s: int | None = None
    left_out: Mapping[str, int] = dataclasses.field(default_factory=dict)
    cut_off: bool = False
    children: tuple[tuple[str, str | None], ...] = ()


# The elements that titles are marked up with; `a <tbd> b` is no markup.
_MARKUP = re.compile(
    r"</?(?:a|abbr|acronym|b|bdi|bdo|big|blockquote|br|center|cite|code|del|dfn|div|em|figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins"
    r"|kbd|li|mark|nobr|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|tr|tt|u|ul|var|video|wbr)"
    r"(?:\s[^<>]*)?/?>|<!--.*?-->|<!\[CDATA\[|\]\]>",
    re.IGNORECASE | re.DOTALL,
)
_BREAKS = re.compile(r"<(?:br|p|div|li|hr|h[1-6]|td)\b[^<>]*>", re.IGNORECASE)
# Control characters, and the marks that turn text around or hide in it. ZWJ and ZWNJ belong to the spelling of some scripts.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

# How a link may begin that names its host: `https:/www.`, `://www.`, `\\\\www.`, `www.`
_SLASHES = re.compile(r"(?:(?P<scheme>https?:)[/\\]+|:?[/\\]{2,}|(?=www\.))", re.IGNORECASE)


def plain_line(text: str | None) -> str | None:
    """One line of plain text: no markup, no entities, no control characters; None where nothing is left."""
    if not text:
        return None
    text = text[: 4 * _TITLE_LIMIT]
    # Entities are often escaped once too often, and what they spell may be markup.
    for _ in range(2):
        if "<" in text:
            text = _MARKUP.sub("", _BREAKS.sub(" ", text))
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _MARKUP.sub("", _BREAKS.sub(" ", text))
    return " ".join(_CONTROLS.sub("", text.replace("\u2028", " ").replace("\u2029", " ")).split())[:_TITLE_LIMIT].rstrip() or None


def identifier(text: str | None) -> str | None:
    """An id, a tag, a date: as written but for blanks around it and control characters; a digest where it is no id any more."""
    if not text:
        return None
    plain = _CONTROLS.sub("", text).strip()
    return digest(plain) if len(plain) > _LONGEST_ID else plain or None


def rich_text(text: str | None) -> str | None:
    """A text as the feed has it, without control characters, cut at `TEXT_LIMIT` characters; None where it is blank."""
    if not text or not text.strip():
        return None
    return _CONTROLS.sub("", text[:TEXT_LIMIT]).strip() or None


def absolute_link(link: str | None, base: str) -> str | None:
    """An http(s) URL with a host, resolved against the document's; None for anything else. Without user and password."""
    if not link:
        return None
    # Blanks around and line breaks within a URL are how it was printed, not part of it (WHATWG URL §4.4).
    link = _CONTROLS.sub("", re.sub(r"[\t\r\n]", "", link)).strip()
    # Browsers take any number of slashes, either way round (§4.4, special schemes), and people leave the scheme out.
    if slashes := _SLASHES.match(link):
        link = f"{slashes['scheme'] or urlsplit(base).scheme + ':'}//{link[slashes.end() :]}"
    address, mark, query = link.partition("?")
    link = address.replace("\\", "/") + mark + query
    try:
        whole = urljoin(base, link)
        parts = urlsplit(whole)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    if not usable or not link:
        return None
    return whole if "@" not in parts.netloc else parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def is_web_address(text: str) -> bool:
    """Whether this is an http(s) URL as it stands."""
    return re.match(r"https?://[^\s/]", text, re.IGNORECASE) is not None
