"""A stream's polling, over ticks that a TestStream gives: when feeds are due, what is kept of them, and for how long."""

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from schemas import Feed
from tests.engines.growing import GrowingSites
from transforms.http import HttpOptions
from transforms.poll_feeds import POLL_MEMORY_DAYS, FeedState, KeepPolling, no_states

NOON = 1_794_312_000_000_000
MINUTE, DAY = 60_000_000, 86_400_000_000
FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
# Named in full: `DirectRunner` would try to download Prism first.
DIRECT = "apache_beam.runners.direct.direct_runner.BundleBasedDirectRunner"

# The feed list at each tick, and what the lake knows. The parts of a pipeline are pickled; what they find here is the test's own.
lists = []
stored = {}


def the_next_list():
    return lists.pop(0) if len(lists) > 1 else lists[0]


def what_is_stored():
    return stored


def noon_clock():
    return NOON


@pytest.fixture
def sites():
    stored.clear()
    with GrowingSites(2, noon_clock) as sites:
        for _ in range(3):
            sites.grow()
        yield sites


def poll(ticks, waiting=no_states):
    """(feed, status, new entries, known entries) of each poll, as a PCollection of a pipeline that ends with the block."""
    stream = TestStream()
    for tick in ticks:
        at = Timestamp(micros=NOON + tick)
        stream = stream.advance_watermark_to(at).add_elements([TimestampedValue(NOON + tick, at)])
    with beam.Pipeline(runner=DIRECT, options=PipelineOptions(streaming=True)) as pipeline:
        polling = KeepPolling(listed=the_next_list, states=what_is_stored, waiting=waiting, http=FAST, clock=noon_clock, shards=1)
        polled = pipeline | stream.advance_watermark_to_infinity() | polling
        yield polled.polls | beam.Map(lambda row: (row.feed_url, row.status, row.entries_new, row.entries_known))


def check(expected, ticks, **options):
    for rows in poll(ticks, **options):
        assert_that(rows, equal_to(expected))


def test_a_feed_is_polled_when_it_is_due_with_what_the_last_poll_left(sites):
    one = Feed(sites.bases[0] + "/feed.xml")
    lists[:] = [(one,)]
    check([(one.url, 200, 3, 0), (one.url, 304, 0, 0)], ticks=[0, 10 * MINUTE, 20 * MINUTE, 70 * MINUTE])


def test_a_feed_that_leaves_the_list_rests_and_goes_on_where_it_was_when_it_comes_back(sites):
    one, two = (Feed(base + "/feed.xml") for base in sites.bases)
    lists[:] = [(one, two), (one,), (one, two)]
    expected = [(one.url, 200, 3, 0), (two.url, 200, 3, 0), (one.url, 304, 0, 0), (one.url, 304, 0, 0), (two.url, 304, 0, 0)]
    check(expected, ticks=[0, 70 * MINUTE, 140 * MINUTE])


@pytest.mark.parametrize(("days", "new", "known"), [(POLL_MEMORY_DAYS - 1, 0, 3), (POLL_MEMORY_DAYS + 1, 3, 0)])
def test_what_is_known_of_a_feed_that_was_long_away_expires(sites, days, new, known):
    one, two = (Feed(base + "/feed.xml") for base in sites.bases)
    lists[:] = [(one, two), (one,), (two,)]
    ticks = [0, days * DAY, days * DAY + MINUTE]
    check([(one.url, 200, 3, 0), (two.url, 200, 3, 0), (one.url, 200, 0, 3), (two.url, 200, new, known)], ticks)


def test_a_feed_that_the_lake_knows_begins_with_what_it_knows(sites):
    one, two = (Feed(base + "/feed.xml") for base in sites.bases)
    lists[:] = [(one, two)]
    stored[one.url] = FeedState(polled_at=NOON - MINUTE, next_poll_at=NOON + 60 * MINUTE, good_at=NOON - MINUTE, whole_at=NOON - MINUTE)
    check([(two.url, 200, 3, 0)], ticks=[0, MINUTE])


def one_waits():
    return {lists[0][0].url: [NOON + 5 * MINUTE]}


def test_a_feed_whose_entry_may_be_tried_again_is_polled_then_and_read_whole(sites):
    one = Feed(sites.bases[0] + "/feed.xml")
    lists[:] = [(one,)]
    check([(one.url, 200, 3, 0), (one.url, 200, 0, 3)], ticks=[0, 3 * MINUTE, 6 * MINUTE], waiting=one_waits)
