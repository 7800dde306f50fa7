"""ExtractCredits: who originated the story, and caption and credit of each image."""

from __future__ import annotations

import apache_beam as beam

from schemas import Article
from transforms.extract_credits.credits import split_credits
from transforms.extract_credits.source import find_source
from transforms.instants import Clock, system_clock
from transforms.rejecting import OrReject


def extract_credits(article: Article) -> Article:
    """A copy with `source`, the authors and the body without the agency that signed, and images whose credit stands apart."""
    return find_source(split_credits(article))


class ExtractCredits(beam.PTransform):
    """Applies `extract_credits` to articles; outputs `articles` and `rejects`."""

    def __init__(self, clock: Clock = system_clock) -> None:
        super().__init__()
        self._clock = clock

    def expand(self, articles: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return articles | OrReject(extract_credits, "ExtractCredits", self._clock)
