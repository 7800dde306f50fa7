"""Deduplicate: one row an article, however many feeds, links and files led to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Article
from transforms.counting import count
from transforms.electing import Claim, Losers
from transforms.ids import digest, sighting_id
from transforms.ledger import Ledger

RESULTS = "results"


def claimant_of(article: Article) -> str:
    """Who brought the article: its sighting, else the file it was read from."""
    if article.feed_url is not None and article.entry_id is not None:
        return sighting_id(article.feed_url, article.entry_id)
    return digest("file", article.origin or "", article.content_hash or "")


class Deduplicate(beam.PTransform):
    """Articles in; out come those to store (`articles`) and what became of each sighting (`results`).

    A result is (sighting id, (outcome, article id, reason)). Of several articles with one id the choice is by claimant, so it is
    the same in any order; an article that the lake had when the run began is `known`.
    """

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def expand(self, articles: beam.PCollection) -> Any:
        losers = articles | "Claim" >> beam.Map(_claim_of_article) | Losers()
        return articles | "Elect" >> beam.ParDo(_Elect(self._ledger), beam.pvalue.AsDict(losers)).with_outputs(RESULTS, main="articles")


def _claim_of_article(article: Article) -> tuple[str, Claim]:
    # An article read from its own page (it has an address of its own) speaks before one read from a feed or a file.
    return article.article_id, (article.url is None, claimant_of(article))


class _Elect(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, article: Article, losers: Mapping[str, str]) -> Iterator[Any]:
        claimant = claimant_of(article)
        if article.article_id in self._ledger().articles:
            outcome = "known"
        elif claimant in losers:
            outcome = "duplicate"
        else:
            outcome = "article"
            yield article
        count(f"articles_{outcome}")
        yield beam.pvalue.TaggedOutput(RESULTS, (claimant, (outcome, article.article_id, None)))
