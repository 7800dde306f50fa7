"""A commit's rows as one Parquet file: its name by what it holds, its order, its compression, its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas import SCHEMA_VERSION, Table
from transforms.ids import digest

# Level 3 with dictionaries where values repeat: 37.5k rows/s and 1,233 B/row; level 9 gave 1,199 B at 7.7k (DESIGN.md, measured).
COMPRESSION_LEVEL = 3

# Columns whose values repeat. The others would fill a dictionary page only to fall back from it.
REPEATING = frozenset(
    {
        *("publisher", "domain", "feed_url", "country", "countries", "source", "language", "section", "tags"),
        *("text_basis", "date_basis", "region_basis"),
        *("dateline.place", "dateline.agency", "dateline.date", "place.name", "place.admin1", "place.country"),
        *("extractor_version", "outcome", "reason", "stage", "error_class", "status", "format", "date", "region"),
    }
)

# Rows of 4 kB in a row group of this many are 32 MB: small enough to be left out by its times, large enough to be read in one go.
ROW_GROUP_ROWS = 8192


def id_keys(table: Table, rows: pa.Table) -> pa.ChunkedArray:
    """Each row's identity, as one string."""
    return pc.binary_join_element_wise(*(pc.fill_null(rows[column].cast(pa.string()), "") for column in table.id_columns), "\x1f")


def file_name(table: Table, rows: pa.Table) -> str:
    """`part-<digest>.parquet`: the same for the same rows, whatever their order; another for any other."""
    hashes = rows["content_hash"] if "content_hash" in rows.column_names else pa.nulls(rows.num_rows, pa.string())
    held = pc.binary_join_element_wise(id_keys(table, rows), pc.fill_null(hashes, ""), "\x1f")
    return f"part-{digest(str(SCHEMA_VERSION), table.name, *sorted(held.to_pylist()))}.parquet"


def encode(table: Table, rows: pa.Table) -> memoryview:
    """The Parquet file of rows with distinct ids: the same bytes for the same rows, whatever their order.

    Sorted by id. Where there are more rows than a row group takes, the row groups follow the table's first instant and
    each is sorted by id, so that a reader who asks for an hour leaves out the others.
    """
    sink = pa.BufferOutputStream()
    schema = table.schema.with_metadata(_metadata(table, rows))
    leaves = list(_leaves(schema))
    # A minimum and maximum of bodies would fill the footer and help nobody.
    prunable = REPEATING | {*table.id_columns}
    with pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        use_dictionary=[leaf for leaf, _ in leaves if _column(leaf) in REPEATING],
        write_statistics=[leaf for leaf, type_ in leaves if _column(leaf) in prunable or not _is_text(type_)],
        sorting_columns=pq.SortingColumn.from_ordering(schema, [(column, "ascending") for column in table.id_columns]),
    ) as writer:
        for group in _row_groups(table, rows):
            writer.write_table(group, row_group_size=ROW_GROUP_ROWS)
    return memoryview(sink.getvalue())


def _row_groups(table: Table, rows: pa.Table) -> Iterator[pa.Table]:
    """The rows of each row group, sorted, in the order in which they are written."""
    by_id = [(column, "ascending") for column in table.id_columns]
    if rows.num_rows <= ROW_GROUP_ROWS:
        yield rows.take(pc.sort_indices(rows, by_id))
        return
    instant = next(field.name for field in table.schema if pa.types.is_timestamp(field.type))
    by_time = pc.sort_indices(rows, [(instant, "ascending"), *by_id]).to_numpy()
    for start in range(0, rows.num_rows, ROW_GROUP_ROWS):
        # Filtered first and sorted then: `take` would copy the whole of a table in chunks for each group of it.
        members = numpy.zeros(rows.num_rows, bool)
        members[by_time[start : start + ROW_GROUP_ROWS]] = True
        group = rows.filter(pa.array(members))
        yield group.take(pc.sort_indices(group, by_id))


def _metadata(table: Table, rows: pa.Table) -> dict[str, str]:
    metadata = {"dateline.table": table.name, "dateline.schema_version": str(SCHEMA_VERSION)}
    if "extractor_version" in rows.column_names:
        metadata["dateline.extractor_version"] = ", ".join(sorted(filter(None, rows["extractor_version"].unique().to_pylist())))
    return metadata


def _leaves(fields: Iterable[pa.Field], parent: str = "") -> Iterator[tuple[str, pa.DataType]]:
    """The paths of the Parquet columns of an Arrow schema: `place.country`, `images.list.element.url`."""
    for field in fields:
        yield from _leaf(parent + field.name, field.type)


def _leaf(path: str, type_: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_list(type_):
        yield from _leaf(f"{path}.list.element", type_.value_type)
    elif pa.types.is_struct(type_):
        yield from _leaves(type_, f"{path}.")
    else:
        yield path, type_


def _column(leaf: str) -> str:
    return leaf.replace(".list.element", "")


def _is_text(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_binary(type_))
