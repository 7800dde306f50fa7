"""Which entry is which."""

import pytest

from schemas import Feed
from transforms.ids import article_id
from transforms.poll_feeds import parse_feed


def parse(*items):
    body = "".join(
        "<item>"
        + "".join(f"<{name}>{value}</{name}>" for name, value in item.items()).replace("<guid>", "<guid isPermaLink='false'>")
        + "</item>"
        for item in items
    )
    document = f"<rss version='2.0'><channel>{body}</channel></rss>".encode()
    return parse_feed(document, feed=Feed(url="https://e.org/f"), headers={}, url="https://e.org/f", seen_at=1_794_312_000_000_000)


def ids(*items):
    return [entry.entry_id for entry in parse(*items).entries]


def test_a_guid_of_ones_own_is_the_id():
    assert ids({"guid": "a", "link": "/1"}, {"guid": "b", "link": "/1"}) == ["a", "b"]


def test_a_guid_that_all_share_is_no_id():
    assert ids({"guid": "x", "link": "/1"}, {"guid": "x", "link": "/2"}) == ["https://e.org/1", "https://e.org/2"]


def test_without_a_guid_the_link_is_the_id():
    assert ids({"link": "/1", "title": "One"}, {"link": "/2", "title": "Two"}) == ["https://e.org/1", "https://e.org/2"]


def test_without_guid_and_link_title_and_text_are_and_stay_so():
    [first, second] = ids({"title": "One", "description": "Text"}, {"title": "One", "description": "Other"})
    assert first != second
    assert ids({"title": "One", "description": "Other"}, {"title": "New"}, {"title": "One", "description": "Text"})[::2] == [second, first]


def test_what_differs_only_in_its_date_is_two_entries():
    [first, second] = ids({"title": "Update", "pubDate": "2026-11-10"}, {"title": "Update", "pubDate": "2026-11-09"})
    assert first != second


def test_what_is_repeated_word_for_word_is_one_and_the_other_is_counted():
    parsed = parse({"guid": "a", "link": "/1"}, {"guid": "b", "link": "/2"}, {"guid": "a", "link": "/1"})
    assert ([entry.entry_id for entry in parsed.entries], parsed.dropped) == (["a", "b"], {"repeated": 1})


def test_an_entry_with_nothing_in_it_is_left_out_and_counted():
    parsed = parse({"title": "One"}, {"guid": "", "author": "x"})
    assert (len(parsed.entries), parsed.dropped) == (1, {"blank": 1})


@pytest.mark.parametrize(
    ("links", "pages"),
    [
        (["/1", "/2"], ["https://e.org/1", "https://e.org/2"]),
        (["/1?utm_source=a", "/2?sid=7"], ["https://e.org/1", "https://e.org/2?sid=7"]),
        (["/1#top", "/2"], ["https://e.org/1", "https://e.org/2"]),
        (["/live#p1", "/live#p2", "/live"], ["https://e.org/live#p1", "https://e.org/live#p2", "https://e.org/live"]),
    ],
)
def test_a_link_is_known_by_its_canonical_form_and_by_its_fragment_where_that_tells(links, pages):
    parsed = parse(*({"guid": str(n), "title": str(n), "link": link} for n, link in enumerate(links)))
    assert [entry.link_id for entry in parsed.entries] == [article_id(page) for page in pages]


def test_a_link_that_entries_share_does_not_merge_them():
    parsed = parse(*({"guid": str(n), "title": f"Story {n}", "link": "https://e.org/"} for n in range(3)))
    assert len({entry.link_id for entry in parsed.entries}) == 3


def test_entries_without_links_are_known_by_what_they_say():
    first, second = parse({"title": "One"}, {"title": "Two"}).entries
    [again] = parse({"title": "One"}).entries
    assert first.link_id == again.link_id != second.link_id
