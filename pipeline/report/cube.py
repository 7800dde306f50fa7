"""The cube behind the page's filters: how many articles there are of each publisher, country and language in each period.

A filter must give the same figures as a query would, without a server. So the page carries the counts of every combination that
occurs, as columns of small integers, deflated. A lake with more combinations than a page can carry is told in longer periods
(weeks, months) and with fewer publishers by name; what is left out is counted under "other", and the totals stay exact.
"""

from __future__ import annotations

import base64
import dataclasses
import datetime
import zlib
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

# What the cubes may weigh in the page, in characters of base64: with the libraries (0.6 MB) and the lists it stays under 3 MB.
BUDGET = 1_500_000

# Period and number of publishers by name, finest first.
_RUNGS: tuple[tuple[str, int], ...] = (
    ("day", 400),
    ("week", 400),
    ("week", 100),
    ("month", 200),
    ("month", 50),
    ("month", 10),
    ("year", 10),
)
# Agencies and credits by name: a page shows 25, a filter brings up others.
_NAMES = 150
# More cells than this weigh more than the budget, whatever they hold: not worth encoding.
_MAX_CELLS = 180_000

OTHER = "other publishers"


@dataclasses.dataclass(frozen=True, slots=True)
class Cube:
    """Counts by period, publisher and the other dimensions: what the page's script reads.

    Attributes:
      columns: names of the columns in order; each is an array in `data`.
      types: bytes of an element of each: 1, 2 or 4, unsigned, little-endian. The period is told by the difference to the row before it.
      rows: how many cells there are.
      data: base64 of the deflated columns, one after the other.
    """

    columns: list[str]
    types: list[int]
    rows: int
    data: str


@dataclasses.dataclass(frozen=True, slots=True)
class Cubes:
    """The three cubes, and what their numbers stand for.

    Attributes:
      period: `day`, `week` (from Monday), `month` or `year`.
      periods: first day of each period, in order, without a hole.
      publishers: names by number from 1. countries, languages: by number from 0, which is None. The others from 0.
      articles: by period, publisher, country, region, language: articles (`n`), and how many have a dateline, authors, a date, an image
        credit, a place; `score` is the sum of the extraction scores in hundredths.
      by_source, by_credit: articles by period, publisher, region, language and source or credit.
    """

    period: str
    periods: list[str]
    publishers: list[str]
    countries: list[str | None]
    regions: list[str]
    languages: list[str | None]
    sources: list[str]
    credits: list[str]
    articles: Cube
    by_source: Cube
    by_credit: Cube

    @property
    def weight(self) -> int:
        """Characters of base64."""
        return sum(len(cube.data) for cube in (self.articles, self.by_source, self.by_credit))


_DIMENSIONS = ("publisher", "country", "region", "language", "source", "credit")


def make_cubes(connection: duckdb.DuckDBPyConnection, *, budget: int = BUDGET) -> Cubes:
    """The finest cubes that fit the budget, of the table `latest`."""
    names = {name: _code(connection, name) for name in _DIMENSIONS}
    connection.execute(_CODED)
    first, last = connection.execute("select min(day), max(day) from coded").fetchall()[0]
    rungs = _RUNGS if first is None else [rung for rung, cells in zip(_RUNGS, _estimate(connection), strict=True) if cells <= _MAX_CELLS]
    for period, publishers in rungs or _RUNGS[-1:]:
        cubes = _at_rung(connection, names, period, publishers, first, last)
        if cubes.weight <= budget:
            break
    return cubes


def _code(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Numbers the values of a column, most frequent first from 1, in the table `of_<name>`; gives them in order."""
    connection.execute(
        f"create or replace table of_{name} as select {name} as name, row_number() over (order by count(*) desc, {name}) as id "
        f"from latest where {name} is not null group by {name}"
    )
    limit = _NAMES if name in ("source", "credit") else "all"
    return [row[0] for row in connection.execute(f"select name from of_{name} order by id limit {limit}").fetchall()]


_CODED = f"""
create or replace table coded as
select date::date as day, {", ".join(f"coalesce(of_{name}.id, 0) as {name}" for name in _DIMENSIONS)},
       has_dateline, has_authors, has_date, has_place, round(coalesce(score, 0) * 100) as score
from latest {" ".join(f"left join of_{name} on of_{name}.name = latest.{name}" for name in _DIMENSIONS)}
"""


def _estimate(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """About how many cells the largest cube has at each rung, by one look at the rows."""
    told = ", ".join(
        f"approx_count_distinct(hash(date_trunc('{period}', day), least(publisher, {publishers + 1}), country, region, language))"
        for period, publishers in _RUNGS
    )
    return list(connection.execute(f"select {told} from coded").fetchall()[0])


def _at_rung(
    connection: duckdb.DuckDBPyConnection,
    names: dict[str, list[str]],
    period: str,
    publishers: int,
    first: datetime.date | None,
    last: datetime.date | None,
) -> Cubes:
    at = f"date_diff('{period}', date_trunc('{period}', date '{first or '1970-01-01'}'), date_trunc('{period}', day))"
    who = f"least(publisher, {publishers + 1})"

    def cube(columns: dict[str, str], where: str = "true") -> Cube:
        measured = ", ".join(f"{expression} as {name}" for name, expression in columns.items())
        return _encode(
            connection.execute(f"select {measured} from coded where {where} group by all order by {who}, 3, 4, 5, {at}").fetchnumpy()
        )

    where_and_when = {"period": at, "publisher": who}
    named = names["publisher"][:publishers] + ([OTHER] if len(names["publisher"]) > publishers else [])
    return Cubes(
        period=period,
        periods=_periods(connection, period, first, last),
        publishers=named,
        countries=[None, *names["country"]],
        regions=names["region"],
        languages=[None, *names["language"]],
        sources=names["source"],
        credits=names["credit"],
        articles=cube(
            where_and_when
            | {"country": "country", "region": "region - 1", "language": "language", "n": "count(*)"}
            | {"dateline": "count_if(has_dateline)", "authors": "count_if(has_authors)", "dated": "count_if(has_date)"}
            | {"credited": "count_if(credit > 0)", "place": "count_if(has_place)", "score": "sum(score)"}
        ),
        by_source=cube(
            where_and_when | {"source": "source - 1", "region": "region - 1", "language": "language", "n": "count(*)"},
            f"source between 1 and {_NAMES}",
        ),
        by_credit=cube(
            where_and_when | {"credit": "credit - 1", "region": "region - 1", "language": "language", "n": "count(*)"},
            f"credit between 1 and {_NAMES}",
        ),
    )


def _periods(connection: duckdb.DuckDBPyConnection, period: str, first: datetime.date | None, last: datetime.date | None) -> list[str]:
    if first is None:
        return []
    rows = connection.execute(
        f"""
        select strftime(unnest(generate_series(date_trunc('{period}', ?::date)::timestamp, ?::timestamp, interval 1 {period})), '%Y-%m-%d')
        """,
        [first, last],
    ).fetchall()
    return [row[0] for row in rows]


def _encode(columns: dict[str, npt.NDArray[Any]]) -> Cube:
    arrays, types = [], []
    for name, column in columns.items():
        values = np.asarray(column).astype(np.int64)
        width = 1 if (top := int(values.max(initial=0))) < 1 << 8 else 2 if top < 1 << 16 else 4
        if name == "period":
            values = np.diff(values, prepend=0)
        arrays.append(values.astype(f"<i{width}" if width > 1 else np.int8))
        types.append(width)
    packed = zlib.compress(b"".join(array.tobytes() for array in arrays), 6)
    return Cube(list(columns), types, len(arrays[0]), base64.b64encode(packed).decode())
