"""robots.txt: what a site lets us read, and how slowly (RFC 9309)."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import protego

from transforms.http.client import Client
from transforms.http.errors import FetchError
from transforms.http.options import HttpOptions

# RFC 9309 §2.4: not used longer than a day; §2.5: at least 500 KiB are read.
_KEPT_S = 86_400.0
_MAX_BYTES = 512_000
_LEADS_NOWHERE = frozenset({"redirect-loop", "too-many-redirects", "too-large", "compression-bomb", "bad-encoding", "bad-url"})


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us."""

    parsed: protego.Protego
    name: str

    def allow(self, url: str) -> bool:
        return bool(self.parsed.can_fetch(url, self.name))

    @property
    def crawl_delay(self) -> float:
        return float(self.parsed.crawl_delay(self.name) or 0.0)

    @property
    def sitemaps(self) -> list[str]:
        return list(self.parsed.sitemaps)


class Robots:
    """The rules of each origin, asked for once and kept for a day.

    4xx means that there are none; 5xx that nothing may be read now (RFC 9309 §2.3.1.3, §2.3.1.4).
    """

    def __init__(self, options: HttpOptions, *, now: Callable[[], float] = time.monotonic) -> None:
        self._options = options
        self._now = now
        self._kept: dict[str, tuple[float, Rules]] = {}

    async def rules(self, client: Client, url: str) -> Rules:
        """The rules for a URL's origin.

        Raises:
          FetchError: the site could not be asked; `robots-unreachable` where it answered with a server error.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        kept = self._kept.get(origin)
        if kept is not None and self._now() < kept[0]:
            return kept[1]
        rules = Rules(protego.Protego.parse(await self._text(client, f"{origin}/robots.txt")), self._options.robots_name)
        self._kept[origin] = (self._now() + _KEPT_S, rules)
        return rules

    async def _text(self, client: Client, url: str) -> str:
        try:
            async with client.get(url, max_bytes=self._options.max_page_bytes, rest=0.0, headers={"Accept": "text/plain"}) as answer:
                status, body = answer.status, answer.body
        except FetchError as error:
            # A robots.txt that leads nowhere is none; a site that cannot be reached at all says so itself.
            if error.reason in _LEADS_NOWHERE:
                return ""
            raise
        if status >= 500 or status == 429:
            raise FetchError("robots-unreachable", f"{url}: HTTP {status}", retry=True, status=status, url=url)
        return body[:_MAX_BYTES].decode("utf-8", "replace") if status == 200 else ""
