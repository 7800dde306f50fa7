"""`rewrite`: the one place where files of the lake give way to others, a partition in one step.

Beside `commit`, which only adds. The new folder is prepared under `_trash/`, and changes places with the partition's own: readers
see the one or the other. Files that somebody is still reading lie in the trash then, until `empty_trash`.
"""

from __future__ import annotations

import dataclasses
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from schemas import TABLES, Table
from transforms.ids import digest
from transforms.instants import Clock, from_micros, system_clock
from transforms.write_lake.commit import commit
from transforms.write_lake.encoding import encode
from transforms.write_lake.lake import Lake, LakeFile, parse_partition, partition_path, read_rows
from transforms.write_lake.storage import QUARANTINE, TRASH, LakeError, LocalStorage

# What a partition shall hold: files of its own that stay as they are, and rows that become a file each.
Contents = Iterable[LakeFile | pa.Table]

# A reader that listed the old files has this long to read them.
GRACE_US = 24 * 3_600_000_000

_STAMP = "%Y%m%dT%H%M%SZ"
_NEW, _OLD = "new", "old"


@dataclasses.dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of a partition's files: how many they were and are, and their bytes."""

    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int


def rewrite(
    lake: Lake,
    table: Table,
    partition: Mapping[str, str],
    contents: Callable[[Sequence[LakeFile]], Contents],
    *,
    quarantine: bool = False,
    clock: Clock = system_clock,
) -> Rewritten | None:
    """Puts other files in the place of a partition's, in one step and under its lock.

    Killed before that step, nothing has changed; killed after it, all has. Where the filesystem cannot exchange two folders,
    the old one is renamed away first, and a reader between the two renames misses the partition; `finish_interrupted` mends
    what a kill leaves there.

    Args:
      contents: what the partition shall hold instead of these files.
      quarantine: keeps the old files under `_quarantine/` for good.

    Returns:
      None where all files stay as they are.

    Raises:
      LakeError: the lake is on an object store, the lock could not be had, or a file cannot be read.
    """
    disk = local_storage(lake)
    folder = f"{table.name}/{partition_path(partition)}"
    staged = f"{TRASH}/{_stamp(clock)}/{folder}/{_NEW}"
    with disk.lock(folder):
        before = lake.files_in(table, partition)
        stay: list[LakeFile] = []
        written = 0
        for content in contents(before):
            if isinstance(content, LakeFile):
                stay.append(content)
            elif content.num_rows:
                # Named by its bytes, not by its ids as `commit` does: the same ids may have been read anew.
                encoded = bytes(encode(table, content))
                disk.write_new(f"{staged}/part-{digest(encoded)}.parquet", encoded)
                written += 1
        if not written and len(stay) == len(before):
            return None
        for file in stay:
            disk.link(file.path, f"{staged}/{os.path.basename(file.path)}")
        if quarantine:
            for file in before:
                disk.link(file.path, f"{QUARANTINE}/{staged.split('/')[1]}/{file.path}")
        after = disk.list(staged)
        sizes = sum(disk.size(file.path) for file in before), sum(map(disk.size, after))
        _swap(disk, folder, staged, keep=bool(after))
    return Rewritten(len(before), len(after), *sizes)


def finish_interrupted(lake: Lake) -> int:
    """Mends partitions whose two renames were cut apart by a kill; gives how many. Only filesystems without an exchange have any."""
    disk = local_storage(lake)
    mended = 0
    for folder, staged in _half_swapped(disk):
        table = next(table for table in TABLES if table.name == folder.split("/")[0])
        partition = parse_partition(folder)
        with disk.lock(folder):
            if not disk.exists(folder):
                disk.move(staged, folder)
        # Somebody has written to the partition meanwhile: what it lacks is added to it, row by row.
        for path in disk.list(staged):
            commit(lake, table, partition, read_rows(lake, table, path))
        disk.remove(staged)
        mended += 1
    return mended


def empty_trash(lake: Lake, *, clock: Clock = system_clock, grace_us: int = GRACE_US) -> int:
    """Removes what was replaced longer ago than the grace; gives the bytes that the files had."""
    disk = local_storage(lake)
    until = from_micros(clock() - grace_us).strftime(_STAMP)
    freed = 0
    for name in disk.names(TRASH):
        if name.split("-")[0] <= until:
            freed += sum(map(disk.size, disk.list(f"{TRASH}/{name}")))
            disk.remove(f"{TRASH}/{name}")
    return freed


def local_storage(lake: Lake) -> LocalStorage:
    """The disk that the lake lies on. Raises LakeError for an object store, where nothing replaces several files in one step."""
    if isinstance(lake.storage, LocalStorage):
        return lake.storage
    raise LakeError(
        f"{lake.root}: files are replaced on a local disk only: an object store cannot do it in one step, "
        "and a reader would count rows twice or not at all"
    )


def _swap(disk: LocalStorage, folder: str, staged: str, *, keep: bool) -> None:
    """The step by which the new files are visible and the old ones are not; without any new ones, the partition goes."""
    old = f"{os.path.dirname(staged)}/{_OLD}"
    if not keep:
        disk.move(folder, old)
    elif not disk.exchange(staged, folder):
        disk.move(folder, old)
        disk.move(staged, folder)


def _half_swapped(disk: LocalStorage) -> Iterator[tuple[str, str]]:
    """Each folder of a table that was renamed away without another in its place yet, and that other."""
    found = {os.path.dirname(path) for path in disk.list(TRASH)}
    for old in sorted(path for path in found if os.path.basename(path) == _OLD):
        staged = f"{os.path.dirname(old)}/{_NEW}"
        if staged in found:
            yield "/".join(os.path.dirname(old).split("/")[2:]), staged


def _stamp(clock: Clock) -> str:
    return f"{from_micros(clock()).strftime(_STAMP)}-{uuid.uuid4().hex[:8]}"
