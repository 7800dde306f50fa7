"""The fault server, and how to ask it."""

import sys
from pathlib import Path

import pytest

from transforms.http import HttpOptions

sys.path.append(str(Path(__file__).parents[1] / "http"))  # the fault server lies there
from fault_server import FaultServer

OPTIONS = HttpOptions(
    allow_private_hosts=True,
    connect_timeout_s=2.0,
    read_timeout_s=1.0,
    total_timeout_s=2.0,
    max_feed_bytes=3_000_000,
    feed_delay_s=0.0,
)


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture(scope="module")
def module_server():
    """One for a run of many feeds, on many ports, each of which is a host."""
    with FaultServer(ports=32) as running:
        yield running


@pytest.fixture
def options():
    """Loopback is allowed, nobody rests, and waits are short."""
    return OPTIONS


@pytest.fixture(scope="module")
def module_options():
    return OPTIONS
