"""A crawl read into a lake in flat memory, cut off by SIGKILL and taken up again.

    python benchmarks/ingest_crawl.py [--megabytes 10000] [--batch 10000]

Writes a WARC file like those of CC-NEWS (fixtures/crawl.py) of so many megabytes into a folder that is removed at the end, ingests it
batch by batch in a process of its own, kills that in the midst of a batch when a third is read, and starts it again. Of each batch it
prints what is done, how fast, and the memory that the process holds; at the end, whether every page is in the lake once.
"""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time


def ingest(crawl: str, lake: str, batch: int) -> None:
    """The process that is killed: a line a batch, with its pages, and its memory in MB."""
    from pipeline import ingest as module
    from transforms.instants import system_clock

    run = module.run

    def told(job: object, *arguments: object, **options: object) -> object:
        account = run(job, *arguments, **options)  # type: ignore[arg-type]
        status = pathlib.Path("/proc/self/status").read_text()
        held = {line.split(":")[0]: int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM"))}
        print(account["pages"], held["VmRSS"], held["VmHWM"], flush=True)
        return account

    module.run = told  # type: ignore[assignment]
    faults = module.ingest(lake, [crawl], system_clock, batch_pages=batch).faults
    sys.exit("\n".join(faults) or 0)


def follow(crawl: pathlib.Path, lake: pathlib.Path, batch: int, *, kill_after: int | None) -> int:
    """Pages that a run of the process got through in whole batches."""
    command = [sys.executable, __file__, "--crawl", str(crawl), "--lake", str(lake), "--batch", str(batch)]
    done, started = 0, time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            pages, resident, peak = map(int, line.split())
            done += pages
            seconds = time.perf_counter() - started
            print(
                f"{done:>9,} pages {seconds:>8,.0f} s {done / seconds:>7.1f} pages/s {resident:>7,} MB held {peak:>7,} MB peak", flush=True
            )
            if kill_after is not None and done >= kill_after:
                # In the midst of the next batch.
                time.sleep(seconds / done * batch / 2)
                process.kill()
                break
    if kill_after is None and process.returncode:
        sys.exit(f"ingest ended with {process.returncode}")
    return done


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--megabytes", type=float, default=10_000)
    arguments.add_argument("--batch", type=int, default=10_000, metavar="PAGES")
    arguments.add_argument("--crawl", help=argparse.SUPPRESS)
    arguments.add_argument("--lake", help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.crawl:
        ingest(options.crawl, options.lake, options.batch)
        return
    from fixtures.crawl import write_warc
    from pipeline.query import connect

    with tempfile.TemporaryDirectory() as folder:
        crawl, lake = pathlib.Path(folder, "crawl.warc.gz"), pathlib.Path(folder, "lake")
        pages = write_warc(crawl, megabytes=options.megabytes)
        print(f"{pages:,} pages, {crawl.stat().st_size / 1e6:,.0f} MB", flush=True)
        before = follow(crawl, lake, options.batch, kill_after=pages // 3)
        print(f"killed in the midst of a batch, {before:,} pages in whole ones; started again", flush=True)
        after = follow(crawl, lake, options.batch, kill_after=None)
        with connect(str(lake)) as connection:
            rows, ids = connection.execute("select count(*), count(distinct article_id) from articles").fetchall()[0]
        print(f"{after:,} pages read again or after it; {rows:,} rows of {pages:,} pages, {rows - ids:,} doubled, {pages - ids:,} lost")
        sys.exit(0 if rows == ids == pages and before + after == pages else 1)


if __name__ == "__main__":
    main()
