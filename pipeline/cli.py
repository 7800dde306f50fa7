"""The command `dateline`."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import click
import typer

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.graph import Job

# What costs to load (Beam, Arrow, DuckDB) is imported by the command that needs it: `dateline --help` answers at once.
app = typer.Typer(
    name="dateline",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="News feeds in; a clean, dated, located Parquet lake out.",
    epilog="Apache Beam's own options pass through: [bold]--runner[/], [bold]--direct_running_mode[/], …  "
    "Exit codes: 0 done, 1 something failed and --strict was given, 2 wrong use.",
)

Lake = Annotated[
    str, typer.Option("--lake", metavar="DIR", help="The lake: a folder, or s3://, gs://, hdfs://. It is made if it is not there.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if a feed or a page failed.")]
PrivateHosts = Annotated[
    bool, typer.Option("--allow-private-hosts", help="Let requests go to loopback and private addresses, which are refused otherwise.")
]


@app.command(name="run")
def run_(
    ctx: typer.Context,
    feeds: Annotated[str, typer.Argument(metavar="FEEDS", help="The feed list: YAML or OPML.")],
    lake: Lake,
    strict: Strict = False,
    allow_private_hosts: PrivateHosts = False,
) -> None:
    """Poll every feed of a list once, take in what is new, and exit. Made for cron."""
    from pipeline.feed_list import read_feed_list
    from pipeline.graph import Job
    from transforms.http import HttpOptions
    from transforms.instants import system_clock

    listed = tuple(read_feed_list(feeds))
    http = HttpOptions(allow_private_hosts=allow_private_hosts)
    _finish(ctx, Job(lake=lake, run_at=system_clock(), feeds=listed, http=http), strict)


@app.command()
def ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="Files (.html, .htm, .xhtml, .txt, each also .gz) and folders of them.")
    ],
    lake: Lake,
    strict: Strict = False,
) -> None:
    """Take saved pages and plain-text stories into a lake."""
    from pipeline.graph import Job
    from transforms.instants import system_clock
    from transforms.read_pages import list_files

    _finish(ctx, Job(lake=lake, run_at=system_clock(), paths=tuple(list_files(paths))), strict)


@app.command()
def extract(
    source: Annotated[str, typer.Argument(metavar="PATH-or-URL", help="A saved page, a plain-text story, or an address.")],
    json: Annotated[bool, typer.Option("--json", help="Every field, for programs.")] = False,
    allow_private_hosts: PrivateHosts = False,
) -> None:
    """Read one page, and show the article that is on it."""
    from pipeline.extract import load_page
    from pipeline.show import article_json, article_of
    from schemas import Unusable
    from transforms.http import HttpOptions
    from transforms.instants import system_clock
    from transforms.read_article import read_page

    try:
        article = read_page(load_page(source, HttpOptions(allow_private_hosts=allow_private_hosts), system_clock))
    except Unusable as unusable:
        print(f"dateline: {source}: {unusable}", file=sys.stderr)
        raise typer.Exit(1) from None
    if json:
        print(article_json(article))
    else:
        _console().print(article_of(article))


@app.command()
def query(
    lake: Annotated[str, typer.Argument(metavar="LAKE", help="A lake on a local path.")],
    sql: Annotated[str | None, typer.Argument(metavar="SQL", help="Over the views articles, entries, polls and rejects.")] = None,
) -> None:
    """Ask a lake by SQL (DuckDB); without SQL, what it holds by date and region."""
    from pipeline.query import SUMMARY, connect
    from pipeline.show import table_of

    with connect(lake) as connection:
        result = connection.execute(sql or SUMMARY)
        if result.description:
            _console().print(table_of([column[0] for column in result.description], result.fetchall()))


@app.command()
def demo(
    lake: Annotated[str, typer.Option("--lake", metavar="DIR", help="Where to make the lake.")] = "lake",
) -> None:
    """Run the whole line on the offline newsroom, over HTTP on loopback, and show what landed."""
    from pipeline.demo import demo as show_demo
    from transforms.instants import system_clock

    if not show_demo(lake, system_clock, _console(), show_progress=sys.stderr.isatty()):
        raise typer.Exit(1)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command and exits: 0 done, 1 something failed and `--strict` was given, 2 wrong use."""
    _quiet_logs()
    mine, beams = _split_flags(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(mine, standalone_mode=False, obj=beams)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _fail(error.format_message())
    except _wrong_use() as error:
        _fail(str(error))
    sys.exit(code if isinstance(code, int) else 0)


def _finish(ctx: typer.Context, job: Job, strict: bool) -> None:
    from pipeline.run import run
    from pipeline.show import account_table, print_faults

    account = run(job, ctx.obj, show_progress=sys.stderr.isatty())
    console = _console()
    console.print(account_table(account))
    print_faults(account, console)
    if account.faults or (strict and account.failed):
        raise typer.Exit(1)


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


_OUR_FLAGS = {"--help", "--lake", "--strict", "--allow-private-hosts", "--json", "--install-completion", "--show-completion", "--"}


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
