"""One request at a time a host, a rest after each, silence where it is asked for: by an injected clock, and as a server sees it."""

import asyncio
import collections
import itertools

import pytest
from fault_server import FaultServer

from transforms.http import Client, Courtesy, FetchError, host_key


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


def courtesy_of(time, max_in_flight=8, **kept):
    return Courtesy(max_in_flight, now=time, sleep=time.sleep, **kept)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://feeds.news.example.co.uk/rss", "example.co.uk"),
        ("http://EXAMPLE.org:8080/", "example.org"),
        ("https://www.example.org./", "example.org"),
        ("http://127.0.0.1:8080/a", "127.0.0.1:8080"),
        ("http://127.0.0.1/a", "127.0.0.1:80"),
        ("http://localhost:8080/a", "localhost:8080"),
        ("https://intranet/a", "intranet:443"),
        ("http://[::1]:8080/a", "::1:8080"),
        ("http://a.github.io/", "github.io"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_host_is_known_by_its_registrable_domain_or_its_port(url, key):
    assert host_key(url) == key


def test_a_host_rests_from_the_end_of_one_request_to_the_start_of_the_next():
    time, spans = FakeTime(), []
    courtesy = courtesy_of(time)

    async def ask(took):
        async with courtesy.turn("example.org", 2.0):
            began = time.now
            await time.sleep(took)
            spans.append((began, time.now))

    async def ask_three_times():
        await asyncio.gather(ask(0.5), ask(3.0), ask(0.1))

    asyncio.run(ask_three_times())
    assert spans == [(1000.0, 1000.5), (1002.5, 1005.5), (1007.5, 1007.6)]


def test_silence_that_a_host_asked_for_is_kept_by_all_who_want_to_ask_it():
    time = FakeTime()
    courtesy = courtesy_of(time)

    async def ask():
        courtesy.silence("example.org", 60.0)
        async with courtesy.turn("example.org", 2.0):
            return time.now

    assert asyncio.run(ask()) == 1060.0


def test_a_silence_that_is_too_long_to_wait_for_puts_the_request_off():
    time = FakeTime()
    courtesy = courtesy_of(time)
    courtesy.silence("example.org", 3600.0)

    async def ask(key):
        async with courtesy.turn(key, 2.0):
            return time.now

    with pytest.raises(FetchError) as caught:
        asyncio.run(ask("example.org"))
    assert (caught.value.reason, caught.value.retry, caught.value.retry_after) == ("host-asked-to-wait", True, 3600.0)
    assert asyncio.run(ask("example.net")) == 1000.0


def test_the_peace_is_kept_across_two_loops():
    time, free_at = FakeTime(), {}

    async def ask():
        async with courtesy_of(time, free_at=free_at).turn("example.org", 5.0):
            return time.now

    assert (asyncio.run(ask()), asyncio.run(ask())) == (1000.0, 1005.0)


def test_too_many_requests_silences_the_whole_host(server, options):
    async def ask():
        courtesy = Courtesy(8)
        async with Client(options, courtesy) as client:
            async with client.get(server.url("retry-after-skewed-date"), max_bytes=1000, rest=0.0) as answer:
                status = answer.status
            with pytest.raises(FetchError) as caught:
                async with client.get(server.url("good"), max_bytes=1000, rest=0.0):
                    pass
            return status, caught.value.reason

    assert asyncio.run(ask()) == (429, "host-asked-to-wait")
    assert server.paths() == ["/retry-after-skewed-date"]


def test_of_500_requests_to_20_hosts_none_breaks_the_peace(options):
    rest = 0.02
    with FaultServer(ports=20) as server:

        async def ask(client, url):
            async with client.get(url, max_bytes=10_000, rest=rest) as answer:
                assert answer.status == 200

        async def ask_all():
            async with Client(options, Courtesy(16)) as client:
                urls = [server.url(f"good?n={n}", port) for n in range(25) for port in range(20)]
                await asyncio.gather(*(ask(client, url) for url in urls))

        asyncio.run(ask_all())
        by_host = collections.defaultdict(list)
        for seen in server.seen:
            by_host[seen.port].append(seen)
    assert [len(requests) for requests in by_host.values()] == [25] * 20
    for requests in by_host.values():
        requests.sort(key=lambda seen: seen.began)
        assert all(later.began - earlier.ended >= rest for earlier, later in itertools.pairwise(requests))
