"""Files cut into pieces: a crawl of gigabytes is read a piece at a time, by several workers, and from where it was left."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from typing import BinaryIO, Optional

from schemas import Page, Unusable
from transforms.read_pages.files import PAGE_LIMIT, is_bundle, is_lines, read_file
from transforms.read_pages.jsonl import line_offsets, read_jsonl
from transforms.read_pages.warc import page_offsets, read_warc

# Pages in a piece: some 50 MB of HTML, and a few seconds of reading: so that workers get equal shares of a batch.
PIECE_PAGES = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A file, or a part of one that holds many pages.

    Attributes:
      start, stop: the bytes from which on and before which its records begin; None is the end of the file.
      pages: how many pages it holds.
    """

    path: str
    start: int = 0
    stop: Optional[int] = None
    pages: int = 1


def cut(path: str, *, start: int = 0, pages: int = PIECE_PAGES) -> Iterator[Piece]:
    """The pieces of a file, in order, each found only when it is asked for. A file of one page is one piece."""
    if not is_bundle(path):
        yield Piece(path)
        return
    with open(path, "rb") as raw:
        offsets = line_offsets(raw, start, PAGE_LIMIT) if is_lines(path) else page_offsets(raw, start)
        held = list(itertools.islice(offsets, pages))
        if not held and start == 0:
            # Nothing to be cut, and perhaps no such file at all: whoever reads it is told.
            yield Piece(path)
        while held:
            following = list(itertools.islice(offsets, pages))
            yield Piece(path, start, following[0] if following else None, len(held))
            start, held = following[0] if following else start, following


def read_piece(piece: Piece, *, fetched_at: int) -> Iterator[Page | Unusable]:
    """The pages of a piece, one at a time in memory; an `Unusable` in the place of each that cannot be read.

    Args:
      fetched_at: when it is, for pages that do not say when they were fetched.
    """
    try:
        if not is_bundle(piece.path):
            yield read_file(piece.path, fetched_at=fetched_at)
            return
        with open(piece.path, "rb") as raw:
            for page in _read_bundle(piece, raw):
                if isinstance(page, Page) and page.fetched_at is None:
                    yield dataclasses.replace(page, fetched_at=fetched_at)
                else:
                    yield page
    except OSError as error:
        yield Unusable("unreadable", str(error))
    except Unusable as unusable:
        yield unusable


def _read_bundle(piece: Piece, raw: BinaryIO) -> Iterator[Page | Unusable]:
    if is_lines(piece.path):
        return read_jsonl(raw, piece.path, start=piece.start, stop=piece.stop, limit=PAGE_LIMIT)
    return read_warc(raw, start=piece.start, stop=piece.stop, limit=PAGE_LIMIT)
