"""What a transform puts out, by output: for tests that look at the rows of a run from several sides."""

from __future__ import annotations

import collections
from typing import Any

import apache_beam as beam
from apache_beam.testing.test_pipeline import TestPipeline

RUNNER = "apache_beam.runners.portability.fn_api_runner.FnApiRunner"

# The runner works in this process: what is kept here by its threads is seen by the test.
_kept: dict[str, list[Any]] = collections.defaultdict(list)


def outputs_of(transform: beam.PTransform, elements: list[Any], *names: str) -> tuple[list[Any], ...]:
    """The rows of the named outputs for these elements, in the order of the names."""
    _kept.clear()
    with TestPipeline(runner=RUNNER) as pipeline:
        result = pipeline | beam.Create(elements) | transform
        for name in names:
            result[name] | name >> beam.Map(_keep, name)
    return tuple(list(_kept[name]) for name in names)


def _keep(row: Any, name: str) -> None:
    _kept[name].append(row)
