"""Pages as a WARC file: ISO 28500 1.1, a gzip member a record, so that it can be read from any record on."""

from __future__ import annotations

import dataclasses
import io
import json
import urllib.parse
import uuid
from collections.abc import Iterable
from typing import Any

from warcio.warcwriter import WARCWriter

from schemas import Entry, Page
from transforms.ids import digest
from transforms.instants import day_of, from_micros
from transforms.read_pages.warc import CONTEXT_TYPE

# The folder under the lake. It is no table: what reads tables does not look into it.
PAGES = "pages"


def to_warc(pages: Iterable[Page]) -> bytes:
    """The pages as one WARC file: for each a `metadata` record of what its feed said, where one did, and a `resource` record.

    A resource record, since it holds the body as it was read (decompressed), and not the server's own bytes (ISO 28500 §6.6).
    The same pages give the same bytes.
    """
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True, warc_version="1.1")
    for page in pages:
        record_id = _urn(capture_id(page))
        named = {"WARC-Date": _stamp(page.fetched_at or 0)}
        context = json.dumps(
            {
                "origin": page.origin,
                "from_feed": page.from_feed,
                "entry": _told(page.entry) if page.entry else None,
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        for kind, content_type, content, headers in (
            ("metadata", CONTEXT_TYPE, context, {"WARC-Record-ID": _urn(digest(record_id)), "WARC-Concurrent-To": record_id}),
            ("resource", page.content_type, page.content, {"WARC-Record-ID": record_id}),
        ):
            writer.write_record(
                writer.create_warc_record(
                    _target(page),
                    kind,
                    payload=io.BytesIO(content),
                    length=len(content),
                    warc_content_type=content_type,
                    warc_headers_dict={**named, **headers},
                )
            )
    return file.getvalue()


def archive_path(pages: Iterable[Page]) -> str:
    """Where the file of these pages lies below the lake: `pages/date=2026-11-22/pages-<digest of what it holds>.warc.gz`."""
    pages = list(pages)
    day = day_of(min(page.fetched_at or 0 for page in pages))
    return f"{PAGES}/date={day}/pages-{digest(*map(capture_id, pages))}.warc.gz"


def capture_id(page: Page) -> str:
    """128-bit hex of where a page is from, when it was read, and its bytes."""
    return digest("capture", page.origin, str(page.fetched_at), page.content)


def _told(entry: Entry) -> dict[str, Any]:
    """What a feed said of a page. The headers that a feed is asked with may hold a password: they stay out."""
    told = dataclasses.asdict(entry)
    told["feed"] = {name: told["feed"][name] for name in ("url", "publisher", "country", "language", "category", "fetch")}
    return told


def _target(page: Page) -> str:
    return page.url or f"file:{urllib.parse.quote(page.origin)}"


def _urn(id_: str) -> str:
    return f"<{uuid.UUID(id_).urn}>"


def _stamp(micros: int) -> str:
    return from_micros(micros).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
