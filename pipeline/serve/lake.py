"""The lake as `dateline serve` sees it: a snapshot that is taken anew when the files have changed, and what the views ask of it."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import duckdb

from pipeline.report.report import Report, make_report
from pipeline.report.snapshot import Snapshot, inside, take_snapshot
from pipeline.serve.diff import Change, changes
from pipeline.serve.worker import SqlWorker
from schemas import ARTICLES, ENTRIES, REJECTS, TABLES
from transforms.instants import Clock
from transforms.write_lake import Lake

_T = TypeVar("_T")

# How often, in seconds, the files are listed at the most.
_LOOK_EVERY_S = 15.0
# A search goes back from the newest day, so many files at a time, until it has enough or its time is up.
SEARCH_HITS = 50
SEARCH_S = 8.0
_FILES_AT_ONCE = 200
_COPIES = 100
_SIGHTINGS = 200
# Characters of a reject's payload that are shown.
_PAYLOAD = 400


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks for: words that must all be in headline or body, and where and when."""

    words: tuple[str, ...]
    region: str | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """Articles that a search found, newest first.

    Attributes:
      searched_since: the oldest day that was looked at, None where nothing was; complete: whether that is all.
    """

    articles: list[dict[str, Any]]
    searched_since: str | None
    complete: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """All that the lake knows of an article.

    Attributes:
      article: its latest revision, the columns of `articles`.
      revisions: of each earlier revision when it was read and what the next one changed in it, oldest first.
      sightings: rows of `entries`; copies: the other articles of its story.
    """

    article: dict[str, Any]
    revisions: list[Revision]
    sightings: list[dict[str, Any]]
    copies: list[dict[str, Any]]


@dataclasses.dataclass(frozen=True, slots=True)
class Revision:
    """How an article became its next revision."""

    revision: int
    fetched_at: datetime.datetime | None
    headline_before: str | None
    headline: str | None
    changes: list[Change]


class LiveLake:
    """A lake that is read while others write it. Its methods block: call them in a thread."""

    def __init__(self, root: str, clock: Clock) -> None:
        self._root, self._clock = root, clock
        self._lock, self._refreshing = threading.Lock(), threading.Lock()
        self._looked = 0.0
        self._snapshot: Snapshot | None = None
        self._sql: SqlWorker | None = None
        self._report: Report | None = None
        self.refresh()

    @property
    def name(self) -> str:
        """The lake's path, as given."""
        return self._root

    def report(self) -> Report:
        """The report of the lake as it is now."""
        report = self._report
        if report is None:
            report = self._of_files(lambda snapshot: make_report(snapshot, self._clock))
            with self._lock:
                self._report = report
        return report

    def sql(self) -> SqlWorker:
        """What a visitor's SQL is asked of."""
        self._now()
        assert self._sql is not None
        return self._sql

    def search(self, asked: Asked, *, seconds: float = SEARCH_S) -> Found:
        """The newest articles that have all the words."""
        return self._of_files(lambda snapshot: _found(snapshot, asked, seconds))

    def article(self, article_id: str) -> Told | None:
        """All that is known of an article; None where the lake has none of this id."""
        return self._of_files(lambda snapshot: _told(snapshot, article_id))

    def rejects(self, *, reason: str | None = None, stage: str | None = None, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """The last rejects, of one reason or stage where given; of the payload its first characters."""
        rows = self._of_files(
            lambda snapshot: snapshot.read(
                REJECTS,
                {tuple(file.partition.values()) for file in snapshot.files["rejects"]},
                """
            select reject_id, stage, reason, error, origin, feed_url, payload_bytes, retry, rejected_at, payload
            from rows where (?1 is null or reason = ?1) and (?2 is null or stage = ?2)
            order by rejected_at desc, reject_id limit ?3 offset ?4
            """,
                [reason, stage, limit, offset],
            )
        )
        for row in rows:
            row["payload"] = row["payload"][: 4 * _PAYLOAD].decode("utf-8", "replace")[:_PAYLOAD] if row["payload"] else None
        return rows

    def close(self) -> None:
        """Ends the process that answers SQL."""
        with self._lock:
            if self._sql is not None:
                self._sql.close()

    def refresh(self) -> None:
        """Takes the snapshot anew where the lake's files are others than it saw. What was asked meanwhile is answered by the old one."""
        with self._refreshing:
            lake = Lake.open(self._root)
            files = {table.name: inside(lake, lake.files(table)) for table in TABLES}
            if self._snapshot is None or files != self._snapshot.files:
                snapshot = take_snapshot(self._root)
                worker = SqlWorker(self._root, snapshot.files)
                with self._lock:
                    before, self._snapshot, self._sql, self._report = self._sql, snapshot, worker, None
                if before is not None:
                    before.close()
            self._looked = time.monotonic()

    def _now(self) -> Snapshot:
        """The snapshot; where it was looked at the files some time ago, that is done again beside it."""
        if time.monotonic() - self._looked > _LOOK_EVERY_S and not self._refreshing.locked():
            threading.Thread(target=self.refresh, daemon=True).start()
        assert self._snapshot is not None
        return self._snapshot

    def _of_files(self, ask: Callable[[Snapshot], _T]) -> _T:
        """What is asked of the files; once more of a new snapshot where `compact` or `forget` has just put others in their place."""
        try:
            return ask(self._now())
        except duckdb.IOException:
            self.refresh()
            return ask(self._now())


def _found(snapshot: Snapshot, asked: Asked, seconds: float) -> Found:
    days = sorted({file.partition["date"] for file in snapshot.files["articles"]}, reverse=True)
    days = [day for day in days if (asked.since or "") <= day <= (asked.until or "9999")]
    deadline = time.monotonic() + seconds
    found: list[dict[str, Any]] = []
    since = None
    for together in _batches(snapshot, days, asked.region):
        left = deadline - time.monotonic()
        if left <= 0 or len(found) >= SEARCH_HITS:
            return Found(found[:SEARCH_HITS], since, False)
        try:
            found += _search(snapshot, together, asked, SEARCH_HITS + 1 - len(found), left)
        except duckdb.InterruptException:
            return Found(found, since, False)
        since = min(day for day, _ in together)
    return Found(found[:SEARCH_HITS], since, len(found) <= SEARCH_HITS)


def _told(snapshot: Snapshot, article_id: str) -> Told | None:
    cursor = snapshot.connection.cursor()
    known = cursor.execute("select date, region, story from news where article_id = ?", [article_id]).fetchall()
    if not known:
        return None
    rows = snapshot.read(
        ARTICLES,
        {(date, region) for date, region, _ in known},
        "select * exclude (signature) from rows where article_id = ? order by revision",
        [article_id],
    )
    if not rows:
        return None
    revisions = [
        Revision(
            after["revision"],
            after["fetched_at"],
            before["headline"],
            after["headline"],
            changes(before["body"] or "", after["body"] or ""),
        )
        for before, after in itertools.pairwise(rows)
    ]
    others = cursor.execute(
        "select article_id, date, region from latest where story = ? and article_id <> ? order by date, article_id limit ?",
        [known[-1][2], article_id, _COPIES],
    ).fetchall()
    copies = snapshot.read(
        ARTICLES,
        {(date, region) for _, date, region in others},
        "select article_id, date, region, language, coalesce(publisher, domain) as publisher, headline, "
        "coalesce(canonical_url, url) as url, source from rows where article_id in (select unnest(?)) "
        "qualify row_number() over (partition by article_id order by revision desc) = 1 order by date, article_id",
        [[other for other, _, _ in others]],
    )
    sightings = snapshot.read(
        ENTRIES,
        {tuple(file.partition.values()) for file in snapshot.files["entries"]},
        "select feed_url, entry_id, url, title, outcome, reason, published_at, seen_at from rows "
        "where article_id = ? order by seen_at limit ?",
        [article_id, _SIGHTINGS],
    )
    return Told(rows[-1], revisions, sightings, copies)


def _batches(snapshot: Snapshot, days: list[str], region: str | None) -> Iterator[list[tuple[str, str]]]:
    """Partitions, newest day first, so many files at a time."""
    of_day: dict[str, list[tuple[str, str]]] = {}
    for file in snapshot.files["articles"]:
        if region is None or file.partition["region"] == region:
            of_day.setdefault(file.partition["date"], []).append((file.partition["date"], file.partition["region"]))
    batch: list[tuple[str, str]] = []
    for day in days:
        batch += of_day.get(day, [])
        if len(batch) >= _FILES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _search(snapshot: Snapshot, partitions: list[tuple[str, str]], asked: Asked, limit: int, seconds: float) -> list[dict[str, Any]]:
    has_word = " and ".join("(contains(lower(headline), ?) or contains(lower(body), ?))" for _ in asked.words) or "true"
    return snapshot.read(
        ARTICLES,
        partitions,
        f"""
        select article_id, date, region, language, coalesce(publisher, domain) as publisher, headline, coalesce(canonical_url, url) as url,
               dateline.text as dateline, source, body
        from rows where {has_word} and (? is null or language = ?)
          and not exists (select 1 from news where news.revision > greatest(1, rows.revision) and news.article_id = rows.article_id)
        order by date desc, published_at desc nulls last, article_id limit {limit}
        """,
        [*(word.lower() for word in asked.words for _ in range(2)), asked.language, asked.language],
        seconds=seconds,
    )
