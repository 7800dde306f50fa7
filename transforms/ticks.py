"""`Ticks`: what drives a stream, an instant every so many seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.io.restriction_trackers import OffsetRange, OffsetRestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from transforms.instants import Clock, system_clock

# Beam's instants are milliseconds to most runners; so are the ticks.
_MILLI = 1_000
_FOREVER = 2**62


class Ticks(beam.PTransform):
    """Instants (microseconds since 1970 UTC), each at its own event time, until the stream is to end.

    There is none for the time in which the job was down or behind: what was due then is due at the next one. When it ends the
    watermark goes to the end of time, so that all windows close, what is in flight is written, and the job is done.

    Beam's PeriodicImpulse gives every missed tick and cannot be ended; FlinkStreamingImpulseSource has no timestamps and no
    watermark, so that no window after it would ever close (docs/engines.md).

    Args:
      every_s: seconds between two ticks, by the runner's clock.
      ended: says whether the stream is to end; asked at each tick. It must pickle.
    """

    def __init__(self, every_s: float, ended: Callable[[], bool], clock: Clock = system_clock) -> None:
        super().__init__()
        self._tick = _Tick(every_s, ended, clock)

    def expand(self, root: Any) -> beam.PCollection:
        return root | beam.Impulse() | "Tick" >> beam.ParDo(self._tick).with_output_types(int)


class _AnyTick(beam.RestrictionProvider):
    """Positions are milliseconds since 1970."""

    def initial_restriction(self, _element: bytes) -> OffsetRange:
        return OffsetRange(0, _FOREVER)

    def create_tracker(self, restriction: OffsetRange) -> OffsetRestrictionTracker:
        return OffsetRestrictionTracker(restriction)

    def restriction_size(self, _element: bytes, _restriction: OffsetRange) -> int:
        # There is never a backlog: what was missed is left out.
        return 1

    def truncate(self, _element: bytes, _restriction: OffsetRange) -> None:
        """A drain ends it (Beam's own, where a runner has one)."""


_TRACKER = beam.DoFn.RestrictionParam(_AnyTick())
_WATERMARK = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


class _Tick(beam.DoFn):
    def __init__(self, every_s: float, ended: Callable[[], bool], clock: Clock) -> None:
        super().__init__()
        self._every_s = every_s
        self._ended = ended
        self._clock = clock

    @beam.DoFn.unbounded_per_element()
    def process(self, _element: bytes, tracker: Any = _TRACKER, watermark: Any = _WATERMARK) -> Iterator[TimestampedValue]:
        milli = self._clock() // _MILLI
        if self._ended():
            # Beyond the end: the rest is claimed, and nothing remains.
            tracker.try_claim(_FOREVER)
            return
        if tracker.current_restriction().start <= milli and tracker.try_claim(milli):
            tick = milli * _MILLI
            yield TimestampedValue(tick, Timestamp(micros=tick))
            watermark.set_watermark(Timestamp(micros=tick + _MILLI))
        tracker.defer_remainder(Duration(self._every_s))
