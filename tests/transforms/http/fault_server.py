"""A server of everything that goes wrong, on loopback: one path a fault, every request on record.

Feeds are at `/<name>`; what is no fault of the document takes `feed()` as its document.
"""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import threading
import time
import zlib
from collections.abc import Awaitable, Callable

import pyarrow as pa
from aiohttp import web

ITEM = (
    "<item><title>Story {n}</title><link>/story/{n}</link><guid isPermaLink='false'>{n}</guid><description>Text {n}.</description></item>"
)


_SITEMAP = (
    b"<urlset xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
    b"<url><loc>/1</loc><n:news><n:title>One</n:title></n:news></url></urlset>"
)


def feed(entries: int = 2, before: str = '<?xml version="1.0" encoding="utf-8"?>', title: str = "Faulty Times") -> bytes:
    items = "".join(ITEM.format(n=n) for n in range(entries))
    return f'{before}<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()


@dataclasses.dataclass(frozen=True)
class Seen:
    """A request as it arrived; times by time.monotonic."""

    port: int
    path: str
    headers: dict[str, str]
    began: float
    ended: float


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FAULTS: dict[str, Handler] = {}


def fault(name: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        FAULTS[name] = handler
        return handler

    return register


def document(name: str, body: bytes, status: int = 200, content_type: str = "application/rss+xml", **headers: str) -> None:
    """A path that answers the same to everyone."""

    async def answer(request: web.Request) -> web.Response:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return web.Response(body=body, status=status, headers={"Content-Type": content_type, **named})

    FAULTS[name] = answer


def raw(name: str, *pieces: bytes, pause: float = 0.0) -> None:
    """A path that writes bytes to the socket as they are, and closes it."""

    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        for piece in pieces:
            request.transport.write(piece)
            await asyncio.sleep(pause)
        request.transport.close()
        return web.Response()

    FAULTS[name] = answer


def _head(length: int | None = None, extra: str = "") -> bytes:
    size = f"Content-Length: {length}\r\n" if length is not None else ""
    return f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n{size}{extra}\r\n".encode()


LONG_STALL = 30.0  # the client is gone long before


# Time.
@fault("stall-before-headers")
async def _stall(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(LONG_STALL)
    return web.Response()


raw("stall-mid-body", _head(len(feed())) + feed()[:60], b"", pause=LONG_STALL)
raw("stall-mid-headers", b"HTTP/1.1 200 OK\r\nContent-Ty", b"", pause=LONG_STALL)
raw("drip", _head(len(feed())), *(bytes([byte]) for byte in feed()), pause=0.1)

# The connection.
raw("close-before-headers", b"")
raw("close-mid-headers", b"HTTP/1.1 200 OK\r\nContent-Ty")
raw("not-http", b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
raw("length-too-long", _head(len(feed()) + 500) + feed())
raw("length-too-short", _head(len(feed()) - 150) + feed())
raw("chunks-cut", _head(extra="Transfer-Encoding: chunked\r\n") + b"40\r\n" + feed()[:0x40] + b"\r\n40\r\n" + feed()[0x40:0x60])
raw("chunk-size-nonsense", _head(extra="Transfer-Encoding: chunked\r\n") + b"zz\r\n" + feed() + b"\r\n0\r\n\r\n")
raw("no-length", b"HTTP/1.0 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n" + feed())
raw("length-twice", _head(len(feed()), extra=f"Content-Length: {len(feed()) + 1}\r\n") + feed())
raw("bare-newlines", b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % len(feed()) + feed())

# Headers.
raw("headers-300", _head(len(feed()), "".join(f"X-Header-{n}: {n}\r\n" for n in range(300))) + feed())
raw("headers-3000", _head(len(feed()), "".join(f"X-Header-{n}: {n}\r\n" for n in range(3000))) + feed())
raw("header-50k", _head(len(feed()), f"X-Long: {'x' * 50_000}\r\n") + feed())
raw("header-200k", _head(len(feed()), f"X-Long: {'x' * 200_000}\r\n") + feed())
raw("header-latin1", _head(len(feed()), "ETag: ").removesuffix(b"\r\n") + b'"caf\xe9"\r\n\r\n' + feed())

# Encodings.
document("gzip", gzip.compress(feed()), Content_Encoding="gzip")
document("gzip-by-old-name", gzip.compress(feed()), Content_Encoding="x-gzip")
document("gzip-truncated", gzip.compress(feed(50))[:-20], Content_Encoding="gzip")
document("gzip-corrupt", gzip.compress(feed())[:10] + b"\xff" * 60, Content_Encoding="gzip")
document("gzip-with-garbage-after", gzip.compress(feed()) + b"\0\0garbage", Content_Encoding="gzip")
document("gzip-in-two-members", gzip.compress(feed()[:100]) + gzip.compress(feed()[100:]), Content_Encoding="gzip")
document("gzip-said-plain-sent", feed(), Content_Encoding="gzip")
document("gzip-sent-unsaid", gzip.compress(feed()))
document("gzip-twice", gzip.compress(gzip.compress(feed())), Content_Encoding="gzip")
document("gzip-thrice", gzip.compress(gzip.compress(gzip.compress(feed()))), Content_Encoding="gzip, gzip, gzip")
document("gzip-bomb", gzip.compress(b"<rss>" + b" " * 5_000_000), Content_Encoding="gzip")
document("deflate", zlib.compress(feed()), Content_Encoding="deflate")
document("deflate-bare", zlib.compress(feed())[2:-4], Content_Encoding="deflate")
document("brotli", pa.compress(feed(), "brotli", asbytes=True), Content_Encoding="br")
document("zstd", pa.compress(feed(), "zstd", asbytes=True), Content_Encoding="zstd")
document("zstd-truncated", pa.compress(feed(50), "zstd", asbytes=True)[:-9], Content_Encoding="zstd")
document("encoding-unknown", feed(), Content_Encoding="compress")

# Size.
document("too-large", feed(1) + b" " * 3_200_000)


@fault("endless")
async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    await response.prepare(request)
    while True:
        await response.write(b" " * 65_536)


# Redirects.
def redirect(name: str, location: str, status: int = 302) -> None:
    document(name, b"", status=status, Location=location)


redirect("redirect", "/good", 301)
redirect("redirect-relative", "good?x=1#part", 307)
redirect("redirect-to-itself", "/redirect-to-itself")
redirect("redirect-loop", "/redirect-loop-back")
redirect("redirect-loop-back", "/redirect-loop")
redirect("redirect-to-file", "file:///etc/passwd", 301)
redirect("redirect-to-ftp", "ftp://127.0.0.1/feed")
redirect("redirect-to-nonsense", "http://[::1/feed")
document("redirect-nowhere", b"", status=302)
for _n in range(11):
    redirect(f"redirect-chain-{_n}", f"/redirect-chain-{_n + 1}" if _n < 10 else "/good")
redirect("redirect-chain", "/redirect-chain-0")  # eleven steps
redirect("redirect-ten", "/redirect-chain-2")  # ten

# Validators.
document("not-modified-unasked", b"", status=304)


@fault("validators")
async def _validators(request: web.Request) -> web.Response:
    fresh = (
        request.headers.get("If-None-Match") == 'W/"a b"' and request.headers.get("If-Modified-Since") == "Tue, 10 Nov 2026 09:00:00 GMT"
    )
    headers = {"ETag": 'W/"a b"', "Last-Modified": "Tue, 10 Nov 2026 09:00:00 GMT"}
    return web.Response(status=304, headers=headers) if fresh else web.Response(body=feed(), headers=headers)


document("old-etag-new-body", feed(3), ETag='"old"')

# Statuses.
for _status in (204, 400, 401, 402, 403, 404, 405, 406, 408, 410, 418, 425, 429, 451, 500, 501, 502, 503, 504, 520, 522, 524, 599):
    document(f"status-{_status}", b"<p>No.</p>", status=_status, content_type="text/html")
document("retry-after-seconds", b"", status=503, Retry_After="7200")
document("retry-after-date", b"", status=403, Retry_After="Tue, 10 Nov 2026 15:00:00 GMT", Date="Tue, 10 Nov 2026 12:00:00 GMT")
document("retry-after-skewed-date", b"", status=429, Retry_After="Sat, 01 Jan 2000 01:00:00 GMT", Date="Sat, 01 Jan 2000 00:00:00 GMT")
document("retry-after-nonsense", b"", status=503, Retry_After="soon")
document("retry-after-a-year", b"", status=503, Retry_After="31536000")

# What is no feed.
document("html", b"<!DOCTYPE html><html><head><title>Log in</title></head><body><p>Log in</body></html>", content_type="text/html")
document("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", content_type="application/pdf")
document("png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, content_type="image/png")
document("zip", b"PK\x03\x04" + b"\0" * 100, content_type="application/zip")
document("empty", b"")
document("blank", b" \n\t ")
document("text", b"The feed has moved.", content_type="text/plain")
document("json", b'{"error": "no such feed"}', content_type="application/json")
document("json-deep", b"[" * 200_000, content_type="application/json")
document("nul-bytes", b"\0" * 5_000)

# Feeds that are hard to read.
document("cut-before-first-entry", feed()[:90])
document("cut-in-second-entry", feed()[:260])
document("junk-before", b"\n\n<!-- page 1 -->\n" + feed(before="") + b"\n<script>track()</script>")
document("bom", b"\xef\xbb\xbf" + feed())
document("utf-16", feed(before="").decode().encode("utf-16"))
document("utf-16-said-utf-8-sent", feed(before='<?xml version="1.0" encoding="utf-16"?>'))
document("utf-8-said-cp1251-sent", feed(title="Вечерние новости города").decode().encode("cp1251"))
document("koi8-by-http", feed(before="", title="Новости").decode().encode("koi8-r"), content_type="text/xml; charset=koi8-r")
document("latin1-by-http-utf-8-sent", feed(before="", title="Журнал"), content_type="text/xml; charset=iso-8859-1")
document("control-characters", feed(title="Fau\x08lty\x1b Times"))
document("entity-beyond-unicode", feed(title="Faulty &#1114112; Times &#xD800;"))
document("entity-with-path", feed(before='<!DOCTYPE rss [<!ENTITY path "C:\\data">]>'))
_laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
document("billion-laughs", feed(before=f"<!DOCTYPE rss [{_laughs}]>", title="&l9;"))
document("external-entity", feed(before='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', title="Faulty &x;"))
_titles = "".join(f"<item><guid>{n}</guid><title>{n}</title></item>" for n in range(50_000))
document("entries-50000", f"<rss version='2.0'><channel>{_titles}</channel></rss>".encode())
document("same-guid", feed(3).replace(b">1</guid>", b">0</guid>").replace(b">2</guid>", b">0</guid>"))
document("feed-in-a-page", b"<!DOCTYPE html><html><body>" + feed(before="") + b"</body></html>")
document("page-with-a-feed-tag", b"<!DOCTYPE html><html><body><feed></feed></body></html>", content_type="text/html")
document("json-cut", b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "One"}, {"id": "2", "tit')
document("author-of-a-megabyte", feed().replace(b"<description>", b"<author>" + b"a" * 1_000_000 + b"</author><description>", 1))
document("ambiguous-charset", feed(title="Faulty").replace(b"Text 0", b"Text \xe9\xff"))
document("sitemap-with-bare-ampersands", _SITEMAP.replace(b"/1", b"/1?a=1&b=2"))
document("sitemap-without-news", b"<urlset><url><loc>/about</loc></url></urlset>")
document("sitemap-packed", gzip.compress(_SITEMAP), content_type="application/gzip")
document("entries-none", feed(0))
document("html-type", feed(), content_type="text/html")
document("no-type", feed(), content_type="")

document("good", feed())


@fault("cookie")
async def _cookie(request: web.Request) -> web.Response:
    return web.Response(body=feed(), headers={"Set-Cookie": "tracked=1; Path=/"})


class FaultServer:
    """Serves the faults on as many ports as asked for, from a thread of its own; a context manager.

    Attributes:
      seen: the requests, in the order in which they ended.
      pages: bodies for further paths, as (status, content type, body); `robots.txt` among them.
    """

    def __init__(self, ports: int = 1) -> None:
        self.seen: list[Seen] = []
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.ports: list[int] = []
        self._count = ports
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def url(self, path: str, port: int = 0) -> str:
        return f"http://127.0.0.1:{self.ports[port % len(self.ports)]}/{path}"

    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def __enter__(self) -> FaultServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        for _ in range(self._count):
            site = web.TCPSite(self._runner, "127.0.0.1", 0)
            await site.start()
            self.ports.append(site._server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        began = time.monotonic()
        assert request.transport is not None
        port = request.transport.get_extra_info("sockname")[1]
        try:
            return await self._respond(request)
        finally:
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.seen.append(Seen(port, request.path_qs, headers, began, time.monotonic()))

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["path"]
        if name in self.pages:
            status, kind, body = self.pages[name]
            return web.Response(status=status, body=body, headers={"Content-Type": kind})
        handler = FAULTS.get(name)
        return await handler(request) if handler else web.Response(status=404, text="Not found")
