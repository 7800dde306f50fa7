"""What a lake holds, counted: rows that the report draws, `dateline serve` answers with, and a test can compare."""

from __future__ import annotations

import dataclasses
import datetime
from typing import Any, TypeVar

import duckdb

from pipeline.report.snapshot import Snapshot
from schemas import ARTICLES

# How many of a ranking are shown; the newest and the most syndicated are more, so that a filter leaves some.
TOP = 25
_STORIES = 120
_NEWEST = 250
_NEWEST_EACH = 4

_Row = TypeVar("_Row")


@dataclasses.dataclass(frozen=True, slots=True)
class Totals:
    """The lake in figures. Days are `YYYY-MM-DD`; a syndicated story has copies at two publishers or more."""

    articles: int
    revised: int
    publishers: int
    countries: int
    languages: int
    syndicated: int
    first_day: str | None
    last_day: str | None
    last_fetched: datetime.datetime | None


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many articles a name has: a country, a language, a publisher, an agency, a credit."""

    name: str
    articles: int


@dataclasses.dataclass(frozen=True, slots=True)
class DayCount:
    """The articles of a day in a region."""

    date: str
    region: str
    articles: int


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """What was found in a publisher's articles: how many of them have it, and the mean extraction score (0 to 1)."""

    publisher: str
    articles: int
    dateline: int
    authors: int
    date: int
    credit: int
    place: int
    score: float | None


@dataclasses.dataclass(frozen=True, slots=True)
class Story:
    """A syndicated story: its first copy, and how far it went."""

    story_id: str
    article_id: str
    headline: str | None
    url: str | None
    copies: int
    publishers: list[str]
    regions: list[str]
    languages: list[str]
    first_day: str
    last_day: str


@dataclasses.dataclass(frozen=True, slots=True)
class NewArticle:
    """One of the newest articles, as a list shows it."""

    article_id: str
    date: str
    region: str
    headline: str | None
    url: str | None
    publisher: str
    language: str | None
    country: str | None
    dateline: str | None
    source: str | None
    credit: str | None
    published_at: datetime.datetime | None


def totals(connection: duckdb.DuckDBPyConnection) -> Totals:
    """The lake in figures."""
    (found,) = _rows(
        connection,
        Totals,
        """
        select count(*), count(*) filter (revision > 1), count(distinct publisher), count(distinct country), count(distinct language),
               (select count(*) from syndicated),
               min(date), max(date), max(fetched_at)
        from latest
        """,
    )
    return found


def by_day(connection: duckdb.DuckDBPyConnection) -> list[DayCount]:
    """Articles by day and region."""
    return _rows(connection, DayCount, "select date, region, count(*) from latest group by all order by all")


def counts(connection: duckdb.DuckDBPyConnection, column: str, limit: int | None = None) -> list[Count]:
    """Articles by one of the columns `country`, `language`, `publisher`, `source`, `credit`, `region`; most first."""
    return _rows(
        connection,
        Count,
        f"select {column}, count(*) from latest where {column} is not null group by all order by 2 desc, 1 limit {limit or 'all'}",
    )


def coverage(connection: duckdb.DuckDBPyConnection, limit: int | None = None) -> list[Coverage]:
    """What was found in the articles of each publisher; those with most articles first."""
    return _rows(
        connection,
        Coverage,
        f"""
        select publisher, count(*), count_if(has_dateline), count_if(has_authors), count_if(has_date), count(credit), count_if(has_place),
               round(avg(score), 3)
        from latest group by publisher order by 2 desc, 1 limit {limit or "all"}
        """,
    )


def stories(snapshot: Snapshot, limit: int = _STORIES) -> list[Story]:
    """The stories with most copies at different publishers."""
    found = snapshot.connection.execute(
        f"""
        select story, arg_min(article_id, (date, article_id)) as article_id, min(date) as first_day,
               arg_min(region, (date, article_id)) as region, count(*) as copies,
               list_sort(list(distinct publisher)) as publishers, list_sort(list(distinct region)) as regions,
               list_sort(list(distinct language) filter (language is not null)) as languages, max(date) as last_day
        from latest
        where story in (select story from syndicated order by copies desc, story limit {limit})
        group by story order by copies desc, story
        """
    ).fetchall()
    texts = _texts(snapshot, [(row[1], row[2], row[3]) for row in found])
    return [
        Story(
            story_id=story,
            article_id=article_id,
            headline=texts[article_id]["headline"],
            url=texts[article_id]["url"],
            copies=copies,
            publishers=publishers,
            regions=regions,
            languages=languages or [],
            first_day=first_day,
            last_day=last_day,
        )
        for story, article_id, first_day, _region, copies, publishers, regions, languages, last_day in found
        if article_id in texts
    ]


def newest(snapshot: Snapshot, limit: int = _NEWEST) -> list[NewArticle]:
    """The newest articles, and the newest few of each region, language and larger publisher, so that a filter leaves some."""
    found = snapshot.connection.execute(
        f"""
        with recent as (
          select * from latest where date >= (select coalesce(max(date) filter (so_far >= 20000), '') from (
            select date, sum(count(*)) over (order by date desc) as so_far from latest group by date))
        ), ranked as (
          select *, row_number() over latest_first as nth, row_number() over (partition by region order by nth_at, article_id) as of_region,
                 row_number() over (partition by language order by nth_at, article_id) as of_language,
                 row_number() over (partition by publisher order by nth_at, article_id) as of_publisher
          from (select *, -epoch_us(coalesce(published_at, fetched_at)) as nth_at from recent)
          window latest_first as (order by nth_at, article_id)
        )
        select article_id, date, region, publisher, language, country, source, credit, published_at from ranked
        where nth <= {limit} or of_region <= {_NEWEST_EACH} or of_language <= {_NEWEST_EACH} or of_publisher <= {_NEWEST_EACH}
        order by nth limit {2 * limit}
        """
    ).fetchall()
    texts = _texts(snapshot, [(row[0], row[1], row[2]) for row in found])
    return [
        NewArticle(
            article_id=article_id,
            date=date,
            region=region,
            headline=texts[article_id]["headline"],
            url=texts[article_id]["url"],
            publisher=publisher,
            language=language,
            country=country,
            dateline=texts[article_id]["dateline"],
            source=source,
            credit=credit,
            published_at=published_at,
        )
        for article_id, date, region, publisher, language, country, source, credit, published_at in found
        if article_id in texts
    ]


def _texts(snapshot: Snapshot, articles: list[tuple[str, str, str]]) -> dict[str, dict[str, Any]]:
    """Headline, address and dateline of some articles (id, date, region), by id: read from the files of their partitions."""
    if not articles:
        return {}
    rows = snapshot.read(
        ARTICLES,
        {(date, region) for _, date, region in articles},
        """
        select article_id, coalesce(canonical_url, url) as url, headline, dateline.text as dateline from rows
        where article_id in (select unnest(?)) qualify row_number() over (partition by article_id order by revision desc) = 1
        """,
        [[article_id for article_id, _, _ in articles]],
    )
    return {row["article_id"]: row for row in rows}


def _rows(connection: duckdb.DuckDBPyConnection, kind: type[_Row], sql: str) -> list[_Row]:
    return [kind(*row) for row in connection.execute(sql).fetchall()]
