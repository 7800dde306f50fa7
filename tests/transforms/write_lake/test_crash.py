"""Killed at any instant, or crowded: 0 rows lost, 0 doubled, 0 files unreadable."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest
from crash_writer import REGIONS, ROUNDS, ROWS, WRITERS
from lake_rows import ids, stored_ids

from transforms.write_lake import Lake

WRITER = pathlib.Path(__file__).with_name("crash_writer.py")


def write(how: str, root: pathlib.Path) -> int:
    done = subprocess.run([sys.executable, WRITER, how, root], check=True, stdout=subprocess.PIPE, timeout=300)
    return int(done.stdout)


def assert_whole(root: pathlib.Path) -> None:
    assert stored_ids(Lake.open(str(root))) == sorted(ids(*range(ROWS)) * REGIONS)


def test_writers_killed_at_random_instants_lose_and_double_nothing(tmp_path: pathlib.Path) -> None:
    killed = write("random", tmp_path / "lake")
    assert 0 < killed <= ROUNDS
    assert_whole(tmp_path / "lake")


def test_a_writer_killed_between_any_two_steps_loses_and_doubles_nothing(tmp_path: pathlib.Path) -> None:
    steps = write("steps", tmp_path / "lake")
    assert steps > 30
    for step in range(1, steps + 1):
        assert_whole(tmp_path / f"lake-{step}")


@pytest.mark.parametrize("attempt", range(2))
def test_writers_at_once_double_nothing(tmp_path: pathlib.Path, attempt: int) -> None:
    assert write("at_once", tmp_path / "lake") == WRITERS
    assert_whole(tmp_path / "lake")
