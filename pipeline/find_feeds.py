"""The feeds of a site: what its pages link, what lies where feeds lie, what its robots.txt names."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterable
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from schemas import Feed, Unusable
from transforms.http import Client, Courtesy, FetchError, HttpOptions, Response, Robots, status_error
from transforms.instants import Clock
from transforms.poll_feeds import ParsedFeed, parse_feed

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json", "text/xml")
_LINKS = ", ".join(f'link[rel~="alternate"][type^="{kind}"][href]' for kind in _TYPES)
_ANCHORS = ", ".join(f'a[href*="{word}"]' for word in ("rss", "feed", "atom", ".xml"))
# Where the common systems put them (miniflux and FreshRSS try the same).
_WELL_KNOWN = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/index.xml", "/feed.json", "/feeds/posts/default", "/?feed=rss2")
# A page of links to feeds is read so far.
_MOST = 20


@dataclasses.dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that answers: its address after redirects, its title, how many entries it shows and in which format."""

    url: str
    title: str | None
    language: str | None
    entries: int
    format: str


async def find_feeds(url: str, http: HttpOptions, clock: Clock) -> list[FoundFeed]:
    """The feed at a URL; where it is a page, the feeds that it links, else those at the usual places, else the site's news sitemaps.

    Raises:
      Unusable: the URL itself cannot be had, or no feed was found (`no-feed`).
    """
    courtesy = Courtesy(http.max_in_flight)
    async with Client(http, courtesy, clock=clock) as client:
        try:
            page = await _get(client, url, http)
        except FetchError as error:
            if error.status is None:
                raise Unusable(error.reason, error.detail) from error
            page = Response(url, error.status, {}, b"")  # a site may have feeds and no such page
        if (parsed := _parsed(page, clock)) is not None:
            return [_found(page, parsed)]
        async for candidates in _candidates(client, page, http):
            found = [feed for candidate in candidates[:_MOST] if (feed := await _try(client, candidate, http, clock))]
            if found:
                return list({feed.url: feed for feed in found}.values())
    raise Unusable("no-feed", f"no feed at {url}, none that it links, and none at the usual places")


async def _candidates(client: Client, page: Response, http: HttpOptions) -> AsyncIterator[list[str]]:
    """Addresses to try, the most promising kind first; the next kind only where this one gives none."""
    html = LexborHTMLParser(page.body)
    yield _addresses((node.attributes.get("href") for node in html.css(_LINKS)), page.url)
    yield _addresses((node.attributes.get("href") for node in html.css(_ANCHORS)), page.url)
    yield [urljoin(page.url, path) for path in _WELL_KNOWN]
    try:
        sitemaps = (await Robots(http).rules(client, page.url)).sitemaps
    except FetchError:
        return
    yield sorted(_addresses(sitemaps, page.url), key=lambda address: "news" not in address.lower())


def _addresses(links: Iterable[str | None], base: str) -> list[str]:
    addresses = []
    for link in links:
        try:
            address = urljoin(base, (link or "").strip()).partition("#")[0]
            if link and urlsplit(address).scheme in {"http", "https"}:
                addresses.append(address)
        except ValueError:
            continue
    return list(dict.fromkeys(addresses))


async def _try(client: Client, url: str, http: HttpOptions, clock: Clock) -> FoundFeed | None:
    try:
        answer = await _get(client, url, http)
    except FetchError:
        return None
    parsed = _parsed(answer, clock)
    return _found(answer, parsed) if parsed else None


async def _get(client: Client, url: str, http: HttpOptions) -> Response:
    async with client.get(url, max_bytes=http.max_feed_bytes, rest=http.feed_delay_s) as answer:
        if answer.status != 200:
            raise status_error(answer.status, answer.url)
        return answer


def _parsed(answer: Response, clock: Clock) -> ParsedFeed | None:
    try:
        parsed = parse_feed(answer.body, feed=Feed(url=answer.url), headers=answer.headers, url=answer.url, seen_at=clock())
    except Unusable:
        return None
    return parsed if parsed.entries or parsed.children or parsed.title else None


def _found(answer: Response, parsed: ParsedFeed) -> FoundFeed:
    return FoundFeed(answer.url, parsed.title, parsed.language, parsed.total, parsed.format)
