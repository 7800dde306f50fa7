"""Records to Arrow batches by partition: what crosses the shuffle is a few compressed blobs, not thousands of rows.

Keyed rows into a GroupByKey are 6.0k rows/s and 5.9 GB a GB; batches into a stateful batcher 9.7k rows/s and 0.8 GB
(DESIGN.md, measured).
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from schemas import Table
from transforms.write_lake.lake import partition_path

BATCH_ROWS = 1000

# What a bundle may hold before the largest of its batches goes on: the records' text, and what their objects weigh beside it.
BUFFER_BYTES = 32 << 20
_RECORD_BYTES = 1000

# Text packs about 3 : 1, but a template repeated a thousand times 50 : 1. A blob weighs at least a quarter of its rows, so
# that what a partition gathers fits in memory when it is unpacked, whatever it holds.
_MOST_PACKED = 4

# Rows of one partition, packed: their bytes before compression, and after it.
Blob = tuple[int, bytes]

# A partition's path and which of its shards; the rows.
Batch = tuple[tuple[str, int], Blob]


class Batcher:
    """Gathers the records of one bundle and gives them back as batches of one partition each."""

    def __init__(self, table: Table, *, shards: int = 1) -> None:
        self._table = table
        self._shards = shards
        self._partition = operator.attrgetter(*table.partition_columns)
        self._texts = operator.attrgetter(*(field.name for field in table.schema if _has_length(field.type)))
        self._open: dict[tuple[Any, int], _Gathered] = {}
        self._bytes = 0

    def add(self, record: Any) -> Iterator[Batch]:
        """Takes a record; gives the batches that are full with it."""
        key = self._partition(record), self._shard(record)
        gathered = self._open.get(key) or self._open.setdefault(key, _Gathered())
        size = _RECORD_BYTES + sum(map(len, filter(None, self._texts(record))))
        gathered.records.append(record)
        gathered.bytes += size
        self._bytes += size
        if len(gathered.records) >= BATCH_ROWS:
            yield self._close(key)
        while self._bytes > BUFFER_BYTES:
            yield self._close(max(self._open, key=lambda key: self._open[key].bytes))

    def rest(self) -> Iterator[Batch]:
        """The batches that are left at the end of the bundle."""
        for key in list(self._open):
            yield self._close(key)

    def _shard(self, record: Any) -> int:
        # The id is hex: its first digits are as good as random, and the same for the same row.
        return int(getattr(record, self._table.id_columns[0])[:8], 16) % self._shards if self._shards > 1 else 0

    def _close(self, key: tuple[Any, int]) -> Batch:
        gathered = self._open.pop(key)
        self._bytes -= gathered.bytes
        first = gathered.records[0]
        partition = partition_path({column: getattr(first, column) for column in self._table.partition_columns})
        return (partition, key[1]), to_blob(self._table.to_arrow(gathered.records))


class _Gathered:
    __slots__ = ("bytes", "records")

    def __init__(self) -> None:
        self.records: list[Any] = []
        self.bytes = 0


def to_blob(rows: pa.Table) -> Blob:
    """Rows as one Arrow record batch, compressed whole; without the schema, which both ends know."""
    (batch,) = rows.combine_chunks().to_batches()
    raw = batch.serialize()
    return raw.size, pa.compress(raw, codec="zstd", asbytes=True)


def from_blobs(table: Table, blobs: Iterable[Blob]) -> pa.Table:
    """The rows of `to_blob`s, together."""
    raws = (pa.decompress(packed, decompressed_size=size, codec="zstd") for size, packed in blobs)
    return pa.Table.from_batches([pa.ipc.read_record_batch(raw, table.schema) for raw in raws], table.schema)


def weight(blob: Blob) -> int:
    """What a blob counts towards a file, in bytes."""
    size, packed = blob
    return max(len(packed), size // _MOST_PACKED)


def _has_length(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_binary(type_) or pa.types.is_list(type_))
