"""The fault server, for one test or for a module."""

import pytest
from fault_server import FaultServer


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture(scope="module")
def module_server():
    """One for a run of many feeds, on many ports, each of which is a host."""
    with FaultServer(ports=32) as running:
        yield running
