"""The report in figures for Prometheus: its text format, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.report.report import Report

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(report: Report) -> str:
    """The gauges of a lake. `_recent` ones count the last days of polls, sightings or rejects, as the report does."""
    totals = report.totals
    states = ("ok", "failing", "still", "moved", "gone", "new")
    polls: dict[str, int] = {}
    for row in report.polls:
        polls[row.error_class] = polls.get(row.error_class, 0) + row.polls
    families: list[tuple[str, str, Iterable[tuple[Mapping[str, str], float]]]] = [
        ("dateline_articles", "Articles in the lake.", [({}, totals.articles)]),
        ("dateline_publishers", "Publishers of these.", [({}, totals.publishers)]),
        ("dateline_syndicated_stories", "Stories with copies at two publishers or more.", [({}, totals.syndicated)]),
        (
            "dateline_last_fetched_timestamp_seconds",
            "When the last article was taken in.",
            [({}, totals.last_fetched.timestamp())] if totals.last_fetched else [],
        ),
        ("dateline_feeds", "Feeds by state.", [({"state": state}, sum(feed.state == state for feed in report.feeds)) for state in states]),
        ("dateline_feed_gaps_recent", "Polls with a gap.", [({}, sum(feed.gaps for feed in report.feeds))]),
        (
            "dateline_polls_recent",
            "Polls by class of error; ok where none.",
            [({"error_class": name}, n) for name, n in sorted(polls.items())],
        ),
        (
            "dateline_sightings_recent",
            "Sightings of entries by outcome.",
            [({"outcome": row.outcome}, row.sightings) for row in report.outcomes],
        ),
        (
            "dateline_rejects_recent",
            "Rejects by stage and reason.",
            [({"stage": row.stage, "reason": row.reason}, row.rejects) for row in report.rejects],
        ),
        (
            "dateline_latency_seconds",
            "From publication to lake, on the last day.",
            [({"quantile": "0.5"}, report.latency[-1].median_s), ({"quantile": "0.9"}, report.latency[-1].p90_s)] if report.latency else [],
        ),
        ("dateline_files", "Files by table.", [({"table": row.table}, row.files) for row in report.files]),
        ("dateline_bytes", "Bytes of these files.", [({"table": row.table}, row.bytes) for row in report.files]),
    ]
    lines = []
    for name, what, samples in families:
        lines += [f"# HELP {name} {what}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {value:.15g}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    told = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{told}}}" if told else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
