"""The command `dateline stream`."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import threading
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.stream import Report


@click.command()
@click.argument("feeds")
@click.option("--lake", metavar="DIR", required=True, help="The lake: a folder, or s3://, gs://, hdfs://. Made if it is not there.")
@click.option(
    "--flush",
    "flush_s",
    metavar="SECONDS",
    type=click.IntRange(min=2),
    default=60,
    show_default=True,
    help=("On an engine: the longest that a story waits for others to be written with."),
)
@click.option(
    "--shards",
    type=click.IntRange(min=1),
    default=4,
    show_default=True,
    help=("On an engine: how many workers may poll and fetch at once. It holds for the life of the job."),
)
@click.option("--health", metavar="FILE", help="Keep a file that says how the stream does; it is written anew every 30 seconds.")
@click.option("--keep-pages", is_flag=True, help="Keep the pages in the lake too (WARC): `replay` reads them again.")
@click.option("--rules", metavar="FILE", help="Rules for the few sites that are read wrongly (YAML): see docs/extend.md.")
@click.option("--user-agent", metavar="TEXT", help="Your name for servers, with a contact: 'Desk/1.0 (+mailto:desk@example.org)'.")
@click.option("--allow-private-hosts", is_flag=True, help="Let requests go to loopback and private addresses; they are refused otherwise.")
@click.pass_obj
def stream(
    flags: list[str],
    feeds: str,
    lake: str,
    flush_s: int,
    shards: int,
    health: str | None,
    keep_pages: bool,
    rules: str | None,
    user_agent: str | None,
    allow_private_hosts: bool,
) -> None:
    """Poll each feed of a list whenever it is due, until told to end.

    FEEDS is a feed list, YAML or OPML; what is changed in it is taken up while the stream runs.
    SIGTERM and Ctrl-C end it when all that was polled is in the lake. Without --runner it is one
    process on this machine; with --runner=FlinkRunner one unbounded job (docs/engines.md).
    """
    from pipeline.alone import alone
    from pipeline.feeds_commands import http_options
    from pipeline.graph import Job
    from pipeline.runners import is_local
    from pipeline.stream import stream_here, stream_on_engine
    from pipeline.watched_list import WatchedList
    from transforms.instants import system_clock
    from transforms.strip_boilerplate.publisher_rules import NO_RULES, read_rules

    listed = WatchedList(os.path.abspath(feeds))
    listed()
    http = http_options(user_agent, allow_private_hosts)
    job = Job(lake=lake, run_at=system_clock(), http=http, shards=1 if is_local(flags) else shards, keep_pages=keep_pages)
    job = dataclasses.replace(job, rules=read_rules(rules) if rules else NO_RULES)
    ended = _until_a_signal()
    telling = _Telling(health)
    with alone(lake, system_clock) as who:
        if who:
            raise click.ClickException(f"another run polls into {lake}: {who}")
        if is_local(flags):
            stream_here(job, listed, flags, wait=ended.wait, report=telling)
        else:
            stream_on_engine(job, listed, listed.path, flags, flush_s=flush_s, wait=ended.wait, report=telling)


def _until_a_signal() -> threading.Event:
    """Set by the first SIGTERM or Ctrl-C; the second does what it does anywhere."""
    ended = threading.Event()

    def end(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return ended


class _Telling:
    """Tells of each run in a line, and keeps the health file."""

    def __init__(self, path: str | None) -> None:
        self._path = path

    def __call__(self, report: Report) -> None:
        from pipeline.show import report_line

        if report.counts:
            print(report_line(report), flush=True)
        if self._path:
            told = dataclasses.asdict(report)
            new = f"{self._path}.new"
            with open(new, "w", encoding="utf-8") as file:
                json.dump(told, file)
            os.replace(new, self._path)
