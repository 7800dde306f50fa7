"""`Article`: one row of the lake's `articles` table, and what the article steps hand each other."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Optional

import pyarrow as pa

from schemas.table import Table, described


@dataclasses.dataclass(frozen=True, slots=True)
class Dateline:
    """What a story prints before its first sentence: `PUTRAJAYA, Nov 22 —`.

    Attributes:
      text: as printed, without the separator that follows it.
      place: the place as printed (`LA CROSSE, Wis.`), None where only an agency or a day stands.
      agency: the agency as printed (`AP`).
      date: the day it names, `YYYY-MM-DD`.
    """

    text: str
    place: Optional[str] = None
    agency: Optional[str] = None
    date: Optional[str] = None


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer (GeoNames): coordinates in degrees (WGS 84), country as ISO 3166-1 alpha-2."""

    name: str
    admin1: Optional[str] = None
    country: Optional[str] = None
    latitude: Optional[float] = None
    longitude: Optional[float] = None
    geoname_id: Optional[int] = None


@dataclasses.dataclass(frozen=True, slots=True)
class Image:
    """An image of the article. `credit` is without its marker: `IMAGE SOURCE: KREMLIN` is `KREMLIN`."""

    url: Optional[str] = None
    caption: Optional[str] = None
    credit: Optional[str] = None


@dataclasses.dataclass(frozen=True, slots=True)
class Article:
    """One article. Field names follow schema.org `NewsArticle` and IPTC ninjs where they have a word for it.

    Absent is None for a scalar and an empty list for a list; both are null in the lake. What the page says of its times is kept with
    the zone that it gives, as RFC 3339 has it (`2026-05-03T10:00:00+09:00`; `Z` where it tells no local time); instants of our own
    are microseconds since 1970 UTC, days are `YYYY-MM-DD`: so that a record costs microseconds to encode, and the same record has
    the same bytes.
    The meaning of each column stands in `ARTICLES.schema`. `origin` (URL or path of the page, for messages) is not stored.
    """

    article_id: str
    revision: int = 1
    story_id: Optional[str] = None
    url: Optional[str] = None
    canonical_url: Optional[str] = None
    feed_url: Optional[str] = None
    entry_id: Optional[str] = None
    publisher: Optional[str] = None
    domain: Optional[str] = None
    headline: Optional[str] = None
    subheadline: Optional[str] = None
    byline: Optional[str] = None
    authors: list[str] = dataclasses.field(default_factory=list)
    body: str = ""
    word_count: int = 0
    dateline: Optional[Dateline] = None
    place: Optional[Place] = None
    country: Optional[str] = None
    countries: list[str] = dataclasses.field(default_factory=list)
    source: Optional[str] = None
    images: list[Image] = dataclasses.field(default_factory=list)
    language: Optional[str] = None
    language_confidence: Optional[float] = None
    published_at: Optional[str] = None
    modified_at: Optional[str] = None
    fetched_at: Optional[int] = None
    section: Optional[str] = None
    tags: list[str] = dataclasses.field(default_factory=list)
    text_basis: Optional[str] = None
    date_basis: Optional[str] = None
    region_basis: Optional[str] = None
    truncated: bool = False
    extraction_score: Optional[float] = None
    content_hash: Optional[str] = None
    signature: Optional[bytes] = None
    extractor_version: Optional[str] = None
    date: str = ""
    region: str = "unknown"
    origin: Optional[str] = None

    @property
    def published_utc_offset(self) -> Optional[int]:
        """Minutes by which the page's clock is ahead of UTC; None where it tells no local time."""
        if self.published_at is None or self.published_at.endswith("Z"):
            return None
        offset = datetime.datetime.fromisoformat(self.published_at).utcoffset()
        return None if offset is None else offset // datetime.timedelta(minutes=1)


INSTANT = pa.timestamp("us", tz="UTC")

ARTICLES = Table(
    name="articles",
    record=Article,
    id_columns=("article_id", "revision"),
    partition_columns=("date", "region"),
    schema=pa.schema(
        [
            described("article_id", pa.string(), "128-bit hex of the canonical URL (of the content where there is no URL)", nullable=False),
            described("revision", pa.int32(), "1, and one more for each changed text seen later", nullable=False),
            described("story_id", pa.string(), "the same for near-identical texts across publishers (syndicated copy)"),
            described("url", pa.string(), "as linked"),
            described("canonical_url", pa.string(), "as the page or the rules give it"),
            described("feed_url", pa.string(), "the feed in which it was first seen (all sightings are in `entries`)"),
            described("entry_id", pa.string(), "its id in that feed"),
            described("publisher", pa.string(), "the site's name"),
            described("domain", pa.string(), "the site's registrable domain"),
            described("headline", pa.string(), "without the site's name"),
            described("subheadline", pa.string(), "the standfirst or deck"),
            described("byline", pa.string(), "as printed"),
            described("authors", pa.list_(pa.string()), "the people of the byline"),
            described("body", pa.string(), "paragraphs joined by a blank line; no dateline, captions, furniture or repeated headline"),
            described("word_count", pa.int32(), "words of the body"),
            described(
                "dateline",
                pa.struct([("text", pa.string()), ("place", pa.string()), ("agency", pa.string()), ("date", pa.date32())]),
                "as printed, and its parts",
            ),
            described(
                "place",
                pa.struct(
                    [
                        ("name", pa.string()),
                        ("admin1", pa.string()),
                        ("country", pa.string()),
                        ("latitude", pa.float64()),
                        ("longitude", pa.float64()),
                        ("geoname_id", pa.int64()),
                    ]
                ),
                "the dateline's place (else the story's), resolved by GeoNames",
            ),
            described("country", pa.string(), "ISO 3166-1 alpha-2: where it is filed under"),
            described("countries", pa.list_(pa.string()), "ISO 3166-1 alpha-2: what it is about, most first"),
            described("source", pa.string(), "who originated it: agency or organisation"),
            described(
                "images",
                pa.list_(pa.struct([("url", pa.string()), ("caption", pa.string()), ("credit", pa.string())])),
                "the article's images; the credit without its marker",
            ),
            described("language", pa.string(), "BCP 47 primary tag"),
            described("language_confidence", pa.float32(), "0 to 1"),
            described("published_at", INSTANT, "as the page says, else the feed"),
            described(
                "published_utc_offset",
                pa.int32(),
                "minutes by which the page's clock is ahead of UTC: added to `published_at`, the publisher's own day and hour",
            ),
            described("modified_at", INSTANT, "as the page says, where it differs from published"),
            described("fetched_at", INSTANT, "when Dateline read it"),
            described("section", pa.string(), "the site's section"),
            described("tags", pa.list_(pa.string()), "the site's keywords"),
            described("text_basis", pa.string(), "what the text was read from: page (at its address), feed (the feed's own text), file"),
            described("date_basis", pa.string(), "the evidence that gave `date`: dateline, page, feed, fetched"),
            described("region_basis", pa.string(), "the evidence that gave `region`: dateline, text, feed, publisher"),
            described("truncated", pa.bool_(), "a paywall cut the text"),
            described("extraction_score", pa.float32(), "0 to 1: how sure the reader is of the body"),
            described("content_hash", pa.string(), "128-bit hex of the normalised body"),
            described("signature", pa.binary(), "MinHash of the body: what later runs find its near-duplicates by; null for a short text"),
            described("extractor_version", pa.string(), "the version of the rules that read it"),
            described("date", pa.string(), "partition: dateline day, else published day (UTC), else fetched day", nullable=False),
            described("region", pa.string(), "partition: UN M49 leaf sub-region as a slug, or `unknown`", nullable=False),
        ]
    ),
)
