"""The benchmark from feeds to Parquet: its pages, which come round again and again, do not make one article of all their rounds."""

import pytest

from transforms import read_article

OWN = "https://www.example.org/2026/boats"
PARAGRAPH = "<p>The harbour office counted {} boats that morning, and all of them had their nets out, as the pilot saw.</p>"
ROUNDS = [f"http://127.0.0.1:8000/story/{number}" for number in (7, 219)]


@pytest.fixture(scope="module")
def benchmark(load_script):
    return load_script("benchmarks/end_to_end.py")


def page(head):
    paragraphs = "".join(PARAGRAPH.format(number) for number in range(12))
    return f"<html><head><title>Boats counted</title>{head}</head><article><h1>Boats counted</h1>{paragraphs}</article></html>".encode()


def data(members):
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Boats counted", {members}}}</script>'


@pytest.mark.parametrize(
    "head",
    [
        f'<link rel="canonical" href="{OWN}">',
        f'<link href="{OWN}" rel=canonical />',
        f'<meta property="og:url" content="{OWN}">',
        data(f'"url": "{OWN}"'),
        data(f'"url": ["{OWN}"]'),
        data(f'"url":[ "{OWN}" , "{OWN}?page=2" ]'),
        data(f'"mainEntityOfPage": {{"@type": "WebPage", "@id": "{OWN}"}}, "url": "{OWN}"'),
    ],
)
def test_a_page_of_the_benchmark_is_an_article_at_each_address_that_it_is_served_at(benchmark, head):
    assert [read_article(page(head), url=url).canonical_url for url in ROUNDS] == [OWN, OWN]
    served = benchmark.anonymous(page(head))
    assert [read_article(served, url=url).canonical_url for url in ROUNDS] == ROUNDS
