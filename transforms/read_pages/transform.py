"""The transform that reads files, and pieces of them, as pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import apache_beam as beam

from schemas import Page
from transforms.counting import count
from transforms.instants import Clock
from transforms.read_pages.pieces import Piece, read_piece
from transforms.rejecting import REJECTS, reject


class ReadPages(beam.PTransform):
    """Pieces in; pages (`pages`) and what could not be read (`rejects`) out. Pieces are spread over the workers, pages are not moved."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, pieces: beam.PCollection) -> Any:
        return pieces | "Spread" >> beam.Reshuffle() | "Read" >> beam.ParDo(_Read(self._clock)).with_outputs(REJECTS, main="pages")


class _Read(beam.DoFn):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def process(self, piece: Piece) -> Iterator[Any]:
        for page in read_piece(piece, fetched_at=self._clock()):
            count("pages")
            if isinstance(page, Page):
                yield page
            else:
                refused = reject("ReadPages", page.reason, self._clock(), error=page.detail, origin=piece.path)
                yield beam.pvalue.TaggedOutput(REJECTS, refused)
