"""`dateline forget`: rows and pages out of a lake, for those who have a right to it, and for retention."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import numpy as np
import pyarrow as pa

from pipeline.upkeep.kept_pages import kept_files, read_kept
from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Page, Table
from transforms.ids import article_id
from transforms.instants import Clock, day_of
from transforms.keep_pages import archive_path, to_warc
from transforms.urls import canonical_url
from transforms.write_lake import Lake, LakeFile, empty_trash, finish_interrupted, local_storage, read_columns, read_rows, rewrite
from transforms.write_lake.storage import QUARANTINE

# Where a row says what it is about. Polls speak of no story: they go by their day only.
_ADDRESSES = {ARTICLES: ("url", "canonical_url"), ENTRIES: ("url",), REJECTS: ("origin",), POLLS: ()}


@dataclasses.dataclass(frozen=True, slots=True)
class Forget:
    """What is to go: what lies at one of the addresses or under one of the domains, and is older than a day (`YYYY-MM-DD`).

    Without addresses and domains everything goes that is older.
    """

    urls: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    before: str | None = None

    def takes(self, urls: Sequence[str | None], day: str) -> bool:
        """Whether it takes what lies at these addresses and has this day."""
        return (self.before is None or day < self.before) and (not (self.urls or self.domains) or any(map(self._names, urls)))

    def _names(self, url: str | None) -> bool:
        if not url:
            return False
        host = _host(url)
        return _canonical(url) in self._wanted or any(host == domain or host.endswith(f".{domain}") for domain in self.domains)

    @property
    def _wanted(self) -> frozenset[str]:
        return _canonical_all(self.urls)


@dataclasses.dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each table, and how many kept pages, are taken out; and how many files in quarantine nobody looked into."""

    rows: Mapping[str, int]
    pages: int
    quarantined: int


def forget(lake: Lake, what: Forget, clock: Clock, *, dry_run: bool = False) -> Forgotten:
    """Takes rows out of all tables, and pages out of what is kept: each partition in one step, the articles last.

    Sightings go with the article that they led to. The trash is emptied, of what earlier upkeep left there too: nothing that was
    taken out is left on the disk, but perhaps in `_quarantine/`. `dry_run` only counts.

    Raises:
      LakeError: the lake is on an object store, a lock could not be had, or a file cannot be read.
    """
    disk = local_storage(lake)
    if not dry_run:
        finish_interrupted(lake)
    gone = _articles(lake, what)
    pages = _forget_pages(lake, what, dry_run)
    rows = {
        table.name: _forget_rows(lake, table, _chosen(table, what, gone), clock, dry_run) for table in (REJECTS, ENTRIES, POLLS, ARTICLES)
    }
    if not dry_run:
        empty_trash(lake, clock=clock, grace_us=0)
    return Forgotten({name: rows[name] for name in ("articles", "entries", "polls", "rejects")}, pages, len(disk.list(QUARANTINE)))


def _articles(lake: Lake, what: Forget) -> frozenset[str]:
    """The ids of the articles that go."""
    rows = read_columns(lake, ARTICLES, ["article_id", "url", "canonical_url", "date"])
    chosen = _chosen(ARTICLES, what, frozenset())(rows)
    return frozenset(rows["article_id"].filter(pa.array(chosen)).to_pylist())


def _chosen(table: Table, what: Forget, articles: frozenset[str]) -> Callable[[pa.Table], np.ndarray]:
    """Which rows go, as a mask."""

    def choose(rows: pa.Table) -> np.ndarray:
        days = rows["date"].to_pylist()
        addresses = [rows[column].to_pylist() for column in _ADDRESSES[table]]
        named = zip(*addresses, strict=True) if addresses else itertools.repeat(())
        mask = np.fromiter((what.takes(urls, day) for urls, day in zip(named, days, strict=False)), bool, len(days))
        if table is ENTRIES and articles:
            mask |= np.fromiter((id_ in articles for id_ in rows["article_id"].to_pylist()), bool, len(days))
        return mask

    return choose


def _forget_rows(lake: Lake, table: Table, choose: Callable[[pa.Table], np.ndarray], clock: Clock, dry_run: bool) -> int:
    columns = sorted({*_ADDRESSES[table], "date"} | ({"article_id"} if table is ENTRIES else set()))
    taken = 0
    for _, files in itertools.groupby(lake.files(table), lambda file: file.partition):
        group = list(files)
        rows = sum(int(choose(read_rows(lake, table, file.path).select(columns)).sum()) for file in group)
        taken += rows
        if rows and not dry_run:
            rewrite(lake, table, group[0].partition, functools.partial(_without, lake, table, choose), clock=clock)
    return taken


def _without(
    lake: Lake, table: Table, choose: Callable[[pa.Table], np.ndarray], files: Sequence[LakeFile]
) -> Iterator[LakeFile | pa.Table]:
    for file in files:
        rows = read_rows(lake, table, file.path)
        mask = choose(rows)
        yield rows.filter(pa.array(~mask)) if mask.any() else file


def _forget_pages(lake: Lake, what: Forget, dry_run: bool) -> int:
    disk = local_storage(lake)
    taken = 0
    for path in kept_files(lake):
        pages = read_kept(lake, path)
        stay = [page for page in pages if not what.takes((page.url, page.origin), _day(page))]
        taken += len(pages) - len(stay)
        if len(stay) < len(pages) and not dry_run:
            if stay:
                disk.publish(archive_path(stay), to_warc(stay))
            disk.remove(path)
    return taken


def _day(page: Page) -> str:
    return day_of(page.fetched_at or 0)


@functools.lru_cache(maxsize=1 << 16)
def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@functools.lru_cache(maxsize=1 << 16)
def _canonical(url: str) -> str:
    """By which the lake knows an address: http and https are one."""
    return article_id(canonical_url(url) or url)


@functools.lru_cache(maxsize=16)
def _canonical_all(urls: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(_canonical, urls))
