"""`dateline forget`: rows and pages out of a lake, for good, for those who have a right to it, and for retention."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.upkeep.kept_pages import kept_files, read_kept
from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Page, Table
from transforms.ids import digest
from transforms.instants import Clock, day_of
from transforms.keep_pages import archive_path, to_warc
from transforms.suppression import Suppressed, address_id, suppress
from transforms.write_lake import Lake, LakeFile, empty_trash, finish_interrupted, local_storage, read_columns, read_rows, rewrite
from transforms.write_lake.storage import QUARANTINE

# Where a row says what it is about. Polls speak of no story: they go by their day only.
_ADDRESSES = {ARTICLES: ("url", "canonical_url"), ENTRIES: ("url",), REJECTS: ("origin",), POLLS: ()}
# What is told of a sighting beside its ids.
_TOLD = ("url", "title", "reason", "published_at")

# Older than any.
_ANY_DAY = ""

# Which rows of a table go, as a mask.
Choice = Callable[[pa.Table], np.ndarray]


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
        if self.urls or self.domains:
            return _suppressed(self).names(urls, day)
        return self.is_old_enough(day)

    def is_old_enough(self, day: str) -> bool:
        """Whether its day does not save it."""
        return self.before is None or day < self.before


@dataclasses.dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of each table, and how many kept pages, are taken out; and how many files in quarantine nobody looked into."""

    rows: Mapping[str, int]
    pages: int
    quarantined: int


@dataclasses.dataclass(frozen=True, slots=True)
class _Gone:
    """The articles that go: their ids, and what else the page of one may be known by (the ids of its addresses and links)."""

    articles: frozenset[str]
    known_by: frozenset[str]


def forget(lake: Lake, what: Forget, clock: Clock, *, dry_run: bool = False) -> Forgotten:
    """Takes rows out of all tables, and pages out of what is kept: each partition in one step, the articles last.

    What is named by its address or domain is suppressed first (`transforms.suppression`): no later run takes it in. Of sightings, also
    those of the articles that go, ids are left, by which a feed that still shows them is recognised. The trash is emptied, of what
    earlier upkeep left there too: nothing that was taken out is left on the disk, but perhaps in `_quarantine/`. Killed, it is to be
    given again. `dry_run` only counts.

    Raises:
      LakeError: the lake is on an object store, a lock could not be had, or a file cannot be read.
    """
    disk = local_storage(lake)
    if not dry_run:
        finish_interrupted(lake)
        suppress(lake, _suppressed(what))
    gone = _gone(lake, what)
    pages = _forget_pages(lake, what, gone, dry_run)
    rows = {
        REJECTS: _forget_rows(lake, REJECTS, _named(REJECTS, what), _filtered, clock, dry_run),
        ENTRIES: _forget_rows(lake, ENTRIES, _sightings(what, gone), functools.partial(_blanked, gone), clock, dry_run),
        POLLS: _forget_rows(lake, POLLS, _named(POLLS, what), _filtered, clock, dry_run),
        ARTICLES: _forget_rows(lake, ARTICLES, _of_articles(gone), _filtered, clock, dry_run),
    }
    if not dry_run:
        empty_trash(lake, clock=clock, grace_us=0)
    taken = {table.name: rows[table] for table in (ARTICLES, ENTRIES, POLLS, REJECTS)}
    return Forgotten(taken, pages, len(disk.list(QUARANTINE)))


def _gone(lake: Lake, what: Forget) -> _Gone:
    """The articles that are named, that a link which is named led to, and that a forget which was killed left behind."""
    articles = read_columns(lake, ARTICLES, ["article_id", "url", "canonical_url", "date"])
    sightings = read_columns(lake, ENTRIES, ["article_id", "link_id", "url", "outcome"])
    named = [_suppressed(what).names((url,), _ANY_DAY) for url in sightings["url"].to_pylist()]
    led = {id_ for id_, is_named in zip(sightings["article_id"].to_pylist(), named, strict=True) if is_named}
    left_behind = set(sightings["article_id"].filter(pc.equal(sightings["outcome"], "forgotten")).to_pylist())
    going = {
        id_: (url, canonical)
        for id_, url, canonical, day in zip(*(column.to_pylist() for column in articles.columns), strict=True)
        if what.takes((url, canonical), day) or (id_ in led and what.is_old_enough(day)) or id_ in left_behind
    }
    known_by = {address_id(url) for urls in going.values() for url in urls if url}
    links = sightings["link_id"].filter(pc.is_in(sightings["article_id"], pa.array(list(going), pa.string()))).to_pylist()
    return _Gone(frozenset(going), frozenset(known_by.union(links, going)))


@functools.lru_cache(maxsize=16)
def _suppressed(what: Forget) -> Suppressed:
    return Suppressed.of(what.urls, what.domains, what.before)


def _named(table: Table, what: Forget) -> Choice:
    """The rows that say themselves that they go."""

    def choose(rows: pa.Table) -> np.ndarray:
        days = rows["date"].to_pylist()
        addresses = [rows[column].to_pylist() for column in _ADDRESSES[table]]
        named = zip(*addresses, strict=True) if addresses else itertools.repeat(())
        return np.fromiter((what.takes(urls, day) for urls, day in zip(named, days, strict=False)), bool, len(days))

    return choose


def _sightings(what: Forget, gone: _Gone) -> Choice:
    """The sightings that go, themselves or with their article, and are not gone yet."""
    named = _named(ENTRIES, what)

    def choose(rows: pa.Table) -> np.ndarray:
        still = pc.not_equal(rows["outcome"], "forgotten").to_numpy()
        with_article = np.fromiter((id_ in gone.articles for id_ in rows["article_id"].to_pylist()), bool, rows.num_rows)
        goes: np.ndarray = still & (named(rows) | with_article)
        return goes

    return choose


def _of_articles(gone: _Gone) -> Choice:
    return lambda rows: np.fromiter((id_ in gone.articles for id_ in rows["article_id"].to_pylist()), bool, rows.num_rows)


def _filtered(rows: pa.Table, mask: np.ndarray) -> pa.Table:
    return rows.filter(pa.array(~mask))


def _blanked(gone: _Gone, rows: pa.Table, mask: np.ndarray) -> pa.Table:
    """The rows, of those that go only what a sighting is recognised by."""
    goes = pa.array(mask)
    has_article = pa.array([id_ in gone.articles for id_ in rows["article_id"].to_pylist()])
    columns = {name: pc.if_else(goes, None, rows[name]) for name in _TOLD}
    columns["entry_id"] = pc.if_else(goes, rows["sighting_id"], rows["entry_id"])
    columns["outcome"] = pc.if_else(goes, "forgotten", rows["outcome"])
    columns["settled"] = pc.or_(goes, rows["settled"])
    columns["tries"] = pc.if_else(goes, 0, rows["tries"])
    columns["article_id"] = pc.if_else(pc.and_(goes, pc.invert(has_article)), None, rows["article_id"])
    return pa.Table.from_arrays([columns.get(name, rows[name]) for name in rows.column_names], schema=rows.schema)


def _forget_rows(
    lake: Lake, table: Table, choose: Choice, change: Callable[[pa.Table, np.ndarray], pa.Table], clock: Clock, dry_run: bool
) -> int:
    taken = 0
    for _, files in itertools.groupby(lake.files(table), lambda file: file.partition):
        group = list(files)
        rows = sum(int(choose(read_rows(lake, table, file.path)).sum()) for file in group)
        taken += rows
        if rows and not dry_run:
            rewrite(lake, table, group[0].partition, functools.partial(_changed, lake, table, choose, change), clock=clock)
    return taken


def _changed(
    lake: Lake, table: Table, choose: Choice, change: Callable[[pa.Table, np.ndarray], pa.Table], files: Sequence[LakeFile]
) -> Iterator[LakeFile | pa.Table]:
    for file in files:
        rows = read_rows(lake, table, file.path)
        mask = choose(rows)
        yield change(rows, mask) if mask.any() else file


def _forget_pages(lake: Lake, what: Forget, gone: _Gone, dry_run: bool) -> int:
    disk = local_storage(lake)
    taken = 0
    for path in kept_files(lake):
        pages = read_kept(lake, path)
        stay = [page for page in pages if not (what.takes((page.url, page.origin), _day(page)) or _ids(page) & gone.known_by)]
        taken += len(pages) - len(stay)
        if len(stay) < len(pages) and not dry_run:
            if stay:
                disk.publish(archive_path(stay), to_warc(stay))
            disk.remove(path)
    return taken


def _ids(page: Page) -> set[str]:
    """What an article or a sighting of this page would be known by."""
    known = {digest("content", page.content), address_id(page.url or page.origin)}
    return known | {page.entry.link_id} if page.entry else known


def _day(page: Page) -> str:
    return day_of(page.fetched_at or 0)
