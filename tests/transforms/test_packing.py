"""What waits, waits packed."""

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import FixedWindows, TimestampedValue

from pipeline.runners import LOCAL_RUNNER
from schemas import Article, Dateline, Image
from transforms.packing import PACK_BYTES, PACK_RECORDS, Pack, pack, unpack

FULL = Article("1" * 32, body="It rained.", dateline=Dateline("ALMATY, Jan 11"), images=[Image(credit="AP")], signature=b"\x00\xff")


def test_records_come_out_as_they_went_in():
    assert unpack(pack([FULL, Article("2" * 32)])) == [FULL, Article("2" * 32)]


def sizes_of(articles):
    dofn = Pack()
    dofn.start_bundle()
    window = beam.transforms.window.GlobalWindow()
    packed = [each for article in articles for each in dofn.process(article, window)]
    return [len(unpack(each)) for each in [*packed, *(rest.value for rest in dofn.finish_bundle())]]


def test_a_pack_is_bounded_by_number_and_by_bytes():
    assert sizes_of([FULL] * (PACK_RECORDS + 1)) == [PACK_RECORDS, 1]
    assert sizes_of([Article("1" * 32, body="x" * (PACK_BYTES // 2))] * 5) == [2, 2, 1]
    assert sizes_of([]) == []


def test_records_of_different_windows_are_not_packed_together():
    moments = [TimestampedValue(Article(f"{second:032x}"), second) for second in (1, 2, 61)]
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        packed = (
            pipeline | beam.Create(moments) | beam.WindowInto(FixedWindows(60)) | beam.ParDo(Pack()).with_output_types(tuple[int, bytes])
        )
        assert_that(packed | beam.Map(lambda each: len(unpack(each))), equal_to([2, 1]))
