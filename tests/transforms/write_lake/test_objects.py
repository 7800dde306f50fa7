"""A lake on an object store: leases on a store in memory, and the whole on a real S3 API on loopback."""

from __future__ import annotations

import concurrent.futures
import json
from collections.abc import Iterator

import apache_beam as beam
import pyarrow.fs
import pyarrow.parquet as pq
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from lake_rows import PARTITION, article, articles, ids, stored_ids

from schemas import ARTICLES
from transforms.write_lake import Committed, Lake, LakeBusyError, LakeError, WriteTable, commit, read_columns
from transforms.write_lake.objects import LEASE_SECONDS, ObjectStorage

NOW = 1_641_902_400_000_000


class Bucket:
    """An object store in memory."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str]] = {}
        self._versions = 0

    def list(self, prefix: str) -> Iterator[str]:
        return iter([name for name in self.objects if name.startswith(prefix)])

    def size(self, name: str) -> int | None:
        return len(self.objects[name][0]) if name in self.objects else None

    def range(self, name: str, start: int, stop: int) -> bytes:
        return self.objects[name][0][start:stop]

    def get(self, name: str) -> tuple[bytes, str] | None:
        return self.objects.get(name)

    def put(self, name: str, content: bytes | memoryview) -> None:
        self._versions += 1
        self.objects[name] = bytes(content), str(self._versions)

    def put_if(self, name: str, content: bytes, token: str | None) -> str | None:
        if (self.objects[name][1] if name in self.objects else None) != token:
            return None
        self.put(name, content)
        return self.objects[name][1]


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> int:
        return NOW + int(self.seconds * 1e6)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def storage(bucket: Bucket, clock: Clock, patience: float = 60) -> ObjectStorage:
    return ObjectStorage("mem://bucket/lake", bucket, patience=patience, sleep=clock.sleep, clock=clock)


def test_rows_are_committed_once_to_a_bucket() -> None:
    bucket, clock = Bucket(), Clock()
    lake = Lake.create_or_open(storage(bucket, clock))
    done = commit(lake, ARTICLES, PARTITION, articles(1, 2, 3))
    assert (done.rows, done.left_out) == (3, 0)
    assert commit(lake, ARTICLES, PARTITION, articles(3, 2)) == Committed(None, 0, 2, 0)
    assert stored_ids(lake) == ids(1, 2, 3)
    assert [name for name in bucket.objects if not name.startswith("_")] == [done.path]
    assert json.loads(bucket.objects["_dateline.json"][0])["format"] == "dateline-lake"
    assert Lake.open(storage(bucket, clock)).root == "mem://bucket/lake"


def test_a_bucket_with_other_things_in_it_is_no_lake() -> None:
    bucket = Bucket()
    bucket.put("photos/1.jpg", b"")
    with pytest.raises(LakeError, match="is not empty and not a Dateline lake"):
        Lake.create_or_open(storage(bucket, Clock()))


def test_who_waits_too_long_for_a_lease_is_told_who_holds_it() -> None:
    bucket, clock = Bucket(), Clock()
    busy = r"by \d+@.+ since 2022-01-11 12:00:00 UTC: waited 6\d s for p"
    with storage(bucket, clock).lock("p"), pytest.raises(LakeBusyError, match=busy):
        storage(bucket, clock).lock("p").__enter__()
    with storage(bucket, clock).lock("p"):
        pass


def test_the_lease_of_a_writer_that_died_is_taken_over() -> None:
    bucket, clock = Bucket(), Clock()
    dead = storage(bucket, clock).lock("p")
    assert_dead_holds = dead.__enter__()
    assert_dead_holds()
    with storage(bucket, clock, patience=2 * LEASE_SECONDS).lock("p") as assert_held:
        assert_held()
        assert LEASE_SECONDS <= clock.seconds < LEASE_SECONDS + 5
        # It was not dead but slow: it must not publish now, nor free what is not its own.
        with pytest.raises(LakeBusyError, match="lost the lock on mem://bucket/lake: p"):
            assert_dead_holds()
        dead.__exit__(None, None, None)
        with pytest.raises(LakeBusyError, match="is being written by"):
            storage(bucket, clock, patience=1).lock("p").__enter__()


def test_a_writer_that_lost_its_lease_publishes_nothing() -> None:
    bucket, clock = Bucket(), Clock()

    class Slow(ObjectStorage):
        def list(self, folder: str) -> list[str]:
            clock.sleep(LEASE_SECONDS)
            return super().list(folder)

    lake = Lake.create_or_open(Slow("mem://bucket/lake", bucket, sleep=clock.sleep, clock=clock))
    with pytest.raises(LakeBusyError, match="lost the lock"):
        commit(lake, ARTICLES, PARTITION, articles(1))
    assert [name for name in bucket.objects if not name.startswith("_")] == []


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The endpoint of an S3 on loopback, with an empty bucket named `news`."""
    boto3 = pytest.importorskip("boto3")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    endpoint = "http://{}:{}".format(*server.get_host_and_port())
    with pytest.MonkeyPatch.context() as environment:
        for name, value in [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
        ]:
            environment.setenv(name, value)
        boto3.client("s3").create_bucket(Bucket="news")
        yield endpoint
    server.stop()


def test_a_lake_on_s3_is_written_once_and_read_by_others(s3: str) -> None:
    with pytest.raises(LakeError, match="there is no lake at s3://news/one"):
        Lake.open("s3://news/one")
    lake = Lake.create_or_open("s3://news/one/")
    done = commit(lake, ARTICLES, PARTITION, articles(*range(20)))
    assert done.rows == 20
    assert commit(Lake.open("s3://news/one"), ARTICLES, PARTITION, articles(*range(10, 25))).rows == 5
    assert stored_ids(lake) == ids(*range(25))
    assert read_columns(lake, ARTICLES, ["region"], lambda partition: partition["date"] > "2022-01-11").num_rows == 0
    outside = pyarrow.fs.S3FileSystem(endpoint_override=s3, access_key="test", secret_key="test", region="us-east-1")
    assert pq.ParquetFile(outside.open_input_file(f"news/one/{done.path}")).metadata.num_rows == 20


def test_writers_at_once_on_s3_double_nothing(s3: str) -> None:
    def write(_writer: int) -> int:
        lake = Lake.create_or_open("s3://news/two")
        return sum(commit(lake, ARTICLES, PARTITION, articles(*range(start, start + 6))).rows for start in (0, 4, 8))

    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(write, range(3))) == 14
    assert stored_ids(Lake.open("s3://news/two")) == ids(*range(14))


def test_the_graph_writes_to_s3_by_beams_own_options(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions(["--s3_endpoint_url", s3])) as pipeline:
        _ = pipeline | beam.Create([article(n) for n in range(5)]) | WriteTable("s3://news/three", ARTICLES)
    assert stored_ids(Lake.open("s3://news/three")) == ids(*range(5))


def test_the_extra_that_a_store_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "boto3", None)
    with pytest.raises(LakeError, match=r"a lake on s3:// needs the client of that store: pip install 'dateline\[s3\]'"):
        Lake.open("s3://news/lake")
