"""What runs away is stopped; what does not is left alone."""

import itertools

import pytest

from transforms.poll_feeds.cpu_limit import OutOfTime, cpu_limit


def endless():
    for turn in itertools.count():
        try:
            str(turn)
        except Exception:  # what a parser does to errors does not keep it
            continue


def test_a_call_that_never_ends_is_stopped():
    with pytest.raises(OutOfTime), cpu_limit(0.05):
        endless()


def test_what_ends_in_time_gives_its_result_and_hears_nothing_afterwards():
    for _ in range(200):
        with cpu_limit(30.0):
            total = sum(range(1000))
        assert total == 499_500
