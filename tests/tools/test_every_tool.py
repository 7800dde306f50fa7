"""Every tool opens the lake: the same counts, types, partition values and nested columns, straight from the files."""

import datetime

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from schemas import ARTICLES, TABLES
from transforms.write_lake import Lake, read_columns

# What is compared: scalars of each kind, the partition, and what is nested.
COLUMNS = ["article_id", "revision", "date", "region", "published_at", "truncated", "language_confidence", "authors", "dateline", "images"]
TABLE_NAMES = [table.name for table in TABLES]


@pytest.fixture(scope="module")
def truth(lake):
    """The rows as this project reads them, by id."""
    return plain(read_columns(Lake.open(str(lake)), ARTICLES, COLUMNS))


def plain(rows: pa.Table):
    return sorted(rows.select(COLUMNS).to_pylist(), key=lambda row: row["article_id"])


def by_duckdb(lake):
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        read = f"select {', '.join(COLUMNS)} from read_parquet('{lake}/articles/**/*.parquet', hive_partitioning = false)"
        return plain(connection.execute(read).to_arrow_table().cast(pa.schema([ARTICLES.schema.field(name) for name in COLUMNS])))


def by_polars(lake):
    rows = pl.scan_parquet(f"{lake}/articles/**/*.parquet", hive_partitioning=False).select(COLUMNS).collect()
    return plain(rows.to_arrow().cast(pa.schema([ARTICLES.schema.field(name) for name in COLUMNS])))


def by_pyarrow(lake):
    return plain(ds.dataset(f"{lake}/articles", schema=ARTICLES.schema, partitioning=None).to_table())


def by_pandas(lake):
    rows = pd.read_parquet(f"{lake}/articles", partitioning=None, dtype_backend="pyarrow", columns=COLUMNS)
    return plain(pa.Table.from_pandas(rows, schema=pa.schema([ARTICLES.schema.field(name) for name in COLUMNS]), preserve_index=False))


def by_delta(lake):
    from deltalake import DeltaTable

    return plain(DeltaTable(f"{lake}/_delta/articles").to_pyarrow_table())


def by_iceberg(lake):
    rows = plain(iceberg(lake).load_table("dateline.articles").scan().to_arrow())
    # pyiceberg (0.12) gives an absent list of structs as an empty one.
    return [{**row, "images": row["images"] or None} for row in rows]


def iceberg(lake):
    from pyiceberg.catalog.sql import SqlCatalog

    return SqlCatalog("dateline", uri=f"sqlite:///{lake}/_iceberg/catalog.db")


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pyarrow, by_pandas])
def test_the_files_say_the_same_to_every_tool(lake, truth, read):
    assert read(lake) == truth
    assert len({row["date"] for row in truth}) > 10
    assert any(row["dateline"] and isinstance(row["dateline"]["date"], datetime.date) for row in truth)


# With the folders' names as columns, in place of those in the files.
HIVE = {
    "duckdb": lambda lake, table: duckdb.sql(
        f"select date::varchar, count(*) from read_parquet('{lake}/{table}/**/*.parquet', hive_partitioning = true) group by all"
    ).fetchall(),
    "polars": lambda lake, table: (
        pl.scan_parquet(f"{lake}/{table}/**/*.parquet", hive_partitioning=True)
        .group_by(pl.col("date").cast(pl.String))
        .len()
        .collect()
        .rows()
    ),
    "pyarrow": lambda lake, table: [
        (row["date"], row["count_all"])
        for row in ds.dataset(f"{lake}/{table}", partitioning="hive")
        .to_table(columns=["date"])
        .group_by("date")
        .aggregate([([], "count_all")])
        .to_pylist()
    ],
    "pandas": lambda lake, table: list(pd.read_parquet(f"{lake}/{table}", partitioning=None).groupby("date").size().items()),
}


@pytest.mark.parametrize("tool", HIVE)
@pytest.mark.parametrize("table", TABLE_NAMES)
def test_partitions_count_the_same_in_every_tool(lake, tool, table):
    dates = read_columns(Lake.open(str(lake)), next(known for known in TABLES if known.name == table), ["date"])["date"].to_pylist()
    assert dict(HIVE[tool](lake, table)) == {date: dates.count(date) for date in set(dates)}


@pytest.mark.spark
def test_spark_reads_the_same(lake, truth):
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
        .getOrCreate()
    )
    try:
        rows = spark.read.parquet(f"{lake}/articles")
        counts = {(row["date"], row["region"]): row["count"] for row in rows.groupBy("date", "region").count().collect()}
        nested = {
            row["article_id"]: (
                row["authors"],
                row["dateline"].asDict() if row["dateline"] else None,
                [image.asDict() for image in row["images"] or []],
            )
            for row in rows.select("article_id", "authors", "dateline", "images").collect()
        }
        types = dict(rows.dtypes)
        everything = {table: spark.read.parquet(f"{lake}/{table}").count() for table in TABLE_NAMES}
    finally:
        spark.stop()
    partitions = [(row["date"], row["region"]) for row in truth]
    assert counts == {partition: partitions.count(partition) for partition in partitions}
    assert nested == {row["article_id"]: (row["authors"], row["dateline"], row["images"] or []) for row in truth}
    assert (types["published_at"], types["date"], types["revision"]) == ("timestamp", "string", "int")
    assert everything == {table.name: read_columns(Lake.open(str(lake)), table, ["date"]).num_rows for table in TABLES}
