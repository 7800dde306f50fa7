"""What several tests need."""

import importlib.util
from pathlib import Path

import pytest

from schemas import Entry, Feed
from transforms.ids import article_id, sighting_id
from transforms.urls import canonical_url

NOON = 1_794_312_000_000_000  # 2026-11-10T12:00:00Z


@pytest.fixture(scope="session")
def load_script():
    """Loads a file that lies beside the packages, of benchmarks/ or scripts/, as a module."""

    def load(path):
        spec = importlib.util.spec_from_file_location(Path(path).stem, Path(__file__).parents[1] / path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture
def noon():
    """The instant at which every test's clock stands, unless it says otherwise: 2026-11-10T12:00:00Z."""
    return NOON


@pytest.fixture
def an_entry():
    """Makes an entry as PollFeeds does."""

    def make(url="https://www.example.org/a", feed="https://www.example.org/feed", fetch="auto", entry_id=None, **fields):
        entry_id = entry_id or url
        return Entry(
            sighting_id=sighting_id(feed, entry_id),
            link_id=article_id(canonical_url(url)),
            feed=Feed(url=feed, fetch=fetch),
            entry_id=entry_id,
            feed_url=feed,
            seen_at=NOON,
            date="2026-11-10",
            url=url,
            **fields,
        )

    return make
