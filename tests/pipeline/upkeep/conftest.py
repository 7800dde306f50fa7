"""Lends the tests of this folder a newsroom's lake."""

import pathlib
import shutil
import sys

import pytest

sys.path.append(str(pathlib.Path(__file__).parent))

from lakes import poll

from fixtures.newsroom import Newsroom
from transforms.instants import system_clock

DAY = 24 * 3_600_000_000


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A lake of three runs, the later two with one more story each: so its partitions have several files."""
    root = tmp_path_factory.mktemp("newsroom") / "lake"
    with Newsroom() as newsroom:
        poll(newsroom, root, trouble=True)
        for story in [story for story in newsroom.stories() if not story.published]:
            newsroom.publish(story.id)
            poll(newsroom, root, trouble=True)
    return root


@pytest.fixture
def lake(filled, tmp_path):
    """That lake, to be changed."""
    return pathlib.Path(shutil.copytree(filled, tmp_path / "lake"))


@pytest.fixture
def in_ten_days():
    """A clock that stands where every partition of the newsroom's lake is closed."""
    return lambda: system_clock() + 10 * DAY
