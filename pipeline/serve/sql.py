"""A visitor's SQL over a lake: it reads the lake's four tables and nothing else, within limits.

The tables are handed to DuckDB as Arrow datasets of files that were listed beforehand. DuckDB itself may then open no file at all,
neither in the lake nor outside it: `read_csv`, `COPY`, `ATTACH`, `INSTALL` and globs are refused by the engine, whatever the words.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.dataset as ds

from pipeline.query import LATEST
from schemas import TABLES
from transforms.write_lake import Lake, LakeFile

# A person waits ten seconds and reads a thousand rows; what needs more is a job for `dateline query`.
TIMEOUT_S = 10.0
MAX_ROWS = 1_000
MEMORY = "1GB"
# Of a longer text the cell holds its beginning.
MAX_CELL = 20_000
_SCALARS = (
    "BOOLEAN",
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "FLOAT",
    "DOUBLE",
    "DATE",
    "NULL",
)


class SqlError(ValueError):
    """A statement that is refused, fails, or takes too long; in words for who wrote it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query; `truncated` where there were more than `MAX_ROWS`. Nested values and texts are text of `MAX_CELL` at most."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    truncated: bool
    ms: int


class Sql:
    """Asks the files of a lake that were listed when it was made."""

    def __init__(self, lake: Lake, files: Mapping[str, Sequence[LakeFile]]) -> None:
        root = Path(lake.root)
        self._datasets = {
            table.name: ds.dataset([str(root / file.path) for file in files[table.name]], schema=table.schema, format="parquet")
            for table in TABLES
            if files[table.name]
        }
        self._empty = {table.name: table.schema.empty_table() for table in TABLES if not files[table.name]}

    def ask(self, sql: str, *, timeout_s: float = TIMEOUT_S, max_rows: int = MAX_ROWS) -> Answer:
        """The answer to one SELECT.

        Raises:
          SqlError: it is no single SELECT, asks for what is not the lake's, fails, or takes too long.
        """
        began = time.monotonic()
        with self._connection() as connection:
            interrupt = threading.Timer(timeout_s, connection.interrupt)
            interrupt.start()
            try:
                query = _one_select(connection, sql)
                described = connection.execute(f"describe ({query}\n)").fetchall()
                names, types = [str(row[0]) for row in described], [str(row[1]) for row in described]
                cells = ", ".join(f"c{at}" if kind in _SCALARS else f"left(c{at}::varchar, {MAX_CELL})" for at, kind in enumerate(types))
                aliases = ", ".join(f"c{at}" for at in range(len(types)))
                rows = connection.execute(f"select {cells} from ({query}\n) as asked({aliases}) limit {max_rows + 1}").fetchall()
            except duckdb.InterruptException:
                raise SqlError(f"stopped after {timeout_s:g} seconds: ask for less, or use `dateline query`") from None
            except (duckdb.Error, OSError) as error:
                raise SqlError(str(error)) from None
            finally:
                interrupt.cancel()
        return Answer(names, types, [list(row) for row in rows[:max_rows]], len(rows) > max_rows, round(1000 * (time.monotonic() - began)))

    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "threads": 2,
                "temp_directory": "",
                "python_enable_replacements": False,
                "autoload_known_extensions": False,
            }
        )
        connection.execute("set timezone = 'UTC'")
        for name, source in (self._datasets | self._empty).items():
            connection.register(name, source)
        connection.execute(f"create temp view articles_latest as {LATEST}")
        connection.execute("set enable_external_access = false; set lock_configuration = true")
        return connection


def _one_select(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The statement, if it is one SELECT and nothing else."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise SqlError("one SELECT, please: this box only reads")
    return statements[0].query.strip().rstrip(";")
