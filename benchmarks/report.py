"""How long the report of a lake takes, and what the page weighs: `python -m benchmarks.report` makes a million articles and reads them.

    python -m benchmarks.report --lake /tmp/lake            # an existing one

The peer in the same run is DuckDB reading one column of the same files: what no report of them can be faster than.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.synthetic_lake import make_lake
from pipeline.report.page import render_report
from pipeline.report.report import make_report
from pipeline.report.snapshot import take_snapshot
from pipeline.show import table_of
from transforms.instants import system_clock


def measure(root: str) -> list[tuple[str, float, float]]:
    """Wall and CPU seconds of each part."""
    rows: list[tuple[str, float, float]] = []

    def timed(name: str, began: float, cpu: float) -> None:
        rows.append((name, round(time.perf_counter() - began, 2), round(time.process_time() - cpu, 2)))

    began, cpu = time.perf_counter(), time.process_time()
    duckdb.execute(
        f"select count(distinct story_id) from read_parquet('{root}/articles/**/*.parquet', hive_partitioning = false)"
    ).fetchall()
    timed("peer: one column of every file", began, cpu)
    began, cpu = time.perf_counter(), time.process_time()
    snapshot = take_snapshot(root)
    timed("files opened and read", began, cpu)
    again, cpu_again = time.perf_counter(), time.process_time()
    page = render_report(make_report(snapshot, system_clock))
    timed("counted and drawn up", again, cpu_again)
    timed("report in all", began, cpu)
    rows.append((f"page: {len(page.encode()) / 1e6:.2f} MB; {len(snapshot.files['articles']):,} files of articles", 0.0, 0.0))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake")
    parser.add_argument("--articles", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = arguments.lake or str(Path(folder, "lake"))
        if not arguments.lake:
            make_lake(Path(root), arguments.articles)
        Console().print(table_of(["", "s", "CPU s"], measure(root)))


if __name__ == "__main__":
    main()
