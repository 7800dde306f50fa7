"""`Client`: one GET within every bound, its redirects followed by hand."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp

from transforms.http.addresses import is_public, socket_guard
from transforms.http.bodies import ACCEPT_ENCODING, decode_body
from transforms.http.courtesy import Courtesy, host_key
from transforms.http.errors import FetchError, fetch_error
from transforms.http.options import HttpOptions
from transforms.http.retry_after import retry_after
from transforms.instants import Clock, system_clock

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Publishers send more headers, and longer ones, than libraries allow (lexpress.fr: over 100; reference/feeds.md).
_MAX_HEADERS = 1_000
_MAX_HEADER_BYTES = 65_536
# An error's page is kept to see why; it is never read for news.
_ERROR_BODY_BYTES = 65_536
_MAX_URL = 2_048


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """An answer.

    Attributes:
      url: the address that answered, after redirects.
      status, body: as they are; the body is unpacked, and cut to 64 KiB where the status is not 2xx.
      headers: names in lower case; of a name that is repeated, the first.
      sent_at: when the first request was sent, microseconds since 1970 UTC.
      duration_ms: of all its requests, without the rests between them.
      hops: each redirect that led here, as (status, target).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    sent_at: int = 0
    duration_ms: int = 0
    hops: tuple[tuple[int, str], ...] = ()

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


class Client:
    """Asks one document at a time of each host. Use it as an asynchronous context manager, inside one loop.

    Args:
      options: bounds and name.
      courtesy: who may be asked when.
      clock: for dates in `Retry-After`.
      resolver: DNS; the system's where None.
      allows: which addresses may be connected to, where the options do not allow all.
    """

    def __init__(
        self,
        options: HttpOptions,
        courtesy: Courtesy,
        *,
        clock: Clock = system_clock,
        resolver: aiohttp.abc.AbstractResolver | None = None,
        allows: Callable[[str], bool] = is_public,
    ) -> None:
        self._options = options
        self._courtesy = courtesy
        self._clock = clock
        self._resolver = resolver
        self._allows = allows
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(
            limit=0,  # Courtesy counts
            resolver=self._resolver,
            socket_factory=None if self._options.allow_private_hosts else socket_guard(self._allows),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            headers={"User-Agent": self._options.user_agent, "Accept-Encoding": ACCEPT_ENCODING},
            max_line_size=_MAX_HEADER_BYTES,
            max_field_size=_MAX_HEADER_BYTES,
            max_headers=_MAX_HEADERS,
        )
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._session is not None:
            await self._session.close()

    @contextlib.asynccontextmanager
    async def get(
        self,
        url: str,
        *,
        max_bytes: int,
        rest: float,
        headers: Mapping[str, str] | None = None,
        private_headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Response]:
        """The answer for a URL, whatever its status; the host waits for the end of the block, and then rests for `rest` seconds.

        Args:
          headers: go with every hop, for they hold no secret.
          private_headers: may hold one: they go to the first hop's origin, and nowhere else.

        Raises:
          FetchError: there was no answer, or not one within the bounds.
        """
        hops: list[tuple[int, str]] = []
        seen = {url}
        origin = _origin(url)
        spent = 0.0
        sent_at: int | None = None
        while True:
            _check_url(url)
            async with self._courtesy.turn(key := host_key(url), rest):
                sent_at = self._clock() if sent_at is None else sent_at
                started = asyncio.get_running_loop().time()
                sent = {**(headers or {}), **((private_headers or {}) if _origin(url) == origin else {})}
                response = await self._request(url, sent, max_bytes, self._options.total_timeout_s - spent)
                spent += asyncio.get_running_loop().time() - started
                if response.status == 429 and (wait := retry_after(response.headers, self._clock())):
                    self._courtesy.silence(key, wait)
                target = response.headers.get("location", "") if response.status in _REDIRECTS else ""
                if not target:
                    yield dataclasses.replace(response, sent_at=sent_at, duration_ms=round(spent * 1000), hops=tuple(hops))
                    return
            url = _target(url, target)
            hops.append((response.status, url))
            if url in seen:
                raise FetchError("redirect-loop", url, status=response.status, url=url)
            if len(hops) > self._options.max_redirects:
                raise FetchError("too-many-redirects", f"more than {self._options.max_redirects}", status=response.status, url=url)
            seen.add(url)

    async def _request(self, url: str, headers: Mapping[str, str], max_bytes: int, seconds: float) -> Response:
        """One request without redirects."""
        assert self._session is not None, "use the client as a context manager"
        timeout = aiohttp.ClientTimeout(
            total=max(seconds, 0.001),
            connect=self._options.connect_timeout_s,
            sock_connect=self._options.connect_timeout_s,
            sock_read=self._options.read_timeout_s,
        )
        try:
            async with self._session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as answer:
                fields = {name.lower(): _readable(value) for name, value in reversed(list(answer.headers.items()))}
                if answer.status in _REDIRECTS or answer.status == 304:
                    return Response(url, answer.status, fields, b"")
                good = 200 <= answer.status < 300
                raw = await _read(answer.content, max_bytes if good else _ERROR_BODY_BYTES, whole=good)
        except FetchError:
            raise
        except Exception as error:
            raise fetch_error(error, url) from error
        encoding = fields.get("content-encoding", "")
        body = decode_body(raw, encoding, max_bytes=max_bytes, max_ratio=self._options.max_ratio) if good else raw
        return Response(url, answer.status, fields, body)


async def _read(content: aiohttp.StreamReader, max_bytes: int, *, whole: bool) -> bytes:
    """The body as it comes, up to a bound; beyond it an error where the whole is wanted, else the head."""
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > max_bytes:
            if whole:
                raise FetchError("too-large", f"more than {max_bytes} bytes")
            break
    return bytes(body[:max_bytes])


def _readable(value: str) -> str:
    """A header's value; bytes that are no UTF-8 are Latin-1 (RFC 9110 §5.5), which can be stored."""
    if value.isascii():
        return value
    return value.encode("utf-8", "surrogateescape").decode("utf-8" if _is_utf8(value) else "latin-1")


def _is_utf8(value: str) -> bool:
    return not any("\udc80" <= character <= "\udcff" for character in value)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise FetchError("bad-url", f"{url}: {error}", url=url) from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError("refused-scheme", url[:200], url=url)
    if not host or len(url) > _MAX_URL:
        raise FetchError("bad-url", url[:200], url=url)


def _origin(url: str) -> list[str]:
    """Scheme, host and port (RFC 6454), as far as two URLs are compared by them."""
    return url.lower().split("/", 3)[:3]


def _target(url: str, location: str) -> str:
    """Where a redirect leads: absolute, without fragment, and without user and password, which are not ours to hand on."""
    try:
        parts = urlsplit(urljoin(url, location.strip()))
    except ValueError as error:
        raise FetchError("bad-url", f"{url} redirects to {location[:200]}", url=url) from error
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
