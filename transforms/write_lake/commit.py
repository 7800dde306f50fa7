"""`commit`: the one place where rows become visible, each of them once."""

from __future__ import annotations

import collections
import dataclasses
import json
import threading
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from schemas import Table
from transforms.write_lake.encoding import encode, file_name, id_keys
from transforms.write_lake.lake import Lake, partition_path, read_file

# What a process remembers of the files that it has read, so that each is read once: 64 MB are the ids of a million and a half rows.
LEDGER_BYTES = 64 << 20


@dataclasses.dataclass(frozen=True, slots=True)
class Committed:
    """What became of rows given to `commit`.

    Attributes:
      path: the new file, relative to the lake; None where all of the rows were there already.
      rows: rows written.
      left_out: rows whose id the partition has already.
      doubles: rows left out for another of the same id among those given.
    """

    path: str | None
    rows: int
    left_out: int
    doubles: int


def commit(lake: Lake, table: Table, partition: Mapping[str, str], rows: pa.Table) -> Committed:
    """Writes the rows whose ids the partition does not have as one file of it, visible whole or not at all.

    Whatever ends it early, the same rows may be committed again: what is there is left out. Any number of processes may
    do this to one lake at once.

    Args:
      partition: a value for each of `table.partition_columns`, in their order.
      rows: of `table.schema`; in any order, ids repeated or not.

    Raises:
      ValueError: `partition` does not name the table's partition columns.
      LakeError: the lock could not be had (see `Storage.lock`), or a file of the partition cannot be read.
      OSError: the disk or the store refused; nothing is visible, or all of it is.
    """
    if tuple(partition) != table.partition_columns:
        raise ValueError(f"table {table.name} is partitioned by {table.partition_columns}, not by {tuple(partition)}")
    single = drop_doubles(table, rows)
    doubles = rows.num_rows - single.num_rows
    if not single.num_rows:
        return Committed(None, 0, 0, doubles)
    folder = f"{table.name}/{partition_path(partition)}"
    with lake.storage.lock(folder) as assert_held:
        new = _leave_out_known(lake, table, partition, single)
        left_out = single.num_rows - new.num_rows
        if not new.num_rows:
            return Committed(None, 0, left_out, doubles)
        path = f"{folder}/{file_name(table, new)}"
        content = encode(table, new)
        assert_held()
        lake.storage.publish(path, content)
    _ledger.put((lake.root, path), id_keys(table, new))
    return Committed(path, new.num_rows, left_out, doubles)


def drop_doubles(table: Table, rows: pa.Table) -> pa.Table:
    """One row an id: of several the least by its values, so that the order of arrival does not matter."""
    keys = id_keys(table, rows)
    counts = pc.value_counts(keys)
    repeated = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    if not len(repeated):
        return rows
    in_doubt = pc.is_in(keys, repeated)
    places = pc.indices_nonzero(in_doubt)
    best: dict[str, tuple[str, int]] = {}
    for key, row, place in zip(keys.filter(in_doubt).to_pylist(), rows.take(places).to_pylist(), places.to_pylist(), strict=True):
        candidate = (json.dumps(row, default=str), place)
        best[key] = min(candidate, best.get(key, candidate))
    settled = pa.array(sorted(place for _, place in best.values()), pa.uint64())
    return rows.take(pa.concat_arrays([pc.indices_nonzero(pc.invert(in_doubt)), settled]))


def _leave_out_known(lake: Lake, table: Table, partition: Mapping[str, str], rows: pa.Table) -> pa.Table:
    keys = id_keys(table, rows)
    stored = [chunk for file in lake.files_in(table, partition) for chunk in _ids_of(lake, table, file.path).chunks]
    if not stored:
        return rows
    # A look-up builds a hash of its set each time: of the new ids, which are few, while the stored ones only pass by.
    ids = pa.chunked_array(stored)
    known = ids.filter(pc.is_in(ids, keys))
    return rows.filter(pc.invert(pc.is_in(keys, known))) if len(known) else rows


def _ids_of(lake: Lake, table: Table, path: str) -> pa.ChunkedArray:
    """The ids in a file. Files never change, so they are remembered by name."""
    ids = _ledger.get((lake.root, path))
    if ids is None:
        ids = id_keys(table, read_file(lake, path, list(table.id_columns)))
        _ledger.put((lake.root, path), ids)
    return ids


class _Ledger:
    """The ids of the files read last, up to `LEDGER_BYTES`."""

    def __init__(self) -> None:
        self._ids: collections.OrderedDict[tuple[str, str], pa.ChunkedArray] = collections.OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> pa.ChunkedArray | None:
        with self._lock:
            if key in self._ids:
                self._ids.move_to_end(key)
            return self._ids.get(key)

    def put(self, key: tuple[str, str], ids: pa.ChunkedArray) -> None:
        with self._lock:
            if key in self._ids:
                return
            self._ids[key] = ids
            self._bytes += ids.nbytes
            while self._bytes > LEDGER_BYTES:
                self._bytes -= self._ids.popitem(last=False)[1].nbytes


_ledger = _Ledger()
