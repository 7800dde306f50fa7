"""`commit` alone: what is written, what is left out, and what a failing disk leaves behind."""

from __future__ import annotations

import contextlib
import itertools
import pathlib
import random

import duckdb
import pandas
import polars
import pyarrow as pa
import pyarrow.compute
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from lake_rows import NOON, PARTITION, SteppingStorage, article, articles, ids, stored_ids

from schemas import ARTICLES, POLLS, SCHEMA_VERSION, Poll
from transforms.write_lake import Committed, Lake, LakeError, commit
from transforms.write_lake.encoding import ROW_GROUP_ROWS


@pytest.fixture
def lake(tmp_path: pathlib.Path) -> Lake:
    return Lake.create_or_open(str(tmp_path / "lake"))


# What the partition has, what is committed, and (rows, left out, doubles).
CASES = [
    ([], [1, 2, 3], (3, 0, 0)),
    ([1, 2, 3], [1, 2, 3], (0, 3, 0)),
    ([1, 2, 3], [3, 4], (1, 1, 0)),
    ([], [5, 5, 6, 5], (2, 0, 2)),
    ([5], [5, 5, 6], (1, 1, 1)),
    ([1], [], (0, 0, 0)),
]


@pytest.mark.parametrize(("before", "given", "outcome"), CASES)
def test_each_id_is_written_once(lake: Lake, before: list[int], given: list[int], outcome: tuple[int, int, int]) -> None:
    commit(lake, ARTICLES, PARTITION, articles(*before))
    done = commit(lake, ARTICLES, PARTITION, articles(*given))
    assert (done.rows, done.left_out, done.doubles) == outcome
    assert (done.path is not None) == (done.rows > 0)
    assert stored_ids(lake) == ids(*{*before, *given})


def test_what_another_process_wrote_is_left_out(tmp_path: pathlib.Path) -> None:
    # The same folder by another name has nothing of it remembered.
    commit(Lake.create_or_open(str(tmp_path / "lake")), ARTICLES, PARTITION, articles(1, 2))
    done = commit(Lake.open(f"{tmp_path}/./lake"), ARTICLES, PARTITION, articles(2, 3))
    assert (done.rows, done.left_out) == (1, 1)


def test_a_revision_is_another_row(lake: Lake) -> None:
    commit(lake, ARTICLES, PARTITION, articles(1))
    done = commit(lake, ARTICLES, PARTITION, ARTICLES.to_arrow([article(1), article(1, revision=2, body="Changed.")]))
    assert (done.rows, done.left_out) == (1, 1)


def test_rows_come_back_as_they_were_sorted_by_id(lake: Lake) -> None:
    rows = articles(*range(30))
    path = commit(lake, ARTICLES, PARTITION, rows).path
    assert pq.ParquetFile(pathlib.Path(lake.root, str(path))).read().equals(rows.sort_by("article_id"))


def test_whatever_the_order_of_arrival_the_bytes_and_the_name_are_the_same(tmp_path: pathlib.Path) -> None:
    rows = [article(n) for n in range(50)] + [article(7, headline="Another"), article(8, publisher=None)]
    written = set()
    for seed in range(4):
        random.Random(seed).shuffle(rows)
        lake = Lake.create_or_open(str(tmp_path / str(seed)))
        done = commit(lake, ARTICLES, PARTITION, ARTICLES.to_arrow(rows))
        assert done == Committed(done.path, 50, 0, 2)
        written.add((done.path, pathlib.Path(lake.root, str(done.path)).read_bytes()))
    assert len(written) == 1


def test_a_commit_again_writes_no_file(lake: Lake) -> None:
    commit(lake, ARTICLES, PARTITION, articles(*range(20)))
    before = sorted(pathlib.Path(lake.root).rglob("*"))
    assert commit(lake, ARTICLES, PARTITION, articles(*range(20))) == Committed(None, 0, 20, 0)
    assert sorted(pathlib.Path(lake.root).rglob("*")) == before


def test_a_table_folder_holds_nothing_but_finished_files(lake: Lake) -> None:
    done = commit(lake, ARTICLES, PARTITION, articles(1))
    root = pathlib.Path(lake.root)
    assert [str(path.relative_to(root)) for path in (root / "articles").rglob("*") if path.is_file()] == [done.path]
    assert str(done.path).startswith("articles/date=2022-01-11/region=central-asia/part-")
    assert list((root / "_tmp").iterdir()) == []


def test_partition_values_are_escaped(lake: Lake) -> None:
    partition = {"date": "2022-01-11", "region": "côte d'ivoire/=100%"}
    rows = ARTICLES.to_arrow([article(1, **partition)])
    done = commit(lake, ARTICLES, partition, rows)
    assert str(done.path).startswith("articles/date=2022-01-11/region=c%C3%B4te%20d%27ivoire%2F%3D100%25/part-")
    assert [file.partition for file in lake.files(ARTICLES)] == [partition]
    assert pa.dataset.dataset(f"{lake.root}/articles", partitioning="hive").to_table(columns=["region"])["region"].to_pylist() == [
        partition["region"]
    ]


def test_the_wrong_partition_columns_are_refused(lake: Lake) -> None:
    with pytest.raises(ValueError, match="partitioned by"):
        commit(lake, ARTICLES, {"region": "x", "date": "2022-01-11"}, articles(1))


def test_a_file_that_is_no_parquet_is_named(lake: Lake) -> None:
    folder = pathlib.Path(lake.root, "articles/date=2022-01-11/region=central-asia")
    folder.mkdir(parents=True)
    (folder / "part-x.parquet").write_bytes(b"not parquet")
    with pytest.raises(LakeError, match=r"cannot read .*part-x\.parquet"):
        commit(lake, ARTICLES, PARTITION, articles(1))


def test_the_file_says_what_it_holds(lake: Lake) -> None:
    file = pq.ParquetFile(pathlib.Path(lake.root, str(commit(lake, ARTICLES, PARTITION, articles(1, 2)).path)))
    assert {key: value for key, value in file.schema_arrow.metadata.items() if key.startswith(b"dateline.")} == {
        b"dateline.table": b"articles",
        b"dateline.schema_version": str(SCHEMA_VERSION).encode(),
        b"dateline.extractor_version": b"1",
    }
    assert [field.metadata for field in file.schema_arrow] == [field.metadata for field in ARTICLES.schema]
    group = file.metadata.row_group(0)
    columns = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    assert {column.compression for column in columns.values()} == {"ZSTD"}
    assert "RLE_DICTIONARY" in columns["publisher"].encodings
    assert "RLE_DICTIONARY" in columns["countries.list.element"].encodings
    assert "RLE_DICTIONARY" not in columns["body"].encodings
    assert columns["published_at"].is_stats_set
    assert not columns["body"].is_stats_set
    assert [(c.column_index, c.descending) for c in group.sorting_columns] == [(0, False), (1, False)]


def test_row_groups_of_a_large_file_follow_time_and_are_each_sorted_by_id(lake: Lake) -> None:
    count = 2 * ROW_GROUP_ROWS + 5
    polls = [Poll(poll_id=article(n).article_id, feed_url="f", polled_at=NOON + n, date="2022-01-11") for n in range(count)]
    random.Random(0).shuffle(polls)
    done = commit(lake, POLLS, {"date": "2022-01-11"}, POLLS.to_arrow(polls))
    file = pq.ParquetFile(pathlib.Path(lake.root, str(done.path)))
    groups = [file.read_row_group(i) for i in range(file.num_row_groups)]
    assert [group.num_rows for group in groups] == [ROW_GROUP_ROWS, ROW_GROUP_ROWS, 5]
    assert all(group["poll_id"].to_pylist() == sorted(group["poll_id"].to_pylist()) for group in groups)
    ends = [(pa.compute.min(group["polled_at"]).as_py(), pa.compute.max(group["polled_at"]).as_py()) for group in groups]
    assert all(before[1] < after[0] for before, after in itertools.pairwise(ends))


class _DiskFullError(OSError):
    pass


class _Failing:
    """Fails at one step, as a full disk does."""

    def __init__(self, at: int) -> None:
        self._left = at

    @property
    def failed(self) -> bool:
        return self._left <= 0

    def __call__(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise _DiskFullError(28, "No space left on device")


def test_whichever_step_fails_nothing_is_lost_doubled_or_left_behind(tmp_path: pathlib.Path) -> None:
    for step in itertools.count(1):
        root = str(tmp_path / str(step))
        healthy = Lake.create_or_open(root)
        commit(healthy, ARTICLES, PARTITION, articles(1, 2))
        failing = _Failing(step)
        with contextlib.suppress(_DiskFullError):
            commit(Lake.open(SteppingStorage(root, failing)), ARTICLES, {**PARTITION, "date": "2022-01-12"}, articles(2, 3, 4))
        if not failing.failed:
            break
        assert stored_ids(healthy) in (ids(1, 2), sorted(ids(1, 2) + ids(2, 3, 4)))
        assert list(pathlib.Path(root, "_tmp").iterdir()) == []
        commit(healthy, ARTICLES, {**PARTITION, "date": "2022-01-12"}, articles(2, 3, 4))
        assert stored_ids(healthy) == sorted(ids(1, 2) + ids(2, 3, 4))
    assert step > 8  # folders, lock, half a file, file, rename, folder: all of them were reached


def test_every_reader_sees_the_same_rows_and_partitions(lake: Lake) -> None:
    for day, region, numbers in [("2022-01-11", "central-asia", range(7)), ("2022-01-12", "unknown", range(7, 10))]:
        rows = ARTICLES.to_arrow([article(n, date=day, region=region) for n in numbers])
        commit(lake, ARTICLES, {"date": day, "region": region}, rows)
    folder = f"{lake.root}/articles"
    expected = {("2022-01-11", "central-asia"): 7, ("2022-01-12", "unknown"): 3}

    by_duckdb = duckdb.sql(
        f"SELECT date::VARCHAR, region, count(*) FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) GROUP BY ALL"
    ).fetchall()
    assert {(day, region): n for day, region, n in by_duckdb} == expected

    by_arrow = pa.dataset.dataset(folder, partitioning="hive").to_table().group_by(["date", "region"]).aggregate([([], "count_all")])
    assert {(row["date"], row["region"]): row["count_all"] for row in by_arrow.to_pylist()} == expected

    by_polars = polars.scan_parquet(f"{folder}/**/*.parquet", hive_partitioning=True).group_by("date", "region").len().collect()
    assert {(str(day), region): n for day, region, n in by_polars.rows()} == expected

    # pandas takes partition values for categories, which pyarrow does not merge with the strings in the files: it reads those.
    by_pandas = pandas.read_parquet(folder, partitioning=None).groupby(["date", "region"]).size()
    assert by_pandas.to_dict() == expected
    assert duckdb.sql(f"SELECT sum(len(images)) FROM '{folder}/**/*.parquet'").fetchall() == [(3,)]
