"""One run at a time polls into a lake: two at once would ask the same hosts twice as often as they allow."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator

from transforms.instants import Clock
from transforms.write_lake import Lake
from transforms.write_lake.storage import LOCKS, holder


@contextlib.contextmanager
def alone(lake: str, clock: Clock) -> Iterator[str | None]:
    """Keeps the polling of a lake to this run for the length of the block. Gives None; or who polls already, and then keeps nothing.

    The kernel lets go of it when the process ends, however it ends. On an object store nobody is kept out.

    Raises:
      LakeError: the lake cannot be opened or made.
    """
    Lake.create_or_open(lake)
    if "://" in lake:
        yield None
        return
    folder = os.path.join(lake, LOCKS)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "polling"), "a+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            yield file.read().decode(errors="replace") or "another process"
            return
        file.truncate(0)
        file.write(holder(clock).encode())
        yield None
