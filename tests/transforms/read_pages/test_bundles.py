"""Files of many pages: WARC as crawlers write it and as Dateline keeps it, JSON Lines; whole, in pieces, and broken."""

import gzip
import io
import json

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas import Feed, Page, Unusable
from transforms.keep_pages import archive_path, to_warc
from transforms.read_pages import Piece, cut, list_files, read_piece

STORY = b"<html><body><p>A story.</p></body></html>"
FETCHED_AT = 1_641_902_400_000_000  # 2022-01-11 12:00 UTC


def crawl(*records):
    """A WARC file as Common Crawl's news crawl writes it: warcinfo, then a request and a response a page."""
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.0")
    writer.write_record(writer.create_warcinfo_record("news.warc.gz", {"software": "StormCrawler"}))
    for url, status, headers, body in records:
        asked = StatusAndHeaders("GET / HTTP/1.1", [("User-Agent", "CCBot/2.0")], is_http_request=True)
        answered = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
        dated = {"WARC-Date": "2022-01-11T12:00:00Z"}
        writer.write_record(writer.create_warc_record(url, "request", http_headers=asked, warc_headers_dict=dated))
        writer.write_record(
            writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=answered, warc_headers_dict=dated)
        )
    return file.getvalue()


def html(url, body=STORY, *headers):
    return url, "200 OK", [("Content-Type", "text/html; charset=utf-8"), *headers], body


CRAWL = crawl(
    html("https://news.example/1"),
    ("https://news.example/gone", "404 Not Found", [("Content-Type", "text/html")], STORY),
    ("https://news.example/picture.jpg", "200 OK", [("Content-Type", "image/jpeg")], b"\xff\xd8"),
    ("https://news.example/feed", "200 OK", [("Content-Type", "application/rss+xml")], b"<rss/>"),
    html("https://news.example/packed", gzip.compress(STORY), ("Content-Encoding", "gzip")),
    html("https://news.example/said-to-be-packed", STORY, ("X-Crawler-Content-Encoding", "gzip")),
    html("https://news.example/chunked", b"29\r\n" + STORY + b"\r\n0\r\n\r\n", ("Transfer-Encoding", "chunked")),
)
PAGES = ["https://news.example/1", "https://news.example/packed", "https://news.example/said-to-be-packed", "https://news.example/chunked"]


def page(url):
    return Page(origin=url, content=STORY, content_type="text/html; charset=utf-8", url=url, fetched_at=FETCHED_AT)


def read(path, noon=0):
    return [found for piece in cut(str(path)) for found in read_piece(piece, fetched_at=noon)]


def test_the_pages_of_a_crawl_are_its_html_answers_unpacked(tmp_path):
    file = tmp_path / "CC-NEWS-20220111.warc.gz"
    file.write_bytes(CRAWL)
    assert read(file) == [page(url) for url in PAGES]
    unpacked = tmp_path / "news.warc"
    unpacked.write_bytes(gzip.decompress(CRAWL))
    assert read(unpacked) == [page(url) for url in PAGES]


@pytest.fixture
def kept(an_entry):
    """Pages of each kind: fetched, from a feed, from a file."""
    entry = an_entry(url="https://news.example/2?utm_source=rss", title="Two", authors=["A. Writer"], content="<p>Two.</p>")
    linkless = an_entry(url="https://news.example/3", entry_id="tag:3")
    return [
        Page("https://news.example/2?utm_source=rss", STORY, "text/html; charset=utf-8", "https://news.example/2", FETCHED_AT, entry),
        Page("tag:3", b"<p>Three.</p>", "text/html; charset=utf-8", None, FETCHED_AT + 1, linkless, from_feed=True),
        Page("/data/ü b.txt", b"Four", "text/plain", None, FETCHED_AT + 2),
    ]


def test_pages_that_are_kept_are_read_as_they_were(tmp_path, kept):
    file = tmp_path / "pages.warc.gz"
    file.write_bytes(to_warc(kept))
    assert read(file) == kept
    assert to_warc(kept) == file.read_bytes()
    assert archive_path(kept).startswith("pages/date=2022-01-11/pages-")
    assert archive_path(kept) != archive_path(kept[:2])


def test_the_password_of_a_feed_is_not_kept(an_entry):
    entry = an_entry()
    if "headers" in Feed.__dataclass_fields__:
        object.__setattr__(entry.feed, "headers", (("Authorization", "Basic c2VjcmV0"),))
    assert b"c2VjcmV0" not in gzip.decompress(to_warc([Page("x", STORY, entry=entry, fetched_at=0)]))


LINES = [
    {"html": STORY.decode(), "url": "https://news.example/1", "fetched_at": "2022-01-11T12:00:00Z"},
    {"text": "A story.\n\nIts body.", "url": "not a url"},
    {"text": "A story.", "fetched_at": "yesterday"},
]


def test_each_line_of_json_is_a_page(tmp_path, noon):
    file = tmp_path / "pages.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in LINES[:2]) + "\n\n" + json.dumps(LINES[2]))
    third = sum(len(json.dumps(line)) + 1 for line in LINES[:2]) + 1
    assert read(file, noon) == [
        page("https://news.example/1"),
        Page("not a url", b"A story.\n\nIts body.", "text/plain; charset=utf-8", None, noon),
        Page(f"{file}#{third}", b"A story.", "text/plain; charset=utf-8", None, noon),
    ]


# A file's name, its bytes, and what comes of it: origins of pages, reasons of what is none.
BROKEN = [
    ("torn.warc.gz", CRAWL[:-40], [*PAGES[:3], "bad-warc"]),
    ("torn.warc", gzip.decompress(CRAWL)[:-60], [*PAGES[:3], "bad-warc"]),
    ("none.warc.gz", b"no WARC at all", ["bad-warc"]),
    ("empty.warc.gz", b"", []),
    ("empty.jsonl", b"", []),
    (
        "lines.jsonl",
        b'{"html": "<p>1"}\n{"html": \n[1]\n{"html": 5}\n{"text": "2"}',
        ["lines.jsonl#0", "bad-json", "bad-json", "bad-json", "lines.jsonl#43"],
    ),
    ("long.jsonl", b'{"html": "' + b"x" * (11 << 20) + b'"}\n{"html": "<p>2"}\n', ["too-large", f"long.jsonl#{(11 << 20) + 13}"]),
    ("long.warc.gz", crawl(html("https://news.example/long", b"x" * (11 << 20)), html(PAGES[0])), ["too-large", PAGES[0]]),
]


@pytest.mark.parametrize(("name", "content", "outcome"), BROKEN)
def test_what_is_broken_costs_itself_and_nothing_else(tmp_path, name, content, outcome):
    file = tmp_path / name
    file.write_bytes(content)
    found = read(file)
    assert [thing.reason if isinstance(thing, Unusable) else thing.origin.rpartition(f"{tmp_path}/")[2] for thing in found] == outcome


def test_pieces_together_are_the_whole(tmp_path, kept):
    files = {"crawl.warc.gz": CRAWL, "kept.warc.gz": to_warc(kept), "lines.jsonl": "\n".join(map(json.dumps, LINES)).encode()}
    for name, content in files.items():
        file = tmp_path / name
        file.write_bytes(content)
        whole = read(file)
        for size in (1, 2, 3, 100):
            pieces = list(cut(str(file), pages=size))
            assert [piece.pages for piece in pieces] == [len(whole[at : at + size]) for at in range(0, len(whole), size)]
            assert [found for piece in pieces for found in read_piece(piece, fetched_at=0)] == whole
            for later in pieces[1:]:
                assert list(cut(str(file), start=later.start, pages=size)) == pieces[pieces.index(later) :]


def test_a_file_of_one_page_is_one_piece(tmp_path):
    (tmp_path / "a.html").write_bytes(STORY)
    (tmp_path / "b.warc.gz").write_bytes(CRAWL)
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    assert list_files([str(tmp_path)]) == [f"{tmp_path}/a.html", f"{tmp_path}/b.warc.gz"]
    assert list(cut(f"{tmp_path}/a.html")) == [Piece(f"{tmp_path}/a.html")]
