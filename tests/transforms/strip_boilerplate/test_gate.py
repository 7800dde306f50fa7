"""The one gate: what is no text stays out of every field, in every lane."""

# ruff: noqa: E501 - pages stand here as they are sent

import pytest

from schemas import Page
from transforms.strip_boilerplate import strip_boilerplate
from transforms.strip_boilerplate.gate import clean, clean_line

SNIPPETS = [
    "!-- Google tag (gtag.js) -->",
    "<!-- Google tag (gtag.js) -->",
    "&lt;!-- Google tag (gtag.js) --&gt;",
    "&amp;lt;!-- Google tag (gtag.js) --&amp;gt;",
    "window.dataLayer = window.dataLayer || []; function gtag(){dataLayer.push(arguments);} gtag('js', new Date()); gtag('config', 'G-X1');",
    "gtag('config', 'G-X1');",
    "googletag.cmd.push(function() { googletag.display('slot-1'); });",
    "(adsbygoogle = window.adsbygoogle || []).push({});",
    '{"@context": "https://schema.org", "@type": "NewsArticle"}',
    ".c-teaser { display: none; margin: 0 auto; }",
    "@media (max-width: 600px) { .ad { display: none } }",
    "var slot = document.getElementById('ad');",
    '<img height="1" width="1" src="https://t.example/p.gif">',
    "<script>track()</script>",
    '[gallery ids="1,2,3"]',
    "[/caption]",
]


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_alone_leaves_nothing(snippet):
    assert clean_line(snippet) is None


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("The mayor spoke. <!-- ad --> Then it rained.", "The mayor spoke. Then it rained."),
        ('[caption id="a1" width="300"]A boat.[/caption] The mayor spoke.', "A boat. The mayor spoke."),
        ("The mayor\u200b spoke\u00ad.\x07", "The mayor spoke."),
        ("The mayor spoke. <img <p>Then it rained.", "The mayor spoke. Then it rained."),
        ("The mayor spoke. <img < Then it rained.", "The mayor spoke. < Then it rained."),
        ("Half a pair: \ud83d stands alone.", "Half a pair: stands alone."),
        ("5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("USAIR <U> AND DU PONT <DD> GAIN", "USAIR <U> AND DU PONT <DD> GAIN"),
        ("She said: [the bill] {sic} is (mostly) fine; we agree.", "She said: [the bill] {sic} is (mostly) fine; we agree."),
        ("<p>The mayor <b>spoke</b>.</p>", "The mayor spoke ."),
    ],
)
def test_what_is_text_stays(printed, text):
    assert clean_line(printed) == text


def test_clean_keeps_lines():
    assert clean("One.\n!-- tag -->\nTwo.") == "One.\n \nTwo."


@pytest.mark.parametrize("snippet", SNIPPETS)
@pytest.mark.parametrize("lane", ["page", "feed html", "feed text", "plain text"])
def test_no_lane_lets_a_snippet_through(snippet, lane):
    paragraphs = [f"The harbour office counted {number} boats that morning, and all of them had their nets out." for number in range(4)]
    if lane in ("page", "feed html"):
        escaped = snippet.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        body = "".join(f"<p>{text}</p>" for text in (paragraphs[0], escaped, *paragraphs[1:]))
        content = f"<html><body><article><h1>Boats counted</h1>{body}</article></body></html>" if lane == "page" else body
        page = Page("x", content.encode(), from_feed=lane == "feed html")
    else:
        text = "\n\n".join(["Boats counted in the harbour", paragraphs[0], snippet, *paragraphs[1:]])
        page = Page("x", text.encode(), content_type="text/plain" if lane == "plain text" else "text/html", from_feed=lane == "feed text")
    article = strip_boilerplate(page)
    wanted = "\n\n".join(paragraphs)
    assert article.body == wanted
