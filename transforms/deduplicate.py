"""Deduplicate: one row an article and text, however many feeds, links and files led to it; one story id for all prints of a text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam

from schemas import Article
from transforms.counting import count
from transforms.electing import losers_of
from transforms.ids import digest, sighting_id
from transforms.ledger import Ledger
from transforms.packing import Pack, Packed, unpack
from transforms.stories import Prints, cluster_stories, pack, sign

RESULTS = "results"
PRINTS = "prints"
# A text that goes back and forth (a counter in it, two versions on test) is not worth more (lemon24/reader: HASH_CHANGED_LIMIT).
MOST_REVISIONS = 24

# Whether it does not come from a page of its own; the claimant; its print, where it would be stored. The least stands.
_Claim = tuple[bool, str, bytes]


def claimant_of(article: Article) -> str:
    """Who brought the article: its sighting, else the file it was read from."""
    if article.feed_url is not None and article.entry_id is not None:
        return sighting_id(article.feed_url, article.entry_id)
    return digest("file", article.origin or "", article.content_hash or "")


def revise(article: Article, ledger: Ledger) -> Article | None:
    """The article as the lake is to have it: new, or the next revision where its text has changed; None where the lake has it.

    What was read from the article's own page is not revised by the text of a feed or a file.
    """
    id_ = article.article_id
    if id_ not in ledger.articles:
        return article
    revision = ledger.articles.number(id_) or 1
    if article.content_hash == ledger.articles.get(id_) or revision >= MOST_REVISIONS:
        return None
    if article.text_basis != "page" and id_ not in ledger.not_from_pages:
        return None
    return dataclasses.replace(article, revision=revision + 1)


class Deduplicate(beam.PTransform):
    """Articles in; out come those to store (`articles`) and what became of each sighting (`results`).

    A result is (sighting id, (outcome, article id, reason)). Of several articles with one id the choice is by claimant, so it is
    the same in any order. One that the lake had when the run began is `known`; with another text it is `updated`.

    Args:
      ledger: gives what the lake had when the run began.
      stored: gives the prints in the lake with which new ones are to be compared.
    """

    def __init__(self, ledger: Callable[[], Ledger], stored: Callable[[Prints], Prints]) -> None:
        super().__init__()
        self._ledger = ledger
        self._stored = stored

    def expand(self, articles: beam.PCollection) -> Any:
        signed = articles | "Sign" >> beam.Map(_signed)
        claims = signed | "Claim" >> beam.ParDo(_MakeClaim(self._ledger)) | "ById" >> beam.GroupByKey()
        weighed = claims | "Weigh" >> beam.ParDo(_Weigh()).with_outputs(PRINTS, main="losers")
        together = weighed[PRINTS] | "Together" >> beam.CombineGlobally(_Together()).without_defaults()
        stories = together | "Cluster" >> beam.FlatMap(_cluster, self._stored)
        losers, story_of = beam.pvalue.AsDict(weighed.losers), beam.pvalue.AsDict(stories)
        # All wait here for the last of them: packed.
        waiting = signed | "Pack" >> beam.ParDo(Pack()).with_output_types(tuple[int, bytes])
        return waiting | "Elect" >> beam.ParDo(_Elect(self._ledger), losers, story_of).with_outputs(RESULTS, main="articles")


def _signed(article: Article) -> Article:
    return dataclasses.replace(article, signature=sign(article.body))


class _MakeClaim(beam.DoFn):
    """What speaks for an article: 650 bytes; the text itself is not shuffled."""

    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, article: Article) -> Iterator[tuple[str, _Claim]]:
        id_, signature = article.article_id, article.signature
        to_store = signature is not None and revise(article, self._ledger()) is not None
        # An article read from its own page speaks before one read from a feed or a file.
        from_elsewhere = article.text_basis != "page"
        yield id_, (from_elsewhere, claimant_of(article), pack(article.date, id_, id_, signature) if signature and to_store else b"")


class _Weigh(beam.DoFn):
    """(loser, winner) pairs, and the print of the article that stands."""

    def process(self, group: tuple[str, Iterable[_Claim]]) -> Iterator[Any]:
        claims = sorted(group[1])
        yield from losers_of((fallback, claimant) for fallback, claimant, _ in claims)
        if claims[0][2]:
            yield beam.pvalue.TaggedOutput(PRINTS, claims[0][2])


class _Together(beam.CombineFn):
    """All prints of a window, one after another."""

    def create_accumulator(self) -> bytearray:
        return bytearray()

    def add_input(self, gathered: bytearray, print_: bytes) -> bytearray:
        gathered += print_
        return gathered

    def merge_accumulators(self, parts: Iterable[bytearray]) -> bytearray:
        return bytearray().join(parts)

    def extract_output(self, gathered: bytearray) -> bytes:
        return bytes(gathered)


def _cluster(packed: bytes, stored: Callable[[Prints], Prints]) -> Iterator[tuple[str, str]]:
    new = Prints.of(packed)
    return cluster_stories(new, stored(new))


class _Elect(beam.DoFn):
    def __init__(self, ledger: Callable[[], Ledger]) -> None:
        super().__init__()
        self._ledger = ledger

    def process(self, packed: Packed, losers: Mapping[str, str], story_of: Mapping[str, str]) -> Iterator[Any]:
        for article in unpack(packed):
            yield from self._elect(article, losers, story_of)

    def _elect(self, article: Article, losers: Mapping[str, str], story_of: Mapping[str, str]) -> Iterator[Any]:
        id_, claimant = article.article_id, claimant_of(article)
        revised = None if claimant in losers else revise(article, self._ledger())
        if revised is not None:
            outcome = "article" if revised.revision == 1 else "updated"
            yield dataclasses.replace(revised, story_id=story_of.get(id_, id_))
        else:
            outcome = "known" if id_ in self._ledger().articles else "duplicate"
        count(f"articles_{outcome}")
        yield beam.pvalue.TaggedOutput(RESULTS, (claimant, (outcome, id_, None)))
