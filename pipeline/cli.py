"""The command `dateline`."""

from __future__ import annotations

import datetime
import logging
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.feeds_commands import feeds as feeds_group
from pipeline.feeds_commands import http_options
from pipeline.look_commands import report, serve
from pipeline.stream_command import stream

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.account import Account
    from transforms.strip_boilerplate.publisher_rules import Rule

# What costs to load (Beam, Arrow, DuckDB) is imported by the command that needs it: `dateline --help` answers at once.

_lake = click.option("--lake", metavar="DIR", required=True, help="The lake: a folder, or s3://, gs://, hdfs://. Made if it is not there.")
_strict = click.option("--strict", is_flag=True, help="Exit with 1 if a feed or a page failed.")
_dry_run = click.option("--dry-run", is_flag=True, help="Change nothing; say what would be done.")
_keep_pages = click.option("--keep-pages", is_flag=True, help="Keep the pages in the lake too (WARC): `replay` reads them again.")
_private_hosts = click.option(
    "--allow-private-hosts", is_flag=True, help="Let requests go to loopback and private addresses; they are refused otherwise."
)
_user_agent = click.option(
    "--user-agent", metavar="TEXT", help="Your name for servers, with a contact: 'Desk/1.0 (+mailto:desk@example.org)'."
)
_rules = click.option("--rules", metavar="FILE", help="Rules for the few sites that are read wrongly (YAML): see docs/extend.md.")
_log_format = click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json: the summary, and what is logged, as JSON lines.",
)
_quiet = click.option("--quiet", "-q", is_flag=True, help="Say nothing but what is wrong.")


def _day(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    try:
        return value and datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter(f"{value} is no day: YYYY-MM-DD") from None


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def app() -> None:
    """News feeds in; a clean, dated, located Parquet lake out.

    \b
    Start here:
      dateline demo                                   the whole line, on a newsroom of its own
      dateline run feeds.yaml --lake lake             your feeds, those that are due; again in ten minutes
      dateline stream feeds.yaml --lake lake          your feeds, each when it is due, on and on
      dateline feeds check feeds.yaml --lake lake     how each feed is doing
      dateline report lake -o report.html             what the lake holds and how the feeds do, as a page
      dateline serve lake                             the same live, with search and SQL
      dateline query lake                             what the lake holds, by date and region
      dateline extract https://example.org/story      one page, read
      dateline compact lake                           now and then: fewer, larger files
      dateline check lake                             whether all of it is in order

    Apache Beam's own options pass through (--runner, --direct_running_mode, --flink_master, ...).
    Exit codes: 0 done, 1 something failed and --strict was given, 2 wrong use.
    """


app.add_command(feeds_group)
app.add_command(report)
app.add_command(serve)
app.add_command(stream)


@app.command(name="run")
@click.argument("feeds")
@click.option("--all", "all_feeds", is_flag=True, help="Poll every feed, whether it is due or not.")
@_lake
@_strict
@_keep_pages
@_rules
@_user_agent
@_private_hosts
@_log_format
@_quiet
@click.pass_obj
def run_(
    flags: list[str],
    feeds: str,
    all_feeds: bool,
    lake: str,
    strict: bool,
    keep_pages: bool,
    rules: str | None,
    user_agent: str | None,
    allow_private_hosts: bool,
    log_format: str,
    quiet: bool,
) -> None:
    """Poll the feeds of a list that are due, and take in what is new.

    FEEDS is a feed list, YAML or OPML. Made for cron, as often as every ten minutes: a feed is asked
    by how fast it publishes, 10 minutes to a day, and what the lake has is not asked for again.
    """
    from pipeline.alone import alone
    from pipeline.feed_health import next_due
    from pipeline.feed_list import read_feed_list
    from pipeline.graph import Job
    from pipeline.run import run
    from pipeline.show import nothing_due
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    listed = tuple(read_feed_list(feeds))
    http = http_options(user_agent, allow_private_hosts)
    job = Job(
        lake=lake, run_at=system_clock(), feeds=listed, http=http, due_only=not all_feeds, keep_pages=keep_pages, rules=_read_rules(rules)
    )
    with alone(lake, system_clock) as who:
        if who:
            logging.warning("another run polls into %s: %s; nothing was done", lake, who)
            return
        account = run(job, flags, show_progress=_shows_progress(log_format, quiet))
    if account["feeds_not_due"] and not account["feeds_polled"] and log_format == "text" and not quiet:
        print(nothing_due(next_due(Lake.open(lake), listed, job.run_at), job.run_at))
    _finish(lake, account, job.run_at, strict, log_format, quiet)


@app.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@_lake
@_strict
@_keep_pages
@_rules
@_log_format
@_quiet
@click.pass_obj
def ingest(
    flags: list[str], paths: tuple[str, ...], lake: str, strict: bool, keep_pages: bool, rules: str | None, log_format: str, quiet: bool
) -> None:
    """Take saved pages, plain-text stories and crawls into a lake.

    PATH is a page (.html, .htm, .xhtml, .txt, each also .gz), a file of many (.warc, .warc.gz,
    .jsonl), or a folder of them. A file of many pages that was cut off is taken up where it was.
    """
    from pipeline.ingest import ingest as ingest_files
    from transforms.instants import system_clock
    from transforms.read_pages import list_files

    files, began = list_files(paths), system_clock()
    shows = _shows_progress(log_format, quiet)
    account = ingest_files(lake, files, system_clock, flags, keep_pages=keep_pages, rules=_read_rules(rules), show_progress=shows)
    _finish(lake, account, began, strict, log_format, quiet)


@app.command()
@click.argument("source", metavar="PATH-or-URL")
@click.option("--json", is_flag=True, help="Every field, for programs.")
@click.option("--explain", is_flag=True, help="For each field the evidence that won, and those that lost.")
@_rules
@_user_agent
@_private_hosts
def extract(source: str, json: bool, explain: bool, rules: str | None, user_agent: str | None, allow_private_hosts: bool) -> None:
    """Read one page, and show the article that is on it."""
    from pipeline.extract import load_page
    from pipeline.show import article_json, article_of, explanation_table, rule_hint
    from schemas import Unusable
    from transforms.instants import system_clock
    from transforms.reading import read_page
    from transforms.strip_boilerplate import explain_page, read_blocks
    from transforms.strip_boilerplate.publisher_rules import prepare

    try:
        page = load_page(source, http_options(user_agent, allow_private_hosts), system_clock)
        by_site = _read_rules(rules)
        article, prepared = read_page(page, by_site), prepare(page, by_site)
    except Unusable as unusable:
        print(f"dateline: {source}: {unusable}", file=sys.stderr)
        sys.exit(1)
    if json:
        print(article_json(article))
    elif explain:
        _console().print(explanation_table(explain_page(prepared), article))
        if hint := rule_hint(article):
            _console().print(hint, highlight=False)
    else:
        _console().print(article_of(article, read_blocks(prepared)))


@app.command()
@click.argument("lake")
@click.argument("sql", required=False)
def query(lake: str, sql: str | None) -> None:
    """Ask a lake by SQL, or see what it holds.

    SQL is DuckDB's, over the views articles, articles_latest, entries, polls and rejects;
    without it comes what the lake holds by date and region.
    """
    from pipeline.query import SUMMARY, connect
    from pipeline.show import table_of

    with connect(lake) as connection:
        result = connection.execute(sql or SUMMARY)
        if result.description:
            _console().print(table_of([column[0] for column in result.description], result.fetchall()))


@app.command()
@click.argument("lake")
@_dry_run
def compact(lake: str, dry_run: bool) -> None:
    """Merge the small files of closed partitions.

    A partition is closed two days after its day. Readers and runs may go on meanwhile; what
    was replaced is removed by a compact a day later.
    """
    from pipeline.show import compacted_table
    from pipeline.upkeep import compact as compact_lake
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    _console().print(compacted_table(compact_lake(Lake.open(lake), system_clock, dry_run=dry_run), dry_run=dry_run))


@app.command()
@click.argument("lake")
@click.option("--repair", is_flag=True, help="Put right what can be. What is taken out is kept in _quarantine; nothing is deleted.")
def check(lake: str, repair: bool) -> None:
    """Check that a lake is what it says it is; exit with 1 if it is not.

    Every file opens and has the table's columns, every row is in its partition and has an id
    of its own, every sighting has its article, and no writer left anything behind.
    """
    from pipeline.show import findings_table
    from pipeline.upkeep import check as check_lake
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    findings = check_lake(Lake.open(lake), system_clock, repair=repair)
    if not findings:
        print(f"{lake}: no fault found")
        return
    _console().print(findings_table(findings))
    if not all(finding.repaired for finding in findings):
        sys.exit(1)


@app.command()
@click.argument("lake")
@click.option("--url", "urls", metavar="URL", multiple=True, help="What is at this address. Can be given more than once.")
@click.option("--domain", "domains", metavar="NAME", multiple=True, help="What is at this domain or below it. Can be given more than once.")
@click.option("--before", metavar="YYYY-MM-DD", callback=_day, help="Only what is older than this day.")
@click.option("--yes", is_flag=True, help="Do it. Without this, it is only counted.")
def forget(lake: str, urls: tuple[str, ...], domains: tuple[str, ...], before: str | None, yes: bool) -> None:
    """Take articles, sightings, rejects and kept pages out of a lake, for good."""
    from pipeline.show import forgotten_table
    from pipeline.upkeep import Forget
    from pipeline.upkeep import forget as forget_rows
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    if not (urls or domains or before):
        raise click.UsageError("say what to forget: --url, --domain or --before")
    what = Forget(urls=urls, domains=tuple(domain.lower() for domain in domains), before=before)
    gone = forget_rows(Lake.open(lake), what, system_clock, dry_run=not yes)
    _console().print(forgotten_table(gone, done=yes))
    if not yes:
        print("Nothing was changed: add --yes to take them out.")


@app.command()
@click.argument("lake")
@_rules
@_dry_run
def replay(lake: str, rules: str | None, dry_run: bool) -> None:
    """Read the kept pages again with this version, and rewrite what it reads otherwise."""
    from pipeline.show import replayed_table
    from pipeline.upkeep import replay as replay_pages
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    _console().print(replayed_table(replay_pages(Lake.open(lake), system_clock, rules=_read_rules(rules), dry_run=dry_run)))


@app.command()
@click.argument("lake")
@click.option("--iceberg", is_flag=True, help="As Iceberg tables, with a SQLite catalog in _iceberg.")
@click.option("--delta", is_flag=True, help="As Delta tables, in _delta.")
def register(lake: str, iceberg: bool, delta: bool) -> None:
    """Register the lake's files as Iceberg or Delta tables; again, what has changed since.

    No row is copied. Run it after a run, and after compact, forget and replay.
    """
    from pipeline.show import registered_table
    from pipeline.upkeep.register import register_delta, register_iceberg
    from transforms.instants import system_clock
    from transforms.write_lake import Lake

    if not (iceberg or delta):
        raise click.UsageError("say as what: --iceberg, --delta or both")
    opened = Lake.open(lake)
    registered = [*(register_iceberg(opened) if iceberg else []), *(register_delta(opened, system_clock) if delta else [])]
    _console().print(registered_table(registered))


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


@app.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes a shell complete this command.

    \b
    bash:  dateline completion bash > ~/.local/share/bash-completion/completions/dateline
    zsh:   dateline completion zsh > "${fpath[1]}/_dateline"
    fish:  dateline completion fish > ~/.config/fish/completions/dateline.fish
    """
    from click.shell_completion import get_completion_class

    completes = get_completion_class(shell)
    assert completes is not None
    print(completes(app, {}, "dateline", "_DATELINE_COMPLETE").source())


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


def _finish(lake: str, account: Account, began: int, strict: bool, log_format: str, quiet: bool) -> None:
    from pipeline.show import print_faults, summary_of
    from pipeline.summary import summarize, summary_json
    from transforms.instants import system_clock

    summary = summarize(lake, account, began, system_clock)
    if log_format == "json":
        print(summary_json(summary))
    elif not quiet:
        _console().print(summary_of(summary))
    if log_format == "text":
        print_faults(account, _console(stderr=True))
    if account.faults or (strict and account.failed):
        sys.exit(1)


def _split_flags(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Our arguments, and those that are Beam's: known by name to its options, with their values."""
    ours = {"--help", "--", *(flag for command in _commands(app) for option in command.params for flag in option.opts)}
    if not any(argument.startswith("--") and _name(argument) not in ours for argument in arguments):
        return arguments, []
    from pipeline.runners import flags_with_values

    takes_value = flags_with_values()
    mine: list[str] = []
    beams: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        name = _name(argument)
        if name in ours or name not in takes_value:
            mine.append(argument)
            continue
        beams.append(argument)
        if takes_value[name] and "=" not in argument:
            beams.extend([value] if (value := next(rest, None)) is not None else [])
    return mine, beams


def _commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command)


def _name(argument: str) -> str:
    return argument.partition("=")[0]


def _wrong_use() -> tuple[type[Exception], ...]:
    """What tells of wrong use rather than of a fault of ours."""
    import duckdb

    from pipeline.feed_list import FeedListError
    from pipeline.runners import OptionError
    from transforms.strip_boilerplate.publisher_rules import RuleError
    from transforms.write_lake import LakeError

    return FeedListError, RuleError, LakeError, OptionError, FileNotFoundError, duckdb.Error


def _fail(message: str) -> NoReturn:
    print(f"dateline: {' '.join(message.split())}", file=sys.stderr)
    sys.exit(2)


def _read_rules(path: str | None) -> dict[str, Rule]:
    from transforms.strip_boilerplate.publisher_rules import read_rules

    return read_rules(path) if path else {}


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr)


def _shows_progress(log_format: str, quiet: bool) -> bool:
    """Whether there is somebody to draw for."""
    if log_format == "json":
        from pipeline.summary import JsonLines

        logging.getLogger().handlers[0].setFormatter(JsonLines())
    return sys.stderr.isatty() and not quiet and log_format == "text"


# Beam on the Google Cloud libraries that are not installed; pyiceberg on the statistics that a text column has none of; Beam's
# traceback of a wait for another run, which ends the command and is said there in one line.
_NO_NEWS = ("apitools not found", "PyArrow statistics missing", " is being written by ")


def _quiet_logs() -> None:
    """Warnings go to stderr in one line each, but for those that tell nobody anything."""
    logging.basicConfig(level=logging.WARNING, format="dateline: %(message)s")
    logging.getLogger().handlers[0].addFilter(lambda record: not any(words in record.getMessage() for words in _NO_NEWS))


if __name__ == "__main__":
    main()
