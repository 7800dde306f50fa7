"""Where a lake's files lie: the port that `commit` writes through, and the local disk behind it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from transforms.ids import digest
from transforms.instants import Clock, from_micros, system_clock
from transforms.write_lake.exchange import exchange

# All lie at the lake's root, so that inside a table's folder there is nothing but finished files.
TEMPORARY = "_tmp"
LOCKS = "_locks"
# Files that gave way to others, for those who are reading them; and files that are not fit to be read, for a person to look at.
TRASH = "_trash"
QUARANTINE = "_quarantine"

# A commit takes seconds; who waits longer than this waits for a program that hangs.
PATIENCE = 300.0

# Locks share this many files, so that they do not grow with the lake; two partitions on one file only wait for each other.
LOCK_DIGITS = 3

Held = Callable[[], None]


class LakeError(RuntimeError):
    """What is wrong with a lake, or with the use of it: one clear line for the user."""


class LakeBusyError(LakeError):
    """Somebody else holds the lock that a write needs, and did not let go of it in time; the message says who."""


class Storage(Protocol):
    """A folder on a disk or an object store. Paths are relative to it, with `/`."""

    root: str

    def list(self, folder: str) -> list[str]:
        """The paths of all files below a folder, sorted; none where there is no such folder."""

    def is_empty(self) -> bool:
        """Whether there is nothing at the root but what this module puts there itself."""

    def read(self, path: str) -> bytes | None:
        """The whole of a small file; None where there is none."""

    def open(self, path: str) -> BinaryIO:
        """A file to read from, seekable. Raises FileNotFoundError."""

    def publish(self, path: str, content: bytes | memoryview) -> None:
        """Makes a file visible, whole and durable, or not at all."""

    def lock(self, name: str) -> AbstractContextManager[Held]:
        """Exclusive among all processes that write to this root. Waits its turn.

        Gives a function that raises LakeBusyError if the lock was lost meanwhile: call it just before publishing.

        Raises:
          LakeBusyError: the wait was too long.
        """


class LocalStorage:
    """A folder on a local disk. A file becomes visible by one rename, and only when it is on the disk.

    Args:
      root: the folder; made when something is first written.
      patience: seconds to wait for a lock.
      sleep, clock: the outside, for tests.
    """

    def __init__(self, root: str, *, patience: float = PATIENCE, sleep: Callable[[float], None] = time.sleep, clock: Clock = system_clock):
        self.root = root
        self._patience = patience
        self._sleep = sleep
        self._clock = clock

    def list(self, folder: str) -> list[str]:
        top = self._at(folder)
        found = (os.path.join(parent, name) for parent, _, names in os.walk(top) for name in names)
        return sorted(os.path.relpath(path, self.root).replace(os.sep, "/") for path in found)

    def is_empty(self) -> bool:
        try:
            return all(name in (TEMPORARY, LOCKS) for name in os.listdir(self.root))
        except FileNotFoundError:
            return True

    def read(self, path: str) -> bytes | None:
        try:
            with self.open(path) as file:
                return file.read()
        except FileNotFoundError:
            return None

    def open(self, path: str) -> BinaryIO:
        return open(self._at(path), "rb")

    def publish(self, path: str, content: bytes | memoryview) -> None:
        folder, name = os.path.split(self._at(path))
        temporary = os.path.join(self._at(TEMPORARY), f"{name}.{uuid.uuid4().hex}")
        self.make_folder(self._at(TEMPORARY))
        self.make_folder(folder)
        try:
            self.write(temporary, content)
            self.rename(temporary, os.path.join(folder, name))
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        self.sync_folder(folder)

    # The steps of publish, one by one: a test kills the process, or fails, between any two of them.

    def make_folder(self, folder: str) -> None:
        """A folder and its parents, durable."""
        if os.path.isdir(folder):
            return
        parent = os.path.dirname(folder) or "."
        self.make_folder(parent)
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder)
        self.sync_folder(parent)

    def write(self, path: str, content: bytes | memoryview) -> None:
        """A new file, on the disk when this returns."""
        with open(path, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, source: str, target: str) -> None:
        """The one step by which rows become visible."""
        os.replace(source, target)

    def sync_folder(self, folder: str) -> None:
        """Makes the names in a folder durable."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[Held]:
        """flock(2): the kernel lets go of it when the process ends, however it ends."""
        self.make_folder(self._at(LOCKS))
        path = os.path.join(self._at(LOCKS), digest(name)[:LOCK_DIGITS])
        with open(path, "a+b", buffering=0) as file:
            self._wait_for(file, name)
            file.truncate(0)
            file.write(holder(self._clock).encode())
            try:
                yield lambda: None
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)

    def _wait_for(self, file: BinaryIO, name: str) -> None:
        waited, pause = 0.0, 0.002
        while not _try_lock(file):
            if waited >= self._patience:
                file.seek(0)
                who = file.read().decode(errors="replace") or "another process"
                raise LakeBusyError(f"the lake {self.root} is being written by {who}: waited {waited:.0f} s for {name}")
            self._sleep(pause)
            waited += pause
            pause = min(2 * pause, 0.25)

    # What `rewrite` needs beside: files and folders change places. Paths are relative to the root here.

    def names(self, folder: str) -> Sequence[str]:
        """What lies directly in a folder; nothing where there is no such folder."""
        return sorted(os.listdir(self._at(folder))) if self.exists(folder) else []

    def exists(self, path: str) -> bool:
        return os.path.exists(self._at(path))

    def size(self, path: str) -> int:
        """A file's bytes."""
        return os.path.getsize(self._at(path))

    def changed_at(self, path: str) -> int:
        """When a file was last written to, in microseconds since 1970 UTC."""
        return os.stat(self._at(path)).st_mtime_ns // 1000

    def write_new(self, path: str, content: bytes | memoryview) -> None:
        """A new file in a folder that nobody reads, durable."""
        folder = os.path.dirname(self._at(path))
        self.make_folder(folder)
        self.write(self._at(path), content)
        self.sync_folder(folder)

    def link(self, path: str, other: str) -> None:
        """Another name for a file (a copy of it where the filesystem has no links), durable."""
        folder = os.path.dirname(self._at(other))
        self.make_folder(folder)
        try:
            os.link(self._at(path), self._at(other))
        except OSError:
            shutil.copy2(self._at(path), self._at(other))
        self.sync_folder(folder)

    def move(self, path: str, other: str) -> None:
        """Another place for a file or a folder, in one step."""
        folder = os.path.dirname(self._at(other))
        self.make_folder(folder)
        self.rename(self._at(path), self._at(other))
        self.sync_folder(folder)
        self.sync_folder(os.path.dirname(self._at(path)))

    def exchange(self, path: str, other: str) -> bool:
        """Two folders change places in one step; False where the filesystem cannot."""
        done = exchange(self._at(path), self._at(other))
        for folder in (path, other) if done else ():
            self.sync_folder(os.path.dirname(self._at(folder)))
        return done

    def remove(self, path: str) -> None:
        """Removes a file, or a folder with all that is in it; nothing where there is none."""
        with contextlib.suppress(FileNotFoundError):
            if os.path.isdir(self._at(path)):
                shutil.rmtree(self._at(path))
            else:
                os.unlink(self._at(path))

    def _at(self, path: str) -> str:
        return os.path.join(self.root, *path.split("/"))


def holder(clock: Clock) -> str:
    """Who holds a lock, for the message to whoever waits for it."""
    return f"{os.getpid()}@{socket.gethostname()} since {from_micros(clock()):%Y-%m-%d %H:%M:%S} UTC"


def _try_lock(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
