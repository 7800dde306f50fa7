"""The transform that reads files as pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apache_beam as beam

from schemas import Unusable
from transforms.counting import count
from transforms.instants import Clock
from transforms.read_pages.files import read_file
from transforms.rejecting import REJECTS, reject


class ReadPages(beam.PTransform):
    """Paths in; pages (`pages`) and what could not be read (`rejects`) out. Paths are spread over the workers, pages are not moved."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, paths: beam.PCollection) -> Any:
        return paths | "Spread" >> beam.Reshuffle() | "Read" >> beam.ParDo(_Read(self._clock)).with_outputs(REJECTS, main="pages")


class _Read(beam.DoFn):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def process(self, path: str) -> Iterator[Any]:
        count("pages")
        try:
            yield read_file(path, fetched_at=self._clock())
        except Unusable as unusable:
            refused = reject("ReadPages", unusable.reason, self._clock(), error=unusable.detail, origin=path)
            yield beam.pvalue.TaggedOutput(REJECTS, refused)
