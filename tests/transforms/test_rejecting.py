"""What a step cannot use is a reject with its reason, and costs nothing else."""

import dataclasses

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import PAYLOAD_LIMIT, Article, Page, Reject, Unusable
from transforms.rejecting import OrReject, reject


def read(page):
    if not page.content:
        raise Unusable("empty", "0 bytes")
    if page.content == b"trap":
        raise ZeroDivisionError("a fault of ours")
    return Article(page.content.decode())


def place(article):
    raise Unusable("nowhere")


def test_one_page_that_cannot_be_used_costs_that_page_and_no_other(an_entry, noon):
    entry = an_entry()
    pages = [Page("a", b"one"), Page("b", b"", entry=entry), Page("c", b"trap"), Page("d", b"two")]
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        read_ = pipeline | beam.Create(pages) | OrReject(read, "Read", lambda: noon)
        assert_that(read_.articles, equal_to([Article("one"), Article("two")]), label="articles")
        empty = reject("Read", "empty", noon, error="0 bytes", origin="b", feed_url=entry.feed_url, entry_id=entry.entry_id, payload=b"")
        fault = reject("Read", "error", noon, error="ZeroDivisionError: a fault of ours", origin="c", payload=b"trap")
        assert_that(read_.rejects, equal_to([empty, fault]), label="rejects")


def test_an_article_that_cannot_be_used_is_refused_with_its_text(noon):
    article = Article("1", feed_url="https://www.example.org/feed", entry_id="7", origin="https://www.example.org/a", body="Текст")
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        placed = pipeline | beam.Create([article]) | OrReject(place, "Place", lambda: noon)
        refused = reject(
            "Place",
            "nowhere",
            noon,
            origin="https://www.example.org/a",
            feed_url="https://www.example.org/feed",
            entry_id="7",
            payload="Текст".encode(),
        )
        assert_that(placed.rejects, equal_to([refused]))


def test_a_reject_keeps_the_head_of_its_payload_and_the_whole_length(noon):
    refused = reject("Read", "binary", noon, origin="a", payload=b"x" * (PAYLOAD_LIMIT + 1))
    assert (len(refused.payload), refused.payload_bytes) == (PAYLOAD_LIMIT, PAYLOAD_LIMIT + 1)


def test_the_same_input_has_the_same_reject_id_whenever_it_is_refused(noon):
    one, two = reject("Read", "empty", noon, origin="a"), reject("Read", "empty", noon + 86_400_000_000, origin="a")
    assert one.reject_id == two.reject_id
    assert dataclasses.replace(two, rejected_at=one.rejected_at, date=one.date) == one
    assert reject("Read", "empty", noon, origin="b").reject_id != one.reject_id
    assert isinstance(one, Reject)
