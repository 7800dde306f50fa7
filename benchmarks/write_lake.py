"""How fast and how flat the lake is written: WriteLake beside plain `pyarrow.dataset.write_dataset`, each in a process of its own.

    python benchmarks/write_lake.py [--rows 100000] [--gigabytes 1]

Rows are articles of 4 kB of Zipf-distributed words. Both sides are timed on one core, from records to files on
the disk; memory is the peak of the whole process (VmHWM).
"""

from __future__ import annotations

import argparse
import functools
import importlib
import itertools
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

PARTITIONS = 20
BODY = 3300
BUNDLE = 100


@functools.cache
def words() -> str:
    """Eight megabytes of words, a few of them frequent and most of them rare."""
    dice = random.Random(0)
    vocabulary = ["".join(dice.choices("etaoinshrdlucmfwypvbgkjqxz", k=dice.randint(2, 11))) for _ in range(30_000)]
    return " ".join(dice.choices(vocabulary, [1 / rank for rank in range(1, 30_001)], k=1_500_000))


def articles(count: int, partitions: int) -> Iterator[object]:
    """Articles of 4 kB, spread over partitions as news are: a few large, many small."""
    from schemas import Article, Dateline, Image
    from transforms.ids import digest
    from transforms.instants import with_zone

    text, dice = words(), random.Random(0)
    shares = [1 / rank for rank in range(1, partitions + 1)]
    for n, region in enumerate(dice.choices(range(partitions), shares, k=count)):
        start = dice.randrange(len(text) - BODY)
        key = digest(str(n))
        yield Article(
            article_id=key,
            url=f"https://www.news.example/world/{n}/{text[start : start + 40].replace(' ', '-')}",
            canonical_url=f"https://www.news.example/world/{n}",
            feed_url=f"https://feed{n % 50}.example/rss",
            entry_id=f"urn:{n}",
            publisher=f"Publisher {n % 50}",
            domain=f"publisher{n % 50}.example",
            headline=text[start : start + 70],
            authors=[text[start + 10 : start + 25]],
            body=text[start : start + BODY],
            word_count=600,
            dateline=Dateline(text="ALMATY, Jan 11", place="ALMATY", date="2022-01-11"),
            country="KZ",
            countries=["KZ"],
            images=[Image(url=f"https://img.example/{n}.jpg", caption=text[start : start + 90], credit="KREMLIN")],
            language="en",
            language_confidence=0.99,
            published_at=with_zone(1_641_859_200_000_000 + n * 300_000, None),
            fetched_at=1_641_945_600_000_000,
            date_basis="dateline",
            region_basis="dateline",
            content_hash=digest("body", str(n)),
            extractor_version="1",
            date="2022-01-11",
            region=f"region-{region:02}",
        )


def plain(folder: str, count: int, partitions: int) -> None:
    """What one would write without Dateline: batches of rows to `write_dataset`."""
    import pyarrow as pa
    import pyarrow.dataset

    from schemas import ARTICLES

    rows = articles(count, partitions)
    batches = (batch for chunk in iter(lambda: list(itertools.islice(rows, 1000)), []) for batch in ARTICLES.to_arrow(chunk).to_batches())
    form = pa.dataset.ParquetFileFormat()
    pa.dataset.write_dataset(
        batches,
        folder,
        schema=ARTICLES.schema,
        format=form,
        file_options=form.make_write_options(compression="zstd", compression_level=3),
        partitioning=pa.dataset.partitioning(pa.schema([("date", pa.string()), ("region", pa.string())]), flavor="hive"),
        max_rows_per_group=8192,
    )


def graph(folder: str, count: int, partitions: int) -> None:
    """The same rows through the graph's sink."""
    import apache_beam as beam
    from apache_beam.runners.portability.fn_api_runner import FnApiRunner

    from schemas import ARTICLES, Article
    from transforms.write_lake import WriteTable

    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        rows = pipeline | beam.Create([count]) | beam.FlatMap(articles, partitions).with_output_types(Article)
        _ = rows | WriteTable(folder, ARTICLES)


def again(folder: str, count: int, partitions: int) -> None:
    """A second run over rows that the lake has: timed alone."""
    graph(folder, count, partitions)
    files = len(list(pathlib.Path(folder).rglob("*.parquet")))
    started = time.perf_counter()
    graph(folder, count, partitions)
    report(folder, count, time.perf_counter() - started, new_files=len(list(pathlib.Path(folder).rglob("*.parquet"))) - files)


def small_bundles(folder: str, count: int, partitions: int) -> None:
    """Bundles of 100 rows, as a streaming runner makes them, to the stateful end of the sink."""
    import apache_beam as beam
    from apache_beam.runners.portability.fn_api_runner import FnApiRunner

    from schemas import ARTICLES
    from transforms.write_lake.write_lake import BATCH, FLUSH_BYTES, Commit

    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        batches = pipeline | beam.Create([count]) | beam.FlatMap(small_batches, partitions).with_output_types(BATCH)
        _ = batches | beam.ParDo(Commit(folder, ARTICLES, FLUSH_BYTES))


def small_batches(count: int, partitions: int) -> Iterator[object]:
    """The batches of the rows, a `Batcher` a bundle."""
    from schemas import ARTICLES
    from transforms.write_lake.batching import Batcher

    rows = articles(count, partitions)
    for bundle in iter(lambda: list(itertools.islice(rows, BUNDLE)), []):
        batcher = Batcher(ARTICLES)
        for row in bundle:
            yield from batcher.add(row)
        yield from batcher.rest()


CASES = {"write_dataset": plain, "WriteLake": graph, "WriteLake again": again, "WriteLake, small bundles": small_bundles}


def report(folder: str, count: int, seconds: float, **more: int) -> None:
    """One case's numbers, for the process that prints the table."""
    files = list(pathlib.Path(folder).rglob("*.parquet"))
    peak = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    numbers = {
        "rows/s": round(count / seconds),
        "seconds": round(seconds, 1),
        "peak MB": int(peak.split()[1]) // 1024,
        "files": len(files),
        "partitions": len({file.parent for file in files}),
        "B/row": sum(file.stat().st_size for file in files) // count,
    }
    print(json.dumps(numbers | more))


def measure(case: str, count: int, partitions: int) -> dict[str, int | float]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--case", case, "--rows", str(count), "--partitions", str(partitions), "--folder", folder]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    numbers: dict[str, int | float] = json.loads(lines[0])
    return numbers


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--gigabytes", type=float, default=1.0, help="into one partition; 0 leaves it out")
    options.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    options.add_argument("--partitions", type=int, default=PARTITIONS)
    options.add_argument("--folder", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.case:
        # One core for each, so that the numbers are of work done and not of threads at hand.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        # What it takes to start is not what is measured.
        importlib.import_module("transforms.write_lake")
        importlib.import_module("pyarrow.dataset")
        words()
        started = time.perf_counter()
        CASES[given.case](given.folder, given.rows, given.partitions)
        report(given.folder, given.rows, time.perf_counter() - started)
        return
    runs = [(case, given.rows, given.partitions) for case in CASES]
    if given.gigabytes:
        runs += [(case, int(given.gigabytes * 250_000), 1) for case in ("write_dataset", "WriteLake")]
    for place, (case, count, partitions) in enumerate(runs):
        numbers = measure(case, count, partitions)
        if not place:
            print(f"{'':26}{'rows':>9}" + "".join(f"{name:>12}" for name in numbers))
        print(f"{case:26}{count:>9,}" + "".join(f"{value:>12,}" for value in numbers.values()), flush=True)


if __name__ == "__main__":
    main()
