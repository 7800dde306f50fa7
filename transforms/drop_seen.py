"""DropSeen: the entries that no run has settled yet, each article once; known links are dropped before any request is made.

DropKnownRejects: the same for what was refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Entry, Reject
from transforms.counting import count
from transforms.electing import Claim, Losers
from transforms.fetch_pages.feed_text import is_read_from_feed
from transforms.hold_in_flight import HELD, HoldInFlight
from transforms.ledger import NEVER, Ledger

SIGHTINGS = "sightings"


def judge_entry(entry: Entry, ledger: Ledger) -> Entry | None:
    """The entry as the ledger sees it: outcome `known` where its link is settled, `retry` where it is not yet time for another try,
    `forgotten` where it was taken out of the lake; None where this very sighting is settled.

    A settled sighting that its feed has updated since is as good as new: it is dated later, or shown otherwise than at the last poll.
    """
    if entry.link_id in ledger.forgotten or ledger.suppressed.names((entry.url,), None):
        return dataclasses.replace(entry, outcome="forgotten")
    tried = ledger.tries.get(entry.sighting_id)
    if tried is not None:
        entry = dataclasses.replace(entry, tries=tried.times)
        if entry.seen_at < tried.again_at:
            return dataclasses.replace(entry, outcome="retry")
    if entry.sighting_id in ledger.sightings:
        known_until = ledger.sightings.number(entry.sighting_id)
        if tried is not None or (entry.updated_at is not None and known_until is not None and entry.updated_at > known_until):
            return entry
        return dataclasses.replace(entry, updated_at=entry.seen_at) if entry.is_changed and known_until != NEVER else None
    if entry.link_id in ledger.links:
        return dataclasses.replace(entry, outcome="known", article_id=ledger.links.get(entry.link_id))
    if entry.link_id in ledger.articles:
        return dataclasses.replace(entry, outcome="known", article_id=entry.link_id)
    return entry


class DropSeen(beam.PTransform):
    """Entries in; out come those to fetch (`entries`) and every sighting that wants a row (`sightings`).

    A sighting is a pair: the id of the sighting that speaks for its link in this run (its own, if it is the one fetched) and the
    entry without its text. Of several entries with one link, the choice is by their ids, so it is the same in any order.

    Args:
      in_flight: whether the ledger may lag behind, as it does in a stream: what is on its way then waits (see `HoldInFlight`).
    """

    def __init__(self, ledger: Callable[[], Ledger], *, in_flight: bool = False) -> None:
        super().__init__()
        self._ledger = ledger
        self._in_flight = in_flight

    def expand(self, entries: beam.PCollection) -> Any:
        judged = entries | "Judge" >> beam.ParDo(_Judge(self._ledger)).with_outputs(SIGHTINGS, main="unsettled")
        unsettled, sightings = judged.unsettled, [judged[SIGHTINGS]]
        if self._in_flight:
            held = unsettled | "InFlight" >> HoldInFlight(self._ledger)
            unsettled = held["entries"]
            sightings.append(held[HELD] | "Held" >> beam.Map(_spoken_for_by_itself))
        losers = unsettled | "Claim" >> beam.Map(_claim_of_link) | Losers()
        elected = unsettled | "Elect" >> beam.ParDo(_Elect(), beam.pvalue.AsDict(losers)).with_outputs(SIGHTINGS, main="entries")
        return {"entries": elected.entries, SIGHTINGS: [*sightings, elected[SIGHTINGS]] | "Sightings" >> beam.Flatten()}


def _spoken_for_by_itself(entry: Entry) -> tuple[str, Entry]:
    return entry.sighting_id, without_text(entry)


def _claim_of_link(entry: Entry) -> tuple[str, Claim]:
    # An entry whose page is fetched speaks before one that only gives the feed's text.
    return entry.link_id, (is_read_from_feed(entry), entry.sighting_id)


class _Judge(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, entry: Entry) -> Iterator[Any]:
        count("entries")
        judged = judge_entry(entry, self._ledger())
        if judged is None:
            count("entries_known")
        elif judged.outcome in ("retry", "forgotten"):
            count(f"entries_{judged.outcome}")
        elif judged.outcome:
            yield beam.pvalue.TaggedOutput(SIGHTINGS, (judged.sighting_id, without_text(judged)))
        else:
            yield judged


class _Elect(beam.DoFn):
    def process(self, entry: Entry, losers: Mapping[str, str]) -> Iterator[Any]:
        winner = losers.get(entry.sighting_id)
        yield beam.pvalue.TaggedOutput(SIGHTINGS, (winner or entry.sighting_id, without_text(entry)))
        if winner is None:
            count("entries_fresh")
            yield entry


def without_text(entry: Entry) -> Entry:
    """The entry as it is stored: some 300 bytes, fit to be shuffled."""
    return dataclasses.replace(entry, summary=None, content=None, authors=[], tags=[])


class DropKnownRejects(beam.PTransform):
    """Drops the rejects that the lake had when the run began: the same input is refused once. All are counted."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def expand(self, rejects: beam.PCollection) -> beam.PCollection:
        return rejects | beam.ParDo(_DropKnown(self._ledger))


class _DropKnown(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, refused: Reject) -> Iterator[Reject]:
        count("rejects")
        if refused.reject_id not in self._ledger().rejects:
            yield refused
