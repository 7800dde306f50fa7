"""The graph: DESIGN.md's picture as code. `run` and `ingest` differ in where pages come from, and nowhere else."""

from __future__ import annotations

import dataclasses
from typing import Any

import apache_beam as beam

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
from transforms.ledger import LedgerOf
from transforms.poll_feeds import PollFeeds, TakeDue
from transforms.read_pages import Piece, ReadPages
from transforms.record_sightings import RecordSightings
from transforms.stories import StoredPrints
from transforms.strip_boilerplate import StripBoilerplate
from transforms.write_lake import WriteLake


@dataclasses.dataclass(frozen=True)
class Job:
    """What a run is to do: feeds to poll, or files to read, into which lake.

    `run_at` (microseconds since 1970 UTC) names the run; `shards` is the number of workers that may fetch at once; `due_only` leaves out
    the feeds that are not due yet; `keep_pages` keeps the pages that are read in the lake.
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


def build(root: beam.Pipeline, job: Job) -> beam.PCollection:
    """Lays the graph of a job on a pipeline; gives what `WriteLake` wrote."""
    ledger = LedgerOf(job.lake, job.run_at)
    feeds = root | "Feeds" >> beam.Create(job.feeds)
    listed = frozenset(feed.url for feed in job.feeds)
    due = feeds | "TakeDue" >> TakeDue(states=ledger.feeds, now=job.run_at, listed=listed, all_feeds=not job.due_only)
    polled = due | "PollFeeds" >> PollFeeds(states=ledger.feeds, http=job.http, clock=job.clock, shards=job.shards)
    fresh = polled.entries | "DropSeen" >> DropSeen(ledger)
    if job.feeds:
        pages = fresh["entries"] | "FetchPages" >> FetchPages(http=job.http, clock=job.clock, shards=job.shards)
    else:
        pages = root | "Pieces" >> beam.Create(job.pieces) | "ReadPages" >> ReadPages(job.clock)

    allowed = pages.pages | "DropForgottenPages" >> DropForgotten(ledger)
    kept = allowed.wanted | "KeepPages" >> KeepPages(job.lake) if job.keep_pages else allowed.wanted
    stripped = kept | "StripBoilerplate" >> StripBoilerplate(job.clock)
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
