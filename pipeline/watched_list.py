"""`WatchedList`: a feed list that may be changed while it is in use."""

from __future__ import annotations

import dataclasses
import logging
import os
import threading

from pipeline.feed_list import FeedListError, read_feed_list
from schemas import Feed

_log = logging.getLogger(__name__)

# By path: the file's time and size, and what it held when it could last be read. Once a process, however many workers ask.
_read: dict[str, tuple[tuple[int, int], tuple[Feed, ...]]] = {}
_lock = threading.Lock()


@dataclasses.dataclass(frozen=True, slots=True)
class WatchedList:
    """Gives the feeds of a list as the file is now. It travels to the workers, which must have the file at the same path.

    A list that is broken by an edit, or gone, is said once, and the last good one holds until it is put right.
    """

    path: str

    def __call__(self) -> tuple[Feed, ...]:
        """The feeds. Raises FeedListError or OSError where the list could never be read."""
        with _lock:
            last = _read.get(self.path)
            try:
                file = os.stat(self.path)
                stamp = file.st_mtime_ns, file.st_size
                if last is None or last[0] != stamp:
                    last = _read[self.path] = stamp, tuple(read_feed_list(self.path))
            except (FeedListError, OSError) as error:
                if last is None:
                    raise
                if last[0] != (0, 0):
                    _log.warning("%s; the feed list of before stays in use", error)
                    last = _read[self.path] = (0, 0), last[1]
            return last[1]
