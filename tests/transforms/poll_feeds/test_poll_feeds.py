"""PollFeeds against a server of faults: what each row says, and that no feed harms another."""

import collections
import dataclasses
import gzip
import itertools

import pytest
from fault_server import FAULTS, FaultServer
from outputs import outputs_of

from schemas import Feed
from transforms.poll_feeds import FeedState, PollFeeds, no_states
from transforms.poll_feeds.fill_gaps import section_of
from transforms.poll_feeds.poll_feeds import is_own_failure

# What the row of each fault says: status, error class, entries in the document.
ROWS = {
    "stall-before-headers": (None, "timeout", 0),
    "stall-mid-headers": (None, "timeout", 0),
    "stall-mid-body": (None, "timeout", 0),
    "drip": (None, "timeout", 0),
    "close-before-headers": (None, "disconnected", 0),
    "close-mid-headers": (None, "disconnected", 0),
    "not-http": (None, "bad-http", 0),
    "length-too-long": (None, "truncated", 0),
    "length-too-short": (None, "bad-http", 0),
    "chunks-cut": (None, "truncated", 0),
    "chunk-size-nonsense": (None, "bad-http", 0),
    "no-length": (200, None, 2),
    "length-twice": (None, "bad-http", 0),
    "headers-300": (200, None, 2),
    "headers-3000": (None, "bad-http", 0),
    "header-50k": (200, None, 2),
    "header-200k": (None, "bad-http", 0),
    "header-latin1": (200, None, 2),
    "gzip": (200, None, 2),
    "gzip-by-old-name": (200, None, 2),
    "gzip-truncated": (None, "truncated", 0),
    "gzip-corrupt": (None, "bad-encoding", 0),
    "gzip-with-garbage-after": (200, None, 2),
    "gzip-in-two-members": (200, None, 2),
    "gzip-said-plain-sent": (200, None, 2),
    "gzip-sent-unsaid": (200, None, 2),
    "gzip-twice": (200, None, 2),
    "gzip-thrice": (None, "bad-encoding", 0),
    "gzip-bomb": (None, "compression-bomb", 0),
    "deflate": (200, None, 2),
    "deflate-bare": (200, None, 2),
    "brotli": (200, None, 2),
    "zstd": (200, None, 2),
    "zstd-truncated": (None, "truncated", 0),
    "encoding-unknown": (None, "bad-encoding", 0),
    "too-large": (None, "too-large", 0),
    "endless": (None, "too-large", 0),
    "redirect": (200, None, 2),
    "redirect-relative": (200, None, 2),
    "redirect-ten": (200, None, 2),
    "redirect-to-itself": (302, "redirect-loop", 0),
    "redirect-loop": (302, "redirect-loop", 0),
    "redirect-chain": (302, "too-many-redirects", 0),
    "redirect-to-file": (None, "refused-scheme", 0),
    "redirect-to-ftp": (None, "refused-scheme", 0),
    "redirect-to-nonsense": (None, "bad-url", 0),
    "redirect-nowhere": (302, "http-302", 0),
    "not-modified-unasked": (304, "unexpected-304", 0),
    "validators": (200, None, 2),
    "old-etag-new-body": (200, None, 3),
    **{
        f"status-{status}": (status, f"http-{status}", 0)
        for status in (204, 400, 401, 402, 403, 404, 405, 406, 408, 410, 418, 425, 451, 500, 501, 502, 503, 504, 520, 522, 524, 599)
    },
    "retry-after-seconds": (503, "http-503", 0),
    "retry-after-date": (403, "http-403", 0),
    "retry-after-nonsense": (503, "http-503", 0),
    "retry-after-a-year": (503, "http-503", 0),
    "html": (200, "not-a-feed", 0),
    "pdf": (200, "not-a-feed", 0),
    "png": (200, "not-a-feed", 0),
    "zip": (200, "not-a-feed", 0),
    "empty": (200, "empty", 0),
    "blank": (200, "empty", 0),
    "text": (200, "not-a-feed", 0),
    "json": (200, "not-a-feed", 0),
    "json-deep": (200, "not-a-feed", 0),
    "nul-bytes": (200, "not-a-feed", 0),
    "cut-before-first-entry": (200, "truncated", 0),
    "cut-in-second-entry": (200, "truncated", 1),
    "junk-before": (200, None, 2),
    "bom": (200, None, 2),
    "utf-16": (200, None, 2),
    "utf-16-said-utf-8-sent": (200, None, 2),
    "utf-8-said-cp1251-sent": (200, None, 2),
    "koi8-by-http": (200, None, 2),
    "latin1-by-http-utf-8-sent": (200, None, 2),
    "control-characters": (200, None, 2),
    "entity-beyond-unicode": (200, None, 2),
    "entity-with-path": (200, None, 2),
    "billion-laughs": (200, None, 2),
    "external-entity": (200, None, 2),
    "entries-50000": (200, None, 50_000),
    "same-guid": (200, None, 3),
    "feed-in-a-page": (200, None, 2),
    "page-with-a-feed-tag": (200, "not-a-feed", 0),
    "json-cut": (200, "truncated", 1),
    "author-of-a-megabyte": (200, None, 2),
    "ambiguous-charset": (200, None, 2),
    "sitemap-with-bare-ampersands": (200, None, 1),
    "sitemap-without-news": (200, "not-a-feed", 0),
    "sitemap-packed": (200, None, 1),
    "entries-none": (200, None, 0),
    "html-type": (200, None, 2),
    "no-type": (200, None, 2),
    "cookie": (200, None, 2),
}
# They lead to others, or silence the host for the rest of the run: tests of their own.
ELSEWHERE = {"good", "bare-newlines", "redirect-loop-back", "status-429", "retry-after-skewed-date"}
# As the server has them before any test adds its own.
NAMED = frozenset(FAULTS)
TITLES = {
    "utf-8-said-cp1251-sent": "Вечерние новости города",
    "koi8-by-http": "Новости",
    "latin1-by-http-utf-8-sent": "Журнал",
    "control-characters": "Faulty Times",
    "entity-beyond-unicode": "Faulty Times",
    "entity-with-path": "Faulty Times",
    "external-entity": "Faulty &x;",
    "billion-laughs": "&l9;",
}


def poll(feeds, options, states=no_states, clock=None, shards=1):
    """The rows by the end of their URL, the entries and the rejects of one run."""
    transform = PollFeeds(states=states, http=options, shards=shards, **({"clock": clock} if clock else {}))
    polls, entries, rejects = outputs_of(transform, feeds, "polls", "entries", "rejects")
    return {row.feed_url.rpartition("/")[2]: row for row in polls}, entries, rejects


@pytest.fixture(scope="module")
def every_fault(module_server, module_options):
    names = [*ROWS, *(f"good?n={n}" for n in range(8))]
    feeds = [Feed(url=module_server.url(name, port)) for port, name in enumerate(names)]
    return poll(feeds, module_options)


def test_every_fault_of_the_server_is_in_the_table():
    chain = {name for name in NAMED if name.startswith("redirect-chain-")}
    assert NAMED - chain - ELSEWHERE == set(ROWS)
    assert len(ROWS) >= 60


@pytest.mark.parametrize("name", ROWS)
def test_the_row_of_a_fault_says_what_happened(every_fault, name):
    row = every_fault[0][name]
    assert (row.status, row.error_class, row.entries) == ROWS[name]
    assert row.entries == row.entries_new + row.entries_updated + row.entries_known + row.entries_dropped
    assert (row.error is None) == (row.error_class is None)
    assert row.next_poll_at > row.polled_at
    assert row.title == TITLES.get(name, row.title)


def test_the_other_feeds_of_the_run_are_unharmed(every_fault):
    good = [(row.status, row.error_class, row.entries) for name, row in every_fault[0].items() if name.startswith("good")]
    assert good == [(200, None, 2)] * 8


def test_what_could_not_be_read_is_among_the_rejects_and_nothing_else(every_fault):
    rows, _, rejects = every_fault
    unread = {name for name, row in rows.items() if row.status == 200 and row.error_class and not row.entries}
    assert {reject.origin.rpartition("/")[2] for reject in rejects} == unread


def test_every_new_and_known_entry_comes_out(every_fault):
    rows, entries, _ = every_fault
    assert len(entries) == sum(row.entries_new + row.entries_known for row in rows.values())


def test_the_bytes_of_an_outside_file_are_nowhere(every_fault):
    _, entries, _ = every_fault
    assert not [entry for entry in entries if "root:" in (entry.title or "") + (entry.summary or "")]


class States:
    def __init__(self, states):
        self.states = states

    def __call__(self):
        return self.states


def test_validators_go_verbatim_and_not_modified_keeps_them(server, options):
    feed = Feed(url=server.url("validators"))
    first, entries, _ = poll([feed], options)
    row = first["validators"]
    state = FeedState(row.etag, row.last_modified, row.body_hash, frozenset(row.entry_keys))
    second, again, _ = poll([feed], options, States({feed.url: state}))
    assert (len(entries), again) == (2, [])
    kept = second["validators"]
    assert (kept.status, kept.etag, kept.last_modified, kept.body_hash) == (304, 'W/"a b"', "Tue, 10 Nov 2026 09:00:00 GMT", row.body_hash)
    assert (kept.entry_keys, kept.entries) == (row.entry_keys, 0)
    third, _, _ = poll([feed], options, States({feed.url: FeedState(row.etag, row.last_modified, revalidate=False)}))
    assert third["validators"].status == 200
    assert [("if-none-match" in seen.headers, "if-modified-since" in seen.headers) for seen in server.seen] == [
        (False, False),
        (True, True),
        (False, False),
    ]


def test_a_host_that_had_too_much_is_left_alone_for_the_rest_of_the_run(server, options):
    names = ["a-good-one", "retry-after-skewed-date", "zzz"]
    rows, _, _ = poll([Feed(url=server.url(name)) for name in names], options)
    assert {name: row.error_class for name, row in rows.items()} == {
        "a-good-one": "http-404",
        "retry-after-skewed-date": "http-429",
        "zzz": "host-asked-to-wait",
    }
    for name in names[1:]:
        assert 3_590e6 < rows[name].next_poll_at - rows[name].polled_at <= 3_600e6
    assert server.paths() == ["/a-good-one", "/retry-after-skewed-date"]


def test_a_feed_that_is_listed_twice_is_asked_once(server, options):
    rows, _, _ = poll([Feed(url=server.url("good")), Feed(url=server.url("good"), publisher="Other")], options, shards=4)
    assert (len(rows), server.paths()) == (1, ["/good"])


def sitemap(*news):
    """A news sitemap of (path, publication date)."""
    names = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    urls = "".join(
        f"<url><loc>{path}</loc><n:news><n:publication_date>{date}</n:publication_date><n:title>{path}</n:title></n:news></url>"
        for path, date in news
    )
    return f"<urlset {names}>{urls}</urlset>".encode()


def index(*paths):
    listed = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</sitemapindex>".encode()


def dated_feed(*hours):
    items = "".join(
        f"<item><guid>{hour}</guid><link>/sport/{hour}</link><pubDate>Tue, 10 Nov 2026 {hour:02}:00:00 GMT</pubDate></item>"
        for hour in hours
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def test_an_index_of_sitemaps_is_a_feed_of_its_sitemaps_each_of_which_has_a_row(server, options, noon):
    server.pages["index.xml"] = (200, "application/xml", index("/1.xml", "/2.xml.gz"))
    server.pages["1.xml"] = (200, "application/xml", sitemap(("/a", "2026-11-10T09:00:00Z")))
    server.pages["2.xml.gz"] = (200, "application/gzip", gzip.compress(sitemap(("/b", "2026-11-10T10:00:00Z"))))
    feed = Feed(url=server.url("index.xml"), publisher="Faulty Times")
    rows, entries, rejects = poll([feed], options, clock=Stopped(noon))
    told = {name: (row.format, row.entries_new) for name, row in rows.items()}
    assert told == {"index.xml": ("sitemap-index", 0), "1.xml": ("news-sitemap", 1), "2.xml.gz": ("news-sitemap", 1)}
    assert sorted((entry.url, entry.feed.publisher, entry.feed_url) for entry in entries) == [
        (server.url("a"), "Faulty Times", server.url("1.xml")),
        (server.url("b"), "Faulty Times", server.url("2.xml.gz")),
    ]
    assert (rejects, rows["index.xml"].etag, rows["index.xml"].body_hash) == ([], None, None)


GAP_STATE = {"entry_keys": frozenset({"aa"}), "arrivals_per_day": 24.0}


def test_a_gap_is_filled_from_the_news_sitemap_of_the_site(server, options, noon):
    hour = 3_600_000_000
    server.pages["feed"] = (200, "application/rss+xml", dated_feed(10, 9, 8))
    server.pages["robots.txt"] = (200, "text/plain", b"Sitemap: " + server.url("sitemaps.xml").encode())
    server.pages["sitemaps.xml"] = (200, "application/xml", index("/news.xml", "/archive.xml"))
    lost = [("/sport/5", "2026-11-10T05:00:00Z"), ("/sport/6", "2026-11-10T06:00:00Z")]
    other = [("/sport/old", "2026-11-09T20:00:00Z"), ("/politics/6", "2026-11-10T06:00:00Z")]
    server.pages["news.xml"] = (200, "application/xml", sitemap(*lost, *other))
    state = FeedState(good_at=noon - 8 * hour, polled_at=noon - 8 * hour, **GAP_STATE)
    rows, entries, _ = poll([Feed(url=server.url("feed"))], options, states=States({server.url("feed"): state}), clock=Stopped(noon))
    assert (rows["feed"].gap, rows["feed"].entries_missed) == (True, 4)
    assert (rows["news.xml"].entries_new, rows["news.xml"].dropped) == (2, "2 outside-gap")
    assert sorted(entry.url.rpartition("/")[2] for entry in entries) == ["10", "5", "6", "8", "9"]
    assert sorted(server.paths()) == ["/feed", "/news.xml", "/robots.txt", "/sitemaps.xml"]


def test_a_site_without_sitemaps_leaves_the_gap_on_record(server, options, noon):
    server.pages["feed"] = (200, "application/rss+xml", dated_feed(10, 9, 8))
    state = FeedState(good_at=noon - 28_800_000_000, **GAP_STATE)
    rows, entries, _ = poll([Feed(url=server.url("feed"))], options, states=States({server.url("feed"): state}), clock=Stopped(noon))
    assert (list(rows), rows["feed"].gap, len(entries)) == (["feed"], True, 3)


@pytest.mark.parametrize(
    ("links", "section"),
    [
        (["https://e.org/sport/a", "https://e.org/sport/b/c"], "https://e.org/sport/"),
        (["https://e.org/sport/2026/11/a", "https://e.org/sport/2026/11/b"], "https://e.org/sport/"),
        (["https://e.org/a", "https://e.org/sport/b"], "https://e.org/"),
        (["https://e.org/sport-1", "https://e.org/sport-2"], "https://e.org/"),
        (["https://e.org/a", "https://e.net/b"], None),
    ],
)
def test_what_the_addresses_of_a_feed_have_in_common_is_its_section(links, section):
    assert section_of(links) == section


def test_where_many_hosts_fail_in_the_network_it_was_our_own_and_no_feed_is_blamed(server, options, noon):
    for dead, blamed in [(19, True), (20, False)]:
        feeds = [Feed(url=f"http://127.0.0.{n + 2}:9/feed?{n}") for n in range(dead)]
        rows, _, _ = poll([*feeds, Feed(url=server.url("status-404"))], options, clock=Stopped(noon))
        assert {row.error_class for name, row in rows.items() if name.startswith("feed")} == {"connect"}
        assert {row.failures for name, row in rows.items() if name.startswith("feed")} == {0.25 if blamed and dead + 1 < 20 else 0.0}
        assert rows["status-404"].failures == 1.0


@pytest.mark.parametrize(("failed", "asked", "own"), [(20, 20, True), (7, 20, True), (6, 20, False), (19, 19, False), (300, 1000, False)])
def test_our_own_failure_is_told_by_the_share_of_hosts(failed, asked, own):
    assert is_own_failure(failed, asked) == own


def test_500_feeds_of_20_hosts_are_polled_without_a_breach_of_the_peace(options):
    rest = 0.02
    with FaultServer(ports=20) as hosts:
        feeds = [Feed(url=hosts.url(f"good?n={n}", port)) for n in range(25) for port in range(20)]
        rows, _, _ = poll(feeds, dataclasses.replace(options, feed_delay_s=rest), shards=3)
        by_host = collections.defaultdict(list)
        for seen in hosts.seen:
            by_host[seen.port].append((seen.began, seen.ended))
    assert len(rows) == 25  # by the end of the URL: twenty ports have the same
    assert [len(requests) for requests in by_host.values()] == [25] * 20
    for requests in by_host.values():
        assert all(later[0] - earlier[1] >= rest for earlier, later in itertools.pairwise(sorted(requests)))


def test_headers_of_a_feed_go_with_its_request(server, options):
    poll([Feed(url=server.url("good"), headers=(("Authorization", "Bearer 1"),))], options)
    assert [seen.headers.get("authorization") for seen in server.seen] == ["Bearer 1"]


def test_a_feed_that_has_moved_is_asked_where_it_is(server, options, noon):
    week = 7 * 86_400_000_000
    state = FeedState(permanent_url=server.url("good"), permanent_since=noon - week, permanent_sightings=3)
    rows, [entry, _], _ = poll([Feed(url=server.url("old"))], options, states=States({server.url("old"): state}), clock=Stopped(noon))
    assert (server.paths(), entry.feed_url, rows["old"].final_url) == (["/good"], server.url("old"), server.url("good"))


def test_the_clock_is_the_one_that_was_given(server, options, noon):
    rows, entries, _ = poll([Feed(url=server.url("good"))], options, clock=Stopped(noon))
    assert (rows["good"].polled_at, rows["good"].date, rows["good"].next_poll_at) == (noon, "2026-11-10", noon + 3_600_000_000)
    assert [entry.seen_at for entry in entries] == [noon, noon]


class Stopped:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at
