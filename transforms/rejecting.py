"""How a step refuses input: data never raises out of a transform, it becomes a `Reject` with its reason and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam

from schemas import PAYLOAD_LIMIT, Article, Page, Reject, Unusable
from transforms.counting import count
from transforms.ids import digest
from transforms.instants import Clock, day_of

REJECTS = "rejects"


def reject(
    stage: str,
    reason: str,
    at: int,
    *,
    error: str | None = None,
    origin: str | None = None,
    feed_url: str | None = None,
    entry_id: str | None = None,
    payload: bytes = b"",
    retry: bool = False,
) -> Reject:
    """The refusal of one input at an instant; the payload is cut to `PAYLOAD_LIMIT` bytes."""
    return Reject(
        reject_id=digest(stage, reason, origin or "", feed_url or "", entry_id or "", payload),
        stage=stage,
        reason=reason,
        rejected_at=at,
        date=day_of(at),
        error=error,
        origin=origin,
        feed_url=feed_url,
        entry_id=entry_id,
        payload=payload[:PAYLOAD_LIMIT],
        payload_bytes=len(payload),
        retry=retry,
    )


class OrReject(beam.PTransform):
    """Applies a pure step to each page or article; what it cannot use goes to the output `rejects`.

    What comes out is counted under the stage's name. A fault of our own on one page (any other exception) is a reject too, reason
    `error`, so that it costs that page and no other.
    """

    def __init__(self, step: Callable[[Any], Article], stage: str, clock: Clock) -> None:
        super().__init__()
        self._step = step
        self._stage = stage
        self._clock = clock

    def expand(self, pages: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return pages | beam.ParDo(_Step(self._step, self._stage, self._clock)).with_outputs(REJECTS, main="articles")


class _Step(beam.DoFn):
    def __init__(self, step: Callable[[Any], Article], stage: str, clock: Clock) -> None:
        super().__init__()
        self._step = step
        self._stage = stage
        self._clock = clock

    def process(self, element: Page | Article) -> Iterator[Any]:
        try:
            article = self._step(element)
        except Unusable as unusable:
            yield beam.pvalue.TaggedOutput(REJECTS, self._refuse(element, unusable.reason, unusable.detail or None))
        except Exception as error:
            yield beam.pvalue.TaggedOutput(REJECTS, self._refuse(element, "error", f"{type(error).__name__}: {error}"))
        else:
            count(self._stage)
            yield article

    def _refuse(self, element: Page | Article, reason: str, error: str | None) -> Reject:
        seen = element.entry if isinstance(element, Page) else element
        return reject(
            self._stage,
            reason,
            self._clock(),
            error=error,
            origin=element.origin,
            feed_url=seen.feed_url if seen else None,
            entry_id=seen.entry_id if seen else None,
            payload=element.content if isinstance(element, Page) else element.body.encode("utf-8", "replace"),
        )
