"""`Lake`: which folder is one, which is not, and what is read from it."""

from __future__ import annotations

import json
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lake_rows import PARTITION, article, articles, ids

from schemas import ARTICLES, POLLS, SCHEMA_VERSION
from transforms.write_lake import Lake, LakeBusyError, LakeError, commit, parse_partition, partition_path, read_columns
from transforms.write_lake.storage import LocalStorage

MARKER = {"format": "dateline-lake", "schema_version": SCHEMA_VERSION}

# What lies in the folder, and what is said of it.
NO_LAKES = [
    ({}, "there is no lake at {root}"),
    ({"notes.txt": "mine"}, "{root} is not empty and not a Dateline lake (it has no valid _dateline.json)"),
    ({"_dateline.json": "{"}, "{root} is not empty and not a Dateline lake (it has no valid _dateline.json)"),
    ({"_dateline.json": "[]"}, "{root} is not empty and not a Dateline lake (it has no valid _dateline.json)"),
    (
        {"_dateline.json": '{"format": "other", "schema_version": 1}'},
        "{root} is not empty and not a Dateline lake (it has no valid _dateline.json)",
    ),
    (
        {"_dateline.json": '{"format": "dateline-lake", "schema_version": 99}'},
        "{root} was written by a newer Dateline (schema 99; this one knows {version}): upgrade Dateline",
    ),
]


@pytest.mark.parametrize(("files", "message"), NO_LAKES)
def test_what_is_no_lake_is_said_in_one_line(tmp_path: pathlib.Path, files: dict[str, str], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(LakeError) as raised:
        Lake.open(str(tmp_path))
    assert str(raised.value) == message.format(root=tmp_path, version=SCHEMA_VERSION)
    if files:
        with pytest.raises(LakeError):
            Lake.create_or_open(str(tmp_path))
        with pytest.raises(LakeError):
            Lake.open(str(tmp_path), must_exist=False)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == files


def test_a_file_is_no_lake(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("")
    for make in (Lake.open, Lake.create_or_open):
        with pytest.raises(LakeError, match="is a file, not a lake"):
            make(f"{tmp_path}/file")


def test_a_lake_is_made_once_and_opened_ever_after(tmp_path: pathlib.Path) -> None:
    root = tmp_path / "new" / "lake"
    for _ in range(2):
        assert Lake.create_or_open(str(root)).root == str(root)
        assert json.loads((root / "_dateline.json").read_text()) == MARKER
    assert Lake.open(str(root)).root == str(root)


def test_a_missing_lake_may_be_read_as_empty_and_is_not_made(tmp_path: pathlib.Path) -> None:
    lake = Lake.open(str(tmp_path / "lake"), must_exist=False)
    assert read_columns(lake, ARTICLES, ["article_id", "published_at"]).equals(
        pa.schema([ARTICLES.schema.field("article_id"), ARTICLES.schema.field("published_at")]).empty_table()
    )
    assert list(tmp_path.iterdir()) == []


def test_a_scheme_that_no_lake_lies_on_is_refused() -> None:
    with pytest.raises(LakeError, match=r"local path, s3://, gs://; not on ftp://"):
        Lake.open("ftp://host/lake")


PARTITIONS = [
    ({"date": "2022-01-11", "region": "central-asia"}, "date=2022-01-11/region=central-asia"),
    ({"region": "a/b=c %é"}, "region=a%2Fb%3Dc%20%25%C3%A9"),
    ({"region": ""}, "region=__HIVE_DEFAULT_PARTITION__"),
]


@pytest.mark.parametrize(("partition", "path"), PARTITIONS)
def test_partitions_are_written_and_read_as_hive_does(partition: dict[str, str], path: str) -> None:
    assert partition_path(partition) == path
    assert parse_partition(f"articles/{path}/part-0.parquet") == partition


def test_columns_are_read_of_the_partitions_that_the_filter_takes(tmp_path: pathlib.Path) -> None:
    lake = Lake.create_or_open(str(tmp_path))
    commit(lake, ARTICLES, PARTITION, articles(1, 2))
    later = {"date": "2022-01-12", "region": "unknown"}
    commit(lake, ARTICLES, later, ARTICLES.to_arrow([article(3, **later)]))
    rows = read_columns(lake, ARTICLES, ["region", "article_id"], lambda partition: partition["date"] > "2022-01-11")
    assert rows.to_pylist() == [{"region": "unknown", "article_id": article(3).article_id}]
    assert sorted(read_columns(lake, ARTICLES, ["article_id"])["article_id"].to_pylist()) == ids(1, 2, 3)
    assert read_columns(lake, POLLS, ["feed_url"]).num_rows == 0


def test_a_column_that_an_older_file_lacks_is_null(tmp_path: pathlib.Path) -> None:
    lake = Lake.create_or_open(str(tmp_path))
    done = commit(lake, ARTICLES, PARTITION, articles(1))
    file = tmp_path / str(done.path)
    older = pq.ParquetFile(file).read().drop_columns(["story_id", "images"])
    pq.write_table(older, file)
    assert read_columns(lake, ARTICLES, ["images", "headline"]).to_pylist() == [{"images": None, "headline": "Story 1"}]


def test_who_waits_too_long_for_a_lock_is_told_who_holds_it(tmp_path: pathlib.Path) -> None:
    slept: list[float] = []
    waiting = LocalStorage(str(tmp_path), patience=5, sleep=slept.append)
    with LocalStorage(str(tmp_path), clock=lambda: 1_641_902_400_000_000).lock("p"):
        busy = r"is being written by \d+@.+ since 2022-01-11 12:00:00 UTC: waited 5 s for p"
        with pytest.raises(LakeBusyError, match=busy), waiting.lock("p"):
            pass
        with waiting.lock("another"):
            pass
    assert 5 <= sum(slept) < 6
    with waiting.lock("p"):
        pass
