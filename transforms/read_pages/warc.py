"""Pages in WARC files (ISO 28500, 1.0 and 1.1): those that Dateline kept, and those of any crawler (Common Crawl's CC-NEWS as it is)."""

from __future__ import annotations

import datetime
import json
import urllib.parse
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecord

from schemas import Entry, Feed, Page, Unusable
from transforms.instants import to_micros

# What a record of a page may hold. Pictures, scripts and feeds in a crawl are passed over.
PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain")

# The record that Dateline writes before a page: what the feed said of it, as JSON.
CONTEXT_TYPE = "application/vnd.dateline.page+json"


def read_warc(raw: BinaryIO, *, start: int, stop: int | None, limit: int) -> Iterator[Page | Unusable]:
    """The pages of the records that begin from byte `start` on and before `stop`, in their order; one at a time in memory.

    A page is an HTTP response with status 200, or a resource, of a type in `PAGE_TYPES`. Of a larger one than `limit` bytes, and
    of a file that is torn, comes an `Unusable` in its place.
    """
    context: dict[str, dict[str, Any]] = {}
    try:
        for record in _records(raw, start, stop):
            headers = record.rec_headers
            if record.rec_type == "metadata" and headers.get_header("Content-Type") == CONTEXT_TYPE:
                # It stands just before its page: one is enough to remember.
                context = {headers.get_header("WARC-Concurrent-To"): json.loads(record.content_stream().read())}
            elif is_page(record):
                content = record.content_stream().read(limit + 1)
                if len(content) > limit:
                    yield Unusable("too-large", f"{headers.get_header('WARC-Target-URI')}: over {limit:,} bytes")
                elif _is_torn(record):
                    yield Unusable("bad-warc", f"the file ends within {headers.get_header('WARC-Target-URI')}")
                else:
                    yield _page(record, content, context.get(headers.get_header("WARC-Record-ID"), {}))
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error) as error:
        yield Unusable("bad-warc", str(error))


def page_offsets(raw: BinaryIO, start: int) -> Iterator[int]:
    """Where each page begins, with what was said of it: at these bytes the file can be cut."""
    raw.seek(start)
    iterator = ArchiveIterator(raw)
    context: int | None = None
    try:
        for record in iterator:
            offset = iterator.get_record_offset()
            if is_page(record):
                yield offset if context is None else context
            context = offset if record.rec_headers.get_header("Content-Type") == CONTEXT_TYPE else None
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, zlib.error):
        return  # Whoever reads it is told.


def is_page(record: ArcWarcRecord) -> bool:
    """Whether a record holds a page."""
    if record.rec_type == "response" and record.http_headers:
        declared = record.http_headers.get_header("Content-Type") or "text/html"
        return record.http_headers.get_statuscode() == "200" and _mime(declared) in PAGE_TYPES
    return record.rec_type == "resource" and _mime(record.rec_headers.get_header("Content-Type") or "") in PAGE_TYPES


def _records(raw: BinaryIO, start: int, stop: int | None) -> Iterator[ArcWarcRecord]:
    raw.seek(start)
    # Where another piece begins, this one's file ends.
    yield from ArchiveIterator(raw if stop is None else LimitReader(raw, stop - start))


def _is_torn(record: ArcWarcRecord) -> bool:
    """Whether the file ended before the record did, or within its headers, whose length is then missing."""
    if record.length is None:
        return True
    while record.raw_stream.read(1 << 16):
        pass
    return bool(record.raw_stream.limit)


def _page(record: ArcWarcRecord, content: bytes, context: dict[str, Any]) -> Page:
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    is_web = target.startswith(("http://", "https://"))
    return Page(
        origin=context.get("origin") or (target if is_web else urllib.parse.unquote(target.partition(":")[2])),
        content=content,
        content_type=headers.get_header("Content-Type") or "text/html",
        url=target if is_web else None,
        fetched_at=_micros(record.rec_headers.get_header("WARC-Date")),
        entry=_entry(context["entry"]) if context.get("entry") else None,
        from_feed=bool(context.get("from_feed")),
    )


def _entry(told: dict[str, Any]) -> Entry:
    return Entry(**{**_known(Entry, told), "feed": Feed(**_known(Feed, told["feed"]))})


def _known(record: type, told: dict[str, Any]) -> dict[str, Any]:
    """The fields that the record has today."""
    names: Iterable[str] = record.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: told[name] for name in names if name in told}


def _micros(stamp: str | None) -> int | None:
    try:
        return to_micros(datetime.datetime.fromisoformat(stamp or ""))
    except ValueError:
        return None


def _mime(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
