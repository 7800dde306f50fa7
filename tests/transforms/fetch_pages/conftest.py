"""The fault server, on several ports, each of which is a host."""

import pytest
from fault_server import FaultServer


@pytest.fixture
def server():
    with FaultServer(ports=8) as running:
        yield running
