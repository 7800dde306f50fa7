"""One article, read from its page through one feed and from the text of another: the page's reading stands, over any number of runs."""

import datetime
import html

import pytest

from fixtures.server import Site
from fixtures.site import Document
from pipeline.graph import Job
from pipeline.query import connect
from pipeline.run import run
from schemas import Feed
from transforms.http import HttpOptions
from transforms.instants import system_clock

WHEN = datetime.datetime(2026, 5, 3, tzinfo=datetime.UTC)
SENTENCE = "The harbour office counted {} boats on the quay that morning, and every one of them had its nets out."
PRINTED = [SENTENCE.format(number) for number in range(8)]
TITLE, OTHER_TITLE = "Boats counted", "Boats counted again"
# What the second feed calls the text: a paragraph is missing, a line of its own is there.
CARRIED = [*PRINTED[1:], "You have this story from the harbour's own feed, which tells it in its own words."]
CHANGED = [*CARRIED, "The count has been corrected since this story was first published."]


@pytest.fixture
def site():
    site = Site("harbour", [])
    yield site
    site.close()


@pytest.fixture
def show(site, tmp_path):
    """Has a run poll both feeds as they now are, `brief` with a title and a teaser, `full` with a text; gives the article's revisions."""

    def poll(*, brief=None, full=None):
        site.documents = {
            "/boats": Document(_page().encode(), "text/html; charset=utf-8", WHEN),
            "/brief.xml": _feed(site.base, brief, "<description>Boats were counted.</description>"),
            "/full.xml": _feed(site.base, full and TITLE, f"<content:encoded>{html.escape(_paragraphs(full or []))}</content:encoded>"),
        }
        feeds = tuple(Feed(f"{site.base}/{name}.xml", fetch="auto") for name in ("brief", "full"))
        http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
        account = run(Job(lake=str(tmp_path / "lake"), run_at=system_clock(), feeds=feeds, http=http))
        assert account.faults == []
        with connect(str(tmp_path / "lake")) as connection:
            rows = connection.execute("select revision, text_basis, body from articles order by revision").fetchall()
        return [(revision, basis, body.split("\n\n")) for revision, basis, body in rows]

    return poll


def _paragraphs(texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def _page():
    return f"<html><head><title>Boats counted</title></head><article><h1>Boats counted</h1>{_paragraphs(PRINTED)}</article></html>"


def _feed(base, title, text):
    item = f"<item><title>{title}</title><link>{base}/boats</link><guid>{base}/boats</guid>{text}</item>" if title else ""
    start = '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Harbour</title>'
    return Document(f'<?xml version="1.0"?>{start}{item}</channel></rss>'.encode(), "application/rss+xml", WHEN)


def test_the_text_of_another_feed_is_no_revision_of_what_was_read_from_the_page(show):
    from_page = [(1, "page", PRINTED)]
    assert show(brief=TITLE) == from_page
    assert show(brief=TITLE, full=CARRIED) == from_page
    assert show(brief=TITLE, full=CHANGED) == from_page


def test_the_page_outranks_what_was_read_from_a_feed_whose_own_changes_are_revisions_until_then(show):
    from_feed = [(1, "feed", CARRIED), (2, "feed", CHANGED)]
    assert show(full=CARRIED) == from_feed[:1]
    assert show(full=CHANGED) == from_feed
    assert show(full=CHANGED, brief=TITLE) == from_feed, "a link that is known is not asked for"
    with_page = [*from_feed, (3, "page", PRINTED)]
    assert show(full=CHANGED, brief=OTHER_TITLE) == with_page
    assert show(full=CARRIED, brief=OTHER_TITLE) == with_page
