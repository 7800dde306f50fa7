"""Politeness: one request in flight a registrable domain, a rest after each, and silence where a server asks for it."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit

from transforms.http.errors import FetchError
from transforms.urls import registrable_domain

# A request waits this long for a host that asked for silence; beyond it the request is put off to a later run.
PATIENCE_S = 120.0


def host_key(url: str) -> str:
    """Whose patience a request to this URL uses: its registrable domain; host and port where there is none (`127.0.0.1:8080`).

    >>> host_key("https://feeds.news.example.co.uk/rss"), host_key("http://localhost:8080/")
    ('example.co.uk', 'localhost:8080')
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port or {"https": 443}.get(parts.scheme, 80)
    except ValueError:
        return url
    domain = registrable_domain(host) or host
    return f"{domain}:{port}" if "." not in domain or _is_address(domain) else domain


class Courtesy:
    """Lets requests to one host through one after the other.

    The rest is counted from the end of one request to the start of the next, so that it also holds as the server sees it.

    Args:
      max_in_flight: requests at once, over all hosts.
      free_at: when each host may be asked again, by `now`; keep it to keep the peace across several clients.
      now, sleep: seconds of a clock that never goes back, and how to wait by it.
    """

    def __init__(
        self,
        max_in_flight: int,
        *,
        free_at: dict[str, float] | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._in_flight = asyncio.Semaphore(max_in_flight)
        self._turns: dict[str, asyncio.Lock] = {}
        self._free_at = {} if free_at is None else free_at
        self._now = now
        self._sleep = sleep

    @contextlib.asynccontextmanager
    async def turn(self, key: str, rest: float) -> AsyncIterator[None]:
        """Waits until the host may be asked, holds it for the length of the block, and leaves it in peace for `rest` seconds.

        Raises FetchError `host-asked-to-wait` where the wait would be longer than `PATIENCE_S`.
        """
        async with self._turns.setdefault(key, asyncio.Lock()):
            # Someone else's request may end in silence asked for while we sleep: so look again.
            while (wait := self._free_at.get(key, 0.0) - self._now()) > 0:
                if wait > PATIENCE_S:
                    raise FetchError("host-asked-to-wait", f"{key}: {wait:.0f} s", retry=True, retry_after=wait)
                await self._sleep(wait)
            async with self._in_flight:
                try:
                    yield
                finally:
                    self.silence(key, rest)

    def silence(self, key: str, seconds: float) -> None:
        """Nobody asks this host for so many seconds from now (429 with `Retry-After`)."""
        self._free_at[key] = max(self._free_at.get(key, 0.0), self._now() + seconds)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
