"""Runs of the whole line that are killed and that crowd: started by test_line.py, in a process of its own that may fork.

For each line of stdin, a JSON object {"feeds", "lake", "kill_after"}: a run for each of the feed lists, all at once, each a
process, killed after so many seconds if that is not null. Answers by a line each: {"ended": ["done" | "killed" | "failed", …], "seconds"}.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import Any

from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.run import run
from transforms.http import HttpOptions
from transforms.instants import system_clock
from transforms.reading import read_article

# The newsroom is our own: it may be asked as fast as it answers.
FAST = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)


STORY = """Bridge opens in Almaty

ALMATY, Jan 11 — A bridge across the river was opened on Tuesday after two years of work, the city said, and drivers crossed it at once.

The bridge carries four lanes and a path for bicycles, and it replaces one of 1962 that had been closed to lorries for most of a decade.

"We waited long for this," said a driver who was among the first to cross it, and who had come from a village on the other bank."""


def job(feeds: str, lake: str) -> Job:
    return Job(lake=lake, run_at=system_clock(), feeds=tuple(read_feed_list(feeds)), http=FAST)


def fork(feeds: str, lake: str) -> int:
    """Starts a run in a process of its own; gives its id."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            faults = run(job(feeds, lake)).faults
            print(*faults, sep="\n", end="", file=sys.stderr)
            code = 1 if faults else 0
        finally:
            sys.stderr.flush()
            os._exit(code)
    return child


def end(child: int, at: float | None) -> str:
    """Waits for a run, and kills it at an instant of `time.monotonic`, if it still runs then."""
    descriptor = os.pidfd_open(child)
    select.select([descriptor], [], [], None if at is None else max(0.0, at - time.monotonic()))
    if at is not None:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    os.close(descriptor)
    return "killed" if os.WIFSIGNALED(status) else "failed" if status else "done"


def carry_out(order: dict[str, Any]) -> dict[str, Any]:
    started = time.monotonic()
    children = [fork(feeds, order["lake"]) for feeds in order["feeds"]]
    at = None if order["kill_after"] is None else started + order["kill_after"]
    ended = [end(child, at) for child in children]
    return {"ended": ended, "seconds": time.monotonic() - started}


if __name__ == "__main__":
    # What is loaded now (the gazetteer, the vocabularies) no run has to load: it is killed while it works.
    read_article(STORY.encode(), content_type="text/plain")
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)
