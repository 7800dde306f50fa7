"""`dateline check`: every fault is found, and what is repaired is kept."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lakes import ask

from pipeline.upkeep import check
from schemas import ARTICLES, ENTRIES
from transforms.instants import system_clock
from transforms.write_lake import Lake


def one_file(lake, table):
    return lake / Lake.open(str(lake)).files(table)[0].path


def torn(lake):
    file = one_file(lake, ENTRIES)
    file.write_bytes(file.read_bytes()[:-20])


def stranger(lake):
    (lake / "articles" / "notes.txt").write_text("mine")


def stranger_of_parquet(lake):
    pq.write_table(pa.table({"a": [1]}), lake / "articles" / "part-0.parquet")


def other_columns(lake):
    file = one_file(lake, ENTRIES)
    rows = pq.ParquetFile(file).read()
    pq.write_table(rows.drop_columns(["sighting_id"]).append_column("mood", pa.array(["good"] * rows.num_rows)), file)


def elsewhere(lake):
    file = one_file(lake, ARTICLES)
    folder = lake / "articles" / "date=1999-01-01" / "region=unknown"
    folder.mkdir(parents=True)
    file.rename(folder / file.name)


def twice(lake):
    file = one_file(lake, ARTICLES)
    (file.parent / "part-twice.parquet").write_bytes(file.read_bytes())


def half_written(lake):
    orphan = lake / "_tmp" / "part-0.parquet.0"
    orphan.write_bytes(b"PAR1")
    os.utime(orphan, (0, 0))


def without_articles(lake):
    one_file(lake, ARTICLES).unlink()


# What is done to the lake, which fault is found, and whether `--repair` can put it right.
FAULTS = [
    (torn, "unreadable", True),
    (stranger, "foreign", True),
    (stranger_of_parquet, "foreign", True),
    (other_columns, "schema", False),
    (elsewhere, "misplaced", True),
    (twice, "doubled", True),
    (half_written, "orphan", True),
    (without_articles, "lost", False),
]


def test_a_sound_lake_has_no_fault(lake):
    assert check(Lake.open(str(lake)), system_clock) == []
    assert check(Lake.open(str(lake)), system_clock, repair=True) == []


@pytest.mark.parametrize(("harm", "fault", "can_be_repaired"), FAULTS)
def test_each_fault_is_found_and_repaired_where_that_can_be(lake, harm, fault, can_be_repaired):
    bytes_before = sum(path.stat().st_size for path in lake.rglob("*") if path.is_file())
    harm(lake)
    harmed = {path.relative_to(lake): path.read_bytes() for path in lake.rglob("*") if path.is_file()}
    found = check(Lake.open(str(lake)), system_clock)
    assert [finding.fault for finding in found] == [fault]
    assert {path.relative_to(lake): path.read_bytes() for path in lake.rglob("*") if path.is_file()} == harmed
    repaired = check(Lake.open(str(lake)), system_clock, repair=True)
    assert [(finding.fault, bool(finding.repaired)) for finding in repaired if finding.fault == fault] == [(fault, can_be_repaired)]
    kept = {path.read_bytes() for path in lake.rglob("*") if path.is_file()}
    assert set(harmed.values()) <= kept, "nothing is deleted"
    again = check(Lake.open(str(lake)), system_clock)
    assert again == [] if can_be_repaired else [finding.fault for finding in again] == [fault]
    assert bytes_before


def test_rows_that_are_repaired_are_the_rows_that_were_there(lake):
    whole = ask(lake, "select * from articles order by article_id")
    for harm in (elsewhere, twice):
        harm(lake)
        check(Lake.open(str(lake)), system_clock, repair=True)
        assert ask(lake, "select * from articles order by article_id") == whole
