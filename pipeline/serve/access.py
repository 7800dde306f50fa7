"""Who may ask: on loopback every browser of this machine, elsewhere who has the token."""

from __future__ import annotations

import hmac
import ipaddress

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

COOKIE = "dateline_token"
_OPEN = ("/healthz",)

# Nothing from anywhere else, no frame around it, no script but our own files. Styles: the charts set theirs on their elements.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Whether an address to bind is this machine's own.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guard(token: str | None) -> Middleware:
    """The middleware that lets in who may, and puts the headers on what goes out.

    Without a token a request must name this machine as its host: a page on the web that has its own name lead to 127.0.0.1 (DNS
    rebinding) does not, and other sites may link to a page here but not ask for data.
    """

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            response = refused(request) or await answered(request, handler)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        response.headers.update(HEADERS)
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response

    def refused(request: web.Request) -> web.StreamResponse | None:
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, text="this lake is only read\n", headers={"Allow": "GET, HEAD"})
        if request.path in _OPEN:
            return None
        if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.headers.get("Sec-Fetch-Mode") != "navigate":
            return web.Response(status=403, text="not for other sites\n")
        if token is None:
            return None if is_loopback(_host(request)) else web.Response(status=403, text="ask for it by 127.0.0.1 or localhost\n")
        return None if _has(request, token) or (request.path == "/" and "token" in request.query) else _ask()

    async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
        given = request.query.get("token")
        if token is not None and request.path == "/" and given is not None:
            if not hmac.compare_digest(given.encode(), token.encode()):
                return _ask()
            # Kept in a cookie, out of the address and so out of histories and logs.
            response = web.Response(status=303, headers={"Location": "/"})
            response.set_cookie(COOKIE, token, httponly=True, samesite="Strict")
            return response
        return await handler(request)

    return middleware


def _has(request: web.Request, token: str) -> bool:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return any(hmac.compare_digest(given.encode(), token.encode()) for given in (bearer, request.cookies.get(COOKIE, "")))


def _ask() -> web.Response:
    page = (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Dateline</title>"
        "<body style='font:16px system-ui;max-width:24rem;margin:20vh auto;padding:0 1rem'><form action='/'><label>Token of this lake<br>"
        "<input name=token type=password autofocus style='font:inherit;width:100%;margin:.5rem 0'></label><button>Open</button></form>"
    )
    return web.Response(status=401, text=page, content_type="text/html", headers={"WWW-Authenticate": 'Bearer realm="dateline"'})


def _host(request: web.Request) -> str:
    host = request.headers.get("Host", "")
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]
