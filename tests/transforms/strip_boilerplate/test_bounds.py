"""Hostile and huge documents: bounded, and the article in them is not lost."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Page, Unusable
from transforms.extract_credits.credits import split_credits
from transforms.strip_boilerplate import read_blocks, strip_boilerplate, to_markdown
from transforms.strip_boilerplate.gate import clean

ARTICLE = (
    "<h1>Boats counted in the harbour</h1><article>"
    + "".join(f"<p>The harbour office counted {n} boats that morning, and all of them had their nets out.</p>" for n in range(9))
    + "</article>"
)
# The issue asks for 2 s on its machine; a shared one gets four times that, and none of these takes the square of its size.
SECONDS = 8.0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("<div>" * 50_000 + ARTICLE + "</div>" * 50_000, id="50,000 nested divs"),
        pytest.param("<div class='ads x'>" * 50_000 + ARTICLE, id="50,000 nested ads, none closed"),
        pytest.param("<ul><li>" * 40_000 + ARTICLE, id="80,000 nested list items"),
        pytest.param("<table><tr><td>" * 20_000 + ARTICLE, id="20,000 nested tables"),
        pytest.param("<b><i>" * 30_000 + ARTICLE, id="60,000 nested inline elements"),
        pytest.param("<div class='c'><span>x</span></div>" * 100_000 + ARTICLE, id="200,000 elements"),
        pytest.param("".join(f"<div class='c{n}'>x</div>" for n in range(100_000)) + ARTICLE, id="100,000 class names"),
        pytest.param(ARTICLE + "<p>" + "word " * 2_000_000, id="10 MB"),
        pytest.param("<script type='application/ld+json'>" + "[" * 500_000 + "</script>" + ARTICLE, id="500,000 nested lists of JSON"),
        pytest.param("<p class=byline>By Ann Lee</p>" * 50_000 + ARTICLE, id="50,000 bylines"),
    ],
)
def test_a_huge_document_is_read_in_bounded_time_and_its_article_is_not_lost(content):
    start = time.process_time()
    article = strip_boilerplate(Page("x", content.encode()))
    assert time.process_time() - start < SECONDS
    assert "The harbour office counted 8 boats" in article.body


@pytest.mark.parametrize("content", [b"<p>short line of words.</p>" * 400_000, b"x" * 17_000_000])
def test_what_is_larger_than_any_page_is_refused(content):
    with pytest.raises(Unusable, match="too-large"):
        strip_boilerplate(Page("x", content))


@pytest.mark.parametrize(
    "unit", ["<!-- ", "--> ", "gtag( ", "[caption ", "<a ", "<script>", "dataLayer.push(", "googletag.x(", "&lt;!--", "{ "]
)
def test_the_gate_takes_time_in_proportion_to_the_text(unit):
    start = time.process_time()
    clean(unit * (2_000_000 // len(unit)))
    assert time.process_time() - start < SECONDS


MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<article>",
        "<h1>",
        "</h1>",
        "<br>",
        "<img",
        "src=x>",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<script>",
        "</script>",
        "<style>",
        "<table>",
        "<td>",
        "<a",
        "href=/x>",
        "</a>",
        "<ul>",
        "<li>",
        "<!--",
        "-->",
        "&lt;",
        "&gt;",
        "&amp;",
        "&#0;",
        "&#xD800;",
        "<![CDATA[",
        "]]>",
        "<svg>",
        "<template>",
        "<iframe>",
        "<noscript>",
        "<textarea>",
        "<title>",
        "<meta>",
        "<time>",
        "<b>",
        "\x00",
        "\ufeff",
        "\u202e",
        "<html",
        "lang=q>",
        "<blockquote>",
        "gtag(",
        "[caption]",
        "<p",
    ]
)
WORDS = st.text(st.characters(codec="utf-8"), max_size=30)
TAG = re.compile(r"</?(?:p|div|script|style|table|img|iframe|svg)[\s>/]", re.IGNORECASE)
PAGES = st.lists(st.one_of(MARKUP, WORDS), max_size=60).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(
    content=st.one_of(st.binary(max_size=400), PAGES.map(str.encode), PAGES.map(lambda text: text.encode("utf-16"))),
    content_type=st.sampled_from(["text/html", "text/plain", "text/html; charset=koi8-r", ""]),
    from_feed=st.booleans(),
)
def test_no_bytes_raise_and_no_field_holds_what_is_no_text(content, content_type, from_feed):
    page = Page("x", content, content_type=content_type, url="https://www.quay.example/a", from_feed=from_feed)
    try:
        article = split_credits(strip_boilerplate(page))
    except Unusable:
        return
    fields = [
        article.headline,
        article.subheadline,
        article.byline,
        article.body,
        article.publisher,
        article.section,
        article.source,
        *article.authors,
        *article.tags,
    ]
    fields += [text for image in article.images for text in (image.caption, image.credit)]
    for text in filter(None, fields):
        assert text == text.strip()
        assert "gtag" not in text
        assert not TAG.search(text)
        assert not any(
            (ord(letter) < 32 and letter != "\n") or 0x7F <= ord(letter) < 0xA0 or 0xD800 <= ord(letter) < 0xE000 for letter in text
        )
    assert isinstance(to_markdown(read_blocks(page)), str)
    assert strip_boilerplate(page) == strip_boilerplate(page)
