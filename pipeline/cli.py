"""The command `dateline`."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.graph import Job

# What costs to load (Beam, Arrow, DuckDB) is imported by the command that needs it: `dateline --help` answers at once.

_lake = click.option("--lake", metavar="DIR", required=True, help="The lake: a folder, or s3://, gs://, hdfs://. Made if it is not there.")
_strict = click.option("--strict", is_flag=True, help="Exit with 1 if a feed or a page failed.")
_private_hosts = click.option(
    "--allow-private-hosts", is_flag=True, help="Let requests go to loopback and private addresses; they are refused otherwise."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def app() -> None:
    """News feeds in; a clean, dated, located Parquet lake out.

    \b
    Start here:
      dateline demo                                   the whole line, on a newsroom of its own
      dateline run feeds.yaml --lake lake             your feeds, once; again an hour later
      dateline query lake                             what the lake holds, by date and region
      dateline extract https://example.org/story      one page, read

    Apache Beam's own options pass through (--runner, --direct_running_mode, --flink_master, ...).
    Exit codes: 0 done, 1 something failed and --strict was given, 2 wrong use.
    """


@app.command(name="run")
@click.argument("feeds")
@_lake
@_strict
@_private_hosts
@click.pass_obj
def run_(flags: list[str], feeds: str, lake: str, strict: bool, allow_private_hosts: bool) -> None:
    """Poll every feed of a list once, and take in what is new.

    FEEDS is a feed list, YAML or OPML. Made for cron: what the lake has is not asked for again.
    """
    from pipeline.feed_list import read_feed_list
    from pipeline.graph import Job
    from transforms.http import HttpOptions
    from transforms.instants import system_clock

    listed = tuple(read_feed_list(feeds))
    http = HttpOptions(allow_private_hosts=allow_private_hosts)
    _finish(flags, Job(lake=lake, run_at=system_clock(), feeds=listed, http=http), strict)


@app.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@_lake
@_strict
@click.pass_obj
def ingest(flags: list[str], paths: tuple[str, ...], lake: str, strict: bool) -> None:
    """Take saved pages and plain-text stories into a lake.

    PATH is a file (.html, .htm, .xhtml, .txt, each also .gz) or a folder of them.
    """
    from pipeline.graph import Job
    from transforms.instants import system_clock
    from transforms.read_pages import list_files

    _finish(flags, Job(lake=lake, run_at=system_clock(), paths=tuple(list_files(paths))), strict)


@app.command()
@click.argument("source", metavar="PATH-or-URL")
@click.option("--json", is_flag=True, help="Every field, for programs.")
@click.option("--explain", is_flag=True, help="For each field the evidence that won, and those that lost.")
@_private_hosts
def extract(source: str, json: bool, explain: bool, allow_private_hosts: bool) -> None:
    """Read one page, and show the article that is on it."""
    from pipeline.extract import load_page
    from pipeline.show import article_json, article_of, explanation_table
    from schemas import Unusable
    from transforms.http import HttpOptions
    from transforms.instants import system_clock
    from transforms.read_article import read_page
    from transforms.strip_boilerplate import explain_page, read_blocks

    try:
        page = load_page(source, HttpOptions(allow_private_hosts=allow_private_hosts), system_clock)
        article = read_page(page)
    except Unusable as unusable:
        print(f"dateline: {source}: {unusable}", file=sys.stderr)
        sys.exit(1)
    if json:
        print(article_json(article))
    elif explain:
        _console().print(explanation_table(explain_page(page), article))
    else:
        _console().print(article_of(article, read_blocks(page)))


@app.command()
@click.argument("lake")
@click.argument("sql", required=False)
def query(lake: str, sql: str | None) -> None:
    """Ask a lake by SQL, or see what it holds.

    SQL is DuckDB's, over the views articles, entries, polls and rejects; without it
    comes what the lake holds by date and region.
    """
    from pipeline.query import SUMMARY, connect
    from pipeline.show import table_of

    with connect(lake) as connection:
        result = connection.execute(sql or SUMMARY)
        if result.description:
            _console().print(table_of([column[0] for column in result.description], result.fetchall()))


@app.command()
@click.option("--lake", metavar="DIR", default="lake", show_default=True, help="Where to make the lake.")
def demo(lake: str) -> None:
    """Run the whole line on a newsroom of its own.

    The newsroom comes with Dateline and is served on loopback; the lake shows what landed.
    """
    from pipeline.demo import demo as show_demo
    from transforms.instants import system_clock

    if not show_demo(lake, system_clock, _console(), show_progress=sys.stderr.isatty()):
        sys.exit(1)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command and exits: 0 done, 1 something failed and `--strict` was given, 2 wrong use."""
    _quiet_logs()
    mine, beams = _split_flags(sys.argv[1:] if arguments is None else arguments)
    try:
        app.main(mine, prog_name="dateline", standalone_mode=False, obj=beams)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(2)
    except click.ClickException as error:
        _fail(error.format_message())
    except click.exceptions.Abort:
        sys.exit(130)
    except Exception as error:
        if not isinstance(error, _wrong_use()):
            raise
        _fail(str(error))
    sys.exit(0)


def _finish(flags: list[str], job: Job, strict: bool) -> None:
    from pipeline.run import run
    from pipeline.show import account_table, print_faults

    account = run(job, flags, show_progress=sys.stderr.isatty())
    console = _console()
    console.print(account_table(account))
    print_faults(account, console)
    if account.faults or (strict and account.failed):
        sys.exit(1)


def _split_flags(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our arguments, and those that are Beam's: known by name to its options, with their values."""
    if not any(argument.startswith("--") and _name(argument) not in _OUR_FLAGS for argument in arguments):
        return arguments, []
    from pipeline.runners import flags_with_values

    takes_value = flags_with_values()
    mine: list[str] = []
    beams: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name = _name(argument)
        if name in _OUR_FLAGS or name not in takes_value:
            mine.append(argument)
            continue
        beams.append(argument)
        if takes_value[name] and "=" not in argument:
            beams.extend([value] if (value := next(rest, None)) is not None else [])
    return mine, beams


_OUR_FLAGS = {"--help", "--lake", "--strict", "--allow-private-hosts", "--json", "--explain", "--"}


def _name(argument: str) -> str:
    return argument.partition("=")[0]


def _wrong_use() -> tuple[type[Exception], ...]:
    """What tells of wrong use rather than of a fault of ours."""
    import duckdb

    from pipeline.feed_list import FeedListError
    from pipeline.runners import OptionError
    from transforms.write_lake import LakeError

    return FeedListError, LakeError, OptionError, FileNotFoundError, duckdb.Error


def _fail(message: str) -> NoReturn:
    print(f"dateline: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


def _console() -> Console:
    from rich.console import Console

    return Console()


def _quiet_logs() -> None:
    """Warnings go to stderr in one line each; Beam's word on the Google Cloud libraries that are not installed does not."""
    logging.basicConfig(level=logging.WARNING, format="dateline: %(message)s")
    logging.getLogger().handlers[0].addFilter(lambda record: "apitools not found" not in record.getMessage())


if __name__ == "__main__":
    main()
