"""robots.txt: asked for once, obeyed, and what its absence means."""

import asyncio

import pytest

from transforms.http import Client, Courtesy, FetchError, Robots


def rules(server, options, *urls, robots=None):
    """What robots.txt says of each URL."""
    robots = robots or Robots(options)

    async def ask():
        async with Client(options, Courtesy(8)) as client:
            return [(await robots.rules(client, url)).allow(url) for url in urls]

    return asyncio.run(ask())


def test_what_is_disallowed_to_all_or_to_us_is_not_allowed(server, options):
    server.pages["robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /private\n\nUser-agent: other\nDisallow: /\n")
    assert rules(server, options, server.url("story"), server.url("private/story")) == [True, False]
    server.pages["robots.txt"] = (200, "text/plain", b"User-agent: dateline\nDisallow: /story\n\nUser-agent: *\nDisallow:\n")
    assert rules(server, options, server.url("story"), server.url("private/story")) == [False, True]


def test_an_origin_is_asked_once_a_day(server, options):
    now = [0.0]
    robots = Robots(options, now=lambda: now[0])
    rules(server, options, server.url("a"), server.url("b"), robots=robots)
    now[0] = 86_399.0
    rules(server, options, server.url("c"), robots=robots)
    assert server.paths() == ["/robots.txt"]
    now[0] = 86_401.0
    rules(server, options, server.url("d"), robots=robots)
    assert server.paths() == ["/robots.txt"] * 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(server, options, status):
    server.pages["robots.txt"] = (status, "text/plain", b"User-agent: *\nDisallow: /\n")
    assert rules(server, options, server.url("story")) == [True]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_in_trouble_is_not_read(server, options, status):
    server.pages["robots.txt"] = (status, "text/plain", b"")
    with pytest.raises(FetchError) as caught:
        rules(server, options, server.url("story"))
    assert (caught.value.reason, caught.value.retry, caught.value.status) == ("robots-unreachable", True, status)


def test_a_crawl_delay_is_told(server, options):
    server.pages["robots.txt"] = (200, "text/plain", b"User-agent: *\nCrawl-delay: 7\n")

    async def ask():
        async with Client(options, Courtesy(8)) as client:
            return (await Robots(options).rules(client, server.url("story"))).crawl_delay

    assert asyncio.run(ask()) == 7.0


def test_nonsense_allows_everything(server, options):
    server.pages["robots.txt"] = (200, "text/html", b"\xff\xfe<html>\0Disallow")
    assert rules(server, options, server.url("story")) == [True]
