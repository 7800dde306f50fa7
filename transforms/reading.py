"""`read_article`: the five article steps on one page, without Beam. The graph runs the same list."""

from __future__ import annotations

import datetime
import gc
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

# Have something for every step to look up: the tables, half a second's worth, are read here and not with somebody's first page.
_SPACED = """<!doctype html><html lang="en"><head><title>Ferry to Riga resumes</title><meta property="og:site_name" content="Example">
<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Lee"}}</script></head><body><nav
class="menu"><a href="/">Home</a></nav><article><h1>Ferry to Riga resumes</h1><p class="byline">By Ann Lee</p><figure><img src="/ferry.jpg"
alt="A ferry"><figcaption>A ferry in Riga on May 3. (Photo: Bo Ek/AFP)</figcaption></figure><p>RIGA, May 3 (Reuters) - Latvia's largest
ferry line said on Sunday that it would sail to Stockholm again, after the two governments had agreed on who is to pay for the
pilots.</p><p>The ships will leave Riga each evening at five, the company said, and arrive in Sweden the next morning.
Tickets are sold from Monday on.</p>
<h2>Read more</h2><p>Sign up for our newsletter</p></article></body></html>"""
_UNSPACED = """<!doctype html><html lang="ja"><title>リガ行きフェリー再開</title>
<article><h1>リガ行きフェリー再開</h1><p>【リガ共同】ラトビア最大の
フェリー会社は3日、ストックホルムへの運航を再開すると発表した。両国政府が水先案内の費用の負担について合意したことを受けたもので、
船は毎晩5時にリガを出る。</p></article></html>"""

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


for _page in (_SPACED, _UNSPACED):
    read_article(_page.encode(), url="https://www.example.com/2026/05/03/ferry-to-riga-resumes")
# They stay for good: a collector that goes through them now and then holds up a page for 0.1 s.
gc.freeze()
