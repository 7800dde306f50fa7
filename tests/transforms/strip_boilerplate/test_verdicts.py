"""What is no article says so, and what is one is never refused."""

# ruff: noqa: E501 - pages stand here as they are sent

import pytest

from schemas import Page, Unusable
from transforms.strip_boilerplate import strip_boilerplate

LINKED = "".join(f'<li><a href="/{n}">A headline among {n} other headlines of the day</a></li>' for n in range(30))
TEASERS = "".join(
    f"<article><h2><a href='/{n}'>A headline of the day, number {n}</a></h2><p>And a teaser of some words, which goes on for a line or so, number {n}.</p></article>"
    for n in range(20)
)
LOGIN = '<h1>Log in</h1><form><input type="email"><input type="password"><button>Go</button></form>'
WALL = "<h1>Your privacy</h1><p>We and our 812 partners store and access information on your device. Accept cookies or subscribe.</p>"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary"),
        (b"%PDF-1.7 stream", "binary"),
        (b"<html><body></body></html>", "not-an-article"),
        (b"<title>404</title><p>This page was not found.</p>", "error-page"),
        (b"<title>Seite nicht gefunden - Hafenblatt</title><h1>Seite nicht gefunden</h1><p>Das tut uns leid.</p>", "error-page"),
        (b"<title>Just a moment...</title><p>Checking your browser before you go on.</p>", "error-page"),
        ("<title>ページが見つかりません</title><p>お探しのページはありません。</p>".encode(), "error-page"),
        (f"<title>Quay Daily</title>{LOGIN}".encode(), "login"),
        (f"<title>Quay Daily</title>{WALL}".encode(), "consent-wall"),
        (f"<title>All the news</title><ul>{LINKED}</ul>".encode(), "listing"),
        (f"<title>City</title><main>{TEASERS}</main>".encode(), "listing"),
        (
            b'<title>The tram in one minute</title><meta property="og:type" content="video.other"><video src="x"></video><p>The tram in one minute</p>',
            "video-page",
        ),
    ],
)
def test_a_page_that_is_no_article_says_what_it_is(content, reason):
    with pytest.raises(Unusable) as refused:
        strip_boilerplate(Page("x", content, url="https://www.quay.example/page"))
    assert refused.value.reason == reason


FLASH = "The tram on the harbour line is running again, the city said on Monday. It had stood still for two hours."


@pytest.mark.parametrize(
    "title",
    [
        "Error at the mint costs millions",
        "Fehler im Rathaus kosten Millionen",
        "Cookie factory burns down in the harbour",
        "Login thieves caught in the old town",
        "404 boats counted in the harbour on Monday",
    ],
)
def test_a_short_article_whose_headline_sounds_like_one_is_read(title):
    page = (
        f'<title>{title} | Quay Daily</title><meta property="og:type" content="article"><article><h1>{title}</h1><p>{FLASH}</p></article>'
    )
    assert strip_boilerplate(Page("x", page.encode())).body == FLASH


def test_a_declared_article_among_many_links_is_read():
    page = f'<meta property="og:type" content="article"><article><h1>Tram runs again in the harbour</h1><p>{FLASH}</p></article><aside><ul>{LINKED}</ul></aside>'
    assert strip_boilerplate(Page("x", page.encode())).body == FLASH


@pytest.mark.parametrize(
    ("below", "truncated"),
    [
        ("<p>To continue reading, subscribe to Quay Daily.</p>", True),
        ("<div class='paywall'><h3>Jetzt weiterlesen mit HafenPlus</h3></div>", True),
        ("<p>この記事は会員限定です。</p>", True),
        ("<p>Sign up for our newsletter.</p>", False),
        ("", False),
    ],
)
def test_a_prompt_that_cuts_the_text_is_told(below, truncated):
    paragraphs = "".join(f"<p>The harbour office counted {n} boats that morning, and all of them had their nets out.</p>" for n in range(4))
    article = strip_boilerplate(Page("x", f"<article><h1>Boats counted in the harbour</h1>{paragraphs}{below}</article>".encode()))
    assert article.truncated is truncated
    assert article.body.count("\n\n") == 3


def test_a_whole_article_scores_above_a_stub():
    paragraphs = "".join(
        f"<p>The harbour office counted {n} boats that morning, and all of them had their nets out, as the pilot saw.</p>"
        for n in range(14)
    )
    whole = strip_boilerplate(Page("x", f"<article><h1>Boats counted in the harbour</h1>{paragraphs}</article>".encode()))
    stub = strip_boilerplate(Page("x", f"<article><h1>Boats counted in the harbour</h1><p>{FLASH}</p></article>".encode()))
    assert whole.extraction_score > 0.9 > stub.extraction_score > 0
