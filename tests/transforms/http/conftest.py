"""What the tests of the client need."""

import dataclasses

import pytest
from fault_server import FaultServer


@pytest.fixture
def server():
    with FaultServer() as running:
        yield running


@pytest.fixture
def options(module_options):
    """Shorter waits: here each of them is waited for."""
    return dataclasses.replace(module_options, read_timeout_s=0.5, total_timeout_s=1.5)
