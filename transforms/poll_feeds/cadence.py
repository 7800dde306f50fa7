"""When a feed is due again: by how fast it fills its window, by what its publisher asks for, by how it failed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from transforms.http.retry_after import http_date
from transforms.ids import digest

_SECOND = 1_000_000
_HOUR_S = 3_600
_DAY_S = 86_400
# No feed is asked more often, and none that answers less often (reference/feeds.md 4a.8).
SHORTEST_S = 600
LONGEST_S = _DAY_S
# The rate of arrivals rises at once and falls by this half-life: a feed that is quiet at night is not slow.
# By benchmarks/polling_year.py: 30 % of the requests of hourly polling, 0.1 % of entries missed; with 3 days 26 % and 0.15 %.
_HALF_LIFE_S = 7 * _DAY_S
# Of the time that a feed takes to fill its window, so much passes between two polls.
_SHARE_OF_WINDOW = 0.5
# A feed that fails is asked ever more rarely, and never given up: they come back (reference/feeds.md 2.1).
_LONGEST_FAILING_S = 7 * _DAY_S
_GONE_S = 30 * _DAY_S
_GONE_AFTER, _GONE_FOR_S = 3, 7 * _DAY_S
_JITTER = 0.2
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)

# What an error counts for: what has the network's look counts least, for it passes; what the server says of the feed counts whole.
_NETWORK = ("dns", "connect", "timeout", "disconnected")
NETWORK_ERRORS = frozenset(_NETWORK)
_PASSING = ("http-408", "http-425", "http-429", "http-500", "http-502", "http-503", "http-504", "http-522", "http-524")
_WEIGHTS = {**dict.fromkeys(_NETWORK, 0.25), **dict.fromkeys((*_PASSING, "truncated", "host-asked-to-wait"), 0.5)}


def weight(error_class: str) -> float:
    """What one failure counts for in the backoff, 0.25 to 1."""
    return _WEIGHTS.get(error_class, 1.0)


def interval_s(arrivals_per_day: float | None, window: int) -> float:
    """Seconds between two polls of a feed that shows its `window` newest entries: half the time that it takes to replace them all.

    An hour for a feed of which nothing is known yet.
    """
    if arrivals_per_day is None:
        return _HOUR_S
    if arrivals_per_day <= 0:
        return LONGEST_S
    return min(max(_SHARE_OF_WINDOW * window / arrivals_per_day * _DAY_S, SHORTEST_S), LONGEST_S)


def arrivals(before: float | None, new: int, elapsed_s: float) -> float | None:
    """New entries a day, smoothed, after `new` ones were found in a poll `elapsed_s` after the last good one.

    More than before counts at once, for a burst loses entries; less only slowly, for a lull loses none.
    """
    if elapsed_s <= 0:
        return before
    # What an editor publishes at once in a few minutes is an hour's work: the feed would be asked all day long otherwise.
    seen = new / max(elapsed_s, _HOUR_S) * _DAY_S
    if before is None or seen >= before:
        return seen
    kept = math.exp(-elapsed_s / _HALF_LIFE_S * math.log(2))
    return before * kept + seen * (1 - kept)


def density(published: Sequence[int]) -> float | None:
    """Entries a day by the dates (microseconds) of a document's entries; None where they do not tell."""
    span = max(published) - min(published) if len(published) > 1 else 0
    return (len(published) - 1) / (span / _SECOND) * _DAY_S if span >= SHORTEST_S * _SECOND else None


def after_success(polled_at: int, headers: Mapping[str, str], min_interval_s: int | None, own_interval_s: float = _HOUR_S) -> int:
    """Our own interval from now; later where `ttl`, `sy:`, Cache-Control or Expires ask for it, a day at most."""
    wait = max(round(own_interval_s), min_interval_s or 0, _fresh_s(headers, polled_at))
    return polled_at + min(wait, LONGEST_S) * _SECOND


def after_failure(
    polled_at: int,
    feed_url: str,
    failures: float,
    *,
    own_interval_s: float = _HOUR_S,
    failing_since: int | None = None,
    status: int | None = None,
    retry_after: float | None = None,
) -> int:
    """Our own interval, doubled by each whole failure, up to a week; `Retry-After` is heard.

    A feed that has said 410 in three polls over a week is asked once in 30 days. The spread of a fifth is drawn from the feed's URL,
    so that the feeds of a host that was down do not come back together.

    Args:
      failures: the weights of the failed polls in a row, this one included; failing_since: when the first of them was.
    """
    if retry_after is not None:
        return polled_at + max(round(retry_after), 60) * _SECOND
    if status == 410 and failures >= _GONE_AFTER and polled_at - (failing_since or polled_at) >= _GONE_FOR_S * _SECOND:
        return polled_at + _GONE_S * _SECOND
    wait = min(own_interval_s * 2 ** min(failures, 12.0), _LONGEST_FAILING_S)
    share = int(digest("jitter", feed_url, str(failures))[:8], 16) / 0xFFFFFFFF
    return polled_at + min(round(wait * (1 - _JITTER + 2 * _JITTER * share)), _LONGEST_FAILING_S) * _SECOND


def _fresh_s(headers: Mapping[str, str], now: int) -> int:
    """How long the answer is fresh (RFC 9111 §4.2.1), in seconds."""
    control = headers.get("cache-control", "").lower()
    if "no-cache" in control or "no-store" in control:
        return 0
    if match := _MAX_AGE.search(control):
        return int(match[1])
    expires = http_date(headers.get("expires", ""))
    since = http_date(headers.get("date", "")) or now
    return max(0, (expires - since) // _SECOND) if expires else 0
