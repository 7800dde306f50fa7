"""FetchPages against a loopback site: the page, the feed's text, or the reason why neither."""

import dataclasses
import itertools

import pytest
from fault_server import redirect
from outputs import outputs_of

from schemas import Page, Reject
from transforms.fetch_pages import FetchPages
from transforms.ids import digest

HTML = b"<!DOCTYPE html><html><head><title>Ferry</title></head><body><p>The ferry is closed.</p></body></html>"
FULL = "<p>" + "The ferry is closed, and so is the bridge. " * 15 + "</p>"
HALF = "<p>" + "The ferry is closed, and so is the bridge. " * 8 + "</p>"
SHORT = "<p>The ferry is closed.</p>"


class Stopped:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture
def fetch(options, noon):
    """Pages and rejects of some entries."""

    def run(*entries, **changed):
        http = dataclasses.replace(options, **changed)
        return outputs_of(FetchPages(http=http, clock=Stopped(noon)), list(entries), "pages", "rejects")

    return run


def page_of_feed(entry, text):
    return Page(
        origin=entry.url or entry.entry_id,
        content=text.encode(),
        content_type="text/html; charset=utf-8",
        url=entry.url,
        fetched_at=entry.seen_at,
        entry=entry,
        from_feed=True,
    )


def test_a_page_comes_with_its_bytes_its_type_its_address_and_its_entry(server, fetch, an_entry, noon):
    server.pages["ferry"] = (200, "text/html; charset=windows-1251", HTML)
    redirect("moved", "/ferry", 301)
    entry = an_entry(url=server.url("moved"))
    pages, rejects = fetch(entry)
    url = server.url("ferry")
    expected = Page(origin=url, content=HTML, content_type="text/html; charset=windows-1251", url=url, fetched_at=noon, entry=entry)
    assert (pages, rejects) == ([expected], [])


def test_a_page_that_cannot_be_had_is_a_reject_that_says_why(server, fetch, an_entry, noon):
    entry = an_entry(url=server.url("status-503"))
    pages, [refused] = fetch(entry)
    assert pages == []
    assert refused == Reject(
        reject_id=digest("FetchPages", "http-503", entry.url, entry.feed_url, entry.entry_id, b"<p>No.</p>"),
        stage="FetchPages",
        reason="http-503",
        rejected_at=noon,
        date="2026-11-10",
        error=entry.url,
        origin=entry.url,
        feed_url=entry.feed_url,
        entry_id=entry.entry_id,
        payload=b"<p>No.</p>",
        payload_bytes=10,
        retry=True,
    )


def test_never_takes_the_feeds_text_without_a_request(server, fetch, an_entry):
    entries = [
        an_entry(url=server.url("1"), fetch="never", content=FULL, summary="S."),
        an_entry(url=server.url("2"), fetch="never", summary=SHORT),
        an_entry(url=server.url("3"), fetch="never"),
    ]
    pages, rejects = fetch(*entries)
    assert sorted(pages, key=lambda page: page.origin) == [page_of_feed(entries[0], FULL), page_of_feed(entries[1], SHORT)]
    assert [(refused.reason, refused.origin, refused.retry) for refused in rejects] == [("no-text", entries[2].url, False)]
    assert server.seen == []


@pytest.mark.parametrize(
    ("mode", "text", "outcome"),
    [
        ("auto", HALF, "feed"),
        ("auto", SHORT, "http-404"),
        ("auto", None, "http-404"),
        ("always", HALF, "http-404"),
        ("always", FULL, "http-404"),
    ],
)
def test_where_there_is_no_page_auto_takes_the_feeds_text_if_it_is_the_whole(server, fetch, an_entry, mode, text, outcome):
    entry = an_entry(url=server.url("missing"), fetch=mode, content=text, summary="<p>" + "A long summary is no full text. " * 20)
    pages, rejects = fetch(entry)
    assert pages == ([page_of_feed(entry, HALF)] if outcome == "feed" else [])
    assert [refused.reason for refused in rejects] == ([] if outcome == "feed" else [outcome])
    assert "/missing" in server.paths()


TEASER = "<p>" + "The ferry is closed, and so is the bridge. " * 40


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ({"content": FULL}, False),
        ({"content": FULL, "summary": SHORT}, False),
        ({"content": HALF}, True),
        ({"summary": TEASER}, False),
        ({"summary": FULL}, True),
        ({"content": SHORT, "summary": TEASER}, True),
        ({"content": TEASER + "The mayor said [&#8230;]</p>"}, True),
        ({"content": TEASER + "The mayor said…</p>\n<p>Continue reading →</p>"}, True),
        ({"content": TEASER + "The mayor said...</p>"}, True),
        ({"content": TEASER + '</p><p><a class="more" href="{url}?utm_source=rss"><span>続きを読む</span></a></p>'}, True),
        (
            {
                "content": TEASER
                + '</p><p>The post <a href="{url}">Ferry</a> appeared first on <a href="https://www.example.org/">News</a>.</p>'
            },
            False,
        ),
        ({"content": TEASER + "Wait… until Monday. Then it opens.</p>"}, False),
        ({"content": "<div " + 'class="a" ' * 9_000 + ">Short.</div>"}, True),
        ({}, True),
    ],
)
def test_auto_asks_for_the_page_where_the_feeds_text_is_not_the_whole(server, fetch, an_entry, text, asked):
    url = server.url("ferry")
    server.pages["ferry"] = (200, "text/html", HTML)
    entry = an_entry(url=url, **{name: value.replace("{url}", url) for name, value in text.items()})
    pages, rejects = fetch(entry)
    assert (len(pages), rejects, "/ferry" in server.paths(), pages[0].from_feed) == (1, [], asked, not asked)


def test_an_entry_without_a_link_is_its_feeds_text_or_nothing(fetch, an_entry):
    with_text = dataclasses.replace(an_entry(entry_id="1", content=SHORT), url=None)
    without = dataclasses.replace(an_entry(entry_id="2"), url=None)
    pages, rejects = fetch(with_text, without)
    assert pages == [page_of_feed(with_text, SHORT)]
    assert [(refused.reason, refused.origin) for refused in rejects] == [("no-link", "2")]


@pytest.mark.parametrize(
    ("name", "reason", "retry"),
    [
        ("stall-before-headers", "timeout", True),
        ("stall-mid-body", "timeout", True),
        ("close-before-headers", "disconnected", True),
        ("not-http", "bad-http", False),
        ("length-too-long", "truncated", True),
        ("gzip-bomb", "compression-bomb", False),
        ("endless", "too-large", False),
        ("redirect-loop", "redirect-loop", False),
        ("redirect-chain", "too-many-redirects", False),
        ("redirect-to-file", "refused-scheme", False),
        ("redirect-nowhere", "http-302", False),
        ("empty", "empty", False),
        ("blank", "empty", False),
        ("pdf", "not-html", False),
        ("png", "not-html", False),
        ("zip", "not-html", False),
        ("text", "not-html", False),
        ("json", "not-html", False),
        ("good", "not-html", False),
        ("nul-bytes", "not-html", False),
        ("status-403", "http-403", False),
        ("status-404", "http-404", False),
        ("status-408", "http-408", True),
        ("status-410", "http-410", False),
        ("status-425", "http-425", True),
        ("status-429", "http-429", True),
        ("status-500", "http-500", True),
        ("status-502", "http-502", True),
        ("status-504", "http-504", True),
        ("status-522", "http-522", True),
        ("status-524", "http-524", True),
        ("status-501", "http-501", False),
    ],
)
def test_each_fault_of_a_page_has_one_reason(server, fetch, an_entry, name, reason, retry):
    pages, rejects = fetch(an_entry(url=server.url(name)))
    assert (pages, [(refused.reason, refused.retry) for refused in rejects]) == ([], [(reason, retry)])


def test_a_broken_page_does_not_harm_the_others(server, fetch, an_entry):
    for n in range(8):
        server.pages[f"story/{n}"] = (200, "text/html", HTML)
    names = ["stall-before-headers", "close-before-headers", "pdf", "endless", *(f"story/{n}" for n in range(8))]
    pages, rejects = fetch(*(an_entry(url=server.url(name, port)) for port, name in enumerate(names)))
    assert (len(pages), len(rejects)) == (8, 4)


def test_robots_txt_is_obeyed_and_asked_for_once(server, fetch, an_entry):
    server.pages["robots.txt"] = (200, "text/plain", b"User-agent: *\nDisallow: /members/\n")
    server.pages["members/1"] = server.pages["open/1"] = (200, "text/html", HTML)
    closed, open_ = an_entry(url=server.url("members/1")), an_entry(url=server.url("open/1"))
    pages, rejects = fetch(closed, open_, an_entry(url=server.url("members/2"), content=HALF))
    assert sorted(page.origin for page in pages) == sorted([open_.url, server.url("members/2")])
    assert [(refused.reason, refused.origin, refused.retry) for refused in rejects] == [("robots", closed.url, False)]
    assert sorted(server.paths()) == ["/open/1", "/robots.txt"]


def test_a_site_whose_robots_txt_is_in_trouble_is_tried_another_time(server, fetch, an_entry):
    server.pages["robots.txt"] = (503, "text/plain", b"")
    _, rejects = fetch(an_entry(url=server.url("open/1")))
    assert [(refused.reason, refused.retry) for refused in rejects] == [("robots-unreachable", True)]
    assert server.paths() == ["/robots.txt"]


def test_a_crawl_delay_is_kept(server, fetch, an_entry):
    server.pages["robots.txt"] = (200, "text/plain", b"User-agent: *\nCrawl-delay: 0.2\n")
    server.pages["a"] = server.pages["b"] = server.pages["c"] = (200, "text/html", HTML)
    fetch(*(an_entry(url=server.url(name)) for name in "abc"))
    _, *visits = sorted(server.seen, key=lambda seen: seen.began)
    assert [visit.path for visit in visits] == ["/a", "/b", "/c"]
    assert all(later.began - earlier.ended >= 0.2 for earlier, later in itertools.pairwise(visits))


def test_a_private_address_is_refused(server, fetch, an_entry):
    server.pages["a"] = (200, "text/html", HTML)
    pages, rejects = fetch(an_entry(url=server.url("a")), allow_private_hosts=False)
    assert (pages, [refused.reason for refused in rejects], server.seen) == ([], ["refused-address"], [])


def test_many_pages_of_many_hosts_all_come_out(server, fetch, an_entry):
    for n in range(120):
        server.pages[f"story/{n}"] = (200, "text/html", HTML + b"<!-- %d -->" % n)
    entries = [an_entry(url=server.url(f"story/{n}", n)) for n in range(120)]
    pages, rejects = fetch(*entries)
    assert (sorted(page.origin for page in pages), rejects) == (sorted(entry.url for entry in entries), [])
