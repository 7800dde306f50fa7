"""What is written of each sighting."""

import dataclasses

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Reject
from transforms.record_sightings import RecordSightings, settle

ARTICLE = "ab" * 16


@pytest.mark.parametrize(
    ("result", "own", "shared"),
    [
        (("article", ARTICLE, None), "article", "duplicate"),
        (("updated", ARTICLE, None), "updated", "duplicate"),
        (("known", ARTICLE, None), "known", "known"),
        (("duplicate", ARTICLE, None), "duplicate", "duplicate"),
        (("rejected", None, "http-404"), "rejected", "duplicate"),
        (("retry", None, "timeout"), "retry", "retry"),
    ],
)
def test_a_sighting_shares_the_fate_of_the_one_that_was_fetched_for_its_link(an_entry, result, own, shared):
    entry, twin = an_entry(), an_entry(feed="https://www.example.org/top")
    _, article, reason = result
    told = {"article_id": article, "reason": reason, "tries": int(own == "retry")}
    assert settle(entry, entry.sighting_id, result) == dataclasses.replace(entry, outcome=own, **told)
    assert settle(twin, entry.sighting_id, result) == dataclasses.replace(twin, outcome=shared, **told)


def test_every_sighting_gets_one_row_whatever_became_of_it(an_entry, noon):
    read, twin, gone = an_entry(), an_entry(feed="https://www.example.org/top"), an_entry(url="https://www.example.org/gone")
    known = dataclasses.replace(an_entry(url="https://www.example.org/old"), outcome="known", article_id="cd" * 16)
    lost = an_entry(url="https://www.example.org/lost")
    refused = Reject("1" * 32, "FetchPages", "http-404", noon, "2026-11-10", feed_url=gone.feed_url, entry_id=gone.entry_id)
    unread_feed = Reject("2" * 32, "PollFeeds", "not-a-feed", noon, "2026-11-10", feed_url="https://www.example.org/broken")
    sightings = [(read.sighting_id, read), (read.sighting_id, twin), *((entry.sighting_id, entry) for entry in (gone, known, lost))]
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        rows = {
            "sightings": pipeline | "Sightings" >> beam.Create(sightings),
            "results": pipeline | "Results" >> beam.Create([(read.sighting_id, ("article", ARTICLE, None))]),
            "rejects": pipeline | "Rejects" >> beam.Create([refused, unread_feed]),
        } | RecordSightings()
        assert_that(
            rows,
            equal_to(
                [
                    dataclasses.replace(read, outcome="article", article_id=ARTICLE),
                    dataclasses.replace(twin, outcome="duplicate", article_id=ARTICLE),
                    dataclasses.replace(gone, outcome="rejected", reason="http-404"),
                    known,
                    dataclasses.replace(lost, outcome="retry", reason="unaccounted", tries=1),
                ]
            ),
        )
