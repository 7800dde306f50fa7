"""`dateline compact`: the small files of closed partitions become one, sorted, a partition."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from schemas import TABLES, Table
from transforms.instants import Clock, day_of
from transforms.write_lake import Lake, LakeFile, empty_trash, finish_interrupted, local_storage, read_rows, rewrite
from transforms.write_lake.commit import drop_doubles
from transforms.write_lake.storage import TEMPORARY, LocalStorage

# A partition is closed when its day is this many days past: most late news has come by then. What comes later still is a small
# file again, for the next time.
CLOSED_DAYS = 2

# What a merged file holds at the most, and below which size a file is worth merging: so a file is rewritten a few times in its life.
TARGET_BYTES = 64 << 20
SMALL_BYTES = TARGET_BYTES // 2

# Files that a writer left in `_tmp` when it was killed. A live one is there for seconds.
ORPHAN_US = 24 * 3_600_000_000
_DAY_US = 24 * 3_600_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class Compacted:
    """What a table gained: partitions rewritten, and their files and bytes before and after."""

    table: str
    partitions: int
    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int


def compact(lake: Lake, clock: Clock, *, dry_run: bool = False) -> list[Compacted]:
    """Merges the small files of closed partitions, and removes what earlier upkeep left in the trash over a day ago.

    Safe beside runs and readers, and when killed: see `transforms.write_lake.rewriting`. `dry_run` changes nothing and gives what
    would be merged; of the bytes after it knows only those before.

    Raises:
      LakeError: the lake is on an object store, or a file cannot be read.
    """
    disk = local_storage(lake)
    if not dry_run:
        finish_interrupted(lake)
        empty_trash(lake, clock=clock)
        for path in disk.list(TEMPORARY):
            if disk.changed_at(path) < clock() - ORPHAN_US:
                disk.remove(path)
    before = day_of(clock() - (CLOSED_DAYS - 1) * _DAY_US)
    return [_compact_table(lake, disk, table, before, clock, dry_run) for table in TABLES]


def bins(files: Sequence[LakeFile], sizes: Mapping[str, int]) -> list[list[LakeFile]]:
    """The files that become one each: small ones together up to `TARGET_BYTES`, in order of path; large ones alone."""
    small = [file for file in files if sizes[file.path] < SMALL_BYTES]
    gathered: list[list[LakeFile]] = [[file] for file in files if sizes[file.path] >= SMALL_BYTES]
    weight = TARGET_BYTES
    for file in small:
        if weight + sizes[file.path] > TARGET_BYTES:
            gathered.append([])
            weight = 0
        gathered[-1].append(file)
        weight += sizes[file.path]
    return gathered


def _compact_table(lake: Lake, disk: LocalStorage, table: Table, before: str, clock: Clock, dry_run: bool) -> Compacted:
    closed = lake.files(table, lambda partition: tuple(partition) == table.partition_columns and partition["date"] < before)
    gains = []
    for _, group in itertools.groupby(closed, lambda file: file.partition):
        files = list(group)
        sizes = {file.path: disk.size(file.path) for file in files}
        merged = bins(files, sizes)
        if len(merged) == len(files):
            continue
        if dry_run:
            gains.append((len(files), len(merged), sum(sizes.values()), sum(sizes.values())))
        elif done := rewrite(lake, table, files[0].partition, lambda files: _merged(lake, disk, table, files), clock=clock):
            gains.append(dataclasses.astuple(done))
    return (
        Compacted(table.name, len(gains), *(sum(column) for column in zip(*gains, strict=True)))
        if gains
        else Compacted(table.name, *[0] * 5)
    )


def _merged(lake: Lake, disk: LocalStorage, table: Table, files: Sequence[LakeFile]) -> Iterator[LakeFile | pa.Table]:
    for together in bins(files, {file.path: disk.size(file.path) for file in files}):
        if len(together) == 1:
            yield together[0]
        else:
            yield drop_doubles(table, pa.concat_tables([read_rows(lake, table, file.path) for file in together]))
