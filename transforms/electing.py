"""Which of several claims to one id stands: the least, so that neither order nor worker decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import apache_beam as beam

# What a claim is weighed by, and the id of the claimant (a sighting, a page).
Claim = tuple[bool, str]


def losers_of(claims: Iterable[Claim]) -> list[tuple[str, str]]:
    """(loser, winner) for each claimant but the one that stands.

    >>> losers_of([(False, "b"), (True, "a"), (False, "c")])
    [('c', 'b'), ('a', 'b')]
    """
    ordered = sorted(set(claims))
    return [(claimant, ordered[0][1]) for _, claimant in ordered[1:]]


class Losers(beam.PTransform):
    """(id, claim) pairs in; (loser, winner) pairs out. Claims are small: what they speak for is never shuffled."""

    def expand(self, claims: beam.PCollection) -> beam.PCollection:
        return claims | "ById" >> beam.GroupByKey() | "Weigh" >> beam.FlatMap(_weigh)


def _weigh(group: tuple[str, Iterable[Claim]]) -> Iterator[tuple[str, str]]:
    yield from losers_of(group[1])
