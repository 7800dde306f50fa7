"""Documents that were broken at random: each is read, or refused with its reason, within bounds; what comes out can be stored.

As many as `DATELINE_MUTATED` says (`make fuzz`: a million); the same ones each time.
"""

import os
import random
import re
import time
import urllib.request

import pytest
from fault_server import feed as rss

from fixtures.newsroom import Newsroom
from schemas import Feed, Unusable
from transforms.poll_feeds import ParsedFeed, entry_versions, parse_feed

NOON = 1_794_312_000_000_000
DAY = 86_400_000_000
MUTATED = int(os.environ.get("DATELINE_MUTATED", "400"))
# Real documents take 0.1 s at most; those that grow by copies of their parts more.
MOST_CPU_S = 11.0
JSON = (
    b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [{"id": "1", "url": "https://www.example.org/1",'
    b'"title": "One", "content_html": "<p>x</p>", "date_published": "2026-11-10T09:00:00Z", "tags": ["a"]}, {"id": 2}]}'
)
SITEMAP = (
    b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/1</loc>'
    b"<lastmod>2026-11-10</lastmod><n:news><n:publication><n:name>P</n:name></n:publication><n:title>T</n:title></n:news></url></urlset>"
)
INDEX = b"<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-11-10</lastmod></sitemap></sitemapindex>"
# What is put in: what opens and closes things, what has broken readers before.
PIECES = tuple(
    piece.encode("utf-8", "surrogatepass")
    for piece in (
        *(
            "<",
            ">",
            "&",
            '"',
            "'",
            "=",
            "</",
            "]]>",
            "<![CDATA[",
            "<!--",
            "-->",
            "<!DOCTYPE x [",
            "]>",
            "<!ENTITY a 'b'>",
            "&a;",
            "<?",
            "?>",
        ),
        *(
            "&#0;",
            "&#xD800;",
            "&#1114112;",
            "&#99999999999;",
            "\0",
            "\ufeff",
            "\u202e",
            "\ud800",
            "\x1b$B",
            " xmlns='",
            "xml:base='http://[::1'",
        ),
        *("<item>", "</item>", "<entry>", "<link/>", "<link href='http://[::1'/>", "<guid/>", "<pubDate>", "<author>a@", "<rss>", "<feed>"),
        *("<content type='image/png' mode='base64'>", "<media:content url='http://[' width='x'/>", "<ttl>99999999999999999999</ttl>"),
        *("{", "}", "[", "]", "\\u", "\\ud800", "1e999", "NaN", "-", "null", "true"),
        *(f"encoding='{name}'" for name in ("utf-7", "hex", "rot13", "idna", "unicode_escape", "zlib", "punycode")),
    )
)
CONTENT_TYPES = ("", "text/xml", "text/xml; charset=iso-8859-1", "text/xml; charset=hex", "text/xml; charset=\0", "text/xml; charset=idna")
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff\ud800-\udfff]")
MARKUP = re.compile(r"<(?:script|img|a|b|p|iframe)\b[^<>]*>", re.IGNORECASE)


@pytest.fixture(scope="module")
def documents():
    with Newsroom() as newsroom:
        served = [urllib.request.urlopen(line["url"]).read() for line in newsroom.feeds]
    return [*served, rss(3), *(JSON, SITEMAP, INDEX) * 2]


def mutated(chance, documents):
    """A document with one to forty faults: bytes that come, go, change, repeat, or are another document's."""
    body = bytearray(chance.choice(documents))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 10, 40))):
        at, some = chance.randrange(len(body) + 1), chance.choice((1, 5, 20, 200, 1_000))
        match chance.randrange(7):
            case 0:
                body[at:at] = chance.choice(PIECES)
            case 1:
                body[at:at] = chance.choice(PIECES) * some
            case 2:
                del body[at : at + some]
            case 3:
                body[at : at + 1] = chance.randbytes(1)
            case 4:
                body[at:at] = body[at : at + some] * chance.choice((1, 2, 20))
            case 5:
                other = chance.choice(documents)
                start = chance.randrange(len(other))
                body[at:at] = other[start : start + some]
            case 6:
                del body[at:]
    return bytes(body)


def read(body, content_type="", fetch="auto"):
    """What the document gives, or the reason for which it is refused; within bounds."""
    feed = Feed(url="https://www.example.org/feed", fetch=fetch)
    started = time.process_time()
    try:
        return parse_feed(body, feed=feed, headers={"content-type": content_type}, url=feed.url, seen_at=NOON)
    except Unusable as unusable:
        return unusable.reason
    finally:
        assert time.process_time() - started < MOST_CPU_S


def test_whatever_a_document_holds_it_is_read_or_refused_and_can_be_stored(documents):
    for seed in range(MUTATED):
        chance = random.Random(seed)
        parsed = read(mutated(chance, documents), chance.choice(CONTENT_TYPES), chance.choice(("auto", "never")))
        if isinstance(parsed, str):
            assert parsed in {"empty", "not-a-feed", "truncated", "parser-timeout"}, seed
            continue
        assert parsed.total == len(parsed.entries) + sum(parsed.dropped.values()), seed
        assert len(entry_versions(parsed.entries)) == len({entry.entry_id for entry in parsed.entries}) == len(parsed.entries), seed
        for entry in parsed.entries:
            texts = (
                entry.title,
                entry.summary,
                entry.content,
                entry.url,
                entry.entry_id,
                entry.language,
                entry.image_url,
                entry.image_credit,
            )
            assert not [text for text in (*texts, *entry.authors, *entry.tags) if text == "" or (text and UNSTORABLE.search(text))], seed
            assert entry.url is None or re.match(r"https?://[^/]", entry.url, re.IGNORECASE), seed
            assert entry.title is None or not MARKUP.search(entry.title), seed
            assert entry.published_at is None or entry.published_at <= NOON + DAY, seed


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><item><title>t</title><author>" + b"a" * 1_000_000 + b"</author></item></channel></rss>",
        b"<rss version='2.0'><channel><item><title>t</title><author>" + b"a." * 300_000 + b"@b</author></item></channel></rss>",
        b"<rss version='2.0'><channel " + b"encoding='a' " * 3_000 + b"><item><title>t</title></item></channel></rss>",
        b"<rss>" + b"<" * 300_000,
    ],
    ids=["author", "dotted author", "quotes", "angle brackets"],
)
def test_no_document_holds_the_parser_for_longer_than_a_call_may_take(body):
    assert isinstance(read(body), ParsedFeed) or read(body) == "truncated"
