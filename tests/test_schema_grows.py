"""The schema grows without harm: lakes of every version so far are read, and written on; the page of columns is the schemas' own."""

import dataclasses
import json
import re
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.run import run
from pipeline.upkeep import check, compact
from schemas import ARTICLES, SCHEMA_VERSION, TABLES
from schemas.table import described
from transforms.http import HttpOptions
from transforms.instants import system_clock
from transforms.write_lake import Lake, commit, read_columns, read_rows

DATA = Path(__file__).parent / "data"
OLDER = sorted(DATA.glob("lake-v*"))

# What the lake of each version holds: rows of each table.
HOLDS = {
    "lake-v1": {"articles": 6, "entries": 15, "polls": 3, "rejects": 9},
    "lake-v2": {"articles": 6, "entries": 15, "polls": 3, "rejects": 9},
}


@pytest.fixture(params=OLDER, ids=lambda path: path.name)
def older(request, tmp_path):
    """A lake as an older version wrote it, to be written on."""
    return Path(shutil.copytree(request.param, tmp_path / request.param.name))


def counts(root):
    lake = Lake.open(str(root))
    return {table.name: read_columns(lake, table, table.schema.names).num_rows for table in TABLES}


def test_there_is_a_lake_of_every_version():
    assert [path.name for path in OLDER] == [f"lake-v{version}" for version in range(1, SCHEMA_VERSION + 1)]


def test_a_lake_of_an_older_version_is_read_whole(older):
    assert counts(older) == HOLDS[older.name]
    assert check(Lake.open(str(older)), system_clock) == []
    with connect(str(older)) as connection:
        asked = connection.execute("select headline, date, region, dateline.place, images[1].credit from articles order by date").fetchall()
    assert len(asked) == HOLDS[older.name]["articles"]
    assert all(headline and date and region for headline, date, region, _, _ in asked)


def test_a_lake_of_an_older_version_is_written_on_and_merged(older):
    before = counts(older)
    with Newsroom() as newsroom:
        feeds = tuple(read_feed_list(newsroom.write_feed_list(older.parent / "feeds.yaml")))
        account = run(
            Job(lake=str(older), run_at=system_clock(), feeds=feeds, http=HttpOptions(allow_private_hosts=True, feed_delay_s=0.0))
        )
    assert account.faults == []
    assert json.loads((older / "_dateline.json").read_text())["schema_version"] == SCHEMA_VERSION
    after = counts(older)
    assert after["articles"] == before["articles"] + account["articles_rows_written"]
    compact(Lake.open(str(older)), lambda: system_clock() + 10 * 86_400_000_000)
    assert counts(older) == after
    assert check(Lake.open(str(older)), system_clock) == []


def test_a_column_that_is_new_is_null_in_the_old_rows_and_kept_in_the_new_ones(older):
    newer = dataclasses.replace(ARTICLES, schema=ARTICLES.schema.append(described("mood", pa.string(), "how it reads")))
    lake = Lake.open(str(older))
    file = lake.files(ARTICLES)[0]
    old = read_rows(lake, newer, file.path)
    assert old["mood"].to_pylist() == [None] * old.num_rows
    new = old.slice(0, 1).set_column(0, old.schema.field(0), pa.array(["f" * 32]))
    commit(lake, newer, file.partition, new.set_column(new.num_columns - 1, newer.schema.field("mood"), pa.array(["calm"])))
    moods = read_columns(lake, newer, ["article_id", "mood"])
    assert [row["mood"] for row in moods.to_pylist() if row["article_id"] == "f" * 32] == ["calm"]
    assert moods["mood"].null_count == HOLDS[older.name]["articles"]


def test_docs_schema_is_made_from_the_schemas(load_script):
    script = load_script("scripts/make_schema_doc.py")
    assert script.DOC.read_text() == script.schema_doc(), "run: python scripts/make_schema_doc.py"
    assert set(re.findall(r"^\| `(\w+)` \|", script.schema_doc(), re.MULTILINE)) == {
        name for table in TABLES for name in table.schema.names
    }
