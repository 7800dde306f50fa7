"""DropForgotten: what `dateline forget` took out of the lake does not come back, however it is led to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import apache_beam as beam

from schemas import Article, Page
from transforms.counting import count
from transforms.ids import sighting_id
from transforms.ledger import Ledger

RESULTS = "results"


def is_forgotten(element: Page | Article, ledger: Ledger) -> bool:
    """Whether a page, or the article that was read from one, is not to be in the lake. A page has no day yet: it may pass, and its
    article be dropped.
    """
    if isinstance(element, Page):
        return (element.entry is not None and element.entry.link_id in ledger.forgotten) or ledger.suppressed.names(
            (element.url, element.origin), None
        )
    return element.article_id in ledger.forgotten or ledger.suppressed.names((element.url, element.canonical_url), element.date)


class DropForgotten(beam.PTransform):
    """Pages or articles in; those that may be in the lake out, and under `results` what became of the sightings of the others."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def expand(self, elements: beam.PCollection) -> Any:
        return elements | beam.ParDo(_Drop(self._ledger)).with_outputs(RESULTS, main="wanted")


class _Drop(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, element: Page | Article) -> Iterator[Any]:
        if not is_forgotten(element, self._ledger()):
            yield element
            return
        count("articles_forgotten")
        seen = element.entry if isinstance(element, Page) else element
        if seen is not None and seen.feed_url is not None and seen.entry_id is not None:
            id_ = element.article_id if isinstance(element, Article) else None
            yield beam.pvalue.TaggedOutput(RESULTS, (sighting_id(seen.feed_url, seen.entry_id), ("forgotten", id_, None)))
