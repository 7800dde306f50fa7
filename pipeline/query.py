"""Questions to a lake, by DuckDB: its tables are views."""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas import TABLES
from transforms.write_lake import Lake, LakeError

SUMMARY = """
select date, region, count(*) as articles, count(distinct coalesce(publisher, domain)) as publishers,
       count(dateline) as datelines, string_agg(distinct language, ' ' order by language) as languages
from articles group by date, region order by date, region
"""


# Of an article whose text has changed, the text that it has now.
LATEST = "select * from articles qualify row_number() over (partition by article_id order by revision desc) = 1"


def connect(root: str) -> duckdb.DuckDBPyConnection:
    """A connection in which the lake's tables are the views `articles`, `entries`, `polls` and `rejects`.

    `articles_latest` has the last revision of each article.

    Raises:
      LakeError: there is no lake, or it is not on a local path (DuckDB reads object stores by an extension of its own, which
        Dateline does not download).
    """
    if "://" in root:
        raise LakeError(f"{root}: `dateline query` reads local lakes; open this one with DuckDB's httpfs or pyarrow.dataset")
    lake = Lake.open(root)
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for table in TABLES:
        if lake.files(table):
            files = str(Path(root, table.name, "**", "*.parquet")).replace("'", "''")
            connection.execute(
                f"create view {table.name} as select * from read_parquet('{files}', hive_partitioning = false, union_by_name = true)"
            )
        else:
            connection.register(f"{table.name}_empty", table.schema.empty_table())
            connection.execute(f"create view {table.name} as select * from {table.name}_empty")
    connection.execute(f"create view articles_latest as {LATEST}")
    return connection
