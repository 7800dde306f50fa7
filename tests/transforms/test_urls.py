"""Which links lead to one article, and whose they are."""

import pytest

from transforms.ids import article_id
from transforms.urls import canonical_url, has_registered_name, registrable_domain


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.ORG:443/A/", "https://example.org/A/"),
        ("http://example.org", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org/a?utm_source=rss&utm_medium=feed&id=7", "https://example.org/a?id=7"),
        ("https://example.org/a?fbclid=x", "https://example.org/a"),
        ("https://example.org/a?sid=101&cid=5&ref=home&source=x", "https://example.org/a?sid=101&cid=5&ref=home&source=x"),
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org/#!/story/5", "https://example.org/#!/story/5"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        ("https://münchen.example/straße?q=ä", "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%A4"),
        ("https://example.org/caf%C3%A9 1", "https://example.org/caf%C3%A9%201"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://[::1]:81/a", "http://[::1]:81/a"),
    ],
)
def test_a_link_has_one_canonical_form(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    "url", ["", "/relative", "mailto:a@example.org", "ftp://example.org/a", "https://", "http://[::1", "http://a:b:c/", "//x"]
)
def test_what_is_no_absolute_web_address_has_none(url):
    assert canonical_url(url) is None


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.bbc.co.uk/x", "bbc.co.uk"),
        ("https://www.example.org/", "example.org"),
        ("www.example.com.au", "example.com.au"),
        ("http://127.0.0.1:8080/a", "127.0.0.1"),
        ("http://localhost/a", "localhost"),
        ("https:///nothing", None),
    ],
)
def test_the_registrable_domain_is_by_the_public_suffix_list(url, domain):
    assert registrable_domain(url) == domain


def test_http_and_https_are_one_article_and_two_paths_are_two():
    assert article_id("http://example.org/a") == article_id("https://example.org/a")
    assert article_id("https://example.org/a") != article_id("https://example.org/A")


@pytest.mark.parametrize(
    ("url", "registered"),
    [
        ("https://www.example.org/a", True),
        ("http://127.0.0.1:80/a", False),
        ("http://[::1]/a", False),
        ("http://localhost/a", False),
        ("/a", False),
    ],
)
def test_an_address_is_no_registered_name(url, registered):
    assert has_registered_name(url) is registered
