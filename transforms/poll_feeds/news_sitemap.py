"""Google News sitemaps (https://support.google.com/news/publisher-center/answer/9606710): what a site published in two days."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from schemas import Unusable
from transforms.poll_feeds.items import Document, Item, absolute_link, identifier, plain_line
from transforms.urls import registrable_domain

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
_ROOT = re.compile(r"<(?:[\w.-]+:)?(urlset|sitemapindex)(?=[\s>/])")
# As much of a document is looked at to tell what it is.
_HEAD = 65_536


def is_sitemap(text: str) -> bool:
    """Whether a text is a sitemap or an index of sitemaps."""
    return _ROOT.search(text, 0, _HEAD) is not None


def read_sitemap(text: str, base: str) -> Document:
    """The articles of a news sitemap, or the sitemaps of an index; addresses of other sites are left out (advertisers inject them:
    news-crawl#58).

    Raises Unusable: `not-a-feed` for a sitemap without news tags, an index without sitemaps, and for what declares entities.
    """
    root = _ROOT.search(text, 0, _HEAD)
    if root is None:
        raise Unusable("not-a-feed", "no sitemap")
    if "<!DOCTYPE" in text[: root.start()].upper():
        raise Unusable("not-a-feed", "a sitemap with a document type")
    reading = _Elements(text[root.start() :])
    if root[1] == "sitemapindex":
        return _index(reading, base)
    items = [item for url in reading.all("url") if (item := _item(url, base))]
    if not items:
        raise Unusable("not-a-feed", "a sitemap without news")
    site = registrable_domain(base)
    own = tuple(item for item in items if item.link and registrable_domain(item.link) == site)
    return Document(
        format="news-sitemap",
        items=own,
        title=plain_line(reading.publication),
        left_out={"foreign": len(items) - len(own)} if len(own) < len(items) else {},
        cut_off=reading.cut_off,
    )


def _index(reading: _Elements, base: str) -> Document:
    site = registrable_domain(base)
    children = {
        link: identifier(sitemap.findtext(f"{_SITEMAP}lastmod"))
        for sitemap in reading.all("sitemap")
        if (link := absolute_link(sitemap.findtext(f"{_SITEMAP}loc"), base)) and registrable_domain(link) == site
    }
    if not children:
        raise Unusable("not-a-feed", "an index without sitemaps")
    return Document(format="sitemap-index", items=(), children=tuple(children.items()), cut_off=reading.cut_off)


class _Elements:
    """The elements of a sitemap by their name as they close, each freed after it was seen; what follows a fault is not read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.cut_off = False
        self.publication: str | None = None

    def all(self, name: str) -> Iterator[ElementTree.Element]:
        try:
            for _, element in ElementTree.iterparse(io.BytesIO(self._text.encode("utf-8", "replace"))):
                if element.tag == f"{_NEWS}name" and self.publication is None:
                    self.publication = element.text
                if element.tag == f"{_SITEMAP}{name}":
                    yield element
                    element.clear()
        except ElementTree.ParseError:
            self.cut_off = True


def _item(url: ElementTree.Element, base: str) -> Item | None:
    news = url.find(f"{_NEWS}news")
    if news is None:
        return None
    keywords = (news.findtext(f"{_NEWS}keywords") or "").split(",")
    return Item(
        link=absolute_link(url.findtext(f"{_SITEMAP}loc"), base),
        title=plain_line(news.findtext(f"{_NEWS}title")),
        tags=tuple(dict.fromkeys(tag for keyword in keywords if (tag := plain_line(keyword)))),
        language=identifier(news.findtext(f"{_NEWS}publication/{_NEWS}language")),
        published=identifier(news.findtext(f"{_NEWS}publication_date")),
        updated=identifier(url.findtext(f"{_SITEMAP}lastmod")),
        image_url=absolute_link(url.findtext(f"{_IMAGE}image/{_IMAGE}loc"), base),
    )
