"""`read_article`: the five article steps on one page, without Beam. The graph runs the same list."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from schemas import Article, Entry, Feed, Page
from transforms.assign_region import assign_region
from transforms.detect_language import detect_language
from transforms.extract_credits import extract_credits
from transforms.extract_dateline import extract_dateline
from transforms.ids import article_id, sighting_id
from transforms.instants import day_of, to_micros
from transforms.strip_boilerplate import strip_boilerplate
from transforms.strip_boilerplate.publisher_rules import NO_RULES, ByRule, Rules
from transforms.urls import canonical_url

# What follows StripBoilerplate, in the graph's order.
ARTICLE_STEPS: tuple[Callable[[Article], Article], ...] = (extract_dateline, extract_credits, detect_language, assign_region)


def read_article(
    content: bytes,
    *,
    url: str = "",
    content_type: str = "text/html",
    fetched_at: datetime.datetime | None = None,
    feed: Feed | None = None,
) -> Article:
    """The article that a page holds, every field read.

    Args:
      content: the page's bytes: HTML, or plain text where `content_type` says `text/plain`.
      url: its address; without one the article is known by its content.
      content_type: as the server said it, with its charset (`text/html; charset=windows-1251`).
      fetched_at: when it was fetched, with a time zone; nothing is dated later than a day after it.
      feed: the feed that led to it; its publisher, country and language are priors.

    Raises:
      Unusable: the page holds no article; `reason` says what it is instead.
      ValueError: `fetched_at` is naive.
    """
    at = to_micros(fetched_at) if fetched_at else None
    entry = _entry_of(feed, url, at or 0) if feed else None
    return read_page(Page(origin=url, content=content, content_type=content_type, url=url or None, fetched_at=at, entry=entry))


def read_page(page: Page, rules: Rules = NO_RULES) -> Article:
    """`read_article` for a `Page`: what the graph does to each."""
    article = ByRule(rules, strip_boilerplate)(page)
    for step in ARTICLE_STEPS:
        article = step(article)
    return article


def _entry_of(feed: Feed, url: str, seen_at: int) -> Entry:
    return Entry(
        sighting_id=sighting_id(feed.url, url),
        link_id=article_id(canonical_url(url) or url),
        feed=feed,
        entry_id=url,
        feed_url=feed.url,
        seen_at=seen_at,
        date=day_of(seen_at),
        url=url or None,
    )
