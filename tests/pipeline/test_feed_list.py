"""Feed lists: what is read, and how each fault is told."""

import pytest

from pipeline.feed_list import FeedListError, read_feed_list, with_feeds, write_opml, write_yaml
from schemas import Feed


@pytest.fixture
def listed(tmp_path):
    """The feeds of a list with this text."""

    def read(text, name="feeds.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_feed_list(path)

    return read


@pytest.fixture
def faults(tmp_path, listed):
    """The faults of a list with this text, without its path."""

    def read(text, name="feeds.yaml"):
        with pytest.raises(FeedListError) as caught:
            listed(text, name)
        assert all(fault.startswith(str(tmp_path / name)) for fault in caught.value.faults)
        assert str(caught.value) == "\n".join(caught.value.faults)
        return [fault.removeprefix(f"{tmp_path / name}:") for fault in caught.value.faults]

    return read


def test_a_feed_is_a_url_or_a_mapping_and_defaults_hold_where_it_is_silent(listed):
    text = """
# our feeds
defaults: {language: de-CH, country: ch, fetch: never}
feeds:
  - https://www.example.org/rss
  - url: "https://news.example.no/atom.xml"
    publisher: Eksempel
    country: NO        # YAML 1.1 would read false
    language: no
    category: Norden
    fetch: always
  - {url: https://www.example.com/feed, country: }
"""
    assert listed(text) == [
        Feed("https://www.example.org/rss", country="CH", language="de", fetch="never"),
        Feed("https://news.example.no/atom.xml", "Eksempel", "NO", "no", "Norden", "always"),
        Feed("https://www.example.com/feed", country="CH", language="de", fetch="never"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("feeds:\n  - ftp://example.org/x\n", ["2: url: not an http or https URL: 'ftp://example.org/x'"]),
        ("feeds:\n  - http://\n", ["2: url: not an http or https URL: 'http://'"]),
        ("feeds:\n  - http://e.org:0/\n", ["2: url: not an http or https URL: 'http://e.org:0/'"]),
        ("feeds:\n  - http://e.org/a b\n", ["2: url: not an http or https URL: 'http://e.org/a b'"]),
        ("feeds:\n  - publisher: X\n", ["2: a feed needs a url"]),
        ("feeds:\n  - url: http://e.org\n    fetch: often\n", ["3: fetch: 'often' is none of auto, always, never"]),
        ("feeds:\n  - url: http://e.org\n    country: UK\n", ["3: country: 'UK' is no ISO 3166-1 alpha-2 code (such as DE or IN)"]),
        ("feeds:\n  - url: http://e.org\n    language: German\n", ["3: language: 'German' is no BCP 47 tag (such as de or pt-BR)"]),
        (
            "feeds:\n  - url: http://e.org\n    colour: red\n",
            ["3: unknown key 'colour'; known are url, publisher, country, language, category, fetch, headers"],
        ),
        ("feeds:\n  - url: http://e.org\n    headers: Bearer\n", ["3: headers: a mapping of names to values is expected"]),
        ("feeds:\n  - url: http://e.org\n    headers: {Host: e.net}\n", ["3: headers: 'Host' cannot be set"]),
        ('feeds:\n  - url: http://e.org\n    headers: {A: "1\\r\\nB: 2"}\n', ["3: headers: the value of A is none"]),
        (
            "defaults:\n  headers: {A: 1}\nfeeds: [http://e.org]\n",
            ["2: unknown key 'headers'; known are publisher, country, language, category, fetch"],
        ),
        ("feeds:\n  - url: http://e.org\n    url: http://e.net\n", ["3: the key `url` stands twice"]),
        ("feeds:\n  - url: [a, b]\n", ["2: url: a text is expected", "2: a feed needs a url"]),
        (
            "feeds:\n  - [a]\n",
            [
                "2: a mapping is expected, with the keys url, publisher, country, language, category, fetch, headers",
                "2: a feed needs a url",
            ],
        ),
        ("feeds:\n  - http://e.org/\n\n  - url: http://e.org/\n", ["4: url: http://e.org/ is listed on line 2 already"]),
        ("feeds: http://e.org\n", ["1: `feeds` is a list: a URL or a mapping an item"]),
        ("feeds: []\n", ["1: there is no feed in it"]),
        ("feed:\n  - http://e.org\n", ["1: unknown key 'feed'; known are feeds, defaults", "1: the key `feeds` is missing"]),
        ("- http://e.org\n", ["1: a feed list is a mapping with the key `feeds`"]),
        ("", ["1: a feed list is a mapping with the key `feeds`"]),
        ("feeds:\n  - 'http://e.org\n", ["3: not YAML: found unexpected end of stream"]),
        ("feeds:\n\t- http://e.org\n", ["2: not YAML: found character '\\t' that cannot start any token"]),
        (
            "defaults: {fetch: now}\nfeeds:\n  - http://e.org/1\n  - http://e.org/2\n",
            ["1: fetch: 'now' is none of auto, always, never"],
        ),
        (
            "feeds:\n  - url: http://e.org/1\n    fetch: now\n  - gopher://e.org\n",
            ["3: fetch: 'now' is none of auto, always, never", "4: url: not an http or https URL: 'gopher://e.org'"],
        ),
        (b"feeds:\n  - http://e.org/\xff\n", [" not UTF-8 text"]),
    ],
)
def test_each_fault_is_told_with_its_line(faults, text, told):
    assert faults(text) == told


def test_a_list_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FeedListError, match=r"nowhere\.yaml: No such file or directory"):
        read_feed_list(tmp_path / "nowhere.yaml")


OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>My feeds</title></head><body>
  <outline text="News" title="News">
    <outline type="rss" text="Example News" title="Example News" xmlUrl="https://www.example.org/rss" htmlUrl="https://www.example.org/"/>
    <outline text="Asia">
      <outline type="rss" text="Asia Example" xmlurl="https://asia.example.org/rss" language="en-GB"/>
    </outline>
  </outline>
  <outline text="All">
    <outline type="rss" text="Example again" xmlUrl="https://www.example.org/rss"/>
  </outline>
  <outline type="rss" xmlUrl="https://www.example.net/feed" category="/Tech/Web,/All"/>
  <outline type="link" text="A page" url="https://www.example.com/"/>
</body></opml>
"""


def test_opml_gives_its_feeds_with_the_folder_as_their_category_and_each_once(listed):
    assert listed(OPML, "subscriptions.opml") == [
        Feed("https://www.example.org/rss", publisher="Example News", category="News"),
        Feed("https://asia.example.org/rss", publisher="Asia Example", language="en", category="Asia"),
        Feed("https://www.example.net/feed", category="Tech/Web"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<opml>\n<body>\n<outline xmlUrl='feed:x'/></body></opml>", ["3: url: not an http or https URL: 'feed:x'"]),
        ("<opml>\n<body>\n<outline></body></opml>", ["3: not well-formed XML: mismatched tag"]),
        ("<opml><body/></opml>", ["1: there is no feed in it"]),
        ("<html>\n<body/></html>", ["1: neither YAML nor OPML: its root is <html>"]),
        ('<!DOCTYPE o [<!ENTITY a "b">]>\n<opml/>', ["1: entity declarations are not read"]),
    ],
)
def test_each_fault_of_opml_is_told_with_its_line(faults, text, told):
    assert faults(text, "feeds.opml") == told


def test_what_is_written_as_opml_is_read_back(listed):
    feeds = [
        Feed("https://www.example.org/rss?a=1&b=2", 'Example "News" <GB>', "GB", "en", "News & views", "never"),
        Feed("https://www.example.net/feed", country="NO", language="no", category="News & views"),
        Feed("https://www.example.com/feed"),
    ]
    assert listed(write_opml(feeds), "feeds.opml") == feeds


FULL = Feed(
    url="https://www.example.no/rss?a=1&b=2",
    publisher="Eksempel: Nyheter",
    country="NO",
    language="no",
    category="Norge",
    fetch="never",
    headers=(("Authorization", "Bearer 42"), ("X-Key", '"a" #1')),
)


def test_a_list_that_is_written_as_yaml_reads_back(tmp_path):
    feeds = [FULL, Feed(url="https://www.example.org/feed")]
    path = tmp_path / "feeds.yaml"
    path.write_text(write_yaml(feeds), encoding="utf-8")
    assert read_feed_list(path) == feeds
    assert "  - https://www.example.org/feed\n" in path.read_text()


def test_headers_are_not_exported():
    assert "Bearer" not in write_opml([FULL])


LISTS = {
    "feeds:\n- http://e.org/1  # mine\n": "feeds:\n- http://e.org/1  # mine\n- https://www.example.org/feed\n",
    "feeds:\n    - url: http://e.org/1\n      fetch: never": (
        "feeds:\n    - url: http://e.org/1\n      fetch: never\n    - https://www.example.org/feed\n"
    ),
    "feeds:\n  - http://e.org/1\n\n# what holds for all\ndefaults: {language: de}\n": (
        "feeds:\n  - http://e.org/1\n  - https://www.example.org/feed\n\n# what holds for all\ndefaults: {language: de}\n"
    ),
    "": "feeds:\n  - https://www.example.org/feed\n",
}


@pytest.mark.parametrize("text", LISTS)
def test_a_feed_is_added_and_nothing_else_is_touched(text):
    assert with_feeds(text, [Feed(url="https://www.example.org/feed")]) == LISTS[text]


@pytest.mark.parametrize("text", ["feeds: [http://e.org]\n", "feeds: []\n", "<opml/>", "a: b\n"])
def test_a_list_to_which_nothing_can_be_added_says_so(text):
    with pytest.raises(FeedListError, match="feeds import"):
        with_feeds(text, [FULL])
