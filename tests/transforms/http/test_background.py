"""Results come out of the loop one by one, as they come."""

import threading

import pytest

from transforms.http import stream


def test_results_come_in_the_order_in_which_they_were_put():
    async def work(put):
        for n in range(100):
            await put(n)

    assert list(stream(work, ahead=3)) == list(range(100))


def test_no_more_than_so_many_wait_to_be_read():
    put_so_far = []

    async def work(put):
        for n in range(50):
            await put(n)
            put_so_far.append(n)

    results = stream(work, ahead=4)
    for n in results:
        assert len(put_so_far) <= n + 6  # the four that wait, the one being read, and the one released for it


def test_an_error_is_raised_after_the_results_before_it():
    async def work(put):
        await put("first")
        raise RuntimeError("broken")

    results = stream(work)
    assert next(results) == "first"
    with pytest.raises(RuntimeError, match="broken"):
        next(results)


def test_a_reader_that_leaves_early_ends_the_work():
    async def work(put):
        while True:
            await put("more")

    results = stream(work)
    assert next(results) == "more"
    results.close()
    assert "dateline-network" not in {thread.name for thread in threading.enumerate()}
