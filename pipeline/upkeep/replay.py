"""`dateline replay`: the kept pages, read again with today's code, and what it reads otherwise put right in the lake."""

from __future__ import annotations

import collections
import dataclasses
import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.upkeep.kept_pages import kept_files, read_kept
from schemas import ARTICLES, Article, Page, Unusable
from transforms.instants import Clock
from transforms.reading import read_page
from transforms.stories import sign
from transforms.strip_boilerplate.publisher_rules import NO_RULES, Rules
from transforms.suppression import read_suppressed
from transforms.write_lake import Lake, LakeFile, commit, finish_interrupted, local_storage, read_columns, read_rows, rewrite

# What is settled when an article is stored: sightings point to it, stories and revisions are counted by it.
_SETTLED = ("article_id", "revision", "story_id")
# A new version that reads the same is no change.
_IGNORED = (*_SETTLED, "extractor_version")

# (article id, revision)
Key = tuple[str, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Replayed:
    """What became of the kept pages: articles as they were, changed in their place, moved to another partition, added where none
    could be read before; pages that hold no article today, or one that was forgotten; and pages whose article the lake has from
    another page."""

    pages: int = 0
    unchanged: int = 0
    changed: int = 0
    moved: int = 0
    added: int = 0
    refused: int = 0
    elsewhere: int = 0


def replay(lake: Lake, clock: Clock, *, rules: Rules = NO_RULES, dry_run: bool = False) -> Replayed:
    """Reads every kept page again and rewrites the articles that come out otherwise, each partition in one step.

    An article keeps its id, revision and story. One whose date or region changes leaves its partition first and enters the other
    then; if a kill comes in between, the next replay adds it. An article whose page holds none today stays. `dry_run` only counts.

    Raises:
      LakeError: the lake is on an object store, a lock could not be had, or a file cannot be read.
    """
    local_storage(lake)
    if not dry_run:
        finish_interrupted(lake)
    counts: collections.Counter[str] = collections.Counter()
    for path in kept_files(lake):
        counts.update(_replay_file(lake, path, clock, rules, dry_run))
    return Replayed(**counts)


def _replay_file(lake: Lake, path: str, clock: Clock, rules: Rules, dry_run: bool) -> collections.Counter[str]:
    pages = read_kept(lake, path)
    suppressed = read_suppressed(lake)
    articles = [
        article
        for page in pages
        if (article := _read(page, rules)) and not suppressed.names((article.url, article.canonical_url), article.date)
    ]
    counts = collections.Counter(pages=len(pages), refused=len(pages) - len(articles))
    stored = _Stored(lake, articles)
    changes: dict[tuple[str, str], dict[Key, dict[str, Any]]] = collections.defaultdict(dict)
    strays: list[dict[str, Any]] = []
    for article in articles:
        row = stored.row_of(article)
        if row is None:
            known = article.article_id in stored.ids
            counts["elsewhere" if known else "added"] += 1
            if not known:
                stored.ids.add(article.article_id)
                strays.append(_row(article))
            continue
        settled = {name: row[name] for name in _SETTLED}
        new = _row(article) | settled | ({"signature": row["signature"]} if row["content_hash"] == article.content_hash else {})
        if all(new[name] == row[name] for name in new if name not in _IGNORED):
            counts["unchanged"] += 1
            continue
        home = row["date"], row["region"]
        moves = home != (new["date"], new["region"])
        counts["moved" if moves else "changed"] += 1
        changes[home][row["article_id"], row["revision"]] = {} if moves else new
        strays += [new] if moves else []
    if not dry_run:
        for home, replaced in changes.items():
            partition = dict(zip(ARTICLES.partition_columns, home, strict=True))
            rewrite(lake, ARTICLES, partition, functools.partial(_replaced, lake, replaced), clock=clock)
        _commit(lake, strays)
    return counts


def _read(page: Page, rules: Rules) -> Article | None:
    try:
        article = read_page(page, rules)
    except Unusable:
        return None
    return dataclasses.replace(article, signature=sign(article.body))


class _Stored:
    """The rows that the lake has of some articles, and the ids of all that it has."""

    def __init__(self, lake: Lake, articles: Iterable[Article]) -> None:
        index = read_columns(lake, ARTICLES, ["article_id", "fetched_at", "date", "region"])
        self.ids = set(index["article_id"].to_pylist())
        instants = pa.array(sorted({article.fetched_at for article in articles if article.fetched_at is not None}), pa.int64())
        fetched = index["fetched_at"].cast(pa.int64())
        homes = index.filter(pc.is_in(fetched, instants)).group_by(["date", "region"]).aggregate([])
        partitions = {(home["date"], home["region"]) for home in homes.to_pylist()}
        self._rows: dict[tuple[int, str], dict[str, Any]] = {}
        for file in lake.files(ARTICLES, lambda partition: (partition.get("date"), partition.get("region")) in partitions):
            rows = read_rows(lake, ARTICLES, file.path)
            for row in _as_rows(rows.filter(pc.is_in(rows["fetched_at"].cast(pa.int64()), instants))):
                for name in (row["url"], row["article_id"]):
                    self._rows[row["fetched_at"], name] = row

    def row_of(self, article: Article) -> dict[str, Any] | None:
        """The row that was made of the very page that this article was read from: same address, same instant."""
        at = article.fetched_at or 0
        return self._rows.get((at, article.url or "")) or self._rows.get((at, article.article_id))


def _row(article: Article) -> dict[str, Any]:
    return _as_rows(ARTICLES.to_arrow([article]))[0]


def _as_rows(rows: pa.Table) -> list[dict[str, Any]]:
    """Rows as dicts, instants as integers: so that two can be compared, and written again."""
    plain = [pa.field(field.name, pa.int64()) if pa.types.is_timestamp(field.type) else field for field in rows.schema]
    return rows.cast(pa.schema(plain)).to_pylist()  # type: ignore[no-any-return]


def _replaced(lake: Lake, replaced: dict[Key, dict[str, Any]], files: Sequence[LakeFile]) -> Iterator[LakeFile | pa.Table]:
    """The files with other rows in the place of some; with none in the place of those that move away."""
    for file in files:
        rows = read_rows(lake, ARTICLES, file.path)
        keys = list(zip(rows["article_id"].to_pylist(), rows["revision"].to_pylist(), strict=True))
        touched = [key in replaced for key in keys]
        if not any(touched):
            yield file
            continue
        new = [replaced[key] for key, is_touched in zip(keys, touched, strict=True) if is_touched and replaced[key]]
        yield pa.concat_tables([rows.filter(pc.invert(pa.array(touched))), _table(new)])


def _commit(lake: Lake, rows: list[dict[str, Any]]) -> None:
    homes: dict[tuple[str, str], list[dict[str, Any]]] = collections.defaultdict(list)
    for row in rows:
        homes[row["date"], row["region"]].append(row)
    for home, members in homes.items():
        commit(lake, ARTICLES, dict(zip(ARTICLES.partition_columns, home, strict=True)), _table(members))


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=ARTICLES.schema)
