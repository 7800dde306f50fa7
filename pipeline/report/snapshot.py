"""The lake's articles as one narrow table in memory: what the report counts and `dateline serve` finds its way by.

A lake of a year has thousands of files, and opening one costs more than reading it: so each is opened once, and without its text.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from schemas import TABLES, Table
from transforms.write_lake import Lake, LakeError, LakeFile

# The columns by which articles are counted, and of structs one field: each column of each file costs. A row a revision; `latest` has one
# an article.
_NEWS = """
select article_id, revision, coalesce(story_id, article_id) as story, date, region, country, language,
       coalesce(publisher, domain, 'unknown') as publisher, source, published_at, fetched_at, extraction_score as score,
       dateline.text is not null as has_dateline, authors is not null as has_authors, published_at is not null as has_date,
       place.name is not null as has_place, list_extract([image.credit for image in images if image.credit is not null], 1) as credit
from articles
"""
_LATEST = """
create or replace view latest as
select * from news where revision = 1 and article_id not in (select article_id from news where revision > 1)
union all
select * from news where revision > 1 qualify row_number() over (partition by article_id order by revision desc) = 1
"""
_SYNDICATED = """
create or replace table syndicated as
select story, count(*) as copies from latest group by story having min(publisher) <> max(publisher)
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Snapshot:
    """A lake at one moment.

    Attributes:
      lake: it.
      connection: has the tables `news` (a row a revision) and `syndicated` (a story and its copies), and the views `latest` (a row an
        article), `entries`, `polls` and `rejects`.
      files: the files that it saw of each table.
    """

    lake: Lake
    connection: duckdb.DuckDBPyConnection
    files: dict[str, list[LakeFile]]

    def read(
        self, table: Table, partitions: Iterable[tuple[str, ...]], sql: str, parameters: Sequence[Any] = (), *, seconds: float | None = None
    ) -> list[dict[str, Any]]:
        """The rows that `sql` selects from `rows`, the files of some partitions (their values, in the table's order).

        Raises:
          duckdb.InterruptException: it took longer than `seconds`.
        """
        wanted = set(partitions)
        paths = [file for file in self.files[table.name] if tuple(file.partition.values()) in wanted]
        if not paths:
            return []
        cursor = self.connection.cursor()
        interrupt = threading.Timer(seconds, cursor.interrupt) if seconds is not None else None
        if interrupt:
            interrupt.start()
        try:
            result = cursor.execute(f"with rows as ({_scan(self.lake, paths)}) {sql}", parameters)
            names = [column[0] for column in result.description or ()]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
        finally:
            if interrupt:
                interrupt.cancel()


def take_snapshot(root: str) -> Snapshot:
    """The lake at a local path, read.

    Raises:
      LakeError: there is no lake, or it is on an object store.
    """
    if "://" in root:
        raise LakeError(f"{root}: report and serve read a lake on a local disk; copy this one, or mount its bucket")
    lake = Lake.open(root)
    connection = duckdb.connect()
    # Each file is read once: DuckDB's cache of them would only be filled. Arrow and Parquet hold instants as UTC.
    connection.execute("set global timezone = 'UTC'; set enable_external_file_cache = false; set preserve_insertion_order = false")
    files = {table.name: inside(lake, lake.files(table)) for table in TABLES}
    try:
        _load(connection, lake, files, by_name=False)
    except duckdb.Error:
        # Files of several versions: their columns are matched by name, which takes twice the time.
        _load(connection, lake, files, by_name=True)
    return Snapshot(lake, connection, files)


def inside(lake: Lake, files: Iterable[LakeFile]) -> list[LakeFile]:
    """The files that are in the lake themselves: a link that leads out of it is left out."""
    root = Path(lake.root).resolve()
    return [file for file in files if (root / file.path).resolve().is_relative_to(root)]


def _load(connection: duckdb.DuckDBPyConnection, lake: Lake, files: Mapping[str, Sequence[LakeFile]], *, by_name: bool) -> None:
    for table in TABLES:
        if files[table.name]:
            connection.execute(f"create or replace view {table.name} as {_scan(lake, files[table.name], by_name=by_name)}")
        else:
            connection.register("nothing", table.schema.empty_table())
            connection.execute(f"create or replace table {table.name} as select * from nothing")
    connection.execute(f"create or replace table news as {_NEWS}")
    connection.execute(_LATEST)
    connection.execute(_SYNDICATED)


def _scan(lake: Lake, files: Sequence[LakeFile], *, by_name: bool = True) -> str:
    """The SELECT that reads these files. By name, columns that an older version did not write are null."""
    paths = ", ".join("'" + str(Path(lake.root, file.path)).replace("'", "''") + "'" for file in files)
    options = f"hive_partitioning = true, hive_types_autocast = false, union_by_name = {str(by_name).lower()}"
    return f"select * from read_parquet([{paths}], {options})"
