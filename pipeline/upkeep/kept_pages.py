"""The pages that a lake has kept."""

from __future__ import annotations

from schemas import Page
from transforms.keep_pages import PAGES
from transforms.read_pages import PAGE_LIMIT
from transforms.read_pages.warc import read_warc
from transforms.write_lake import Lake, LakeError


def kept_files(lake: Lake) -> list[str]:
    """The files of kept pages, in order of day."""
    return [path for path in lake.storage.list(PAGES) if path.endswith(".warc.gz")]


def read_kept(lake: Lake, path: str) -> list[Page]:
    """The pages of one such file, some 64 MB.

    Raises:
      LakeError: it cannot be read.
    """
    with lake.storage.open(path) as raw:
        read = list(read_warc(raw, start=0, stop=None, limit=PAGE_LIMIT))
    pages = [page for page in read if isinstance(page, Page)]
    for fault in read:
        if not isinstance(fault, Page):
            raise LakeError(f"cannot read {lake.root}/{path}: {fault}")
    return pages
