"""RecordSightings: each sighting with what became of it, as rows of `entries`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Entry, Reject
from transforms.counting import count
from transforms.ids import sighting_id

# (outcome, article id, reason)
Result = tuple[str, str | None, str | None]


def settle(entry: Entry, speaker: str, result: Result) -> Entry:
    """The sighting with its outcome; `speaker` is the sighting that was fetched for its link, whose result it shares.

    What shares its fate is a `duplicate`; but what waits for another try waits with it. Of what is `forgotten` nothing is told.
    """
    outcome, article_id, reason = result
    if outcome == "forgotten":
        return dataclasses.replace(
            entry,
            entry_id=entry.sighting_id,
            url=None,
            title=None,
            published_at=None,
            article_id=article_id,
            outcome=outcome,
            reason=None,
            tries=0,
        )
    if entry.sighting_id != speaker and outcome in ("article", "updated", "rejected"):
        outcome = "duplicate"
    tries = entry.tries + 1 if outcome == "retry" else 0
    return dataclasses.replace(entry, outcome=outcome, article_id=article_id, reason=reason, tries=tries)


class RecordSightings(beam.PTransform):
    """{sightings, results, rejects} in, rows of `entries` out; one row for each sighting, whatever became of it.

    Sightings are (speaker, entry) pairs of `DropSeen`, results those of `Deduplicate`; of the rejects, those of an entry count.
    """

    def expand(self, inputs: Mapping[str, beam.PCollection]) -> beam.PCollection:
        refused = inputs["rejects"] | "Refused" >> beam.FlatMap(_refusal)
        results = (inputs["results"], refused) | "Results" >> beam.Flatten()
        return {"sightings": inputs["sightings"], "results": results} | beam.CoGroupByKey() | "Settle" >> beam.FlatMap(_settle_all)


def _refusal(reject: Reject) -> Iterator[tuple[str, Result]]:
    if reject.feed_url is not None and reject.entry_id is not None:
        yield sighting_id(reject.feed_url, reject.entry_id), ("retry" if reject.retry else "rejected", None, reject.reason)


def _settle_all(group: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[Entry]:
    speaker, joined = group
    results = sorted(joined["results"], key=str)
    for entry in joined["sightings"]:
        if entry.outcome:
            settled = entry
        elif results:
            settled = settle(entry, speaker, results[0])
        else:
            # Nothing may come here; what does is tried again, and the account of the run does not add up.
            settled = settle(entry, speaker, ("retry", None, "unaccounted"))
        count(f"entries_{settled.outcome}")
        yield settled
