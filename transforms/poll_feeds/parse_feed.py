"""`parse_feed`: a feed document as entries. Pure: no network, no clock."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from schemas import Entry, Feed, Unusable
from transforms.ids import sighting_id
from transforms.instants import day_of
from transforms.poll_feeds.charset import read_text
from transforms.poll_feeds.cpu_limit import OutOfTime, cpu_limit
from transforms.poll_feeds.dates import parse_date
from transforms.poll_feeds.identity import entry_ids, link_ids, repeats
from transforms.poll_feeds.items import Document, Item
from transforms.poll_feeds.json_feed import read_json
from transforms.poll_feeds.news_sitemap import read_sitemap
from transforms.poll_feeds.xml_feed import read_xml
from transforms.poll_feeds.xml_text import is_sitemap, root_of
from transforms.wrappers import unwrapped

# Of a longer document the newest are taken (reference/feeds.md 4a.9).
MAX_ENTRIES = 2_000
# Seconds of processor time for one document; real ones take 0.03 on average, and 0.1 at most.
MAX_CPU_S = 10
# No feed speaks of news before the web; nothing is published later than tomorrow.
_FIRST_INSTANT = 788_918_400_000_000  # 1995-01-01
_DAY = 86_400_000_000
# Of an index of sitemaps the newest are asked, as many as this; what was not touched for longer holds no news (Google: two days).
MAX_CHILDREN = 50
_STALE = 3 * _DAY
# What is plainly something else, by its first bytes.
_MAGIC = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "a ZIP archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
}


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What a feed document holds.

    Attributes:
      title, language: its own; format: rss20, atom10, jsonfeed11, …
      entries: what is taken, in the document's order.
      dropped: how many were left out, by reason: `repeated`, `limit`, `blank`, `foreign`.
      min_interval_s: how often the publisher says it is worth asking, at most.
      cut_off: it ends in the middle: there may be more, so its validators must not be kept.
      children: of an index of sitemaps those to ask, newest first.
    """

    title: str | None
    format: str
    language: str | None
    entries: list[Entry]
    dropped: Mapping[str, int]
    min_interval_s: int | None = None
    cut_off: bool = False
    children: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Entries in the document."""
        return len(self.entries) + sum(self.dropped.values())


def parse_feed(body: bytes, *, feed: Feed, headers: Mapping[str, str], url: str, seen_at: int) -> ParsedFeed:
    """The entries of a feed document: RSS, RDF, Atom, CDF, JSON Feed, news sitemap.

    Args:
      body: the document, unpacked.
      feed: the subscription that it answers.
      headers: of the response, names in lower case; its charset is heard.
      url: the document's address after redirects, against which relative links are resolved.
      seen_at: when it was fetched, microseconds since 1970 UTC; dates later than a day after it are not believed.

    Raises:
      Unusable: `empty`; `not-a-feed`; `truncated` before the first entry; `parser-timeout`.
    """
    if not body.strip():
        raise Unusable("empty", "the document has no content")
    for magic, name in _MAGIC.items():
        if body.startswith(magic):
            raise Unusable("not-a-feed", name)
    try:
        with cpu_limit(MAX_CPU_S):
            document = _read(read_text(body, headers.get("content-type", "")), url)
    except OutOfTime as late:
        raise Unusable("parser-timeout", f"more than {MAX_CPU_S} s") from late
    dropped = dict(document.left_out)
    items = tuple(map(_unwrapped, document.items))
    items = _without(repeats(items), items, dropped, "repeated")
    items = _without({position for position, item in enumerate(items) if _is_blank(item)}, items, dropped, "blank")
    if len(items) > MAX_ENTRIES:
        dates = [_believable(item.published, seen_at, feed, document.language) or 0 for item in items]
        newest_first = sorted(range(len(items)), key=lambda position: (-dates[position], position))
        items = _without(set(newest_first[MAX_ENTRIES:]), items, dropped, "limit")
    ids = entry_ids(items)
    entries = [
        _entry(item, entry_id, link_id, feed, document, seen_at)
        for item, entry_id, link_id in zip(items, ids, link_ids(feed.url, items, ids), strict=True)
    ]
    return ParsedFeed(
        title=document.title,
        format=document.format,
        language=document.language,
        entries=entries,
        dropped=dropped,
        min_interval_s=document.min_interval_s,
        cut_off=document.cut_off,
        children=_children(document, seen_at),
    )


def _read(text: str, url: str) -> Document:
    if text.lstrip().startswith(("{", "[")):
        return read_json(text, url)
    if is_sitemap(root_of(text)):
        return read_sitemap(text, url)
    return read_xml(text, url)


def _children(document: Document, seen_at: int) -> tuple[str, ...]:
    """Those that call themselves news, where any does; else all that are fresh, or do not say."""
    named = [child for child in document.children if "news" in child[0].lower()] or document.children
    dated = [(_believable(modified, seen_at) or seen_at if modified else seen_at, url) for url, modified in named]
    fresh = [(modified, url) for modified, url in dated if modified >= seen_at - _STALE]
    return tuple(url for _, url in sorted(fresh, key=lambda child: -child[0])[:MAX_CHILDREN])


def _unwrapped(item: Item) -> Item:
    link = unwrapped(item.link) if item.link else None
    return item if link == item.link else dataclasses.replace(item, link=link)


def _is_blank(item: Item) -> bool:
    return not (item.link or item.title or item.summary or item.content)


def _without(positions: set[int], items: tuple[Item, ...], dropped: dict[str, int], reason: str) -> tuple[Item, ...]:
    if not positions:
        return items
    dropped[reason] = dropped.get(reason, 0) + len(positions)
    return tuple(item for position, item in enumerate(items) if position not in positions)


def _entry(item: Item, entry_id: str, link_id: str, feed: Feed, document: Document, seen_at: int) -> Entry:
    language = item.language or document.language
    published_at = _believable(item.published, seen_at, feed, language)
    updated_at = _believable(item.updated, seen_at, feed, language) if item.updated != item.published else None
    return Entry(
        sighting_id=sighting_id(feed.url, entry_id),
        link_id=link_id,
        feed=feed,
        entry_id=entry_id,
        feed_url=feed.url,
        seen_at=seen_at,
        date=day_of(seen_at),
        url=item.link,
        title=item.title,
        summary=item.summary,
        content=item.content,
        authors=list(item.authors),
        tags=list(item.tags),
        language=language,
        published_at=published_at,
        published_raw=item.published,
        updated_at=updated_at if updated_at != published_at else None,
        image_url=item.image_url,
        image_credit=item.image_credit,
    )


def _believable(date: str | None, seen_at: int, feed: Feed | None = None, language: str | None = None) -> int | None:
    country, listed_language = (feed.country, feed.language) if feed else (None, None)
    instant = parse_date(date, country=country, language=language or listed_language) if date else None
    return instant if instant is not None and _FIRST_INSTANT <= instant <= seen_at + _DAY else None
