"""A lake on an object store: one put makes a file visible, a lease by conditional put keeps the writers apart.

A rename there is a copy and a delete, so files are put under their last name at once. Beam's own `FileSystems.create` is
not used to write: closing its stream after an error publishes what came so far (filesystemio.UploaderStream.close).
"""

from __future__ import annotations

import contextlib
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol, cast

from transforms.ids import digest
from transforms.instants import Clock, system_clock
from transforms.write_lake.storage import LOCK_DIGITS, LOCKS, PATIENCE, TEMPORARY, Held, LakeBusyError, holder

# A writer that is alive says so three times within the lease; one that has not for so long is taken for dead.
LEASE_SECONDS = 600
_BEATS = 3

# Parquet is read from its end and by column: a request for each read of a few bytes would cost a round trip.
_READ_BYTES = 1 << 20


class Objects(Protocol):
    """What an object store must offer. Names are below the root. A token stands for one version of an object."""

    def list(self, prefix: str) -> Iterator[str]:
        """The names that begin with a prefix."""

    def size(self, name: str) -> int | None:
        """In bytes; None where there is no such object."""

    def range(self, name: str, start: int, stop: int) -> bytes:
        """The bytes from start to before stop."""

    def get(self, name: str) -> tuple[bytes, str] | None:
        """The whole object and its token; None where there is none."""

    def put(self, name: str, content: bytes | memoryview) -> None:
        """Makes the object visible, whole, or not at all."""

    def put_if(self, name: str, content: bytes, token: str | None) -> str | None:
        """Puts it if it is still the version of the token (None: if there is none yet). Gives the new token; None if it was not."""


class ObjectStorage:
    """`Storage` on an object store.

    Args:
      root: the URL, for messages.
      patience: seconds to wait for a lock: longer than a dead writer's lease lasts.
      sleep, clock: the outside, for tests.
    """

    def __init__(
        self,
        root: str,
        objects: Objects,
        *,
        patience: float = PATIENCE + LEASE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Clock = system_clock,
    ) -> None:
        self.root = root
        self._objects = objects
        self._patience = patience
        self._sleep = sleep
        self._clock = clock

    def list(self, folder: str) -> list[str]:
        return sorted(self._objects.list(f"{folder}/"))

    def is_empty(self) -> bool:
        return all(name.split("/")[0] in (TEMPORARY, LOCKS) for name in self._objects.list(""))

    def read(self, path: str) -> bytes | None:
        found = self._objects.get(path)
        return found[0] if found else None

    def open(self, path: str) -> BinaryIO:
        size = self._objects.size(path)
        if size is None:
            raise FileNotFoundError(f"{self.root}/{path}")
        return cast(BinaryIO, io.BufferedReader(_Ranges(self._objects, path, size), _READ_BYTES))

    def publish(self, path: str, content: bytes | memoryview) -> None:
        self._objects.put(path, content)

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[Held]:
        """A lease, renewed while it is held. Nothing is ever deleted: each change of hands is one conditional put."""
        lease = _Lease(self._objects, f"{LOCKS}/{digest(name)[:LOCK_DIGITS]}", f"{self.root}: {name}", self._clock)
        waited, pause = 0.0, 0.05
        while not lease.take():
            if waited >= self._patience:
                raise LakeBusyError(f"the lake {self.root} is being written by {lease.held_by}: waited {waited:.0f} s for {name}")
            self._sleep(pause)
            waited += pause
            pause = min(2 * pause, 2.0)
        done = threading.Event()
        heart = threading.Thread(target=_beat, args=(lease, done), daemon=True, name="dateline-lease")
        heart.start()
        try:
            yield lease.assert_held
        finally:
            done.set()
            heart.join()
            lease.release()


class _Lease:
    """One lock's object: who holds it, until when."""

    def __init__(self, objects: Objects, name: str, what: str, clock: Clock) -> None:
        self.held_by = "another process"
        self._objects = objects
        self._name = name
        self._what = what
        self._clock = clock
        self._token: str | None = None
        self._until = 0

    def take(self) -> bool:
        """Takes the lease if it is free, or if its holder let it run out."""
        found = self._objects.get(self._name)
        if found is None:
            return self._put(None)
        content, token = found
        state = json.loads(content)
        self.held_by = state["holder"]
        return state["until"] <= self._clock() and self._put(token)

    def renew(self) -> bool:
        """Whether it is still ours; if so, for another `LEASE_SECONDS`."""
        return self._token is not None and self._put(self._token)

    def release(self) -> None:
        """Free for the next, unless it is theirs already."""
        if self._token is not None:
            free = json.dumps({"holder": holder(self._clock), "until": 0}).encode()
            self._objects.put_if(self._name, free, self._token)

    def assert_held(self) -> None:
        if self._token is None or self._clock() >= self._until:
            raise LakeBusyError(f"lost the lock on {self._what}: another writer took it after {LEASE_SECONDS} s without a sign of life")

    def _put(self, token: str | None) -> bool:
        until = self._clock() + LEASE_SECONDS * 1_000_000
        content = json.dumps({"holder": holder(self._clock), "until": until}).encode()
        self._token = self._objects.put_if(self._name, content, token)
        self._until = until
        return self._token is not None


def _beat(lease: _Lease, done: threading.Event) -> None:
    while not done.wait(LEASE_SECONDS / _BEATS):
        if not lease.renew():
            return


class _Ranges(io.RawIOBase):
    """An object as a seekable file."""

    def __init__(self, objects: Objects, name: str, size: int) -> None:
        self._objects = objects
        self._name = name
        self._size = size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._position = offset + (0, self._position, self._size)[whence]
        return self._position

    def readinto(self, buffer: Any) -> int:
        stop = min(self._position + len(buffer), self._size)
        if stop <= self._position:
            return 0
        content = self._objects.range(self._name, self._position, stop)
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)
