"""Running a job: the graph on an engine, watched while it works, its account checked at the end."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
from collections.abc import Sequence

import apache_beam as beam
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions
from apache_beam.runners.portability.fn_api_runner import worker_handlers

from pipeline.account import Account, account_of
from pipeline.graph import Job, build
from pipeline.progress import watched
from pipeline.rounds import rounds
from pipeline.runners import engine_of, is_local, pipeline_options
from transforms.write_lake import Lake

# The state of the local runner lies in this process: a cache before it saves nothing, and to weigh what it takes Beam (2.77, by objsize)
# walks the globals of every module each time. Without it 600 pages cost 22 ms each of the processor instead of 27.
worker_handlers.STATE_CACHE_SIZE_MB = 0


def run(job: Job, flags: Sequence[str] = (), *, show_progress: bool = False, part: str = "") -> Account:
    """Runs a job to its end and gives its account. On the local runner, which holds all of a run in memory, in rounds.

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
    # Worker processes have nothing to share in but shards.
    job = dataclasses.replace(job, shards=max(job.shards, options.view_as(DirectOptions).direct_num_workers))
    counts: collections.Counter[str] = collections.Counter()
    parts = list(rounds(job)) if is_local(flags) else [job]
    for number, each in enumerate(parts, 1):
        which = f"round {number} of {len(parts)}" if len(parts) > 1 else part
        with watched(each, which, engine=engine_of(flags)) if show_progress else contextlib.nullcontext():
            counts.update(_run(each, options).counts)
    return Account(dict(counts))


def _run(job: Job, options: PipelineOptions) -> Account:
    pipeline = beam.Pipeline(options=options)
    build(pipeline, job)
    result = pipeline.run()
    result.wait_until_finish()
    return account_of(result)
