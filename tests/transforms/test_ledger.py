"""What a run knows of earlier runs."""

import dataclasses

import pytest

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Article, Poll, Reject
from transforms.ledger import MAX_RETRY_DAYS, LedgerOf
from transforms.write_lake import Lake, commit

DAY = 86_400_000_000


@pytest.fixture
def store(tmp_path):
    """Puts records into the lake as a run does."""
    lake = Lake.create_or_open(str(tmp_path / "lake"))

    def put(table, *records):
        for record in records:
            commit(lake, table, {column: getattr(record, column) for column in table.partition_columns}, table.to_arrow([record]))
        return str(tmp_path / "lake")

    return put


def test_an_empty_lake_knows_nothing(store, noon):
    ledger = LedgerOf(store(ARTICLES), noon)()
    assert [len(ids) for ids in (ledger.articles, ledger.links, ledger.sightings, ledger.rejects)] == [0, 0, 0, 0]
    assert ledger.feeds == {}


def test_what_is_stored_is_known(store, an_entry, noon):
    entry = dataclasses.replace(an_entry(), outcome="article", article_id="ab" * 16)
    refused = dataclasses.replace(an_entry(url="https://www.example.org/gone"), outcome="rejected", reason="http-404")
    root = store(ENTRIES, entry, refused)
    store(ARTICLES, Article("ab" * 16, date="2026-11-10", region="unknown"))
    store(REJECTS, Reject("cd" * 16, "FetchPages", "http-404", noon, "2026-11-10"))
    ledger = LedgerOf(root, noon)()
    assert "ab" * 16 in ledger.articles
    assert "cd" * 16 in ledger.rejects
    assert (entry.sighting_id in ledger.sightings, refused.sighting_id in ledger.sightings) == (True, True)
    assert (ledger.links.get(entry.link_id), ledger.links.get(refused.link_id), refused.link_id in ledger.links) == ("ab" * 16, None, True)


def a_poll(at, feed="https://www.example.org/feed", **fields):
    return Poll(f"{at:032x}", feed, at, "2026-11-10" if at > 0 else "1970-01-01", status=200, **fields)


def test_a_feed_is_as_its_last_good_poll_left_it(store, noon):
    root = store(
        POLLS,
        a_poll(noon - 2 * DAY, etag='"1"', body_hash="1" * 32, entry_keys=["a"]),
        a_poll(noon - DAY, etag='"2"', last_modified="Mon, 09 Nov 2026 12:00:00 GMT", body_hash="2" * 32, entry_keys=["a", "b"]),
    )
    state = LedgerOf(root, noon).feeds()["https://www.example.org/feed"]
    assert (state.etag, state.last_modified, state.body_hash) == ('"2"', "Mon, 09 Nov 2026 12:00:00 GMT", "2" * 32)
    assert set(state.entry_keys) == {"a", "b"}


@pytest.mark.parametrize("days", [1, MAX_RETRY_DAYS])
def test_an_entry_that_may_pass_is_tried_again_but_not_for_ever(store, an_entry, noon, days):
    entry = an_entry()
    root = store(ENTRIES, *(dataclasses.replace(entry, outcome="retry", reason="timeout", date=f"2026-11-{9 - n:02}") for n in range(days)))
    store(POLLS, a_poll(noon - DAY, etag='"1"'))
    ledger = LedgerOf(root, noon)()
    given_up = days >= MAX_RETRY_DAYS
    assert (entry.sighting_id in ledger.sightings, entry.link_id in ledger.links) == (given_up, given_up)
    assert ledger.feeds[entry.feed_url].revalidate is given_up, "its feed is read whole again, or the entry would not be seen"
