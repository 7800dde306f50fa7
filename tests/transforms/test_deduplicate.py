"""One row an article and text, one story a text."""

import dataclasses
import itertools

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Article
from transforms.article_text import with_body
from transforms.deduplicate import MOST_REVISIONS, Deduplicate, claimant_of, revise
from transforms.ids import sighting_id
from transforms.ledger import IdMap, Ledger
from transforms.stories import Prints, pack, sign

LONG = " ".join(f"word{number}" for number in range(200))


def a_ledger(**stored):
    return Ledger(
        **{"articles": IdMap([]), "links": IdMap([]), "sightings": IdMap([]), "rejects": IdMap([]), "tries": {}, "waiting": {}} | stored
    )


def from_page(id_, url, **fields):
    return Article(id_, url=url, text_basis="page", **fields)


def nothing_stored(_new):
    return Prints.of(b"")


def test_an_article_comes_from_its_sighting_else_from_its_file():
    seen = Article("a" * 32, feed_url="https://www.example.org/feed", entry_id="1")
    assert claimant_of(seen) == sighting_id("https://www.example.org/feed", "1")
    assert claimant_of(Article("a" * 32, origin="a.txt")) != claimant_of(Article("a" * 32, origin="b.txt"))


def test_one_article_stands_for_all_with_its_id_and_each_is_accounted_for():
    page = from_page("1" * 32, "https://www.example.org/a", feed_url="https://www.example.org/feed", entry_id="a")
    amp = from_page("1" * 32, "https://www.example.org/amp/a", feed_url="https://www.example.org/amp", entry_id="a")
    text = dataclasses.replace(page, feed_url="https://www.example.org/full", text_basis="feed")
    known = from_page("2" * 32, "https://www.example.org/b", feed_url="https://www.example.org/feed", entry_id="b")
    ledger = a_ledger(articles=IdMap(["2" * 32]))
    standing, other = sorted([page, amp], key=claimant_of)
    for order in itertools.islice(itertools.permutations([page, amp, text, known]), 0, 24, 8):
        with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
            out = pipeline | beam.Create(order) | Deduplicate(lambda: ledger, nothing_stored)
            assert_that(out.articles, equal_to([dataclasses.replace(standing, story_id="1" * 32)]), label="articles")
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


OLD, NEW = (with_body(from_page("1" * 32, "https://www.example.org/a"), body) for body in ("It rained.", "It did not rain."))
FROM_FEED = dataclasses.replace(NEW, text_basis="feed")


@pytest.mark.parametrize(
    ("article", "stored", "becomes"),
    [
        (NEW, {}, NEW),
        (OLD, {"articles": IdMap(["1" * 32], [OLD.content_hash], [1])}, None),
        (NEW, {"articles": IdMap(["1" * 32], [OLD.content_hash], [1])}, dataclasses.replace(NEW, revision=2)),
        (NEW, {"articles": IdMap(["1" * 32], [OLD.content_hash], [7])}, dataclasses.replace(NEW, revision=8)),
        (NEW, {"articles": IdMap(["1" * 32], [OLD.content_hash], [MOST_REVISIONS])}, None),
        (FROM_FEED, {"articles": IdMap(["1" * 32], [OLD.content_hash], [1])}, None),
        (
            FROM_FEED,
            {"articles": IdMap(["1" * 32], [OLD.content_hash], [1]), "not_from_pages": IdMap(["1" * 32])},
            dataclasses.replace(FROM_FEED, revision=2),
        ),
    ],
    ids=["new", "the same text", "another text", "another again", "too often", "a feed's text of a page's", "a feed's text of a feed's"],
)
def test_a_text_that_has_changed_is_the_next_revision(article, stored, becomes):
    assert revise(article, a_ledger(**stored)) == becomes


def test_prints_of_one_text_share_a_story_with_each_other_and_with_the_lake():
    url = "https://www.example.org"
    first, copy, other, held = (
        with_body(from_page(id_ * 32, f"{url}/{id_}", feed_url=url, entry_id=id_, date="2026-03-01"), body)
        for id_, body in [("1", LONG), ("2", f"Rain. {LONG}"), ("3", LONG[: len(LONG) // 2]), ("4", LONG[::-1])]
    )
    updated = with_body(dataclasses.replace(held, article_id="5" * 32, url=f"{url}/5", entry_id="5"), LONG[::-1] + " end")
    ledger = a_ledger(articles=IdMap(["5" * 32], ["0" * 32], [1]))
    stored = pack("2026-02-20", "5" * 32, "9" * 32, sign(LONG[::-1]))
    for order in ([first, copy, other, held, updated], [updated, held, other, copy, first]):
        with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
            out = pipeline | beam.Create(order) | Deduplicate(lambda: ledger, lambda _: Prints.of(stored))
            stories = out.articles | beam.Map(lambda article: (article.article_id[0], article.revision, article.story_id[0]))
            assert_that(stories, equal_to([("1", 1, "1"), ("2", 1, "1"), ("3", 1, "3"), ("4", 1, "9"), ("5", 2, "9")]))
