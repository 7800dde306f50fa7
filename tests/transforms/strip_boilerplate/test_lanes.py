"""Pages, feed HTML, feed text and plain text, each into the same article."""

# ruff: noqa: E501 - pages stand here as they are sent

import pytest

from schemas import Image, Page, Unusable
from transforms.instants import with_zone
from transforms.strip_boilerplate import strip_boilerplate

PARAGRAPHS = [
    "LISBON, May 3 (Lusa) - The ferry between the two banks stopped on Monday morning, after a pump failed in the engine room.",
    "Passengers were taken back to the quay by pilot boats, and nobody was hurt, the harbour office said in a short statement.",
    "Repairs are to take two days. Until then a bus will cross the bridge every twenty minutes, with room for forty bicycles.",
]

FULL = f"""<!doctype html><html lang="en-GB"><head><title>Ferry stops after a pump fails | Quay Daily</title>
<link rel="canonical" href="https://www.quaydaily.com/2026/05/ferry"><meta property="og:site_name" content="Quay Daily">
<meta property="article:section" content="City"><meta name="keywords" content="ferries, harbour">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry stops after a pump fails", "datePublished": "2026-05-03T10:00:00+02:00",
"dateModified": "2026-05-03T12:30:00+02:00", "author": {{"@type": "Organization", "name": "Quay Daily"}}, "inLanguage": "en-GB"}}</script></head><body>
<nav><a href="/">Home</a></nav><main><article><h1>Ferry stops after a pump fails</h1><p class="standfirst">Two days of buses, and room for forty bicycles</p>
<p class="byline">By Ann Lee and Bo Ek</p><time datetime="2026-05-03T10:00:00+02:00">3 May 2026 10:00</time>
<figure><img src="/img/small.jpg" srcset="/img/small.jpg 400w, /img/large.jpg 1600w"><figcaption>The ferry at the quay <span class="credit">Photo: Cy Day</span></figcaption></figure>
<div class="article-body"><p>{PARAGRAPHS[0]}</p><div class="ad">Advertisement</div><p>{PARAGRAPHS[1]}</p><p><strong>Read also:</strong> <a href="/x">A bridge in the fog</a></p>
<p>{PARAGRAPHS[2]}</p><form class="newsletter"><p>Sign up for our newsletter and get the harbour news in your inbox every morning.</p></form></div></article></main>
<div class="cookie-banner"><p>We use cookies to measure our audience. You can change your mind at any time.</p></div></body></html>"""


def test_a_page_is_read_whole():
    article = strip_boilerplate(
        Page("x", FULL.encode(), url="https://www.quaydaily.com/2026/05/ferry?utm_source=rss", fetched_at=1_777_900_000_000_000)
    )
    assert article.headline == "Ferry stops after a pump fails"
    assert article.subheadline == "Two days of buses, and room for forty bicycles"
    assert article.byline == "By Ann Lee and Bo Ek"
    assert article.authors == ["Ann Lee", "Bo Ek"]
    assert article.body.split("\n\n") == PARAGRAPHS
    assert article.images == [Image("https://www.quaydaily.com/img/large.jpg", "The ferry at the quay", "Photo: Cy Day")]
    assert (article.published_at, article.modified_at, article.date_basis) == (
        "2026-05-03T10:00:00+02:00",
        "2026-05-03T12:30:00+02:00",
        "page",
    )
    assert (article.publisher, article.domain, article.canonical_url) == (
        "Quay Daily",
        "quaydaily.com",
        "https://www.quaydaily.com/2026/05/ferry",
    )
    assert (article.section, article.tags, article.language) == ("City", ["ferries", "harbour"], "en-GB")
    assert (article.truncated, article.extractor_version) == (False, "1")


def test_the_same_page_gives_the_same_article_in_any_order():
    pages = [Page("x", FULL.replace("ferry", word).encode(), url="https://www.quaydaily.com/a") for word in ("ferry", "barge", "liner")]
    assert [strip_boilerplate(page) for page in pages] == [strip_boilerplate(page) for page in reversed(pages)][::-1]


def test_a_page_of_nested_boxes_without_an_element_that_means_anything():
    boxes = "".join(f'<div class="x7f3"><div>{text}</div></div>' for text in PARAGRAPHS)
    page = f'<body><div class="topbar"><div><a href="/">Quay Daily</a></div></div><div class="t1">Ferry stops after a pump fails</div>{boxes}<div class="c-footer">© Quay Daily</div></body>'
    article = strip_boilerplate(Page("x", f"<title>Ferry stops after a pump fails - Quay Daily</title>{page}".encode()))
    assert article.body.split("\n\n") == PARAGRAPHS


def test_a_table_of_the_nineties_with_breaks_for_paragraphs():
    cell = "<BR><BR>".join(PARAGRAPHS)
    page = f"""<HTML><TITLE>Ferry stops after a pump fails</TITLE><BODY><TABLE><TR><TD><A HREF="/1">City</A> | <A HREF="/2">Sport</A></TD></TR><TR><TD>
    <FONT SIZE=1>3 May 2026 10:00</FONT><BR><BR><FONT SIZE=5><B>Ferry stops after a pump fails</B></FONT><BR><BR><I>Two days of buses for everybody</I><BR><BR>
    <B>By Ann Lee</B><BR><HR>{cell}<HR><A HREF="/print">Print</A></TD></TR></TABLE></BODY></HTML>"""
    article = strip_boilerplate(Page("x", page.encode()))
    assert article.body.split("\n\n") == PARAGRAPHS
    assert (article.subheadline, article.byline, article.authors) == ("Two days of buses for everybody", "By Ann Lee", ["Ann Lee"])


def test_a_wire_text_is_unwrapped():
    text = "FERRY STOPS AFTER PUMP FAILS\n\n" + "\n\n".join(wrapped(paragraph) for paragraph in PARAGRAPHS)
    article = strip_boilerplate(Page("x", text.encode(), content_type="text/plain"))
    assert article.headline == "FERRY STOPS AFTER PUMP FAILS"
    assert article.body.split("\n\n") == PARAGRAPHS


def test_a_text_with_everything_before_its_first_paragraph():
    text = "\n".join(
        ["!-- Google tag (gtag.js) -->", "", "Ferry Stops After “Pump Trouble”", "", "Buses will cross the bridge for two days.", "", "May 3, 2026",
         "Ferry Stops After “Pump Trouble”", "The ferry at the quay. Nobody was hurt on board", "IMAGE SOURCE: HARBOUR OFFICE", "", PARAGRAPHS[1], "", "\u00a0", "", PARAGRAPHS[2]]
    )  # fmt: skip
    article = strip_boilerplate(Page("x", text.encode(), content_type="text/plain"))
    assert article.headline == "Ferry Stops After “Pump Trouble”"
    assert article.subheadline == "Buses will cross the bridge for two days."
    assert article.body.split("\n\n") == ["May 3, 2026", *PARAGRAPHS[1:]]
    assert article.images == [Image(None, "The ferry at the quay. Nobody was hurt on board", "IMAGE SOURCE: HARBOUR OFFICE")]


def test_a_text_with_a_byline_under_its_headline():
    text = "\n\n".join(["Ferry Stops After Pump Trouble", "Buses will cross the bridge for two days.", "By Ann Lee and Bo Ek", *PARAGRAPHS])
    article = strip_boilerplate(Page("x", text.encode(), content_type="text/plain"))
    assert (article.headline, article.subheadline) == ("Ferry Stops After Pump Trouble", "Buses will cross the bridge for two days.")
    assert (article.byline, article.authors) == ("By Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"])
    assert article.body.split("\n\n") == PARAGRAPHS


def test_a_line_is_no_article():
    with pytest.raises(Unusable, match="not-an-article"):
        strip_boilerplate(Page("x", b"One line is no story", content_type="text/plain"))


@pytest.mark.parametrize("escaped", [False, True])
def test_the_feed_gives_headline_day_and_people_to_its_own_text(an_entry, noon, escaped):
    content = "".join(f"<p>{text}</p>" for text in PARAGRAPHS) + "<p>!-- Google tag (gtag.js) --&gt;</p>"
    if escaped:
        content = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    entry = an_entry(title="Ferry stops after a pump fails", content=content, published_at=noon, authors=["Ann Lee"], tags=["ferries"])
    article = strip_boilerplate(Page("x", content.encode(), url=entry.url, entry=entry, from_feed=True))
    assert article.headline == "Ferry stops after a pump fails"
    assert article.body.split("\n\n") == PARAGRAPHS
    assert (article.published_at, article.date_basis, article.authors, article.tags) == (
        with_zone(noon, None),
        "feed",
        ["Ann Lee"],
        ["ferries"],
    )


def wrapped(paragraph, width=64):
    lines, line = [], ""
    for word in paragraph.split():
        if len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])
