"""`WriteLake`: the flow's end. Records in, finished files of the lake out."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Optional

import apache_beam as beam
import pyarrow as pa
from apache_beam import coders
from apache_beam.transforms import userstate
from apache_beam.transforms.timeutil import TimeDomain

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Table
from transforms.counting import count
from transforms.write_lake.batching import Batch, Batcher, from_blobs, weight
from transforms.write_lake.commit import commit
from transforms.write_lake.lake import Lake, parse_partition

# Readers plan by files: fewer and larger ones cost them less. 64 MB of news are some 50,000 articles.
FLUSH_BYTES = 64 << 20

# `Batch`, as Beam reads it.
BATCH = tuple[tuple[str, int], tuple[int, bytes]]


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """What one flush of one partition came to.

    Attributes:
      table: the table's name.
      partition: `date=2022-01-11/region=central-asia`.
      path: the new file, relative to the lake; None where the lake had all of the rows.
      rows: rows written; left_out: rows that the lake had; doubles: rows repeated in the flush.
    """

    table: str
    partition: str
    path: Optional[str]
    rows: int
    left_out: int
    doubles: int


class WriteLake(beam.PTransform):
    """Writes the tables in the order in which they vouch for each other; gives a `Written` a flush.

    A row of `entries` says that its article or its reject is stored, and a row of `polls` that its entries are: so each is
    committed only after what it speaks of, and a run that is killed leaves nothing behind that a later one would believe.

    Args:
      lake_root: path or URL; made by the first commit if there is nothing yet.

    Input: the PCollections `articles`, `rejects`, `entries` and `polls`, by these names.
    """

    def __init__(self, lake_root: str) -> None:
        super().__init__()
        self._root = lake_root

    def expand(self, records: Mapping[str, beam.PCollection]) -> beam.PCollection:
        articles = records["articles"] | "Articles" >> WriteTable(self._root, ARTICLES)
        rejects = records["rejects"] | "Rejects" >> WriteTable(self._root, REJECTS)
        stories = (articles, rejects) | "Stories" >> beam.Flatten()
        entries = records["entries"] | "Entries" >> WriteTable(self._root, ENTRIES, after=stories)
        polls = records["polls"] | "Polls" >> WriteTable(self._root, POLLS, after=entries)
        return (stories, entries, polls) | "Written" >> beam.Flatten()


class WriteTable(beam.PTransform):
    """Writes records to one table of a lake, each of them once; gives a `Written` a flush.

    Rows gather by partition across bundles, and are committed when they weigh a file, or their window ends: at most one
    file a partition, shard and window beside the full ones, however small the bundles.

    Args:
      after: nothing is committed before this PCollection is complete (in the same window).
      shards: writers a partition; more than one only for partitions beyond a gigabyte a window.
      flush_bytes: what a file should weigh.
    """

    def __init__(
        self, lake_root: str, table: Table, *, after: beam.PCollection | None = None, shards: int = 1, flush_bytes: int = FLUSH_BYTES
    ) -> None:
        super().__init__()
        self._root = lake_root
        self._table = table
        self._after = after
        self._shards = shards
        self._flush_bytes = flush_bytes

    def expand(self, records: beam.PCollection) -> beam.PCollection:
        batches = records | "Batch" >> beam.ParDo(_Batch(self._table, self._shards)).with_output_types(BATCH)
        if self._after is not None:
            # Not a side input of Commit: with one, Beam takes either input for the keyed one (ParDo._get_key_and_window_coder, 2.77).
            batches |= "Wait" >> beam.Map(_pass, beam.pvalue.AsIter(self._after)).with_output_types(BATCH)
        return batches | "Commit" >> beam.ParDo(Commit(self._root, self._table, self._flush_bytes)).with_output_types(Written)


def _pass(batch: Batch, _after: Iterable[Any]) -> Batch:
    return batch


class _Batch(beam.DoFn):
    """Records to batches of one partition each, keyed by it."""

    def __init__(self, table: Table, shards: int) -> None:
        super().__init__()
        self._table = table
        self._shards = shards

    def start_bundle(self) -> None:
        self._batchers: dict[Any, Batcher] = {}

    def process(self, record: Any, window: Any = beam.DoFn.WindowParam) -> Iterator[Any]:
        batcher = self._batchers.setdefault(window, Batcher(self._table, shards=self._shards))
        yield from batcher.add(record)

    def finish_bundle(self) -> Iterator[Any]:
        for window, batcher in self._batchers.items():
            for batch in batcher.rest():
                yield beam.utils.windowed_value.WindowedValue(batch, window.max_timestamp(), (window,))


# What a partition has gathered and what it weighs, and the timer of its window's end.
_BLOBS = beam.DoFn.StateParam(userstate.BagStateSpec("blobs", coders.TupleCoder((coders.VarIntCoder(), coders.BytesCoder()))))
_WEIGHT = beam.DoFn.StateParam(userstate.ReadModifyWriteStateSpec("weight", coders.VarIntCoder()))
_WINDOW_END = userstate.TimerSpec("window_end", TimeDomain.WATERMARK)
_WINDOW_END_TIMER = beam.DoFn.TimerParam(_WINDOW_END)


class Commit(beam.DoFn):
    """Gathers batches in state and commits them: when they weigh a file, and at the end of the window.

    The timer is one of event time. A processing-time timer makes DirectRunner choose a runner that never fires it
    (DESIGN.md, measured: rows lost, exit 0).
    """

    def __init__(self, lake_root: str, table: Table, flush_bytes: int) -> None:
        super().__init__()
        self._root = lake_root
        self._table = table
        self._flush_bytes = flush_bytes

    def process(
        self,
        batch: Batch,
        window: Any = beam.DoFn.WindowParam,
        blobs: Any = _BLOBS,
        gathered: Any = _WEIGHT,
        window_end: Any = _WINDOW_END_TIMER,
    ) -> Iterator[Written]:
        (partition, _), blob = batch
        window_end.set(window.max_timestamp())
        blobs.add(blob)
        total = (gathered.read() or 0) + weight(blob)
        gathered.write(total)
        if total >= self._flush_bytes:
            yield self._flush(partition, blobs, gathered)

    @userstate.on_timer(_WINDOW_END)
    def flush_at_window_end(
        self,
        key: Any = beam.DoFn.KeyParam,
        blobs: Any = _BLOBS,
        gathered: Any = _WEIGHT,
    ) -> Iterator[Written]:
        if gathered.read():
            yield self._flush(key[0], blobs, gathered)

    def _flush(self, partition: str, blobs: Any, gathered: Any) -> Written:
        rows = from_blobs(self._table, blobs.read())
        blobs.clear()
        gathered.clear()
        done = commit(Lake.create_or_open(self._root), self._table, parse_partition(partition), rows)
        del rows
        # Arrow keeps what it frees for the next time; here that is hundreds of megabytes beside the next partition's.
        pa.default_memory_pool().release_unused()
        count("files_written", 1 if done.path else 0)
        count(f"{self._table.name}_rows_written", done.rows)
        count(f"{self._table.name}_rows_left_out", done.left_out + done.doubles)
        return Written(self._table.name, partition, done.path, done.rows, done.left_out, done.doubles)
