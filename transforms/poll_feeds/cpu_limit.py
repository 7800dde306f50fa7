"""A bound on the processor time of a call that may run away: feedparser has hung on hostile bytes (kurtmckee/feedparser#263)."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable, Iterator


class OutOfTime(BaseException):
    """The block used up its time. No Exception, so that no handler on the way keeps it."""


@contextlib.contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raises OutOfTime inside the block when its thread has used so many seconds of processor time.

    It arrives between two byte codes: a single call into C is not cut short.
    """
    used = _processor_clock(threading.get_ident())
    watch = _Watch(threading.get_ident(), used() + seconds, used)
    watch.start()
    try:
        yield
    finally:
        watch.end()


class _Watch(threading.Thread):
    def __init__(self, thread: int, deadline: float, used: Callable[[], float]) -> None:
        super().__init__(name="dateline-cpu-limit", daemon=True)
        self._watched = thread
        self._deadline = deadline
        self._used = used
        self._over = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        # Processor time is never ahead of the wall's: so much of it must pass at least.
        while not self._over.wait(max(self._deadline - self._used(), 0.01)):
            with self._lock:
                if self._used() >= self._deadline and not self._over.is_set():
                    _raise_in(self._watched, OutOfTime)
                    return

    def end(self) -> None:
        # An exception that was set while we waited for the lock is raised here: still inside the block. It must not be taken
        # back: CPython 3.11 would go on looking for it for ever.
        with self._lock:
            self._over.set()


def _raise_in(thread: int, kind: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind))


def _processor_clock(thread: int) -> Callable[[], float]:
    """Seconds that a thread has used; where the system does not tell (macOS), seconds that have passed."""
    clock_of = getattr(time, "pthread_getcpuclockid", None)
    if clock_of is None:
        return time.monotonic
    clock = clock_of(thread)
    return lambda: time.clock_gettime(clock)
