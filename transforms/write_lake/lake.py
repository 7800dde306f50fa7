"""`Lake`: a folder or a bucket that holds Dateline's tables, and how it is known from any other."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import json
import urllib.parse
from collections.abc import Callable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from schemas import SCHEMA_VERSION, Table
from transforms.write_lake.storage import LakeError, LocalStorage, Storage

MARKER = "_dateline.json"
FORMAT = "dateline-lake"

# Hive's own name for the partition of an absent value.
_ABSENT = "__HIVE_DEFAULT_PARTITION__"

# Files read at once: small ones cost a round trip each on an object store.
_READERS = 8

# How often a table is listed and read anew when a file is gone in between: an upkeep that replaces thousands of partitions may do
# that to one reader more than once.
_SCANS = 5

PartitionFilter = Callable[[Mapping[str, str]], bool]


@dataclasses.dataclass(frozen=True, slots=True)
class LakeFile:
    """A finished file: its path relative to the lake, and its partition's values."""

    path: str
    partition: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Lake:
    """A lake, opened. Get one by `Lake.open` or `Lake.create_or_open`.

    Attributes:
      storage: where its files lie.
    """

    storage: Storage

    @property
    def root(self) -> str:
        """Its path or URL, as the user gave it."""
        return self.storage.root

    @classmethod
    def open(cls, root: str | Storage, *, must_exist: bool = True) -> Lake:
        """The lake at a path or URL (s3://, gs://).

        Args:
          must_exist: False takes an empty or missing folder for a lake without rows, and writes nothing.

        Raises:
          LakeError: there is no lake, or it is another program's folder, or a newer Dateline's lake.
        """
        storage = _storage(root)
        if _marked(storage) is None and (must_exist or not storage.is_empty()):
            raise _no_lake(storage)
        return cls(storage)

    @classmethod
    def create_or_open(cls, root: str | Storage) -> Lake:
        """The lake at a path or URL, made if there is nothing yet.

        Raises:
          LakeError: it is another program's folder, or a newer Dateline's lake.
        """
        storage = _storage(root)
        version = _marked(storage)
        # Several runs may start on one empty folder: all write the same marker.
        if version is None and not storage.is_empty() and _marked(storage) is None:
            raise _no_lake(storage)
        if version != SCHEMA_VERSION:
            # Written on, a lake is one of this version: an older Dateline would lose the columns that it does not know.
            storage.publish(MARKER, json.dumps({"format": FORMAT, "schema_version": SCHEMA_VERSION}).encode())
        return cls(storage)

    def files(self, table: Table, partitions: PartitionFilter | None = None) -> list[LakeFile]:
        """The finished files of a table, in order of path; of the partitions that the filter takes."""
        found = (LakeFile(path, parse_partition(path)) for path in self.storage.list(table.name) if path.endswith(".parquet"))
        return [file for file in found if partitions is None or partitions(file.partition)]

    def files_in(self, table: Table, partition: Mapping[str, str]) -> list[LakeFile]:
        """The finished files of one partition, in order of path."""
        paths = self.storage.list(f"{table.name}/{partition_path(partition)}")
        return [LakeFile(path, dict(partition)) for path in paths if path.endswith(".parquet")]


def read_columns(lake: Lake, table: Table, columns: list[str], partitions: PartitionFilter | None = None) -> pa.Table:
    """Some columns of all rows of a table, or of the partitions that the filter takes (`lambda p: p["date"] >= "2026-01-01"`).

    A lake without rows gives a table without rows. Columns that an older version did not write are null. Rows come in no
    promised order.

    Raises:
      LakeError: a file cannot be read.
    """
    for _ in range(_SCANS - 1):
        # Between the listing and the reading, `compact` or `forget` may put another file in a file's place.
        with contextlib.suppress(FileNotFoundError):
            return _scan(lake, table, columns, partitions)
    return _scan(lake, table, columns, partitions)


def read_rows(lake: Lake, table: Table, path: str) -> pa.Table:
    """The rows of one file, as today's schema has them: columns that an older version did not write are null.

    Raises:
      FileNotFoundError: it is gone.
      LakeError: it cannot be read.
    """
    return _conform(read_file(lake, path), table.schema)


def partition_path(partition: Mapping[str, str]) -> str:
    """`date=2022-01-11/region=central-asia`, as Hive writes it; what a path cannot hold is percent-encoded."""
    return "/".join(f"{key}={urllib.parse.quote(value, safe='') if value else _ABSENT}" for key, value in partition.items())


def parse_partition(path: str) -> dict[str, str]:
    """The partition's values, read from a path below a table; the inverse of `partition_path`."""
    pairs = (part.split("=", 1) for part in path.split("/") if "=" in part)
    return {key: "" if value == _ABSENT else urllib.parse.unquote(value) for key, value in pairs}


def read_file(lake: Lake, path: str, columns: list[str] | None = None) -> pa.Table:
    """A file of the lake, or some of its columns: those of them that it has.

    Raises:
      FileNotFoundError: it is gone.
      LakeError: it is no Parquet file.
    """
    with lake.storage.open(path) as source:
        try:
            file = pq.ParquetFile(source)
            present = file.schema_arrow.names
            return file.read(columns=None if columns is None else [name for name in columns if name in present])
        except (pa.ArrowException, OSError) as error:
            raise LakeError(f"cannot read {lake.root}/{path}: {error}") from error


def _scan(lake: Lake, table: Table, columns: list[str], partitions: PartitionFilter | None) -> pa.Table:
    schema = pa.schema([table.schema.field(column) for column in columns])
    paths = [file.path for file in lake.files(table, partitions)]
    with concurrent.futures.ThreadPoolExecutor(_READERS) as pool:
        read = pool.map(lambda path: _conform(read_file(lake, path, columns), schema), paths)
        return pa.concat_tables([schema.empty_table(), *read])


def _conform(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """The rows as today's schema has them: columns that their file did not have yet are null."""
    columns = [
        rows[field.name].cast(field.type) if field.name in rows.column_names else pa.nulls(rows.num_rows, field.type) for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _storage(root: str | Storage) -> Storage:
    if not isinstance(root, str):
        return root
    if "://" in root:
        from transforms.write_lake.stores import object_storage

        return object_storage(root)
    return LocalStorage(root)


def _marked(storage: Storage) -> int | None:
    """The schema version that a lake's marker tells, None where there is no marker. Raises LakeError for a newer one."""
    try:
        content = storage.read(MARKER)
    except NotADirectoryError:
        raise LakeError(f"{storage.root} is a file, not a lake") from None
    if content is None:
        return None
    try:
        marker = json.loads(content)
        known, version = marker["format"] == FORMAT, int(marker["schema_version"])
    except (ValueError, KeyError, TypeError):
        raise _no_lake(storage) from None
    if not known:
        raise _no_lake(storage)
    if version > SCHEMA_VERSION:
        raise LakeError(
            f"{storage.root} was written by a newer Dateline (schema {version}; this one knows {SCHEMA_VERSION}): upgrade Dateline"
        )
    return version


def _no_lake(storage: Storage) -> LakeError:
    if storage.is_empty():
        return LakeError(f"there is no lake at {storage.root}")
    return LakeError(f"{storage.root} is not empty and not a Dateline lake (it has no valid {MARKER})")
