"""Links of third parties that lead to an article."""

import base64

import pytest

from transforms.wrappers import is_dead_end, unwrapped

TARGET = "https://www.example.org/world/2026/ferry?id=7"
LONG = "https://www.example.org/" + "ferry-" * 30


def google(raw):
    return "https://news.google.com/rss/articles/" + base64.urlsafe_b64encode(raw).decode().rstrip("=") + "?oc=5"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https://www.example.org/world/2026/ferry%3Fid%3D7&ct=ga", TARGET),
        ("https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fwww.example.org%2fworld%2f2026%2fferry%3fid%3d7", TARGET),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.example.org%2Fworld%2F2026%2Fferry%3Fid%3D7&h=AT1", TARGET),
        ("https://go.redirectingat.com/?id=1&url=https%3A%2F%2Fwww.example.org%2Fworld%2F2026%2Fferry%3Fid%3D7", TARGET),
        (google(b'\x08\x13"' + bytes([len(TARGET)]) + TARGET.encode() + b"\xd2\x01\x00"), TARGET),
        (google(b'\x08\x13"' + bytes([len(TARGET)]) + TARGET.encode() + b"https://amp.example.org/a"), TARGET),
        (google(b'\x08\x13"' + bytes([len(LONG) & 0x7F | 0x80, len(LONG) >> 7]) + LONG.encode() + b"\xd2\x01\x00"), LONG),
        ("https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fe.org%252F", "https://e.org/"),
    ],
    ids=["alerts", "bing", "facebook", "affiliate", "google news", "with AMP", "long", "twice"],
)
def test_a_wrapped_link_is_the_one_within(url, expected):
    assert unwrapped(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        TARGET,
        google(b'\x08\x13"\x90\x01AU_yqLOpaque'),
        "https://news.google.com/rss/articles/x",
        "https://news.google.com/topics/CAAq",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/search?q=https://e.org/",
        "https://notgoogle.com/url?q=https://e.org/",
        "https://www.example.org/url?url=https://e.org/",
        "http://[::1",
        "",
    ],
)
def test_any_other_link_stays_as_it_is(url):
    assert unwrapped(url) == url


@pytest.mark.parametrize(
    ("url", "dead"),
    [("https://news.google.com/rss/articles/x", True), ("https://consent.google.com/m?continue=x", True), (TARGET, False), ("", False)],
)
def test_a_wrapper_that_was_not_resolved_ends_nowhere(url, dead):
    assert is_dead_end(url) == dead
