"""An asyncio loop beside Beam's thread: what it finds comes out one by one, while it goes on working."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")
# Hands one result over; waits while the reader has enough of them.
Put = Callable[[T], Awaitable[None]]


def stream(work: Callable[[Put[T]], Awaitable[None]], *, ahead: int = 16) -> Iterator[T]:
    """Runs `work(put)` in a loop of its own, in its own thread, and yields what it puts; at most `ahead` results wait to be read.

    An exception of `work` is raised here, after the results before it. A reader that leaves early stops the work.
    """
    return _Stream(work, ahead).results()


class _Stream(Generic[T]):
    def __init__(self, work: Callable[[Put[T]], Awaitable[None]], ahead: int) -> None:
        self._work = work
        self._loop = asyncio.new_event_loop()
        self._free = asyncio.Semaphore(ahead)
        self._ready: queue.SimpleQueue[tuple[T] | BaseException | None] = queue.SimpleQueue()
        self._task: asyncio.Task[None] | None = None

    def results(self) -> Iterator[T]:
        thread = threading.Thread(target=self._run, name="dateline-network", daemon=True)
        thread.start()
        try:
            while (result := self._ready.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result[0]
                self._call(self._free.release)
        finally:
            self._call(self._cancel)
            thread.join()

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
                runner.run(self._main())
        except asyncio.CancelledError:
            self._ready.put(None)
        except BaseException as error:
            self._ready.put(error)
        else:
            self._ready.put(None)

    async def _main(self) -> None:
        self._task = asyncio.current_task()
        await self._work(self._put)

    async def _put(self, result: T) -> None:
        await self._free.acquire()
        self._ready.put((result,))

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _call(self, what: Callable[[], None]) -> None:
        # The loop may be closed already: then there is nothing left to release or to cancel.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what)
