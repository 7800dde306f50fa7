"""What a run has done so far, drawn on stderr while it works."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipeline.graph import Job
from transforms.counting import live

_EVERY_S = 0.2


@contextlib.contextmanager
def watched(job: Job, part: str = "") -> Iterator[None]:
    """Draws the counters of this process until the block ends: feeds polled, pages fetched or read, articles, rejects, rows."""
    live.clear()
    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        feeds = progress.add_task("feeds polled", total=len(job.feeds), note="") if job.feeds else None
        pages = progress.add_task("pages read", total=sum(piece.pages for piece in job.pieces) or None, note="")
        done = threading.Event()
        drawer = threading.Thread(target=_draw, args=(progress, feeds, pages, part, done), daemon=True)
        drawer.start()
        try:
            yield
        finally:
            done.set()
            drawer.join()


def _draw(progress: Progress, feeds: TaskID | None, pages: TaskID, part: str, done: threading.Event) -> None:
    while not done.wait(_EVERY_S):
        if feeds is not None:
            progress.update(
                feeds,
                completed=live["feeds_polled"] + live["feeds_not_due"],
                note=f"{live['feeds_failed']} failed" if live["feeds_failed"] else "",
            )
            progress.update(pages, completed=live["pages_fetched"] + live["pages_from_feed"], total=live["entries_fresh"] or None)
        else:
            progress.update(pages, completed=live["pages"])
        progress.update(
            pages, note=f"{live['AssignRegion']} articles, {live['rejects']} rejects, {live['articles_rows_written']} rows written"
        )
