"""The state in which its polls have left a feed."""

import pytest

from schemas import POLLS, Poll
from transforms.feed_states import feed_states
from transforms.instants import day_of
from transforms.poll_feeds import POLL_MEMORY_DAYS, FeedState, facing, state_after
from transforms.write_lake import Lake, commit

FEED = "https://www.example.org/feed"
HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.fixture
def lake(tmp_path):
    return Lake.create_or_open(str(tmp_path / "lake"))


def polled(lake, *polls):
    for poll in polls:
        commit(lake, POLLS, {"date": poll.date}, POLLS.to_arrow([poll]))


def a_poll(at, status=200, **fields):
    return Poll(poll_id=f"{at:032x}", feed_url=FEED, polled_at=at, date=day_of(at), status=status, **fields)


def test_the_last_row_is_the_state(lake, noon):
    carried = {
        "etag": '"2"',
        "last_modified": "Mon, 09 Nov 2026 12:00:00 GMT",
        "body_hash": "2" * 32,
        "next_poll_at": noon + HOUR,
        "arrivals_per_day": 12.5,
        "permanent_url": "https://feeds.example.org/feed",
        "permanent_since": noon - DAY,
        "permanent_sightings": 2,
    }
    polled(lake, a_poll(noon - 2 * HOUR), a_poll(noon - HOUR, format="rss20", entry_keys=["a", "b"], **carried))
    at = noon - HOUR
    expected = FeedState(entry_keys=frozenset({"a", "b"}), polled_at=at, good_at=at, whole_at=at, **carried)
    assert feed_states(lake, noon) == {FEED: expected}


def test_a_failure_leaves_what_was_known_and_when_it_was_last_well(lake, noon):
    failed = a_poll(noon - HOUR, 503, error_class="http-503", failures=0.5, failing_since=noon - HOUR, etag='"1"', entry_keys=["a"])
    polled(lake, a_poll(noon - 3 * HOUR, format="rss20"), failed)
    state = feed_states(lake, noon)[FEED]
    assert (state.good_at, state.polled_at, state.error_class) == (noon - 3 * HOUR, noon - HOUR, "http-503")
    assert (state.failures, state.failing_since, state.etag, state.entry_keys) == (0.5, noon - HOUR, '"1"', frozenset({"a"}))


@pytest.mark.parametrize(
    ("whole_at", "waiting", "conditional"),
    [(23, None, True), (24, None, False), (23, 0, False), (23, 1, True), (23, -2, True), (None, None, False)],
)
def test_the_whole_document_is_asked_for_once_a_day(lake, noon, whole_at, waiting, conditional):
    polled(lake, a_poll(noon - HOUR, 304, etag='"1"'))
    if whole_at is not None:
        polled(lake, a_poll(noon - whole_at * HOUR, 200, format="rss20", etag='"1"'))
    assert bool(feed_states(lake, noon, {} if waiting is None else {FEED: [noon + waiting * HOUR]})[FEED].validators) == conditional


def test_a_feed_that_was_not_polled_for_long_is_new(lake, noon):
    polled(lake, a_poll(noon - (POLL_MEMORY_DAYS + 1) * DAY))
    assert feed_states(lake, noon) == {}


def test_a_state_that_a_stream_keeps_itself_is_what_the_lake_tells(lake, noon):
    polls = [
        a_poll(
            noon - 4 * HOUR,
            format="rss20",
            etag='"1"',
            entry_keys=["a"],
            entry_versions=["v"],
            next_poll_at=noon - 3 * HOUR,
            arrivals_per_day=3.5,
        ),
        a_poll(noon - 3 * HOUR, 304, etag='"1"', entry_keys=["a"], next_poll_at=noon - 2 * HOUR),
        a_poll(noon - 2 * HOUR, None, error_class="timeout", failures=0.25, failing_since=noon - 2 * HOUR, entry_keys=["a"]),
        a_poll(noon - HOUR, format="rss20", error_class="truncated", failures=0.5, entry_keys=["a", "b"], permanent_sightings=1),
    ]
    state = FeedState()
    for poll in polls:
        polled(lake, poll)
        state = state_after(state, poll)
        assert facing(state, noon, [noon]) == feed_states(lake, noon, {FEED: [noon]})[FEED]
