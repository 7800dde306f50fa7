"""What waits for what is on its way: as a table, and over the windows of a stream whose time a TestStream turns."""

import dataclasses

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from transforms.hold_in_flight import HELD, HoldInFlight, Passed, judge_in_flight
from transforms.ledger import IdMap, Ledger

NOON = 1_794_312_000_000_000
WINDOW, LATER = NOON + 30_000_000, NOON + 60_000_000
FEED, OTHER = "https://www.example.org/feed", "https://www.example.com/feed"
# Named in full: `DirectRunner` would try to download Prism first.
DIRECT = "apache_beam.runners.direct.direct_runner.BundleBasedDirectRunner"


def a_ledger(sightings=(), known_until=()):
    empty = IdMap([])
    return Ledger(articles=empty, links=empty, sightings=IdMap(list(sightings), numbers=known_until), rejects=empty, tries={}, waiting={})


def empty_ledger():
    return a_ledger()


GOES, WAITS, IS_DROPPED = "goes", "waits", "is dropped"


@pytest.mark.parametrize(
    ("feed", "fields", "passed", "window", "stored", "then"),
    [
        pytest.param(FEED, {}, None, WINDOW, None, GOES, id="the first"),
        pytest.param(FEED, {}, {}, LATER, None, IS_DROPPED, id="the same sighting again"),
        pytest.param(FEED, {}, {}, WINDOW, None, IS_DROPPED, id="the same sighting twice in a window"),
        pytest.param(OTHER, {}, {}, WINDOW, None, GOES, id="another feed's in the same window, where one of them is chosen"),
        pytest.param(OTHER, {}, {}, LATER, None, WAITS, id="another feed's in a later window"),
        pytest.param(OTHER, {"tries": 1}, {}, LATER, None, GOES, id="another feed's that has waited"),
        pytest.param(OTHER, {"updated_at": NOON}, {}, LATER, NOON - 1, GOES, id="another feed's update of what is stored"),
        pytest.param(FEED, {"tries": 1}, {}, LATER, None, GOES, id="another try, whose time has come"),
        pytest.param(FEED, {"tries": 1}, {"tries": 1}, LATER, None, IS_DROPPED, id="that try again"),
        pytest.param(FEED, {"updated_at": NOON}, {}, LATER, None, WAITS, id="an update before the story is stored"),
        pytest.param(FEED, {"is_changed": True}, {}, LATER, None, WAITS, id="a change before the story is stored"),
        pytest.param(FEED, {"updated_at": NOON}, {}, LATER, NOON - 9, GOES, id="an update of what is stored"),
        pytest.param(FEED, {"updated_at": NOON}, {"updated_at": NOON}, LATER, NOON - 9, IS_DROPPED, id="that update again"),
        pytest.param(FEED, {"updated_at": NOON}, {"updated_at": NOON - 3}, LATER, NOON - 9, WAITS, id="an update after one on its way"),
        pytest.param(FEED, {"updated_at": NOON}, {"updated_at": NOON - 3}, LATER, NOON - 3, GOES, id="an update after one that is stored"),
    ],
)
def test_what_goes_on_what_waits_and_what_is_dropped(an_entry, feed, fields, passed, window, stored, then):
    entry = an_entry(feed=feed, **fields)
    in_flight = {} if passed is None else {an_entry().sighting_id: Passed(WINDOW, **{"tries": 0, "updated_at": None} | passed)}
    ledger = a_ledger([entry.sighting_id], [stored]) if stored is not None else a_ledger()
    expected = {
        GOES: entry,
        WAITS: dataclasses.replace(entry, outcome="retry", reason="in-flight", tries=max(1, entry.tries)),
        IS_DROPPED: None,
    }[then]
    assert judge_in_flight(entry, window, in_flight, ledger) == expected


def at(seconds):
    return Timestamp(micros=NOON) + seconds


def over_windows(stream, memory_s=3_600):
    """(feed, whether it goes on) for each entry that leaves, in windows of 30 seconds."""
    with beam.Pipeline(runner=DIRECT, options=PipelineOptions(streaming=True)) as pipeline:
        held = pipeline | stream | beam.WindowInto(FixedWindows(30)) | HoldInFlight(empty_ledger, memory_s=memory_s)
        told = (
            held["entries"] | "Goes" >> beam.Map(lambda entry: (entry.feed_url, True)),
            held[HELD] | beam.Map(lambda e: (e.feed_url, False)),
        )
        yield told | beam.Flatten()


def check(stream, expected, **options):
    for left in over_windows(stream, **options):
        assert_that(left, equal_to(expected))


def seen(an_entry, seconds, feed=FEED, **fields):
    return TimestampedValue(an_entry(feed=feed, **fields), at(seconds))


def test_one_link_is_taken_up_once_over_windows(an_entry):
    stream = TestStream().advance_watermark_to(at(0)).add_elements([seen(an_entry, 1), seen(an_entry, 2, OTHER)])
    stream = stream.advance_watermark_to(at(31)).add_elements([seen(an_entry, 32), seen(an_entry, 33, "https://www.example.net/feed")])
    check(stream.advance_watermark_to_infinity(), [(FEED, True), (OTHER, True), ("https://www.example.net/feed", False)])


def test_what_comes_late_or_out_of_order_is_judged_like_the_rest(an_entry):
    stream = TestStream().advance_watermark_to(at(0)).add_elements([seen(an_entry, 45)])
    stream = stream.add_elements([seen(an_entry, 5, url="https://www.example.org/b")]).advance_watermark_to(at(100))
    stream = stream.add_elements([seen(an_entry, 20, OTHER, url="https://www.example.org/c"), seen(an_entry, 50)])
    check(stream.advance_watermark_to_infinity(), [(FEED, True), (FEED, True), (OTHER, True)])


def test_a_link_is_forgotten_when_the_lake_is_sure_to_know_it(an_entry):
    stream = TestStream().advance_watermark_to(at(0)).add_elements([seen(an_entry, 1)])
    stream = stream.advance_watermark_to(at(3_600)).add_elements([seen(an_entry, 3_605)])
    stream = stream.advance_watermark_to(at(3_700)).add_elements([seen(an_entry, 3_705)])
    check(stream.advance_watermark_to_infinity(), [(FEED, True), (FEED, True)])
