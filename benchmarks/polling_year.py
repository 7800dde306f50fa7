"""A year of polling 59 feeds of every kind: what the cadence asks and what it misses, beside polling each feed hourly.

    python benchmarks/polling_year.py

A feed shows its `window` newest entries; one that came and went between two polls is missed. Arrivals are drawn once, by a fixed
seed, and the polls are decided by `transforms.poll_feeds.cadence`, as in a run every ten minutes.
"""

from __future__ import annotations

import bisect
import dataclasses
import random
from collections.abc import Callable, Iterator

from transforms.poll_feeds.cadence import after_success, arrivals, density, interval_s

DAY = 86_400.0
YEAR = 365 * DAY
TICK = 600.0
MICROS = 1_000_000


@dataclasses.dataclass(frozen=True)
class Shape:
    """A kind of feed: its name, how many entries it shows, and when they arrive (seconds in the year, ascending)."""

    name: str
    window: int
    arrivals: list[float]


@dataclasses.dataclass(frozen=True)
class Outcome:
    requests: int
    missed: int


def shapes() -> list[Shape]:
    """Fifty-nine feeds, from the dead to a wire of a thousand entries a day."""
    dice = random.Random(5)
    found: list[Shape] = []

    def add(name: str, window: int, times: Iterator[float]) -> None:
        found.append(Shape(f"{name}, window of {window}", window, sorted(time for time in times if time < YEAR)))

    for window in (10, 50):
        add("dead", window, iter(()))
        add("one a month", window, steady(dice, 1 / 30))
        add("one a week", window, steady(dice, 1 / 7))
        add("weekly, eight at once on Friday", window, editions(dice, 8, lambda day: day % 7 == 4))
        add("dies in March", window, (time for time in steady(dice, 12) if time < 75 * DAY))
        add("wakes in September", window, (time for time in waking(dice, 20) if time > 250 * DAY))
        add("a week on, three weeks off", window, (time for time in waking(dice, 15) if time // DAY % 28 < 7))
    for window in (10, 20, 50):
        for rate in (1, 4, 12, 30):
            add(f"{rate} a day, even", window, steady(dice, rate))
            add(f"{rate} a day, by day, fewer at weekends", window, waking(dice, rate))
    for rate, window in ((60, 20), (60, 50), (120, 30), (120, 100), (250, 50), (250, 100), (500, 100), (1000, 200)):
        add(f"{rate} a day, by day", window, waking(dice, rate))
    for rate, window in ((6, 10), (6, 30), (20, 20), (20, 50), (60, 50), (60, 100)):
        add(f"{rate} a day in bursts", window, bursts(dice, rate, 6))
    for size, window in ((8, 10), (15, 20), (40, 50), (80, 100)):
        add(f"an edition of {size} each morning", window, editions(dice, size, lambda day: True))
    for rate, window in ((5, 15), (25, 30), (80, 60)):
        add(f"{rate} a day, tenfold on breaking news", window, breaking(dice, rate))
    return found


def steady(dice: random.Random, a_day: float) -> Iterator[float]:
    time = 0.0
    while (time := time + dice.expovariate(a_day / DAY)) < YEAR:
        yield time


def waking(dice: random.Random, a_day: float) -> Iterator[float]:
    """By the clock of a newsroom: most by day, few at night, half at weekends."""
    for time in steady(dice, a_day * 2):
        hour, weekday = time % DAY / 3_600, time // DAY % 7
        share = (0.9 if 7 <= hour < 20 else 0.12) * (0.5 if weekday >= 5 else 1.0)
        if dice.random() < share:
            yield time


def bursts(dice: random.Random, a_day: float, size: int) -> Iterator[float]:
    """Several at once: an editor who publishes what has piled up."""
    for time in waking(dice, a_day / size):
        for _ in range(dice.randint(1, 2 * size - 1)):
            yield time + dice.random() * 600


def editions(dice: random.Random, size: int, falls_on: Callable[[int], bool]) -> Iterator[float]:
    for day in filter(falls_on, range(365)):
        at = day * DAY + 5 * 3_600 + dice.random() * 1_800
        for _ in range(size):
            yield at + dice.random() * 300


def breaking(dice: random.Random, a_day: float) -> Iterator[float]:
    """An ordinary newsroom, on whose twelve worst days of the year all comes ten times as fast for six hours."""
    yield from waking(dice, a_day)
    for _ in range(12):
        start = dice.random() * YEAR
        for time in steady(dice, a_day * 10):
            if time > 6 * 3_600:
                break
            yield start + time


def every(seconds: float) -> Callable[[Shape], Outcome]:
    """Polling at fixed intervals."""

    def outcome(shape: Shape) -> Outcome:
        polls = [tick * seconds for tick in range(1, int(YEAR / seconds) + 1)]
        return Outcome(len(polls), sum(missed for _, missed in seen(shape, polls)))

    return outcome


def by_cadence(shape: Shape) -> Outcome:
    """Polling as Dateline does."""
    rate: float | None = None
    last = now = 0.0
    requests = missed = before = 0
    while now < YEAR:
        requests += 1
        count = bisect.bisect_right(shape.arrivals, now)
        shown = min(count, shape.window)
        new = min(count - before, shape.window)
        missed += count - before - new
        if requests == 1:
            rate = density([round(time * MICROS) for time in shape.arrivals[count - shown : count]])
        else:
            rate = arrivals(rate, count - before if new < count - before else new, now - last)
        last, before = now, count
        due = after_success(round(now * MICROS), {}, None, interval_s(rate, max(shown, 1))) / MICROS
        now = -(-due // TICK) * TICK
    return Outcome(requests, missed)


def seen(shape: Shape, polls: list[float]) -> Iterator[tuple[int, int]]:
    """At each poll: new entries, and those that came and went."""
    before = 0
    for poll in polls:
        count = bisect.bisect_right(shape.arrivals, poll)
        new = min(count - before, shape.window)
        yield new, count - before - new
        before = count


def main() -> None:
    rows = [(shape, by_cadence(shape), every(3_600)(shape), every(DAY)(shape)) for shape in shapes()]
    print(f"{'feed':52}{'entries':>9}{'requests':>10}{'missed':>8}{'hourly: requests':>18}{'missed':>8}{'daily: missed':>15}")
    for shape, ours, hourly, daily in rows:
        print(
            f"{shape.name:52}{len(shape.arrivals):>9,}{ours.requests:>10,}{ours.missed:>8,}"
            f"{hourly.requests:>18,}{hourly.missed:>8,}{daily.missed:>15,}"
        )
    entries = sum(len(shape.arrivals) for shape, *_ in rows)
    ours, hourly, daily = ([row[at] for row in rows] for at in (1, 2, 3))
    for name, outcomes in (("Dateline", ours), ("hourly", hourly), ("daily", daily)):
        requests, missed = sum(one.requests for one in outcomes), sum(one.missed for one in outcomes)
        share = requests / sum(one.requests for one in hourly)
        of_a_feed = [one.missed / len(shape.arrivals) for (shape, *_), one in zip(rows, outcomes, strict=True) if shape.arrivals]
        print(
            f"{name:10}{len(rows)} feeds, {entries:,} entries: {requests:,} requests ({share:.0%} of hourly), "
            f"{missed / entries:.2%} of all entries missed, {sum(of_a_feed) / len(of_a_feed):.2%} of a feed's in the mean"
        )


if __name__ == "__main__":
    main()
