"""Which answers are pages."""

import dataclasses

import pytest

from schemas import Unusable
from transforms.fetch_pages import has_full_text, page_of
from transforms.http import FetchError, Response

HTML = b"<!DOCTYPE html><html><body><p>Text.</p></body></html>"


def answer(body, content_type="text/html", status=200, **headers):
    fields = {"content-type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Response("https://www.example.org/a", status, fields, body)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (HTML, "text/html"),
        (HTML, "TEXT/HTML; charset=utf-8"),
        (HTML, "application/xhtml+xml"),
        (HTML, ""),
        (HTML, "text/plain"),
        (HTML, "application/octet-stream"),
        (b'<?xml version="1.0"?>' + HTML, "application/xml"),
        (b"<p>Text.", "text/html"),
        ("\ufeff".encode() + HTML, "text/html"),
    ],
)
def test_html_is_a_page_whatever_it_is_called(an_entry, body, content_type):
    assert page_of(an_entry(), answer(body, content_type), 7).content == body


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b"  \n", "text/html", "empty"),
        (b"%PDF-1.7 <html>", "text/html", "not-html"),
        (b"\xff\xd8\xff\xe0", "text/html", "not-html"),
        (b"PK\x03\x04", "text/html", "not-html"),
        (b"Text.", "text/plain", "not-html"),
        (HTML, "application/json", "not-html"),
        (HTML, "image/svg+xml", "not-html"),
        (b"<rss/>", "application/xml", "not-html"),
    ],
)
def test_what_is_no_html_is_no_page(an_entry, body, content_type, reason):
    with pytest.raises(Unusable) as caught:
        page_of(an_entry(), answer(body, content_type), 7)
    assert caught.value.reason == reason


def test_a_bot_wall_is_called_one_and_not_by_its_status(an_entry):
    with pytest.raises(Unusable) as caught:
        page_of(an_entry(), answer(HTML, status=403, cf_mitigated="challenge"), 7)
    assert caught.value.reason == "challenge"


def test_a_wrapper_that_leads_no_further_is_no_page(an_entry):
    page = dataclasses.replace(answer(HTML), url="https://consent.google.com/m?continue=https://news.google.com/rss/articles/x")
    with pytest.raises(Unusable) as caught:
        page_of(an_entry(), page, 7)
    assert caught.value.reason == "unresolved"


def test_a_bad_status_is_the_requests_failure_and_says_how_long_to_wait(an_entry):
    with pytest.raises(FetchError) as caught:
        page_of(an_entry(), answer(HTML, status=503, retry_after="60"), 7)
    assert (caught.value.reason, caught.value.retry, caught.value.retry_after) == ("http-503", True, 60.0)


@pytest.mark.parametrize(
    ("content", "full"),
    [
        (None, False),
        ("<p>Short.</p>", False),
        ("x " * 200, True),
        ("<div " + 'class="a" ' * 400 + ">Short.</div>", False),
        ("a" * 250, True),
    ],
)
def test_only_a_text_of_substance_is_a_full_text(an_entry, content, full):
    assert has_full_text(an_entry(content=content)) is full
