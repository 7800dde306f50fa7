"""The graph: DESIGN.md's picture as code.

`run` and `ingest` differ in where pages come from; a stream differs from a run in what makes it poll and in its windows. No more.
"""

from __future__ import annotations

import dataclasses
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.transforms.window import FixedWindows

from schemas import Feed
from transforms.assign_region import AssignRegion
from transforms.deduplicate import Deduplicate
from transforms.detect_language import DetectLanguage
from transforms.drop_forgotten import DropForgotten
from transforms.drop_seen import DropKnownRejects, DropSeen
from transforms.extract_credits import ExtractCredits
from transforms.extract_dateline import ExtractDateline
from transforms.fetch_pages import FetchPages
from transforms.http import HttpOptions
from transforms.instants import Clock, system_clock
from transforms.keep_pages import KeepPages
from transforms.ledger import FreshLedger, LedgerOf
from transforms.poll_feeds import KeepPolling, PollFeeds, TakeDue
from transforms.poll_feeds.keep_polling import Listed
from transforms.read_pages import Piece, ReadPages
from transforms.record_sightings import RecordSightings
from transforms.stories import StoredPrints
from transforms.strip_boilerplate import StripBoilerplate
from transforms.strip_boilerplate.publisher_rules import Rules
from transforms.write_lake import WriteLake

# For how long a window's state is kept after its end.
_LATENESS_S = 3_600


@dataclasses.dataclass(frozen=True)
class Stream:
    """What makes a job unbounded.

    Attributes:
      ticks: gives the instants at which what is due is polled, each at its own event time.
      listed: gives the feed list as it is now.
      window_s: what is polled in so many seconds is written together.
      ledger_s: how old what is known of the lake may be.
    """

    ticks: beam.PTransform
    listed: Listed
    window_s: int = 30
    ledger_s: int = 300


@dataclasses.dataclass(frozen=True)
class Job:
    """What a run is to do: feeds to poll, or files to read, into which lake.

    `run_at` (microseconds since 1970 UTC) names the run; `shards` is the number of workers that may fetch at once; `due_only` leaves out
    the feeds that are not due yet; `keep_pages` keeps the pages that are read in the lake; `listed` are the URLs of the whole feed list,
    where `feeds` is a part of it; `rules` are those of single sites; `stream` makes it go on and on, by its own feed list.
    """

    lake: str
    run_at: int
    feeds: tuple[Feed, ...] = ()
    pieces: tuple[Piece, ...] = ()
    http: HttpOptions = dataclasses.field(default_factory=HttpOptions)
    clock: Clock = system_clock
    shards: int = 1
    due_only: bool = False
    keep_pages: bool = False
    listed: frozenset[str] = frozenset()
    stream: Stream | None = None
    rules: Rules = dataclasses.field(default_factory=dict)


def build(root: beam.Pipeline, job: Job) -> beam.PCollection:
    """Lays the graph of a job on a pipeline; gives what `WriteLake` wrote."""
    ledger: FreshLedger | LedgerOf
    if job.stream:
        ledger = FreshLedger(job.lake, job.stream.ledger_s, job.clock)
        polled = _keep_polling(root, job, job.stream, ledger)
    else:
        ledger = LedgerOf(job.lake, job.run_at)
        polled = _poll_once(root, job, ledger)
    fresh = polled.entries | "DropSeen" >> DropSeen(ledger, in_flight=job.stream is not None)
    if job.feeds or job.stream:
        pages = fresh["entries"] | "FetchPages" >> FetchPages(http=job.http, clock=job.clock, shards=job.shards)
    else:
        pages = root | "Pieces" >> beam.Create(job.pieces) | "ReadPages" >> ReadPages(job.clock)

    allowed = pages.pages | "DropForgottenPages" >> DropForgotten(ledger)
    kept = allowed.wanted | "KeepPages" >> KeepPages(job.lake) if job.keep_pages else allowed.wanted
    stripped = kept | "StripBoilerplate" >> StripBoilerplate(job.clock, job.rules)
    dated = stripped.articles | "ExtractDateline" >> ExtractDateline(job.clock)
    credited = dated.articles | "ExtractCredits" >> ExtractCredits(job.clock)
    worded = credited.articles | "DetectLanguage" >> DetectLanguage(job.clock)
    placed = worded.articles | "AssignRegion" >> AssignRegion(job.clock)
    lasting = placed.articles | "DropForgottenArticles" >> DropForgotten(ledger)
    distinct = lasting.wanted | "Deduplicate" >> Deduplicate(ledger, StoredPrints(job.lake))

    refusing: list[Any] = [polled, pages, stripped, dated, credited, worded, placed]
    rejects = [step.rejects for step in refusing] | "Rejects" >> beam.Flatten()
    results = (distinct.results, allowed.results, lasting.results) | "Results" >> beam.Flatten()
    entries = {"sightings": fresh["sightings"], "results": results, "rejects": rejects} | "RecordSightings" >> RecordSightings()
    rows = {
        "articles": distinct.articles,
        "rejects": rejects | "DropKnownRejects" >> DropKnownRejects(ledger),
        "entries": entries,
        "polls": polled.polls,
    }
    return rows | "WriteLake" >> WriteLake(job.lake)


class _Polled(NamedTuple):
    """The outputs of the polling, in the windows of what follows."""

    entries: beam.PCollection
    polls: beam.PCollection
    rejects: beam.PCollection


def _poll_once(root: beam.Pipeline, job: Job, ledger: LedgerOf) -> _Polled:
    listed = job.listed or frozenset(feed.url for feed in job.feeds)
    feeds = root | "Feeds" >> beam.Create(job.feeds)
    due = feeds | "TakeDue" >> TakeDue(states=ledger.feeds, now=job.run_at, listed=listed, all_feeds=not job.due_only)
    polled = due | "PollFeeds" >> PollFeeds(states=ledger.feeds, http=job.http, clock=job.clock, shards=job.shards)
    return _Polled(polled.entries, polled.polls, polled.rejects)


def _keep_polling(root: beam.Pipeline, job: Job, stream: Stream, ledger: FreshLedger) -> _Polled:
    polling = KeepPolling(
        listed=stream.listed, states=ledger.feeds, waiting=ledger.waiting, http=job.http, clock=job.clock, shards=job.shards
    )
    polled = root | "Ticks" >> stream.ticks | "KeepPolling" >> polling
    outputs = {"Entries": polled.entries, "Polls": polled.polls, "Rejected": polled.rejects}
    # What comes late, of a tick that was long in the making, is written late; nothing is dropped for it.
    windows = {"windowfn": FixedWindows(stream.window_s), "allowed_lateness": _LATENESS_S}
    return _Polled(*(output | f"{name}InWindows" >> beam.WindowInto(**windows) for name, output in outputs.items()))
