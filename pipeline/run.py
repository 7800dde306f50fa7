"""Running a job: the graph on an engine, watched while it works, its account checked at the end."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

import apache_beam as beam

from pipeline.account import Account, account_of
from pipeline.graph import Job, build
from pipeline.progress import watched
from pipeline.runners import engine_of, pipeline_options
from transforms.write_lake import Lake


def run(job: Job, flags: Sequence[str] = (), *, show_progress: bool = False, part: str = "") -> Account:
    """Runs a job to its end and gives its account.

    Args:
      job: what to do.
      flags: Beam's own options (`--runner=FlinkRunner`, …).
      show_progress: draws what is done so far on stderr; part: which part of the whole this job is.

    Raises:
      LakeError: the lake cannot be opened or made.
      OptionError: a flag is unknown, or the runner is refused.
    """
    options = pipeline_options(flags)
    Lake.create_or_open(job.lake)
    pipeline = beam.Pipeline(options=options)
    build(pipeline, job)
    with watched(job, part, engine=engine_of(flags)) if show_progress else contextlib.nullcontext():
        result = pipeline.run()
        result.wait_until_finish()
    return account_of(result)
