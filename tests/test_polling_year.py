"""The cadence, held by the simulation of a year (benchmarks/polling_year.py)."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
from polling_year import by_cadence, every, shapes


def test_a_year_of_polling_misses_little_at_less_than_half_the_requests_of_hourly_polling():
    feeds = shapes()
    ours = [by_cadence(feed) for feed in feeds]
    hourly = sum(every(3_600)(feed).requests for feed in feeds[:1]) * len(feeds)
    missed = [outcome.missed / len(feed.arrivals) for feed, outcome in zip(feeds, ours, strict=True) if feed.arrivals]
    assert len(feeds) >= 50
    assert sum(outcome.requests for outcome in ours) <= 0.5 * hourly
    assert sum(outcome.missed for outcome in ours) <= 0.005 * sum(len(feed.arrivals) for feed in feeds)
    assert sum(missed) / len(missed) <= 0.005
