"""Writes docs/schema.md from the schemas: `python scripts/make_schema_doc.py`. A test holds the two together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from schemas import SCHEMA_VERSION, TABLES, Table
from transforms.write_lake.encoding import REPEATING

DOC = Path(__file__).parents[1] / "docs" / "schema.md"

# What a row of each table is.
_ROWS = {
    "articles": "a text of an article: the first, and another for each time that the text has changed",
    "entries": "a sighting of an article in a feed, and what became of it",
    "polls": "a request for a feed document, and what it gave",
    "rejects": "a page, a file or an entry that could not be used, and why",
}

_OPENING = f"""\
# The columns of the lake

Schema version {SCHEMA_VERSION}. Made from the schemas by `scripts/make_schema_doc.py`; a test holds this page to them. The same words
stand in the files: `pq.read_schema(file).field("region").metadata`.

An absent value is null: no column holds an empty string or an empty list. Instants are UTC, to the microsecond; days are
`YYYY-MM-DD`. A lake of an older version is read and written on by a newer Dateline, columns that it did not have yet being null; a
newer lake is refused by an older Dateline.
"""


def schema_doc() -> str:
    """The page as it should be."""
    return "\n".join([_OPENING, *(line for table in TABLES for line in _section(table))])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"A row is {_ROWS[table.name]}. One and the same by {_and(table.id_columns)}; partitioned by {_and(table.partition_columns)}."
    yield ""
    yield "| column | type | null | dictionary | meaning |"
    yield "|---|---|---|---|---|"
    for field in table.schema:
        meaning = field.metadata[b"description"].decode().replace("|", "\\|")
        is_repeating = any(name.split(".")[0] == field.name for name in REPEATING)
        yield f"| `{field.name}` | {_type(field.type)} | {'yes' if field.nullable else ''} | {'yes' if is_repeating else ''} | {meaning} |"
    yield ""


def _type(type_: pa.DataType) -> str:
    if pa.types.is_list(type_):
        return f"list of {_type(type_.value_type)}"
    if pa.types.is_struct(type_):
        groups = itertools.groupby(type_, lambda field: str(field.type))
        return "struct (" + "; ".join(f"{', '.join(field.name for field in fields)}: {name}" for name, fields in groups) + ")"
    return "timestamp (µs, UTC)" if pa.types.is_timestamp(type_) else str(type_)


def _and(columns: tuple[str, ...]) -> str:
    return " and ".join(f"`{column}`" for column in columns)


if __name__ == "__main__":
    DOC.write_text(schema_doc(), encoding="utf-8")
