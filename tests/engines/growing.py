"""Feeds that grow: sites on loopback whose stories appear while the test runs."""

import datetime
import io

from fixtures.server import Site
from fixtures.site import Document
from transforms.instants import from_micros

NEWEST = 20
_PLACES = ("ALMATY", "NAIROBI", "LIMA", "OSLO", "HANOI", "DAKAR")
_SUBJECTS = ("bridge", "library", "harbour", "school", "market", "tunnel", "museum", "station")


class GrowingSites:
    """So many sites with a feed each; `grow` gives each a story. `urls` are all stories that were ever shown, in order."""

    def __init__(self, sites, clock):
        self._clock = clock
        self._sites = [Site(f"site-{number}", []) for number in range(sites)]
        self._stories = [[] for _ in self._sites]
        self.urls = []
        for number in range(sites):
            self._publish(number)

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        for site in self._sites:
            site.close()

    @property
    def newest(self):
        return self.urls[-len(self._sites) :]

    @property
    def bases(self):
        return [site.base for site in self._sites]

    @property
    def feed_list(self):
        return "feeds:\n" + "".join(f"  - {site.base}/feed.xml\n" for site in self._sites)

    def grow(self, number=None):
        for at in range(len(self._sites)) if number is None else [number]:
            self._stories[at].append((f"/story/{len(self._stories[at])}", from_micros(self._clock())))
            self.urls.append(self._sites[at].base + self._stories[at][-1][0])
            self._publish(at)

    def break_down(self, number):
        """The feed of a site answers 503, until it grows again."""
        documents = dict(self._sites[number].documents)
        documents["/feed.xml"] = Document(b"", "text/html", datetime.datetime.now(datetime.UTC), 503)
        self._sites[number].documents = documents

    def _publish(self, number):
        site, stories = self._sites[number], self._stories[number]
        pages = {path: _page(site.base, number, path, when) for path, when in stories}
        site.documents = {"/feed.xml": _feed(site, number, stories[-NEWEST:], from_micros(self._clock())), **pages}


def page(count):
    """(URL, HTML) of a page of its own for each number."""
    base, path = "https://town.example.org", f"/story/{count}"
    return f"{base}{path}", io.BytesIO(_page(base, count % 7, path, datetime.datetime(2026, 11, 9, 8, tzinfo=datetime.UTC)).content)


def _headline(number, path):
    count = int(path.rpartition("/")[2])
    return f"Town {number} opens {_SUBJECTS[count % len(_SUBJECTS)]} number {count}"


def _page(base, number, path, when):
    count = int(path.rpartition("/")[2])
    words = " ".join(
        f"{_SUBJECTS[(count + step) % len(_SUBJECTS)]} {number}-{count}-{step} was inspected and found sound," for step in range(12)
    )
    body = (
        f"<p>{_PLACES[number % len(_PLACES)]}, {when:%b %d} — {_headline(number, path)}, after a wait of {count} weeks, the mayor said.</p>"
        f"<p>In the days before, {words} as the town's engineer told the council at its meeting in the old hall by the river.</p>"
        f'<p>"We waited long for number {count}," said a driver who was among the first to use it, and who had come from afar.</p>'
    )
    head = f'<title>{_headline(number, path)}</title><link rel="canonical" href="{base}{path}">'
    return Document(
        f"<html><head>{head}</head><body><article><h1>{_headline(number, path)}</h1>{body}</article></body></html>".encode(),
        "text/html",
        when,
    )


def _feed(site, number, stories, now):
    items = "".join(
        f"<item><title>{_headline(number, path)}</title><link>{site.base}{path}</link><guid>{path}</guid>"
        f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for path, when in reversed(stories)
    )
    channel = f"<title>Town {number}</title><link>{site.base}/</link><description>News</description>{items}"
    return Document(f'<rss version="2.0"><channel>{channel}</channel></rss>'.encode(), "application/rss+xml", now)
