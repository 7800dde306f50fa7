"""Why a document could not be had: one slug a cause, the same in `polls` and in `rejects`."""

from __future__ import annotations

import asyncio
import ssl

import aiohttp

from transforms.http.addresses import RefusedAddress

# What may pass by itself (reference/feeds.md, story-indexer's list).
_PASSING_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})

_LONGEST_DETAIL = 500


class FetchError(Exception):
    """A document that could not be had.

    Attributes:
      reason: a slug: timeout, dns, connect, tls, too-large, http-503, …
      detail: the rest of the story, for people.
      retry: whether it may pass by itself.
      status: of the answer, where there was one; url: the address that failed, after redirects.
      retry_after: seconds that the server asked us to wait.
    """

    def __init__(
        self,
        reason: str,
        detail: str = "",
        *,
        retry: bool = False,
        status: int | None = None,
        url: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        # What a server sent may be in it: so much of it, and only what can be stored.
        detail = detail[:_LONGEST_DETAIL].encode("utf-8", "replace").decode()
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
        self.retry = retry
        self.status = status
        self.url = url
        self.retry_after = retry_after


def status_error(status: int, url: str, *, retry_after: float | None = None) -> FetchError:
    """The error of an answer whose status is not the one hoped for."""
    return FetchError(f"http-{status}", url, retry=status in _PASSING_STATUS, status=status, url=url, retry_after=retry_after)


# Asked in this order: aiohttp's errors derive from each other and from OSError.
_CAUSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str, bool], ...] = (
    (TimeoutError, "timeout", True),
    (asyncio.TimeoutError, "timeout", True),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls", False),
    (aiohttp.ClientConnectorDNSError, "dns", True),
    (aiohttp.ClientConnectorError, "connect", True),
    (aiohttp.ClientPayloadError, "truncated", True),
    ((aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError), "bad-url", False),
    (aiohttp.ClientResponseError, "bad-http", False),
    ((aiohttp.ClientConnectionError, OSError), "disconnected", True),
    (aiohttp.ClientError, "bad-http", False),
    (ValueError, "bad-url", False),
    (Exception, "error", False),
)


def fetch_error(error: Exception, url: str) -> FetchError:
    """The `FetchError` of what a request raised; `error` for what nobody foresaw, so that it costs one document and not the run."""
    if isinstance(getattr(error, "os_error", None), RefusedAddress):
        return FetchError("refused-address", url, url=url)
    reason, retry = next((reason, retry) for kinds, reason, retry in _CAUSES if isinstance(error, kinds))
    return FetchError(reason, f"{url}: {error}" if str(error) else url, retry=retry, url=url)
