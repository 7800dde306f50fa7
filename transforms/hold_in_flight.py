"""HoldInFlight: in a stream, the entries whose link an earlier window has taken up while the lake does not show it yet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam import coders
from apache_beam.transforms import userstate
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.timestamp import Timestamp

from schemas import Entry
from transforms.counting import count
from transforms.ledger import Ledger

HELD = "held"
# How long a link is remembered: until the ledger is sure to know it, were a window's pages to take an hour and its commit another.
MEMORY_S = 4 * 3_600


@dataclasses.dataclass(frozen=True, slots=True)
class Passed:
    """A sighting of a link that went on: the end of its window, and how the entry was then."""

    window_end: int
    tries: int
    updated_at: int | None


# What has passed of one link, by the id of the sighting.
InFlight = dict[str, Passed]


def judge_in_flight(entry: Entry, window_end: int, passed: InFlight, ledger: Ledger) -> Entry | None:
    """The entry as it is, if it may go on; with outcome `retry` where it has to wait for another that is on its way; None where it
    is on its way itself.

    Sightings of one link in one window all go on: which of them speaks for it is chosen there.
    """
    own = passed.get(entry.sighting_id)
    if own is not None:
        if entry.tries > own.tries:
            return entry
        if not _is_newer(entry, own):
            return None
        return entry if _has_landed(entry, own, ledger) else _waiting(entry)
    if not passed or max(other.window_end for other in passed.values()) == window_end or entry.tries > 0:
        return entry
    if entry.sighting_id in ledger.sightings:
        # It was settled, and its feed has updated it since.
        return entry
    return _waiting(entry)


def _is_newer(entry: Entry, than: Passed) -> bool:
    """Whether its feed has updated it since, or shows it otherwise than at its last poll."""
    return entry.is_changed or (entry.updated_at is not None and (than.updated_at is None or entry.updated_at > than.updated_at))


def _has_landed(entry: Entry, own: Passed, ledger: Ledger) -> bool:
    """Whether the lake shows what went on before."""
    known_until = ledger.sightings.number(entry.sighting_id)
    return known_until is not None and (own.updated_at is None or known_until >= own.updated_at)


def _waiting(entry: Entry) -> Entry:
    return dataclasses.replace(entry, outcome="retry", reason="in-flight", tries=max(entry.tries, 1))


class HoldInFlight(beam.PTransform):
    """Entries that the ledger does not know in; those that may go on (`entries`) and those that wait (`held`) out.

    One key a link, its state over all windows. It expires, `MEMORY_S` after the last that passed: by then it is the ledger's to say.

    Args:
      ledger: gives what the lake knows.
      memory_s: seconds of event time for which a link is remembered.
    """

    def __init__(self, ledger: Callable[[], Ledger], *, memory_s: int = MEMORY_S) -> None:
        super().__init__()
        self._ledger = ledger
        self._memory_s = memory_s

    def expand(self, entries: beam.PCollection) -> dict[str, beam.PCollection]:
        windowing = entries.windowing
        windows = {"windowfn": windowing.windowfn, "allowed_lateness": windowing.allowed_lateness}
        judged = (
            entries
            | "KeyByLink" >> beam.ParDo(_KeyByLink()).with_output_types(tuple[str, tuple[int, Entry]])
            | "OverAllWindows" >> beam.WindowInto(GlobalWindows())
            | "Judge" >> beam.ParDo(_Judge(self._ledger, self._memory_s)).with_outputs(HELD, main="entries")
        )
        return {
            "entries": judged.entries | "EntriesInWindows" >> beam.WindowInto(**windows),
            HELD: judged[HELD] | "HeldInWindows" >> beam.WindowInto(**windows),
        }


class _KeyByLink(beam.DoFn):
    def process(self, entry: Entry, window: Any = beam.DoFn.WindowParam) -> Iterator[tuple[str, tuple[int, Entry]]]:
        yield entry.link_id, (window.end.micros, entry)


_PASSED = beam.DoFn.StateParam(userstate.ReadModifyWriteStateSpec("passed", coders.PickleCoder()))
_EXPIRY = userstate.TimerSpec("expiry", TimeDomain.WATERMARK)
_EXPIRY_TIMER = beam.DoFn.TimerParam(_EXPIRY)


class _Judge(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger], memory_s: int) -> None:
        super().__init__()
        self._ledger = ledger
        self._memory = memory_s * 1_000_000

    def process(self, element: tuple[str, tuple[int, Entry]], passed: Any = _PASSED, expiry: Any = _EXPIRY_TIMER) -> Iterator[Any]:
        _, (window_end, entry) = element
        known: InFlight = passed.read() or {}
        judged = judge_in_flight(entry, window_end, known, self._ledger())
        if judged is None:
            count("entries_in_flight")
        elif judged.outcome:
            yield beam.pvalue.TaggedOutput(HELD, judged)
        else:
            passed.write(known | {entry.sighting_id: Passed(window_end, entry.tries, entry.updated_at)})
            expiry.set(Timestamp(micros=window_end + self._memory))
            yield judged

    @userstate.on_timer(_EXPIRY)
    def forget(self, passed: Any = _PASSED) -> None:
        passed.clear()
