"""One of several claims stands, whatever their order."""

import itertools

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.runners import LOCAL_RUNNER
from transforms.electing import Losers, losers_of

CLAIMS = [(True, "a"), (False, "c"), (False, "b"), (False, "b")]


def test_the_least_claim_stands_in_any_order():
    for order in itertools.permutations(CLAIMS):
        assert losers_of(order) == [("c", "b"), ("a", "b")]


def test_a_lone_claim_has_no_losers():
    assert losers_of([(False, "a")]) == []


def test_losers_names_each_that_does_not_stand():
    with TestPipeline(runner=LOCAL_RUNNER) as pipeline:
        claims = pipeline | beam.Create([("x", claim) for claim in CLAIMS] + [("y", (False, "d"))])
        assert_that(claims | Losers(), equal_to([("c", "b"), ("a", "b")]))
