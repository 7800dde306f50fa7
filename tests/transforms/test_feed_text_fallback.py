"""A page that holds no article, whose feed carries it."""

import dataclasses

import pytest

from schemas import Page, Unusable
from transforms.strip_boilerplate.article import strip_page_or_feed_text

STORY = (
    "<p>"
    + "</p><p>".join(
        f"The harbour office counted {n} boats on the quay that morning, and every one of them had its nets out." for n in range(4)
    )
    + "</p>"
)
WALL = b"""<html><head><title>Before you continue</title></head>
<body><form><p>We use cookies.</p><button>Accept all</button></form></body></html>"""


@pytest.mark.parametrize("content", [b"", WALL])
def test_what_the_page_does_not_give_the_feed_gives(an_entry, noon, content):
    entry = an_entry(title="Boats counted on the quay", content=STORY)
    page = Page(origin=entry.url, content=content, url=entry.url, fetched_at=noon, entry=entry)
    article = strip_page_or_feed_text(page)
    assert article.headline == "Boats counted on the quay"
    assert article.body.count("\n\n") == 3
    for fetch in ("always", "never"):
        strict = dataclasses.replace(entry, feed=dataclasses.replace(entry.feed, fetch=fetch))
        with pytest.raises(Unusable):
            strip_page_or_feed_text(dataclasses.replace(page, entry=strict))


def test_a_teaser_is_no_full_text(an_entry, noon):
    entry = an_entry(title="Boats counted on the quay", content="<p>The harbour office counted.</p>")
    with pytest.raises(Unusable, match="empty"):
        strip_page_or_feed_text(Page(origin=entry.url, content=b"", url=entry.url, fetched_at=noon, entry=entry))
