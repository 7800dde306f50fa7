"""What the tests of the client need."""

import sys
from pathlib import Path

import pytest

from transforms.http import HttpOptions

sys.path.append(str(Path(__file__).parent))  # the fault server lies here
from fault_server import FaultServer


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture
def options():
    """Loopback is allowed, nobody rests, and waits are short."""
    return HttpOptions(
        allow_private_hosts=True,
        connect_timeout_s=2.0,
        read_timeout_s=0.5,
        total_timeout_s=1.5,
        max_feed_bytes=3_000_000,
        feed_delay_s=0.0,
    )
