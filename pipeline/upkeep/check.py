"""`dateline check`: whether a lake is what it says it is."""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas import ARTICLES, ENTRIES, TABLES, Table
from transforms.instants import Clock
from transforms.suppression import read_suppressed
from transforms.write_lake import (
    Lake,
    LakeError,
    LakeFile,
    commit,
    finish_interrupted,
    local_storage,
    parse_partition,
    partition_path,
    read_columns,
    read_file,
    read_rows,
    rewrite,
)
from transforms.write_lake.encoding import id_keys
from transforms.write_lake.storage import QUARANTINE, TEMPORARY, LocalStorage

# A writer that lives leaves a file in `_tmp` for seconds.
_ORPHAN_US = 3_600_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the lake.

    Attributes:
      fault: one of `unreadable`, `foreign`, `schema`, `misplaced`, `doubled`, `orphan`, `lost`, `back`.
      where: a path, or a table.
      detail: what is wrong, in words.
      rows: how many rows it concerns; 0 where that is not known.
      repaired: what `repair` did about it.
    """

    fault: str
    where: str
    detail: str
    rows: int = 0
    repaired: str = ""


def check(lake: Lake, clock: Clock, *, repair: bool = False) -> list[Finding]:
    """Every fault of a lake: files that do not open, are none of the lake's, or have other columns; rows in the wrong partition,
    rows whose id is there twice, sightings whose article is not there, articles that were forgotten; files that a killed writer left.

    Args:
      repair: puts right what can be. What is taken out of a table's folder is kept under `_quarantine/`; nothing is deleted.

    Raises:
      LakeError: `repair` on an object store, or a lock that could not be had.
    """
    disk = local_storage(lake) if repair else None
    if disk:
        finish_interrupted(lake)
    findings: list[Finding] = []
    for table in TABLES:
        findings += _check_files(lake, table, disk, clock)
        findings += _check_ids(lake, table, disk, clock)
    findings += _check_accounting(lake)
    findings += _check_orphans(lake, disk, clock)
    return findings


def _check_files(lake: Lake, table: Table, disk: LocalStorage | None, clock: Clock) -> Iterator[Finding]:
    for path in lake.storage.list(table.name):
        fault = _fault_of(lake, table, path)
        if fault is None:
            continue
        if disk and fault.fault == "misplaced":
            yield dataclasses.replace(fault, repaired=_put_in_place(lake, table, LakeFile(path, parse_partition(path)), clock))
        elif disk and fault.fault in ("unreadable", "foreign"):
            yield dataclasses.replace(fault, repaired=_quarantined(disk, path))
        else:
            yield fault


def _fault_of(lake: Lake, table: Table, path: str) -> Finding | None:
    partition = parse_partition(path)
    if (
        not path.endswith(".parquet")
        or f"{table.name}/{partition_path(partition)}" != path.rpartition("/")[0]
        or (tuple(partition) != table.partition_columns)
    ):
        return Finding("foreign", path, "no file of the lake: tables hold Parquet files in folders of their partitions, nothing else")
    try:
        rows = read_file(lake, path)
    except LakeError as error:
        return Finding("unreadable", path, str(error).partition(": ")[2] or str(error))
    except FileNotFoundError:
        return None  # Replaced by other files since it was listed.
    odd = _odd_columns(table, rows.schema)
    if odd:
        return Finding("schema", path, odd)
    misplaced = rows.num_rows - int(pc.sum(_in_place(rows, partition)).as_py() or 0)
    if misplaced:
        return Finding("misplaced", path, f"{misplaced:,} rows of another partition", misplaced)
    return None


def _odd_columns(table: Table, found: pa.Schema) -> str:
    """What is wrong with a file's columns. An older version's may lack some that are null then."""
    wrong = [f"{name}: unknown" for name in found.names if name not in table.schema.names]
    for field in table.schema:
        if field.name not in found.names:
            wrong += [f"{field.name}: missing"] if not field.nullable else []
        elif found.field(field.name).type != field.type:
            wrong.append(f"{field.name}: {found.field(field.name).type}, not {field.type}")
    return "; ".join(wrong)


def _in_place(rows: pa.Table, partition: Mapping[str, str]) -> pa.ChunkedArray:
    matches = [pc.fill_null(pc.equal(rows[column], value), False) for column, value in partition.items()]
    return matches[0] if len(matches) == 1 else pc.and_(*matches)


def _put_in_place(lake: Lake, table: Table, file: LakeFile, clock: Clock) -> str:
    """Rows go to the partition that they name. There first: a kill in between leaves them doubled, which the next repair mends."""
    rows = read_rows(lake, table, file.path)
    astray = rows.filter(pc.invert(_in_place(rows, file.partition)))
    for keys in astray.select(list(table.partition_columns)).group_by(list(table.partition_columns)).aggregate([]).to_pylist():
        partition = {column: keys[column] for column in table.partition_columns}
        commit(lake, table, partition, astray.filter(_in_place(astray, partition)))

    def without(files: Sequence[LakeFile]) -> Iterator[LakeFile | pa.Table]:
        for other in files:
            yield other if other.path != file.path else rows.filter(_in_place(rows, file.partition))

    rewrite(lake, table, file.partition, without, quarantine=True, clock=clock)
    return "rows put in their partition"


def _check_ids(lake: Lake, table: Table, disk: LocalStorage | None, clock: Clock) -> Iterator[Finding]:
    """Rows whose id another row has, in the same partition or in another. The first by path stays."""
    files: list[LakeFile] = []
    keys: list[np.ndarray] = []
    for file in lake.files(table):
        try:
            found = id_keys(table, read_file(lake, file.path, list(table.id_columns)))
        except (LakeError, FileNotFoundError, KeyError):
            continue  # Told of already, or replaced.
        files.append(file)
        keys.append(np.array(found.to_pylist(), dtype=object))
    if not files:
        return
    everything = np.concatenate(keys)
    _, first = np.unique(everything, return_index=True)
    later = np.ones(len(everything), bool)
    later[first] = False
    starts = [0, *itertools.accumulate(len(part) for part in keys)]
    doubled = {
        file.path: later[start:stop] for file, start, stop in zip(files, starts, starts[1:], strict=False) if later[start:stop].any()
    }
    for file in files:
        if file.path in doubled:
            rows = int(doubled[file.path].sum())
            finding = Finding("doubled", file.path, f"{rows:,} rows whose id stands elsewhere too", rows)
            yield dataclasses.replace(finding, repaired=_drop(lake, table, file, doubled[file.path], clock)) if disk else finding


def _drop(lake: Lake, table: Table, doubled: LakeFile, rows: np.ndarray, clock: Clock) -> str:
    def without(files: Sequence[LakeFile]) -> Iterator[LakeFile | pa.Table]:
        for file in files:
            yield file if file.path != doubled.path else read_rows(lake, table, file.path).filter(pa.array(~rows))

    rewrite(lake, table, doubled.partition, without, quarantine=True, clock=clock)
    return "one row an id left; the old files quarantined"


def _check_accounting(lake: Lake) -> Iterator[Finding]:
    """Whether the article that a sighting led to is there."""
    try:
        sightings = read_columns(lake, ENTRIES, ["outcome", "article_id"])
        articles = read_columns(lake, ARTICLES, ["article_id", "url", "canonical_url", "date"])
    except LakeError:
        return  # A file that does not open is told of already; what is in it cannot be counted.
    forgotten = pc.equal(sightings["outcome"], "forgotten")
    led = sightings.filter(pc.and_(pc.is_valid(sightings["article_id"]), pc.invert(forgotten)))
    lost = led.filter(pc.invert(pc.is_in(led["article_id"], articles["article_id"])))
    for outcome, rows in sorted(collections.Counter(lost["outcome"].to_pylist()).items()):
        yield Finding("lost", ENTRIES.name, f"{rows:,} sightings with outcome {outcome} whose article is not in the lake", rows)
    gone = set(sightings["article_id"].filter(forgotten).to_pylist())
    suppressed = read_suppressed(lake)
    columns = (column.to_pylist() for column in articles.columns)
    back = sum(id_ in gone or suppressed.names(urls, day) for id_, *urls, day in zip(*columns, strict=True))
    if back:
        yield Finding("back", ARTICLES.name, f"{back:,} rows that were forgotten while a run had read them: forget them again", back)


def _check_orphans(lake: Lake, disk: LocalStorage | None, clock: Clock) -> Iterator[Finding]:
    local = lake.storage if isinstance(lake.storage, LocalStorage) else None
    for path in local.list(TEMPORARY) if local else ():
        if local and local.changed_at(path) < clock() - _ORPHAN_US:
            finding = Finding("orphan", path, "left by a writer that was killed; its rows were never visible")
            yield dataclasses.replace(finding, repaired=_quarantined(disk, path)) if disk else finding


def _quarantined(disk: LocalStorage, path: str) -> str:
    disk.move(path, f"{QUARANTINE}/{path}")
    return f"moved to {QUARANTINE}/{path}"
