"""One row an article."""

import itertools

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article
from transforms.deduplicate import Deduplicate, claimant_of
from transforms.ids import sighting_id
from transforms.ledger import IdMap, Ledger


def test_an_article_comes_from_its_sighting_else_from_its_file():
    seen = Article("a" * 32, feed_url="https://www.example.org/feed", entry_id="1")
    assert claimant_of(seen) == sighting_id("https://www.example.org/feed", "1")
    assert claimant_of(Article("a" * 32, origin="a.txt")) != claimant_of(Article("a" * 32, origin="b.txt"))


def test_one_article_stands_for_all_with_its_id_and_each_is_accounted_for():
    page = Article("1" * 32, url="https://www.example.org/a", feed_url="https://www.example.org/feed", entry_id="a")
    amp = Article("1" * 32, url="https://www.example.org/amp/a", feed_url="https://www.example.org/amp", entry_id="a")
    text = Article("1" * 32, feed_url="https://www.example.org/full", entry_id="a")
    known = Article("2" * 32, url="https://www.example.org/b", feed_url="https://www.example.org/feed", entry_id="b")
    ledger = Ledger(articles=IdMap(["2" * 32]), links=IdMap([]), sightings=IdMap([]), rejects=IdMap([]), feeds={})
    standing, other = sorted([page, amp], key=claimant_of)
    for order in itertools.islice(itertools.permutations([page, amp, text, known]), 0, 24, 8):
        with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
            out = pipeline | beam.Create(order) | Deduplicate(lambda: ledger)
            assert_that(out.articles, equal_to([standing]), label="articles")
            assert_that(
                out.results,
                equal_to(
                    [
                        (claimant_of(standing), ("article", "1" * 32, None)),
                        (claimant_of(other), ("duplicate", "1" * 32, None)),
                        (claimant_of(text), ("duplicate", "1" * 32, None)),
                        (claimant_of(known), ("known", "2" * 32, None)),
                    ]
                ),
                label="results",
            )
