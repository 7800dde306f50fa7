"""The account of a run: what came in is what went out, and nothing is unaccounted for."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping
from typing import Any

from apache_beam.metrics.metric import MetricsFilter

from schemas import OUTCOMES, TABLES
from transforms.counting import NAMESPACE


@dataclasses.dataclass(frozen=True)
class Account:
    """The counters of a run, by name."""

    counts: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.counts.get(name, 0)

    @property
    def faults(self) -> list[str]:
        """Each equation that does not hold, in words; empty where all is accounted for."""
        sums = {
            "entries = articles + updated + known + duplicates + forgotten + rejects": (
                self["entries"],
                sum(self[f"entries_{outcome}"] for outcome in OUTCOMES),
            ),
            "articles + updated = rows written + rows that another run wrote first": (
                self["articles_article"] + self["articles_updated"],
                self["articles_rows_written"] + self["articles_rows_left_out"],
            ),
        }
        # Pages are counted where files are read. A run over feeds is judged by its entries: a feed that is refused has none.
        if not self["feeds_polled"]:
            sums["pages = articles + updated + known + duplicates + forgotten + rejects"] = (
                self["pages"],
                sum(self[f"articles_{outcome}"] for outcome in ("article", "updated", "known", "duplicate", "forgotten")) + self["rejects"],
            )
        return [f"{equation}: {left:,} is not {right:,}" for equation, (left, right) in sums.items() if left != right]

    @property
    def rows_written(self) -> int:
        """Rows written, over all tables."""
        return sum(self[f"{table.name}_rows_written"] for table in TABLES)

    @property
    def failed(self) -> bool:
        """Whether a feed or a page could not be had or used."""
        return bool(self["feeds_failed"] or self["rejects"])


def account_of(result: Any) -> Account:
    """The account of a finished pipeline, from its Beam counters."""
    counts: collections.Counter[str] = collections.Counter()
    for counter in result.metrics().query(MetricsFilter().with_namespace(NAMESPACE))["counters"]:
        counts[counter.key.metric.name] += counter.committed or counter.attempted or 0
    return Account(dict(counts))
