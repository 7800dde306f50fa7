"""`Retry-After`: how long a server asks us to stay away."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping

from transforms.instants import to_micros

# Media Cloud saw 88 hours; who asks for more than a week is a machine's mistake (reference/feeds.md 4a.7).
LONGEST_S = 7 * 86_400.0


def retry_after(headers: Mapping[str, str], now: int) -> float | None:
    """Seconds to wait by `Retry-After` (RFC 9110 §10.2.3), 0 to `LONGEST_S`; None where the header is absent or means nothing.

    A date is taken relative to the server's own `Date`, whose clock may be wrong in the same way; else to `now` (microseconds).
    Header names are lower-case.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), LONGEST_S)
    until = http_date(value)
    if until is None:
        return None
    since = http_date(headers.get("date", "")) or now
    return min(max(0.0, (until - since) / 1e6), LONGEST_S)


def http_date(value: str) -> int | None:
    """Microseconds of an HTTP date in any of its three forms (RFC 9110 §5.6.7); None for what is none."""
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    return to_micros(moment) if moment.tzinfo else None
