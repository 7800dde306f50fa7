"""What one answer of a feed's server means: the row, whole."""

import dataclasses

import pytest
from fault_server import feed as rss

from schemas import Feed, Poll
from transforms.http import FetchError, Response
from transforms.ids import digest
from transforms.poll_feeds import FeedState, address_of, entry_key, entry_versions, read_poll
from transforms.poll_feeds.cadence import interval_s

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
        entry_versions=[entry_versions(polled.entries)[key] for key in keys],
        gap=True,
    )
    assert (len(polled.entries), polled.reject, polled.unchanged) == (2, None, False)


def test_entries_of_the_last_document_are_known_and_given_all_the_same(noon):
    first = read_poll(FEED, FeedState(), answer(), noon)
    state = FeedState(entry_keys=frozenset(first.poll.entry_keys), body_hash=first.poll.body_hash)
    polled = read_poll(FEED, state, answer(body=rss(3)), noon)
    counts = polled.poll.entries, polled.poll.entries_new, polled.poll.entries_known, polled.poll.entries_dropped
    assert (counts, len(polled.entries)) == ((3, 1, 2, 0), 3)


def titled(*items, base=1_794_301_200):
    told = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title><link>/{guid}</link><pubDate>{base + 3_600 * at}</pubDate>"
        f"<description>{text}</description></item>"
        for guid, title, at, text in items
    )
    return f"<rss version='2.0'><channel><title>T</title>{told}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("fetch", "now", "updated"),
    [
        ("auto", [("a", "One", 0, "x"), ("b", "Two", 1, "y")], ""),
        ("auto", [("a", "One, corrected", 0, "x"), ("b", "Two", 1, "y")], "a"),
        ("auto", [("a", "One", 2, "x"), ("b", "Two", 1, "y")], "a"),
        ("auto", [("a", "One", 0, "7 comments"), ("b", "Two", 1, "y")], ""),
        ("never", [("a", "One", 0, "7 more were found"), ("b", "Two", 1, "y")], "a"),
        ("auto", [("a", "New", 0, "x"), ("b", "New", 1, "y"), ("c", "Three", 3, "z")], "ab"),
    ],
)
def test_an_entry_that_is_shown_otherwise_than_before_is_updated(noon, fetch, now, updated):
    feed = dataclasses.replace(FEED, fetch=fetch)
    first = read_poll(feed, FeedState(), answer(body=titled(("a", "One", 0, "x"), ("b", "Two", 1, "y"))), noon).poll
    state = FeedState(
        entry_keys=frozenset(first.entry_keys), versions=dict(zip(first.entry_keys, first.entry_versions, strict=True)), good_at=noon
    )
    polled = read_poll(feed, state, answer(body=titled(*now)), noon + HOUR)
    assert sorted(entry.entry_id for entry in polled.entries if entry.is_changed) == sorted(updated)
    counts = polled.poll.entries, polled.poll.entries_new, polled.poll.entries_updated, polled.poll.entries_known
    assert counts == (len(now), len(now) - 2, len(updated), 2 - len(updated))
    kept = read_poll(feed, state, FetchError("dns"), noon + HOUR).poll
    assert (kept.entry_keys, kept.entry_versions) == (first.entry_keys, first.entry_versions)


def test_dates_that_are_all_of_one_minute_are_the_generators_and_tell_of_no_update(noon):
    def shown(at):
        return answer(body=titled(*((guid, guid, 0, "x") for guid in "abc"), base=1_794_301_200 + at))

    first = read_poll(FEED, FeedState(), shown(0), noon).poll
    state = FeedState(entry_keys=frozenset(first.entry_keys), versions=dict(zip(first.entry_keys, first.entry_versions, strict=True)))
    second = read_poll(FEED, state, shown(600), noon + HOUR).poll
    assert (second.entries_updated, second.entries_known) == (0, 3)


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
    weight = 0.5 if status in {429, 500, 503} else 1.0
    failed = {"failures": weight, "failing_since": noon}
    expected = row(noon, status=status, error_class=f"http-{status}", error=f"http-{status}: {FEED.url}", bytes=3, **failed)
    assert dataclasses.replace(polled.poll, next_poll_at=noon + HOUR) == expected
    assert (polled.entries, polled.reject) == ((), None)


def test_a_failure_without_an_answer_keeps_what_was_known(noon):
    polled = read_poll(FEED, STATE, FetchError("timeout", "20 s", retry=True), noon)
    expected = row(noon, final_url=None, duration_ms=0, error_class="timeout", error="timeout: 20 s", failures=0.25, failing_since=noon)
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


DAY = 24 * HOUR


def due_in_hours(at, status, failures, since=None, error_class=None, **headers):
    state = dataclasses.replace(STATE, failures=failures, failing_since=since if failures else None, error_class=error_class)
    return (read_poll(FEED, state, answer(status, b"", **headers), at).poll.next_poll_at - at) / HOUR


def test_a_feed_that_fails_is_asked_ever_more_rarely_and_never_given_up(noon):
    waits = [due_in_hours(noon, 404, failures, noon) for failures in range(12)]
    assert all(0.8 * 2**n <= wait <= 1.2 * 2**n for n, wait in enumerate(waits[:6], 1))
    assert all(wait <= 7 * 24 for wait in waits)
    assert waits[-1] >= 0.8 * 7 * 24


@pytest.mark.parametrize(
    ("error", "weight"),
    [("timeout", 0.25), ("dns", 0.25), ("connect", 0.25), ("http-503", 0.5), ("truncated", 0.5), ("too-large", 1.0), ("tls", 1.0)],
)
def test_what_passes_by_itself_counts_for_less(noon, error, weight):
    state = dataclasses.replace(STATE, failures=1.5, failing_since=noon - DAY)
    poll = read_poll(FEED, state, FetchError(error), noon).poll
    assert (poll.failures, poll.failing_since) == (1.5 + weight, noon - DAY)


def test_a_good_poll_ends_the_failures(noon):
    state = dataclasses.replace(STATE, failures=3.0, failing_since=noon - DAY, error_class="http-404")
    for good in (answer(), answer(304, b"")):
        poll = read_poll(FEED, state, good, noon).poll
        assert (poll.failures, poll.failing_since, poll.error_class) == (0.0, None, None)


def test_a_feed_that_is_gone_three_times_in_a_week_is_asked_once_in_30_days(noon):
    gone = {"error_class": "http-410"}
    assert due_in_hours(noon, 410, 2.0, noon - 7 * DAY, **gone) == 30 * 24
    assert due_in_hours(noon, 410, 1.0, noon - 7 * DAY, **gone) < 24
    assert due_in_hours(noon, 410, 2.0, noon - 6 * DAY, **gone) < 24
    assert due_in_hours(noon, 410, 20.0, noon - 7 * DAY, error_class="http-503") < 24


def test_our_own_network_counts_against_no_feed(noon):
    state = dataclasses.replace(STATE, failures=1.0, failing_since=noon - DAY, arrivals_per_day=3.0)
    poll = read_poll(FEED, state, FetchError("dns", "no such name"), noon, own_network=False).poll
    assert (poll.error_class, poll.failures, poll.failing_since, poll.next_poll_at) == ("dns", 1.0, noon - DAY, noon + HOUR // 6)


OLD = dataclasses.replace(STATE, entry_keys=frozenset(), arrivals_per_day=24.0)


def rate_after(state, new, hours, noon):
    state = dataclasses.replace(state, good_at=noon - round(hours * HOUR), polled_at=noon - round(hours * HOUR))
    return read_poll(FEED, state, answer(body=rss(new)), noon).poll.arrivals_per_day


def test_the_rate_of_arrivals_rises_at_once_and_falls_slowly(noon):
    assert rate_after(OLD, 12, 6, noon) == 48.0
    assert rate_after(OLD, 3, 24 * 7, noon) == pytest.approx((24 + 3 / 7) / 2)
    assert rate_after(OLD, 6, 0.1, noon) == 144.0, "what comes at once counts as an hour's work"


@pytest.mark.parametrize(
    ("a_day", "window", "hours"), [(24.0, 24, 12), (240.0, 10, 0.5), (10_000.0, 10, 1 / 6), (0.1, 10, 24), (0.0, 10, 24), (None, 10, 1)]
)
def test_a_feed_is_due_when_half_of_its_window_is_new(a_day, window, hours):
    assert interval_s(a_day, window) == pytest.approx(hours * 3_600)


def test_the_first_document_tells_the_rate_by_its_dates(noon):
    items = "".join(f"<item><guid>{n}</guid><link>/{n}</link><pubDate>Tue, 10 Nov 2026 0{n}:00:00 GMT</pubDate></item>" for n in range(5))
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()
    poll = read_poll(FEED, FeedState(), answer(body=body), noon).poll
    assert (poll.arrivals_per_day, poll.next_poll_at) == (24.0, noon + HOUR * 5 // 2)


def dated(*hours):
    items = "".join(
        f"<item><guid>{hour}</guid><link>/{hour}</link><pubDate>Tue, 10 Nov 2026 {hour:02}:00:00 GMT</pubDate></item>" for hour in hours
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def test_where_nothing_overlaps_there_is_a_gap_and_the_dates_tell_how_much_is_missed(noon):
    state = dataclasses.replace(STATE, good_at=noon - 10 * HOUR, polled_at=noon - 10 * HOUR, arrivals_per_day=1.0)
    poll = read_poll(FEED, state, answer(body=dated(11, 10, 9, 8)), noon).poll
    assert (poll.gap, poll.entries_missed, poll.arrivals_per_day) == (True, 6, pytest.approx(24.0))


def test_without_dates_the_rate_tells_how_much_is_missed(noon):
    state = dataclasses.replace(STATE, good_at=noon - DAY, polled_at=noon - DAY, arrivals_per_day=12.0)
    poll = read_poll(FEED, state, answer(body=rss(2)), noon).poll
    assert (poll.gap, poll.entries_missed) == (True, 10)


def test_ids_that_all_change_are_a_gap_in_which_nothing_is_missed(noon):
    state = dataclasses.replace(STATE, good_at=noon - HOUR, polled_at=noon - HOUR)
    poll = read_poll(FEED, state, answer(body=dated(11, 8, 5)), noon).poll
    assert (poll.gap, poll.entries_missed) == (True, 0)


def test_what_overlaps_is_no_gap_and_neither_is_the_first_poll(noon):
    first = read_poll(FEED, FeedState(), answer(), noon).poll
    again = read_poll(FEED, FeedState(entry_keys=frozenset(first.entry_keys[:1]), good_at=noon - HOUR), answer(), noon).poll
    assert [(poll.gap, poll.entries_missed) for poll in (first, again)] == [(False, 0)] * 2


NEW_URL = "https://feeds.example.org/feed"


def redirected(*hops, status=304):
    body = b"" if status == 304 else BODY
    return Response(hops[-1][1], status, {}, body, duration_ms=12, hops=hops)


def moving(poll):
    return poll.permanent_url, poll.permanent_since, poll.permanent_sightings


def test_permanent_redirects_are_counted_until_the_move_is_believed(noon):
    state = STATE
    for day, expected in [(0, None), (3, None), (6, None), (8, NEW_URL)]:
        at = noon + day * DAY
        poll = read_poll(FEED, state, redirected((301, NEW_URL)), at).poll
        state = dataclasses.replace(
            STATE, permanent_url=poll.permanent_url, permanent_since=poll.permanent_since, permanent_sightings=poll.permanent_sightings
        )
        assert address_of(FEED, state, at) == (expected or FEED.url)
    assert moving(poll) == (NEW_URL, noon, 4)
    there = read_poll(FEED, state, Response(NEW_URL, 304, {}, b""), noon + 9 * DAY).poll
    assert moving(there) == (NEW_URL, noon, 4)
    secret = dataclasses.replace(FEED, headers=(("Authorization", "Bearer 1"),))
    assert address_of(secret, state, noon + 9 * DAY) == FEED.url
    lost = read_poll(FEED, state, FetchError("http-404"), noon + 9 * DAY).poll
    assert moving(lost) == (None, None, 0)


@pytest.mark.parametrize(
    "hops",
    [
        [(302, NEW_URL)],
        [(307, NEW_URL)],
        [(301, "https://example.net/"), (302, NEW_URL)],
        [(303, "https://example.net/"), (301, NEW_URL)],
    ],
)
def test_what_is_not_permanent_all_the_way_never_moves_a_feed(noon, hops):
    state = dataclasses.replace(STATE, permanent_url=NEW_URL, permanent_since=noon - 6 * DAY, permanent_sightings=9)
    assert moving(read_poll(FEED, state, redirected(*hops), noon).poll) == (None, None, 0)


def test_another_target_begins_the_count_anew_and_a_failure_on_the_way_does_not(noon):
    state = dataclasses.replace(STATE, permanent_url="https://example.net/", permanent_since=noon - 6 * DAY, permanent_sightings=9)
    assert moving(read_poll(FEED, state, redirected((301, NEW_URL), status=200), noon).poll) == (NEW_URL, noon, 1)
    assert moving(read_poll(FEED, state, FetchError("timeout"), noon).poll) == ("https://example.net/", noon - 6 * DAY, 9)


@pytest.mark.parametrize("status", [302, 400, 401, 402, 403, 404, 408, 410, 425, 429, 451, 500, 502, 503, 504, 520, 599])
def test_retry_after_decides_when_a_feed_is_due(noon, status):
    assert due_in_hours(noon, status, 5, retry_after="7200") == 2
    assert due_in_hours(noon, status, 5, retry_after="Tue, 10 Nov 2026 15:00:00 GMT") == 3
