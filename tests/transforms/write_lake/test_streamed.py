"""Rows that come over time: each window's are written at its end, late ones late, and none is dropped."""

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from schemas import POLLS, Poll
from transforms.ids import digest
from transforms.write_lake import Lake, WriteTable, read_columns

NOON = 1_794_312_000_000_000
DAY = "2026-11-10"
# Named in full: `DirectRunner` would try to download Prism first.
DIRECT = "apache_beam.runners.direct.direct_runner.BundleBasedDirectRunner"


def row(number):
    return Poll(poll_id=digest("p", str(number)), feed_url="https://www.example.org/feed", polled_at=NOON, date=DAY)


def at(seconds):
    return Timestamp(micros=NOON) + seconds


def seen(seconds, number):
    return TimestampedValue(row(number), at(seconds))


def begin():
    return TestStream().advance_watermark_to(at(0))


STREAMS = {
    "rows of one window, in several bundles": (
        begin().add_elements([seen(1, 1), seen(2, 2)]).add_elements([seen(20, 3)]).advance_watermark_to_infinity(),
        1,
    ),
    "rows of two windows, out of order": (
        begin().add_elements([seen(40, 1), seen(5, 2), seen(50, 3), seen(6, 4)]).advance_watermark_to_infinity(),
        2,
    ),
    "a row that comes when its window is written": (
        begin().add_elements([seen(1, 1)]).advance_watermark_to(at(100)).add_elements([seen(2, 2)]).advance_watermark_to_infinity(),
        2,
    ),
    "a row that comes again in a later window": (
        begin().add_elements([seen(1, 1)]).advance_watermark_to(at(100)).add_elements([seen(101, 1)]).advance_watermark_to_infinity(),
        1,
    ),
}


@pytest.mark.parametrize(("stream", "files"), STREAMS.values(), ids=STREAMS)
def test_every_row_is_there_once_and_a_window_is_a_file(stream, files, tmp_path):
    root = str(tmp_path / "lake")
    wanted = {element.value.poll_id for event in stream._events for element in getattr(event, "timestamped_values", [])}
    with beam.Pipeline(runner=DIRECT, options=PipelineOptions(streaming=True)) as pipeline:
        windowed = pipeline | stream | beam.WindowInto(FixedWindows(30), allowed_lateness=3_600)
        _ = windowed | WriteTable(root, POLLS)
    lake = Lake.open(root)
    stored = read_columns(lake, POLLS, ["poll_id"])["poll_id"].to_pylist()
    assert sorted(stored) == sorted(wanted)
    assert len(lake.files(POLLS)) == files


def test_a_window_is_written_when_it_ends_and_not_when_the_stream_does(tmp_path):
    root = str(tmp_path / "lake")
    stream = begin().add_elements([seen(1, 1)]).advance_watermark_to(at(31)).add_elements([seen(45, "asks")])

    def ask(poll):
        # The row of the second window looks what the lake has of the first.
        if poll.poll_id == row("asks").poll_id:
            assert [len(read_columns(Lake.open(root), POLLS, ["poll_id"]))] == [1]
        return poll

    with beam.Pipeline(runner=DIRECT, options=PipelineOptions(streaming=True)) as pipeline:
        windowed = pipeline | stream.advance_watermark_to_infinity() | beam.Map(ask) | beam.WindowInto(FixedWindows(30))
        _ = windowed | WriteTable(root, POLLS)
