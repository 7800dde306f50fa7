"""What a run counts: Beam counters for the account that must add up, and the same numbers live for the progress display."""

from __future__ import annotations

import collections
import functools
import json
import os
import time
from pathlib import Path
from typing import Any

from apache_beam.metrics import Metrics

NAMESPACE = "dateline"

# This process's own view of the counters: Beam gives a pipeline's numbers only when it has ended (reference/beam.md 1c).
live: collections.Counter[str] = collections.Counter()

# The environment variable that names a folder in which the processes of a local run tell each other what they have counted: a file a
# process. It is for the eye; the account is made of Beam's counters.
TOLD = "DATELINE_COUNTS"
_TELL_EVERY_S = 0.3
_told_at = 0.0


def count(name: str, n: int = 1) -> None:
    """Adds n to a counter. Call it from the thread in which Beam calls the DoFn: the counter belongs to its bundle."""
    _counter(name).inc(n)
    live[name] += n
    _tell()


def told(folder: str) -> collections.Counter[str]:
    """What all processes of a run have counted so far."""
    sums: collections.Counter[str] = collections.Counter()
    for path in Path(folder).glob("*.json"):
        sums.update(json.loads(path.read_text()))
    return sums


def _tell() -> None:
    global _told_at
    folder, now = os.environ.get(TOLD), time.monotonic()
    if folder and now - _told_at > _TELL_EVERY_S:
        _told_at = now
        # Written aside and renamed, so that nobody reads a half. Several threads may do so at once: each writes what is true.
        aside = Path(folder, f"{os.getpid()}.{time.monotonic_ns()}")
        aside.write_text(json.dumps(dict(live)))
        aside.replace(Path(folder, f"{os.getpid()}.json"))


@functools.cache
def _counter(name: str) -> Any:
    return Metrics.counter(NAMESPACE, name)
