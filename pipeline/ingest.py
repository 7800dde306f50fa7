"""Saved pages and crawls into a lake: in batches, each a run of its own, so that memory stays flat and a cut costs one batch."""

from __future__ import annotations

import collections
import json
import os
from collections.abc import Iterable, Iterator, Sequence

from pipeline.account import Account
from pipeline.graph import Job
from pipeline.run import run
from transforms.ids import digest
from transforms.instants import Clock
from transforms.read_pages import Piece, cut, is_bundle
from transforms.strip_boilerplate.publisher_rules import NO_RULES, Rules
from transforms.write_lake import Lake

# Pages a run: their articles are some 100 MB in memory, and the graph's start costs less than a hundredth of the time.
BATCH_PAGES = 10_000

# Where it is noted how far a file of many pages has been read, until it has been read to its end.
_MARKS = "_ingests"


def ingest(
    lake_root: str,
    files: Sequence[str],
    clock: Clock,
    flags: Sequence[str] = (),
    *,
    keep_pages: bool = False,
    rules: Rules = NO_RULES,
    show_progress: bool = False,
    batch_pages: int = BATCH_PAGES,
) -> Account:
    """Reads files into a lake and gives the account of all of it. What was cut off is taken up after the last whole batch.

    Raises:
      LakeError: the lake cannot be opened or made.
      OptionError: a flag is unknown, or the runner is refused.
    """
    lake = Lake.create_or_open(lake_root)
    total = sum(os.path.getsize(file) for file in files)
    counts: collections.Counter[str] = collections.Counter()
    for pieces in batches(_pieces(lake, files), batch_pages):
        job = Job(lake=lake_root, run_at=clock(), pieces=tuple(pieces), clock=clock, keep_pages=keep_pages, rules=rules)
        part = f"{_position(files, pieces[-1]) / 1e6:,.0f} of {total / 1e6:,.0f} MB" if is_bundle(pieces[-1].path) else ""
        counts.update(run(job, flags, show_progress=show_progress, part=part).counts)
        for piece in pieces:
            if is_bundle(piece.path):
                _note(lake, piece)
    return Account(dict(counts))


def batches(pieces: Iterable[Piece], pages: int) -> Iterator[list[Piece]]:
    """The pieces in groups of at most so many pages, or of one piece that has more."""
    group: list[Piece] = []
    for piece in pieces:
        if group and sum(held.pages for held in group) + piece.pages > pages:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _pieces(lake: Lake, files: Sequence[str]) -> Iterator[Piece]:
    for file in files:
        yield from cut(file, start=_noted(lake, file)) if is_bundle(file) else cut(file)


def _noted(lake: Lake, file: str) -> int:
    """The byte from which on a file is still to be read: 0 unless an ingest of this very file was cut off."""
    content = lake.storage.read(_mark(file))
    noted = json.loads(content) if content else {}
    return int(noted["next"]) if noted.get("size") == os.path.getsize(file) else 0


def _note(lake: Lake, piece: Piece) -> None:
    note = {"path": piece.path, "size": os.path.getsize(piece.path), "next": piece.stop or 0}
    lake.storage.publish(_mark(piece.path), json.dumps(note).encode())


def _mark(file: str) -> str:
    return f"{_MARKS}/{digest(os.path.abspath(file))}.json"


def _position(files: Sequence[str], last: Piece) -> int:
    """How many bytes of all lie before the end of a piece."""
    before = sum(os.path.getsize(file) for file in files[: files.index(last.path)])
    return before + (last.stop or os.path.getsize(last.path))
