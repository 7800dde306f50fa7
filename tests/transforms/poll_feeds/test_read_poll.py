"""What one answer of a feed's server means: the row, whole."""

import dataclasses

import pytest
from fault_server import feed as rss

from schemas import Feed, Poll
from transforms.http import FetchError, Response
from transforms.ids import digest
from transforms.poll_feeds import FeedState, entry_key, read_poll

FEED = Feed(url="https://www.example.org/feed")
HOUR = 3_600_000_000
BODY = rss(2)
STATE = FeedState(etag='"1"', last_modified="Mon, 09 Nov 2026 09:00:00 GMT", body_hash="00" * 16, entry_keys=frozenset({"aa", "bb"}))


def answer(status=200, body=BODY, **headers):
    return Response(FEED.url, status, {name.replace("_", "-"): value for name, value in headers.items()}, body, duration_ms=12)


def row(at, **values):
    return dataclasses.replace(
        Poll(
            poll_id=digest("poll", FEED.url, str(at)),
            feed_url=FEED.url,
            polled_at=at,
            date="2026-11-10",
            final_url=FEED.url,
            etag=STATE.etag,
            last_modified=STATE.last_modified,
            body_hash=STATE.body_hash,
            entry_keys=["aa", "bb"],
            duration_ms=12,
            next_poll_at=at + HOUR,
        ),
        **values,
    )


def test_a_new_document_gives_its_entries_and_replaces_what_was_known(noon):
    polled = read_poll(FEED, STATE, answer(etag='"2"'), noon)
    keys = sorted(entry_key(entry) for entry in polled.entries)
    assert polled.poll == row(
        noon,
        status=200,
        etag='"2"',
        last_modified=None,
        body_hash=digest(BODY),
        bytes=len(BODY),
        title="Faulty Times",
        format="rss20",
        entries=2,
        entries_new=2,
        entry_keys=keys,
    )
    assert (len(polled.entries), polled.reject, polled.unchanged) == (2, None, False)


def test_entries_of_the_last_document_are_known_and_given_all_the_same(noon):
    first = read_poll(FEED, FeedState(), answer(), noon)
    state = FeedState(entry_keys=frozenset(first.poll.entry_keys), body_hash=first.poll.body_hash)
    polled = read_poll(FEED, state, answer(body=rss(3)), noon)
    counts = polled.poll.entries, polled.poll.entries_new, polled.poll.entries_known, polled.poll.entries_dropped
    assert (counts, len(polled.entries)) == ((3, 1, 2, 0), 3)


def test_not_modified_keeps_what_was_known_and_takes_the_validators_that_it_names(noon):
    polled = read_poll(FEED, STATE, answer(304, b"", etag='"1b"'), noon)
    assert (polled.poll, polled.entries, polled.unchanged) == (row(noon, status=304, etag='"1b"'), (), True)


def test_the_same_document_again_is_not_read_and_its_validators_are_the_new_ones(noon):
    state = dataclasses.replace(STATE, body_hash=digest(BODY))
    polled = read_poll(FEED, state, answer(last_modified="Tue, 10 Nov 2026 09:00:00 GMT"), noon)
    expected = row(noon, status=200, etag=None, last_modified="Tue, 10 Nov 2026 09:00:00 GMT", body_hash=digest(BODY), bytes=len(BODY))
    assert (polled.poll, polled.entries, polled.unchanged) == (expected, (), True)


def test_where_the_document_was_asked_for_whatever_it_holds_the_same_one_is_read_again(noon):
    state = dataclasses.replace(STATE, body_hash=digest(BODY), revalidate=False)
    assert len(read_poll(FEED, state, answer(), noon).entries) == 2


def test_a_new_document_under_the_old_etag_is_read(noon):
    assert len(read_poll(FEED, STATE, answer(etag=STATE.etag), noon).entries) == 2


def test_not_modified_to_a_request_without_validators_is_an_error(noon):
    polled = read_poll(FEED, dataclasses.replace(STATE, revalidate=False), answer(304, b""), noon)
    assert (polled.poll.error_class, polled.unchanged) == ("unexpected-304", False)


@pytest.mark.parametrize("status", [204, 206, 400, 403, 404, 410, 429, 500, 503, 599])
def test_a_bad_status_keeps_what_was_known(noon, status):
    polled = read_poll(FEED, STATE, answer(status, b"No."), noon)
    expected = row(noon, status=status, error_class=f"http-{status}", error=f"http-{status}: {FEED.url}", bytes=3)
    assert dataclasses.replace(polled.poll, next_poll_at=noon + HOUR) == expected
    assert (polled.entries, polled.reject) == ((), None)


def test_a_failure_without_an_answer_keeps_what_was_known(noon):
    polled = read_poll(FEED, STATE, FetchError("timeout", "20 s", retry=True), noon)
    expected = row(noon, final_url=None, duration_ms=0, error_class="timeout", error="timeout: 20 s")
    assert dataclasses.replace(polled.poll, next_poll_at=noon + HOUR) == expected


def test_what_is_no_feed_is_kept_in_the_rejects_and_its_validators_are_not(noon):
    page = b"<!DOCTYPE html><p>Log in"
    polled = read_poll(FEED, STATE, answer(body=page, etag='"html"'), noon)
    assert (polled.poll.status, polled.poll.error_class, polled.poll.etag, polled.poll.body_hash) == (200, "not-a-feed", '"1"', "00" * 16)
    refused = polled.reject
    assert (refused.stage, refused.reason, refused.origin, refused.feed_url, refused.payload, refused.retry) == (
        "PollFeeds",
        "not-a-feed",
        FEED.url,
        FEED.url,
        page,
        False,
    )


def test_a_document_that_ends_early_gives_its_entries_and_is_asked_for_again_whole(noon):
    polled = read_poll(FEED, STATE, answer(body=BODY[:-60], etag='"cut"'), noon)
    assert (len(polled.entries), polled.poll.error_class) == (1, "truncated")
    assert (polled.poll.etag, polled.poll.body_hash) == (STATE.etag, STATE.body_hash)


@pytest.mark.parametrize(
    ("headers", "hours"),
    [
        ({}, 1),
        ({"cache_control": "max-age=7200"}, 2),
        ({"cache_control": "public, max-age=60"}, 1),
        ({"cache_control": "no-cache, max-age=7200"}, 1),
        ({"cache_control": "max-age=31536000"}, 24),
        ({"expires": "Tue, 10 Nov 2026 15:00:00 GMT"}, 3),
        ({"expires": "Sat, 01 Jan 2000 05:00:00 GMT", "date": "Sat, 01 Jan 2000 00:00:00 GMT"}, 5),
        ({"expires": "0"}, 1),
    ],
)
def test_a_feed_is_due_in_an_hour_or_when_its_answer_is_stale(noon, headers, hours):
    assert read_poll(FEED, STATE, answer(**headers), noon).poll.next_poll_at == noon + hours * HOUR


@pytest.mark.parametrize(
    ("element", "hours"), [("<ttl>180</ttl>", 3), ("<ttl>5</ttl>", 1), ("<ttl>soon</ttl>", 1), ("<ttl>99999</ttl>", 24)]
)
def test_a_feed_that_says_how_rarely_it_changes_is_heard(noon, element, hours):
    body = BODY.replace(b"<channel>", f"<channel>{element}".encode())
    assert read_poll(FEED, STATE, answer(body=body), noon).poll.next_poll_at == noon + hours * HOUR


def due_in_hours(at, status, failures, **headers):
    state = dataclasses.replace(STATE, failures=failures)
    return (read_poll(FEED, state, answer(status, b"", **headers), at).poll.next_poll_at - at) / HOUR


def test_a_feed_that_fails_is_asked_ever_more_rarely_and_never_given_up(noon):
    waits = [due_in_hours(noon, 503, failures) for failures in range(12)]
    assert all(0.8 * 2**n <= wait <= 1.2 * 2**n for n, wait in enumerate(waits[:7]))
    assert all(wait <= 7 * 24 for wait in waits)
    assert waits[-1] >= 0.8 * 7 * 24


def test_a_feed_that_is_gone_is_asked_once_in_30_days(noon):
    assert [due_in_hours(noon, 410, failures) > 24 for failures in (0, 1, 2)] == [False, False, True]
    assert due_in_hours(noon, 410, 2) == 30 * 24


@pytest.mark.parametrize("status", [403, 429, 503])
def test_retry_after_decides_when_a_feed_is_due(noon, status):
    assert due_in_hours(noon, status, 5, retry_after="7200") == 2
    assert due_in_hours(noon, status, 5, retry_after="Tue, 10 Nov 2026 15:00:00 GMT") == 3
