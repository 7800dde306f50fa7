"""What the graph may not do, whoever changes it."""

import apache_beam as beam
import pytest
from apache_beam.portability import common_urns
from apache_beam.portability.api import beam_runner_api_pb2

from pipeline.graph import Job, build
from schemas import Feed
from transforms.read_pages import Piece
from transforms.write_lake import Lake

PARDO = common_urns.primitives.PAR_DO.urn
GROUP_BY_KEY = common_urns.primitives.GROUP_BY_KEY.urn
MAIN = "None"  # Beam's name for the output without a tag
# What makes articles of pages, in the order of DESIGN.md's picture.
ARTICLE_STEPS = ["StripBoilerplate", "ExtractDateline", "ExtractCredits", "DetectLanguage", "AssignRegion"]


@pytest.fixture(params=["run", "ingest"])
def graph(request, tmp_path, noon):
    lake = str(tmp_path / "lake")
    Lake.create_or_open(lake)
    work = {"feeds": (Feed("https://www.example.org/feed"),)} if request.param == "run" else {"pieces": (Piece("story.txt"),)}
    pipeline = beam.Pipeline()
    build(pipeline, Job(lake=lake, run_at=noon, **work))
    return pipeline.to_runner_api().components


def leaves(graph):
    return {transform.unique_name: transform for transform in graph.transforms.values() if not transform.subtransforms}


def readers_of(graph, pcollection):
    return [transform for transform in leaves(graph).values() if pcollection in transform.inputs.values()]


def test_a_page_goes_straight_from_where_it_is_got_to_where_it_is_read(graph):
    source = next(transform for name, transform in leaves(graph).items() if name.startswith(("FetchPages/Fetch/", "ReadPages/Read/")))
    for step in ("DropForgottenPages", "StripBoilerplate"):
        readers = readers_of(graph, source.outputs[MAIN])
        assert [(reader.unique_name.split("/")[0], reader.spec.urn) for reader in readers] == [(step, PARDO)]
        source = readers[0]


def test_the_article_steps_are_one_chain_that_a_runner_fuses(graph):
    step = next(transform for name, transform in leaves(graph).items() if name.startswith(ARTICLE_STEPS[0] + "/"))
    for follower in ARTICLE_STEPS[1:]:
        (reader,) = readers_of(graph, step.outputs[MAIN])
        assert (reader.unique_name.split("/")[0], reader.spec.urn, len(reader.inputs)) == (follower, PARDO, 1)
        step = reader


# What is grouped are feeds, entries, paths, claims and outcomes: links, never pages, and no articles.
GROUPS = {
    "PollFeeds/GroupByHost",
    "FetchPages/GroupByHost",
    "ReadPages/Spread",
    "DropSeen/Losers/ById",
    "Deduplicate/ById",
    "Deduplicate/Together",
    "RecordSightings/CoGroupByKey",
}


def test_nothing_but_links_and_outcomes_is_grouped(graph):
    grouped = [name for name, transform in leaves(graph).items() if transform.spec.urn == GROUP_BY_KEY]
    assert [name for name in grouped if not name.startswith(tuple(GROUPS))] == []


def test_no_buffer_waits_for_the_clock(graph):
    for name, transform in leaves(graph).items():
        if transform.spec.urn == PARDO:
            payload = beam_runner_api_pb2.ParDoPayload.FromString(transform.spec.payload)
            domains = {spec.time_domain for spec in payload.timer_family_specs.values()}
            assert beam_runner_api_pb2.TimeDomain.PROCESSING_TIME not in domains, name


def test_every_buffer_is_flushed_at_the_end_of_its_window(graph):
    for name, transform in leaves(graph).items():
        if transform.spec.urn == PARDO:
            payload = beam_runner_api_pb2.ParDoPayload.FromString(transform.spec.payload)
            assert bool(payload.state_specs) == bool(payload.timer_family_specs), name
