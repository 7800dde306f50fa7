"""When a feed is due again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from transforms.http.retry_after import http_date
from transforms.ids import digest

_SECOND = 1_000_000
_HOUR_S = 3_600
_DAY_S = 86_400
# A feed that fails is asked ever more rarely, and never given up: they come back (reference/feeds.md 2.1).
_LONGEST_S = 7 * _DAY_S
_GONE_S = 30 * _DAY_S
_GONE_AFTER = 3
_JITTER = 0.2
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def after_success(polled_at: int, headers: Mapping[str, str], min_interval_s: int | None) -> int:
    """An hour from now; later where `ttl`, `sy:`, Cache-Control or Expires ask for it, a day at most."""
    wait = max(_HOUR_S, min_interval_s or 0, _fresh_s(headers, polled_at))
    return polled_at + min(wait, _DAY_S) * _SECOND


def after_failure(polled_at: int, feed_url: str, failures: int, *, status: int | None, retry_after: float | None) -> int:
    """Twice as late each time, up to a week; `Retry-After` is heard; a feed that says 410 three times is asked once in 30 days.

    The spread of a fifth is drawn from the feed's URL, so that the feeds of a host that was down do not come back together.

    Args:
      failures: failed polls in a row, this one included.
    """
    if retry_after is not None:
        return polled_at + max(round(retry_after), 60) * _SECOND
    if status == 410 and failures >= _GONE_AFTER:
        return polled_at + _GONE_S * _SECOND
    wait: int = min(_HOUR_S * 2 ** min(failures - 1, 10), _LONGEST_S)
    share = int(digest("jitter", feed_url, str(failures))[:8], 16) / 0xFFFFFFFF
    return polled_at + min(round(wait * (1 - _JITTER + 2 * _JITTER * share)), _LONGEST_S) * _SECOND


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
