"""What a table of the lake is: a record type, its Arrow schema, its identity and its partitions."""

from __future__ import annotations

import dataclasses
from typing import Any

import pyarrow as pa

SCHEMA_VERSION = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake.

    Attributes:
      name: its folder under the lake.
      record: the dataclass of a row.
      id_columns: what makes a row one and the same; `commit` keeps one of each.
      partition_columns: its Hive partition columns. They are also columns inside the files, as strings, so that
        pyarrow, DuckDB, Spark, Iceberg and Delta all read the same lake.
      schema: the columns as they stand in the files. A record may hold more fields than are stored.
    """

    name: str
    record: type
    id_columns: tuple[str, ...]
    partition_columns: tuple[str, ...]
    schema: pa.Schema

    def to_arrow(self, rows: list[Any]) -> pa.Table:
        """The rows as an Arrow table; empty lists and empty strings become null."""
        columns = [
            pa.array([_stored(getattr(row, field.name)) for row in rows], _wire_type(field.type)).cast(field.type) for field in self.schema
        ]
        return pa.Table.from_arrays(columns, schema=self.schema)


def described(name: str, type_: pa.DataType, meaning: str, nullable: bool = True) -> pa.Field:
    """A column with its meaning in the metadata, where DuckDB, pyarrow and Spark show it."""
    return pa.field(name, type_, nullable=nullable, metadata={"description": meaning})


def _stored(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _stored(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, list):
        return [_stored(item) for item in value] or None
    return None if value == "" else value


def _wire_type(type_: pa.DataType) -> pa.DataType:
    """The type that the record holds: days as strings, instants as integers."""
    if pa.types.is_date(type_):
        return pa.string()
    if pa.types.is_timestamp(type_):
        return pa.int64()
    if pa.types.is_struct(type_):
        return pa.struct([pa.field(f.name, _wire_type(f.type)) for f in type_])
    return type_
