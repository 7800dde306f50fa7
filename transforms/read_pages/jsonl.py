"""Pages in JSON Lines: an object a line, with its HTML or its text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from schemas import Page, Unusable
from transforms.instants import to_micros

# The key under which a line has its document, and what that is. The first that is there counts.
_DOCUMENTS = {"html": "text/html; charset=utf-8", "text": "text/plain; charset=utf-8"}


def read_jsonl(raw: BinaryIO, origin: str, *, start: int, stop: int | None, limit: int) -> Iterator[Page | Unusable]:
    """The pages of the lines that begin from byte `start` on and before `stop`: `{"html": …, "url": …, "fetched_at": …}`.

    Instead of `html` may stand `text`: a plain-text story. `url` and `fetched_at` (ISO 8601 with a zone) may be missing. Of a line
    that is no such object, or longer than `limit` bytes, comes an `Unusable` in its place.
    """
    raw.seek(start)
    at = start
    while (stop is None or at < stop) and (line := raw.readline(limit + 1)):
        at += len(line)
        if len(line) > limit:
            at += _skip_line(raw, limit)
            yield Unusable("too-large", f"the line at byte {at:,}: over {limit:,} bytes")
        elif line.strip():
            yield _page(line, f"{origin}#{at - len(line)}")


def line_offsets(raw: BinaryIO, start: int, limit: int) -> Iterator[int]:
    """Where each line begins that is not blank: at these bytes the file can be cut."""
    raw.seek(start)
    at = start
    while line := raw.readline(limit + 1):
        if line.strip():
            yield at
        at += len(line)
        if not line.endswith(b"\n"):
            at += _skip_line(raw, limit)


def _skip_line(raw: BinaryIO, limit: int) -> int:
    """Reads to the end of a line; gives how many bytes that was."""
    skipped = 0
    while part := raw.readline(limit):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped


def _page(line: bytes, origin: str) -> Page | Unusable:
    try:
        told: Any = json.loads(line)
    except ValueError as error:
        return Unusable("bad-json", str(error))
    key = next((key for key in _DOCUMENTS if isinstance(told, dict) and isinstance(told.get(key), str)), None)
    if key is None:
        return Unusable("bad-json", f"no object with one of {', '.join(_DOCUMENTS)}")
    url = told.get("url")
    return Page(
        origin=url if isinstance(url, str) and url else origin,
        content=told[key].encode("utf-8", "replace"),
        content_type=_DOCUMENTS[key],
        url=url if isinstance(url, str) and url.startswith(("http://", "https://")) else None,
        fetched_at=_micros(told.get("fetched_at")),
    )


def _micros(stamp: Any) -> int | None:
    try:
        return to_micros(datetime.datetime.fromisoformat(stamp))
    except (TypeError, ValueError):
        return None
