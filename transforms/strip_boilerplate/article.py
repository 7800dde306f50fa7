"""A page read, as an `Article`."""

from __future__ import annotations

import html

import apache_beam as beam

from schemas import Article, Entry, Page, Unusable
from transforms.article_text import with_body
from transforms.fetch_pages.feed_text import has_full_text, page_from_feed
from transforms.ids import article_id, digest
from transforms.instants import Clock, instant_of, system_clock, with_zone
from transforms.rejecting import OrReject
from transforms.strip_boilerplate.blocks import TypedBlock
from transforms.strip_boilerplate.dates import first_plausible
from transforms.strip_boilerplate.gate import clean_line
from transforms.strip_boilerplate.people import chosen_authors
from transforms.strip_boilerplate.publisher_rules import NO_RULES, ByRule, Rules
from transforms.strip_boilerplate.reader import Read, read
from transforms.strip_boilerplate.roles import whole_article
from transforms.urls import canonical_url, registrable_domain

# The version of the rules: a row that another version read may differ.
EXTRACTOR_VERSION = "1"


def strip_boilerplate(page: Page) -> Article:
    """The article on a page, every field that the page or its feed entry gives.

    Body paragraphs are joined by a blank line; the dateline is still in the first, captions and credits of images are as printed:
    the next two steps take them apart. Pure: the same page gives the same article.

    Raises:
      Unusable: `empty`, `binary`, `too-large`, `not-an-article`, `listing`, `video-page`, `consent-wall`, `login`, `error-page`.
    """
    return _article(page, read(page))


def strip_page_or_feed_text(page: Page) -> Article:
    """The article on a page; where the page holds none (a wall, an error) and its feed carries the full text, that of the feed.

    Raises:
      Unusable: as `strip_boilerplate` does for the page.
    """
    try:
        return strip_boilerplate(page)
    except Unusable:
        entry = page.entry
        if page.from_feed or entry is None or entry.feed.fetch != "auto" or not has_full_text(entry):
            raise
    return strip_boilerplate(page_from_feed(entry))


class StripBoilerplate(beam.PTransform):
    """Reads each page, by the rule of its site where there is one; outputs `articles`, and `rejects` for what holds none."""

    def __init__(self, clock: Clock = system_clock, rules: Rules = NO_RULES) -> None:
        super().__init__()
        self._clock = clock
        self._rules = rules

    def expand(self, pages: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return pages | OrReject(ByRule(self._rules, strip_page_or_feed_text), "StripBoilerplate", self._clock)


def read_blocks(page: Page) -> list[TypedBlock]:
    """Everything of the article on a page as typed blocks with their roles, in order of print.

    `body` of the article is those of role `body`. Raises Unusable as `strip_boilerplate` does.
    """
    return whole_article(read(page))


def _article(page: Page, found: Read) -> Article:
    entry = page.entry
    feed = entry.feed if entry else None
    url = page.url or (entry.url if entry else None)
    canonical = found.canonicals[0][1] if found.canonicals else (canonical_url(url) if url else None)
    published = first_plausible(found.published, page.fetched_at)
    modified = first_plausible(found.modified, page.fetched_at)
    published_at = published.moment.told if published and published.moment else None
    modified_at = modified.moment.told if modified and modified.moment else None
    basis = "page" if published_at is not None else None
    if published_at is None and entry and entry.published_at is not None:
        published_at, basis = with_zone(entry.published_at, None), "feed"
    if modified_at is None and page.from_feed and entry and entry.updated_at is not None:
        modified_at = with_zone(entry.updated_at, None)
    authors = chosen_authors(found.authors, found.site) or [line for name in (entry.authors if entry else []) if (line := clean_line(name))]
    headline = found.headlines[0].text if found.headlines else _entry_title(entry)
    article = Article(
        article_id=article_id(canonical) if canonical else digest("content", page.content),
        url=url,
        canonical_url=canonical,
        feed_url=entry.feed_url if entry else None,
        entry_id=entry.entry_id if entry else None,
        publisher=found.publishers[0][1] if found.publishers else (feed.publisher if feed else None),
        domain=registrable_domain(canonical or url or "") if (canonical or url) else None,
        headline=headline,
        subheadline=found.standfirsts[0][1] if found.standfirsts else None,
        byline=found.byline,
        authors=authors,
        country=feed.country if feed else None,
        source=found.sources[0][1] if found.sources else None,
        images=found.images,
        language=found.language or (entry.language if entry else None) or (feed.language if feed else None),
        published_at=published_at,
        modified_at=modified_at if modified_at and not (published_at and instant_of(modified_at) == instant_of(published_at)) else None,
        fetched_at=page.fetched_at,
        section=found.sections[0][1] if found.sections else None,
        tags=found.tags or ([line for tag in entry.tags if (line := clean_line(tag))] if entry else []),
        text_basis="feed" if page.from_feed else "page" if page.url else "file",
        date_basis=basis,
        truncated=found.truncated,
        extraction_score=found.score,
        extractor_version=EXTRACTOR_VERSION,
        origin=page.origin,
    )
    return with_body(article, "\n\n".join(block.text for block in found.blocks if block.role == "body"))


def _entry_title(entry: Entry | None) -> str | None:
    return clean_line(html.unescape(entry.title)) if entry and entry.title else None
