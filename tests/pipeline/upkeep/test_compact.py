"""`dateline compact`: fewer files, the same rows."""

import pytest
from lakes import ask

from pipeline.upkeep import check, compact
from pipeline.upkeep.compact import SMALL_BYTES, TARGET_BYTES, bins
from schemas import TABLES
from transforms.instants import system_clock
from transforms.write_lake import Lake, LakeFile

MB = 1 << 20

# Sizes in MB, and how they go together.
BINS = [
    ([], []),
    ([1], [[1]]),
    ([1, 2, 3], [[1, 2, 3]]),
    ([64, 1, 40, 2], [[64], [40], [1, 2]]),
    ([30, 30, 30, 5], [[30, 30], [30, 5]]),
    ([31, 31, 31], [[31, 31], [31]]),
]


@pytest.mark.parametrize(("sizes", "together"), BINS)
def test_small_files_go_together_up_to_the_size_of_one(sizes, together):
    files = [LakeFile(str(at), {}) for at in range(len(sizes))]
    by_path = {file.path: size * MB for file, size in zip(files, sizes, strict=True)}
    assert [[by_path[file.path] // MB for file in group] for group in bins(files, by_path)] == together


def test_what_is_merged_is_not_merged_again():
    assert SMALL_BYTES * 2 <= TARGET_BYTES


def contents(lake):
    return {table.name: ask(lake, f"select * from {table.name} order by all") for table in TABLES}


def test_closed_partitions_have_one_file_each_and_the_same_rows(lake, in_ten_days):
    before, many = contents(lake), {table.name: len(Lake.open(str(lake)).files(table)) for table in TABLES}
    promised = compact(Lake.open(str(lake)), in_ten_days, dry_run=True)
    assert {table.name: len(Lake.open(str(lake)).files(table)) for table in TABLES} == many
    gained = compact(Lake.open(str(lake)), in_ten_days)
    assert contents(lake) == before
    for table, gain, promise in zip(TABLES, gained, promised, strict=True):
        files = Lake.open(str(lake)).files(table)
        assert len(files) == len({tuple(file.partition.items()) for file in files})
        assert many[table.name] - len(files) == gain.files_before - gain.files_after
        assert (gain.partitions, gain.files_before, gain.files_after, gain.bytes_before) == (
            (promise.partitions, promise.files_before, promise.files_after, promise.bytes_before)
        )
    by_name = {gain.table: gain for gain in gained}
    assert (by_name["polls"].files_before, by_name["polls"].files_after) == (many["polls"], 1)
    assert by_name["polls"].bytes_after < by_name["polls"].bytes_before
    assert check(Lake.open(str(lake)), in_ten_days) == []
    assert [gain.partitions for gain in compact(Lake.open(str(lake)), in_ten_days)] == [0] * len(TABLES)


def test_partitions_of_today_and_yesterday_are_left_alone(lake):
    gained = {gain.table: gain for gain in compact(Lake.open(str(lake)), system_clock)}
    assert (gained["polls"].partitions, gained["entries"].partitions) == (0, 0)


def test_what_was_replaced_goes_at_the_first_compact_a_day_later(lake, in_ten_days):
    compact(Lake.open(str(lake)), in_ten_days)
    trash = list((lake / "_trash").rglob("*.parquet"))
    assert trash
    compact(Lake.open(str(lake)), in_ten_days)
    assert list((lake / "_trash").rglob("*.parquet")) == trash
    compact(Lake.open(str(lake)), lambda: in_ten_days() + 25 * 3_600_000_000)
    assert list((lake / "_trash").rglob("*.parquet")) == []
