"""The transform that keeps pages on their way to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apache_beam as beam

from schemas import Page
from transforms.counting import count
from transforms.keep_pages.archive import archive_path, to_warc
from transforms.write_lake import Lake

# Bytes of pages in memory before they become a file: some 15 MB of it, compressed.
FLUSH_BYTES = 64 << 20


class KeepPages(beam.PTransform):
    """Pages in, the same pages out; on their way they are kept in the lake, whole files only.

    A file is there before the bundle ends, so before any article of it can be committed: what the lake holds can be read again.
    Pages are not moved: this is fused to what reads or fetches them.
    """

    def __init__(self, lake_root: str, *, flush_bytes: int = FLUSH_BYTES) -> None:
        super().__init__()
        self._root = lake_root
        self._flush_bytes = flush_bytes

    def expand(self, pages: beam.PCollection) -> beam.PCollection:
        return pages | beam.ParDo(_Keep(self._root, self._flush_bytes))


class _Keep(beam.DoFn):
    def __init__(self, root: str, flush_bytes: int) -> None:
        super().__init__()
        self._root = root
        self._flush_bytes = flush_bytes

    def start_bundle(self) -> None:
        self._pages: list[Page] = []
        self._bytes = 0

    def process(self, page: Page) -> Iterator[Any]:
        self._pages.append(page)
        self._bytes += len(page.content)
        if self._bytes >= self._flush_bytes:
            self._flush()
        yield page

    def finish_bundle(self) -> None:
        self._flush()

    def _flush(self) -> None:
        if self._pages:
            Lake.create_or_open(self._root).storage.publish(archive_path(self._pages), to_warc(self._pages))
            count("pages_kept", len(self._pages))
            self.start_bundle()
