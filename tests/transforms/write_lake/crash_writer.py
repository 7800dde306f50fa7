"""Writers that are killed and that crowd: run by test_crash.py, in a process of its own that may fork.

`crash_writer.py random|steps|at_once ROOT` prints one number: of writers killed, of steps, of writers that got through.
"""

from __future__ import annotations

import itertools
import os
import pathlib
import random
import select
import signal
import sys
import time
from collections.abc import Callable

sys.path.append(str(pathlib.Path(__file__).parent))

from lake_rows import PARTITION, SteppingStorage, articles

from schemas import ARTICLES
from transforms.write_lake import Lake, commit
from transforms.write_lake.storage import Storage

ROUNDS = 8
WRITERS = 3
REGIONS = 3
ROWS = 400


def write_all(storage: str | Storage, seed: int, piece: int = 50) -> None:
    """Commits all rows, in overlapping pieces, in an order of its own."""
    lake = Lake.create_or_open(storage)
    pieces = [(region, start) for region in range(REGIONS) for start in range(0, ROWS, piece)]
    random.Random(seed).shuffle(pieces)
    for region, start in pieces:
        numbers = range(start, min(start + piece * 3 // 2, ROWS))
        commit(lake, ARTICLES, {**PARTITION, "region": f"region-{region}"}, articles(*numbers))


def fork(work: Callable[[], None]) -> int:
    """Does some work in a process of its own; gives its id."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def killed_at_random(root: str) -> None:
    """Each round one writer, killed at a random instant of the time that a whole one takes."""
    started = time.perf_counter()
    os.waitpid(fork(lambda: write_all(f"{root}-timed", 0)), 0)
    whole = time.perf_counter() - started
    killed = 0
    for seed in range(ROUNDS):
        child = fork(lambda seed=seed: write_all(root, seed))
        descriptor = os.pidfd_open(child)
        select.select([descriptor], [], [], random.uniform(0, whole))
        os.kill(child, signal.SIGKILL)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        os.close(descriptor)
    write_all(root, ROUNDS)
    print(killed)


def killed_at_each_step(root: str) -> None:
    """Writers that are killed each one step further than the one before, until one gets through."""
    for step in itertools.count(1):
        child = fork(lambda step=step: write_all(SteppingStorage(f"{root}-{step}", dies_at(step)), 0, ROWS))
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        write_all(f"{root}-{step}", 1, ROWS)
        if not killed:
            print(step)
            return


def at_once(root: str) -> None:
    """Several writers of the same rows at the same time."""
    children = [fork(lambda seed=seed: write_all(root, seed)) for seed in range(WRITERS)]
    print(sum(os.waitpid(child, 0)[1] == 0 for child in children))


def dies_at(step: int) -> Callable[[], None]:
    """Counts the steps, and kills its process at one of them."""
    steps = itertools.count(1)

    def on_step() -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return on_step


if __name__ == "__main__":
    {"random": killed_at_random, "steps": killed_at_each_step, "at_once": at_once}[sys.argv[1]](sys.argv[2])
