"""Which engine runs the graph, and what its own options may be."""

from __future__ import annotations

import argparse
import contextlib
import io
from collections.abc import Sequence
from typing import Any

from apache_beam.options.pipeline_options import PipelineOptions

# Named in full: `DirectRunner` would try to download Prism first, and falls to a runner that loses timers (DESIGN.md, measured).
LOCAL_RUNNER = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"
_LOCAL_NAMES = {"", "DirectRunner", "FnApiRunner", "local", LOCAL_RUNNER}
_REFUSED = {"DaskRunner": "it drops finish_bundle output, branches, tags and windows without an error (reference: docs/engines)"}
# Options that Beam's Java runner for Flink has (FlinkPipelineOptions), and that Python's Beam only hands on.
_FLINKS = (
    "allow_non_restored_state",
    "checkpoint_timeout_millis",
    "checkpointing_interval",
    "checkpointing_mode",
    "execution_retry_delay",
    "externalized_checkpoints_enabled",
    "finish_bundle_before_checkpointing",
    "max_bundle_size",
    "max_bundle_time_mills",
    "max_parallelism",
    "min_pause_between_checkpoints",
    "number_of_execution_retries",
    "object_reuse",
    "retain_externalized_checkpoints_on_cancellation",
    "savepoint_path",
    "shutdown_sources_after_idle_ms",
    "state_backend",
    "state_backend_storage_path",
    "tolerable_checkpoint_failure_number",
    "unaligned_checkpoint_enabled",
)
# What an engine needs to have its state back after a failure; Flink takes none unless told to.
_CHECKPOINT_MS = 60_000
# Two processes pay for themselves from about this many pages (DESIGN.md, measured: start-up 1.7 s against 0.3 s).
PAGES_FOR_PROCESSES = 1_000


class OptionError(ValueError):
    """A pipeline option that Beam does not know, or a runner that Dateline refuses."""


def is_local(flags: Sequence[str]) -> bool:
    """Whether the flags leave the work to this machine and Beam's own runner. Raises OptionError as `pipeline_options` does."""
    return (_known(flags).runner or "") in _LOCAL_NAMES


def pipeline_options(flags: Sequence[str], *, pages: int | None = None, workers: int = 1, streaming: bool = False) -> PipelineOptions:
    """Beam's options from the flags that the command passed through, with Dateline's defaults.

    Args:
      flags: as typed (`--runner=FlinkRunner`, `--flink_master`, …).
      pages: how many pages are to be read, where that is known; above `PAGES_FOR_PROCESSES` local runs use processes.
      workers: how many processes those are.
      streaming: whether the graph is unbounded.

    Raises:
      OptionError: a flag is unknown to Beam, or the runner is refused.
    """
    known = _known(flags)
    runner = known.runner or ""
    for name, why in _REFUSED.items():
        if runner.rpartition(".")[2].casefold() == name.casefold():
            raise OptionError(f"{name} is refused: {why}")
    if runner not in _LOCAL_NAMES:
        given: dict[str, Any] = {"save_main_session": False}
        if streaming:
            given |= {"streaming": True}
        if streaming and runner == "FlinkRunner" and known.checkpointing_interval is None:
            flags = [*flags, f"--checkpointing_interval={_CHECKPOINT_MS}"]
        return PipelineOptions(list(flags), **given)
    if streaming:
        raise OptionError("Beam's local runner ends only with its source: an unbounded graph needs an engine (docs/engines.md)")
    # Worker processes say what they do at INFO; the user asked for news.
    local: dict[str, Any] = {"runner": LOCAL_RUNNER, "default_sdk_harness_log_level": "WARNING", "max_cache_memory_usage_mb": 0}
    if known.direct_running_mode is None and workers > 1 and (pages or 0) >= PAGES_FOR_PROCESSES:
        local |= {"direct_running_mode": "multi_processing", "direct_num_workers": workers}
    return PipelineOptions(_without_runner(flags), **local)


def engine_of(flags: Sequence[str]) -> str | None:
    """The name of the engine that runs the job, None where it is this machine."""
    return None if is_local(flags) else str(_known(flags).runner).rpartition(".")[2]


def flags_with_values() -> dict[str, bool]:
    """The names of all of Beam's options (`--runner`), and whether a value follows."""
    return {name: action.nargs != 0 for action in _parser()._actions for name in action.option_strings}


def _known(flags: Sequence[str]) -> argparse.Namespace:
    known, unknown = _parser().parse_known_args(list(flags))
    if unknown:
        raise OptionError(f"unknown option: {' '.join(unknown)}")
    return known


def _without_runner(flags: Sequence[str]) -> list[str]:
    kept, skip = [], False
    for flag in flags:
        if skip:
            skip = False
        elif flag == "--runner":
            skip = True
        elif not flag.startswith("--runner="):
            kept.append(flag)
    return kept


class _QuietParser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise OptionError(message)


def _parser() -> argparse.ArgumentParser:
    """A parser of all the options that this Beam has; abbreviations are not guessed."""
    parser = _QuietParser(add_help=False, allow_abbrev=False, conflict_handler="resolve")
    with contextlib.redirect_stderr(io.StringIO()):
        for options in PipelineOptions.__subclasses__():
            options._add_argparse_args(parser)
    for name in _FLINKS:
        parser.add_argument(f"--{name}")
    return parser
