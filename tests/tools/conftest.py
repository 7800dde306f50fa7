"""Lends the tests of tools a newsroom's lake, and each other's ways to read it."""

import pathlib
import sys

import pytest

from fixtures.newsroom import Newsroom
from pipeline.feed_list import read_feed_list
from pipeline.graph import Job
from pipeline.run import run
from transforms.http import HttpOptions
from transforms.instants import system_clock

sys.path.append(str(pathlib.Path(__file__).parent))


@pytest.fixture(scope="session")
def lake(tmp_path_factory):
    """A lake of one run over the newsroom, its broken feeds included. Not to be changed."""
    root = tmp_path_factory.mktemp("tools") / "lake"
    with Newsroom() as newsroom:
        feeds = tuple(read_feed_list(newsroom.write_feed_list(root.parent / "feeds.yaml", trouble=True)))
        http = HttpOptions(allow_private_hosts=True, feed_delay_s=0.0)
        run(Job(lake=str(root), run_at=system_clock(), feeds=feeds, http=http))
    return root
