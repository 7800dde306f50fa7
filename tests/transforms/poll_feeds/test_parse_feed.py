"""Feed documents of every format as entries."""

import json

import pytest
from fault_server import feed as rss

from schemas import Entry, Feed, Unusable
from transforms.ids import article_id, sighting_id
from transforms.poll_feeds import parse_feed

FEED = Feed(url="https://www.example.org/feed.xml", publisher="Example News", country="GB", language="en")


def parse(body, *, feed=FEED, url=None, content_type="", seen_at=1_794_312_000_000_000):
    body = body if isinstance(body, bytes) else body.encode()
    return parse_feed(body, feed=feed, headers={"content-type": content_type}, url=url or feed.url, seen_at=seen_at)


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Example News</title><link>https://www.example.org/</link><language>en-GB</language><ttl>30</ttl>
<item>
  <title>Ferry &amp;amp; &lt;b&gt;bridge&lt;/b&gt; closed</title>
  <link>/news/ferry?utm_source=rss&amp;id=7</link>
  <guid isPermaLink="false">story-7</guid>
  <pubDate>Tue, 10 Nov 2026 09:30:00 BST</pubDate>
  <dc:creator>Ada Lunn</dc:creator>
  <category>Transport</category><category>Coast</category>
  <description>The ferry is closed.</description>
  <content:encoded><![CDATA[<p>The ferry is closed, and so is the bridge.</p>]]></content:encoded>
  <media:content url="/img/small.jpg" type="image/jpeg" width="200"/>
  <media:content url="/img/large.jpg" type="image/jpeg" width="1200"/>
  <media:credit role="photographer">Bo Marsh</media:credit>
</item>
</channel></rss>"""


def test_an_rss_entry_is_read_whole():
    parsed = parse(RSS)
    assert (parsed.title, parsed.format, parsed.language) == ("Example News", "rss20", "en-GB")
    assert (parsed.min_interval_s, parsed.cut_off, parsed.dropped) == (1800, False, {})
    assert parsed.entries == [
        Entry(
            sighting_id=sighting_id(FEED.url, "story-7"),
            link_id=article_id("https://www.example.org/news/ferry?id=7"),
            feed=FEED,
            entry_id="story-7",
            feed_url=FEED.url,
            seen_at=1_794_312_000_000_000,
            date="2026-11-10",
            url="https://www.example.org/news/ferry?utm_source=rss&id=7",
            title="Ferry & bridge closed",
            summary="The ferry is closed.",
            content="<p>The ferry is closed, and so is the bridge.</p>",
            authors=["Ada Lunn"],
            tags=["Transport", "Coast"],
            language="en-GB",
            published_at=1_794_299_400_000_000,
            published_raw="Tue, 10 Nov 2026 09:30:00 BST",
            image_url="https://www.example.org/img/large.jpg",
            image_credit="Bo Marsh",
        )
    ]


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Beispiel</title>
<entry><id>tag:example.org,2026:1</id><title type="html">&lt;i&gt;Fähre&lt;/i&gt; gesperrt</title>
<link rel="alternate" href="a/1"/><link rel="enclosure" type="image/png" href="/b.png"/>
<published>2026-11-10T09:00:00+01:00</published><updated>2026-11-10T10:00:00+01:00</updated>
<author><name>Ida Krug</name></author><summary>Kurz.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Fähre fährt nicht.</p></div></content></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title></channel>
<item rdf:about="https://www.example.org/1"><title>One</title><link>https://www.example.org/1</link><dc:date>2026-11-10</dc:date></item></rdf:RDF>"""
RSS_091 = """<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old</title><item><title>One</title><link>https://www.example.org/1</link></item></channel></rss>"""
PREFIXED = """<!-- made by hand --><?xml?xml version="1.0"??><rss rss:version=2.0><rss:channel><rss:title>Odd</rss:title>
<rss:item><rss:title>One</rss:title><rss:link>https://www.example.org/1</rss:link></rss:item></rss:channel></rss>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "JSON",
    "language": "fr",
    "items": [
        {
            "id": 1,
            "url": "/1",
            "title": "Un",
            "content_text": "a < b",
            "date_published": "2026-11-10T09:00:00Z",
            "authors": [{"name": "Zoé"}],
        },
        "nonsense",
        {"id": "2", "external_url": "https://www.example.net/2", "content_html": "<p>Deux</p>", "tags": ["x", 3], "image": "/2.jpg"},
    ],
}


def brief(entry):
    return entry.entry_id, entry.url, entry.title, entry.published_at


@pytest.mark.parametrize(
    ("body", "format_", "entries"),
    [
        (ATOM, "atom10", [("tag:example.org,2026:1", "https://www.example.org/a/1", "Fähre gesperrt", 1_794_297_600_000_000)]),
        (RDF, "rss10", [("https://www.example.org/1", "https://www.example.org/1", "One", 1_794_268_800_000_000)]),
        (RSS_091, "rss091u", [("https://www.example.org/1", "https://www.example.org/1", "One", None)]),
        (PREFIXED, "rss20", [("https://www.example.org/1", "https://www.example.org/1", "One", None)]),
        (
            json.dumps(JSON_FEED),
            "jsonfeed11",
            [("1", "https://www.example.org/1", "Un", 1_794_301_200_000_000), ("2", "https://www.example.net/2", None, None)],
        ),
    ],
)
def test_every_format_is_read(body, format_, entries):
    parsed = parse(body)
    assert (parsed.format, [brief(entry) for entry in parsed.entries]) == (format_, entries)


def test_atom_carries_its_text_its_times_and_its_picture():
    [entry] = parse(ATOM).entries
    assert (entry.summary, entry.content, entry.updated_at, entry.image_url, entry.authors) == (
        "Kurz.",
        "<p>Die Fähre fährt nicht.</p>",
        1_794_301_200_000_000,
        "https://www.example.org/b.png",
        ["Ida Krug"],
    )


def test_json_text_becomes_html_and_bad_values_cost_only_themselves():
    first, second = parse(json.dumps(JSON_FEED)).entries
    assert (first.content, first.authors, first.language) == ("a &lt; b", ["Zoé"], "fr")
    assert (second.content, second.tags, second.image_url) == ("<p>Deux</p>", ["x"], "https://www.example.org/2.jpg")


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[<b>Bold</b><br/>line]]>", "Bold line"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Story", "alert(1)Story"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;Story", "Story"),
        ("a &lt; b and c &gt; d", "a < b and c > d"),
        ("Line\n   break\u200b\u202e", "Line break"),
        ("", None),
        ("&lt;b&gt;&lt;/b&gt;", None),
    ],
)
def test_a_title_is_one_line_of_plain_text(title, plain):
    [entry] = parse(f"<rss version='2.0'><channel><item><title>{title}</title><guid>1</guid><link>/1</link></item></channel></rss>").entries
    assert entry.title == plain


@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("https://www.example.org/a", "https://feeds.example.org/x", "https://www.example.org/a"),
        ("/a", "https://feeds.example.org/x/y", "https://feeds.example.org/a"),
        ("//cdn.example.org/a", "https://feeds.example.org/x", "https://cdn.example.org/a"),
        ("\n https://www.example.org/a\n", "https://feeds.example.org/x", "https://www.example.org/a"),
        ("www.example.org/a", "https://feeds.example.org/x/y", "https://www.example.org/a"),
        ("://www.example.org/a", "http://feeds.example.org/x", "http://www.example.org/a"),
        ("https:/www.example.org/a", "https://feeds.example.org/x", "https://www.example.org/a"),
        ("https:\\\\www.example.org\\a?b=\\c", "https://feeds.example.org/x", "https://www.example.org/a?b=\\c"),
        ("https://www.example.org\\@127.0.0.1/a", "https://feeds.example.org/x", "https://www.example.org/@127.0.0.1/a"),
        ("https://desk:secret@www.example.org/a", "https://feeds.example.org/x", "https://www.example.org/a"),
        ("mailto:desk@example.org", "https://feeds.example.org/x", None),
        ("javascript:alert(1)", "https://feeds.example.org/x", None),
        ("file:///etc/passwd", "https://feeds.example.org/x", None),
        ("http://[::1", "https://feeds.example.org/x", None),
    ],
)
def test_a_link_is_absolute_or_none(link, base, url):
    [entry] = parse(f"<rss version='2.0'><channel><item><title>t</title><link>{link}</link></item></channel></rss>", url=base).entries
    assert entry.url == url


def test_a_click_counter_is_not_the_article():
    body = """<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>t</title>
    <link>http://feedproxy.example.com/~r/x/1</link><feedburner:origLink>https://www.example.org/1</feedburner:origLink></item></channel></rss>"""
    assert parse(body).entries[0].url == "https://www.example.org/1"


def test_a_guid_does_not_change_when_the_feed_moves():
    body = "<rss version='2.0'><channel><item><title>t</title><link>/1</link><guid>1</guid></item></channel></rss>"
    ids = {parse(body, url=url).entries[0].entry_id for url in ("https://www.example.org/feed", "https://new.example.net/feed")}
    assert ids == {"1"}


@pytest.mark.parametrize("written", ["Wed, 11 Nov 2026 12:00:01 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_date_that_cannot_be_is_none(written):
    item = f"<item><title>t</title><link>/1</link><pubDate>{written}</pubDate></item>"
    [entry] = parse(f"<rss version='2.0'><channel>{item}</channel></rss>").entries
    assert (entry.published_at, entry.published_raw) == (None, written)


def test_text_is_cut_at_256_ki_characters():
    item = f"<item><title>t</title><link>/1</link><description>{'x' * 300_000}</description></item>"
    assert len(parse(f"<rss version='2.0'><channel>{item}</channel></rss>").entries[0].summary) == 262_144


def test_of_a_long_document_the_newest_2000_are_taken_and_the_rest_is_counted():
    items = "".join(f"<item><title>{n}</title><link>/{n}</link><pubDate>{1_600_000_000 + n}</pubDate></item>" for n in range(2_100))
    parsed = parse(f"<rss version='2.0'><channel>{items}</channel></rss>")
    assert (len(parsed.entries), parsed.dropped, parsed.total) == (2_000, {"limit": 100}, 2_100)
    assert (parsed.entries[0].title, parsed.entries[-1].title) == ("100", "2099")


def test_of_a_very_long_document_both_ends_are_read():
    parsed = parse(rss(12_000))
    assert (len(parsed.entries), parsed.dropped, parsed.total) == (2_000, {"limit": 10_000}, 12_000)


def test_a_document_that_ends_early_gives_its_whole_entries_and_says_so():
    body = rss(3)
    parsed = parse(body[: body.rindex(b"<description>") + 15])
    assert ([entry.entry_id for entry in parsed.entries], parsed.cut_off) == (["0", "1"], True)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "not-a-feed"),
        (b"%PDF-1.7", "not-a-feed"),
        (b"\x89PNG\r\n\x1a\n", "not-a-feed"),
        (b"PK\x03\x04abc", "not-a-feed"),
        (b"Moved.", "not-a-feed"),
        (b'{"error": 1}', "not-a-feed"),
        (b"[" * 100_000, "not-a-feed"),
        (b"\0" * 100, "not-a-feed"),
        (b"<rss version='2.0'><channel><title>Cut", "truncated"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body, reason):
    with pytest.raises(Unusable) as caught:
        parse(body)
    assert caught.value.reason == reason


SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://www.example.org/1</loc><lastmod>2026-11-10T10:00:00Z</lastmod><news:news>
  <news:publication><news:name>Example News</news:name><news:language>en</news:language></news:publication>
  <news:publication_date>2026-11-10T09:00:00Z</news:publication_date><news:title>One &amp;amp; all</news:title>
  <news:keywords>ferry, coast</news:keywords></news:news><image:image><image:loc>/1.jpg</image:loc></image:image></url>
<url><loc>https://ads.example.net/2</loc><news:news><news:title>Buy</news:title></news:news></url>
<url><loc>https://news.example.org/3</loc><news:news><news:title>Three</news:title></news:news></url>
<url><loc>https://www.example.org/about</loc></url>
</urlset>"""


def test_a_news_sitemap_gives_the_sites_own_articles():
    parsed = parse(SITEMAP)
    assert (parsed.format, parsed.title, parsed.dropped, parsed.cut_off) == ("news-sitemap", "Example News", {"foreign": 1}, False)
    first, third = parsed.entries
    assert (first.url, first.title, first.tags, first.language) == ("https://www.example.org/1", "One & all", ["ferry", "coast"], "en")
    assert (first.published_at, first.updated_at) == (1_794_301_200_000_000, 1_794_304_800_000_000)
    assert (first.image_url, third.url, third.entry_id) == ("https://www.example.org/1.jpg", "https://news.example.org/3", third.url)


def test_a_sitemap_that_ends_early_gives_what_it_has():
    parsed = parse(SITEMAP[: SITEMAP.index("<url><loc>https://news.")])
    assert (len(parsed.entries), parsed.cut_off) == (1, True)


@pytest.mark.parametrize(
    "body",
    [
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>https://www.example.org/about</loc></url></urlset>",
        "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://e.net/</loc></sitemap></sitemapindex>",
    ],
)
def test_a_sitemap_without_news_is_no_feed(body):
    with pytest.raises(Unusable, match="not-a-feed"):
        parse(body)


def index(*sitemaps):
    listed = "".join(f"<sitemap><loc>{loc}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</sitemap>" for loc, day in sitemaps)
    return f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{listed}</sitemapindex>"


def test_of_an_index_the_sitemaps_that_were_touched_lately_are_asked_newest_first():
    parsed = parse(
        index(("/1.xml", "2026-11-09"), ("/2.xml", "2026-11-10T09:00:00Z"), ("/3.xml", "2026-10-01"), ("https://e.net/4.xml", None))
    )
    assert (parsed.format, parsed.total) == ("sitemap-index", 0)
    assert parsed.children == ("https://www.example.org/2.xml", "https://www.example.org/1.xml")


def test_of_an_index_those_that_call_themselves_news_are_asked():
    parsed = parse(index(("/archive.xml", "2026-11-10"), ("/news-1.xml", None)))
    assert parsed.children == ("https://www.example.org/news-1.xml",)


def test_nothing_that_cannot_be_stored_comes_out_of_json():
    item = '{"id": "a\\ud800b", "url": "/1\\ud800", "title": "t\\udfff", "date_published": "\\ud800", "language": "\\ud800"}'
    [entry] = parse('{"version": "https://jsonfeed.org/version/1.1", "items": [' + item + "]}").entries
    assert (entry.entry_id, entry.url, entry.title, entry.language) == ("ab", "https://www.example.org/1", "t", None)


def test_a_guid_of_a_megabyte_is_known_by_its_digest():
    [entry] = parse(f"<rss version='2.0'><channel><item><title>t</title><guid>{'x' * 1_000_000}</guid></item></channel></rss>").entries
    assert len(entry.entry_id) == 32


def test_a_feed_may_be_empty_of_entries():
    assert (parse(rss(0)).entries, parse(rss(0)).total) == ([], 0)


def test_a_link_of_a_redirector_is_the_one_that_it_leads_to():
    link = "https://www.google.com/url?url=https%3A%2F%2Fwww.example.org%2Fa&amp;ct=ga"
    [wrapped] = parse(f"<rss version='2.0'><channel><item><title>t</title><link>{link}</link></item></channel></rss>").entries
    [plain] = parse(
        "<rss version='2.0'><channel><item><title>t</title><link>https://www.example.org/a</link></item></channel></rss>"
    ).entries
    assert (wrapped.url, wrapped.link_id) == ("https://www.example.org/a", plain.link_id)


NEWS = "<url><loc>{loc}</loc><n:news><n:publication><n:name>News</n:name></n:publication><n:title>{title}</n:title></n:news></url>"
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
TWO = URLSET.format(NEWS.format(loc="/1", title="One") + NEWS.format(loc="/2", title="Two"))


@pytest.mark.parametrize(
    "body",
    [
        TWO,
        TWO.replace("http://", "https://"),
        TWO.replace("www.sitemaps.org/schemas/sitemap/0.9", "www.google.com/schemas/sitemap/0.84"),
        TWO.replace(' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', ""),
        "<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + TWO,
        TWO.replace("/1", "/1?a=1&b=2").replace("/2", "/2?a=1&amp;b=2"),
        TWO.replace("One", "O\x08ne&#8;"),
        TWO.replace("One", "<![CDATA[<b>One</b>]]>").replace("/2", "<![CDATA[\n/2\n]]>"),
        TWO.replace("One", "&eacute;One").replace("Two", "Two&nbsp;"),
    ],
)
def test_a_sitemap_is_read_whatever_its_namespaces_and_its_ampersands_are(body):
    parsed = parse(body)
    assert [(entry.url.partition("?")[0], entry.title.strip("é")) for entry in parsed.entries] == [
        ("https://www.example.org/1", "One"),
        ("https://www.example.org/2", "Two"),
    ]
    assert not parsed.cut_off


def test_a_news_sitemap_of_two_silent_days_is_empty_and_no_fault():
    assert parse(URLSET.format("")).total == 0


@pytest.mark.parametrize("told", ["<![CDATA[<urlset>]]>", "<![CDATA[<sitemapindex >]]>", "&lt;urlset&gt;"])
def test_a_feed_that_tells_of_sitemaps_is_no_sitemap(told):
    item = f"<item><title>How to</title><link>/1</link><description>{told}</description></item>"
    assert parse(f"<rss version='2.0'><channel>{item}</channel></rss>").format == "rss20"


def test_a_page_with_a_tag_that_feeds_use_is_a_page():
    with pytest.raises(Unusable, match="an HTML page"):
        parse("<!DOCTYPE html><html><body><app-root><feed></feed></app-root></body></html>")


def test_a_feed_in_a_page_is_a_feed():
    assert len(parse(b"<html><body>" + rss(2, before="") + b"</body></html>").entries) == 2


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link></link><guid>https://www.example.org/g</guid>", "https://www.example.org/g"),
        ("<guid>https://www.example.org/g</guid>", "https://www.example.org/g"),
        ("<guid isPermaLink='false'>https://www.example.org/g</guid>", None),
        ("<guid>g-17</guid>", None),
        ("<link>/g</link><guid>/g</guid>", "https://www.example.org/g"),
        ("<link>/1</link><guid>g-17</guid>", "https://www.example.org/1"),
    ],
)
def test_an_id_is_a_link_only_where_it_is_one(item, url):
    [entry] = parse(f"<rss version='2.0'><channel><item><title>t</title>{item}</item></channel></rss>").entries
    assert entry.url == url


def test_of_a_json_feed_that_is_cut_off_the_whole_items_are_taken():
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": str(n), "url": f"/{n}"} for n in range(3)]})
    parsed = parse(body[:-12])
    assert ([entry.entry_id for entry in parsed.entries], parsed.cut_off) == (["0", "1"], True)


def test_numbers_and_ids_that_are_links_are_read_in_json_and_what_is_no_item_is_counted():
    items = [None, "x", {"id": 7, "title": "a", "date_published": 1_794_301_200}, {"id": "https://www.example.org/b"}, {"id": True}]
    parsed = parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert [brief(entry) for entry in parsed.entries] == [
        ("7", None, "a", 1_794_301_200_000_000),
        ("https://www.example.org/b", "https://www.example.org/b", None, None),
    ]
    assert (parsed.dropped, parsed.total) == ({"blank": 3}, 5)


@pytest.mark.parametrize("href", ["/feed.xml?a=1&amp;b=2", "https://www.example.org/feed.xml?a=1&b=2"])
def test_a_page_that_was_listed_for_its_feed_tells_which_that_is(href):
    page = f"<!doctype html><html><head><link rel=alternate href='{href}' type='application/rss+xml' title=News></head><p>News</html>"
    with pytest.raises(Unusable, match=r"an HTML page, which links the feed https://www\.example\.org/feed\.xml\?a=1&b=2$"):
        parse(page)
