"""Which entries go on to be fetched."""

import dataclasses
import itertools

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from schemas import Reject
from transforms.drop_seen import DropKnownRejects, DropSeen, judge_entry, without_text
from transforms.ledger import NEVER, IdMap, Ledger, Tried

NOON = 1_794_312_000_000_000


def a_ledger(articles=(), links=(), sightings=(), rejects=(), tries=()):
    return Ledger(
        articles=IdMap(list(articles)),
        links=IdMap([link for link, _ in links], [article for _, article in links]),
        sightings=IdMap(list(sightings)),
        rejects=IdMap(list(rejects)),
        tries=dict(tries),
        waiting={},
    )


def test_a_new_entry_goes_on_as_it_is(an_entry):
    entry = an_entry()
    assert judge_entry(entry, a_ledger()) == entry


def test_a_sighting_that_is_settled_leaves_no_second_row(an_entry):
    entry = an_entry()
    assert judge_entry(entry, a_ledger(sightings=[entry.sighting_id])) is None


@pytest.mark.parametrize(("updated_at", "read_again"), [(None, False), (NOON - 1, False), (NOON, False), (NOON + 1, True)])
def test_a_settled_sighting_is_read_again_when_its_feed_has_updated_it(an_entry, updated_at, read_again):
    entry = an_entry(updated_at=updated_at)
    ledger = dataclasses.replace(a_ledger(links=[(entry.link_id, "ab" * 16)]), sightings=IdMap([entry.sighting_id], numbers=[NOON]))
    assert judge_entry(entry, ledger) == (entry if read_again else None)


def test_a_settled_sighting_that_is_shown_otherwise_is_read_again_as_of_when_it_was_seen(an_entry):
    entry = an_entry(is_changed=True)
    for known_until, expected in [(NOON - 1, dataclasses.replace(entry, updated_at=NOON)), (NEVER, None)]:
        ledger = dataclasses.replace(a_ledger(), sightings=IdMap([entry.sighting_id], numbers=[known_until]))
        assert judge_entry(entry, ledger) == expected


def test_an_update_whose_page_could_not_be_had_is_tried_again(an_entry, noon):
    entry = an_entry()
    ledger = a_ledger(sightings=[entry.sighting_id], links=[(entry.link_id, "ab" * 16)], tries=[(entry.sighting_id, Tried(1, noon))])
    assert judge_entry(entry, ledger) == dataclasses.replace(entry, tries=1)


def test_a_known_link_in_another_feed_is_a_sighting_of_the_article_it_led_to(an_entry):
    entry, article = an_entry(feed="https://other.example/feed"), "ab" * 16
    assert judge_entry(entry, a_ledger(links=[(entry.link_id, article)])) == dataclasses.replace(entry, outcome="known", article_id=article)


def test_a_link_whose_article_was_ingested_from_a_file_is_known(an_entry):
    entry = an_entry()
    assert judge_entry(entry, a_ledger(articles=[entry.link_id])) == dataclasses.replace(entry, outcome="known", article_id=entry.link_id)


def test_a_link_that_was_refused_for_good_is_known_and_led_to_nothing(an_entry):
    entry = an_entry()
    assert judge_entry(entry, a_ledger(links=[(entry.link_id, None)])) == dataclasses.replace(entry, outcome="known", article_id=None)


@pytest.mark.parametrize(("wait", "outcome"), [(0, ""), (1, "retry")])
def test_an_entry_that_could_not_be_had_goes_on_when_it_may_be_tried_again(an_entry, noon, wait, outcome):
    entry = an_entry()
    judged = judge_entry(entry, a_ledger(tries=[(entry.sighting_id, Tried(2, noon + wait))]))
    assert judged == dataclasses.replace(entry, tries=2, outcome=outcome)


def test_an_id_is_known_by_its_first_64_bits():
    ids = IdMap(["0" * 32, "f" * 32], [None, "a" * 32])
    assert ("f" * 16 + "0" * 16 in ids, "e" * 32 in ids, len(ids)) == (True, False, 2)
    assert (ids.get("0" * 32), ids.get("f" * 32), ids.get("e" * 32)) == (None, "a" * 32, None)
    assert "0" * 32 not in IdMap([])


def test_of_entries_with_one_link_one_is_fetched_and_all_are_sightings(an_entry):
    fetched = an_entry(feed="https://www.example.org/world", content="<p>text</p>")
    twin = an_entry(feed="https://www.example.org/top")
    text_only = an_entry(feed="https://www.example.org/full", fetch="never")
    other = an_entry(url="https://www.example.org/b")
    known = an_entry(url="https://www.example.org/known")
    speaker = min(fetched, twin, key=lambda entry: entry.sighting_id)
    ledger = a_ledger(links=[(known.link_id, "ab" * 16)])
    for order in itertools.islice(itertools.permutations([fetched, twin, text_only, other, known]), 0, 120, 40):
        with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
            out = pipeline | beam.Create(order) | DropSeen(lambda: ledger)
            assert_that(out["entries"], equal_to([speaker, other]), label="entries")
            assert_that(
                out["sightings"],
                equal_to(
                    [
                        (speaker.sighting_id, without_text(fetched)),
                        (speaker.sighting_id, without_text(twin)),
                        (speaker.sighting_id, without_text(text_only)),
                        (other.sighting_id, without_text(other)),
                        (known.sighting_id, dataclasses.replace(known, outcome="known", article_id="ab" * 16)),
                    ]
                ),
                label="sightings",
            )


@pytest.mark.parametrize("known", [True, False])
def test_a_refusal_is_written_once(noon, known):
    refused = Reject(reject_id="cd" * 16, stage="FetchPages", reason="http-404", rejected_at=noon, date="2026-11-10")
    ledger = a_ledger(rejects=["cd" * 16] if known else [])
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        out = pipeline | beam.Create([refused]) | DropKnownRejects(lambda: ledger)
        assert_that(out, equal_to([] if known else [refused]))
