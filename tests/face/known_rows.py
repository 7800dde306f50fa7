"""The rows of a small lake whose every figure is known."""

# ruff: noqa: E501
# A row a line.

import datetime

from schemas import Article, Dateline, Entry, Feed, Image, Place, Poll, Reject
from transforms.ids import digest

DAY = 86_400_000_000
NOON = 1_794_312_000_000_000  # 2026-11-10T12:00:00Z
SCRIPT = "<script>document.title='run'</script> in a headline & </script><img src=x onerror=document.title='run'>"


def on(date, hour=12):
    moment = datetime.datetime.fromisoformat(date).replace(hour=hour, tzinfo=datetime.UTC)
    return int(moment.timestamp()) * 1_000_000


def article(key, date, publisher, country, region, language, headline, **fields):
    return Article(
        article_id=digest("article", key),
        publisher=publisher,
        country=country,
        region=region,
        language=language,
        headline=headline,
        published_at=f"{date}T08:00:00Z",
        fetched_at=on(date, 9),
        date=date,
        date_basis="dateline",
        region_basis="dateline",
        language_confidence=0.99,
        extraction_score=0.9,
        **({"url": f"https://news.example/{key}", "body": f"The body of {key}.", "word_count": 4} | fields),
    )


ALMATY = Place(name="Almaty", country="KZ", latitude=43.25, longitude=76.95)
TOLD = "The council met on Monday.\n\nIt agreed on three things.\n\nThe mayor was there."
TOLD_AGAIN = "The council met on Tuesday.\n\nIt agreed on three things.\n\nNobody else was there."
ROWS = [
    article(
        "orchard", "2026-11-08", "Steppe Herald", "KZ", "central-asia", "ru", "Под Алматы собрали урожай", source="Reuters", place=ALMATY,
        dateline=Dateline(text="АЛМАТЫ, 8 ноября (Рейтер)", place="АЛМАТЫ", agency="Рейтер", date="2026-11-08"), authors=["Марат Т."],
        images=[Image(url="https://img.example/1.jpg", caption="An orchard", credit="M. Tulegenov")],
    ),
    article("council", "2026-11-08", "Harbour Ledger", "GB", "northern-europe", "en", "Council meets", body=TOLD, story_id="s1"),
    article("council", "2026-11-08", "Harbour Ledger", "GB", "northern-europe", "en", "Council meets again", body=TOLD_AGAIN, story_id="s1", revision=2),
    article("copy", "2026-11-09", "Morning Post", "IE", "northern-europe", "en", "Council meets, again", body=TOLD, story_id="s1", source="AP"),
    article("script", "2026-11-10", "Morning Post", "IE", "northern-europe", "en", SCRIPT, body=f"A body {SCRIPT} of zebras."),
    article("island", "2026-11-10", "Island Times", "SG", "south-eastern-asia", "en", "Harbour reopens", source="Reuters", authors=["A. Tan"],
            url="javascript:alert(1)", images=[Image(url="javascript:alert(1)", credit="Reuters")]),
    article("nowhere", "2026-11-10", "Island Times", None, "unknown", None, "Crossword", body="Across and down."),
]  # fmt: skip


def poll(feed, hours_ago, **fields):
    at = NOON - hours_ago * 3_600_000_000
    date = datetime.datetime.fromtimestamp(at / 1e6, datetime.UTC).date().isoformat()
    good = {"status": 200, "format": "rss20", "entries": 3, "entries_new": 1}
    return Poll(poll_id=digest(feed, str(at)), feed_url=feed, polled_at=at, date=date, next_poll_at=at + 3_600_000_000, **(good | fields))


GOOD, BAD, STILL = "https://good.example/feed", "https://bad.example/feed", "https://still.example/feed"
POLL_ROWS = [
    *(poll(GOOD, hours) for hours in range(48)),
    *(poll(BAD, hours, status=500, error_class="http-5xx", error="HTTP 500", format=None, failures=2.0) for hours in range(2)),
    poll(BAD, 2),
    poll(STILL, 33 * 24),
    poll(STILL, 0, entries_new=0, gap=True, entries_missed=4),
]
REJECT_ROWS = [
    Reject(reject_id=digest("r", str(n)), stage="FetchPages", reason="http-404", error="HTTP 404", origin=f"https://bad.example/{n}",
           payload=b"<h1>Not \xff found</h1><script>1</script>", payload_bytes=20, rejected_at=NOON + n, date="2026-11-10")
    for n in range(5)
] + [Reject(reject_id=digest("r", "x"), stage="StripBoilerplate", reason="no-article", origin="https://bad.example/x", retry=True, rejected_at=NOON, date="2026-11-10")]  # fmt: skip


def entry(key, feed, date):
    return Entry(sighting_id=digest(feed, key), link_id=digest("article", key), feed=Feed(url=feed), entry_id=key, feed_url=feed, seen_at=on(date),
                 date=date, url=f"https://x.example/{key}", title=f"Title of {key}", article_id=digest("article", key), outcome="article")  # fmt: skip


ENTRY_ROWS = [entry("council", GOOD, "2026-11-08"), entry("council", BAD, "2026-11-09"), entry("copy", GOOD, "2026-11-09")]
