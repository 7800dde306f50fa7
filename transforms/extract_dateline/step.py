"""ExtractDateline: place, day and agency out of the body's head, and the day that the story is filed under."""

from __future__ import annotations

import dataclasses
import datetime

import apache_beam as beam

from schemas import Article, Dateline
from transforms.article_text import with_body
from transforms.extract_dateline.parse import split_dateline
from transforms.instants import Clock, day_of, from_micros, instant_of, system_clock
from transforms.rejecting import OrReject

# Nothing is dated before the first wire archives that carry whole texts, nor later than the day after it was fetched.
_EARLIEST = "1900-01-01"
_DAY = 86_400_000_000


def extract_dateline(article: Article) -> Article:
    """A copy with `dateline`, the body without it, `date` and `date_basis`."""
    filed_at = instant_of(article.published_at) if article.published_at is not None else article.fetched_at
    filed = from_micros(filed_at).date() if filed_at is not None else None
    dateline, body = split_dateline(article.body, filed=filed, language=article.language)
    standfirst = article.subheadline
    if dateline is None and standfirst:
        dateline, standfirst = _out_of_standfirst(standfirst, filed, article.language)
    day, basis = _filed_under(article, dateline)
    if body != article.body:
        return with_body(article, body, dateline=dateline, date=day, date_basis=basis)
    return dataclasses.replace(article, dateline=dateline, subheadline=standfirst, date=day, date_basis=basis)


class ExtractDateline(beam.PTransform):
    """Applies `extract_dateline` to articles; outputs `articles` and `rejects`."""

    def __init__(self, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, articles: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return articles | OrReject(extract_dateline, "ExtractDateline", self._clock)


def _out_of_standfirst(standfirst: str, filed: datetime.date | None, language: str | None) -> tuple[Dateline | None, str | None]:
    """The dateline that a standfirst opens with, where an agency or a day vouches for it; and the standfirst without it."""
    dateline, rest = split_dateline(standfirst, filed=filed, language=language)
    if dateline is None or not dateline.place or not (dateline.agency or dateline.date):
        return None, standfirst
    return dateline, rest or None


def _filed_under(article: Article, dateline: Dateline | None) -> tuple[str, str | None]:
    """The partition's day and its evidence: the dateline's day, else the published day (UTC), else the fetched day."""
    latest = day_of(article.fetched_at + _DAY) if article.fetched_at is not None else datetime.date.max.isoformat()
    days = [
        (dateline.date if dateline else None, "dateline"),
        (day_of(instant_of(article.published_at)) if article.published_at is not None else None, article.date_basis or "page"),
    ]
    for day, basis in days:
        if day and _EARLIEST <= day <= latest:
            return day, basis
    return (day_of(article.fetched_at), "fetched") if article.fetched_at is not None else ("", None)
