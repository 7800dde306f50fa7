"""Google News sitemaps (https://support.google.com/news/publisher-center/answer/9606710): what a site published in two days."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree

from schemas import Unusable
from transforms.poll_feeds.items import Document, Item, absolute_link, identifier, plain_line
from transforms.poll_feeds.xml_text import HEAD, legal, root_of, without_entities
from transforms.urls import registrable_domain

_NAMESPACE = "sitemap-news"


def read_sitemap(text: str, base: str) -> Document:
    """The articles of a news sitemap, or the sitemaps of an index; addresses of other sites are left out (advertisers inject them:
    news-crawl#58).

    Elements are known by their names: half a dozen namespaces are in use for the same ones. Entities of a document's own are not read.

    Raises Unusable: `not-a-feed` for a sitemap without news tags, and for an index without sitemaps.
    """
    root = root_of(text)
    if root is None:
        raise Unusable("not-a-feed", "no sitemap")
    reading = _Elements(without_entities(legal(text[root.start() :])))
    if root["name"].lower() == "sitemapindex":
        return _index(reading, base)
    items = [item for url in reading.all("url") if (item := _item(url, base))]
    # A publisher that was silent for two days has nothing in its news sitemap, and it is one all the same.
    if not items and (reading.seen or _NAMESPACE not in text[:HEAD]):
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
        link: identifier(_text(sitemap, "lastmod"))
        for sitemap in reading.all("sitemap")
        if (link := absolute_link(_text(sitemap, "loc"), base)) and registrable_domain(link) == site
    }
    if not children:
        raise Unusable("not-a-feed", "an index without sitemaps")
    return Document(format="sitemap-index", items=(), children=tuple(children.items()), cut_off=reading.cut_off)


class _Elements:
    """The elements of a sitemap by their name as they close, each freed after it was seen; what follows a fault is not read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.seen = 0
        self.cut_off = False
        self.publication: str | None = None

    def all(self, name: str) -> Iterator[ElementTree.Element]:
        try:
            for _, element in ElementTree.iterparse(io.BytesIO(self._text.encode("utf-8", "replace"))):
                if self.publication is None and _name(element) == "publication":
                    self.publication = _text(element, "name")
                if _name(element) == name:
                    self.seen += 1
                    yield element
                    element.clear()
        except ElementTree.ParseError:
            self.cut_off = True


def _item(url: ElementTree.Element, base: str) -> Item | None:
    news = _child(url, "news")
    if news is None:
        return None
    keywords = (_text(news, "keywords") or "").split(",")
    return Item(
        link=absolute_link(_text(url, "loc"), base),
        title=plain_line(_text(news, "title")),
        tags=tuple(dict.fromkeys(tag for keyword in keywords if (tag := plain_line(keyword)))),
        language=identifier(_text(_child(news, "publication"), "language")),
        published=identifier(_text(news, "publication_date")),
        updated=identifier(_text(url, "lastmod")),
        image_url=absolute_link(_text(_child(url, "image"), "loc"), base),
    )


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _child(element: ElementTree.Element | None, name: str) -> ElementTree.Element | None:
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _text(element: ElementTree.Element | None, name: str) -> str | None:
    child = _child(element, name)
    return None if child is None else child.text
