"""What a run knows of earlier runs."""

import dataclasses

import pytest

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Article, Poll, Reject
from transforms.ledger import MAX_READINGS, MAX_TRIES, IdMap, LedgerOf, Tried
from transforms.write_lake import Lake, commit

HOUR = 3_600_000_000
DAY = 24 * HOUR


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
    assert ledger.waiting == {}


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


def test_an_article_is_not_from_its_page_while_no_revision_is_and_one_that_does_not_say_so_is_where_it_has_an_address(store, noon):
    stored = {"a": ["feed"], "b": ["feed", "page"], "c": ["file"], "d": ["page", "feed"]}
    rows = [
        Article(id_ * 32, number, url="https://www.example.org/", text_basis=basis, date="2026-11-10")
        for id_, bases in stored.items()
        for number, basis in enumerate(bases, 1)
    ]
    older = [Article("e" * 32, url="https://www.example.org/", date="2026-11-10"), Article("f" * 32, date="2026-11-10")]
    ledger = LedgerOf(store(ARTICLES, *rows, *older), noon)()
    assert [id_ for id_ in "abcdef" if id_ * 32 in ledger.not_from_pages] == ["a", "c", "f"]


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


@pytest.mark.parametrize(("tries", "hours"), [(1, 1), (2, 7), (MAX_TRIES, None)])
def test_an_entry_that_may_pass_is_tried_three_times_in_a_day(store, an_entry, noon, tries, hours):
    entry = an_entry()
    root = store(ENTRIES, *(dataclasses.replace(entry, outcome="retry", tries=n + 1, seen_at=noon - n) for n in range(tries)))
    ledger = LedgerOf(root, noon)()
    given_up = hours is None
    assert (entry.sighting_id in ledger.sightings, entry.link_id in ledger.links) == (given_up, given_up)
    assert ledger.tries == ({} if given_up else {entry.sighting_id: Tried(tries, noon + hours * HOUR)})


def test_an_id_map_gives_value_and_number_of_the_first_of_each_id():
    ids = IdMap(["a" * 32, "b" * 32, "a" * 32], ["1" * 32, None, "2" * 32], [3, 2, 1])
    assert (ids.get("a" * 32), ids.number("a" * 32), ids.get("b" * 32), ids.number("b" * 32)) == ("1" * 32, 3, None, 2)
    assert (ids.get("c" * 32), ids.number("c" * 32), IdMap(["a" * 32]).number("a" * 32)) == (None, None, None)


def test_of_an_article_the_last_revision_counts(store, noon):
    first = Article("a" * 32, content_hash="1" * 32, url="https://www.example.org/a", date="2026-11-09")
    second = dataclasses.replace(first, revision=2, content_hash="2" * 32, date="2026-11-08")
    text = Article("b" * 32, content_hash="3" * 32, date="2026-11-09")
    ledger = LedgerOf(store(ARTICLES, second, first, text), noon)()
    assert (ledger.articles.get("a" * 32), ledger.articles.number("a" * 32)) == ("2" * 32, 2)
    assert ("a" * 32 in ledger.not_from_pages, "b" * 32 in ledger.not_from_pages) == (False, True)


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ([{"updated_at": 3, "published_at": 2, "seen_at": 9}], 3),
        ([{"published_at": 2, "seen_at": 9}], 2),
        ([{"seen_at": 9}], 9),
        ([{"updated_at": 3}, {"updated_at": 8, "outcome": "updated"}, {"updated_at": 5, "outcome": "known"}], 8),
        ([{"updated_at": 3}, {"updated_at": 8, "outcome": "retry"}], 3),
        ([{"updated_at": at} for at in range(MAX_READINGS - 1)], MAX_READINGS - 2),
        ([{"updated_at": at} for at in range(MAX_READINGS)], 2**63 - 1),
    ],
    ids=["updated", "published", "seen", "the last", "not what could not be had", "often", "too often"],
)
def test_the_updates_of_a_sighting_are_known_until_the_last_that_was_read(store, an_entry, noon, told, until):
    entry = dataclasses.replace(an_entry(), outcome="article")
    root = store(ENTRIES, *(dataclasses.replace(entry, **fields) for fields in told))
    assert LedgerOf(root, noon)().sightings.number(entry.sighting_id) == until


@pytest.mark.parametrize(
    ("outcomes", "hours_later", "polled", "waits"),
    [
        (["retry"], 1, 0, True),
        (["retry"], 0.9, 0, False),
        (["retry", "article"], 1, 0, False),
        (["article", "retry"], 1.1, 0, True),
        (["retry"], 3, 2, False),
    ],
    ids=["could not be had", "not yet", "was had later", "an update could not be had", "is no longer in its feed"],
)
def test_a_feed_is_read_whole_when_an_entry_of_it_may_be_tried_again(store, an_entry, noon, outcomes, hours_later, polled, waits):
    entry, now = an_entry(), noon + round(hours_later * HOUR)
    rows = [
        dataclasses.replace(entry, outcome=outcome, seen_at=noon + n, tries=int(outcome == "retry")) for n, outcome in enumerate(outcomes)
    ]
    root = store(ENTRIES, *rows)
    store(POLLS, a_poll(noon + polled * HOUR, etag='"1"', next_poll_at=noon + DAY))
    state = LedgerOf(root, now).feeds()[entry.feed_url]
    assert (state.revalidate, state.is_due(now)) == (not waits, waits)
