"""`extract_dateline` and its transform: what the step does to an article."""

import dataclasses
import datetime

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article, Dateline
from transforms.article_text import with_body
from transforms.extract_dateline import ExtractDateline, extract_dateline
from transforms.instants import to_micros

BODY = "Putrajaya's reading room opened on Friday.\n\nIt has forty seats."


def at(day):
    return to_micros(datetime.datetime.fromisoformat(day).replace(tzinfo=datetime.UTC)) if day else None


def article(body, **fields):
    return with_body(Article(article_id="a", **fields), body)


def test_the_dateline_leaves_the_body_and_what_is_derived_from_the_body_follows():
    read = extract_dateline(article(f"PUTRAJAYA, May 3 (Bernama) — {BODY}", fetched_at=at("2024-05-04T10:00")))
    expected = article(BODY, fetched_at=at("2024-05-04T10:00"), date="2024-05-03", date_basis="dateline")
    dateline = Dateline("PUTRAJAYA, May 3 (Bernama)", "PUTRAJAYA", "Bernama", "2024-05-03")
    assert read == dataclasses.replace(expected, dateline=dateline)


@pytest.mark.parametrize(
    ("opening", "published", "basis", "fetched", "date", "date_basis"),
    [
        ("", "2024-05-02T23:30", "page", "2024-05-04T10:00", "2024-05-02", "page"),
        ("", "2024-05-02T23:30", "feed", "2024-05-04T10:00", "2024-05-02", "feed"),
        ("", None, None, "2024-05-04T10:00", "2024-05-04", "fetched"),
        ("LONDON, May 1 - ", "2024-05-02T23:30", "page", "2024-05-04T10:00", "2024-05-01", "dateline"),
        ("LONDON (AP) - ", "2024-05-02T23:30", "page", "2024-05-04T10:00", "2024-05-02", "page"),
        ("LONDON, May 30, 2031 - ", "2024-05-02T23:30", "page", "2024-05-04T10:00", "2024-05-02", "page"),
        ("", "2031-01-01T00:00", "page", "2024-05-04T10:00", "2024-05-04", "fetched"),
        ("", "1871-01-01T00:00", "page", "2024-05-04T10:00", "2024-05-04", "fetched"),
        ("", "2024-05-05T01:00", "page", "2024-05-04T10:00", "2024-05-05", "page"),
        ("", "2024-05-02T23:30", "page", None, "2024-05-02", "page"),
        ("", None, None, None, "", None),
    ],
)
def test_a_story_is_filed_under_its_dateline_else_its_page_else_its_fetching(opening, published, basis, fetched, date, date_basis):
    read = extract_dateline(
        article(opening + BODY, published_at=f"{published}Z" if published else None, fetched_at=at(fetched), date_basis=basis)
    )
    assert (read.date, read.date_basis, read.body) == (date, date_basis, BODY)


def test_a_story_without_a_dateline_keeps_its_body():
    plain = article(BODY, fetched_at=at("2024-05-04T10:00"))
    assert extract_dateline(plain) == dataclasses.replace(plain, date="2024-05-04", date_basis="fetched")


def test_the_transform_applies_it_to_each_article():
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        read = pipeline | beam.Create([article(f"LONDON (AP) — {BODY}", fetched_at=0)]) | ExtractDateline(clock=lambda: 0)
        assert_that(read.articles | beam.Map(lambda a: (a.dateline.place, a.body)), equal_to([("LONDON", BODY)]))
        assert_that(read.rejects, equal_to([]), label="rejects")
