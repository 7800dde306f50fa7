"""`dateline register`: Iceberg and Delta tables over the lake's own files, brought up to date as often as one likes."""

import shutil

import pytest
from test_every_tool import COLUMNS, by_delta, by_iceberg, by_pyarrow

from pipeline.upkeep import Forget, compact, forget
from pipeline.upkeep.register import register_delta, register_iceberg
from schemas import ARTICLES, TABLES
from transforms.instants import system_clock
from transforms.write_lake import Lake, commit, read_columns, read_rows

# How it is registered, and how it is read then.
CATALOGS = {
    "delta": (lambda lake: register_delta(lake, system_clock), by_delta),
    "iceberg": (register_iceberg, by_iceberg),
}


@pytest.fixture
def copied(lake, tmp_path):
    return shutil.copytree(lake, tmp_path / "lake")


def changes(registered):
    return {table.table: (table.added, table.removed) for table in registered if table.added or table.removed}


@pytest.mark.parametrize("catalog", CATALOGS)
def test_a_lake_is_registered_as_it_is_and_followed_as_it_changes(copied, catalog):
    register, read = CATALOGS[catalog]
    lake = Lake.open(str(copied))
    first = register(lake)
    assert {table.table: table.files for table in first} == {table.name: len(lake.files(table)) for table in TABLES}
    assert all(table.added == table.files for table in first)
    assert read(copied) == by_pyarrow(copied)
    assert changes(register(lake)) == {}

    file = lake.files(ARTICLES)[0]
    rows = read_rows(lake, ARTICLES, file.path).slice(0, 1)
    another = rows.set_column(0, rows.schema.field(0), [["f" * 32]])
    commit(lake, ARTICLES, file.partition, another)
    assert changes(register(lake)) == {"articles": (1, 0)}
    assert read(copied) == by_pyarrow(copied)

    compact(lake, lambda: system_clock() + 10 * 86_400_000_000)
    assert changes(register(lake)) == {"articles": (1, 2)}
    assert read(copied) == by_pyarrow(copied)

    url = next(url for url in read_columns(lake, ARTICLES, ["url"])["url"].to_pylist() if url)
    forget(lake, Forget(urls=(url,)), system_clock)
    assert changes(register(lake))["articles"][1] >= 1
    assert read(copied) == by_pyarrow(copied)
    assert set(COLUMNS) <= set(ARTICLES.schema.names)
    assert changes(register(lake)) == {}


def test_the_catalog_is_out_of_the_way_of_a_glob(copied):
    before = sorted(copied.glob("articles/**/*"))
    for register, _ in CATALOGS.values():
        register(Lake.open(str(copied)))
    assert sorted(copied.glob("articles/**/*")) == before
