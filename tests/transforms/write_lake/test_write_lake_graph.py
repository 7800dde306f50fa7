"""`WriteLake` in Beam: what lands, in which order, in how many files."""

from __future__ import annotations

import collections
import pathlib
import shutil
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability.api import beam_runner_api_pb2
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from lake_rows import NOON, article, ids, stored_ids

from schemas import ARTICLES, ENTRIES, POLLS, REJECTS, Entry, Feed, Poll
from transforms.ids import digest
from transforms.rejecting import reject
from transforms.write_lake import Lake, WriteLake, WriteTable, Written, partition_path, read_columns
from transforms.write_lake.batching import BUFFER_BYTES, Batcher, from_blobs
from transforms.write_lake.write_lake import BATCH, Commit

FEED = Feed(url="https://news.example/feed")


def entry(n: int) -> Entry:
    return Entry(
        digest("s", str(n)), digest("l", str(n)), FEED, str(n), FEED.url, NOON, "2022-01-11", outcome="article", tags=["not stored"]
    )


def poll(n: int) -> Poll:
    return Poll(poll_id=digest("p", str(n)), feed_url=FEED.url, polled_at=NOON, date="2022-01-11")


def run(root: pathlib.Path, *, mode: str = "in_memory", **rows: list[Any]) -> dict[str, int]:
    """Writes the records by the graph; gives the run's counters."""
    options = PipelineOptions(["--direct_running_mode", mode, "--direct_num_workers", "1" if mode == "in_memory" else "2"])
    pipeline = beam.Pipeline(runner=FnApiRunner(), options=options)
    records = {name: pipeline | name >> beam.Create(rows.get(name, [])) for name in ("articles", "rejects", "entries", "polls")}
    _ = records | WriteLake(str(root))
    result = pipeline.run()
    result.wait_until_finish()
    counters: collections.Counter[str] = collections.Counter()
    for counter in result.metrics().query()["counters"]:
        counters[counter.key.metric.name] += counter.committed
    return {name: n for name, n in counters.items() if n}


def count(root: pathlib.Path) -> dict[str, int]:
    lake = Lake.open(str(root))
    return {table.name: read_columns(lake, table, [table.id_columns[0]]).num_rows for table in (ARTICLES, REJECTS, ENTRIES, POLLS)}


@pytest.mark.parametrize("mode", ["in_memory", "multi_processing"])
def test_the_four_tables_are_written_once_however_often_they_come(tmp_path: pathlib.Path, mode: str) -> None:
    rows: dict[str, list[Any]] = {
        "articles": [article(n, date=f"2022-01-{n % 3 + 1:02}") for n in range(40)],
        "rejects": [reject("FetchPages", "http-404", NOON, origin="https://news.example/gone")],
        "entries": [entry(n) for n in range(50)],
        "polls": [poll(1)],
    }
    written = {"articles_rows_written": 40, "rejects_rows_written": 1, "entries_rows_written": 50, "polls_rows_written": 1}
    assert run(tmp_path, mode=mode, **rows) == {**written, "files_written": 6}
    assert count(tmp_path) == {"articles": 40, "rejects": 1, "entries": 50, "polls": 1}
    assert stored_ids(Lake.open(str(tmp_path))) == ids(*range(40))

    files = sorted(tmp_path.rglob("*.parquet"))
    assert run(tmp_path, **rows) == {name.replace("written", "left_out"): n for name, n in written.items()}
    assert sorted(tmp_path.rglob("*.parquet")) == files


def test_nothing_in_nothing_out(tmp_path: pathlib.Path) -> None:
    run(tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


def test_what_a_row_speaks_of_is_stored_before_it(tmp_path: pathlib.Path) -> None:
    refused = reject("FetchPages", "http-404", NOON, origin="https://news.example/gone")
    run(tmp_path, articles=[article(1)], rejects=[refused], entries=[entry(n) for n in range(3)], polls=[poll(1)])
    order = sorted((path.stat().st_mtime_ns, path.relative_to(tmp_path).parts[0]) for path in tmp_path.rglob("*.parquet"))
    assert [table for _, table in order] in (["articles", "rejects", "entries", "polls"], ["rejects", "articles", "entries", "polls"])


def test_polls_are_not_stored_when_what_they_announced_is_not(tmp_path: pathlib.Path) -> None:
    lake = Lake.create_or_open(str(tmp_path))
    (tmp_path / "entries").write_text("in the way")
    with pytest.raises(Exception, match="entries"):
        run(tmp_path, articles=[article(1)], entries=[entry(1)], polls=[poll(1)])
    assert stored_ids(lake) == ids(1)
    assert not (tmp_path / "polls").exists()


def test_a_partition_is_flushed_when_it_weighs_a_file(tmp_path: pathlib.Path) -> None:
    shutil.rmtree(tmp_path)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        written = (
            pipeline
            | beam.Create([article(n) for n in range(2500)])
            | WriteTable(str(tmp_path), ARTICLES, flush_bytes=1)
            | beam.Map(lambda written: (written.table, written.rows))
            | beam.combiners.ToList()
        )
        assert_that(written, equal_to([[("articles", n) for n in (1000, 1000, 500)]]))
    assert len(list(tmp_path.rglob("*.parquet"))) == 3


def test_however_small_the_bundles_a_partition_gets_one_file_a_window(tmp_path: pathlib.Path) -> None:
    batches = []
    for bundle in range(30):
        batcher = Batcher(ARTICLES)
        for n in range(bundle * 10, bundle * 10 + 10):
            batches += batcher.add(article(n, region=f"region-{n % 4}"))
        batches += batcher.rest()
    assert len(batches) == 120
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        keyed = pipeline | beam.Create(batches).with_output_types(BATCH)
        _ = keyed | beam.ParDo(Commit(str(tmp_path), ARTICLES, 1 << 20)).with_output_types(Written)
    files = [path.parent.name for path in tmp_path.rglob("*.parquet")]
    assert sorted(files) == [f"region=region-{n}" for n in range(4)]
    assert stored_ids(Lake.open(str(tmp_path))) == ids(*range(300))


def test_a_bundle_holds_no_more_than_its_buffer() -> None:
    batcher, batches = Batcher(ARTICLES), []
    for n in range(20):
        batches += batcher.add(article(n, body="x" * (BUFFER_BYTES // 8), region=f"region-{n % 2}"))
        assert batcher._bytes <= BUFFER_BYTES
    batches += batcher.rest()
    assert collections.Counter(from_blobs(ARTICLES, [blob]).num_rows for _, blob in batches).total() > 2
    assert sum(from_blobs(ARTICLES, [blob]).num_rows for _, blob in batches) == 20


def test_a_row_always_meets_the_same_shard() -> None:
    keys = collections.defaultdict(set)
    for _ in range(2):
        batcher = Batcher(ARTICLES, shards=3)
        for n in range(60):
            assert not list(batcher.add(article(n)))
        for key, blob in batcher.rest():
            keys[key].add(tuple(from_blobs(ARTICLES, [blob])["article_id"].to_pylist()))
    partition = partition_path({"date": "2022-01-11", "region": "central-asia"})
    assert {key: len(contents) for key, contents in keys.items()} == {(partition, shard): 1 for shard in range(3)}


def test_no_timer_is_of_processing_time(tmp_path: pathlib.Path) -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    records = {name: pipeline | name >> beam.Create([]) for name in ("articles", "rejects", "entries", "polls")}
    _ = records | WriteLake(str(tmp_path))
    domains = []
    for transform in pipeline.to_runner_api().components.transforms.values():
        if transform.spec.urn == "beam:transform:pardo:v1":
            payload = beam_runner_api_pb2.ParDoPayload.FromString(transform.spec.payload)
            domains += [spec.time_domain for spec in payload.timer_family_specs.values()]
    assert domains == [beam_runner_api_pb2.TimeDomain.EVENT_TIME] * 4
