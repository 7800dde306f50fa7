"""Records held back in few bytes: what waits at a barrier waits packed.

A runner that keeps a PCollection until a side input is ready holds each record by itself: articles of 4 kB cost FnApiRunner 16 kB
each, and packed 2 kB.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import apache_beam as beam
import pyarrow as pa

# Some records together share the words that zstd saves; more would only make unpacking uneven.
PACK_RECORDS = 256
PACK_BYTES = 2 << 20

# The bytes of records before compression, and after it.
Packed = tuple[int, bytes]


class Pack(beam.DoFn):
    """Records with a `body` in, `Packed` ones out: those of a bundle and window, some hundreds together."""

    def start_bundle(self) -> None:
        self._open: dict[Any, list[Any]] = {}
        self._bytes = 0

    def process(self, record: Any, window: Any = beam.DoFn.WindowParam) -> Iterator[Packed]:
        held = self._open.setdefault(window, [])
        held.append(record)
        self._bytes += len(record.body)
        if len(held) >= PACK_RECORDS or self._bytes >= PACK_BYTES:
            self._bytes = 0
            yield pack(self._open.pop(window))

    def finish_bundle(self) -> Iterator[Any]:
        for window, held in self._open.items():
            yield beam.utils.windowed_value.WindowedValue(pack(held), window.max_timestamp(), (window,))


def pack(records: list[Any]) -> Packed:
    """Records of our own as compressed bytes. Unpack only what this pipeline has packed: it is pickle inside."""
    raw = pickle.dumps(records, protocol=pickle.HIGHEST_PROTOCOL)
    return len(raw), pa.compress(raw, codec="zstd", asbytes=True)


def unpack(packed: Packed) -> list[Any]:
    """The records of `pack`."""
    size, content = packed
    records: list[Any] = pickle.loads(pa.decompress(content, decompressed_size=size, codec="zstd", asbytes=True))
    return records
