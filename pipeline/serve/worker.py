"""A process of its own for a visitor's SQL: what cannot be interrupted is killed with it."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from pipeline.serve.sql import TIMEOUT_S, Answer, Sql, SqlError
from transforms.write_lake import Lake, LakeFile

# DuckDB stops at the time limit, but for what it does between two looks at the clock (a list of a hundred million numbers made text).
_GRACE_S = 3.0
# A process that has not begun by then never will.
_START_S = 60.0


class SqlWorker:
    """`Sql` in a child process, one query at a time. It is started with the first query and again after a kill."""

    def __init__(self, root: str, files: Mapping[str, Sequence[LakeFile]], *, grace_s: float = _GRACE_S) -> None:
        self._root, self._files, self._grace_s = root, files, grace_s
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def ask(self, sql: str, *, timeout_s: float = TIMEOUT_S) -> Answer:
        """The answer to one SELECT. Raises SqlError as `Sql.ask` does."""
        with self._lock:
            pipe = self._started()
            try:
                pipe.send((sql, timeout_s))
                answer = pipe.recv() if pipe.poll(timeout_s + self._grace_s) else None
            except (EOFError, OSError):
                self._kill()
                raise SqlError("stopped: it asked for more memory than there is") from None
            if answer is None:
                self._kill()
                raise SqlError(f"stopped after {timeout_s:g} seconds: ask for less, or use `dateline query`")
            if isinstance(answer, SqlError):
                raise answer
            assert isinstance(answer, Answer)
            return answer

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._kill()

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_work, args=(theirs, self._root, self._files), daemon=True)
            self._process.start()
            theirs.close()
            if not self._pipe.poll(_START_S):
                self._kill()
                raise SqlError("the query process did not start")
            self._pipe.recv()
        return self._pipe

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._pipe is not None:
            self._pipe.close()
        self._process = self._pipe = None


def _work(pipe: Connection, root: str, files: Mapping[str, Sequence[LakeFile]]) -> None:
    sql = Sql(Lake.open(root), files)
    pipe.send("ready")
    while True:
        try:
            asked, timeout_s = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            pipe.send(sql.ask(asked, timeout_s=timeout_s))
        except SqlError as error:
            pipe.send(error)
