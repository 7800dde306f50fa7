"""What lies on disk as a page: `.html`, `.htm`, `.xhtml`, `.txt`, each also gzipped; and what holds many: `.warc`, `.jsonl`."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from schemas import Page, Unusable

READABLE = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}
# Files of many pages: `read_pages.warc` and `read_pages.jsonl` read them.
BUNDLES = (".warc", ".warc.gz", ".jsonl")
# The same bound as for a page from the network (reference/feeds.md 4a, 9); what is larger is no article.
PAGE_LIMIT = 10 * 1024 * 1024


def list_files(paths: Iterable[str]) -> list[str]:
    """The files to read, in order of their names: those named, and in a folder all that can be read, at any depth.

    Raises:
      FileNotFoundError: a path does not exist.
    """
    found: set[str] = set()
    for path in map(Path, paths):
        if path.is_dir():
            found.update(str(file) for file in path.rglob("*") if file.is_file() and (_content_type(file) or is_bundle(file.name)))
        elif path.exists():
            found.add(str(path))
        else:
            raise FileNotFoundError(f"no such file or folder: {path}")
    return sorted(found)


def is_bundle(path: str) -> bool:
    """Whether a file holds many pages, by its name."""
    return path.lower().endswith(BUNDLES)


def is_lines(path: str) -> bool:
    """Whether a file of many pages is JSON Lines, by its name."""
    return path.lower().endswith(".jsonl")


def read_file(path: str, *, fetched_at: int) -> Page:
    """The page in a file.

    Raises:
      Unusable: `unknown-type`, `unreadable`, `bad-gzip` or `too-large`.
    """
    file = Path(path)
    content_type = _content_type(file)
    if content_type is None:
        raise Unusable(
            "unknown-type", f"the name of {file.name} ends in none of {', '.join(READABLE)} (or .gz after it), {', '.join(BUNDLES)}"
        )
    try:
        raw = file.open("rb")
    except OSError as error:
        raise Unusable("unreadable", str(error)) from error
    with raw:
        content = _bounded(gzip.GzipFile(fileobj=raw) if file.suffix.lower() == ".gz" else raw)
    return Page(origin=path, content=content, content_type=content_type, fetched_at=fetched_at)


def _content_type(file: Path) -> str | None:
    name = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return READABLE.get(name.suffix.lower())


def _bounded(stream: BinaryIO | gzip.GzipFile) -> bytes:
    try:
        content = stream.read(PAGE_LIMIT + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Unusable("bad-gzip", str(error)) from error
    except OSError as error:
        raise Unusable("unreadable", str(error)) from error
    if len(content) > PAGE_LIMIT:
        raise Unusable("too-large", f"over {PAGE_LIMIT:,} bytes")
    return content
