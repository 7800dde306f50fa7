"""Which feeds of the list are polled now."""

import dataclasses

import pytest

from schemas import Feed
from transforms.poll_feeds import FeedState, take_due

FEED = Feed(url="https://www.example.org/feed")
MINUTE = 60_000_000
DAY = 1_440 * MINUTE


@pytest.mark.parametrize(
    ("wait", "left", "error", "due"),
    [
        (60, 0, None, True),
        (60, 6, None, False),
        (60, 5, None, True),
        (10, 1, None, True),
        (10, 2, None, False),
        (60, 1, "http-503", False),
        (60, 0, "http-503", True),
        (60, -600, None, True),
    ],
)
def test_a_feed_is_polled_when_it_is_due_or_nearly(noon, wait, left, error, due):
    state = FeedState(polled_at=noon - (wait - left) * MINUTE, next_poll_at=noon + left * MINUTE, error_class=error)
    assert take_due(FEED, state, noon, listed=frozenset({FEED.url}), all_feeds=False) == due
    assert take_due(FEED, state, noon, listed=frozenset({FEED.url}), all_feeds=True)


def test_a_feed_that_was_never_polled_is_due(noon):
    assert take_due(FEED, FeedState(), noon, listed=frozenset({FEED.url}), all_feeds=False)


def test_a_feed_that_moved_onto_another_of_the_list_is_that_one(noon):
    new = "https://feeds.example.org/feed"
    state = FeedState(permanent_url=new, permanent_since=noon - 7 * DAY, permanent_sightings=3)
    assert take_due(FEED, state, noon, listed=frozenset({FEED.url}), all_feeds=False)
    assert not take_due(FEED, state, noon, listed=frozenset({FEED.url, new}), all_feeds=True)
    assert take_due(FEED, dataclasses.replace(state, permanent_sightings=2), noon, listed=frozenset({FEED.url, new}), all_feeds=False)
