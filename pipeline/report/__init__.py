"""`dateline report`: one page of what a lake holds and whether the pipeline is well."""

from __future__ import annotations

from pathlib import Path

from pipeline.report.page import render_report
from pipeline.report.report import make_report
from pipeline.report.snapshot import take_snapshot
from transforms.instants import Clock


def write_report(root: str, out: Path, clock: Clock) -> int:
    """Writes the report of the lake at `root` to the file `out`; gives its size in bytes.

    Raises:
      LakeError: there is no lake, or it is on an object store.
    """
    page = render_report(make_report(take_snapshot(root), clock)).encode()
    out.write_bytes(page)
    return len(page)
