"""Files and folders as pages."""

import gzip

import pytest

from schemas import Page, Unusable
from transforms.read_pages import list_files, read_file
from transforms.read_pages.files import PAGE_LIMIT


def test_a_folder_gives_what_can_be_read_in_it_at_any_depth_in_order(tmp_path):
    for name in ("b.html", "a/c.TXT", "a/d.htm.gz", "notes.md", "a/picture.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [str(tmp_path / name) for name in ("a/c.TXT", "a/d.htm.gz", "b.html")]
    assert list_files([str(tmp_path)]) == found
    assert list_files([str(tmp_path / "b.html"), str(tmp_path)]) == found, "named twice, read once"
    assert list_files([str(tmp_path / "notes.md")]) == [str(tmp_path / "notes.md")], "what is named is not passed over"


def test_a_path_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"nothing\.html"):
        list_files([str(tmp_path / "nothing.html")])


@pytest.mark.parametrize(("name", "content_type"), [("a.html", "text/html"), ("a.txt", "text/plain"), ("a.HTM.GZ", "text/html")])
def test_a_file_is_a_page_of_the_kind_that_its_name_says(tmp_path, noon, name, content_type):
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"text") if name.endswith("GZ") else b"text")
    assert read_file(str(path), fetched_at=noon) == Page(str(path), b"text", content_type, fetched_at=noon)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF-1.7", "unknown-type"),
        ("a.html.gz", b"\x1f\x8b\x08\x00torn", "bad-gzip"),
        ("a.html.gz", b"no gzip at all", "bad-gzip"),
        ("a.html.gz", gzip.compress(b"x" * (PAGE_LIMIT + 1)), "too-large"),
        ("a.txt", b"x" * (PAGE_LIMIT + 1), "too-large"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, noon, name, content, reason):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unusable) as unusable:
        read_file(str(path), fetched_at=noon)
    assert unusable.value.reason == reason


def test_a_file_that_went_away_is_unreadable(tmp_path, noon):
    with pytest.raises(Unusable, match="unreadable"):
        read_file(str(tmp_path / "gone.html"), fetched_at=noon)
