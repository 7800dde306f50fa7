"""What a run counts: Beam counters for the account that must add up, and the same numbers live for the progress display."""

from __future__ import annotations

import collections
import functools
from typing import Any

from apache_beam.metrics import Metrics

NAMESPACE = "dateline"

# The process's own view of the counters: Beam gives a pipeline's numbers only when it has ended (reference/beam.md 1c).
# It is for the eye: with several worker processes it shows only this one's share.
live: collections.Counter[str] = collections.Counter()


def count(name: str, n: int = 1) -> None:
    """Adds n to a counter. Call it from the thread in which Beam calls the DoFn: the counter belongs to its bundle."""
    _counter(name).inc(n)
    live[name] += n


@functools.cache
def _counter(name: str) -> Any:
    return Metrics.counter(NAMESPACE, name)
