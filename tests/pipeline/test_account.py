"""The account must add up."""

import pytest

from pipeline.account import Account

POLLED = {
    "feeds_polled": 3,
    "entries": 10,
    "entries_article": 4,
    "entries_updated": 1,
    "entries_known": 2,
    "entries_duplicate": 1,
    "entries_rejected": 1,
    "entries_retry": 1,
    "articles_article": 4,
    "articles_updated": 1,
    "articles_rows_written": 4,
    "articles_rows_left_out": 1,
}
INGESTED = {"pages": 6, "articles_article": 2, "articles_known": 1, "articles_duplicate": 1, "rejects": 2, "articles_rows_written": 2}
REFUSED_FEED = {
    "feeds_polled": 2,
    "feeds_unchanged": 1,
    "feeds_failed": 1,
    "rejects": 1,
    "rejects_rows_written": 1,
    "polls_rows_written": 2,
}


@pytest.mark.parametrize("counts", [{}, POLLED, INGESTED, REFUSED_FEED])
def test_an_account_that_adds_up_has_no_faults(counts):
    assert Account(counts).faults == []


@pytest.mark.parametrize(
    ("counts", "fault"),
    [
        (POLLED | {"entries": 11}, "entries = articles + updated + known + duplicates + forgotten + rejects: 11 is not 10"),
        (POLLED | {"articles_rows_written": 2}, "articles + updated = rows written + rows that another run wrote first: 5 is not 3"),
        (INGESTED | {"rejects": 1}, "pages = articles + updated + known + duplicates + forgotten + rejects: 6 is not 5"),
    ],
)
def test_an_account_that_does_not_add_up_says_where(counts, fault):
    assert Account(counts).faults == [fault]


@pytest.mark.parametrize(
    ("counts", "failed"), [(INGESTED, True), ({"feeds_failed": 1}, True), ({"pages": 1, "articles_article": 1}, False)]
)
def test_a_feed_or_a_page_that_failed_is_a_failure_for_strict(counts, failed):
    assert Account(counts).failed is failed
