"""What a run has done so far, drawn on stderr while it works."""

from __future__ import annotations

import collections
import contextlib
import os
import tempfile
import threading
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.graph import Job
from transforms.counting import TOLD, live, told

_EVERY_S = 0.2


@contextlib.contextmanager
def watched(job: Job, part: str = "", *, engine: str | None = None) -> Iterator[None]:
    """Draws what all processes of a run have counted, until the block ends: feeds polled, pages fetched or read, articles, rejects, rows.

    Args:
      part: which part of a longer ingest this job is.
      engine: the name of the engine, where it is not this machine: what its workers count is known when the job has ended.
    """
    live.clear()
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    console = Console(stderr=True)
    if engine:
        with console.status(f"running on {engine}; what it did is told when it has ended"):
            yield
        return
    with Progress(*columns, console=console, transient=True) as progress, tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        feeds = progress.add_task("feeds polled", total=len(job.feeds), note="") if job.feeds else None
        pages = progress.add_task("pages read", total=sum(piece.pages for piece in job.pieces) or None, note="")
        done = threading.Event()
        drawer = threading.Thread(target=_draw, args=(progress, feeds, pages, part, folder, done), daemon=True)
        # Worker processes inherit it.
        os.environ[TOLD] = folder
        drawer.start()
        try:
            yield
        finally:
            done.set()
            drawer.join()
            del os.environ[TOLD]


def _draw(progress: Progress, feeds: TaskID | None, pages: TaskID, part: str, folder: str, done: threading.Event) -> None:
    while not done.wait(_EVERY_S):
        # One process is told by itself without delay; with several, this one counts nothing.
        counts: collections.Counter[str] = told(folder) if len(os.listdir(folder)) > 1 or not live else live.copy()
        if feeds is not None:
            progress.update(
                feeds,
                completed=counts["feeds_polled"] + counts["feeds_not_due"],
                note=f"{counts['feeds_failed']} failed" if counts["feeds_failed"] else "",
            )
            progress.update(pages, completed=counts["pages_fetched"] + counts["pages_from_feed"], total=counts["entries_fresh"] or None)
        else:
            progress.update(pages, completed=counts["pages"])
        notes = [f"{counts['AssignRegion']} articles", f"{counts['rejects']} rejects", f"{counts['articles_rows_written']} rows written"]
        progress.update(pages, note=", ".join([part, *notes] if part else notes))
