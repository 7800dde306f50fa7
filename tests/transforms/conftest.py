"""What the tests that ask the fault server share."""

import sys
from pathlib import Path

import pytest

from transforms.http import HttpOptions

# pytest's importlib mode puts no folder on the path; the fault server lies there.
sys.path.append(str(Path(__file__).parent / "http"))


@pytest.fixture(scope="session")
def module_options():
    """Loopback is allowed, nobody rests, and waits are short."""
    return HttpOptions(
        allow_private_hosts=True,
        connect_timeout_s=2.0,
        read_timeout_s=1.0,
        total_timeout_s=2.0,
        max_feed_bytes=3_000_000,
        feed_delay_s=0.0,
    )


@pytest.fixture
def options(module_options):
    return module_options
