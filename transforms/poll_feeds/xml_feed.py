"""RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF: read by feedparser, before and after which we repair what it cannot."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import feedparser

from schemas import Unusable
from transforms.poll_feeds.bounded_feedparser import bound_feedparser
from transforms.poll_feeds.items import Document, Item, absolute_link, identifier, is_web_address, plain_line, rich_text
from transforms.poll_feeds.xml_text import HEAD, is_page, legal, root_of

# Of a longer document this many entries are read from each end: the newest stand at one of them.
_READ_AT_EACH_END = 5_000
_DOCTYPE = re.compile(r"<!DOCTYPE\s", re.IGNORECASE)
_INTERNAL_SUBSET = re.compile(r"<!DOCTYPE\s[^\[>]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_FEED_LINK = re.compile(r"<link\s[^<>]{0,500}?application/(?:rss|atom)\+xml[^<>]{0,500}>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
_IMAGE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)", re.IGNORECASE)
_UPDATE_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}

bound_feedparser()


def read_xml(text: str, base: str) -> Document:
    """The entries of an XML feed.

    Args:
      text: the document.
      base: its address, against which its links are resolved.

    Raises:
      Unusable: `not-a-feed` for what is none, `truncated` for what ends before its first entry.
    """
    root = root_of(text)
    if root is None:
        raise Unusable("not-a-feed", _what_else(text, base))
    page = text if is_page(text) else None
    text, cut_off = _repaired(text, root)
    text, unread = _shortened(text)
    parsed = _parsed(text)
    if not parsed.entries and (page or not parsed.get("version")):
        raise Unusable("not-a-feed", _what_else(page or text, base))
    if cut_off and not parsed.entries:
        raise Unusable("truncated", "it ends before the end of its first entry")
    feed = parsed.feed
    return Document(
        format=parsed.get("version") or "unknown",
        items=tuple(_item(entry, base) for entry in parsed.entries),
        title=plain_line(feed.get("title")),
        language=plain_line(feed.get("language")),
        min_interval_s=_min_interval(feed),
        left_out={"limit": unread} if unread else {},
        cut_off=cut_off,
    )


def _what_else(text: str, base: str) -> str:
    """What a document is that is no feed; of a page also the feed that it links, for whoever listed the page instead."""
    if not is_page(text):
        return f"begins with {text[:80]!r}"
    link = _FEED_LINK.search(text, 0, HEAD)
    href = _HREF.search(link[0]) if link else None
    feed = absolute_link(html.unescape(href[1]), base) if href else None
    return f"an HTML page, which links the feed {feed}" if feed else "an HTML page"


def _repaired(text: str, root: re.Match[str]) -> tuple[str, bool]:
    """The document from its root on, well enough formed for a strict parser where that is in our power; whether it was cut off."""
    # Entities of a document's own are not read: no feed needs them, bombs and file readers do.
    doctype = _DOCTYPE.search(text, 0, root.start())
    subset = _INTERNAL_SUBSET.match(text, doctype.start()) if doctype else None
    text = text[max(root.start(), subset.end() if subset else 0) :]
    text = legal(text)
    name = (root["prefix"] or "") + root["name"]
    if root["name"].lower() == "rss" and "xmlns:rss" not in text[:HEAD] and "<rss:" in text[:HEAD]:
        text = re.sub(r"(</?|\s)rss:", r"\1", text)  # a prefix that nobody declared
    end = text.rfind(f"</{name}")
    if end >= 0:
        return text[: text.find(">", end) + 1] or text, False
    last = max((match.end() for match in _ENTRY_END.finditer(text)), default=0)
    return (text[:last] + ("</channel>" if root["name"].lower() == "rss" else "") + f"</{name}>" if last else text), True


def _shortened(text: str) -> tuple[str, int]:
    """The document without the middle of a very long list of entries, and how many those are."""
    ends = [match.end() for match in _ENTRY_END.finditer(text)]
    unread = len(ends) - 2 * _READ_AT_EACH_END
    if unread <= 0:
        return text, 0
    return text[: ends[_READ_AT_EACH_END - 1]] + text[ends[-_READ_AT_EACH_END - 1] :], unread


def _parsed(text: str) -> Any:
    # On a line of its own: feedparser searches the first line for a charset, in time that grows by the cube of its quotes.
    document = '<?xml version="1.0" encoding="utf-8"?>\n' + text
    try:
        return feedparser.parse(
            io.BytesIO(document.encode("utf-8")),
            # As bytes, for a str may be taken for a file name or a URL, and be opened. Without the address, which we resolve
            # links by ourselves: feedparser would also resolve guids by it, and they would change when the feed moves.
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # kurtmckee/feedparser#599: it raises what its parts raise
        raise Unusable("not-a-feed", f"feedparser: {type(error).__name__}: {error}") from error


def _item(entry: Mapping[str, Any], base: str) -> Item:
    summary, content = _texts(entry)
    updated = entry.get("updated")
    image_url, image_credit = _image(entry, base)
    return Item(
        guid=identifier(entry.get("id")),
        # FeedBurner's link counts the click; the one behind it is the article's.
        link=absolute_link(entry.get("feedburner_origlink") or _link(entry), base),
        title=plain_line(entry.get("title")),
        summary=summary,
        content=content,
        authors=_distinct(plain_line(author.get("name")) for author in entry.get("authors") or [] if author),
        tags=_distinct(plain_line(tag.get("term")) for tag in entry.get("tags") or []),
        language=identifier(entry.get("language")),
        published=identifier(entry.get("published") or entry.get("created") or updated),
        updated=identifier(updated),
        image_url=image_url,
        image_credit=image_credit,
    )


def _link(entry: Mapping[str, Any]) -> str | None:
    """The entry's link; where it has none, or an empty one, its id if that is a web address.

    feedparser takes any id for a link that is not said to be none, `123` too.
    """
    link, id_ = entry.get("link"), entry.get("id")
    if link and (link != id_ or entry.get("links")):
        return str(link)
    return id_ if id_ and link is not None and is_web_address(id_) else None


def _texts(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Summary and full text. feedparser repeats the full text as the summary where there is no other."""
    summary = rich_text(entry.get("summary"))
    full = [
        rich_text(part.get("value"))
        for part in entry.get("content") or []
        if not part.get("src") and (part.get("type") or "text/html").partition(";")[0].strip() in _TEXT_TYPES
    ]
    content = max((text for text in full if text), key=len, default=None)
    return (None if summary == content else summary), content


_TEXT_TYPES = frozenset({"text/html", "text/plain", "application/xhtml+xml", "html", "text", "xhtml", ""})


def _image(entry: Mapping[str, Any], base: str) -> tuple[str | None, str | None]:
    """The widest image that the entry shows, and who took it (media:credit)."""
    media = [part for part in entry.get("media_content") or [] if _is_image(part)]
    media += entry.get("media_thumbnail") or []
    media += [part for part in entry.get("enclosures") or [] if _is_image(part)]
    pictures = [(_number(part.get("width")), url) for part in media if (url := absolute_link(part.get("url") or part.get("href"), base))]
    credits_ = [plain_line(credit.get("content") or credit.get("credit")) for credit in entry.get("media_credit") or []]
    # max() keeps the first of equals: the order of the document.
    return max(pictures, key=lambda picture: picture[0], default=(0, None))[1], next((name for name in credits_ if name), None)


def _is_image(part: Mapping[str, Any]) -> bool:
    kind = (part.get("type") or "").lower()
    if kind or part.get("medium"):
        return bool(kind.startswith("image/") or part.get("medium") == "image")
    return bool(_IMAGE_NAME.search(part.get("url") or part.get("href") or ""))


def _min_interval(feed: Mapping[str, Any]) -> int | None:
    """Seconds, by `ttl` (minutes) or `sy:updatePeriod` and `sy:updateFrequency`."""
    ttl = _number(feed.get("ttl"))
    if ttl:
        return ttl * 60
    period = _UPDATE_PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    return period // max(1, _number(feed.get("sy_updatefrequency"))) if period else None


def _number(digits: object) -> int:
    match = re.match(r"\s*(\d{1,9})", str(digits or ""))
    return int(match[1]) if match else 0


def _distinct(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
