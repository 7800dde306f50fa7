"""Instants and days: microseconds since 1970 UTC inside, `YYYY-MM-DD` where a day is meant."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

# A clock gives microseconds since 1970 UTC. It is an argument wherever time matters, so that a test can pass its own.
Clock = Callable[[], int]

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def to_micros(moment: datetime.datetime) -> int:
    """Microseconds since 1970 UTC. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {moment!r}")
    return (moment - _EPOCH) // datetime.timedelta(microseconds=1)


def from_micros(micros: int) -> datetime.datetime:
    """The aware UTC datetime of microseconds since 1970."""
    return _EPOCH + datetime.timedelta(microseconds=micros)


def with_zone(micros: int, offset: int | None) -> str:
    """An instant as RFC 3339, at a clock so many minutes ahead of UTC; with `Z` where no local time is known.

    >>> with_zone(0, 540)
    '1970-01-01T09:00:00+09:00'
    """
    if offset is None:
        return from_micros(micros).replace(tzinfo=None).isoformat() + "Z"
    return from_micros(micros).astimezone(datetime.timezone(datetime.timedelta(minutes=offset))).isoformat()


def instant_of(told: str) -> int:
    """Microseconds since 1970 UTC of a moment as `with_zone` writes it."""
    return to_micros(datetime.datetime.fromisoformat(told))


def day_of(micros: int) -> str:
    """The UTC day of an instant, `YYYY-MM-DD`."""
    return from_micros(micros).date().isoformat()


def system_clock() -> int:
    """Microseconds since 1970 UTC, by the machine's clock: the default of every `clock` argument."""
    return time.time_ns() // 1000
