"""`dateline register`: the lake's tables as Iceberg or Delta tables, over the very files that are there. No row is copied.

The files are the truth and the catalog a view of them: it lies beside the tables (`_iceberg/`, `_delta/`), can be deleted and made
anew at any time, and knows of a file when `register` was last run.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from schemas import TABLES, Table
from transforms.instants import Clock
from transforms.write_lake import Lake, LakeError, LakeFile, local_storage
from transforms.write_lake.exchange import exchange
from transforms.write_lake.storage import LocalStorage

ICEBERG = "_iceberg"
DELTA = "_delta"
NAMESPACE = "dateline"

# A Delta table lies below its own log, and a glob over `articles/` must not meet that: so the log has a folder of its own, in which
# this link leads to the files.
_LINK = "files"


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """What a table's registration came to: where it can be opened, files added to it and taken out of it, and files in it."""

    table: str
    address: str
    added: int
    removed: int
    files: int


def register_iceberg(lake: Lake) -> list[Registered]:
    """Brings the Iceberg tables `dateline.articles`, … up to the files of the lake; their catalog is `_iceberg/catalog.db` (SQLite).

    What changed is one snapshot a table. Run by one process at a time.

    Raises:
      LakeError: the lake is on an object store, or pyiceberg is not installed.
    """
    disk = local_storage(lake)
    try:
        from pyiceberg.catalog.sql import SqlCatalog
    except ImportError as error:
        raise _not_installed("iceberg") from error
    home = Path(disk.root, ICEBERG).resolve()
    home.mkdir(exist_ok=True)
    catalog = SqlCatalog(NAMESPACE, uri=f"sqlite:///{home}/catalog.db", warehouse=home.as_uri())
    catalog.create_namespace_if_not_exists(NAMESPACE)
    return [_register_iceberg(lake, table, catalog) for table in TABLES]


def register_delta(lake: Lake, clock: Clock) -> list[Registered]:
    """Brings the Delta tables `_delta/articles`, … up to the files of the lake.

    New files are one commit; where files are gone (compacted, forgotten), the log is made anew and put in the old one's place.

    Raises:
      LakeError: the lake is on an object store, or deltalake is not installed.
    """
    disk = local_storage(lake)
    try:
        import deltalake  # noqa: F401 - to be told here, and not table by table
    except ImportError as error:
        raise _not_installed("delta") from error
    return [_register_delta(lake, disk, table, clock) for table in TABLES]


def _register_iceberg(lake: Lake, table: Table, catalog: Any) -> Registered:
    from pyiceberg.partitioning import PartitionSpec
    from pyiceberg.transforms import IdentityTransform

    name = f"{NAMESPACE}.{table.name}"
    if not catalog.table_exists(name):
        made = catalog.create_table(name, schema=table.schema, partition_spec=PartitionSpec())
        with made.update_spec() as spec:
            for column in table.partition_columns:
                spec.add_field(column, IdentityTransform(), column)
    registered = catalog.load_table(name)
    with registered.update_schema() as schema:
        schema.union_by_name(table.schema)
    known = {Path(task.file.file_path.removeprefix("file://")) for task in registered.scan().plan_files()}
    files = {Path(lake.root, file.path).resolve(): file for file in lake.files(table)}
    gone = known - files.keys()
    # A partition that lost a file is put in anew as a whole: Iceberg takes files out by what they hold.
    touched = {tuple(sorted(_partition_of(path).items())) for path in gone}
    new = [path for path, file in files.items() if path not in known or tuple(sorted(file.partition.items())) in touched]
    if gone or new:
        with registered.transaction() as change:
            for partition in touched:
                change.delete(" and ".join(f"{column} = '{value}'" for column, value in partition))
            if new:
                change.add_files([str(path) for path in sorted(new)], check_duplicate_files=False)
    return Registered(table.name, name, len(files.keys() - known), len(gone), len(files))


def _partition_of(path: Path) -> dict[str, str]:
    from transforms.write_lake import parse_partition

    return parse_partition(str(path))


def _register_delta(lake: Lake, disk: LocalStorage, table: Table, clock: Clock) -> Registered:
    from deltalake import DeltaTable

    home = Path(disk.root, DELTA, table.name)
    files = {f"{_LINK}/{file.path.removeprefix(f'{table.name}/')}": file for file in lake.files(table)}
    known: set[str] = set()
    if DeltaTable.is_deltatable(str(home)):
        known = {str(path) for path in DeltaTable(str(home)).get_add_actions(flatten=True)["path"].to_pylist()}
    gone = known - files.keys()
    new = files.keys() - known
    if gone:
        fresh = home.with_name(f"{table.name}.new")
        disk.remove(f"{DELTA}/{fresh.name}")
        _commit_delta(lake, disk, table, fresh, files.items(), clock)
        if not exchange(str(fresh), str(home)):
            disk.remove(f"{DELTA}/{home.name}")
            os.rename(fresh, home)
        disk.remove(f"{DELTA}/{fresh.name}")
    elif new or not known:
        _commit_delta(lake, disk, table, home, [(path, files[path]) for path in sorted(new)], clock)
    return Registered(table.name, str(home), len(new), len(gone), len(files))


def _commit_delta(lake: Lake, disk: LocalStorage, table: Table, home: Path, files: Iterable[tuple[str, LakeFile]], clock: Clock) -> None:
    from deltalake import CommitProperties, DeltaTable
    from deltalake.schema import Schema
    from deltalake.transaction import AddAction

    if not DeltaTable.is_deltatable(str(home)):
        home.mkdir(parents=True, exist_ok=True)
        link = home / _LINK
        if not link.is_symlink():
            link.symlink_to(os.path.relpath(Path(disk.root, table.name), home), target_is_directory=True)
        DeltaTable.create(str(home), Schema.from_arrow(table.schema), partition_by=list(table.partition_columns))
    actions: list[Any] = [
        AddAction(
            path=path,
            size=disk.size(file.path),
            partition_values=dict(file.partition),
            modification_time=clock() // 1000,
            data_change=True,
            stats=json.dumps({"numRecords": pq.read_metadata(Path(lake.root, file.path)).num_rows}),
        )
        for path, file in files
    ]
    registered = DeltaTable(str(home))
    if actions:
        registered.create_write_transaction(
            actions, "append", registered.schema(), list(table.partition_columns), commit_properties=CommitProperties()
        )


def _not_installed(extra: str) -> LakeError:
    return LakeError(f"registering needs more than Dateline brings: pip install 'dateline[{extra}]'")
