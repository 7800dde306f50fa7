"""`rewrite`: other files in a partition's place, in one step, whatever happens."""

from __future__ import annotations

import itertools
import pathlib
import threading
from collections.abc import Callable, Iterator, Sequence

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from lake_rows import PARTITION, SteppingStorage, articles, ids, stored_ids

from schemas import ARTICLES
from transforms.write_lake import Lake, LakeError, LakeFile, commit, empty_trash, finish_interrupted, read_rows, rewrite
from transforms.write_lake.exchange import exchange
from transforms.write_lake.objects import ObjectStorage

FOLDER = "articles/date=2022-01-11/region=central-asia"


class Stopped(Exception):  # noqa: N818 - not an error: the power went
    """What the disk raises at the step at which the power goes."""


class SteppingDisk(SteppingStorage):
    """A disk that calls back before each step of a rewrite too; and one that may be too old to exchange folders."""

    def __init__(self, root: str, on_step: Callable[[], None], *, exchanges: bool) -> None:
        super().__init__(root, on_step)
        self._exchanges = exchanges

    def link(self, path: str, other: str) -> None:
        self._on_step()
        super().link(path, other)

    def exchange(self, path: str, other: str) -> bool:
        self._on_step()
        done = self._exchanges and super().exchange(path, other)
        self._on_step()
        return done


def a_lake(root: pathlib.Path) -> Lake:
    """Three files in one partition."""
    lake = Lake.create_or_open(str(root))
    for numbers in ((1, 2), (3,), (4, 5, 6)):
        commit(lake, ARTICLES, PARTITION, articles(*numbers))
    return lake


def merged(lake: Lake) -> Callable[[Sequence[LakeFile]], Iterator[pa.Table]]:
    """All rows as one file."""
    return lambda files: iter([pa.concat_tables([read_rows(lake, ARTICLES, file.path) for file in files])])


def test_two_folders_change_places_in_one_step(tmp_path: pathlib.Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name / name).mkdir(parents=True)
    assert exchange(str(tmp_path / "one"), str(tmp_path / "other"))
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["other"]
    with pytest.raises(FileNotFoundError):
        exchange(str(tmp_path / "one"), str(tmp_path / "none"))


def test_files_become_one_file_of_the_same_rows(tmp_path: pathlib.Path) -> None:
    lake = a_lake(tmp_path / "lake")
    done = rewrite(lake, ARTICLES, PARTITION, merged(lake))
    assert done is not None
    assert (done.files_before, done.files_after) == (3, 1)
    assert done.bytes_after == sum(path.stat().st_size for path in (tmp_path / "lake" / FOLDER).iterdir())
    assert stored_ids(lake) == ids(1, 2, 3, 4, 5, 6)
    assert commit(lake, ARTICLES, PARTITION, articles(2, 5)).left_out == 2


def test_files_that_stay_are_not_written_again_and_where_all_stay_nothing_is_done(tmp_path: pathlib.Path) -> None:
    lake = a_lake(tmp_path / "lake")
    before = {path.name: path.stat().st_ino for path in (tmp_path / "lake" / FOLDER).iterdir()}
    assert rewrite(lake, ARTICLES, PARTITION, lambda files: files) is None
    done = rewrite(lake, ARTICLES, PARTITION, lambda files: files[:2])
    assert done is not None
    assert (done.files_before, done.files_after) == (3, 2)
    after = {path.name: path.stat().st_ino for path in (tmp_path / "lake" / FOLDER).iterdir()}
    assert len(after) == 2
    assert after.items() <= before.items()


def test_a_partition_without_rows_left_is_gone(tmp_path: pathlib.Path) -> None:
    lake = a_lake(tmp_path / "lake")
    done = rewrite(lake, ARTICLES, PARTITION, lambda files: ())
    assert done is not None
    assert (done.files_after, done.bytes_after) == (0, 0)
    assert not (tmp_path / "lake" / FOLDER).exists()
    assert commit(lake, ARTICLES, PARTITION, articles(2)).rows == 1


def test_the_old_files_lie_in_the_trash_for_a_grace_and_in_quarantine_for_good(tmp_path: pathlib.Path, noon: int) -> None:
    lake = a_lake(tmp_path / "lake")
    rewrite(lake, ARTICLES, PARTITION, merged(lake), quarantine=True, clock=lambda: noon)
    assert empty_trash(lake, clock=lambda: noon + 3_600_000_000) == 0
    assert len(list((tmp_path / "lake" / "_trash").rglob("*.parquet"))) == 3
    assert empty_trash(lake, clock=lambda: noon + 25 * 3_600_000_000) > 0
    assert list((tmp_path / "lake" / "_trash").iterdir()) == []
    assert len(list((tmp_path / "lake" / "_quarantine").rglob("*.parquet"))) == 3


@pytest.mark.parametrize("exchanges", [True, False])
def test_stopped_between_any_two_steps_no_row_is_lost_and_none_doubled(tmp_path: pathlib.Path, exchanges: bool) -> None:
    for stop in itertools.count(1):
        root = tmp_path / str(stop)
        a_lake(root)
        steps = itertools.count(1)

        def on_step(steps: Iterator[int] = steps, stop: int = stop) -> None:
            if next(steps) == stop:
                raise Stopped

        disk = Lake.open(SteppingDisk(str(root), on_step, exchanges=exchanges))
        try:
            rewrite(disk, ARTICLES, PARTITION, merged(disk))
            break
        except Stopped:
            lake = Lake.open(str(root))
            if exchanges:
                assert stored_ids(lake) == ids(1, 2, 3, 4, 5, 6), stop
            else:
                assert stored_ids(lake) in (ids(1, 2, 3, 4, 5, 6), []), stop
                finish_interrupted(lake)
                assert finish_interrupted(lake) == 0
            assert stored_ids(lake) == ids(1, 2, 3, 4, 5, 6), stop
    assert stop > 8


def test_what_was_written_meanwhile_to_a_partition_cut_apart_is_kept(tmp_path: pathlib.Path) -> None:
    lake = a_lake(tmp_path / "lake")
    trash = tmp_path / "lake" / "_trash" / "20220111T120000Z-0" / FOLDER
    trash.mkdir(parents=True)
    rewrite(lake, ARTICLES, PARTITION, merged(lake))
    (tmp_path / "lake" / FOLDER).rename(trash / "new")
    (trash / "old").mkdir()
    (trash / "old" / "part-0.parquet").write_bytes(b"")
    commit(lake, ARTICLES, PARTITION, articles(6, 7))
    assert finish_interrupted(lake) == 1
    assert stored_ids(lake) == ids(1, 2, 3, 4, 5, 6, 7)


def test_readers_by_a_glob_never_see_a_row_twice_or_miss_one(tmp_path: pathlib.Path) -> None:
    lake = a_lake(tmp_path / "lake")
    done = threading.Event()
    counted: list[int] = []

    def read() -> None:
        while not done.is_set():
            for count in (
                lambda: duckdb.connect().execute(f"select count(*) from '{tmp_path}/lake/articles/**/*.parquet'").fetchone()[0],  # type: ignore[index]
                lambda: ds.dataset(f"{tmp_path}/lake/articles", partitioning="hive").to_table(columns=["article_id"]).num_rows,
            ):
                # Whoever listed the files just before has an error, not a wrong number.
                try:
                    counted.append(count())
                except (duckdb.Error, OSError):
                    counted.append(-1)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(40):
        rewrite(
            lake,
            ARTICLES,
            PARTITION,
            lambda files: (
                [read_rows(lake, ARTICLES, file.path).slice(0, 1) for file in files]
                + [read_rows(lake, ARTICLES, file.path).slice(1) for file in files]
            ),
        )
        rewrite(lake, ARTICLES, PARTITION, merged(lake))
    done.set()
    reader.join()
    assert set(counted) <= {6, -1}
    assert counted.count(6) > 5


def test_on_an_object_store_nothing_is_replaced() -> None:
    lake = Lake(ObjectStorage("s3://bucket/lake", None))  # type: ignore[arg-type]
    with pytest.raises(LakeError, match=r"s3://bucket/lake: files are replaced on a local disk only"):
        rewrite(lake, ARTICLES, PARTITION, lambda files: files)
